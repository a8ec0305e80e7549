// Connectors of the serverless transform: which types it connects.

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <vector>

#include "archsynth/support/text.h"
#include "rules/rule.h"

namespace archsynth::analysis {
namespace {

constexpr std::string_view kConnectorPage =
    "https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/"
    "reference-sam-connector.html";

constexpr std::string_view kConnectorResourcePage =
    "https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/"
    "sam-resource-connector.html";

struct Connection {
  std::string_view source;
  std::string_view destination;
  std::string_view permissions;
};

constexpr std::string_view kBoth = "Read, Write";

constexpr Connection kConnections[] = {
    {"AWS::ApiGateway::RestApi", "AWS::Lambda::Function", "Write"},
    {"AWS::ApiGatewayV2::Api", "AWS::Lambda::Function", "Write"},
    {"AWS::AppSync::DataSource", "AWS::DynamoDB::Table", kBoth},
    {"AWS::AppSync::DataSource", "AWS::Events::EventBus", "Write"},
    {"AWS::AppSync::DataSource", "AWS::Lambda::Function", "Write"},
    {"AWS::AppSync::GraphQLApi", "AWS::Lambda::Function", "Write"},
    {"AWS::DynamoDB::Table", "AWS::Lambda::Function", "Read"},
    {"AWS::Events::Rule", "AWS::Events::EventBus", "Write"},
    {"AWS::Events::Rule", "AWS::Lambda::Function", "Write"},
    {"AWS::Events::Rule", "AWS::SNS::Topic", "Write"},
    {"AWS::Events::Rule", "AWS::SQS::Queue", "Write"},
    {"AWS::Events::Rule", "AWS::StepFunctions::StateMachine", "Write"},
    {"AWS::Lambda::Function", "AWS::DynamoDB::Table", kBoth},
    {"AWS::Lambda::Function", "AWS::Events::EventBus", "Write"},
    {"AWS::Lambda::Function", "AWS::Lambda::Function", "Write"},
    {"AWS::Lambda::Function", "AWS::Location::PlaceIndex", "Read"},
    {"AWS::Lambda::Function", "AWS::S3::Bucket", kBoth},
    {"AWS::Lambda::Function", "AWS::SNS::Topic", "Write"},
    {"AWS::Lambda::Function", "AWS::SQS::Queue", kBoth},
    {"AWS::Lambda::Function", "AWS::StepFunctions::StateMachine", kBoth},
    {"AWS::S3::Bucket", "AWS::Lambda::Function", "Write"},
    {"AWS::SNS::Topic", "AWS::Lambda::Function", "Write"},
    {"AWS::SNS::Topic", "AWS::SQS::Queue", "Write"},
    {"AWS::SQS::Queue", "AWS::Lambda::Function", kBoth},
    {"AWS::StepFunctions::StateMachine", "AWS::DynamoDB::Table", kBoth},
    {"AWS::StepFunctions::StateMachine", "AWS::Events::EventBus", "Write"},
    {"AWS::StepFunctions::StateMachine", "AWS::Lambda::Function", "Write"},
    {"AWS::StepFunctions::StateMachine", "AWS::S3::Bucket", kBoth},
    {"AWS::StepFunctions::StateMachine", "AWS::SNS::Topic", "Write"},
    {"AWS::StepFunctions::StateMachine", "AWS::SQS::Queue", "Write"},
    {"AWS::StepFunctions::StateMachine", "AWS::StepFunctions::StateMachine", kBoth},
};

/// The types that the transform makes of its own.
std::string_view made_of(std::string_view type) {
  constexpr Connection kMade[] = {
      {"AWS::Serverless::Api", "AWS::ApiGateway::RestApi", ""},
      {"AWS::Serverless::Function", "AWS::Lambda::Function", ""},
      {"AWS::Serverless::GraphQLApi", "AWS::AppSync::GraphQLApi", ""},
      {"AWS::Serverless::HttpApi", "AWS::ApiGatewayV2::Api", ""},
      {"AWS::Serverless::SimpleTable", "AWS::DynamoDB::Table", ""},
      {"AWS::Serverless::StateMachine", "AWS::StepFunctions::StateMachine", ""},
  };
  for (const Connection& each : kMade) {
    if (each.source == type) return each.destination;
  }
  return type;
}

/// The type of a connector's end; empty where it is not known.
std::string_view end_type(const View& view, const cfn::Value* end) {
  if (const auto id = view.text(member(end, {"Id"}))) {
    const cfn::Resource* resource = view.find(*id);
    return resource == nullptr ? std::string_view() : made_of(resource->type);
  }
  const cfn::Value* type = member(end, {"Type"});
  const std::string* text = type == nullptr ? nullptr : type->string();
  return text == nullptr ? std::string_view() : made_of(*text);
}

/// A connector of its own, or one that a resource has among its `Connectors`.
struct Connector {
  const cfn::Resource& resource;
  const cfn::Value* properties;
  bool is_embedded;

