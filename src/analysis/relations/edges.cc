// Services that reach a function, queue, topic or bucket by the policy of that.

#include <fmt/format.h>

#include <algorithm>

#include "archsynth/spec/edges.h"
#include "archsynth/support/text.h"
#include "paths.h"
#include "rule.h"

namespace archsynth::analysis {
namespace {

constexpr std::string_view kInvokePage =
    "https://docs.aws.amazon.com/lambda/latest/dg/access-control-resource-based.html";
constexpr std::string_view kMessagesPage =
    "https://docs.aws.amazon.com/AmazonS3/latest/userguide/"
    "grant-destinations-permissions-to-s3.html";

/// Whether a principal is the service, in one region or all.
bool is_service(std::string_view stated, std::string_view service) {
  return stated.starts_with(service.substr(0, service.find('.') + 1));
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
    return !stated || is_service(*stated, principal) || *stated == "*";
  });
}

/// Whether a nested stack or a custom resource is given the resource, and may add a policy to it.
bool is_handed_on(const View& view, const cfn::Resource& resource) {
  return std::any_of(view.resources().begin(), view.resources().end(), [&](const auto* other) {
    if (other->type.starts_with("AWS::") && other->type != "AWS::CloudFormation::Stack" &&
        other->type != "AWS::CloudFormation::CustomResource") {
      return false;
    }
    const std::vector<cfn::Reference>& all = view.references(*other);
    return std::any_of(all.begin(), all.end(),
                       [&](const cfn::Reference& each) { return each.target == resource.id; });
  });
}

/// The functions that a value names: itself, or within the URI of an integration.
View::Resources functions_in(const View& view, const cfn::Value& value) {
  View::Resources all;
  for (const cfn::Reference& each : cfn::references(value)) {
    const cfn::Resource* function = view.find(each.target.str());
    if (function != nullptr && function->type == "AWS::Lambda::Function") all.push_back(function);
  }
  return all;
}

void check_invokers(const View& view, const Report& report) {
  for (const spec::FunctionInvoker& invoker : spec::function_invokers()) {
    for (const cfn::Resource* resource : view.of(invoker.type)) {
      if (!invoker.unless.empty() && property_at(*resource, invoker.unless) != nullptr) continue;
      each_place(view, *resource, invoker.place, [&](const cfn::Value& place) {
        for (const cfn::Resource* function : functions_in(view, place)) {
          if (may_be_invoked(view, *function, invoker.principal)) continue;
          if (is_handed_on(view, *function)) continue;
          report(*resource, &place,
                 fmt::format("{} cannot invoke {}: no permission lets it", invoker.service,
                             quoted(function->id.str())))
              .fix = fmt::format("add an AWS::Lambda::Permission with the principal {}",
                                 invoker.principal);
        }
      });
    }
  }
}

/// Policies of the template that let services put something into a resource.
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
    {"AWS::S3::Bucket", "AWS::S3::BucketPolicy", "Bucket"},
};

bool names_target(const View& view, const cfn::Value* names, const cfn::Resource& target) {
  std::vector<const cfn::Value*> all = {names};
  if (names != nullptr && names->list() != nullptr) all = view.items(names).values;
  return std::any_of(all.begin(), all.end(), [&](const cfn::Value* name) {
    const cfn::Resource* other = view.target(name);
    return other == nullptr || other == &target;
  });
}

/// Whether a statement's principals may be the service.
bool may_be_about(const View& view, const cfn::Value& statement, std::string_view service) {
  const cfn::Value* principal = member(&statement, {"Principal"});
  if (principal == nullptr || principal->map() == nullptr) return true;
  for (const char* kind : {"Service", "AWS"}) {
    const cfn::Value* named = principal->map()->find(kind);
    std::vector<const cfn::Value*> all = {named};
    if (named != nullptr && named->list() != nullptr) all = view.items(named).values;
    for (const cfn::Value* each : all) {
      const auto text = view.text(each);
      if (kind == std::string_view("AWS") ? text == "*" : each != nullptr && !text) return true;
      if (text && is_service(*text, service)) return true;
    }
  }
  return false;
}

bool may_allow(const View& view, const cfn::Resource& policy, std::string_view service) {
  const cfn::Value* statements = property(policy, {"PolicyDocument", "Statement"});
  if (statements == nullptr) return true;
  if (statements->list() == nullptr) return may_be_about(view, *statements, service);
  const Items items = view.items(statements);
  return !items.complete || std::any_of(items.values.begin(), items.values.end(), [&](auto* each) {
    return view.text(member(each, {"Effect"})) != "Deny" && may_be_about(view, *each, service);
  });
}

/// Whether a policy of the template lets the service put something into the target, or may do so.
bool may_send(const View& view, const cfn::Resource& target, std::string_view service) {
  for (const MessagePolicy& each : kMessagePolicies) {
    if (each.target != target.type) continue;
    for (const cfn::Resource* policy : view.of(each.type)) {
      if (names_target(view, property(*policy, {each.key}), target) &&
          may_allow(view, *policy, service)) {
        return true;
      }
    }
  }
  return false;
}

std::string_view policy_of(std::string_view type) {
  return std::find_if(std::begin(kMessagePolicies), std::end(kMessagePolicies),
                      [&](const MessagePolicy& each) { return each.target == type; })
      ->type;
}

/// A subscription of another protocol, or of a queue's URL, which other rules report.
bool is_refused_otherwise(const View& view, const cfn::Resource& sender, const cfn::Value& place) {
  if (sender.type != "AWS::SNS::Subscription") return false;
  return view.text(property(sender, {"Protocol"})).value_or("sqs") != "sqs" ||
         place.get_if<cfn::Ref>() != nullptr;
}

void check_message_policies(const View& view, const Report& report) {
  for (const spec::MessageSender& sender : spec::message_senders()) {
    for (const cfn::Resource* resource : view.of(sender.type)) {
      each_place(view, *resource, sender.place, [&](const cfn::Value& place) {
        const cfn::Resource* target = view.target(&place, sender.target);
        if (target == nullptr || is_refused_otherwise(view, *resource, place)) return;
        if (may_send(view, *target, sender.principal) || is_handed_on(view, *target)) return;
        Diagnostic& found = report(*resource, &place,
                                   fmt::format("{} cannot send to {}: no policy lets it",
                                               sender.service, quoted(target->id.str())));
        found.fix = fmt::format("add an {} that allows {} to {}", policy_of(target->type),
                                sender.action, sender.principal);
        if (sender.when == "failed") found.severity = Severity::kWarning;
      });
    }
  }
}

constexpr Rule kEdgesRules[] = {
    {"ARC4822", Severity::kError, "service may not invoke a function",
     "the service refuses the function, or never invokes it", "add an AWS::Lambda::Permission",
     kInvokePage, "", check_invokers},
    {"ARC4825", Severity::kError, "service may not send to a queue, topic or bucket",
     "the service refuses it, or what it sends is lost", "add a policy that lets the service send",
     kMessagesPage, "", check_message_policies},
};

}  // namespace

std::span<const Rule> edge_rules() { return kEdgesRules; }

}  // namespace archsynth::analysis
