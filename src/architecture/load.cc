#include "archsynth/architecture/load.h"

#include <fmt/format.h>

#include "archsynth/architecture/architecture.h"
#include "archsynth/document/reader.h"
#include "archsynth/support/text.h"
#include "arns.h"
#include "interpolate.h"
#include "short_forms.h"

namespace archsynth {

namespace architecture {

namespace {

/// Entries of one mapping or list: twice as many as a template may have resources.
constexpr std::size_t kMostEntries = 1'000;

/// Reports what no template can be made of, and empties it.
void cut_to_limits(document::Node& node, std::string_view name, const Span& place,
                   Diagnostics& diagnostics) {
  const std::size_t size = node.entries.size() + node.items.size();
  if (size > kMostEntries) {
    diagnostics
        .error("ARC1512", place,
               fmt::format("{} has {} entries; the limit is {}", quoted(name), size, kMostEntries))
        .fix = "a CloudFormation template holds at most 500 resources; split the architecture";
    node.entries.clear();
    node.items.clear();
  }
  for (document::Node& each : node.items) cut_to_limits(each, name, each.span, diagnostics);
  for (document::Entry& each : node.entries) {
    cut_to_limits(each.value, each.key.text, each.key.span, diagnostics);
  }
}

}  // namespace

Architecture decode(document::Node& document, const LoadOptions& options,
                    Diagnostics& diagnostics) {
  cut_to_limits(document, "the file", document.span, diagnostics);
  if (options.variable) interpolate(document, options.variable, diagnostics);
  expand_short_forms(document, diagnostics);
  auto file = describe::decode<Architecture>(document, diagnostics);
  if (options.environment) file.environment = Sourced<Profile>::at(*options.environment, {});
  describe::settle(file, *file.environment);
  check_arns(file, document, diagnostics);
  return file;
}

std::unique_ptr<Stack> stack_of(const Architecture& file, const Source& source,
                                const Diagnostics& decoding) {
  StackProps props;
  props.name = *file.name;
  props.environment = *file.environment;
  props.region = *file.region;
  props.description = *file.description;
  props.permissions_boundary_arn = *file.permissions_boundary_arn;
  props.has_checked_props = true;
  for (const auto& [key, value] : file.tags) {
    props.tags.push_back({*key, *value, key.origin()});
  }
  auto stack = std::make_unique<Stack>(std::move(props));
  for (const Diagnostic& each : decoding.items()) stack->diagnostics().add(each);
  describe::check(file, "", Span{&source, 0, 0}, stack->diagnostics());
  build(file, *stack);
  return stack;
}

}  // namespace architecture

using architecture::Architecture;

std::unique_ptr<Stack> load(const Source& source, Diagnostics& diagnostics,
                            const LoadOptions& options) {
  std::optional<document::Node> node = document::read(source, diagnostics);
  if (!node) return nullptr;
  const Architecture file = architecture::decode(*node, options, diagnostics);
  return architecture::stack_of(file, source, diagnostics);
}

namespace {

/// Lets a short form stand where the schema refers to a record.
void admit(std::string& schema, std::string_view record, std::string_view short_form) {
  const std::string reference = fmt::format("\"$ref\": \"#/$defs/{}\"", record);
  const std::string either = fmt::format("\"anyOf\": [{{{}}}, {{{}}}]", reference, short_form);
  const std::size_t at = schema.find(reference);
  if (at != schema.npos) schema.replace(at, reference.size(), either);
}

/// Lets one string stand for the list of a command.
void admit_lines(std::string& schema) {
  constexpr std::string_view kList = "\"type\": \"array\"";
  for (const char* key : {"\"command\": {", "\"entry_point\": {"}) {
    for (std::size_t at = schema.find(key); at != schema.npos; at = schema.find(key, at + 1)) {
      const std::size_t type = schema.find("\"type\"", at);
      if (schema.compare(type, kList.size(), kList) == 0) {
        schema.replace(type, kList.size(), "\"type\": [\"array\", \"string\"]");
      }
    }
  }
}

}  // namespace

std::string architecture_schema() {
  std::string schema =
      describe::json_schema(describe::record_of<Architecture>(), "archsynth", "archsynth");
  admit(schema, "image", R"("type": "string", "pattern": "[/:]")");
  admit(schema, "tasks", R"("type": "integer", "minimum": 0)");
  admit(schema, "health_check", R"("type": "string")");
  admit_lines(schema);
  return schema;
}

std::string architecture_reference() {
  return describe::reference(describe::record_of<Architecture>(), "Architecture files");
}

}  // namespace archsynth
