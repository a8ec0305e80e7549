#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "archsynth/analysis/consequence.h"
#include "archsynth/analysis/flows.h"
#include "archsynth/cfn/template.h"
#include "archsynth/rules/parameters.h"
#include "archsynth/rules/rules.h"
#include "archsynth/support/diagnostic.h"
#include "archsynth/support/tasks.h"

/// What a change of templates does to a stack that exists: which resources CloudFormation makes,
/// changes, replaces and deletes, what becomes of the data in them, and what may go wrong on the
/// way. `diff` compares, `judge_changes` says what of it hurts.
namespace archsynth::analysis {

/// What becomes of a resource that holds data.
enum class DataFate {
  kNone,      ///< it holds none, or stays
  kUnknown,   ///< the templates do not say
  kRetained,  ///< the old one stays, outside of the stack
  kOrphaned,  ///< the same, because it cannot be deleted
  kSnapshot,  ///< the old one is gone, a snapshot stays
  kFails,     ///< the deployment fails
  kLost,      ///< gone
};

/// A value that differs.
struct PropertyChange {
  /// Below `Properties` with dots, list items by index: `Engine`, `Tags.0.Value`. An attribute of
  /// the resource has its name: `DeletionPolicy`.
  std::string path;
  cfn::Value before;  ///< absent: it is added
  cfn::Value after;   ///< absent: it is taken away
  Consequence consequence = Consequence::kInPlace;
  bool is_refused = false;  ///< the service does not change it: the update fails
  std::string refusal;      ///< why: `EngineVersion cannot go back to an older version`
  /// Set where the value is written as before, but names a resource that is replaced: that one,
  /// then the one that made it so, and so on to the one that is changed itself.
  std::vector<std::string> chain;
  Origin origin;  ///< in the new template, in the old one where it is taken away
};

/// What becomes of one resource.
struct ResourceChange {
  enum class Action { kAdd, kModify, kRemove };
  std::string id;
  std::string type;
  Action action = Action::kModify;
  /// The worst of the properties'; in place for what is added or removed.
  Consequence consequence = Consequence::kInPlace;
  DataFate data = DataFate::kNone;
  std::string data_reason;    ///< what the data is and why that becomes of it
  bool is_retained = false;   ///< the old one, if there is one, is not deleted
  bool is_protected = false;  ///< its deletion is refused, and it stays outside the stack
  bool is_refused = false;    ///< the update fails because of what the service does not change
  bool is_name_kept = false;  ///< it is replaced under the name that the old one has
  bool is_emptied = false;    ///< what reads it finds a new, empty one, whatever becomes of the old
  std::vector<PropertyChange> properties;
  Origin origin;  ///< in the new template, in the old one where it is removed
};

/// A removed and an added resource that are likely one.
struct Rename {
  std::string from;
  std::string to;
  std::string type;
  /// What `moved` of the architecture file has to say: the logical ids, or keys of the file
  /// (`databases.main`), which keep all that is made from them.
  std::string moved_from = from;
  std::string moved_to = to;
  /// One of a circle, in which what is there takes another id that is there: all keep theirs or
  /// none.
  bool is_shift = false;
};

/// What a policy statement permits; empty for other changes.
struct Grant {
  std::string principal;  ///< empty: who has the policy
  std::string action;     ///< `secretsmanager:GetSecretValue`
  std::string on;         ///< the resource, its logical id where it is in the template
};

/// What becomes reachable or permitted, or no longer is.
struct SecurityChange {
  bool is_wider = true;
  bool is_public = false;          ///< from or to anyone
  bool is_administration = false;  ///< SSH or Remote Desktop, from anyone
  std::string resource;
  std::string owner;     ///< what is opened; the resource itself where that is not another one
  std::string what;      ///< `LoadBalancerGroup: ingress tcp 443 from 0.0.0.0/0`
  std::string brief;     ///< the same with the first of many actions
  bool is_flow = false;  ///< a rule of a group that one of the flows which change passes
  Grant grant;
  Origin origin;
};

/// What a resource shares with one that is deleted at the end of the update, and loses with it.
struct TakenShare {
  std::string resource;
  std::string deleted;
  std::string what;  ///< `ingress rule tcp 80`
  Origin origin;
};

/// What a change in place deletes, or no longer keeps.
struct InPlaceLoss {
  std::string resource;
  std::string what;
  bool is_of_retention = false;  ///< what is older than a limit
  Origin origin;
};

/// What becomes of a resource where parameters, or the region, have other values than assumed.
struct PossibleChange {
  std::string when;  ///< `Stage is "prod"`
  ResourceChange change;
  bool is_of_region = false;  ///< the region alone decides
};

/// What is opened in such a case.
struct PossibleOpening {
  std::string when;
  SecurityChange change;
  std::string anywhere;  ///< what is opened, in words that are the same for each region
};

/// What is lost in place in such a case.
struct PossibleLoss {
  std::string when;
  InPlaceLoss loss;
};

class Sides;

/// The difference between two templates.
struct Diff {
  std::vector<ResourceChange> resources;  ///< worst first, then by id
  std::vector<Rename> renames;
  std::vector<SecurityChange> security;
  /// Those in other states than the one that is assumed come last, and say in which.
  std::vector<FlowChange> flows;
  /// Past the number of ends whose flows are compared.
  std::size_t flow_ends_left_out = 0;
  std::vector<TakenShare> taken;
  std::vector<InPlaceLoss> losses;
  /// What is worse in other states than in the one that is assumed.
  std::vector<PossibleChange> possible;
  std::vector<PossibleOpening> possible_openings;
  std::vector<PossibleLoss> possible_losses;
  /// The hazards of other states, which their messages name.
  Diagnostics possible_hazards;
  /// Outputs that are new, gone or defined otherwise, by their ids.
  std::vector<PropertyChange> outputs;
  /// Exports that others may use and that are gone or have another value.
  std::vector<std::string> exports;
  /// Parameters whose default differs; a stack keeps the value that it has.
  std::vector<std::string> defaults;
  /// As in the options.
  bool has_moves = false;
  bool is_side_by_side = false;  ///< see `set_side_by_side`
  /// What was compared, for `judge_changes`.
  std::shared_ptr<const Sides> sides;

