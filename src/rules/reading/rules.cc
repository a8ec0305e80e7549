// What the findings of reading files mean: codes of the layers below, which cannot know of rules. A
// row for each code that a template, or a configuration, can meet.

#include "archsynth/rules/rules.h"

namespace archsynth::analysis {
namespace {

constexpr std::string_view kFormats =
    "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-formats.html";
constexpr std::string_view kYaml = "https://yaml.org/spec/1.1/";
constexpr std::string_view kAnatomy =
    "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-anatomy.html";
constexpr std::string_view kResources =
    "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/"
    "resources-section-structure.html";
constexpr std::string_view kFunctions =
    "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/"
    "intrinsic-function-reference.html";
constexpr std::string_view kLoops =
    "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/"
    "intrinsic-function-reference-foreach.html";
constexpr std::string_view kVersion =
    "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/format-version-structure.html";
constexpr std::string_view kTypeSchemas =
    "https://docs.aws.amazon.com/cloudformation-cli/latest/userguide/resource-type-schema.html";
constexpr std::string_view kReference = "examples/REFERENCE.md";
constexpr std::string_view kUnread =
    "no template is written from the file, and no check runs with the configuration";
constexpr std::string_view kCost = "docs/cost.md";
constexpr std::string_view kPriceLists =
    "https://docs.aws.amazon.com/awsaccountbilling/latest/aboutv2/"
    "reading-service-price-list-file-for-services.html";

constexpr Rule kRules[] = {
    {"ARC0001", Severity::kError, "file cannot be read", "the file is not checked",
     "correct the path, or the file's permissions", kFormats, "E0000"},
    {"ARC0002", Severity::kError, "file is too large", "the file is not checked",
     "split the template; CloudFormation's limit is far lower", kFormats, "E1002"},
    {"ARC0101", Severity::kError, "invalid YAML or JSON", "CloudFormation refuses the template",
     "correct the syntax at or just before the position", kFormats, "E0000"},
    {"ARC0102", Severity::kError, "file is not UTF-8", "CloudFormation refuses the template",
     "save the file as UTF-8", kFormats, "E0000"},
    {"ARC0103", Severity::kError, "duplicate mapping key",
     "all but one of the values are silently lost", "rename or remove the duplicates", kYaml,
     "E0000"},
    {"ARC0104", Severity::kError, "file is too large or too deeply nested",
     "CloudFormation refuses the template", "split the template", kFormats, "E0000"},
    {"ARC0105", Severity::kError, "key is not a string", "CloudFormation refuses the template",
     "write the key as a string", kYaml, "E0000"},
    {"ARC0106", Severity::kError, "more than one YAML document",
     "CloudFormation refuses the template", "remove the second document", kYaml, "E0000"},
    {"ARC0107", Severity::kError, "alias without an anchor", "CloudFormation refuses the template",
     "use an anchor that is defined above", kYaml, "E0000"},
    {"ARC0108", Severity::kError, "unknown YAML tag", "CloudFormation refuses the template",
     "remove the tag, or write the function's long form", kYaml, "E0000"},
    {"ARC0109", Severity::kError, "merge key (`<<`) without a mapping",
     "CloudFormation refuses the template", "merge a mapping, or a list of them", kYaml, "E0000"},
    {"ARC0201", Severity::kError, "template is not a mapping",
     "CloudFormation refuses the template", "start with \"Resources\"", kAnatomy, "E1001"},
    {"ARC0202", Severity::kError, "unknown template section", "CloudFormation refuses the template",
     "correct the name, or remove the section", kAnatomy, "E1001"},
    {"ARC0203", Severity::kError, "section or attribute has the wrong type",
     "CloudFormation refuses the template", "use a value of the type that the finding names",
     kAnatomy, "E1001 E1004 E1005 E3001 E3015"},
    {"ARC0204", Severity::kError, "template has no resources",
     "CloudFormation refuses the template", "add \"Resources\"", kResources, "E1001"},
    {"ARC0205", Severity::kError, "unknown attribute", "CloudFormation refuses the template",
     "correct the name, or remove the attribute", kAnatomy, "E3001"},
    {"ARC0206", Severity::kError, "required attribute is missing",
     "CloudFormation refuses the template", "add the attribute", kAnatomy, "E3001"},
    {"ARC0207", Severity::kError, "unknown template version", "CloudFormation refuses the template",
     "write 2010-09-09 in quotes", kVersion, "E1001"},
    {"ARC0211", Severity::kError, "unknown function", "CloudFormation refuses the template",
     "correct the name", kFunctions, ""},
    {"ARC0212", Severity::kError, "malformed function arguments",
     "CloudFormation refuses the template", "write the arguments as the message says", kFunctions,
     "E1010 E1019 E1020 E1011 E1022"},
    {"ARC0213", Severity::kError, "malformed Fn::ForEach", "CloudFormation refuses the template",
     "write [Name, [A, B], {\"Key${Name}\": …}]", kLoops, "E1032"},
    {"ARC0214", Severity::kError, "Fn::ForEach creates duplicate keys, or too many",
     "CloudFormation refuses the template", "put ${Name} into the key, or loop over fewer items",
     kLoops, "E1032"},
    {"ARC0301", Severity::kError, "malformed price file", "no cost is estimated",
     "correct the entry that the finding names", kCost, ""},
    {"ARC0302", Severity::kError, "malformed usage file", "no cost is estimated",
     "correct the key, or the amount", kCost, ""},
    {"ARC0303", Severity::kError, "unsupported AWS price list", "no price is converted",
     "use the list of one service, and set a region", kPriceLists, ""},
    {"ARC1001", Severity::kError, "unknown key in an architecture file or .archsynth.yaml", kUnread,
     "correct the name, or remove the key", kReference, "E0003"},
    {"ARC1002", Severity::kError,
     "value has the wrong type in an architecture file or .archsynth.yaml", kUnread,
     "use a value of the type that the finding names", kReference, "E0003"},
    {"ARC1006", Severity::kError, "value is not allowed in an architecture file or .archsynth.yaml",
     kUnread, "use one of the allowed values", kReference, "E0003"},
    {"ARC3090", Severity::kError, "malformed resource type schema", "nothing is checked",
     "correct the schema; CloudFormation's registry would refuse it too", kTypeSchemas, ""},
    {"ARC3091", Severity::kError, "two schemas for one resource type", "nothing is checked",
     "remove all but one", kTypeSchemas, ""},
};

}  // namespace

std::span<const Rule> reading_rules() { return kRules; }

}  // namespace archsynth::analysis
