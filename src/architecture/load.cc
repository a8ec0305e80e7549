#include "archsynth/architecture/load.h"

#include <fmt/format.h>

#include "archsynth/architecture/architecture.h"
#include "archsynth/architecture/defaults.h"
#include "archsynth/document/reader.h"
#include "archsynth/support/text.h"
#include "arns.h"
#include "domain.h"
#include "environments.h"
#include "interpolate.h"
#include "offers.h"
#include "short_forms.h"
#include "variable_files.h"
#include "words.h"

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

/// Removes keys of a merge (`<<`) that a `null` beside it takes back.
void remove_merged(document::Node& node) {
  std::erase_if(node.entries, [](const document::Entry& each) {
    return each.replaces_merged && each.value.span.end > each.value.span.begin;
  });
  for (document::Node& each : node.items) remove_merged(each);
  for (document::Entry& each : node.entries) remove_merged(each.value);
}

void check_suffix(const std::string& suffix, Diagnostics& to) {
  const bool is_name = !suffix.starts_with('-') && forms::kStackName.matches("a" + suffix);
  if (suffix.empty() || is_name) return;
  to.error("ARC1525", {}, fmt::format("{} cannot be the end of a stack name", quoted(suffix))).fix =
      "use at most 39 letters, digits and hyphens, such as pr-42";
}

/// What follows the application in the names that the stack gives.
std::string name_of_environment(const Architecture& file, const LoadOptions& options) {
  std::string name = options.named_as.empty() ? options.environment : options.named_as;
  if (name.empty()) name = name_of(*file.environment);
  if (!options.name_suffix.empty()) name += "-" + options.name_suffix;
  return name;
}

/// Makes of a document with environments the one that the options ask for, with its variables
/// replaced and its short forms written out. Whether there is such an environment.
bool choose_environment(document::Node& document, const LoadOptions& options,
                        Diagnostics& diagnostics) {
  Environments environments(document);
  document::Entry* chosen = environments.find(options.environment);
  if (!options.environment.empty() && chosen == nullptr && !profile_of(options.environment)) {
    environments.report_unknown(options.environment, diagnostics);
  }
  if (options.variable) interpolate(document, options.variable, diagnostics);
  expand_short_forms(document, diagnostics);
  environments.correct_names(document, diagnostics);
  environments.check_others(document, chosen, diagnostics);
  if (chosen != nullptr) {
    if (options.variable) interpolate(chosen->value, options.variable, diagnostics);
    lay_over(document, *chosen, diagnostics);
    expand_short_forms(document, diagnostics);
  }
  check_suffix(options.name_suffix, diagnostics);
  const bool is_laid_over = chosen != nullptr;
  std::move(environments).restore(document);
  return is_laid_over;
}

}  // namespace

Architecture decode(document::Node& document, const LoadOptions& options,
                    Diagnostics& diagnostics) {
  cut_to_limits(document, "the file", document.span, diagnostics);
  // In an environment it removes the key of the file.
  for (document::Entry& section : document.entries) {
    if (section.key.text != "environments") remove_merged(section.value);
  }
  translate_words(document, diagnostics);
  const bool is_laid_over = choose_environment(document, options, diagnostics);
  Diagnostics decoding;
  auto file = describe::decode<Architecture>(document, decoding);
  check_offers(document, decoding);
  for (const Diagnostic& each : decoding.items()) diagnostics.add(each);
  const auto profile = profile_of(options.environment);
  if (profile && !is_laid_over) file.environment = Sourced<Profile>::at(*profile, {});
  add_variable_files(file, options, diagnostics);
  describe::settle(file, *file.environment);
  choose_defaults(file, diagnostics);
  check_arns(file, document, diagnostics);
  return file;
}

std::unique_ptr<Stack> stack_of(const Architecture& file, const Source& source,
                                const LoadOptions& options, const Diagnostics& decoding) {
  StackProps props;
  props.name = *file.name;
  props.environment_name = name_of_environment(file, options);
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
  check_suffixed_name(file, options.name_suffix, stack->diagnostics());
  return stack;
}

}  // namespace architecture

using architecture::Architecture;

std::unique_ptr<Stack> load(const Source& source, Diagnostics& diagnostics,
                            const LoadOptions& options) {
  std::optional<document::Node> node = document::read(source, diagnostics);
  if (!node) return nullptr;
  const Architecture file = architecture::decode(*node, options, diagnostics);
  return architecture::stack_of(file, source, options, diagnostics);
}

namespace {

/// Lets a short form stand where the schema refers to a record.
void admit(std::string& schema, std::string_view record, std::string_view short_form) {
  const std::string reference = fmt::format("\"$ref\": \"#/$defs/{}\"", record);
  const std::string either = fmt::format("\"anyOf\": [{{{}}}, {{{}}}]", reference, short_form);
  std::size_t at = schema.find(reference);
  for (; at != schema.npos; at = schema.find(reference, at + either.size())) {
    schema.replace(at, reference.size(), either);
  }
}

/// Lets one string stand for the list of a command, or of a route.
void admit_lines(std::string& schema) {
  constexpr std::string_view kList = "\"type\": \"array\"";
  for (const char* key : {"\"command\": {", "\"entry_point\": {", "\"host\": {", "\"path\": {"}) {
    for (std::size_t at = schema.find(key); at != schema.npos; at = schema.find(key, at + 1)) {
      const std::size_t type = schema.find("\"type\"", at);
      if (schema.compare(type, kList.size(), kList) == 0) {
        schema.replace(type, kList.size(), "\"type\": [\"array\", \"string\"]");
      }
    }
  }
}

/// Says what stands in `environments`: any keys of the file but those, and a profile.
void state_environments(std::string& schema) {
  const auto& all = describe::internal::record_of<Architecture>();
  std::string keys = "\"profile\"";
  for (const describe::Field& each : all.fields) {
    if (std::string_view(each.name).starts_with("environment")) continue;
    keys += fmt::format(", \"{}\"", each.name);
  }
  const std::string stated =
      fmt::format(R"("type": ["object", "null"], "properties": {{"profile": {{"enum": [{}]}}}}, )"
                  R"("propertyNames": {{"enum": [{}]}})",
                  "\"production\", \"staging\", \"development\"", keys);
  const std::size_t section = schema.find("\"environments\": {");
  const std::size_t any = schema.find("\"additionalProperties\": {", section);
  schema.insert(schema.find('{', any) + 1, stated);
}

}  // namespace

std::string architecture_schema() {
  std::string schema =
      describe::json_schema(describe::record_of<Architecture>(), "archsynth", "archsynth");
  admit(schema, "image", R"("type": "string", "pattern": "[/:]")");
  admit(schema, "build", R"("type": "string")");
  admit(schema, "tasks", R"("type": "integer", "minimum": 0)");
  admit(schema, "deployment", R"("const": "recreate")");
  admit(schema, "health_check", R"("type": "string")");
  admit(schema, "domain_alias", R"("type": "string")");
  admit_lines(schema);
  state_environments(schema);
  return schema;
}

std::string architecture_reference() {
  return describe::reference(describe::record_of<Architecture>(), "Architecture files");
}

}  // namespace archsynth

namespace archsynth::describe::internal {
template const RecordView& record_of<architecture::Architecture>();
template const RecordView& record_of<architecture::ServiceProps>();
template const RecordView& record_of<architecture::FlowsProps>();
}  // namespace archsynth::describe::internal
