#include "archsynth/aws/sns.h"

#include <fmt/format.h>

#include <algorithm>

#include "archsynth/support/text.h"

namespace archsynth::sns {

namespace {

cfn::Map same_account() {
  return {{"StringEquals", cfn::Map{{"aws:SourceAccount", cfn::pseudo("AWS::AccountId")}}}};
}

cfn::Value policy_of(const cfn::Value& topic) {
  cfn::Map alarms_only = same_account();
  alarms_only.set("ArnLike", cfn::Map{{"aws:SourceArn",
                                       cfn::sub("arn:${AWS::Partition}:cloudwatch:${AWS::Region}:"
                                                "${AWS::AccountId}:alarm:*")}});
  cfn::Map alarms{{"Sid", "AlarmsPublish"},
                  {"Effect", "Allow"},
                  {"Principal", cfn::Map{{"Service", "cloudwatch.amazonaws.com"}}},
                  {"Action", "sns:Publish"},
                  {"Resource", topic},
                  {"Condition", std::move(alarms_only)}};
  cfn::Map tls{{"Sid", "DenyPlainHttp"},
               {"Effect", "Deny"},
               {"Principal", "*"},
               {"Action", "sns:Publish"},
               {"Resource", topic},
               {"Condition", cfn::Map{{"Bool", cfn::Map{{"aws:SecureTransport", "false"}}}}}};
  return cfn::Map{{"Version", "2012-10-17"},
                  {"Statement", cfn::List{std::move(alarms), std::move(tls)}}};
}

}  // namespace

Topic::Topic(construct::Scope scope, kms::Key& key, TopicProps props)
    : Construct(std::move(scope)) {
  props = aws::settled(std::move(props), *this);
  if (props.topic_arn) {
    arn_ = props.topic_arn;
  } else {
    // Without this statement CloudWatch's messages are lost silently.
    key.allow_service("cloudwatch.amazonaws.com", "CloudWatchAlarmsPublish", same_account());
    const cfn::Resource& topic =
        add_resource("", "AWS::SNS::Topic", {{"KmsMasterKeyId", key.arn()}});
    arn_ = topic.ref();
    add_resource("Policy", "AWS::SNS::TopicPolicy",
                 {{"Topics", cfn::List{arn_}}, {"PolicyDocument", policy_of(arn_)}});
  }
  for (std::size_t i = 0; i < props.email.size(); ++i) {
    const Sourced<std::string>& address = props.email[i];
    const auto first = std::find(props.email.begin(), props.email.begin() + i, address);
    if (first != props.email.begin() + i) {
      diagnostics()
          .error("ARC1402", address.origin(),
                 fmt::format("{} is already subscribed", quoted(*address)))
          .related.push_back({first->origin(), "first set here"});
      continue;
    }
    add_resource(*address + " subscription", "AWS::SNS::Subscription",
                 {{"Protocol", "email"}, {"Endpoint", address}, {"TopicArn", arn_}})
        .origin = address.origin();
  }
}

}  // namespace archsynth::sns
