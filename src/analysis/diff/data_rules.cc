// What becomes of data, and deployments that fail.

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "archsynth/support/text.h"
#include "canonical.h"
#include "hazards.h"
#include "possible.h"
#include "rules/template/embedded.h"
#include "spec/type_facts.h"
#include "view/view.h"

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
constexpr std::string_view kOrphanPage =
    "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/troubleshooting.html";
constexpr std::string_view kRefactorPage =
    "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/stack-refactoring.html";

/// The property that makes the resource new; null for one that is taken out.
const PropertyChange* cause_of(const ResourceChange& change) {
  const PropertyChange* cause = nullptr;
  for (const PropertyChange& each : change.properties) {
    if (each.is_refused) return &each;
    if (cause == nullptr || each.consequence > cause->consequence) cause = &each;
  }
  return cause;
}

/// Whether it is not certain that anything becomes of the data.
bool is_only_possible(const ResourceChange& change) {
  return change.action == ResourceChange::Action::kModify &&
         change.consequence == Consequence::kMayReplace && change.data != DataFate::kFails;
}

const Rename* rename_of(const Change& change, const std::string& id) {
  for (const Rename& each : change.all.renames) {
    if (each.from == id || each.to == id) return &each;
  }
  return nullptr;
}

/// How a renamed resource keeps what it holds.
std::string advice_of(const Rename& rename, const Change& change) {
  if (rename.is_shift) {
    std::vector<std::string> moves;
    for (const Rename& each : change.all.renames) {
      if (!each.is_shift) continue;
      moves.push_back(fmt::format("{{from: {}, to: {}}}", each.moved_from, each.moved_to));
    }
    return fmt::format("keep the ids with moved: [{}]", join(moves, ", "));
  }
  if (change.all.has_moves) {
    return fmt::format("if it is now {}, keep its id with moved: [{{from: {}, to: {}}}]",
                       quoted(rename.to), rename.moved_from, rename.moved_to);
  }
  return fmt::format(
      "if it is now {}, move it there first: aws cloudformation create-stack-refactor "
      "--resource-mappings "
      "Source={{StackName=…,LogicalResourceId={}}},Destination={{StackName=…,LogicalResourceId={}}"
      "}",
      quoted(rename.to), rename.from, rename.to);
}

bool is_rds(const ResourceChange& change) {
  return change.type == "AWS::RDS::DBInstance" || change.type == "AWS::RDS::DBCluster";
}

/// The property that says from which snapshot a database is made.
const char* snapshot_property(const ResourceChange& change) {
  return change.type == "AWS::RDS::DBCluster" ? "SnapshotIdentifier" : "DBSnapshotIdentifier";
}

/// What a snapshot keeps as it is, whatever the new database states.
bool is_in_snapshots(std::string_view property) {
  constexpr std::string_view kKept[] = {"CharacterSetName", "DBName",     "DatabaseName",
                                        "Engine",           "EngineMode", "NcharCharacterSetName",
                                        "Timezone"};
  return std::find(std::begin(kKept), std::end(kKept), property) != std::end(kKept);
}

const cfn::Value* user_of(const ResourcesById& resources, const std::string& id) {
  const auto found = resources.find(id);
  return found == resources.end() ? nullptr : property(*found->second, {"MasterUsername"});
}

/// The name of the master user, which a secret that is generated may hold.
std::string name_of_user(const ResourcesById& resources, const cfn::Value& user) {
  const cfn::Value plain = canonical(user);
  if (plain.string() != nullptr) return *plain.string();
  for (const cfn::Reference& each : cfn::references(plain)) {
    const auto secret = resources.find(each.target.str());
    if (secret == resources.end()) continue;
    const auto keys =
        embedded(property(*secret->second, {"GenerateSecretString", "SecretStringTemplate"}));
    const cfn::Value* name = keys ? member(&keys->value, {"username"}) : nullptr;
    if (name != nullptr) return brief(*name);
  }
  return {};
}

