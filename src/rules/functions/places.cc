// Functions that CloudFormation takes in some sections only, and counts of `Fn::Cidr`.

#include <fmt/format.h>

#include <array>

#include "archsynth/support/text.h"
#include "rules/finding.h"
#include "rules/functions/checks.h"
#include "rules/schemas/schema_walk.h"

namespace archsynth::analysis {
namespace {

using cfn::Function;

constexpr std::string_view kRuleFunctionsPage =
    "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/"
    "intrinsic-function-reference-rules.html";
constexpr std::string_view kComparedPage =
    "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/"
    "intrinsic-function-reference-conditions.html";
constexpr std::string_view kCidrPage =
    "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/"
    "intrinsic-function-reference-cidr.html";

constexpr Rule kRuleFunction = {"ARC5404",
                                Severity::kError,
                                "function of rules outside Rules",
                                "CloudFormation refuses the template",
                                "compare with Fn::Equals and Fn::Or",
                                kRuleFunctionsPage,
                                "E8001"};
constexpr Rule kCompared = {"ARC5405",
                            Severity::kError,
                            "condition uses a function that conditions do not support",
                            "CloudFormation refuses the template",
                            "compare strings that parameters and mappings give",
                            kComparedPage,
                            "E8003"};
constexpr Rule kCidrCount = {"ARC5406",
                             Severity::kError,
                             "Fn::Cidr has a count or size out of bounds",
                             "CloudFormation refuses the template",
                             "use a count of 1 to 256",
                             kCidrPage,
                             "E1024"};

constexpr Rule kPlacesRules[] = {kRuleFunction, kCompared, kCidrCount};

bool is_rule_function(Function function) {
  switch (function) {
    case Function::kContains:
    case Function::kEachMemberEquals:
    case Function::kEachMemberIn:
    case Function::kRefAll:
    case Function::kValueOf:
    case Function::kValueOfAll:
      return true;
    default:
      return false;
  }
}

/// What a side of `Fn::Equals` surely is instead of a string; empty: it may be one.
std::string list_in(const FunctionRun& run, const cfn::Value& value) {
  if (value.list() != nullptr) return "a list";
  if (const auto* ref = value.get_if<cfn::Ref>()) {
    const cfn::Parameter* parameter = run.index.parameter(ref->target.str());
    const bool is_list = parameter != nullptr && is_list_type(parameter->type);
    return is_list ? fmt::format("the list {}", quoted(ref->target.str())) : std::string();
  }
  const auto* call = value.get_if<cfn::Call>();
  if (call == nullptr) return {};
  switch (call->function) {
    case Function::kSplit:
    case Function::kGetAZs:
    case Function::kCidr:
      return std::string(cfn::long_name(call->function));
    default:
      return {};
  }
}

bool is_logical(Function function) {
  return function == Function::kAnd || function == Function::kOr || function == Function::kNot ||
         function == Function::kEquals || function == Function::kCondition;
}

void check_compared(const FunctionRun& run, const cfn::Call& call, const ValuePlace& place) {
  const cfn::List* sides = arguments_of(call);
  if (sides == nullptr || sides->size() != 2) return;
  for (const cfn::Value& side : *sides) {
    const Origin& at = first_known(side.origin(), place.function);
    const auto* inner = side.get_if<cfn::Call>();
    if (const std::string list = list_in(run, side); !list.empty()) {
      report(run.to, kCompared, at, fmt::format("Fn::Equals compares strings, not {}", list),
             "join or select the items first");
    } else if (inner != nullptr && is_logical(inner->function)) {
      // The page allows "other condition functions", which are no strings.
      report(run.to, kCompared, at,
             fmt::format("Fn::Equals compares strings, not {}", cfn::long_name(inner->function)),
             "join conditions with Fn::And, Fn::Or and Fn::Not")
          .severity = Severity::kWarning;
    }
  }
}

void check_cidr(const FunctionRun& run, const cfn::Call& call, const Origin& origin) {
  constexpr std::array<std::string_view, 2> kNames = {"count", "number of bits"};
  constexpr std::array<double, 2> kMost = {256, 128};
  const cfn::List* arguments = arguments_of(call);
  if (arguments == nullptr) return;
  for (std::size_t i = 1; i < arguments->size() && i < 3; ++i) {
    const auto text = scalar_text((*arguments)[i]);
    const auto number = scalar_number((*arguments)[i]);
    if (!text || (number && *number >= 1 && *number <= kMost[i - 1])) continue;
    report(run.to, kCidrCount, first_known((*arguments)[i].origin(), origin),
           fmt::format("the {} of Fn::Cidr must be 1 to {}, not {}", kNames[i - 1], kMost[i - 1],
                       quoted(*text)),
           fmt::format("use a {} of 1 to {}", kNames[i - 1], kMost[i - 1]));
  }
}

}  // namespace

void check_places(const FunctionRun& run, const cfn::Value& value, const ValuePlace& place) {
  const auto* call = value.get_if<cfn::Call>();
  if (call == nullptr || place.section == "Rules" || place.section == "Metadata") return;
  if (has_own_macro(run.checked)) return;
  if (is_rule_function(call->function)) {
    report(run.to, kRuleFunction, place_of_call(value),
           fmt::format("{} is supported only in Rules", cfn::long_name(call->function)));
  } else if (call->function == Function::kCidr) {
    check_cidr(run, *call, place_of_call(value));
  } else if (place.section == "Conditions" && call->function == Function::kEquals) {
    check_compared(run, *call, place);
  } else if (place.section == "Conditions" && call->function == Function::kImportValue) {
    report(run.to, kCompared, place_of_call(value), "conditions do not support Fn::ImportValue",
           "pass the value in as a parameter");
  }
}

std::span<const Rule> place_rules() { return kPlacesRules; }

}  // namespace archsynth::analysis
