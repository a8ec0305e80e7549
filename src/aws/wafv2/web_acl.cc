#include <fmt/format.h>

#include "archsynth/aws/wafv2.h"
#include "archsynth/support/text.h"

namespace archsynth::wafv2 {

namespace {

cfn::Value metrics(cfn::Value name) {
  return cfn::Map{{"CloudWatchMetricsEnabled", true},
                  {"MetricName", std::move(name)},
                  {"SampledRequestsEnabled", true}};
}

/// One of the groups that AWS keeps up to date, with the actions that it chose.
/// Source:
/// https://docs.aws.amazon.com/waf/latest/developerguide/aws-managed-rule-groups-list.html
cfn::Value managed_group(std::string_view name, int priority, std::string_view group) {
  const cfn::Map statement{{"Name", group}, {"VendorName", "AWS"}};
  return cfn::Map{{"Name", name},
                  {"OverrideAction", cfn::Map{{"None", cfn::Map{}}}},
                  {"Priority", priority},
                  {"Statement", cfn::Map{{"ManagedRuleGroupStatement", statement}}},
                  {"VisibilityConfig", metrics(name)}};
}

cfn::Value rate_rule(int priority, const Sourced<int>& limit) {
  const cfn::Map statement{
      {"AggregateKeyType", "IP"}, {"EvaluationWindowSec", 300}, {"Limit", limit}};
  return cfn::Map{{"Name", "RateLimit"},
                  {"Action", cfn::Map{{"Block", cfn::Map{}}}},
                  {"Priority", priority},
                  {"Statement", cfn::Map{{"RateBasedStatement", statement}}},
                  {"VisibilityConfig", metrics("RateLimit")}};
}

}  // namespace

WebAcl::WebAcl(construct::Scope scope, WebAclProps props) : Construct(std::move(scope)) {
  props = aws::settled(std::move(props), *this);
  if (!props.web_acl_arn.missing()) {
    arn_ = props.web_acl_arn;
    if (!props.rate_limit_per_5_minutes.stated()) return;
    diagnostics()
        .error("ARC1350", props.rate_limit_per_5_minutes.origin(),
               fmt::format("{} has no effect on an existing web ACL",
                           quoted(label() + ".rate_limit_per_5_minutes")))
        .related.push_back({props.web_acl_arn.origin(), "the existing web ACL"});
    return;
  }
  // The numbers leave room, so that no rule moves another.
  cfn::List rules{managed_group("IpReputation", 10, "AWSManagedRulesAmazonIpReputationList")};
  if (props.rate_limit_per_5_minutes) {
    rules.push_back(rate_rule(20, props.rate_limit_per_5_minutes));
  }
  rules.push_back(managed_group("KnownBadInputs", 30, "AWSManagedRulesKnownBadInputsRuleSet"));
  rules.push_back(managed_group("CommonRules", 40, "AWSManagedRulesCommonRuleSet"));
  arn_ = add_resource("", "AWS::WAFv2::WebACL",
                      {{"DefaultAction", cfn::Map{{"Allow", cfn::Map{}}}},
                       {"Rules", std::move(rules)},
                       {"Scope", "REGIONAL"},
                       {"VisibilityConfig", metrics(cfn::sub("${AWS::StackName}-web-acl"))}})
             .att("Arn");
}

void WebAcl::protect(const cfn::Value& resource_arn) {
  add_resource("Association", "AWS::WAFv2::WebACLAssociation",
               {{"ResourceArn", resource_arn}, {"WebACLArn", arn_}});
}

}  // namespace archsynth::wafv2
