#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "archsynth/spec/text_list.h"

/// What edges between resources need so that they work: the tables of `data/hand/` explain the
/// marks of places.
namespace archsynth::spec {

/// Actions that a role needs.
struct RoleNeed {
  std::string_view type;
  std::string_view place;
  std::string_view target;  ///< the type of what stands at the place; `*`: anything
  std::string_view each;    ///< the list whose items have the place; empty: the resource has it
  std::string_view role;
  TextList actions;
  bool on_target = false;  ///< the actions must be allowed on the target
  std::string_view who;    ///< `delivering to`; `the dead-letter queue of {}`
  std::string_view when;   ///< conditions as those of `PropertyPair`; empty: always
  /// `refused`, or `may` be: as long as the role lacks the first action, at creation.
  std::string_view created;
  bool is_mild = false;  ///< it can work without, or only part of it fails: a warning
};
const std::vector<RoleNeed>& role_needs();

/// A service that invokes functions by their own policy.
struct FunctionInvoker {
  std::string_view type;
  std::string_view place;
  std::string_view principal;
  std::string_view service;  ///< for messages
  bool at_creation = false;  ///< the service refuses the resource without a permission
  std::string_view unless;   ///< a role there is used instead
};
const std::vector<FunctionInvoker>& function_invokers();

/// A service that puts something into a queue, topic or bucket by the policy of that.
struct MessageSender {
  std::string_view type;
  std::string_view place;
  std::string_view target;
  std::string_view action;
  std::string_view principal;
  std::string_view service;
  std::string_view when;    ///< `created`, `failed`, `stated` or empty
  std::string_view unless;  ///< a role there is used instead
};
const std::vector<MessageSender>& message_senders();

/// What a target of an EventBridge rule has to state for a resource of the type.
struct EventTarget {
  TextList properties;
  std::string_view when;  ///< `FifoQueue=true`, of the resource; empty: always
};
std::vector<EventTarget> event_targets(std::string_view type);

/// The services of which one has to assume the role at a place.
struct RoleTrust {
  std::string_view type;
  std::string_view role;
  TextList principals;
  bool is_mild = false;  ///< only who uses it fails: a warning
};
const std::vector<RoleTrust>& role_trusts();

/// What a call of a state machine's task, `sns:publish`, needs of its role.
struct StateCall {
  std::string_view action;
  std::string_view target;  ///< the argument that names what it is called on; empty: none
};
std::optional<StateCall> state_call(std::string_view call);

/// A resource that exists only after another one.
struct Wait {
  std::string_view type;
  std::string_view place;  ///< has what `named` of the other has
  std::string_view other;
  std::string_view named;
  std::string_view same;  ///< `A=B`, properties of the two that are the same besides; empty: none
  bool is_documented = false;  ///< AWS says that it fails otherwise; else it may
};
const std::vector<Wait>& waits();

/// What a property of a resource has to be so that another one can name it.
struct TargetValue {
  std::string_view type;
  std::string_view place;
  std::string_view target;
  std::string_view property;
  TextList values;                ///< with wildcards
  std::string_view absent_means;  ///< `-`: nothing that fits; empty: not known
  bool is_mild = false;           ///< AWS takes it, but what uses it fails: a warning
};
const std::vector<TargetValue>& target_values();

/// The types that a reference at a property can be to.
struct ReferenceKinds {
  std::string_view type;
  std::string_view property;
  TextList kinds;
};
const std::vector<ReferenceKinds>& reference_kinds();

/// A name that something of the same parent has to have.
struct SiblingName {
  std::string_view type;
  std::string_view place;
  std::string_view parent;  ///< the property that names it
  std::string_view other;
  TextList names;  ///< the properties of the other that are such names
  std::string_view parent_of_other;
  TextList except;         ///< names that are always there
  std::string_view until;  ///< the name is what stands before the last of these; empty: all of it
};
const std::vector<SiblingName>& sibling_names();

/// What no two items of a list may have both.
struct UniqueItem {
  std::string_view type;
  std::string_view list;
  std::string_view properties;  ///< with the marks of identities and blanks between
  bool folds_case = false;
  bool is_across = false;  ///< no two of all lists at that path
};
const std::vector<UniqueItem>& unique_items();

/// What a property has to be where others have a value; the table explains the marks.
struct PropertyPair {
  std::string_view property;
  std::string_view when;
  std::string_view needs;
  std::string_view
      each;              ///< the list whose items have the properties; empty: the resource has them
  bool is_mild = false;  ///< AWS may take it: a warning
  std::string_view page;
  std::string_view reason{};  ///< what is said of the property, instead of `when` and `needs`
  std::string_view fix{};     ///< where the property and `needs` do not show it
};
/// Those of a type.
std::vector<PropertyPair> property_pairs(std::string_view type);
/// What a pattern of their `needs` asks for, in words; empty: it has none of its own.
std::string_view pattern_words(std::string_view pattern);

}  // namespace archsynth::spec
