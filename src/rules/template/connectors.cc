// Connectors of the serverless transform: which types it connects.

#include <fmt/format.h>

#include <algorithm>

#include "archsynth/support/text.h"
#include "rules/rule.h"

namespace archsynth::analysis {
namespace {

constexpr std::string_view kConnectorPage =
    "https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/"
    "reference-sam-connector.html";

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

void check_connection(const View& view, const Report& report, const cfn::Resource& connector,
                      std::string_view source, const cfn::Value& end) {
  const std::string_view destination = end_type(view, &end);
  if (source.empty() || destination.empty()) return;
  const auto* row =
      std::find_if(std::begin(kConnections), std::end(kConnections), [&](const Connection& each) {
        return each.source == source && each.destination == destination;
      });
  if (row == std::end(kConnections)) {
    report(connector, &end,
           fmt::format("a connector does not connect {} with {}", source, destination));
    return;
  }
  const cfn::Value* permissions = property(connector, {"Permissions"});
  for (const cfn::Value* each : view.items(permissions).values) {
    const auto text = view.text(each);
    if (!text || row->permissions.find(*text) != row->permissions.npos) continue;
    report(connector, each,
           fmt::format("a connector of {} with {} does not support {}", source, destination,
                       quoted(*text)))
        .fix = fmt::format("use {}", row->permissions);
  }
}

void check_connectors(const View& view, const Report& report) {
  for (const cfn::Resource* connector : view.of("AWS::Serverless::Connector")) {
    const std::string_view source = end_type(view, property(*connector, {"Source"}));
    const cfn::Value* ends = property(*connector, {"Destination"});
    if (ends == nullptr) continue;
    if (ends->map() != nullptr) check_connection(view, report, *connector, source, *ends);
    for (const cfn::Value* end : view.items(ends).values) {
      if (end->map() != nullptr) check_connection(view, report, *connector, source, *end);
    }
  }
}

constexpr Rule kConnectorRules[] = {
    {"ARC5410", Severity::kError, "connector between types that it does not connect",
     "the serverless transform refuses the template", "write the policy yourself", kConnectorPage,
     "", check_connectors},
};

}  // namespace

std::span<const Rule> connector_rules() { return kConnectorRules; }

}  // namespace archsynth::analysis
