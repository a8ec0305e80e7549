// Who needs which action on what, so that an edge between two resources works.

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <span>

#include "analysis/start/checks.h"
#include "archsynth/support/text.h"
#include "grants.h"
#include "rule.h"

namespace archsynth::analysis {
namespace {

constexpr std::string_view kInvokePage =
    "https://docs.aws.amazon.com/lambda/latest/dg/access-control-resource-based.html";
constexpr std::string_view kRolePermissionsPage =
    "https://docs.aws.amazon.com/lambda/latest/dg/lambda-intro-execution-role.html";

constexpr std::string_view kMessagesPage =
    "https://docs.aws.amazon.com/AmazonS3/latest/userguide/"
    "grant-destinations-permissions-to-s3.html";

/// An edge along which a service invokes a function. "*" steps into a list.
struct Invoker {
  std::string_view type;
  std::array<std::string_view, 4> path;
  std::string_view principal;
  std::string_view service;  ///< for messages
  bool at_creation;          ///< the service refuses the resource without it
};

constexpr Invoker kInvokers[] = {
    {"AWS::S3::Bucket",
     {"NotificationConfiguration", "LambdaConfigurations", "*", "Function"},
     "s3.amazonaws.com",
     "S3",
     true},
    {"AWS::Events::Rule", {"Targets", "*", "Arn"}, "events.amazonaws.com", "EventBridge", false},
    {"AWS::SNS::Subscription", {"Endpoint"}, "sns.amazonaws.com", "SNS", false},
    {"AWS::Logs::SubscriptionFilter", {"DestinationArn"}, "logs.", "CloudWatch Logs", true},
    {"AWS::ElasticLoadBalancingV2::TargetGroup",
     {"Targets", "*", "Id"},
     "elasticloadbalancing.amazonaws.com",
     "Elastic Load Balancing",
     true},
    {"AWS::SecretsManager::RotationSchedule",
     {"RotationLambdaARN"},
     "secretsmanager.amazonaws.com",
     "Secrets Manager",
     true},
    {"AWS::Config::ConfigRule",
     {"Source", "SourceIdentifier"},
     "config.amazonaws.com",
     "AWS Config",
     true},
};

template <typename Visit>
void each_on_path(const View& view, const cfn::Value* value, std::span<const std::string_view> path,
                  const Visit& visit) {
  if (value == nullptr) return;
  if (path.empty() || path.front().empty()) return visit(*value);
  if (path.front() == "*") {
    for (const cfn::Value* item : view.items(value).values) {
      each_on_path(view, item, path.subspan(1), visit);
    }
    return;
  }
  each_on_path(view, member(value, {path.front()}), path.subspan(1), visit);
}

/// Whether a permission of the template lets the service invoke the function, or may do so.
bool may_be_invoked(const View& view, const cfn::Resource& function, std::string_view principal) {
  const View::Resources& all = view.of("AWS::Lambda::Permission");
  return std::any_of(all.begin(), all.end(), [&](const cfn::Resource* permission) {
    const cfn::Value* name = property(*permission, {"FunctionName"});
    const cfn::Resource* target = view.target(name);
    // A name that is written out or computed may be the function's.
    if (target != nullptr && target != &function &&
        (target->type == function.type || target->type == "AWS::Serverless::Function")) {
      return false;
    }
    const auto stated = view.text(property(*permission, {"Principal"}));
    return !stated || stated->starts_with(principal) || *stated == "*";
  });
}

void check_invokers(const View& view, const Report& report) {
  for (const Invoker& invoker : kInvokers) {
    const std::span<const std::string_view> path = invoker.path;
    for (const cfn::Resource* resource : view.of(invoker.type)) {
      each_on_path(
          view, property(*resource, {path.front()}), path.subspan(1), [&](const cfn::Value& place) {
            const cfn::Resource* function = view.target(&place, "AWS::Lambda::Function");
            if (function == nullptr) return;
            if (may_be_invoked(view, *function, invoker.principal)) return;
            Diagnostic& found = report(*resource, &place,
                                       fmt::format("{} cannot invoke {}: no permission lets it",
                                                   invoker.service, quoted(function->id.str())));
            found.fix = fmt::format(
                "add an AWS::Lambda::Permission with the principal {}",
                invoker.principal == "logs." ? "logs.amazonaws.com" : invoker.principal);
            if (!invoker.at_creation) found.severity = Severity::kWarning;
          });
    }
  }
}

/// A policy of the template that lets services put messages into a queue or topic.
struct MessagePolicy {
  std::string_view target;
  std::string_view type;
  std::string_view key;  ///< the list that names the targets
};
constexpr MessagePolicy kMessagePolicies[] = {
    {"AWS::SQS::Queue", "AWS::SQS::QueuePolicy", "Queues"},
    {"AWS::SQS::Queue", "AWS::SQS::QueueInlinePolicy", "Queue"},
    {"AWS::SNS::Topic", "AWS::SNS::TopicPolicy", "Topics"},
    {"AWS::SNS::Topic", "AWS::SNS::TopicInlinePolicy", "TopicArn"},
};

/// Whether a policy of the template is about the queue or topic, or may be.
bool has_message_policy(const View& view, const cfn::Resource& target) {
  for (const MessagePolicy& each : kMessagePolicies) {
    if (each.target != target.type) continue;
    for (const cfn::Resource* policy : view.of(each.type)) {
      const cfn::Value* list = property(*policy, {each.key});
      std::vector<const cfn::Value*> names = {list};
      if (list != nullptr && list->list() != nullptr) names = view.items(list).values;
      for (const cfn::Value* name : names) {
        const cfn::Resource* other = view.target(name);
        if (other == nullptr || other == &target) return true;
      }
    }
  }
  return false;
}

struct MessageEdge {
  std::string_view type;
  std::array<std::string_view, 4> path;
  std::string_view service;
};
constexpr MessageEdge kMessageEdges[] = {
    {"AWS::S3::Bucket", {"NotificationConfiguration", "QueueConfigurations", "*", "Queue"}, "S3"},
    {"AWS::S3::Bucket", {"NotificationConfiguration", "TopicConfigurations", "*", "Topic"}, "S3"},
};

void check_message_policies(const View& view, const Report& report) {
  for (const MessageEdge& edge : kMessageEdges) {
    const std::span<const std::string_view> path = edge.path;
    for (const cfn::Resource* resource : view.of(edge.type)) {
      each_on_path(
          view, property(*resource, {path.front()}), path.subspan(1), [&](const cfn::Value& place) {
            const cfn::Resource* target = view.target(&place);
            if (target == nullptr || has_message_policy(view, *target)) return;
            const bool is_queue = target->type == "AWS::SQS::Queue";
            if (!is_queue && target->type != "AWS::SNS::Topic") return;
            report(*resource, &place,
                   fmt::format("{} cannot send to {}: no policy lets it", edge.service,
                               quoted(target->id.str())))
                .fix = fmt::format("add an {} that allows {}",
                                   is_queue ? "AWS::SQS::QueuePolicy" : "AWS::SNS::TopicPolicy",
                                   is_queue ? "sqs:SendMessage" : "sns:Publish");
          });
    }
  }
}

/// Up to four actions; the others are empty.
using Actions = std::array<std::string_view, 4>;

/// Reports the first of the actions that the role surely lacks.
void need(const View& view, const Report& report, const cfn::Resource& resource,
          const cfn::Value* place, const cfn::Value* role_name, std::string_view who,
          const Actions& actions, const GrantTarget& on = {}) {
  const cfn::Resource* role = view.target(role_name, "AWS::IAM::Role");
  const Origin& where = place->origin().known() ? place->origin() : resource.origin;
  for (const std::string_view action : actions) {
    if (role == nullptr || action.empty()) return;
    if (need_action(view, report, {resource, where, *role, who}, action, on)) return;
  }
}

void check_function_roles(const View& view, const Report& report) {
  for (const cfn::Resource* function : view.of("AWS::Lambda::Function")) {
    const cfn::Value* role = property(*function, {"Role"});
    const std::string name = quoted(function->id.str());
    const cfn::Value* subnets = property(*function, {"VpcConfig", "SubnetIds"});
    if (!view.items(subnets).values.empty()) {
      need(view, report, *function, subnets, role, name + " in a VPC",
           {"ec2:CreateNetworkInterface", "ec2:DescribeNetworkInterfaces",
            "ec2:DeleteNetworkInterface"});
    }
    const cfn::Value* letters = property(*function, {"DeadLetterConfig", "TargetArn"});
    if (view.target(letters, "AWS::SQS::Queue") != nullptr) {
      need(view, report, *function, letters, role, "the dead-letter queue of " + name,
           {"sqs:SendMessage"});
    } else if (view.target(letters, "AWS::SNS::Topic") != nullptr) {
      need(view, report, *function, letters, role, "the dead-letter topic of " + name,
           {"sns:Publish"});
    }
    const cfn::Value* tracing = property(*function, {"TracingConfig", "Mode"});
    if (view.text(tracing) == "Active") {
      need(view, report, *function, tracing, role, "tracing of " + name, {"xray:PutTraceSegments"});
    }
  }
}

struct SourceNeed {
  std::string_view type;
  Actions actions;
};

constexpr SourceNeed kSourceNeeds[] = {
    {"AWS::SQS::Queue", {"sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"}},
    {"AWS::Kinesis::Stream", {"kinesis:GetRecords", "kinesis:GetShardIterator"}},
    {"AWS::DynamoDB::Table",
     {"dynamodb:GetRecords", "dynamodb:GetShardIterator", "dynamodb:DescribeStream",
      "dynamodb:ListStreams"}},
};

void check_source_roles(const View& view, const Report& report) {
  for (const cfn::Resource* mapping : view.of("AWS::Lambda::EventSourceMapping")) {
    const cfn::Value* place = property(*mapping, {"EventSourceArn"});
    const cfn::Resource* source = view.target(place);
    const cfn::Resource* function =
        view.target(property(*mapping, {"FunctionName"}), "AWS::Lambda::Function");
    if (source == nullptr || function == nullptr) continue;
    for (const SourceNeed& each : kSourceNeeds) {
      if (each.type != source->type) continue;
      need(view, report, *mapping, place, property(*function, {"Role"}),
           fmt::format("reading {}", quoted(source->id.str())), each.actions, {source, {}});
    }
  }
}

void check_roles(const View& view, const Report& report) {
  check_function_roles(view, report);
  check_source_roles(view, report);
  check_roles_of_tasks(view, report);
  check_roles_of_jobs(view, report);
}

constexpr Rule kPermissionsRules[] = {
    {"ARC4822", Severity::kError, "service may not invoke a function",
     "the service refuses the function, or never invokes it", "add an AWS::Lambda::Permission",
     kInvokePage, "", check_invokers},
    {"ARC4825", Severity::kError, "service may not send to a queue or topic",
     "the service refuses the queue or topic, or its messages are lost",
     "add a policy that lets the service send", kMessagesPage, "", check_message_policies},
    {"ARC4823", Severity::kError, "role lacks a permission",
     "the service refuses the resource, or it cannot work", "allow the action in a policy",
     kRolePermissionsPage, "", check_roles},
};

}  // namespace

std::span<const Rule> permission_rules() { return kPermissionsRules; }

}  // namespace archsynth::analysis
