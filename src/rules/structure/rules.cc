// What the findings about a template by itself mean. A row for each code that no other table of
// this folder has.

#include <algorithm>

#include "rules/structure/stages.h"
#include "view/serverless.h"

namespace archsynth::analysis {
namespace {

constexpr std::string_view kFunctions =
    "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/"
    "intrinsic-function-reference.html";
constexpr std::string_view kAttributes =
    "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/"
    "intrinsic-function-reference-getatt.html";
constexpr std::string_view kDepends =
    "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/"
    "aws-attribute-dependson.html";
constexpr std::string_view kConditions =
    "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/"
    "conditions-section-structure.html";
constexpr std::string_view kMappings =
    "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/"
    "mappings-section-structure.html";
constexpr std::string_view kParameters =
    "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/"
    "parameters-section-structure.html";
constexpr std::string_view kQuotas =
    "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html";

constexpr Rule kRulesRules[] = {
    {"ARC2010", Severity::kError, "reference to an unknown resource or parameter",
     "CloudFormation refuses the template", "correct the name, or add the resource or parameter",
     kFunctions, "E1019 E1020 E1010"},
    {"ARC2011", Severity::kError, "Fn::GetAtt names an unknown attribute",
     "CloudFormation refuses the template, or the deployment fails",
     "use an attribute of the resource's type", kAttributes, "E1010"},
    {"ARC2012", Severity::kError, "\"DependsOn\" names an unknown resource",
     "CloudFormation refuses the template", "correct the name, or remove it", kDepends, "E3005"},
    {"ARC2013", Severity::kError, "unknown condition", "CloudFormation refuses the template",
     "correct the name, or add the condition", kConditions, "E8002 E3015 E6005 E1028 E8007"},
    {"ARC2014", Severity::kError, "unknown mapping", "CloudFormation refuses the template",
     "correct the name, or add the mapping", kMappings, "E1011"},
    {"ARC2015", Severity::kError, "condition refers to a resource",
     "CloudFormation refuses the template", "use a parameter or a pseudo parameter", kConditions,
     "E1020 E1010"},
    {"ARC2016", Severity::kError, "circular dependency", "CloudFormation refuses the template",
     "break the cycle, for example by moving the connection into its own resource", kDepends,
     "E3004"},
    {"ARC2017", Severity::kWarning, "unused parameter, condition or mapping",
     "deployments ask for a value that changes nothing", "use it, or remove it", kParameters,
     "W2001 W8001"},
    {"ARC2030", Severity::kError, "template exceeds a CloudFormation quota",
     "CloudFormation refuses the template",
     "split the template into several stacks, or shorten the name", kQuotas,
     "E3010 E2010 E6010 E7010 E1003 E3011 E2011 E6011 E7002"},
    {"ARC2031", Severity::kWarning, "template is close to a CloudFormation quota",
     "the template has little room to grow", "split the template into several stacks", kQuotas,
     "I3010 I2010 I6010 I7010"},
    {"ARC2038", Severity::kWarning, "template is too large to be checked in full",
     "its other mistakes are not reported", "split the template into several stacks", kQuotas, ""},
};

}  // namespace

std::span<const Rule> structure_rules() { return kRulesRules; }

Diagnostics refusals_of(const cfn::Template& stack) {
  constexpr std::string_view kRefused[] = {"ARC2010", "ARC2012", "ARC2013", "ARC2014", "ARC2015",
                                           "ARC2016", "ARC2050", "ARC2053", "ARC2054"};
  Diagnostics found;
  const auto with_ids = view::with_serverless_ids(stack);
  const cfn::Template& named = with_ids ? *with_ids : stack;
  check_references(named, references_of(named), {}, found);
  check_cycles(stack, references_of(stack), found);
  check_attributes(stack, found);
  Diagnostics refused;
  for (const Diagnostic& each : found.items()) {
    const bool is_it =
        std::find(std::begin(kRefused), std::end(kRefused), each.code) != std::end(kRefused);
    if (is_it && each.severity == Severity::kError) refused.add(each);
  }
  return refused;
}

}  // namespace archsynth::analysis
