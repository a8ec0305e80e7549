// What commands report beside the findings of files.

#include "reading.h"

namespace archsynth::analysis {
namespace {

constexpr std::string_view kCommandsReadme = "docs/validate.md";
constexpr std::string_view kReachPage = "docs/reach.md";
constexpr std::string_view kResiliencePage = "docs/resilience.md";

constexpr Rule kCommandsRows[] = {
    {"ARC0003", Severity::kError, "file cannot be written", "the output is lost",
     "correct the path, or its permissions", kCommandsReadme, ""},
    {"ARC0902", Severity::kError, "two outputs with one destination",
     "one would overwrite the other", "use different files", kCommandsReadme, ""},
    {"ARC0910", Severity::kError, "unknown starter", "nothing is created",
     "use one of the starters that `archsynth init --list` prints", kCommandsReadme, ""},
    {"ARC0911", Severity::kError, "file already exists", "nothing is created",
     "use another path, or remove the file", kCommandsReadme, ""},
    {"ARC0943", Severity::kError, "no prices for the region", "nothing is estimated",
     "use a region with prices, or pass a file with --prices", kCommandsReadme, ""},
    {"ARC0944", Severity::kError, "stack exceeds its budget", "the stack costs more than planned",
     "reduce the cost, or raise the budget", kCommandsReadme, ""},
    {"ARC0945", Severity::kError, "budget is not proven",
     "the stack may cost more than planned: its total lacks resources that cost something",
     "pass the missing prices with --prices", kCommandsReadme, ""},
    {"ARC0946", Severity::kError, "no file to estimate", "nothing is estimated",
     "pass a file, or a price list to convert", kCommandsReadme, ""},
    {"ARC0947", Severity::kError, "generated document is out of date", "readers see an old state",
     "run `archsynth document` again", kCommandsReadme, ""},
    {"ARC0950", Severity::kError, "nothing of that name to explain", "nothing is explained",
     "use the name that is suggested", kCommandsReadme, ""},
    {"ARC0951", Severity::kError, "defaults of a template", "nothing is explained",
     "pass an architecture file", kCommandsReadme, ""},
    {"ARC0961", Severity::kError, "recovery time objective is not met",
     "requests fail for longer than planned",
     "improve what the finding names, or raise the objective", kResiliencePage, ""},
    {"ARC0962", Severity::kError, "recovery point objective is not met",
     "more data is lost than planned", "improve what the finding names, or raise the objective",
     kResiliencePage, ""},
    {"ARC0963", Severity::kError, "availability objective is not met",
     "the service level agreements of AWS do not cover it",
     "improve what the finding names, or lower the objective", kResiliencePage, ""},
    {"ARC0964", Severity::kError, "no recovery objectives", "nothing is written",
     "set \"objectives\" in the architecture file", kResiliencePage, ""},
    {"ARC0971", Severity::kError, "required flow is blocked", "connections fail",
     "open what blocks it, or leave the flow out", kReachPage, ""},
    {"ARC0972", Severity::kError, "denied flow is open",
     "a connection that must be blocked is possible",
     "close one of the settings on its way, or leave the flow out", kReachPage, ""},
    {"ARC0973", Severity::kWarning, "flow cannot be decided from the template",
     "the flow may be open or closed", "verify what the finding names", kReachPage, ""},
    {"ARC0974", Severity::kError, "flow names something unknown", "the flow is not checked",
     "use a name that `archsynth reach` takes", kReachPage, ""},
    {"ARC0900", Severity::kError, "standard input cannot be read", "nothing is checked",
     "pass the template as a file", kCommandsReadme, ""},
    {"ARC0901", Severity::kError, "standard output cannot be written", "the output is lost",
     "check the disk, or the command that reads the output", kCommandsReadme, ""},
    {"ARC0903", Severity::kError, "wrong usage of the command", "nothing is done",
     "run `archsynth COMMAND --help`", kCommandsReadme, "E0003"},
    {"ARC0904", Severity::kError, "unknown rule id", "the option would hide nothing, or everything",
     "use an id that `archsynth validate --rules` lists", kCommandsReadme, "E0003"},
    {"ARC0905", Severity::kError, "baseline without findings", "nothing is checked",
     "write it with `archsynth validate --format json -o FILE`", kCommandsReadme, ""},
    {"ARC0920", Severity::kError, "malformed \"allow\" entry", "it suppresses nothing",
     "write it as {id: ARC4101, reason: …, expires: 2027-01-31}", kCommandsReadme, ""},
    {"ARC0921", Severity::kWarning, "\"allow\" entry has expired",
     "it no longer suppresses findings",
     "fix what it suppressed, or review it and set a later date", kCommandsReadme, ""},
    {"ARC0922", Severity::kWarning, "\"allow\" entry matches no finding",
     "it would hide a mistake that is made later", "remove the entry", kCommandsReadme, ""},
    {"ARC0923", Severity::kWarning, "acknowledgement has expired", "the change is reported again",
     "review the change, and set a later date", kCommandsReadme, ""},
    {"ARC0924", Severity::kWarning, "acknowledgement matches no finding",
     "it would hide a change that is made later", "remove the entry", kCommandsReadme, ""},
    {"ARC0925", Severity::kWarning, "move keeps an id that is not deployed",
     "the resource is created under an unexpected id", "remove the move", kCommandsReadme, ""},
    {"ARC0926", Severity::kError, "change is stopped by --fail-on", "the exit code is 1",
     "leave the level out of --fail-on", kCommandsReadme, ""},
    {"ARC0927", Severity::kNote, "findings of the baseline no longer occur",
     "the baseline would hide them if they came back", "write the baseline again", kCommandsReadme,
     ""},
    {"ARC0930", Severity::kError, "malformed parameter file", "nothing is checked",
     "write them as `archsynth synth --parameters-out` does", kCommandsReadme, ""},
    {"ARC0931", Severity::kError, "acknowledgement of an unknown change", "it acknowledges nothing",
     "use the id that `archsynth diff` shows", kCommandsReadme, ""},
    {"ARC0932", Severity::kError, "not a template or an architecture file", "nothing is checked",
     "pass the file with the option that the finding shows", kCommandsReadme, ""},
    {"ARC0940", Severity::kError, "folder has no resource type schemas", "nothing is checked",
     "pass the folder that has them", kCommandsReadme, ""},
};

}  // namespace

std::span<const Rule> commands_rules() { return kCommandsRows; }

}  // namespace archsynth::analysis
