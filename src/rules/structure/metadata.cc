// The metadata that CloudFormation itself reads, and the sections that no schema tells of.

#include <fmt/format.h>

#include <algorithm>

#include "archsynth/support/text.h"
#include "cfn/evaluate/choice.h"
#include "rules/finding.h"
#include "rules/structure/stages.h"

namespace archsynth::analysis {
namespace {

constexpr std::string_view kInterfacePage =
    "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/"
    "aws-resource-cloudformation-interface.html";
constexpr std::string_view kMetadataPage =
    "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/"
    "metadata-section-structure.html";
constexpr std::string_view kRulesPage =
    "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/rules-section-structure.html";

constexpr Rule kInterface = {"ARC2061",
                             Severity::kError,
                             "malformed AWS::CloudFormation::Interface",
                             "the console cannot show the parameters in their groups",
                             "",
                             kInterfacePage,
                             "E4001"};
constexpr Rule kNoParameter = {"ARC2062",
                               Severity::kWarning,
                               "AWS::CloudFormation::Interface names an unknown parameter",
                               "the entry is not shown in the console",
                               "",
                               kInterfacePage,
                               "W4001"};
constexpr Rule kNull = {"ARC2063",
                        Severity::kError,
                        "metadata is null",
                        "CloudFormation refuses the template",
                        "set a value, or remove the key",
                        kMetadataPage,
                        "E4002"};
constexpr Rule kRule = {"ARC2064",
                        Severity::kError,
                        "malformed rule",
                        "CloudFormation refuses the template",
                        "write {Assertions: [{Assert: …, AssertDescription: …}]}",
                        kRulesPage,
                        "E1700 E1701 E1702"};

constexpr Rule kMetadataRules[] = {kInterface, kNoParameter, kNull, kRule};

const Origin& place_of_entry(const cfn::MapEntry& entry) {
  return first_known(entry.key_origin, entry.value.origin());
}

class MetadataCheck {
 public:
  MetadataCheck(const cfn::Template& checked, Diagnostics& to) : to_(to) {
    for (const cfn::Parameter& each : checked.parameters) parameters_.push_back(each.id.str());
  }

  void check_interface(const cfn::Map& interface) {
    for (const cfn::MapEntry& entry : interface) {
      if (entry.key == "ParameterGroups") {
        check_groups(entry);
      } else if (entry.key == "ParameterLabels") {
        check_labels(entry);
      } else {
        unknown(entry, {"ParameterGroups", "ParameterLabels"});
      }
    }
  }

 private:
  void check_groups(const cfn::MapEntry& entry) {
    const cfn::List* groups = entry.value.list();
    if (groups == nullptr) return wrong(entry, "a list");
    for (const cfn::Value& group : *groups) {
      if (group.map() == nullptr) continue;
      for (const cfn::MapEntry& part : *group.map()) check_group_part(part);
    }
  }

  void check_group_part(const cfn::MapEntry& part) {
    if (part.key == "Label") return check_label(part);
    if (part.key != "Parameters") return unknown(part, {"Label", "Parameters"});
    const cfn::List* names = part.value.list();
    if (names == nullptr) return wrong(part, "a list");
    for (const cfn::Value& name : *names) {
      if (name.string() != nullptr) check_name(*name.string(), name.origin());
    }
  }

  void check_labels(const cfn::MapEntry& entry) {
    const cfn::Map* labels = entry.value.map();
    if (labels == nullptr) return wrong(entry, "a mapping");
    for (const cfn::MapEntry& label : *labels) {
      check_name(label.key, place_of_entry(label));
      check_label(label);
    }
  }

  void check_label(const cfn::MapEntry& label) {
    const cfn::Map* texts = label.value.map();
    if (texts == nullptr) return;  // the console does without a label
    for (const cfn::MapEntry& text : *texts) {
      if (text.key != "default") unknown(text, {"default"});
    }
  }

  void check_name(const std::string& name, const Origin& origin) {
    if (std::find(parameters_.begin(), parameters_.end(), name) != parameters_.end()) return;
    report(to_, kNoParameter, origin, fmt::format("unknown parameter {}", quoted(name)),
           is_crowded(to_) ? std::string() : suggest(name, parameters_));
  }

  void unknown(const cfn::MapEntry& entry, std::initializer_list<std::string_view> known) {
    const std::vector<std::string_view> names(known);
    report(to_, kInterface, place_of_entry(entry),
           fmt::format("unknown key {} in AWS::CloudFormation::Interface", quoted(entry.key)),
           suggest(entry.key, names));
  }

  void wrong(const cfn::MapEntry& entry, std::string_view wanted) {
    report(to_, kInterface, place_of_entry(entry),
           fmt::format("{} must be {}", quoted(entry.key), wanted));
  }

