// What the findings of reading files mean: codes of the layers below, which cannot know of rules. A
// row for each code that a template, or a configuration, can meet.

#include "reading.h"

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
constexpr std::string_view kConfig = "README.md, Any template";
constexpr std::string_view kCost = "README.md, What it costs";
constexpr std::string_view kPriceLists =
    "https://docs.aws.amazon.com/awsaccountbilling/latest/aboutv2/"
    "reading-service-price-list-file-for-services.html";

constexpr RuleDescription kRules[] = {
    {"ARC0001", Severity::kError, "the file can be read", "nothing in it is judged",
     "correct the path, or the file's permissions", kFormats, "E0000"},
    {"ARC0002", Severity::kError, "the file is not larger than can be read",
     "nothing in it is judged", "split the template: CloudFormation takes far less", kFormats,
     "E1002"},
    {"ARC0101", Severity::kError, "the text is YAML or JSON", "CloudFormation refuses the template",
     "correct the syntax at that place, or just before", kFormats, "E0000"},
    {"ARC0102", Severity::kError, "the text is UTF-8", "CloudFormation refuses the template",
     "save the file as UTF-8", kFormats, "E0000"},
    {"ARC0103", Severity::kError, "keys of a mapping differ", "all but one are lost without a word",
     "rename or take out all but one", kYaml, "E0000"},
    {"ARC0104", Severity::kError, "the text is not larger or deeper than can be read",
     "CloudFormation refuses the template", "split it", kFormats, "E0000"},
    {"ARC0105", Severity::kError, "keys are plain texts", "CloudFormation refuses the template",
     "write the key as a text", kYaml, "E0000"},
    {"ARC0106", Severity::kError, "a file holds one document",
     "CloudFormation refuses the template", "take the second document out", kYaml, "E0000"},
    {"ARC0107", Severity::kError, "aliases have an anchor before them",
     "CloudFormation refuses the template", "name an anchor that is there", kYaml, "E0000"},
    {"ARC0108", Severity::kError, "tags are YAML's own or those of functions",
     "CloudFormation refuses the template", "take the tag out, or write the function's long form",
     kYaml, "E0000"},
    {"ARC0109", Severity::kError, "merge keys (`<<`) take mappings",
     "CloudFormation refuses the template", "merge a mapping, or a list of them", kYaml, "E0000"},
    {"ARC0201", Severity::kError, "a template is a mapping", "CloudFormation refuses the template",
     "begin with \"Resources\"", kAnatomy, "E1001"},
    {"ARC0202", Severity::kError, "sections are ones of a template",
     "CloudFormation refuses the template", "correct the name, or take it out", kAnatomy, "E1001"},
    {"ARC0203", Severity::kError, "sections and attributes are of their kind",
     "CloudFormation refuses the template", "write it as the kind that is named", kAnatomy,
     "E1001 E1004 E1005 E3001 E3015"},
    {"ARC0204", Severity::kError, "a template has resources", "CloudFormation refuses the template",
     "add \"Resources\"", kResources, "E1001"},
    {"ARC0205", Severity::kError, "attributes are ones of their section",
     "CloudFormation refuses the template", "correct the name, or take it out", kAnatomy, "E3001"},
    {"ARC0206", Severity::kError, "attributes that are needed are there",
     "CloudFormation refuses the template", "add the attribute", kAnatomy, "E3001"},
    {"ARC0207", Severity::kError, "the template's version is the only one that there is",
     "CloudFormation refuses the template", "write 2010-09-09 in quotes", kVersion, "E1001"},
    {"ARC0211", Severity::kError, "functions are ones that CloudFormation has",
     "CloudFormation refuses the template", "correct the name", kFunctions, ""},
    {"ARC0212", Severity::kError, "functions have arguments of their form",
     "CloudFormation refuses the template", "write the arguments as the finding says", kFunctions,
     "E1010 E1019 E1020 E1011 E1022"},
    {"ARC0213", Severity::kError, "loops have an identifier, a collection, and what to repeat",
     "CloudFormation refuses the template", "write [Name, [A, B], {\"Key${Name}\": …}]", kLoops,
     "E1032"},
    {"ARC0214", Severity::kError, "loops make keys that differ, no more than a template holds",
     "CloudFormation refuses the template", "put ${Name} into the key, or go through fewer items",
     kLoops, "E1032"},
    {"ARC0301", Severity::kError, "a file of prices has known items with amounts in their units",
     "nothing is estimated", "correct the place that the finding names", kCost, ""},
    {"ARC0302", Severity::kError, "a usage file has known keys with amounts",
     "nothing is estimated", "correct the key, or the amount", kCost, ""},
    {"ARC0303", Severity::kError, "a price list of AWS has prices of one region that are used here",
     "nothing is converted", "take the list of one service, and name a region", kPriceLists, ""},
    {"ARC1001", Severity::kError, "keys of the configuration are ones that it has",
     "what was meant is not done", "correct the name, or take it out", kConfig, "E0003"},
    {"ARC1002", Severity::kError, "values of the configuration are of their kind",
     "what was meant is not done", "write it as the kind that is named", kConfig, "E0003"},
    {"ARC1006", Severity::kError, "values of the configuration are among those that its key takes",
     "what was meant is not done", "take one of these", kConfig, "E0003"},
    {"ARC3090", Severity::kError, "schemas of one's own are schemas of resource types",
     "nothing is judged", "correct the schema, which CloudFormation's registry would refuse too",
     kTypeSchemas, ""},
    {"ARC3091", Severity::kError, "a type has one schema", "nothing is judged",
     "take out all but one", kTypeSchemas, ""},
};

}  // namespace

std::span<const RuleDescription> reading_rules() { return kRules; }

}  // namespace archsynth::analysis
