// Services that reach a function, queue, topic or bucket by the policy of that.

#include <fmt/format.h>

#include <algorithm>

#include "archsynth/support/characters.h"
#include "archsynth/support/text.h"
#include "model/identities/requests.h"
#include "rules/identities/grants.h"
#include "rules/identities/object_keys.h"
#include "rules/identities/senders.h"
#include "rules/identities/statements.h"
#include "rules/rule.h"
#include "rules/template/paths.h"
#include "spec/edges.h"

namespace archsynth::analysis {
namespace {

constexpr std::string_view kInvokePage =
    "https://docs.aws.amazon.com/lambda/latest/dg/access-control-resource-based.html";
constexpr std::string_view kMessageKeysPage =
    "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/"
    "sqs-key-management.html";
constexpr std::string_view kMessagesPage =
    "https://docs.aws.amazon.com/AmazonS3/latest/userguide/"
    "grant-destinations-permissions-to-s3.html";

/// Whether a principal is the service, in one region or all.
bool is_service(std::string_view stated, std::string_view service) {
  return stated.starts_with(service.substr(0, service.find('.') + 1));
}

/// The source of the only permission of a function, where that lets another one call.
const cfn::Value* source_of_only_permission(const View& view, const cfn::Resource& function,
                                            const cfn::Resource& caller,
                                            const cfn::Resource*& permission) {
  for (const cfn::Resource* each : view.of("AWS::Lambda::Permission")) {
    if (view.target(property(*each, {"FunctionName"})) != &function) continue;
    if (permission != nullptr) return nullptr;
    permission = each;
  }
  const cfn::Value* source = permission == nullptr ? nullptr : property(*permission, {"SourceArn"});
  return is_of_another(view, source, caller) ? source : nullptr;
}

bool is_callable(const cfn::Resource& resource) {
  return resource.type == "AWS::Lambda::Function" || resource.type == "AWS::Lambda::Alias" ||
         resource.type == "AWS::Lambda::Version";
}

/// Policies of the template that let services put something into a resource, or invoke it.
struct MessagePolicy {
  std::string_view target;
  std::string_view type;
  std::string_view key;  ///< the list that names the targets
};
constexpr MessagePolicy kMessagePolicies[] = {
    {"AWS::Lambda::Alias", "AWS::Lambda::ResourcePolicy", "ResourceArn"},
    {"AWS::Lambda::Function", "AWS::Lambda::ResourcePolicy", "ResourceArn"},
    {"AWS::Lambda::Version", "AWS::Lambda::ResourcePolicy", "ResourceArn"},
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

/// One that may send, and what it sends to.
struct Sending {
  const spec::MessageSender& row;
  const cfn::Resource& sender;
  const cfn::Resource& target;
};

/// Whether the items of a value, or the value itself, are all such that a test fails for certain.
template <typename Fails>
bool all_fail(const View& view, const cfn::Value* value, const Fails& fails) {
  if (value == nullptr) return false;
  if (value->list() == nullptr) return fails(*value);
  const Items items = view.items(value);
  return items.complete && !items.values.empty() &&
         std::all_of(items.values.begin(), items.values.end(),
                     [&](const cfn::Value* each) { return fails(*each); });
}

/// Whether conditions of a statement limit it to another sender for certain.
bool is_for_another(const View& view, const cfn::Value& statement, const cfn::Resource& sender) {
  const cfn::Value* conditions = member(&statement, {"Condition"});
  if (conditions == nullptr || conditions->map() == nullptr) return false;
  for (const cfn::MapEntry& operation : *conditions->map()) {
    if (operation.key.find("Not") != std::string::npos || operation.value.map() == nullptr)
      continue;
    for (const cfn::MapEntry& entry : *operation.value.map()) {
      if (lower_case(entry.key) != "aws:sourcearn") continue;
      if (all_fail(view, &entry.value,
                   [&](const cfn::Value& each) { return is_of_another(view, &each, sender); })) {
        return true;
      }
    }
  }
  return false;
}

/// Whether a statement lets the service put something into the target, or may do so.
bool may_let(const View& view, const cfn::Value& statement, const Sending& sending) {
  if (view.text(member(&statement, {"Effect"})) == "Deny") return false;
  if (!may_be_about(view, statement, sending.row.principal)) return false;
  const bool names_others =
      all_fail(view, member(&statement, {"Action"}), [&](const cfn::Value& each) {
        const auto text = view.text(&each);
        return text && !names_action(*text, sending.row.action);
      });
  const bool is_on_others =
      all_fail(view, member(&statement, {"Resource"}), [&](const cfn::Value& each) {
        return is_other_target(view, each, {&sending.target, {}}) ||
               is_on_other_keys(each, object_key_of(view, sending.sender));
      });
  return !names_others && !is_on_others && !is_for_another(view, statement, sending.sender);
}

/// Whether a policy has such a statement, or may have one.
template <typename Is>
bool may_have(const View& view, const cfn::Value* statements, const Is& is) {
  if (statements == nullptr) return true;
  const Items items = one_or_many(view, statements);
  return !items.complete || std::any_of(items.values.begin(), items.values.end(),
                                        [&](const cfn::Value* each) { return is(*each); });
}

bool may_allow(const View& view, const cfn::Resource& policy, const Sending& sending) {
  return may_have(view, property(policy, {"PolicyDocument", "Statement"}),
                  [&](const cfn::Value& each) { return may_let(view, each, sending); });
}

/// The policies of the template that are the target's.
View::Resources policies_on(const View& view, const cfn::Resource& target) {
  View::Resources found;
  for (const MessagePolicy& each : kMessagePolicies) {
    if (each.target != target.type) continue;
    for (const cfn::Resource* policy : view.of(each.type)) {
      if (names_target(view, property(*policy, {each.key}), target)) found.push_back(policy);
    }
  }
  return found;
}

/// Whether one of the policies lets the service put something into the target, or may do so.
bool may_send(const View& view, const View::Resources& policies, const Sending& sending) {
  return std::any_of(policies.begin(), policies.end(),
                     [&](const cfn::Resource* each) { return may_allow(view, *each, sending); });
}

/// Whether a permission of the template lets the service invoke the function, or may do so.
bool may_be_permitted(const View& view, const cfn::Resource& function, std::string_view principal,
                      const cfn::Resource& caller) {
  const View::Resources& all = view.of("AWS::Lambda::Permission");
  return std::any_of(all.begin(), all.end(), [&](const cfn::Resource* permission) {
    const cfn::Value* name = property(*permission, {"FunctionName"});
    const cfn::Resource* target = view.target(name);
    // A name that is written out or computed may be the function's. Each alias and version has a
    // policy of its own.
    if (target != nullptr && target != &function &&
        (is_callable(*target) || target->type == "AWS::Serverless::Function")) {
      return false;
    }
    const auto action = view.text(property(*permission, {"Action"}));
    if (action && !names_action(*action, "lambda:InvokeFunction")) return false;
    const auto stated = view.text(property(*permission, {"Principal"}));
    const bool is_let = !stated || is_service(*stated, principal) || *stated == "*";
    return is_let && !is_of_another(view, property(*permission, {"SourceArn"}), caller);
  });
}

bool may_be_invoked(const View& view, const cfn::Resource& function,
                    const spec::FunctionInvoker& invoker, const cfn::Resource& caller) {
  spec::MessageSender as_sender;
  as_sender.action = "lambda:InvokeFunction";
  as_sender.principal = invoker.principal;
  return may_be_permitted(view, function, invoker.principal, caller) ||
         may_send(view, policies_on(view, function), {as_sender, caller, function});
}

/// The functions that a value names: itself, or within the URI of an integration.
View::Resources functions_in(const View& view, const cfn::Value& value) {
  View::Resources all;
  for (const cfn::Reference& each : cfn::references(value)) {
    const cfn::Resource* function = view.find(each.target.str());
    if (function != nullptr && is_callable(*function)) all.push_back(function);
  }
  return all;
}

void check_invokers(const View& view, const Report& report) {
  for (const spec::FunctionInvoker& invoker : spec::function_invokers()) {
    for (const cfn::Resource* resource : view.of(invoker.type)) {
      const VisitValue check = [&](const cfn::Value& place) {
        for (const cfn::Resource* function : functions_in(view, place)) {
          if (may_be_invoked(view, *function, invoker, *resource)) continue;
          if (is_handed_on(view, *function)) continue;
          const cfn::Resource* permission = nullptr;
          const cfn::Value* wrong =
              source_of_only_permission(view, *function, *resource, permission);
          Diagnostic& found =
              report(wrong == nullptr ? *resource : *permission, wrong == nullptr ? &place : wrong,
                     fmt::format("{} cannot invoke {}: no permission allows it", invoker.service,
                                 quoted(function->id.str())));
          found.fix = fmt::format("add an AWS::Lambda::Permission with the principal {}",
                                  invoker.principal);
          if (!invoker.at_creation && is_found_outside(view, *function)) {
            found.severity = Severity::kWarning;
          }
        }
      };
      each_place_unless(view, *resource, invoker.place, invoker.unless, check);
    }
  }
}

/// Whether the target is encrypted with a key of AWS, whose policy lets no other service use it.
bool has_managed_key(const View& view, const cfn::Resource& target) {
  const auto key = view.text(property(target, {"KmsMasterKeyId"}));
  return key &&
         (key->find("alias/aws/sqs") != key->npos || key->find("alias/aws/sns") != key->npos);
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
      const VisitValue check = [&](const cfn::Value& place) {
        const cfn::Resource* target = view.target(&place, sender.target);
        if (target == nullptr || is_refused_otherwise(view, *resource, place)) return;
        const View::Resources policies = policies_on(view, *target);
        // Without a policy of its own, a topic lets the account's services publish.
        if (sender.when == "stated" && (policies.empty() || has_managed_key(view, *target))) return;
        // Without any policy, what it cannot write is reported.
        const bool is_read = sender.action == "s3:GetBucketAcl";
        if (is_read && policies.empty()) return;
        if (has_managed_key(view, *target)) {
          report(*target, property(*target, {"KmsMasterKeyId"}),
                 fmt::format("{} cannot use the AWS managed key of {}", sender.service,
                             quoted(target->id.str())))
              .fix = fmt::format("use a customer-managed key that allows {}", sender.principal);
          return;
        }
        const bool is_let = may_send(view, policies, {sender, *resource, *target});
        if (is_let || is_handed_on(view, *target)) return;
        const std::string key = object_key_of(view, *resource);
        Diagnostic& found =
            report(*resource, &place,
                   fmt::format("{} cannot {} {}{}: no policy allows it", sender.service,
                               is_read ? "read the ACL of" : "send to", quoted(target->id.str()),
                               key.empty() || is_read ? "" : fmt::format(" under {}", key)));
        found.fix = fmt::format("add an {} that grants {} to {}", policy_of(target->type),
                                sender.action, sender.principal);
        const bool is_mild = sender.when == "failed" || sender.when == "stated";
        if (is_mild || (sender.when != "created" && is_found_outside(view, *target)))
          found.severity = Severity::kWarning;
      };
      each_place_unless(view, *resource, sender.place, sender.unless, check);
    }
  }
}

/// Whether the policy of a key lets the service use it, or may do so.
bool may_use_key(const View& view, const cfn::Resource& key, std::string_view service) {
  return may_have(view, property(key, {"KeyPolicy", "Statement"}), [&](const cfn::Value& each) {
    return view.text(member(&each, {"Effect"})) != "Deny" && may_be_about(view, each, service);
  });
}

void check_message_keys(const View& view, const Report& report) {
  for (const spec::MessageSender& sender : spec::message_senders()) {
    // What alarms need has a rule of its own.
    if (sender.type == "AWS::CloudWatch::Alarm") continue;
    for (const cfn::Resource* resource : view.of(sender.type)) {
      const VisitValue check = [&](const cfn::Value& place) {
        const cfn::Resource* target = view.target(&place, sender.target);
        if (target == nullptr || is_refused_otherwise(view, *resource, place)) return;
        const cfn::Resource* key = model::key_named(view, property(*target, {"KmsMasterKeyId"}));
        if (key == nullptr || may_use_key(view, *key, sender.principal)) return;
        if (is_handed_on(view, *key)) return;
        Diagnostic& found =
            report(*resource, &place,
                   fmt::format("{} cannot send to {}: the policy of {} does not let it use the key",
                               sender.service, quoted(target->id.str()), quoted(key->id.str())));
        found.fix =
            fmt::format("in the key policy, allow {} to call kms:GenerateDataKey* and kms:Decrypt",
                        sender.principal);
        found.related.push_back({key->origin, "the key"});
        if (sender.when == "failed") found.severity = Severity::kWarning;
      };
      each_place_unless(view, *resource, sender.place, sender.unless, check);
    }
  }
}

constexpr Rule kEdgesRules[] = {
    {"ARC4822", Severity::kError, "service lacks permission to invoke a function",
     "the service refuses the function, or never invokes it", "add an AWS::Lambda::Permission",
     kInvokePage, "", check_invokers},
    {"ARC4825", Severity::kError, "service lacks permission to send to a queue, topic or bucket",
     "the service refuses the destination, or its messages are lost",
     "add a policy that lets the service send", kMessagesPage, "", check_message_policies},
    {"ARC4709", Severity::kError, "service lacks permission to use the key of a queue or topic",
     "the service's messages are lost, or S3 refuses the notification",
     "in the key policy, allow the service to use the key", kMessageKeysPage, "",
     check_message_keys},
};

}  // namespace

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

std::span<const Rule> edge_rules() { return kEdgesRules; }

}  // namespace archsynth::analysis
