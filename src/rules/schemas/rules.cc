// What the findings about the schemas of resources mean. A row for each code; each finding says
// which of cfn-lint's rules it corresponds to.

#include "archsynth/rules/rules.h"

namespace archsynth::analysis {
namespace {

constexpr std::string_view kTypes =
    "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/"
    "aws-template-resource-type-ref.html";
constexpr std::string_view kSchemas =
    "https://docs.aws.amazon.com/cloudformation-cli/latest/userguide/resource-type-schema.html";
constexpr std::string_view kFunctions =
    "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/"
    "intrinsic-function-reference.html";
constexpr std::string_view kParameters =
    "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/"
    "parameters-section-structure.html";
constexpr std::string_view kNetworks =
    "https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateVpc.html";

constexpr Rule kRules[] = {
    {"ARC3001", Severity::kError, "unknown or unavailable resource type",
     "CloudFormation refuses the template", "correct the type, or deploy to a region that has it",
     kTypes, "E3006 E3038"},
    {"ARC3002", Severity::kError, "unknown property", "the deployment of the resource fails",
     "correct the name, or remove the property", kTypes, "E3002"},
    {"ARC3003", Severity::kError, "required property is missing",
     "the deployment of the resource fails", "add the property", kTypes, "E3003"},
    {"ARC3004", Severity::kError, "value has the wrong type",
     "the deployment of the resource fails", "use a value of the property's type", kTypes, "E3012"},
    {"ARC3005", Severity::kError, "value is not one of the allowed values",
     "the deployment of the resource fails", "use one of the allowed values", kTypes, "E3030"},
    {"ARC3006", Severity::kError, "string does not match the property's pattern",
     "the deployment of the resource fails", "write a string that matches the pattern", kTypes,
     "E3031"},
    {"ARC3007", Severity::kError, "list or object has too few or too many members",
     "the deployment of the resource fails", "add or remove members", kTypes, "E3032"},
    {"ARC3008", Severity::kError, "string is too short or too long",
     "the deployment of the resource fails", "shorten or lengthen the string", kTypes, "E3033"},
    {"ARC3009", Severity::kError, "number is out of bounds", "the deployment of the resource fails",
     "use a number within the bounds", kTypes, "E3034"},
    {"ARC3010", Severity::kError, "list has duplicate items",
     "the deployment of the resource fails", "remove the duplicates", kTypes, "E3037"},
    {"ARC3011", Severity::kWarning, "read-only property is set", "users cannot set the property",
     "remove the property", kSchemas, "E3040"},
    {"ARC3012", Severity::kError, "none or more than one of several alternative properties is set",
     "the deployment of the resource fails", "set exactly one of them", kTypes, "E3014"},
    {"ARC3013", Severity::kError, "none of several alternative properties is set",
     "the deployment of the resource fails", "set one of them", kTypes, "E3058"},
    {"ARC3014", Severity::kError, "mutually exclusive properties are set",
     "the deployment of the resource fails", "remove one of them", kTypes, "E3020"},
    {"ARC3015", Severity::kError, "property needs another property that is missing",
     "the deployment of the resource fails", "add the property that is needed", kTypes, "E3021"},
    {"ARC3016", Severity::kError, "value matches none of the property's forms",
     "the deployment of the resource fails", "rewrite the value in one of the forms", kTypes,
     "E3017"},
    {"ARC3017", Severity::kError, "value does not match exactly one of the property's forms",
     "the deployment of the resource fails", "rewrite the value in one of the forms", kTypes,
     "E3018"},
    {"ARC3018", Severity::kError, "malformed id, name or ARN",
     "the deployment of the resource fails", "correct the id, name or ARN", kTypes,
     "E1103 E1150 E1151 E1152 E1153 E1154 E1155 E1156 E1157 E1158 E1159 E1160 E1161 E1162 E1164"},
    {"ARC3019", Severity::kError, "reference to the wrong kind of resource or attribute",
     "the deployment of the resource fails", "refer to another attribute, or another resource",
     kFunctions, "E1040 E1041"},
    {"ARC3020", Severity::kError, "function returns a list for a string, or a string for a list",
     "the deployment of the resource fails",
     "use \"Fn::Join\", \"Fn::Split\" or \"Fn::Select\" between them", kFunctions,
     "E1010 E1011 E1015 E1018 E1019 E1020 E1021 E1022 E1024 E1031"},
    {"ARC3021", Severity::kError, "combination of properties is not supported by the service",
     "the deployment of the resource fails; of a warning, the service ignores the property",
     "change the properties that the finding names", kTypes,
     "E3023 E3029 E3042 E3044 E3045 E3046 E3047 E3048 E3501 E3615 E3633 E3634 E3636 E3638 E3639 "
     "E3660 E3661 E3671 E3674 E3676 E3677 E3678 E3679 E3680 E3681 E3682 E3683 E3684 E3685 E3686 "
     "E3687 E3688 E3689 E3690 E3691 E3692 E3693 E3695 E3696 E3704 E3715 E3717 E3718 E3719 E3720 "
     "E3721 E3722 E3723 E3725 W3687 W3688 W3689 W3690 W3691 W3693 W3694 W3702 W3703"},
    {"ARC3022", Severity::kWarning, "parameter allows a value that a property does not",
     "the deployment fails with such a value", "change the parameter's declaration", kParameters,
     "W1030"},
    {"ARC3023", Severity::kWarning, "parameter for an image is not of an image type",
     "a wrong id is noticed only when the resource is created",
     "declare it as AWS::EC2::Image::Id, or AWS::SSM::Parameter::Value<AWS::EC2::Image::Id>",
     kParameters, "W2506"},
    {"ARC3024", Severity::kWarning, "network address has bits set past its prefix length",
     "AWS clears the bits, so the network differs from the one written",
     "write the network's first address", kNetworks, "E1103"},
    {"ARC3029", Severity::kWarning, "schema is too complex to be checked in full",
     "mistakes below it are not reported", "simplify the schema given by --spec", kSchemas, ""},
};

}  // namespace

std::span<const Rule> schema_rules() { return kRules; }

}  // namespace archsynth::analysis
