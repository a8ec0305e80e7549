#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "archsynth/spec/text_list.h"

/// What the serverless transform takes, by the package that it is.
namespace archsynth::spec {

/// A resource type (`AWS::Serverless::Function`), an event (`Schedule`) or a policy template
/// (`SQSPollerPolicy`), and the names that stand within it.
struct ServerlessPart {
  std::string_view name;
  TextList properties;  ///< sorted
  TextList required;    ///< all of them for a policy template
};

std::optional<ServerlessPart> serverless_resource(std::string_view type);
/// An event of a function or of a state machine, by the type of that.
std::optional<ServerlessPart> serverless_event(std::string_view of, std::string_view type);
std::optional<ServerlessPart> serverless_policy(std::string_view name);
/// What `Globals` takes for a kind of resource, by the name of its type.
std::optional<ServerlessPart> serverless_globals(std::string_view type);

/// Something that the transform makes of a resource or an event.
struct ServerlessId {
  std::string_view id;    ///< a pattern, as the table says
  std::string_view type;  ///< empty where it differs
  TextList needs;         ///< properties, by paths; `!` before those that must not be set
};

/// What is made of a resource type or an event (`Events.Api`), most certain first.
std::vector<ServerlessId> serverless_ids(std::string_view source);
/// The type that a resource of the transform becomes; empty where it is not known.
std::string_view serverless_becomes(std::string_view type);

/// A property that becomes one of a resource that the transform makes.
struct ServerlessValue {
  std::string_view property;  ///< a path
  std::string_view type;
  std::string_view path;  ///< within the properties of that type
};

/// What the properties of a resource type or an event (`Events.SQS`) become.
std::vector<ServerlessValue> serverless_values(std::string_view source);

/// All names, sorted, for messages.
std::vector<std::string_view> serverless_resources();
std::vector<std::string_view> serverless_events(std::string_view of);
std::vector<std::string_view> serverless_policies();

}  // namespace archsynth::spec
