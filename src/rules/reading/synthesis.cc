// The stack that is made: logical ids, moves, tags, size.

#include "archsynth/rules/rules.h"

namespace archsynth::analysis {
namespace {

constexpr std::string_view kSynthesisResources =
    "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/"
    "resources-section-structure.html";
constexpr std::string_view kSynthesisRefactor =
    "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/stack-refactoring.html";
constexpr std::string_view kSynthesisRef = "examples/REFERENCE.md";
constexpr std::string_view kSynthesisLimits =
    "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html";
constexpr std::string_view kSynthesisPointer = "https://www.rfc-editor.org/rfc/rfc6901";
constexpr std::string_view kSynthesisPatch = "https://www.rfc-editor.org/rfc/rfc6902";

constexpr Rule kSynthesisRows[] = {
    {"ARC2001", Severity::kError, "two resources with one logical id", "one of them would be lost",
     "rename one of them", kSynthesisResources, ""},
    {"ARC2002", Severity::kError, "name without a letter or digit",
     "no logical id can be made from the name", "add an ASCII letter or digit", kSynthesisResources,
     ""},
    {"ARC2003", Severity::kError, "malformed logical id", "CloudFormation refuses the template",
     "use letters and digits only", kSynthesisResources, ""},
    {"ARC2004", Severity::kError, "move names a resource that does not exist",
     "nothing keeps the id", "correct the name, or remove the move", kSynthesisRefactor, ""},
    {"ARC2005", Severity::kError, "move to an id that is already in use",
     "two resources would have one id", "remove the move, or rename the other resource",
     kSynthesisRefactor, ""},
    {"ARC2006", Severity::kError, "waiver names an unknown control", "nothing is waived",
     "use the id that `archsynth audit` shows", "docs/audit.md", ""},
    {"ARC2007", Severity::kError, "waiver names a resource that does not exist",
     "nothing is waived", "use the logical id that `archsynth audit` shows", "docs/audit.md", ""},
    {"ARC2020", Severity::kError, "invalid tag", "AWS refuses the resources",
     "use only characters that tags allow, and each key once", kSynthesisRef, ""},
    {"ARC2021", Severity::kError, "too many tags on a resource", "AWS refuses the resource",
     "remove tags", kSynthesisRef, ""},
    {"ARC2022", Severity::kError, "invalid stack name", "CloudFormation refuses the stack",
     "use at most 100 letters, digits and hyphens, beginning with a letter", kSynthesisLimits, ""},
    {"ARC2032", Severity::kNote, "template must be uploaded to deploy",
     "a request to CloudFormation cannot hold the template",
     "write compact JSON, or use `aws cloudformation deploy --s3-bucket`", kSynthesisLimits, ""},
    {"ARC2033", Severity::kError, "template is too large", "CloudFormation refuses the template",
     "split the stack", kSynthesisLimits, ""},
    {"ARC2034", Severity::kWarning, "template is nearly too large",
     "the template will soon exceed CloudFormation's limit", "split the stack", kSynthesisLimits,
     ""},
    {"ARC0221", Severity::kError, "malformed path of an override", "the override cannot be applied",
     "write a JSON pointer, such as /Properties/Name", kSynthesisPointer, ""},
    {"ARC0222", Severity::kError, "override names a path that does not exist",
     "the override cannot be applied", "use the suggested path", kSynthesisPointer, ""},
    {"ARC0223", Severity::kError, "test in an override fails",
     "the overrides after it are not applied", "correct the expected value, or remove the test",
     kSynthesisPatch, ""},
    {"ARC0224", Severity::kError, "value is moved into itself", "the override cannot be applied",
     "move the value to a path outside itself", kSynthesisPatch, ""},
    {"ARC0226", Severity::kError, "copies of an override grow without bound",
     "the override cannot be applied", "copy a smaller value", kSynthesisPatch, ""},
    {"ARC0225", Severity::kError, "override removes the whole resource",
     "nothing would be left to deploy", "remove the resource from the file", kSynthesisPatch, ""},
};

}  // namespace

std::span<const Rule> synthesis_rules() { return kSynthesisRows; }

}  // namespace archsynth::analysis
