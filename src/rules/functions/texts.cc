// Texts that were meant as functions, functions that need not be, and what outputs show.

#include <fmt/format.h>

#include <algorithm>
#include <unordered_set>

#include "archsynth/spec/schema.h"
#include "archsynth/support/characters.h"
#include "archsynth/support/text.h"
#include "cfn/evaluate/secrets.h"
#include "rules/finding.h"
#include "rules/functions/checks.h"

namespace archsynth::analysis {
namespace {

using cfn::Function;
using spec::Keyword;

constexpr std::string_view kSubPage =
    "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/"
    "intrinsic-function-reference-sub.html";
constexpr std::string_view kOutputsPage =
    "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/outputs-section-structure.html";
constexpr std::string_view kPseudoPage =
    "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/"
    "pseudo-parameter-reference.html";
constexpr std::string_view kDynamicReferencePage =
    "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references.html";
constexpr std::string_view kParametersPage =
    "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/"
    "parameters-section-structure.html";

constexpr Rule kSubNeeded = {"ARC3104",
                             Severity::kError,
                             "${…} outside Fn::Sub",
                             "the resource receives the string with the braces",
                             "use Fn::Sub, or write ${!…} within Fn::Sub for literal braces",
                             kSubPage,
                             "E1029"};
constexpr Rule kSubNeedless = {"ARC3105",
                               Severity::kWarning,
                               "Fn::Sub without variables",
                               "the function does nothing",
                               "remove Fn::Sub, or add a variable",
                               kSubPage,
                               "W1020"};
constexpr Rule kOutputType = {"ARC3110",
                              Severity::kError,
                              "output is not a string",
                              "CloudFormation refuses the template",
                              "combine the values with Fn::Join, or remove the output",
                              kOutputsPage,
                              "E6101"};
constexpr Rule kOutputImport = {"ARC3111",
                                Severity::kWarning,
                                "output re-exports an import",
                                "re-exporting an import couples three stacks",
                                "import the value directly from the stack that exports it",
                                kOutputsPage,
                                "W6001"};
constexpr Rule kRawPseudo = {"ARC3112",
                             Severity::kWarning,
                             "pseudo parameter outside Ref",
                             "the resource receives the parameter's name instead of its value",
                             "write !Ref before the name",
                             kPseudoPage,
                             "W1054"};
constexpr Rule kDynamicSpaces = {"ARC3113",
                                 Severity::kWarning,
                                 "space in a dynamic reference",
                                 "CloudFormation treats the reference as plain text",
                                 "remove the spaces within the braces",
                                 kDynamicReferencePage,
                                 "W1053"};
constexpr Rule kShown = {"ARC3114",
                         Severity::kWarning,
                         "NoEcho parameter is exposed",
                         "NoEcho does not hide the value in metadata and outputs",
                         "remove the reference, or remove NoEcho",
                         kParametersPage,
                         "W2010"};

constexpr Rule kUnknownPseudo = {"ARC3125",
                                 Severity::kError,
                                 "unknown pseudo parameter",
                                 "CloudFormation refuses the template",
                                 "",
                                 kPseudoPage,
                                 "E1020"};

constexpr Rule kTextsRules[] = {kSubNeeded, kSubNeedless,   kOutputType, kOutputImport,
                                kRawPseudo, kDynamicSpaces, kShown,      kUnknownPseudo};

constexpr std::string_view kPseudoParameters[] = {
    "AWS::AccountId", "AWS::NoValue",   "AWS::NotificationARNs", "AWS::Partition",
    "AWS::Region",    "AWS::StackName", "AWS::StackId",          "AWS::URLSuffix"};

bool is_name_character(char c) { return is_letter_or_digit(c) || c == ':' || c == '.' || c == '_'; }

/// Calls `visit` for each `${name}` of a text whose name could be one of a template.
template <typename Visit>
void each_variable(std::string_view text, const Visit& visit) {
  for (std::size_t at = text.find("${"); at != text.npos; at = text.find("${", at + 2)) {
    const std::size_t end = text.find('}', at);
    if (end == text.npos) return;
    const std::string_view name = text.substr(at + 2, end - at - 2);
    if (!name.empty() && std::all_of(name.begin(), name.end(), is_name_character)) visit(name);
  }
}

/// Whether a text's variables are replaced by the service: `DefinitionSubstitutions` of a state
/// machine.
bool is_substituted(const ValuePlace& place, std::string_view name) {
  if (place.resource == nullptr) return false;
  const cfn::Value* map = place.resource->properties.find("DefinitionSubstitutions");
  if (map == nullptr || !place.resource->type.ends_with("StateMachine")) return false;
  return map->map() == nullptr || map->map()->contains(name);
}

/// Joined parts of a script end with their line.
bool is_one_line(std::string_view text) {
  const std::size_t line_end = text.find('\n');
  return line_end == text.npos || line_end + 1 == text.size();
}

/// Whether the name is one that `Fn::Sub` would replace for certain. Within several lines, a
/// script's own variables may have the name of a parameter.
bool is_replaced(const TemplateIndex& index, std::string_view name, bool one_line) {
  if (is_pseudo(name)) return true;
  if (!one_line) return false;
  const std::string_view id = name.substr(0, name.find('.'));
  const bool is_resource = index.resource(id) != nullptr;
  return is_resource || (id == name && index.parameter(id) != nullptr);
}

bool means_something(const FunctionRun& run, const ValuePlace& place, std::string_view name,
                     bool one_line) {
  if (is_substituted(place, name)) return false;
  const bool is_definition =
      place.is_within("DefinitionString") && place.resource->type.ends_with("StateMachine");
  return is_definition || is_replaced(run.index, name, one_line);
}

void check_braces(const FunctionRun& run, const std::string& text, const Origin& origin,
                  const ValuePlace& place) {
  const bool one_line = is_one_line(text);
  bool found = false;
  each_variable(text, [&](std::string_view name) {
    if (found || !means_something(run, place, name, one_line)) return;
    found = true;
    Diagnostic& finding = run.to.malformed(
        kSubNeeded.id, origin, fmt::format("${{{}}} is not replaced outside Fn::Sub", name));
    finding.hides_all = true;
    finding.fix = kSubNeeded.fix;
    finding.see = kSubNeeded.see;
  });
}

bool has_dynamic_spaces(std::string_view text) {
  const std::size_t open = text.find("{{ ");
  if (open == text.npos) return false;
  const std::size_t word = text.find_first_not_of(' ', open + 2);
  return word != text.npos && text.substr(word).starts_with("resolve:");
}

void check_text(const FunctionRun& run, const std::string& text, const Origin& origin,
                const ValuePlace& place) {
  if (place.section == "Conditions" || place.section == "Rules" ||
      (place.section == "Metadata" && place.resource == nullptr)) {
    return;
  }
  if (is_pseudo(text) && !place.is_within("Fn::Equals") && place.section == "Properties") {
    report(run.to, kRawPseudo, origin,
           fmt::format("{} is a plain string outside Ref", quoted(text)));
  }
  if (has_dynamic_spaces(text)) {
    report(run.to, kDynamicSpaces, origin,
           fmt::format("{} is not a valid dynamic reference", quoted(text.substr(0, 60))));
  }
  const bool is_template = !place.keys.empty() && place.keys.back() == "TemplateBody";
  if (text.find("${") == text.npos || place.is_within("Fn::Sub") || is_template) return;
  check_braces(run, text, origin, place);
}

/// A name with the prefix of pseudo parameters; no resource or parameter can have it.
void check_pseudo(const FunctionRun& run, std::string_view name, const Origin& origin) {
  if (!name.starts_with("AWS::") || is_pseudo(name)) return;
  report(run.to, kUnknownPseudo, origin, fmt::format("unknown pseudo parameter {}", quoted(name)),
         suggest(name, kPseudoParameters));
}

void check_pseudos(const FunctionRun& run, const cfn::Value& value, const ValuePlace& place) {
  if (const auto* ref = value.get_if<cfn::Ref>()) {
    return check_pseudo(run, ref->target.str(), place.of(value));
  }
  const auto* sub = value.get_if<cfn::Sub>();
  if (sub == nullptr) return;
  for (const cfn::SubPiece& piece : cfn::pieces(*sub)) {
    if (piece.kind != cfn::SubPiece::Kind::kVariable || sub->variables.contains(piece.text)) {
      continue;
    }
    check_pseudo(run, piece.text, place.of(value));
  }
}

void check_sub(const FunctionRun& run, const cfn::Sub& sub, const Origin& origin) {
  if (sub.text.find("${") != sub.text.npos || !sub.variables.empty()) return;
  if (has_transform(run.checked, "AWS::Serverless-2016-10-31")) return;
  report(run.to, kSubNeedless, origin, "Fn::Sub has nothing to replace");
}

void check_shown(const FunctionRun& run, const cfn::Value& value, const ValuePlace& place) {
  const bool shows = place.section == "Metadata" || place.output != nullptr;
  const auto* ref = value.get_if<cfn::Ref>();
  const auto* sub = value.get_if<cfn::Sub>();
  if (!shows || (ref == nullptr && sub == nullptr)) return;
  const auto judge = [&](const cfn::LogicalId& name) {
    const cfn::Parameter* parameter = run.index.parameter(name.str());
    if (parameter == nullptr || !cfn::is_no_echo(*parameter)) return;
    // A text is shown where it is put together.
    const bool joined = ref != nullptr && place.is_within("Fn::Join");
    report(run.to, kShown, joined ? place.function : place.of(value),
           fmt::format("the NoEcho parameter {} is exposed in {}", quoted(name.str()),
                       place.output != nullptr ? "an output" : "metadata"));
  };
  if (ref != nullptr) return judge(ref->target);
  for (const cfn::SubPiece& piece : cfn::pieces(*sub)) {
    if (piece.kind == cfn::SubPiece::Kind::kVariable) judge(cfn::LogicalId(piece.text));
  }
}

void report_odd(const FunctionRun& run, const cfn::LogicalId& target, std::string_view attribute,
                const Origin& origin) {
  const std::string_view type = odd_type(run, target, attribute);
  if (type.empty()) return;
  report(run.to, kOutputType, origin,
         fmt::format("{} is {}, but an output must be a string",
                     quoted(fmt::format("{}.{}", target.str(), attribute)), type));
}

bool is_list_parameter(const cfn::Parameter& parameter) {
  return parameter.type == "CommaDelimitedList" || parameter.type.starts_with("List<") ||
         parameter.type.find("<List<") != parameter.type.npos;
}

/// `Fn::GetAtt` whose attribute is a function, which the reader keeps as a map.
bool is_computed_attribute(const cfn::Value& value) {
  const cfn::Map* map = value.map();
  const cfn::Value* argument = map == nullptr ? nullptr : map->find("Fn::GetAtt");
  const cfn::List* list = argument == nullptr ? nullptr : argument->list();
  return map != nullptr && map->size() == 1 && list != nullptr && list->size() == 2 &&
         list->front().string() != nullptr && list->back().is_intrinsic();
}

/// Judges a value that is to be a text.
void check_output_text(const FunctionRun& run, const cfn::Value& value) {
  if (const auto* att = value.get_if<cfn::GetAtt>()) {
    report_odd(run, att->target, att->attribute, value.origin());
  } else if (const auto* ref = value.get_if<cfn::Ref>()) {
    const cfn::Parameter* parameter = run.index.parameter(ref->target.str());
    if (parameter != nullptr && is_list_parameter(*parameter)) {
      report(run.to, kOutputType, value.origin(),
             fmt::format("the parameter {} is a list, but an output must be a string",
                         quoted(ref->target.str())));
    }
  } else if (const auto* sub = value.get_if<cfn::Sub>()) {
    for (const cfn::SubPiece& piece : cfn::pieces(*sub)) {
      const std::size_t dot = piece.text.find('.');
      if (piece.kind != cfn::SubPiece::Kind::kVariable || dot == piece.text.npos ||
          sub->variables.contains(piece.text)) {
        continue;
      }
      report_odd(run, cfn::LogicalId(piece.text.substr(0, dot)), piece.text.substr(dot + 1),
                 value.origin());
    }
    for (const cfn::MapEntry& entry : sub->variables) check_output_text(run, entry.value);
  } else if (const auto choice = cfn::choice_of(value)) {
    check_output_text(run, choice->then);
    check_output_text(run, choice->otherwise);
  } else if (const auto* call = value.get_if<cfn::Call>(); call != nullptr) {
    const cfn::List* list = call->argument.empty() ? nullptr : call->argument.front().list();
    if (list == nullptr) return;
    if (call->function == Function::kJoin && list->size() == 2 && list->back().list() != nullptr) {
      for (const cfn::Value& item : *list->back().list()) check_output_text(run, item);
    } else if (call->function == Function::kSplit || call->function == Function::kGetAZs ||
               call->function == Function::kCidr) {
      report(run.to, kOutputType, value.origin(),
             fmt::format("{} returns a list, but an output must be a string",
                         cfn::long_name(call->function)));
    }
  }
}

}  // namespace

std::string_view odd_type(const FunctionRun& run, const cfn::LogicalId& target,
                          std::string_view attribute) {
  const cfn::Resource* resource = run.index.resource(target.str());
  // What these put out is whatever they were given; the port of a DocumentDB cluster is a number
  // when it is stated and a text when it is asked for.
  if (resource == nullptr || resource->type == "AWS::DocDB::DBCluster" ||
      resource->type.starts_with("Custom::") ||
      resource->type.starts_with("AWS::CloudFormation::") || resource->type.ends_with("::MODULE")) {
    return {};
  }
  const auto type = run.catalogue.schema(resource->type);
  const auto schema = type ? type->attribute(attribute) : std::nullopt;
  if (!schema || !schema->find(Keyword::kType) || schema->has_type("string")) return {};
  if (schema->has_type("integer")) return "an integer";
  if (schema->has_type("number")) return "a number";
  if (schema->has_type("boolean")) return "true or false";
  if (schema->has_type("array")) return "a list";
  return schema->has_type("object") ? "an object" : std::string_view();
}

void check_texts(const FunctionRun& run, const cfn::Value& value, const ValuePlace& place) {
  if (has_own_macro(run.checked)) return;
  check_pseudos(run, value, place);
  if (const std::string* text = value.string()) {
    return check_text(run, *text, place.of(value), place);
  }
  check_shown(run, value, place);
  if (const auto* sub = value.get_if<cfn::Sub>()) {
    return check_sub(run, *sub, place.of(value));
  }
  const auto* call = value.get_if<cfn::Call>();
  if (call == nullptr || call->function != Function::kImportValue || place.output == nullptr ||
      place.section != "Value") {
    return;
  }
  report(run.to, kOutputImport, place.of(value),
         "the output re-exports an import from another stack");
}

bool is_pseudo(std::string_view name) {
  return std::find(std::begin(kPseudoParameters), std::end(kPseudoParameters), name) !=
         std::end(kPseudoParameters);
}

std::span<const std::string_view> pseudo_parameters() { return kPseudoParameters; }

bool has_variable(const TemplateIndex& index, std::string_view text) {
  bool found = false;
  each_variable(text, [&](std::string_view name) {
    found = found || is_replaced(index, name, is_one_line(text));
  });
  return found;
}

void check_outputs(const FunctionRun& run) {
  if (has_own_macro(run.checked)) return;
  for (const cfn::Output& output : run.checked.outputs) {
    if (is_unknown_function(output.value)) continue;
    if (const std::string meant = meant_function(output.value); !meant.empty()) {
      report_function(run, output.value, meant);
      continue;
    }
    const Origin& origin = output.value.origin().known() ? output.value.origin() : output.origin;
    if (output.value.list() != nullptr ||
        (output.value.map() != nullptr && !is_computed_attribute(output.value))) {
      report(run.to, kOutputType, origin,
             fmt::format("the output {} must be a string, not {}", quoted(output.id.str()),
                         what_is(output.value)));
    }
    check_output_text(run, output.value);
    const cfn::Value& name = output.export_name;
    if (name.list() == nullptr && (name.map() == nullptr || is_computed_attribute(name))) continue;
    report(run.to, kOutputType, name.origin().known() ? name.origin() : output.origin,
           fmt::format("the export name of the output {} must be a string, not {}",
                       quoted(output.id.str()), what_is(name)),
           "use a string or Fn::Sub", "E6102");
  }
}

std::span<const Rule> text_rules() { return kTextsRules; }

}  // namespace archsynth::analysis