/// The keys of the architecture file that keep what another profile encrypts otherwise.
std::string encryption_keeping_of(const Change& change, const ResourceChange& resource) {
  std::set<std::string> keys;
  for (const PropertyChange& each : resource.properties) {
    if (each.consequence != Consequence::kReplaces) continue;
    const bool is_removed = each.after.absent();
    // Only the key that the file makes comes and goes with a profile.
    const bool is_own = each.chain.empty() && is_removed != each.before.absent() &&
                        !cfn::references(is_removed ? each.before : each.after).empty();
    const bool is_of_insights = each.path == "PerformanceInsightsKMSKeyId";
    const bool is_key = is_of_insights || each.path == "KmsKeyId" ||
                        each.path.starts_with("EncryptionConfiguration");
    if (!is_own || !is_key) return {};
    if (is_of_insights && is_removed &&
        change.new_text(resource.id, {"EnablePerformanceInsights"}) != "true") {
      keys.insert("\"insights: standard\" in the database");
    } else {
      keys.insert(fmt::format("\"customer_managed_key: {}\" in \"encryption\"", is_removed));
    }
  }
  if (keys.empty() || !change.all.has_moves) return {};
  return fmt::format("set {} to keep it",
                     join(std::vector<std::string>(keys.begin(), keys.end()), " and "));
}

/// How the database stays where only the spelling of its user's name changes, which replaces it.
std::string keeping_of(const Change& change, const ResourceChange& database) {
  const PropertyChange* cause = cause_of(database);
  const cfn::Value* old = user_of(change.sides.before(), database.id);
  const cfn::Value* now = user_of(change.sides.after(), database.id);
  const bool is_it = cause != nullptr && cause->path == "MasterUsername";
  if (!is_it || old == nullptr || now == nullptr) return {};
  const std::string name = name_of_user(change.sides.before(), *old);
  if (name.empty() || name != name_of_user(change.sides.after(), *now)) return {};
  if (!change.all.has_moves) {
    return "keep the spelling of MasterUsername, because the user is the same";
  }
  return fmt::format("add \"username_from: {}\" to the database to keep its user name",
                     canonical(*old).string() == nullptr ? "secret" : "template");
}

/// The steps that bring the data into the new database, which AWS has no way to keep.
std::string restoring_of(const Change& change, const ResourceChange& database) {
  const PropertyChange* cause = cause_of(database);
  const std::string path = cause == nullptr ? std::string() : cause->path;
  if (const std::string keeping = keeping_of(change, database); !keeping.empty()) return keeping;
  const bool is_ours = change.all.has_moves;
  const std::string of_encryption = encryption_keeping_of(change, database);
  const std::string kept = !of_encryption.empty()    ? of_encryption
                           : is_ours || path.empty() ? "undo the change"
                                                     : "keep " + path;
  // A database that is restored keeps the way in which its user logs in.
  const bool is_for_roles =
      change.new_text(database.id, {"MasterUserAuthenticationType"}) == "iam-db-auth" &&
      change.old_text(database.id, {"MasterUserAuthenticationType"}) != "iam-db-auth";
  if (is_in_snapshots(path) || is_for_roles) {
    return kept + ", or add a second database, copy the data into it, then remove the old one";
  }
  return fmt::format("{}, or take a snapshot{} and set {} to it in the same deployment", kept,
                     path == "KmsKeyId" ? ", copy it with the new key," : "",
                     is_ours ? "\"snapshot_identifier\"" : snapshot_property(database));
}

/// What saves the data of a type that no snapshot is taken of.
std::string saving_of(const ResourceChange& change) {
  const bool is_removed = change.action == ResourceChange::Action::kRemove;
  return fmt::format("set {} to Retain, deploy that first, then {}",
                     is_removed ? "DeletionPolicy" : "UpdateReplacePolicy",
                     is_removed ? "remove it" : "copy the data");
}

void tell(const Change& change, DataFate fate, const Report& report) {
  for (const ResourceChange& each : change.all.resources) {
    if (each.data != fate || is_only_possible(each) || each.is_emptied) continue;
    Diagnostic& finding = report(each.id, place_of(each), outcome_of(each));
    if (fate == DataFate::kSnapshot && is_rds(each) &&
        each.action == ResourceChange::Action::kModify) {
      finding.fix = restoring_of(change, each);
    }
    if (fate == DataFate::kLost && !spec::data_facts(each.type).takes_snapshot) {
      finding.fix = saving_of(each);
    }
    if (const std::string keeping = keeping_of(change, each); !keeping.empty()) {
      finding.fix = keeping;
    }
    if (fate == DataFate::kFails && each.type == "AWS::EC2::Subnet") {
      finding.fix =
          "give the new subnet a block that overlaps no other, and remove the old one later";
    }
    if (fate == DataFate::kFails && each.type.ends_with("SubnetGroup") &&
        each.action == ResourceChange::Action::kModify) {
      finding.fix = change.all.has_moves
                        ? "undo the change, or move the data to a new store in the new subnets"
                        : "keep the old subnets in the group beside the new ones";
    }
    if (fate == DataFate::kFails && each.type == "AWS::KMS::Key" && !each.is_refused) {
      finding.fix = "keep a statement that lets someone call kms:PutKeyPolicy";
    }
    if (each.is_name_kept) finding.fix = "change the name too, or let CloudFormation choose it";
    if (each.is_refused) {
      const bool is_version = cause_of(each) != nullptr &&
                              cause_of(each)->path == "EngineVersion" &&
                              spec::data_facts(each.type).takes_snapshot;
      finding.fix =
          is_version
              ? "keep the newer version, or restore a snapshot of the older one into a new resource"
              : "keep it as it is, or add a new resource with the new value and move to it";
    }
    if (const Rename* rename = rename_of(change, each.id)) {
      finding.fix = advice_of(*rename, change);
    }
  }
}

