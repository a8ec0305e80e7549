#pragma once

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

#include "archsynth/spec/text_list.h"

/// What IAM has to allow: the actions that handlers of resource types call, what these can be
/// limited to, and the names that CloudFormation gives.
namespace archsynth::spec {

/// Actions that a resource of a type needs.
struct HandlerActions {
  /// The property that makes them necessary: `A.B`, `A=x`, `A>Type`; empty: always.
  std::string_view when;
  std::string_view operations;  ///< of `crud`: create, read, update, delete
  TextList actions;
  bool is_stated_by_schema = false;  ///< whatever the properties: more than is needed
};
/// Empty for a type without facts; a type that needs none has a row without actions.
std::vector<HandlerActions> handler_actions(std::string_view type);

/// The kinds of resources that an action can be limited to; `!` before one of which a request has
/// to name at least one. Nothing for an action that is not known, empty where a policy says `*`.
std::optional<TextList> action_scopes(std::string_view service, std::string_view action);
/// The actions of a service whose resources are known, as AWS spells them.
std::vector<std::string_view> scoped_actions(std::string_view service);
/// Whether statements can allow an action for some resources alone; true where that is not known,
/// and for patterns of actions.
bool can_be_limited(std::string_view action);
/// The ARNs by which the requests of a type's handlers are judged, where `action_scopes` of the
/// service does not tell; nothing for other types.
std::optional<TextList> permission_arns(std::string_view type);
/// The ARN of a kind with `${Placeholders}`; empty for a kind that is not known.
std::string_view iam_arn(std::string_view service, std::string_view kind);

/// How the resources of a type are called.
struct PhysicalName {
  TextList kinds;  ///< `service:kind`
  std::string_view placeholder;
  std::string_view property;  ///< that states the name
  /// `name`, `lower`, `short`, `either`, `parameter`, `id` or `exact`: see the table.
  std::string_view form;
  std::size_t limit = 0;  ///< characters; 0: none that is known
};
std::optional<PhysicalName> physical_name(std::string_view type);

/// A role that a service makes for itself when the first resource of a type is created.
struct ServiceLinkedRole {
  std::string_view when;  ///< as in `HandlerActions`
  std::string_view principal;
  std::string_view role;
  bool is_made_before = false;  ///< by others: the service does not make it for such a resource
};
std::vector<ServiceLinkedRole> service_linked_roles(std::string_view type);

/// The service that uses the role that a resource of the type is given; empty: not known.
std::string_view passed_to(std::string_view type);

/// A way by which an identity comes to act as another.
struct Escalation {
  enum class How {
    kPass,    ///< gives a role to something new, with `iam:PassRole`
    kTake,    ///< acts as the role of an existing resource
    kBecome,  ///< gets the credentials of the other, or is let in
    kGrow,    ///< changes its own policies
  };
  std::string_view way;  ///< `lambda-003`
  How how = How::kPass;
  TextList actions;
  std::string_view on;       ///< the type that the first action is about
  std::string_view service;  ///< that the role has to trust
};
const std::vector<Escalation>& escalations();

}  // namespace archsynth::spec
