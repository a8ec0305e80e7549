#include "archsynth/aws/elbv2.h"

#include <gtest/gtest.h>

#include "archsynth/aws/acm.h"
#include "aws/elbv2/routes.h"
#include "aws/lines.h"

namespace archsynth::elbv2 {
namespace {

const cfn::Value kTargets = cfn::ref(cfn::LogicalId("Targets"));
const char* const kCertificate =
    "arn:aws:acm:us-east-1:123456789012:certificate/12345678-1234-1234-1234-123456789012";

struct LoadBalancers : testing::Test {
  Stack stack{{.name = "shop"}};
  ec2::Vpc& vpc = stack.add<ec2::Vpc>(
      "Network", {.vpc_id = "vpc-1a2b3c4d",
                  .public_subnet_ids = {"subnet-1a2b3c4d", "subnet-2a2b3c4d"},
                  .private_subnet_ids = {"subnet-3a2b3c4d", "subnet-4a2b3c4d"}});
  LoadBalancer& add(LoadBalancerProps props) {
    return stack.add<LoadBalancer>("LoadBalancer", vpc, std::move(props));
  }
  std::string found(int line) const { return findings_from(stack, __FILE__, line); }
};

TEST_F(LoadBalancers, InProductionWithACertificate) {
  LoadBalancer& balancer = add({});
  acm::Certificate& certificate = stack.add<acm::Certificate>(
      "Certificate", {.domain_name = "api.example.com", .hosted_zone_id = "Z0123456789ABCDEFGHIJ"});
  balancer.use_certificate(certificate.arn());
  EXPECT_TRUE(balancer.is_https());
  EXPECT_EQ(balancer.listener_id().str(), "LoadBalancerHttpsListener");
  balancer.forward_default(kTargets);
  EXPECT_EQ(
      lines(stack),
      R"(LoadBalancerSecurityGroup: {"Type":"AWS::EC2::SecurityGroup","Properties":{"GroupDescription":"Load balancer of shop-production","VpcId":"vpc-1a2b3c4d","SecurityGroupEgress":[{"Description":"No outbound traffic","IpProtocol":"-1","CidrIp":"127.0.0.1/32"}],"SecurityGroupIngress":[{"Description":"HTTP from the internet","IpProtocol":"tcp","FromPort":80,"ToPort":80,"CidrIp":"0.0.0.0/0"},{"Description":"HTTPS from the internet","IpProtocol":"tcp","FromPort":443,"ToPort":443,"CidrIp":"0.0.0.0/0"}]},"Metadata":{"checkov":{"skip":[{"id":"CKV_AWS_260","comment":"A public load balancer: port 80 is open only to redirect to HTTPS"}]},"cdk_nag":{"rules_to_suppress":[{"id":"AwsSolutions-EC23","reason":"A public load balancer is reached from the internet on these ports only"}]}}}
LoadBalancerLogBucket: {"Type":"AWS::S3::Bucket","DeletionPolicy":"RetainExceptOnCreate","UpdateReplacePolicy":"Retain","Properties":{"BucketEncryption":{"ServerSideEncryptionConfiguration":[{"ServerSideEncryptionByDefault":{"SSEAlgorithm":"AES256"}}]},"LifecycleConfiguration":{"Rules":[{"Id":"ExpireLogs","Status":"Enabled","ExpirationInDays":365,"NoncurrentVersionExpiration":{"NoncurrentDays":1},"AbortIncompleteMultipartUpload":{"DaysAfterInitiation":1}}]},"OwnershipControls":{"Rules":[{"ObjectOwnership":"BucketOwnerEnforced"}]},"PublicAccessBlockConfiguration":{"BlockPublicAcls":true,"BlockPublicPolicy":true,"IgnorePublicAcls":true,"RestrictPublicBuckets":true},"VersioningConfiguration":{"Status":"Enabled"}},"Metadata":{"checkov":{"skip":[{"id":"CKV_AWS_18","comment":"This bucket holds access logs; logging its own access would only log the log delivery"}]},"cdk_nag":{"rules_to_suppress":[{"id":"AwsSolutions-S1","reason":"This bucket holds access logs; logging its own access would only log the log delivery"}]}}}
LoadBalancerLogBucketPolicy: {"Type":"AWS::S3::BucketPolicy","Properties":{"Bucket":{"Ref":"LoadBalancerLogBucket"},"PolicyDocument":{"Version":"2012-10-17","Statement":[{"Sid":"DenyPlainHttp","Effect":"Deny","Principal":"*","Action":"s3:*","Resource":[{"Fn::GetAtt":["LoadBalancerLogBucket","Arn"]},{"Fn::Sub":"${LoadBalancerLogBucket.Arn}/*"}],"Condition":{"Bool":{"aws:SecureTransport":"false"}}},{"Sid":"LoadBalancerWritesLogs","Effect":"Allow","Principal":{"Service":"logdelivery.elasticloadbalancing.amazonaws.com"},"Action":"s3:PutObject","Resource":{"Fn::Sub":"${LoadBalancerLogBucket.Arn}/AWSLogs/${AWS::AccountId}/*"}}]}}}
LoadBalancer: {"Type":"AWS::ElasticLoadBalancingV2::LoadBalancer","DependsOn":"LoadBalancerLogBucketPolicy","Properties":{"IpAddressType":"ipv4","LoadBalancerAttributes":[{"Key":"deletion_protection.enabled","Value":"true"},{"Key":"routing.http.drop_invalid_header_fields.enabled","Value":"true"},{"Key":"idle_timeout.timeout_seconds","Value":"60"},{"Key":"access_logs.s3.enabled","Value":"true"},{"Key":"access_logs.s3.bucket","Value":{"Ref":"LoadBalancerLogBucket"}}],"Scheme":"internet-facing","SecurityGroups":[{"Fn::GetAtt":["LoadBalancerSecurityGroup","GroupId"]}],"Subnets":["subnet-1a2b3c4d","subnet-2a2b3c4d"],"Type":"application"}}
LoadBalancerHttpListener: {"Type":"AWS::ElasticLoadBalancingV2::Listener","Properties":{"DefaultActions":[{"Type":"redirect","RedirectConfig":{"Port":"443","Protocol":"HTTPS","StatusCode":"HTTP_301"}}],"LoadBalancerArn":{"Ref":"LoadBalancer"},"Port":80,"Protocol":"HTTP"}}
LoadBalancerHttpsListener: {"Type":"AWS::ElasticLoadBalancingV2::Listener","Properties":{"Certificates":[{"CertificateArn":{"Ref":"Certificate"}}],"DefaultActions":[{"Type":"forward","TargetGroupArn":{"Ref":"Targets"}}],"LoadBalancerArn":{"Ref":"LoadBalancer"},"Port":443,"Protocol":"HTTPS","SslPolicy":"ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09"}}
Certificate: {"Type":"AWS::CertificateManager::Certificate","Properties":{"DomainName":"api.example.com","DomainValidationOptions":[{"DomainName":"api.example.com","HostedZoneId":"Z0123456789ABCDEFGHIJ"}],"ValidationMethod":"DNS"}}
)");
  EXPECT_EQ(findings(stack), "");
  EXPECT_EQ(balancer.full_name(),
            cfn::get_att(cfn::LogicalId("LoadBalancer"), "LoadBalancerFullName"));
}

TEST_F(LoadBalancers, WithoutACertificateInDevelopment) {
  Stack dev({.name = "shop", .environment = Profile::kDevelopment});
  ec2::Vpc& network = dev.add<ec2::Vpc>("Vpc", {.nat = ec2::Nat::kNone});
  LoadBalancer& balancer = dev.add<LoadBalancer>("LoadBalancer", network, {});
  balancer.forward_default(kTargets);
  EXPECT_EQ(
      lines(balancer),
      R"(LoadBalancerSecurityGroup: {"Type":"AWS::EC2::SecurityGroup","Properties":{"GroupDescription":"Load balancer of shop-development","VpcId":{"Ref":"Vpc"},"SecurityGroupEgress":[{"Description":"No outbound traffic","IpProtocol":"-1","CidrIp":"127.0.0.1/32"}],"SecurityGroupIngress":[{"Description":"HTTP from the internet","IpProtocol":"tcp","FromPort":80,"ToPort":80,"CidrIp":"0.0.0.0/0"}]},"Metadata":{"checkov":{"skip":[{"id":"CKV_AWS_260","comment":"A public load balancer: port 80 is open because there is no certificate"}]},"cdk_nag":{"rules_to_suppress":[{"id":"AwsSolutions-EC23","reason":"A public load balancer is reached from the internet on these ports only"}]}}}
LoadBalancer: {"Type":"AWS::ElasticLoadBalancingV2::LoadBalancer","DependsOn":["VpcPublicDefaultRoute","VpcPublicSubnetARouteTableAssociation","VpcPublicSubnetBRouteTableAssociation"],"Properties":{"IpAddressType":"ipv4","LoadBalancerAttributes":[{"Key":"deletion_protection.enabled","Value":"false"},{"Key":"routing.http.drop_invalid_header_fields.enabled","Value":"true"},{"Key":"idle_timeout.timeout_seconds","Value":"60"}],"Scheme":"internet-facing","SecurityGroups":[{"Fn::GetAtt":["LoadBalancerSecurityGroup","GroupId"]}],"Subnets":[{"Ref":"VpcPublicSubnetA"},{"Ref":"VpcPublicSubnetB"}],"Type":"application"}}
LoadBalancerHttpListener: {"Type":"AWS::ElasticLoadBalancingV2::Listener","Properties":{"DefaultActions":[{"Type":"forward","TargetGroupArn":{"Ref":"Targets"}}],"LoadBalancerArn":{"Ref":"LoadBalancer"},"Port":80,"Protocol":"HTTP"},"Metadata":{"checkov":{"skip":[{"id":"CKV_AWS_2","comment":"HTTP only: no domain or certificate is configured"},{"id":"CKV_AWS_103","comment":"HTTP only: no domain or certificate is configured"}]}}}
)");
  EXPECT_EQ(findings(dev), "");
}

TEST_F(LoadBalancers, SaysLoudlyThatProductionServesPlainHttp) {
  const int line = __LINE__;
  LoadBalancer& balancer =
      stack.add<LoadBalancer>(construct::Name("LoadBalancer", "load_balancer",
                                              CallSite{__FILE__, static_cast<std::uint32_t>(line)}),
                              vpc, {});
  EXPECT_EQ(findings(stack), "");
  balancer.forward_default(kTargets);
  EXPECT_EQ(
      found(line),
      R"(+0: warning: "load_balancer" serves plain HTTP; traffic, including passwords, is not encrypted [ARC4330]
  fix: set "domain", or set "load_balancer.certificate_arn"
)");
}

TEST_F(LoadBalancers, PlainHttpWithinTheVpcNeedsNoWarning) {
  add({.scheme = Scheme::kInternal, .allowed_cidrs = {"10.0.0.0/16"}}).forward_default(kTargets);
  EXPECT_EQ(findings(stack), "");
}

TEST_F(LoadBalancers, InternalOneIsReachedFromTheVpc) {
  Stack own({.name = "shop"});
  ec2::Vpc& network = own.add<ec2::Vpc>("Vpc", {});
  LoadBalancer& balancer = own.add<LoadBalancer>(
      "LoadBalancer", network,
      {.scheme = Scheme::kInternal, .certificate_arn = kCertificate, .access_logs = false});
  EXPECT_EQ(
      line_of(own, "LoadBalancer"),
      R"(LoadBalancer: {"Type":"AWS::ElasticLoadBalancingV2::LoadBalancer","Properties":{"IpAddressType":"ipv4","LoadBalancerAttributes":[{"Key":"deletion_protection.enabled","Value":"true"},{"Key":"routing.http.drop_invalid_header_fields.enabled","Value":"true"},{"Key":"idle_timeout.timeout_seconds","Value":"60"}],"Scheme":"internal","SecurityGroups":[{"Fn::GetAtt":["LoadBalancerSecurityGroup","GroupId"]}],"Subnets":[{"Ref":"VpcPrivateSubnetA"},{"Ref":"VpcPrivateSubnetB"}],"Type":"application"}})");
  EXPECT_EQ(
      line_of(own, "LoadBalancerSecurityGroup"),
      R"(LoadBalancerSecurityGroup: {"Type":"AWS::EC2::SecurityGroup","Properties":{"GroupDescription":"Load balancer of shop-production","VpcId":{"Ref":"Vpc"},"SecurityGroupEgress":[{"Description":"No outbound traffic","IpProtocol":"-1","CidrIp":"127.0.0.1/32"}],"SecurityGroupIngress":[{"Description":"HTTP from the VPC","IpProtocol":"tcp","FromPort":80,"ToPort":80,"CidrIp":"10.0.0.0/16"},{"Description":"HTTPS from the VPC","IpProtocol":"tcp","FromPort":443,"ToPort":443,"CidrIp":"10.0.0.0/16"}]}})");
  EXPECT_TRUE(balancer.is_https());
}

TEST_F(LoadBalancers, AllowsOnlyTheStatedBlocks) {
  add({.allowed_cidrs = {"203.0.113.0/24", "198.51.100.0/24"}});
  EXPECT_EQ(
      line_of(stack, "LoadBalancerSecurityGroup"),
      R"(LoadBalancerSecurityGroup: {"Type":"AWS::EC2::SecurityGroup","Properties":{"GroupDescription":"Load balancer of shop-production","VpcId":"vpc-1a2b3c4d","SecurityGroupEgress":[{"Description":"No outbound traffic","IpProtocol":"-1","CidrIp":"127.0.0.1/32"}],"SecurityGroupIngress":[{"Description":"HTTP from those allowed","IpProtocol":"tcp","FromPort":80,"ToPort":80,"CidrIp":"203.0.113.0/24"},{"Description":"HTTP from those allowed","IpProtocol":"tcp","FromPort":80,"ToPort":80,"CidrIp":"198.51.100.0/24"}]}})");
}

TEST_F(LoadBalancers, LogsToAnExistingBucket) {
  add({.access_logs = AccessLogsProps{.bucket_name = "example-logs"}});
  EXPECT_EQ(
      line_of(stack, "LoadBalancer"),
      R"(LoadBalancer: {"Type":"AWS::ElasticLoadBalancingV2::LoadBalancer","Properties":{"IpAddressType":"ipv4","LoadBalancerAttributes":[{"Key":"deletion_protection.enabled","Value":"true"},{"Key":"routing.http.drop_invalid_header_fields.enabled","Value":"true"},{"Key":"idle_timeout.timeout_seconds","Value":"60"},{"Key":"access_logs.s3.enabled","Value":"true"},{"Key":"access_logs.s3.bucket","Value":"example-logs"}],"Scheme":"internet-facing","SecurityGroups":[{"Fn::GetAtt":["LoadBalancerSecurityGroup","GroupId"]}],"Subnets":["subnet-1a2b3c4d","subnet-2a2b3c4d"],"Type":"application"}})");
  EXPECT_EQ(line_of(stack, "LoadBalancerLogBucket"), "no resource LoadBalancerLogBucket");
}

TEST_F(LoadBalancers, HasAFirewall) {
  add({.waf = true});
  EXPECT_EQ(
      line_of(stack, "LoadBalancerWebAclAssociation"),
      R"(LoadBalancerWebAclAssociation: {"Type":"AWS::WAFv2::WebACLAssociation","Properties":{"ResourceArn":{"Ref":"LoadBalancer"},"WebACLArn":{"Fn::GetAtt":["LoadBalancerWebAcl","Arn"]}}})");
}

TEST_F(LoadBalancers, RoutesByHostAndPath) {
  LoadBalancer& balancer = add({.certificate_arn = kCertificate});
  balancer.route("ApiRule", {.host = {"api.example.com"}, .path = {"/v1/*", "/v2/*"}}, kTargets);
  balancer.route("AdminRule", {.path = {"/admin/*"}, .priority = 7}, kTargets);
  EXPECT_EQ(
      line_of(stack, "LoadBalancerApiRule"),
      R"(LoadBalancerApiRule: {"Type":"AWS::ElasticLoadBalancingV2::ListenerRule","Properties":{"Actions":[{"Type":"forward","TargetGroupArn":{"Ref":"Targets"}}],"Conditions":[{"Field":"host-header","HostHeaderConfig":{"Values":["api.example.com"]}},{"Field":"path-pattern","PathPatternConfig":{"Values":["/v1/*","/v2/*"]}}],"ListenerArn":{"Ref":"LoadBalancerHttpsListener"},"Priority":13163}})");
  EXPECT_EQ(
      line_of(stack, "LoadBalancerAdminRule"),
      R"(LoadBalancerAdminRule: {"Type":"AWS::ElasticLoadBalancingV2::ListenerRule","Properties":{"Actions":[{"Type":"forward","TargetGroupArn":{"Ref":"Targets"}}],"Conditions":[{"Field":"path-pattern","PathPatternConfig":{"Values":["/admin/*"]}}],"ListenerArn":{"Ref":"LoadBalancerHttpsListener"},"Priority":7}})");
  EXPECT_EQ(findings(stack), "");
}

TEST_F(LoadBalancers, ReportsEqualRoutesAndPriorities) {
  LoadBalancer& balancer = add({.certificate_arn = kCertificate});
  const int line = __LINE__;
  const RouteProps a{.path = {"/a/*"}, .priority = 10};
  const RouteProps b{.path = {"/b/*"}, .priority = 10};
  const RouteProps same{.path = {"/a/*"}};
  balancer.route("ARule", a, kTargets);
  balancer.route("BRule", b, kTargets);
  balancer.route("SameRule", same, kTargets);
  EXPECT_EQ(found(line),
            R"(+2: error: the routes "ARule" and "BRule" have the same priority 10 [ARC1335]
  fix: set "priority" of the newer one, for example `priority: 11`
+1: note: the other one
+3: error: the routes "ARule" and "SameRule" match the same requests [ARC1334]
+1: note: the other one
)");
}

TEST_F(LoadBalancers, ReportsARouteThatNoRequestReaches) {
  LoadBalancer& balancer = add({.certificate_arn = kCertificate});
  const int line = __LINE__;
  const RouteProps all{.path = {"/*"}, .priority = 1};
  const RouteProps api{.host = {"api.example.com"}, .path = {"/api/*"}};
  balancer.route("WebRule", all, kTargets);
  balancer.route("ApiRule", api, kTargets);
  EXPECT_EQ(
      found(line),
      R"(+2: error: no request reaches the route "ApiRule", because "WebRule" comes first and matches them all [ARC1337]
  fix: give "WebRule" a "priority" above that of "ApiRule"
+1: note: the other one
)");
}

TEST_F(LoadBalancers, ReportsRoutesBeyondTheLimits) {
  LoadBalancer& balancer = add({.certificate_arn = kCertificate});
  const int line = __LINE__;
  const RouteProps many{.path = {"/a", "/b", "/c", "/d", "/e", "/f"}};
  const RouteProps wild{.path = {"/*/*/*/*", "/?/?/?"}};
  const Origin service(CallSite{__FILE__, static_cast<std::uint32_t>(line + 9)});
  balancer.route({"ManyRule", "the label of ManyRule", service}, many, kTargets);
  balancer.route({"WildRule", "the label of WildRule", service}, wild, kTargets);
  balancer.route({"NoneRule", "the label of NoneRule", service}, {}, kTargets);
  EXPECT_EQ(
      found(line),
      R"(+1: error: the route "the label of ManyRule" has 6 hosts and paths, but a rule can have 5 [ARC1333]
  fix: a pattern with * can match several
+2: error: the route "the label of WildRule" has 7 wildcards, but a rule can have 6 [ARC1333]
+9: error: the route "the label of NoneRule" has neither a host nor a path [ARC1332]
)");
}

TEST_F(LoadBalancers, ReportsTwoDefaults) {
  LoadBalancer& balancer = add({.certificate_arn = kCertificate});
  const int line = __LINE__;
  balancer.forward_default(kTargets, CallSite{__FILE__, static_cast<std::uint32_t>(line + 1)});
  balancer.forward_default(kTargets, CallSite{__FILE__, static_cast<std::uint32_t>(line + 2)});
  EXPECT_EQ(found(line),
            R"(+2: error: two services receive the requests that no route matches [ARC1336]
  fix: give all but one of them a route with a host or a path
+1: note: the other one
)");
}

TEST_F(LoadBalancers, ReportsATlsPolicyThatDoesNotExist) {
  const int line = __LINE__;
  add({.certificate_arn = kCertificate, .ssl_policy = "ELBSecurityPolicy-TLS13-1-2-Res-2021-16"});
  EXPECT_EQ(found(line),
            R"(+1: error: unknown TLS policy "ELBSecurityPolicy-TLS13-1-2-Res-2021-16" [ARC1330]
  fix: did you mean "ELBSecurityPolicy-TLS13-1-2-Res-2021-06"?
)");
}

TEST_F(LoadBalancers, ReportsATlsPolicyWithoutEffect) {
  const int line = __LINE__;
  add({.scheme = Scheme::kInternal,
       .allowed_cidrs = {"10.0.0.0/16"},
       .ssl_policy = "ELBSecurityPolicy-2016-08"})
      .forward_default(kTargets);
  EXPECT_EQ(found(line),
            R"(+3: error: "LoadBalancer.ssl_policy" has no effect without a certificate [ARC1339]
  fix: set "LoadBalancer.certificate_arn", or a domain
)");
}

TEST_F(LoadBalancers, ReportsIpv6Sources) {
  const int line = __LINE__;
  add({.allowed_cidrs = {"2001:db8::/32"}});
  EXPECT_EQ(
      found(line),
      R"(+1: warning: "2001:db8::/32" has no effect: the load balancer has IPv4 addresses only [ARC4331]
)");
}

TEST_F(LoadBalancers, ReportsThatTheBlockOfAnExistingVpcIsNotKnown) {
  const int line = __LINE__;
  add({.scheme = Scheme::kInternal});
  EXPECT_EQ(
      found(line),
      R"(+1: error: "LoadBalancer.allowed_cidrs" must list who may connect, because the block of an existing VPC is not known [ARC1331]
  fix: for example the VPC's block: [10.0.0.0/16]
)");
}

TEST_F(LoadBalancers, ReportsARetentionWithoutEffect) {
  const int line = __LINE__;
  add({.access_logs = AccessLogsProps{.bucket_name = "example-logs", .retention_days = 9}});
  EXPECT_EQ(
      found(line),
      R"(+1: error: "LoadBalancer.access_logs.retention_days" has no effect on an existing bucket [ARC1340]
)");
}

TEST_F(LoadBalancers, ReportsTooFewSubnets) {
  Stack one({.name = "shop"});
  const int line = __LINE__;
  ec2::Vpc& network = one.add<ec2::Vpc>("network", {.zones = 1, .flow_logs = false});
  one.add<LoadBalancer>("load_balancer", network, {});
  EXPECT_EQ(
      findings_from(one, __FILE__, line),
      R"(+1: error: "load_balancer" needs subnets in two availability zones, but there is 1 public subnet [ARC1338]
  fix: set them under "network.zones"
)");
}

TEST_F(LoadBalancers, ReportsASecondCertificate) {
  const int line = __LINE__;
  add({.certificate_arn = kCertificate}).use_certificate(kCertificate);
  EXPECT_EQ(found(line), R"(+1: error: "LoadBalancer" has a second certificate [ARC1342]
  fix: set either "LoadBalancer.certificate_arn" or a domain
)");
}

TEST_F(LoadBalancers, TakesACertificateOnlyBeforeItServes) {
  LoadBalancer& balancer = add({});
  balancer.forward_default(kTargets);
  EXPECT_THROW(balancer.use_certificate(kCertificate), std::logic_error);
}

TEST_F(LoadBalancers, TargetGroupHasTheFiguresOfTheReference) {
  TargetGroup& group = stack.add<TargetGroup>("TargetGroup", vpc, {.port = 8000});
  EXPECT_EQ(
      line_of(stack, "TargetGroup"),
      R"(TargetGroup: {"Type":"AWS::ElasticLoadBalancingV2::TargetGroup","Properties":{"HealthCheckEnabled":true,"HealthCheckIntervalSeconds":30,"HealthCheckPath":"/healthz","HealthCheckPort":"traffic-port","HealthCheckProtocol":"HTTP","HealthCheckTimeoutSeconds":5,"HealthyThresholdCount":2,"Matcher":{"HttpCode":"200"},"Port":8000,"Protocol":"HTTP","ProtocolVersion":"HTTP1","TargetGroupAttributes":[{"Key":"deregistration_delay.timeout_seconds","Value":"30"}],"TargetType":"ip","UnhealthyThresholdCount":3,"VpcId":"vpc-1a2b3c4d"}})");
  EXPECT_EQ(group.arn(), cfn::ref(cfn::LogicalId("TargetGroup")));
  EXPECT_EQ(group.full_name(), cfn::get_att(cfn::LogicalId("TargetGroup"), "TargetGroupFullName"));
}

TEST_F(LoadBalancers, ReportsATimeoutThatOutlastsTheInterval) {
  const int line = __LINE__;
  stack.add<TargetGroup>(
      "api", vpc, {.port = 8000, .health_check = {.interval_seconds = 10, .timeout_seconds = 10}});
  EXPECT_EQ(
      found(line),
      R"(+2: error: "api.health_check.timeout_seconds" is 10, but must be less than "interval_seconds", which is 10 [ARC1341]
)");
}

TEST(DerivedPriority, PutsTheMoreSpecificRouteFirst) {
  const std::vector<RouteProps> from_specific_to_general = {
      {.host = {"a.example.com"}, .path = {"/login"}},
      {.host = {"a.example.com"}, .path = {"/a/b/c/*"}},
      {.host = {"a.example.com"}, .path = {"/a/b/*"}},
      {.host = {"a.example.com"}, .path = {"/a/b*"}},
      {.host = {"a.example.com"}, .path = {"/a/*"}},
      {.host = {"a.example.com"}, .path = {"/a*"}},
      {.host = {"a.example.com"}, .path = {"/*"}},
      {.host = {"a.example.com"}, .path = {"*"}},
      {.host = {"*.example.com"}, .path = {"/login"}},
      {.host = {"*.example.com"}, .path = {"/a/*"}},
      {.host = {"*.example.com"}, .path = {"/*"}},
      {.host = {"a.example.com"}},
      {.host = {"*.example.com"}},
      {.path = {"/login"}},
      {.path = {"/a/b/*"}},
      {.path = {"/a/*", "/a"}},
      {.path = {"/a*"}},
      {.path = {"/*"}},
  };
  int before = 999;
  for (const RouteProps& route : from_specific_to_general) {
    const int priority = derived_priority(route);
    EXPECT_GT(priority, before);
    before = priority;
  }
  EXPECT_LT(before, 50000);
}

TEST(DerivedPriority, DependsOnTheRouteAlone) {
  const RouteProps route{.host = {"a.example.com", "b.example.com"}, .path = {"/x/*"}};
  EXPECT_EQ(derived_priority(route),
            derived_priority({.host = {"b.example.com", "a.example.com"}, .path = {"/x/*"}}));
  // A listener that runs has these numbers; other ones would move its rules.
  EXPECT_EQ(derived_priority({.path = {"/api/*"}}), 44935);
  EXPECT_EQ(derived_priority({.host = {"api.example.com"}}), 22582);
}

TEST(Covers, IsCertainOfWhatItSays) {
  const std::vector<std::pair<const char*, const char*>> covered = {
      {"*", "/a"},  {"/*", "/api/*"}, {"/api*", "/api/*"}, {"/a?c", "/abc"}, {"*.com", "a.com"},
      {"/a", "/a"}, {"*b*", "abc"},   {"/?*", "/??"},      {"**", "*"},      {"*.com", "*.a.com"}};
  for (const auto& [wide, narrow] : covered) EXPECT_TRUE(covers(wide, narrow)) << wide << narrow;
  const std::vector<std::pair<const char*, const char*>> not_covered = {
      {"/a", "/b"}, {"/api/*", "/api*"}, {"/?", "/*"}, {"/a?", "/a"}, {"", "*"}, {"*a", "*"}};
  for (const auto& [wide, narrow] : not_covered) {
    EXPECT_FALSE(covers(wide, narrow)) << wide << narrow;
  }
}

}  // namespace
}  // namespace archsynth::elbv2
