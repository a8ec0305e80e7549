// Queues, topics, functions and what connects them.

#include <fmt/format.h>

#include <algorithm>

#include "archsynth/support/text.h"
#include "rules/rule.h"
#include "rules/template/codes.h"
#include "rules/template/paths.h"

namespace archsynth::analysis {
namespace {

constexpr std::string_view kQueue = "AWS::SQS::Queue";
constexpr std::string_view kFunction = "AWS::Lambda::Function";
constexpr std::string_view kTopic = "AWS::SNS::Topic";
constexpr std::string_view kServerlessFunction = "AWS::Serverless::Function";

constexpr std::string_view kVisibilityPage =
    "https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html";
constexpr std::string_view kRedriveAllowPage =
    "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/"
    "API_SetQueueAttributes.html";
constexpr std::string_view kDeadLetterPage =
    "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/"
    "sqs-dead-letter-queues.html";
constexpr std::string_view kFifoPage =
    "https://docs.aws.amazon.com/sns/latest/dg/fifo-message-delivery.html";
constexpr std::string_view kPermissionPage =
    "https://docs.aws.amazon.com/lambda/latest/api/API_AddPermission.html";
constexpr std::string_view kFunctionPage =
    "https://docs.aws.amazon.com/lambda/latest/dg/lambda-intro-execution-role.html";

constexpr std::string_view kFiltersPage =
    "https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/cloudwatch_limits_cwl.html";
constexpr std::string_view kZipPage =
    "https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html";

/// Nothing where a condition or parameter decides.
std::optional<bool> is_fifo(const View& view, const cfn::Resource& resource) {
  const char* key = resource.type == kQueue ? "FifoQueue" : "FifoTopic";
  if (lacks(resource, key)) return false;
  return view.truth(property(resource, {key}));
}

/// The seconds at a place; what they are where it is absent; nothing where they are not known.
std::optional<double> seconds_of(const View& view, const cfn::Resource& resource,
                                 std::string_view name, double otherwise) {
  if (!lacks(resource, name)) return view.number(property(resource, {name}));
  const bool is_serverless = resource.type == kServerlessFunction;
  const cfn::Value* all = is_serverless ? &view.source().globals : nullptr;
  const cfn::Value* stated = member(all, {"Function", name});
  return stated == nullptr ? std::optional(otherwise) : view.number(stated);
}

void check_visibility_of(const View& view, const Report& report, const cfn::Value* source,
                         const cfn::Resource& function) {
  constexpr double kDefaultTimeout = 3;
  constexpr double kDefaultVisibility = 30;
  const cfn::Resource* queue = view.target(source, kQueue);
  if (queue == nullptr) return;
  const auto visible = seconds_of(view, *queue, "VisibilityTimeout", kDefaultVisibility);
  const auto timeout = seconds_of(view, function, "Timeout", kDefaultTimeout);
  if (!visible || !timeout || *visible >= *timeout) return;
  report(*queue, property(*queue, {"VisibilityTimeout"}),
         fmt::format(
             "the visibility timeout of {} ({} seconds) is shorter than the timeout of {} ({})",
             quoted(queue->id.str()), *visible, quoted(function.id.str()), *timeout));
}

void check_visibility(const View& view, const Report& report) {
  for (const cfn::Resource* mapping : view.of("AWS::Lambda::EventSourceMapping")) {
    const cfn::Resource* function = view.target(property(*mapping, {"FunctionName"}), kFunction);
    if (function == nullptr) continue;
    check_visibility_of(view, report, property(*mapping, {"EventSourceArn"}), *function);
  }
  for (const cfn::Resource* function : view.of(kServerlessFunction)) {
    each_place(view, *function, "Events.*.Properties.Queue", [&](const cfn::Value& queue) {
      check_visibility_of(view, report, &queue, *function);
    });
  }
}

void check_dead_letters(const View& view, const Report& report) {
  for (const cfn::Resource* queue : view.of(kQueue)) {
    const cfn::Value* place = property(*queue, {"RedrivePolicy", "deadLetterTargetArn"});
    const cfn::Resource* dead = view.target(place, kQueue);
    if (dead == nullptr) continue;
    const auto own = is_fifo(view, *queue);
    const auto other = is_fifo(view, *dead);
    if (!own || !other || *own == *other) continue;
    report(
        *queue, place,
        fmt::format("{} is {} queue, but the dead-letter queue {} is not", quoted(queue->id.str()),
                    *own ? "a FIFO" : "a standard", quoted(dead->id.str())));
  }
}

/// Whether a queue is surely none of those that may use the dead-letter queue.
bool is_refused(const View& view, const cfn::Resource& queue, const cfn::Resource& dead) {
  const auto permission = view.text(property(dead, {"RedriveAllowPolicy", "redrivePermission"}));
  if (permission != "byQueue") return permission == "denyAll";
  const Items sources = view.items(property(dead, {"RedriveAllowPolicy", "sourceQueueArns"}));
  const auto name = view.text(property(queue, {"QueueName"}));
  const auto is_other = [&](const cfn::Value* each) {
    if (const cfn::Resource* source = view.target(each)) {
      return source != &queue && source->type == kQueue;
    }
    const auto arn = view.text(each);
    return arn && (name ? !arn->ends_with(":" + *name) : lacks(queue, "QueueName"));
  };
  return sources.complete && std::all_of(sources.values.begin(), sources.values.end(), is_other);
}

void check_allowed_sources(const View& view, const Report& report) {
  for (const cfn::Resource* queue : view.of(kQueue)) {
    const cfn::Value* place = property(*queue, {"RedrivePolicy", "deadLetterTargetArn"});
    const cfn::Resource* dead = view.target(place, kQueue);
    if (dead == nullptr || !is_refused(view, *queue, *dead)) continue;
    report(*queue, place,
           fmt::format("\"RedriveAllowPolicy\" of {} does not allow {}", quoted(dead->id.str()),
                       quoted(queue->id.str())))
        .fix = fmt::format("add the ARN of {} to \"sourceQueueArns\"", quoted(queue->id.str()));
  }
}

void check_fifo_names(const View& view, const Report& report) {
  for (const std::string_view type : {kQueue, kTopic}) {
    const char* key = type == kQueue ? "QueueName" : "TopicName";
    for (const cfn::Resource* resource : view.of(type)) {
      const cfn::Value* place = property(*resource, {key});
      const auto name = view.text(place);
      const auto fifo = is_fifo(view, *resource);
      if (!name || !fifo) continue;
      const bool ends = name->size() > 5 && name->substr(name->size() - 5) == ".fifo";
      if (ends == *fifo) continue;
      report(*resource, place,
             *fifo ? fmt::format("the name {} must end with .fifo", quoted(*name))
                   : fmt::format("the name {} ends with .fifo, but {} is not FIFO", quoted(*name),
                                 quoted(resource->id.str())));
    }
  }
}

void check_fifo_subscriptions(const View& view, const Report& report) {
  for (const cfn::Resource* subscription : view.of("AWS::SNS::Subscription")) {
    const cfn::Resource* topic = view.target(property(*subscription, {"TopicArn"}), kTopic);
    const cfn::Value* place = property(*subscription, {"Endpoint"});
    const cfn::Resource* queue = view.target(place, kQueue);
    if (topic == nullptr || queue == nullptr) continue;
    const auto of_topic = is_fifo(view, *topic);
    const auto of_queue = is_fifo(view, *queue);
    if (!of_topic || !of_queue || *of_topic || !*of_queue) continue;
    report(*subscription, place,
           fmt::format("the standard topic {} cannot deliver to the FIFO queue {}",
                       quoted(topic->id.str()), quoted(queue->id.str())));
  }
}

void check_protocol_of_endpoint(const View& view, const Report& report) {
  for (const cfn::Resource* subscription : view.of("AWS::SNS::Subscription")) {
    const cfn::Value* place = property(*subscription, {"Protocol"});
    const auto protocol = view.text(place);
    const cfn::Resource* endpoint = view.target(property(*subscription, {"Endpoint"}));
    const cfn::Resource* topic = view.target(property(*subscription, {"TopicArn"}), kTopic);
    if (protocol && *protocol != "sqs" && topic != nullptr && is_fifo(view, *topic) == true) {
      report(*subscription, place,
             fmt::format("the FIFO topic {} delivers to SQS queues only, not to {}",
                         quoted(topic->id.str()), quoted(*protocol)))
          .fix = "subscribe a queue, and have the function read from it";
      continue;
    }
    if (!protocol || endpoint == nullptr) continue;
    const bool to_queue = endpoint->type == kQueue;
    const bool to_function = endpoint->type == kFunction;
    if ((!to_queue || *protocol == "sqs") && (!to_function || *protocol == "lambda")) continue;
    report(*subscription, place,
           fmt::format("{} is {}, which the protocol {} cannot deliver to",
                       quoted(endpoint->id.str()), quoted(endpoint->type), quoted(*protocol)));
  }
}

void check_queue_endpoint(const View& view, const Report& report) {
  for (const cfn::Resource* subscription : view.of("AWS::SNS::Subscription")) {
    const cfn::Value* place = property(*subscription, {"Endpoint"});
    const cfn::Resource* queue = view.target(place, kQueue);
    if (queue == nullptr || place->get_if<cfn::Ref>() == nullptr) continue;
    report(*subscription, place,
           fmt::format("Ref returns the URL of the queue {}, but a subscription needs the ARN",
                       quoted(queue->id.str())))
        .fix = fmt::format("write !GetAtt {}.Arn", queue->id.str());
  }
}

void check_permission_source(const View& view, const Report& report) {
  struct Source {
    std::string_view type;
    std::string_view principal;
  };
  static constexpr Source kSources[] = {
      {"AWS::SNS::Topic", "sns.amazonaws.com"},
      {"AWS::S3::Bucket", "s3.amazonaws.com"},
      {"AWS::Events::Rule", "events.amazonaws.com"},
      {"AWS::Logs::LogGroup", "logs."},
      {"AWS::ApiGateway::RestApi", "apigateway.amazonaws.com"},
      {"AWS::ApiGatewayV2::Api", "apigateway.amazonaws.com"},
      {"AWS::ElasticLoadBalancingV2::TargetGroup", "elasticloadbalancing.amazonaws.com"},
  };
  for (const cfn::Resource* permission : view.of("AWS::Lambda::Permission")) {
    const cfn::Value* place = property(*permission, {"Principal"});
    const auto principal = view.text(place);
    const cfn::Resource* resource = view.target(property(*permission, {"SourceArn"}));
    if (!principal || resource == nullptr) continue;
    for (const Source& source : kSources) {
      if (source.type != resource->type || principal->find(source.principal) == 0 ||
          principal->find(".amazonaws.com") == std::string::npos) {
        continue;
      }
      report(
          *permission, place,
          fmt::format("{} allows the wrong principal: {} calls as {}", quoted(permission->id.str()),
                      quoted(resource->id.str()), quoted(source.principal)));
    }
  }
}

void check_function_role(const View& view, const Report& report) {
  for (const cfn::Resource* function : view.of(kFunction)) {
    const cfn::Value* place = property(*function, {"Role"});
    const cfn::Resource* role = view.target(place, "AWS::IAM::Role");
    if (role == nullptr) continue;
    if (place->get_if<cfn::Ref>() != nullptr) {
      report(*function, place,
             fmt::format("Ref returns the name of the role {}, but a function needs the ARN",
                         quoted(role->id.str())))
          .fix = fmt::format("write !GetAtt {}.Arn", role->id.str());
      continue;
    }
    const Items statements = view.items(property(*role, {"AssumeRolePolicyDocument", "Statement"}));
    if (!statements.complete || statements.values.empty()) continue;
    bool trusted = false;
    bool names_services = false;
    for (const cfn::Value* statement : statements.values) {
      const cfn::Value* services = member(statement, {"Principal", "Service"});
      if (services == nullptr) continue;
      std::vector<const cfn::Value*> names = {services};
      if (services->list() != nullptr) names = view.items(services).values;
      for (const cfn::Value* name : names) {
        const auto text = view.text(name);
        names_services = true;
        trusted = trusted || !text || text->find("lambda") != std::string::npos;
      }
    }
    if (trusted || !names_services) continue;
    report(*role, property(*role, {"AssumeRolePolicyDocument"}),
           fmt::format("Lambda cannot assume the role {} of {}", quoted(role->id.str()),
                       quoted(function->id.str())));
  }
}

void check_subscription_filters(const View& view, const Report& report) {
  // Two until September 2026: https://github.com/aws-cloudformation/cfn-lint/issues/4688
  constexpr int kMost = 5;
  const View::Resources& all = view.of("AWS::Logs::SubscriptionFilter");
  for (auto filter = all.begin(); filter != all.end(); ++filter) {
    const cfn::Value* group = property(**filter, {"LogGroupName"});
    const auto beside = std::count_if(all.begin(), filter, [&](const cfn::Resource* other) {
      return stand_together(**filter, *other) &&
             view.same(group, property(*other, {"LogGroupName"}));
    });
    if (beside < kMost) continue;
    report(**filter, group,
           fmt::format("the log group already has {} subscription filters", beside));
  }
}

void check_zipped_function(const View& view, const Report& report) {
  for (const cfn::Resource* function : view.of(kFunction)) {
    const cfn::Value* code = property(*function, {"Code"});
    const bool is_zip = member(code, {"ZipFile"}) != nullptr || member(code, {"S3Key"}) != nullptr;
    const auto packaged = view.text(property(*function, {"PackageType"}));
    if (!is_zip || (packaged && *packaged != "Zip")) continue;
    for (const char* key : {"Handler", "Runtime"}) {
      if (!lacks(*function, key)) continue;
      report(*function, nullptr,
             fmt::format("{} is deployed from a zip file but has no {}", quoted(function->id.str()),
                         quoted(key)));
    }
  }
}

constexpr Rule kMessagingRules[] = {
    {"ARC4801", Severity::kError, "visibility timeout is shorter than the function's timeout",
     "Lambda refuses the event source mapping",
     "raise \"VisibilityTimeout\", ideally to six times the function's timeout", kVisibilityPage,
     "E3505", check_visibility},
    {"ARC4802", Severity::kError, "queue and dead-letter queue have different types",
     "SQS refuses the redrive policy", "make both FIFO, or neither", kDeadLetterPage, "E3502",
     check_dead_letters},
    {"ARC4803", Severity::kError, "FIFO name does not end with .fifo, or a standard one does",
     "SQS and SNS refuse the name", "add or remove the suffix", kFifoPage, "E3501",
     check_fifo_names},
    {"ARC4804", Severity::kError, "FIFO queue subscribes to a standard topic",
     "SNS refuses the subscription", "make the topic FIFO, or the queue standard", kFifoPage, "",
     check_fifo_subscriptions},
    {"ARC4805", Severity::kError, "subscription protocol does not match the endpoint",
     "SNS refuses the subscription", "use sqs for a queue, lambda for a function", kFifoPage, "",
     check_protocol_of_endpoint},
    {"ARC4806", Severity::kError, "queue subscription does not use the queue's ARN",
     "SNS refuses the endpoint", "use the attribute Arn", kFifoPage, "", check_queue_endpoint},
    {"ARC4807", Severity::kError, "permission has the wrong principal",
     "the function is never invoked", "set \"Principal\" to that service", kPermissionPage, "",
     check_permission_source},
    {kFunctionRoleRule, Severity::kError, "function role does not trust Lambda, or is not an ARN",
     "Lambda refuses the function because it cannot assume the role",
     "add lambda.amazonaws.com to the role's trust policy", kFunctionPage, "", check_function_role},
    {"ARC4811", Severity::kError, "log group has more than five subscription filters",
     "CloudWatch Logs refuses the sixth filter", "use one filter for several consumers",
     kFiltersPage, "E2529", check_subscription_filters},
    {"ARC4863", Severity::kError, "dead-letter queue does not allow the queue",
     "SQS refuses the redrive policy of the queue",
     "add the queue to \"sourceQueueArns\" of \"RedriveAllowPolicy\"", kRedriveAllowPage, "",
     check_allowed_sources},
    {"ARC4812", Severity::kWarning, "function has no handler or runtime",
     "Lambda refuses the function", "set \"Handler\" and \"Runtime\"", kZipPage, "W2533",
     check_zipped_function},
};

}  // namespace

std::span<const Rule> messaging_rules() { return kMessagingRules; }

}  // namespace archsynth::analysis