  const cfn::Value* get(const char* key) const { return member(properties, {key}); }
};

template <typename Visit>
void each_connector(const View& view, const Visit& visit) {
  for (const cfn::Resource* resource : view.resources()) {
    if (resource->type == "AWS::Serverless::Connector") {
      const cfn::Value properties = cfn::as_value(resource->properties);
      visit(Connector{*resource, &properties, false});
    }
    const cfn::Value* embedded = resource->other_attributes.find("Connectors");
    if (embedded == nullptr || embedded->map() == nullptr) continue;
    for (const cfn::MapEntry& each : *embedded->map()) {
      const cfn::Value* properties = member(&each.value, {"Properties"});
      if (properties != nullptr) visit(Connector{*resource, properties, true});
    }
  }
}

std::vector<const cfn::Value*> ends_of(const View& view, const Connector& connector) {
  const cfn::Value* destination = connector.get("Destination");
  std::vector<const cfn::Value*> ends = view.items(destination).values;
  if (destination != nullptr && destination->map() != nullptr) ends = {destination};
  return ends;
}

void check_connection(const View& view, const Report& report, const Connector& connector,
                      std::string_view source, const cfn::Value& end) {
  const std::string_view destination = end_type(view, &end);
  if (source.empty() || destination.empty()) return;
  const auto* row =
      std::find_if(std::begin(kConnections), std::end(kConnections), [&](const Connection& each) {
        return each.source == source && each.destination == destination;
      });
  if (row == std::end(kConnections)) {
    report(connector.resource, &end,
           fmt::format("a connector does not connect {} with {}", source, destination));
    return;
  }
  for (const cfn::Value* each : view.items(connector.get("Permissions")).values) {
    const auto text = view.text(each);
    if (!text || kBoth.find(*text) == kBoth.npos) continue;
    if (row->permissions.find(*text) != row->permissions.npos) continue;
    report(connector.resource, each,
           fmt::format("a connector of {} with {} does not support {}", source, destination,
                       quoted(*text)))
        .fix = fmt::format("use {}", row->permissions);
  }
}

void check_connectors(const View& view, const Report& report) {
  each_connector(view, [&](const Connector& connector) {
    const std::string_view source = connector.is_embedded ? made_of(connector.resource.type)
                                                          : end_type(view, connector.get("Source"));
    for (const cfn::Value* end : ends_of(view, connector)) {
      if (end->map() != nullptr) check_connection(view, report, connector, source, *end);
    }
  });
}

void check_connector_ends(const View& view, const Report& report) {
  each_connector(view, [&](const Connector& connector) {
    std::vector<const cfn::Value*> ends = ends_of(view, connector);
    if (!connector.is_embedded) ends.push_back(connector.get("Source"));
    for (const cfn::Value* end : ends) {
      const cfn::Value* place = member(end, {"Id"});
      const std::string* id = place == nullptr ? nullptr : place->string();
      const auto& all = view.source().resources;
      if (id == nullptr || std::any_of(all.begin(), all.end(), [&](const cfn::Resource& each) {
            return each.id.str() == *id;
          })) {
        continue;
      }
      std::vector<std::string> names;
      for (const cfn::Resource& each : all) names.push_back(each.id.str());
      report(connector.resource, place,
             fmt::format("a connector names the unknown resource {}", quoted(*id)))
          .fix = suggest(*id, names);
    }
    for (const cfn::Value* each : view.items(connector.get("Permissions")).values) {
      const auto text = view.text(each);
      if (!text || *text == "Read" || *text == "Write") continue;
      report(connector.resource, each,
             fmt::format("\"Permissions\" must be Read or Write, not {}", quoted(*text)))
          .fix = "use Read, Write, or both";
    }
    if (connector.is_embedded && connector.properties->map() != nullptr &&
        connector.get("Permissions") == nullptr) {
      report(connector.resource, connector.properties, "a connector is missing \"Permissions\"")
          .fix = "set \"Permissions\" to Read, Write, or both";
    }
  });
}

constexpr Rule kConnectorRules[] = {
    {"ARC5410", Severity::kError, "connector between types that it does not connect",
     "the serverless transform refuses the template", "write the policy yourself", kConnectorPage,
     "", check_connectors},
    {"ARC5413", Severity::kError, "connector names an unknown resource or permission",
     "the serverless transform refuses the template", "name a resource, and Read or Write",
     kConnectorResourcePage, "", check_connector_ends},
};

}  // namespace

std::span<const Rule> connector_rules() { return kConnectorRules; }

}  // namespace archsynth::analysis