  bool empty() const { return resources.empty() && outputs.empty() && exports.empty(); }
  const ResourceChange* find(std::string_view id) const;
};

struct DiffOptions {
  /// What the stack was deployed with; what is not named has the old template's default.
  std::vector<ParameterValue> before;
  /// What it will be deployed with; what is not named keeps its value.
  std::vector<ParameterValue> after;
  std::string region = {};  ///< empty: not known
  /// The new template is made from an architecture file, whose `moved` can keep logical ids.
  bool has_moves = false;
  /// The ids that it keeps already: what has one of them is not renamed.
  std::vector<std::string> kept_ids = {};
  /// How parts that share nothing they change run; nothing: one after the other.
  RunBoth run_both = {};
};

/// Compares two templates as they are deployed: parameters, conditions and mappings are worked out
/// as far as they are known, and what is spelled in another way is the same (`Fn::Join` and
/// `Fn::Sub`, `"true"` and `true`, another order of keys or of lists whose order means nothing).
/// Source: the schemas' create-only properties, and
/// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-updating-stacks-update-behaviors.html
Diff diff(const cfn::Template& before, const cfn::Template& after, const DiffOptions& options = {});

/// A value in a few words: a literal, the name of what it refers to, a text with `${…}` for what is
/// known only at deployment; else JSON.
std::string brief(const cfn::Value& value);

/// Leaves only what differs: the two templates are of stacks that stand next to each other, and
/// nothing becomes of either.
void set_side_by_side(Diff& changes);

/// The word of a resource's consequence, or `creates`, `deletes`, `snapshots`, `retains`,
/// `refused`, or `only in OLD` and `only in NEW` of what is only compared.
std::string_view word_of(const ResourceChange& change);
/// The word of a property's consequence, or `refused`.
std::string_view word_of(const PropertyChange& change);
/// `data lost`, `deploy will fail`, `snapshot kept`, `retained`; empty for nothing.
std::string_view word_of(DataFate fate);
/// `Engine: mysql → postgres`, or what carries the change on.
std::string text_of(const PropertyChange& change);
/// `3 replaced, 1 deleted`.
std::string summary_of(const Diff& changes);

/// What a type's resources hold that cannot be made again, such as `its databases`; empty where
/// nothing is lost with one.
std::string_view data_of(std::string_view type);
/// The same of one resource: an instance of an Aurora cluster and a replica hold nothing of their
/// own.
std::string_view data_of(const cfn::Resource& resource);

/// Reports what hurts of what `diff` has found, each at the line of the new template that causes
/// it: errors for lost data, deployments that fail and hazards, warnings for what becomes more
/// open. `ARC500…` is about data and failures, `ARC51…` about hazards, `ARC52…` about security.
void judge_changes(const Diff& changes, const cfn::Template& before, const cfn::Template& after,
                   Diagnostics& diagnostics);

}  // namespace archsynth::analysis