void check_lost(const Change& change, const Report& report) {
  tell(change, DataFate::kLost, report);
}
void check_failing(const Change& change, const Report& report) {
  tell(change, DataFate::kFails, report);
}
void check_snapshot(const Change& change, const Report& report) {
  tell(change, DataFate::kSnapshot, report);
}
void check_retained(const Change& change, const Report& report) {
  tell(change, DataFate::kRetained, report);
}
void check_orphaned(const Change& change, const Report& report) {
  tell(change, DataFate::kOrphaned, report);
}

void check_emptied(const Change& change, const Report& report) {
  report_moved_mounts(change, report);
  for (const ResourceChange& each : change.all.resources) {
    if (!each.is_emptied) continue;
    const std::string snapshot = change.new_text(each.id, {snapshot_property(each)});
    const bool is_restored = is_rds(each) && !snapshot.empty() &&
                             snapshot != change.old_text(each.id, {snapshot_property(each)});
    Diagnostic& finding = report(
        each.id, place_of(each),
        is_restored ? fmt::format("{} with one restored from {}; the old one, with everything "
                                  "written since, stays outside the stack",
                                  cause_text(each), quoted(snapshot))
                    : outcome_of(each) + "; the old one stays outside the stack");
    if (const Rename* rename = rename_of(change, each.id)) {
      finding.fix = advice_of(*rename, change);
    } else if (is_restored) {
      finding.fix = "stop all writers, take the snapshot, then deploy";
    } else if (is_rds(each)) {
      finding.fix = restoring_of(change, each);
    } else if (const std::string keeping = encryption_keeping_of(change, each); !keeping.empty()) {
      finding.fix = keeping;
    }
  }
}

void check_possible(const Change& change, const Report& report) {
  for (const ResourceChange& each : change.all.resources) {
    if (each.data == DataFate::kNone || !is_only_possible(each)) continue;
    report(each.id, place_of(each), outcome_of(each));
  }
}

/// What the templates leave open, and what other parameters or another region decide otherwise.
void check_unknown(const Change& change, const Report& report) {
  tell(change, DataFate::kUnknown, report);
  for (const PossibleChange& each : change.all.possible) {
    if (is_harmless(each)) continue;
    Diagnostic& finding = report(each.change.id, place_of(each.change),
                                 fmt::format("when {}, {}", each.when, outcome_of(each.change)));
    finding.fix = fix_of(each);
  }
}

/// Whether other findings say what becomes of the two: data is at stake, or what they share.
bool is_told(const Change& change, const ResourceChange& removed, const ResourceChange& added) {
  return removed.data != DataFate::kNone || added.data != DataFate::kNone ||
         std::any_of(change.all.taken.begin(), change.all.taken.end(), [&](const auto& each) {
           return each.resource == added.id && each.deleted == removed.id;
         });
}

void check_renamed(const Change& change, const Report& report) {
  std::vector<std::string> pairs;
  Origin origin;
  for (const Rename& each : change.all.renames) {
    const ResourceChange* removed = change.all.find(each.from);
    const ResourceChange* added = change.all.find(each.to);
    if (removed == nullptr || added == nullptr || is_told(change, *removed, *added)) continue;
    if (pairs.empty()) origin = added->origin;
    pairs.push_back(fmt::format("{} → {}", each.from, each.to));
  }
  if (pairs.empty()) return;
  Diagnostic& finding =
      report("", origin,
             fmt::format("{} renamed and will be re-created: {}",
                         pairs.size() == 1 ? "a resource is"
                                           : fmt::format("{} resources are", pairs.size()),
                         join(pairs, ", ")));
  if (change.all.has_moves) finding.fix = "keep the old ids with \"moved\", or accept the new ones";
}

