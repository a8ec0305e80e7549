#include "escapes.h"

#include <fmt/format.h>

#include "archsynth/cfn/reader.h"
#include "archsynth/describe/unknown_keys.h"
#include "archsynth/support/text.h"

namespace archsynth::architecture {

namespace {

bool is_not_blank(std::string_view text) { return text.find_first_not_of(" \t\r\n") != text.npos; }

}  // namespace

const describe::Form kReason = {"a sentence for reviewers", "\\S", "the firewall is at the CDN",
                                is_not_blank};
const describe::Form kDay = {"a day as YYYY-MM-DD", "\\S", "2027-01-31", is_not_blank};

namespace {

void add_outputs(const Architecture& file, Stack& stack) {
  for (const auto& [name, props] : file.outputs) {
    if (!props.value) continue;
    cfn::Output& output = stack.add_output(*name, *props.description,
                                           cfn::read_value(*props.value, stack.diagnostics()));
    output.export_name = props.export_name;
    output.origin = name.origin();
  }
}

void add_resources(const Architecture& file, Stack& stack) {
  if (!file.resources) return;
  if (!file.resources->is_mapping()) {
    stack.diagnostics()
        .malformed(describe::kWrongKindCode, file.resources.origin(),
                   "\"resources\" must be a mapping of resources by logical id")
        .fix = "for example `{Jobs: {Type: \"AWS::SQS::Queue\"}}`";
    return;
  }
  document::Node section;
  section.kind = document::Node::Kind::kMapping;
  section.span = file.resources->span;
  document::Node key;
  key.kind = document::Node::Kind::kScalar;
  key.text = "Resources";
  section.entries.push_back({key, *file.resources});
  std::optional<cfn::Template> read = cfn::read_template(section, stack.diagnostics());
  if (!read) return;
  for (cfn::Resource& resource : read->resources) stack.add_raw(std::move(resource));
}

void add_waivers(const Architecture& file, Stack& stack) {
  for (const Sourced<WaiverProps>& each : file.waivers) {
    if (!each || !each->control || !each->resource || !each->reason) continue;
    stack.add_waiver({*each->control, *each->resource, *each->reason, *each->until,
                      *each->approved_by, each->control.origin(), each->resource.origin(),
                      each->until.origin()});
  }
}

void require(const OverrideProps& props, bool present, const char* key, Diagnostics& to) {
  if (present) return;
  to.error("ARC1509", props.op.origin(),
           fmt::format("the operation \"{}\" needs a \"{}\"",
                       describe::name_of_enumerator(*props.op), key));
}

void refuse(const OverrideProps& props, const Origin& stated, bool present, const char* key,
            Diagnostics& to) {
  if (!present) return;
  to.error("ARC1509", stated,
           fmt::format("the operation \"{}\" does not use \"{}\"",
                       describe::name_of_enumerator(*props.op), key));
}

void add_overrides(const Architecture& file, Stack& stack) {
  Diagnostics& to = stack.diagnostics();
  for (const Sourced<OverrideProps>& each : file.overrides) {
    if (!each || !each->op || !each->path) continue;
    const OverrideProps& props = *each;
    const Operation op = *props.op;
    const bool takes_value =
        op == Operation::kAdd || op == Operation::kReplace || op == Operation::kTest;
    const bool takes_from = op == Operation::kMove || op == Operation::kCopy;
    if (takes_value)
      require(props, !props.value.missing(), "value", to);
    else
      refuse(props, props.value.origin(), !props.value.missing(), "value", to);
    if (takes_from)
      require(props, !props.from.missing(), "from", to);
    else
      refuse(props, props.from.origin(), !props.from.missing(), "from", to);

    cfn::PatchOperation operation;
    operation.kind = static_cast<cfn::PatchOperation::Kind>(op);
    operation.path = *props.path;
    operation.from = *props.from;
    operation.origin = each.origin();
    operation.path_origin = props.path.origin();
    if (props.value) {
      operation.value = cfn::without_intrinsics(cfn::read_value(*props.value, to));
    }
    stack.add_override(std::move(operation));
  }
}

}  // namespace

void add_parameters(const Architecture& file, Stack& stack) {
  for (const auto& [name, props] : file.parameters) {
    cfn::Map attributes{{"Description", props.description},
                        {"Default", props.default_value},
                        {"AllowedPattern", props.allowed_pattern}};
    if (!props.allowed_values.empty()) attributes.set("AllowedValues", props.allowed_values);
    if (*props.no_echo) attributes.set("NoEcho", props.no_echo);
    stack.add_parameter(*name, "String", std::move(attributes)).origin = name.origin();
  }
}

void add_escapes(const Architecture& file, Stack& stack) {
  add_parameters(file, stack);
  add_outputs(file, stack);
  add_resources(file, stack);
  add_overrides(file, stack);
  add_waivers(file, stack);
}

}  // namespace archsynth::architecture
