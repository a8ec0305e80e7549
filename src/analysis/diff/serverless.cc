#include "serverless.h"

#include <fmt/format.h>

#include <algorithm>

#include "archsynth/spec/schema.h"
#include "archsynth/support/text.h"
#include "compare.h"
#include "spec/managed_policies.h"
#include "spec/serverless.h"
#include "view/view.h"

namespace archsynth::analysis {
namespace {

/// Resources that keep their logical id and properties of the same name.
/// Source:
/// https://github.com/aws/serverless-application-model/blob/develop/docs/internals/generated_resources.rst
struct Made {
  std::string_view from;
  std::string_view type;
  std::string_view name;  ///< the property that names it
};

constexpr Made kMade[] = {
    {"AWS::Serverless::Api", "AWS::ApiGateway::RestApi", "Name"},
    {"AWS::Serverless::Function", "AWS::Lambda::Function", "FunctionName"},
    {"AWS::Serverless::HttpApi", "AWS::ApiGatewayV2::Api", "Name"},
    {"AWS::Serverless::SimpleTable", "AWS::DynamoDB::Table", "TableName"},
    {"AWS::Serverless::StateMachine", "AWS::StepFunctions::StateMachine", "StateMachineName"},
};

const Made* made_of(std::string_view from, std::string_view type) {
  const auto found = std::find_if(std::begin(kMade), std::end(kMade), [&](const Made& each) {
    return each.from == from && each.type == type;
  });
  return found == std::end(kMade) ? nullptr : found;
}

/// What a property is called in what the transform makes: mostly the same.
std::string_view handed_on(const Made& made, std::string_view property) {
  for (const spec::ServerlessValue& each : spec::serverless_values(made.from)) {
    const bool is_it = each.type == made.type && each.property == property;
    if (is_it && each.path.find('.') == each.path.npos) return each.path;
  }
  const bool is_key = made.from == "AWS::Serverless::SimpleTable" && property == "PrimaryKey";
  return is_key ? "KeySchema" : property;
}

/// The key of a simple table: a string `id` where none is stated.
void add_key(const cfn::Resource& table, cfn::Map& properties) {
  const auto text = [&](std::string_view key, const char* otherwise) {
    const cfn::Value* stated = property(table, {"PrimaryKey", key});
    return stated == nullptr ? cfn::Value(otherwise) : *stated;
  };
  const cfn::Value name = text("Name", "id");
  const std::string type = shown(property(table, {"PrimaryKey", "Type"}));
  cfn::Map key = {{"AttributeName", name}, {"KeyType", "HASH"}};
  cfn::Map attribute = {{"AttributeName", name},
                        {"AttributeType", type.empty() ? "S" : type.substr(0, 1)}};
  properties.append("KeySchema", cfn::List{cfn::Value(std::move(key))});
  properties.append("AttributeDefinitions", cfn::List{cfn::Value(std::move(attribute))});
}

/// A resource as the transform makes it; what it does not say is as in the other state.
cfn::Resource as_made(const cfn::Resource& resource, const cfn::Resource& other, const Made& made) {
  cfn::Resource result = resource;
  result.type = other.type;
  result.properties = {};
  const bool is_table = other.type == "AWS::DynamoDB::Table";
  if (is_table) add_key(resource, result.properties);
  for (const cfn::MapEntry& entry : other.properties) {
    if (result.properties.contains(entry.key)) continue;
    const bool is_name = entry.key == made.name;
    const bool is_named_alike = is_name && made.name == "StateMachineName";
    const cfn::Value* own =
        property(resource, {is_named_alike ? "Name" : std::string_view(entry.key)});
    if (own != nullptr || !is_name) {
      result.properties.append(entry.key, own == nullptr ? entry.value : *own);
    }
  }
  return result;
}

std::string arn_of(const std::string& policy) {
  if (policy.find(":policy/") != policy.npos) return policy;
  for (const char* path : {"", "service-role/"}) {
    const std::string arn = fmt::format("arn:aws:iam::aws:policy/{}{}", path, policy);
    if (!spec::managed_policy(arn).empty()) return arn;
  }
  return policy;
}

/// The policies of the role that the transform makes.
void add_role_policies(const cfn::Resource& resource, Openings& openings) {
  for (const cfn::Value* each : items_at(resource, "Policies")) {
    Opening opening = opening_of(resource, resource.id.str());
    if (each->origin().known()) opening.origin = each->origin();
    std::string policy = shown(each);
    if (const cfn::Map* map = each->map()) {
      if (map->size() != 1 || !spec::serverless_policy(map->begin()->key)) continue;
      policy = fmt::format("{} for {}", map->begin()->key, shown(&map->begin()->value));
    } else {
      const std::string arn = arn_of(policy);
      if (is_managed_policy(arn)) opening.policy = arn;
    }
    openings[fmt::format("{}: has the policy {}", opening.owner, policy)].push_back(opening);
  }
}

}  // namespace

std::optional<std::pair<cfn::Resource, cfn::Resource>> of_one_type(const cfn::Resource& before,
                                                                   const cfn::Resource& after) {
  if (const Made* made = made_of(before.type, after.type)) {
    return std::pair(as_made(before, after, *made), after);
  }
  if (const Made* made = made_of(after.type, before.type)) {
    return std::pair(before, as_made(after, before, *made));
  }
  return std::nullopt;
}

std::optional<Consequence> consequence_of_made(std::string_view type, std::string_view path) {
  const auto made = std::find_if(std::begin(kMade), std::end(kMade),
                                 [&](const Made& each) { return each.from == type; });
  if (made == std::end(kMade)) return std::nullopt;
  const std::string_view first = handed_on(*made, path.substr(0, path.find('.')));
  const auto schema = spec::resource_schema(made->type);
  if (!schema || !schema->root().property(first)) return std::nullopt;
  return consequence_of(made->type, first);
}

void add_serverless(const cfn::Resource& resource, Openings& openings) {
  add_role_policies(resource, openings);
  const cfn::Value* events = property(resource, {"Events"});
  if (events == nullptr || events->map() == nullptr) return;
  for (const cfn::MapEntry& event : *events->map()) {
    const cfn::Value* authorizer = member(&event.value, {"Properties", "Auth", "Authorizer"});
    if (shown(authorizer) != "NONE") continue;
    Opening opening = opening_of(resource, resource.id.str());
    opening.is_public = true;
    opening.origin = first_known(authorizer->origin(), resource.origin);
    openings[fmt::format("{}: {} is called without authorization", opening.owner, event.key)]
        .push_back(opening);
  }
}

}  // namespace archsynth::analysis
