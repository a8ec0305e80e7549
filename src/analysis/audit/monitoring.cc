// Layer 6: logs, metrics and alarms.

#include <fmt/format.h>

#include <algorithm>

#include "answers.h"
#include "archsynth/support/text.h"

namespace archsynth::analysis {
namespace {

void check_flow_logs(const AuditedStack& stack, AuditAnswers& to) {
  for (const cfn::Resource* vpc : stack.view.of("AWS::EC2::VPC")) {
    const cfn::Resource* found = nullptr;
    for (const cfn::Resource* each : stack.view.of("AWS::EC2::FlowLog")) {
      if (stack.view.target(property(*each, {"ResourceId"})) == vpc) found = each;
    }
    if (found == nullptr && has_open_name(stack, "AWS::EC2::FlowLog", "ResourceId")) {
      to.unknown(*vpc, {}, "what an AWS::EC2::FlowLog names is known at deployment");
      continue;
    }
    to.answer(found != nullptr, *vpc, {},
              found != nullptr ? found->id.str() + " records its traffic"
                               : "no AWS::EC2::FlowLog names it",
              found != nullptr ? found->origin : Origin());
  }
}

void check_access_logs(const AuditedStack& stack, AuditAnswers& to) {
  for (const cfn::Resource* each : stack.view.of("AWS::ElasticLoadBalancingV2::LoadBalancer")) {
    if (stack.view.text(property(*each, {"Type"})) == "gateway") continue;  // it writes none
    const Seen found = balancer_attribute(stack.view, *each, "access_logs.s3.enabled");
    if (!found.text && !found.is_absent) {
      to.unknown(*each, "LoadBalancerAttributes", "access_logs.s3.enabled is known at deployment");
      continue;
    }
    to.answer(found.is("true"), *each, "LoadBalancerAttributes",
              "access_logs.s3.enabled is " + found.text.value_or("not set"),
              found.at == nullptr ? Origin() : found.at->origin());
  }
}

void check_insights(const AuditedStack& stack, AuditAnswers& to) {
  for (const cfn::Resource* each : stack.view.of("AWS::ECS::Cluster")) {
    const Items settings = stack.view.items(property(*each, {"ClusterSettings"}));
    std::optional<std::string> value;
    bool is_known = settings.complete || lacks(*each, "ClusterSettings");
    Origin origin;
    for (const cfn::Value* one : settings.values) {
      if (stack.view.text(member(one, {"Name"})) != "containerInsights") continue;
      value = stack.view.text(member(one, {"Value"}));
      is_known = value.has_value();
      origin = one->origin();
    }
    if (!is_known) {
      to.unknown(*each, "ClusterSettings", "containerInsights is known at deployment");
      continue;
    }
    to.answer(value == "enabled" || value == "enhanced", *each, "ClusterSettings",
              "containerInsights is " + value.value_or("not set"), origin);
  }
}

void check_container_logs(const AuditedStack& stack, AuditAnswers& to) {
  for (const model::Task& task : stack.workloads.tasks()) {
    for (const model::Container& each : task.containers) {
      const bool has_logs = each.logging.at != nullptr;
      const std::string name = each.name.value.value_or("a container");
      to.answer(has_logs, *task.resource, "ContainerDefinitions",
                has_logs ? fmt::format("{} logs with {}", name,
                                       each.logging.driver.value.value_or("a driver"))
                         : fmt::format("LogConfiguration of {} is not set", name),
                has_logs ? each.logging.at->origin() : each.at->origin());
    }
  }
}

void check_alarm_actions(const AuditedStack& stack, AuditAnswers& to) {
  for (const char* type : {"AWS::CloudWatch::Alarm", "AWS::CloudWatch::CompositeAlarm"}) {
    for (const cfn::Resource* each : stack.view.of(type)) {
      const cfn::Value* actions = property(*each, {"AlarmActions"});
      const bool is_empty =
          actions != nullptr && actions->list() != nullptr && actions->list()->empty();
      const bool is_set = !lacks(*each, "AlarmActions") && !is_empty;
      const Seen enabled = seen(stack.view, *each, "ActionsEnabled");
      if (is_set && enabled.at != nullptr && !enabled.is("true")) {
        const Origin& at = enabled.at->origin();
        if (enabled.text)
          to.fail(*each, "ActionsEnabled", "ActionsEnabled is false", at);
        else
          to.unknown(*each, "ActionsEnabled", "ActionsEnabled is known at deployment", at);
        continue;
      }
      to.answer(is_set, *each, "AlarmActions",
                is_set ? "AlarmActions is set" : "AlarmActions is not set",
                actions == nullptr ? Origin() : actions->origin());
    }
  }
}

void check_firewall_logs(const AuditedStack& stack, AuditAnswers& to) {
  for (const cfn::Resource* acl : stack.view.of("AWS::WAFv2::WebACL")) {
    const cfn::Resource* found = nullptr;
    for (const cfn::Resource* each : stack.view.of("AWS::WAFv2::LoggingConfiguration")) {
      if (stack.view.target(property(*each, {"ResourceArn"})) == acl) found = each;
    }
    constexpr std::string_view kLogging = "AWS::WAFv2::LoggingConfiguration";
    if (found == nullptr && has_open_name(stack, kLogging, "ResourceArn")) {
      to.unknown(*acl, {}, fmt::format("what an {} names is known at deployment", kLogging));
      continue;
    }
    to.answer(found != nullptr, *acl, {},
              found != nullptr ? found->id.str() + " logs its requests"
                               : "no AWS::WAFv2::LoggingConfiguration names it");
  }
}

/// Standard logging is a property of its own form, or a delivery source of CloudWatch Logs.
/// Source:
/// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-logs-deliverysource.html
void check_distribution_logs(const AuditedStack& stack, AuditAnswers& to) {
  for (const cfn::Resource* each : stack.view.of("AWS::CloudFront::Distribution")) {
    const cfn::Resource* found = nullptr;
    for (const cfn::Resource* source : stack.view.of("AWS::Logs::DeliverySource")) {
      const cfn::Value* of = property(*source, {"ResourceArn"});
      if (of != nullptr && refers_to(cfn::references(*of), *each)) found = source;
    }
    if (found != nullptr) {
      to.pass(*each, {}, found->id.str() + " delivers its log", found->origin);
    } else {
      to.property(stack.view, *each, {"", "DistributionConfig.Logging", "present", "fail"});
    }
  }
}

constexpr AuditCheck kMonitoringChecks[] = {
    {"ARC6601", check_flow_logs},         {"ARC6602", check_access_logs},
    {"ARC6605", check_insights},          {"ARC6606", check_container_logs},
    {"ARC6608", check_alarm_actions},     {"ARC6610", check_firewall_logs},
    {"ARC6616", check_distribution_logs},
};

}  // namespace

std::span<const AuditCheck> monitoring_checks() { return kMonitoringChecks; }

}  // namespace archsynth::analysis