constexpr Rule kDataRulesRules[] = {
    {"ARC5001", Severity::kError, "data is lost", "the data of the resource is permanently deleted",
     "set DeletionPolicy and UpdateReplacePolicy to Retain or Snapshot, deploy that first, then "
     "copy the data",
     kReplacePage, "", check_lost, "data-lost"},
    {"ARC5002", Severity::kError, "update fails", "CloudFormation fails and rolls back",
     "make the change in two deployments: first remove or rename the old one, then add the new "
     "one",
     kNamePage, "", check_failing, "deploy-fails"},
    {"ARC5003", Severity::kError, "database is replaced by an empty one",
     "the application finds no data until the snapshot is restored",
     "restore the snapshot into the new one, or keep the property as it is", kReplacePage, "",
     check_snapshot, "data-lost"},
    {"ARC5004", Severity::kWarning, "resource is left outside the stack",
     "it still costs money, and no deployment manages it",
     "delete it by hand once it is no longer used", kUpdatePage, "", check_retained},
    {"ARC5005", Severity::kNote, "resource is re-created under another logical id",
     "CloudFormation creates a new one and deletes the old one",
     "keep the old name, or move the resource with a stack refactoring first", kRefactorPage, "",
     check_renamed},
    {"ARC5006", Severity::kWarning, "resource that holds data may be replaced",
     "whether it is replaced depends on what only AWS knows: the old value, the engine, the class",
     "create a change set, which shows whether the resource is replaced", kUpdatePage, "",
     check_possible, "unknown"},
    {"ARC5007", Severity::kError, "application is moved to an empty store",
     "the application finds no data; the old resource still costs money, and its data must be "
     "copied by hand",
     "keep the property as it is, or copy the data before anything reads the new one", kReplacePage,
     "", check_emptied, "data-lost"},
    {"ARC5008", Severity::kWarning, "data may be lost, depending on values that are not known",
     "with values other than those assumed, the deployment loses data or fails",
     "create a change set, and check what it replaces and deletes", kUpdatePage, "", check_unknown,
     "unknown"},
    {"ARC5009", Severity::kError, "resource cannot be deleted and is left outside the stack",
     "the update ends as UPDATE_COMPLETE, while the old resource still costs money outside the "
     "stack",
     "turn the protection off or empty the resource first, or set DeletionPolicy to Retain",
     kOrphanPage, "", check_orphaned},
};

}  // namespace

Origin place_of(const ResourceChange& change) {
  const PropertyChange* cause = cause_of(change);
  return cause != nullptr && cause->origin.known() ? cause->origin : change.origin;
}

std::string cause_text(const ResourceChange& change) {
  const std::string id = quoted(change.id);
  if (change.action == ResourceChange::Action::kRemove) {
    const bool stays = change.data == DataFate::kOrphaned || change.data == DataFate::kRetained;
    return fmt::format("{} {}", id, stays ? "leaves the stack" : "is deleted");
  }
  if (change.action == ResourceChange::Action::kAdd) return fmt::format("{} cannot be created", id);
  const PropertyChange* cause = cause_of(change);
  if (change.consequence < Consequence::kMayReplace || cause == nullptr) {
    return fmt::format(
        "{} {}", id,
        change.data == DataFate::kUnknown ? "may fail to update" : "cannot be updated");
  }
  const bool is_certain = change.consequence == Consequence::kReplaces;
  if (cause->chain.empty()) {
    return fmt::format("changing {} {} {}", cause->path, is_certain ? "replaces" : "may replace",
                       id);
  }
  return fmt::format("{} {} because its {} depends on {}", id,
                     is_certain ? "is replaced" : "may be replaced", cause->path,
                     join(cause->chain, " ← "));
}

std::string outcome_of(const ResourceChange& change) {
  const std::string cause = cause_text(change);
  const bool is_removed = change.action == ResourceChange::Action::kRemove;
  if (change.is_emptied && is_removed) return quoted(change.id) + " is replaced by an empty one";
  if (change.is_emptied) return cause + " with an empty one";
  if (change.data == DataFate::kNone) return cause;
  if (change.data != DataFate::kLost) return cause + ": " + change.data_reason;
  if (is_removed) return fmt::format("{} with {}", cause, change.data_reason);
  const bool may = change.consequence == Consequence::kMayReplace;
  return fmt::format("{} and destroy{} {}", cause, may ? "" : "s", change.data_reason);
}

std::span<const Rule> data_rules() { return kDataRulesRules; }

}  // namespace archsynth::analysis
