// What the findings about a template by itself mean. A row for each code that no other table of
// this folder has.

#include "stages.h"

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

constexpr RuleDescription kRulesRules[] = {
    {"ARC2010", Severity::kError, "references name a resource or a parameter of the template",
     "CloudFormation refuses the template", "correct the name, or add what is missing", kFunctions,
     "E1019 E1020 E1010"},
    {"ARC2011", Severity::kError, "an attribute that is asked for is one of the resource's type",
     "CloudFormation refuses the template, or the deployment fails",
     "take an attribute that the type has", kAttributes, "E1010"},
    {"ARC2012", Severity::kError, "\"DependsOn\" names resources of the template",
     "CloudFormation refuses the template", "correct the name, or take it out", kDepends, "E3005"},
    {"ARC2013", Severity::kError, "conditions that are asked for stand in \"Conditions\"",
     "CloudFormation refuses the template", "correct the name, or add the condition", kConditions,
     "E8002 E3015 E6005 E1028 E8007"},
    {"ARC2014", Severity::kError, "mappings that are looked into stand in \"Mappings\"",
     "CloudFormation refuses the template", "correct the name, or add the mapping", kMappings,
     "E1011"},
    {"ARC2015", Severity::kError, "conditions refer to parameters only",
     "CloudFormation refuses the template", "decide by a parameter or a pseudo parameter",
     kConditions, "E1020 E1010"},
    {"ARC2016", Severity::kError, "resources do not wait for one another in a circle",
     "CloudFormation refuses the template",
     "cut the circle, such as by a resource of its own for what joins the two", kDepends, "E3004"},
    {"ARC2017", Severity::kWarning, "parameters and conditions are used",
     "whoever deploys the template is asked for a value that changes nothing",
     "use it, or take it out", kParameters, "W2001 W8001"},
    {"ARC2030", Severity::kError, "a template keeps to the quotas of CloudFormation",
     "CloudFormation refuses the template",
     "split the template into several stacks, or shorten the name", kQuotas,
     "E3010 E2010 E6010 E7010 E1003 E3011 E2011 E6011 E7002"},
    {"ARC2031", Severity::kWarning,
     "a template stays below four fifths of the quotas of CloudFormation",
     "soon nothing can be added to it", "split the template into several stacks", kQuotas,
     "I3010 I2010 I6010 I7010"},
};

}  // namespace

std::span<const RuleDescription> structure_rules() { return kRulesRules; }

}  // namespace archsynth::analysis
