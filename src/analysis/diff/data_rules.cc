// What becomes of data, and deployments that fail.

#include <fmt/format.h>

#include "archsynth/support/text.h"
#include "hazards.h"

namespace archsynth::analysis {
namespace {

constexpr std::string_view kUpdatePage =
    "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/"
    "using-cfn-updating-stacks-update-behaviors.html";
constexpr std::string_view kReplacePage =
    "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/"
    "aws-attribute-updatereplacepolicy.html";
constexpr std::string_view kNamePage =
    "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-name.html";
constexpr std::string_view kRefactorPage =
    "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/stack-refactoring.html";

/// The property that makes the resource new; null for one that is taken out.
const PropertyChange* cause_of(const ResourceChange& change) {
  const PropertyChange* cause = nullptr;
  for (const PropertyChange& each : change.properties) {
    if (cause == nullptr || each.consequence > cause->consequence) cause = &each;
  }
  return cause;
}

std::string fate_of(const ResourceChange& change) {
  if (change.action == ResourceChange::Action::kRemove) {
    return fmt::format("{} is deleted", quoted(change.id));
  }
  const PropertyChange* cause = cause_of(change);
  const std::string_view does =
      change.consequence == Consequence::kReplaces ? "is replaced" : "may be replaced";
  if (cause == nullptr) return fmt::format("{} {}", quoted(change.id), does);
  if (change.consequence < Consequence::kMayReplace) {
    return fmt::format("{} changes its {}", quoted(change.id), cause->path);
  }
  if (cause->chain.empty()) {
    return fmt::format("{} {}, since its {} changes", quoted(change.id), does, cause->path);
  }
  return fmt::format("{} {}, since its {} names what is replaced: {}", quoted(change.id), does,
                     cause->path, join(cause->chain, " ← "));
}

/// Whether it is not certain that anything becomes of the data.
bool is_only_possible(const ResourceChange& change) {
  return change.action == ResourceChange::Action::kModify &&
         change.consequence == Consequence::kMayReplace;
}

const Rename* rename_of(const Change& change, const std::string& id) {
  for (const Rename& each : change.all.renames) {
    if (each.from == id) return &each;
  }
  return nullptr;
}

/// How a renamed resource keeps what it holds.
std::string advice_of(const Rename& rename, bool has_moves) {
  if (has_moves) {
    return fmt::format("if it is {} now, keep its id with moved: [{{from: {}, to: {}}}]",
                       quoted(rename.to), rename.from, rename.to);
  }
  return fmt::format(
      "if it is {} now, move it there first: aws cloudformation create-stack-refactor "
      "--resource-mappings Source={{StackName=…,LogicalResourceId={}}},"
      "Destination={{StackName=…,LogicalResourceId={}}}",
      quoted(rename.to), rename.from, rename.to);
}

void tell(const Change& change, DataFate fate, const ChangeReport& report) {
  for (const ResourceChange& each : change.all.resources) {
    if (each.data != fate || is_only_possible(each)) continue;
    const PropertyChange* cause = cause_of(each);
    const Origin origin = cause != nullptr && cause->origin.known() ? cause->origin : each.origin;
    Diagnostic& finding = report(origin, fmt::format("{}: {}", fate_of(each), each.data_reason));
    if (const Rename* rename = rename_of(change, each.id)) {
      finding.help = advice_of(*rename, change.all.has_moves);
    }
  }
}

void check_lost(const Change& change, const ChangeReport& report) {
  tell(change, DataFate::kLost, report);
}
void check_failing(const Change& change, const ChangeReport& report) {
  tell(change, DataFate::kFails, report);
}
void check_snapshot(const Change& change, const ChangeReport& report) {
  tell(change, DataFate::kSnapshot, report);
}
void check_retained(const Change& change, const ChangeReport& report) {
  tell(change, DataFate::kRetained, report);
}

void check_possible(const Change& change, const ChangeReport& report) {
  for (const ResourceChange& each : change.all.resources) {
    if (each.data == DataFate::kNone || !is_only_possible(each)) continue;
    const PropertyChange* cause = cause_of(each);
    report(cause->origin.known() ? cause->origin : each.origin,
           fmt::format("{}; then {}", fate_of(each), each.data_reason));
  }
}

void check_renamed(const Change& change, const ChangeReport& report) {
  std::vector<std::string> pairs;
  Origin origin;
  for (const Rename& each : change.all.renames) {
    const ResourceChange* removed = change.all.find(each.from);
    const ResourceChange* added = change.all.find(each.to);
    // Said already where data is at stake.
    if (removed == nullptr || added == nullptr || removed->data != DataFate::kNone) continue;
    if (pairs.empty()) origin = added->origin;
    pairs.push_back(fmt::format("{} → {}", each.from, each.to));
  }
  if (pairs.empty()) return;
  Diagnostic& finding =
      report(origin, fmt::format("{} made anew under another name: {}",
                                 pairs.size() == 1 ? "a resource is"
                                                   : fmt::format("{} resources are", pairs.size()),
                                 join(pairs, ", ")));
  if (change.all.has_moves) finding.help = "keep the old ids with \"moved\", or leave it so";
}

constexpr ChangeRule kDataRulesRules[] = {
    {{"ARC5001", Severity::kError, "no data is lost", "what the resource holds is gone for good",
      "state DeletionPolicy and UpdateReplacePolicy as Retain or Snapshot, deploy that first, and "
      "copy the data over",
      kReplacePage, ""},
     check_lost},
    {{"ARC5002", Severity::kError, "the deployment does not fail on what is there",
      "CloudFormation fails, and rolls back or leaves the old resource behind",
      "change it so that the old and the new one can stand beside each other", kNamePage, ""},
     check_failing},
    {{"ARC5003", Severity::kError, "a database is not exchanged for an empty one",
      "the application finds no data until the snapshot is restored",
      "restore the snapshot into the new one, or keep the property as it is", kReplacePage, ""},
     check_snapshot},
    {{"ARC5004", Severity::kWarning, "what is retained is known to be",
      "it goes on costing, and the stack knows it no more", "delete it by hand once it is not used",
      kUpdatePage, ""},
     check_retained},
    {{"ARC5005", Severity::kNote, "a resource keeps its logical id",
      "CloudFormation makes a new one and deletes the old one",
      "keep the old name, or move it by a stack refactoring first", kRefactorPage, ""},
     check_renamed},
    {{"ARC5006", Severity::kWarning, "what holds data is not replaced",
      "whether it is replaced depends on what only AWS knows: the old value, the engine, the class",
      "make a change set, which tells whether this one replaces", kUpdatePage, ""},
     check_possible},
};

}  // namespace

std::span<const ChangeRule> data_rules() { return kDataRulesRules; }

}  // namespace archsynth::analysis
