#include "archsynth/aws/wafv2.h"

#include <gtest/gtest.h>

#include "aws/lines.h"

namespace archsynth::wafv2 {
namespace {

const char* const kArn =
    "arn:aws:wafv2:us-east-1:123456789012:regional/webacl/shop/"
    "12345678-1234-1234-1234-123456789012";

TEST(WebAcl, HasTheManagedGroupsAndTheRate) {
  Stack stack({.name = "shop"});
  WebAcl& acl = stack.add<WebAcl>("WebAcl", {.rate_limit_per_5_minutes = 2000});
  acl.protect(cfn::ref(cfn::LogicalId("LoadBalancer")));
  EXPECT_EQ(
      lines(stack),
      R"(WebAcl: {"Type":"AWS::WAFv2::WebACL","Properties":{"DefaultAction":{"Allow":{}},"Rules":[{"Name":"IpReputation","OverrideAction":{"None":{}},"Priority":10,"Statement":{"ManagedRuleGroupStatement":{"Name":"AWSManagedRulesAmazonIpReputationList","VendorName":"AWS"}},"VisibilityConfig":{"CloudWatchMetricsEnabled":true,"MetricName":"IpReputation","SampledRequestsEnabled":true}},{"Name":"RateLimit","Action":{"Block":{}},"Priority":20,"Statement":{"RateBasedStatement":{"AggregateKeyType":"IP","EvaluationWindowSec":300,"Limit":2000}},"VisibilityConfig":{"CloudWatchMetricsEnabled":true,"MetricName":"RateLimit","SampledRequestsEnabled":true}},{"Name":"KnownBadInputs","OverrideAction":{"None":{}},"Priority":30,"Statement":{"ManagedRuleGroupStatement":{"Name":"AWSManagedRulesKnownBadInputsRuleSet","VendorName":"AWS"}},"VisibilityConfig":{"CloudWatchMetricsEnabled":true,"MetricName":"KnownBadInputs","SampledRequestsEnabled":true}},{"Name":"CommonRules","OverrideAction":{"None":{}},"Priority":40,"Statement":{"ManagedRuleGroupStatement":{"Name":"AWSManagedRulesCommonRuleSet","VendorName":"AWS"}},"VisibilityConfig":{"CloudWatchMetricsEnabled":true,"MetricName":"CommonRules","SampledRequestsEnabled":true}}],"Scope":"REGIONAL","VisibilityConfig":{"CloudWatchMetricsEnabled":true,"MetricName":{"Fn::Sub":"${AWS::StackName}-web-acl"},"SampledRequestsEnabled":true}}}
WebAclAssociation: {"Type":"AWS::WAFv2::WebACLAssociation","Properties":{"ResourceArn":{"Ref":"LoadBalancer"},"WebACLArn":{"Fn::GetAtt":["WebAcl","Arn"]}}}
)");
  EXPECT_EQ(findings(stack), "");
}

TEST(WebAcl, RateMovesNoOtherRule) {
  Stack stack({.name = "shop"});
  stack.add<WebAcl>("With", {.rate_limit_per_5_minutes = 2000});
  stack.add<WebAcl>("Without", {});
  std::vector<std::string> priorities;
  stack.each_resource([&](const cfn::Resource& resource) {
    std::string text;
    for (const cfn::Value& rule : *resource.properties.find("Rules")->list()) {
      text += *rule.map()->find("Name")->string() + " " +
              cfn::to_json(*rule.map()->find("Priority"), true);
    }
    priorities.push_back(text);
  });
  EXPECT_EQ(priorities[0], R"(IpReputation 10
RateLimit 20
KnownBadInputs 30
CommonRules 40
)");
  EXPECT_EQ(priorities[1], R"(IpReputation 10
KnownBadInputs 30
CommonRules 40
)");
}

TEST(WebAcl, UsesAnExistingOne) {
  Stack stack({.name = "shop"});
  WebAcl& acl = stack.add<WebAcl>("WebAcl", {.web_acl_arn = kArn});
  acl.protect("arn");
  EXPECT_EQ(
      lines(stack),
      R"(WebAclAssociation: {"Type":"AWS::WAFv2::WebACLAssociation","Properties":{"ResourceArn":"arn","WebACLArn":"arn:aws:wafv2:us-east-1:123456789012:regional/webacl/shop/12345678-1234-1234-1234-123456789012"}}
)");
}

TEST(WebAcl, ReportsARateWithoutEffect) {
  Stack stack({.name = "shop"});
  const int line = __LINE__;
  stack.add<WebAcl>("waf", {.web_acl_arn = kArn, .rate_limit_per_5_minutes = 2000});
  EXPECT_EQ(
      findings_from(stack, __FILE__, line),
      R"(+1: error: "waf.rate_limit_per_5_minutes" has no effect on an existing web ACL [ARC1350]
+1: note: the existing web ACL
)");
}

}  // namespace
}  // namespace archsynth::wafv2