  std::vector<std::string> parameters_;
  Diagnostics& to_;
};

void check_assertions(const cfn::MapEntry& rule, Diagnostics& to) {
  const cfn::Value* assertions = rule.value.map()->find("Assertions");
  if (assertions == nullptr || assertions->list() == nullptr || assertions->list()->empty()) {
    report(to, kRule, place_of_entry(rule),
           fmt::format("the rule {} needs a list \"Assertions\"", quoted(rule.key)));
    return;
  }
  for (const cfn::Value& assertion : *assertions->list()) {
    if (assertion.map() != nullptr && assertion.map()->contains("Assert")) continue;
    report(to, kRule, first_known(assertion.origin(), place_of_entry(rule)),
           fmt::format("an assertion of the rule {} is missing \"Assert\"", quoted(rule.key)));
  }
}

/// Whether a function gives true or false within a rule.
bool is_rule_condition(const cfn::Value& value) {
  const auto* call = value.get_if<cfn::Call>();
  if (call == nullptr) return value.map() != nullptr;
  constexpr cfn::Function kConditions[] = {
      cfn::Function::kAnd,    cfn::Function::kContains,     cfn::Function::kEachMemberEquals,
      cfn::Function::kEquals, cfn::Function::kEachMemberIn, cfn::Function::kNot,
      cfn::Function::kOr,     cfn::Function::kTransform};
  return std::find(std::begin(kConditions), std::end(kConditions), call->function) !=
         std::end(kConditions);
}

/// Reports what decides in a rule and gives no true or false, or takes what rules do not have.
void check_rule_functions(const cfn::MapEntry& rule, const cfn::Value& value, Diagnostics& to) {
  const Origin& place = first_known(value.origin(), place_of_entry(rule));
  if (!is_rule_condition(value)) {
    report(to, kRule, place,
           fmt::format("a condition of the rule {} is not a function such as Fn::Equals",
                       quoted(rule.key)),
           "write Fn::Equals, Fn::Contains, Fn::EachMemberIn, Fn::And, Fn::Or or Fn::Not");
    return;
  }
  cfn::walk(value, [&](const cfn::Value& each) {
    const auto* call = each.get_if<cfn::Call>();
    const bool is_condition = call != nullptr && call->function == cfn::Function::kCondition;
    const bool is_if = cfn::is_choice(each);
    if (!is_condition && !is_if && each.get_if<cfn::GetAtt>() == nullptr) return;
    report(to, kRule, first_known(each.origin(), place),
           fmt::format("the rule {} uses {}, which rules do not support", quoted(rule.key),
                       is_condition ? "Condition"
                       : is_if      ? cfn::long_name(call->function)
                                    : "Fn::GetAtt"),
           "compare the parameter itself: Fn::Equals");
  });
}

void check_rule(const cfn::MapEntry& rule, Diagnostics& to) {
  constexpr std::string_view kKnown[] = {"Assertions", "RuleCondition"};
  if (rule.value.map() == nullptr) {
    report(to, kRule, place_of_entry(rule),
           fmt::format("the rule {} must be a mapping", quoted(rule.key)));
    return;
  }
  for (const cfn::MapEntry& part : *rule.value.map()) {
    if (std::find(std::begin(kKnown), std::end(kKnown), part.key) != std::end(kKnown)) continue;
    report(to, kRule, place_of_entry(part),
           fmt::format("unknown key {} in the rule {}", quoted(part.key), quoted(rule.key)),
           suggest(part.key, kKnown));
  }
  check_assertions(rule, to);
  const cfn::Map& parts = *rule.value.map();
  if (const cfn::Value* condition = parts.find("RuleCondition")) {
    check_rule_functions(rule, *condition, to);
  }
  const cfn::Value* assertions = parts.find("Assertions");
  if (assertions == nullptr || assertions->list() == nullptr) return;
  for (const cfn::Value& assertion : *assertions->list()) {
    const cfn::Value* asserted =
        assertion.map() == nullptr ? nullptr : assertion.map()->find("Assert");
    if (asserted != nullptr) check_rule_functions(rule, *asserted, to);
  }
}

/// Rules are judged before there are resources.
void check_rule_references(const cfn::Template& checked, const cfn::MapEntry& rule,
                           Diagnostics& to) {
  for (const cfn::Reference& each : cfn::references(rule.value)) {
    const std::string& name = each.target.str();
    const bool is_resource =
        std::any_of(checked.resources.begin(), checked.resources.end(),
                    [&](const cfn::Resource& resource) { return resource.id == each.target; });
    if (!is_resource || !each.attribute.empty()) continue;
    report(to, kRule, first_known(each.origin, place_of_entry(rule)),
           fmt::format("the rule {} refers to {}, which is not a parameter", quoted(rule.key),
                       quoted(name)),
           "refer to parameters only");
  }
}

}  // namespace

void check_metadata(const cfn::Template& checked, Diagnostics& diagnostics) {
  if (const cfn::Map* metadata = checked.metadata.map()) {
    for (const cfn::MapEntry& entry : *metadata) {
      if (entry.value.get_if<cfn::Null>() != nullptr) {
        report(diagnostics, kNull, place_of_entry(entry),
               fmt::format("the metadata {} is null", quoted(entry.key)));
      }
      if (entry.key != "AWS::CloudFormation::Interface" || entry.value.map() == nullptr) continue;
      MetadataCheck(checked, diagnostics).check_interface(*entry.value.map());
    }
  }
  for (const cfn::MapEntry& rule : checked.rules) {
    check_rule(rule, diagnostics);
    check_rule_references(checked, rule, diagnostics);
  }
}

std::span<const Rule> metadata_rules() { return kMetadataRules; }

}  // namespace archsynth::analysis
