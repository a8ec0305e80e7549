// Functions, APIs, distributions and buckets, which are in no VPC.

#include "file.h"

namespace archsynth::analysis {
namespace {

const std::string kServerless = R"(
Resources:
  Role: {Type: AWS::IAM::Role, Properties: {AssumeRolePolicyDocument: {Statement: [{Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: "sts:AssumeRole"}]}, Policies: [{PolicyName: own, PolicyDocument: {Statement: [{Effect: Allow, Action: "dynamodb:GetItem", Resource: !GetAtt Orders.Arn}]}}]}}
  Function: {Type: AWS::Lambda::Function, Properties: {Runtime: python3.13, Handler: a.b, Role: !GetAtt Role.Arn, Code: {ZipFile: x}}}
  Other: {Type: AWS::Lambda::Function, Properties: {Runtime: python3.13, Handler: a.b, Role: !GetAtt Role.Arn, Code: {ZipFile: x}}}
  Orders: {Type: AWS::DynamoDB::Table, Properties: {BillingMode: PAY_PER_REQUEST}}
  Jobs: {Type: AWS::SQS::Queue}
  Api: {Type: AWS::ApiGatewayV2::Api, Properties: {Name: shop, ProtocolType: HTTP}}
  Live: {Type: AWS::ApiGatewayV2::Stage, Properties: {ApiId: !Ref Api, StageName: $default, AutoDeploy: true}}
  Calls: {Type: AWS::ApiGatewayV2::Integration, Properties: {ApiId: !Ref Api, IntegrationType: AWS_PROXY, IntegrationUri: !GetAtt Function.Arn}}
  Route: {Type: AWS::ApiGatewayV2::Route, Properties: {ApiId: !Ref Api, RouteKey: $default, Target: !Sub "integrations/${Calls}"}}
  May: {Type: AWS::Lambda::Permission, Properties: {Action: "lambda:InvokeFunction", FunctionName: !Ref Function, Principal: apigateway.amazonaws.com, SourceArn: !Sub "arn:aws:execute-api:${AWS::Region}:${AWS::AccountId}:${Api}/*"}}
  Vpc: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.0.0.0/16}}
  A: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref Vpc, CidrBlock: 10.0.0.0/24}}
  Open: {Type: AWS::EC2::SecurityGroup, Properties: {GroupDescription: open, VpcId: !Ref Vpc, SecurityGroupIngress: [{IpProtocol: "-1", CidrIp: 0.0.0.0/0}]}}
  Subnets: {Type: AWS::RDS::DBSubnetGroup, Properties: {DBSubnetGroupDescription: a, SubnetIds: [!Ref A]}}
  Database: {Type: AWS::RDS::DBInstance, Properties: {Engine: postgres, DBSubnetGroupName: !Ref Subnets, VPCSecurityGroups: [!Ref Open], PubliclyAccessible: false}}
)";

TEST(Outside, AnswersForServerlessStacks) {
  const File file("t.yaml", kServerless);
  EXPECT_EQ(hops(file.ask("internet", "Function", 443)), "internet Api Calls Function");
  EXPECT_EQ(hops(file.ask("Function", "Orders")), "Function Role Orders");
  EXPECT_EQ(messages(file.ask("Function", "Jobs")), "no policy of Role allows it to use Jobs\n");
  EXPECT_EQ(messages(file.ask("Function", "Database")),
            "Function is in no VPC, and Database has no public address\n");
  EXPECT_EQ(hops(file.ask("Function", "internet")), "Function internet");
  EXPECT_EQ(messages(file.ask("internet", "Other")), "Other does not listen for the traffic\n");
  EXPECT_EQ(messages(file.ask("Api", "Other")), "Api hands no requests on to Other\n");
  std::string all;
  for (const ReachAnswer& each : file.flows()) {
    all += each.from + " -> " + each.to + " " + each.traffic + "\n";
  }
  EXPECT_EQ(all,
            "internet -> Function tcp 443\n"
            "internet -> Api tcp 443\n"
            "Function -> internet all traffic\n"
            "Function -> Api tcp 443\n"
            "Function -> Orders tcp 443\n"
            "Other -> internet all traffic\n"
            "Other -> Api tcp 443\n"
            "Other -> Orders tcp 443\n"
            "Api -> Function tcp 443\n");
}

/// Functions are called through the API of Lambda, so that their groups do not matter.
TEST(Outside, BalancersCallFunctions) {
  const std::string balanced = kServerless + R"(
  Gateway: {Type: AWS::EC2::InternetGateway}
  Attached: {Type: AWS::EC2::VPCGatewayAttachment, Properties: {VpcId: !Ref Vpc, InternetGatewayId: !Ref Gateway}}
  Table: {Type: AWS::EC2::RouteTable, Properties: {VpcId: !Ref Vpc}}
  Out: {Type: AWS::EC2::Route, Properties: {RouteTableId: !Ref Table, DestinationCidrBlock: 0.0.0.0/0, GatewayId: !Ref Gateway}}
  Use: {Type: AWS::EC2::SubnetRouteTableAssociation, Properties: {SubnetId: !Ref A, RouteTableId: !Ref Table}}
  Alb: {Type: AWS::ElasticLoadBalancingV2::LoadBalancer, Properties: {Scheme: internet-facing, Subnets: [!Ref A], SecurityGroups: [!Ref Open]}}
  Listener: {Type: AWS::ElasticLoadBalancingV2::Listener, Properties: {LoadBalancerArn: !Ref Alb, Port: 80, Protocol: HTTP, DefaultActions: [{Type: forward, TargetGroupArn: !Ref Others}]}}
  Others: {Type: AWS::ElasticLoadBalancingV2::TargetGroup, Properties: {TargetType: lambda, Targets: [{Id: !GetAtt Other.Arn}]}}
)";
  EXPECT_EQ(messages(File("t.yaml", balanced).ask("internet", "Other", 80)),
            "no permission lets Others invoke Other\n");
  const std::string allowed = balanced + R"(
  Balanced: {Type: AWS::Lambda::Permission, Properties: {Action: "lambda:InvokeFunction", FunctionName: !Ref Other, Principal: elasticloadbalancing.amazonaws.com, SourceArn: !Ref Others}}
)";
  EXPECT_TRUE(File("t.yaml", allowed).ask("internet", "Other", 80).is_reachable);
  EXPECT_FALSE(File("t.yaml", allowed).ask("internet", "Other", 81).is_reachable);
}

TEST(Outside, ClustersOfPodsHaveAPublicEndpoint) {
  const auto with = [](const std::string& config) {
    return File("t.yaml", kServerless +
                              "  Pods: {Type: AWS::EKS::Cluster, Properties: {RoleArn: "
                              "!GetAtt Role.Arn, ResourcesVpcConfig: {SubnetIds: [!Ref A]" +
                              config + "}}}\n");
  };
  EXPECT_TRUE(with("").ask("internet", "Pods", 443).is_reachable);
  EXPECT_FALSE(with("").ask("internet", "Pods", 80).is_reachable);
  const File some = with(", PublicAccessCidrs: [203.0.113.0/24]");
  EXPECT_TRUE(some.ask("203.0.113.7", "Pods", 443).is_reachable);
  EXPECT_FALSE(some.ask("198.51.100.7", "Pods", 443).is_reachable);
  const File none = with(", EndpointPublicAccess: false, EndpointPrivateAccess: true");
  EXPECT_FALSE(none.ask("internet", "Pods", 443).is_reachable);
}

TEST(Outside, AsksForThePermissionOfAnApi) {
  std::string other = kServerless;
  other.replace(other.find(":${Api}/*"), 9, ":${Vpc}/*");
  const ReachAnswer wrong = File("t.yaml", other).ask("internet", "Function", 443);
  EXPECT_EQ(messages(wrong), "May is for another source than Api\n");
  other.erase(other.find("  May:"), other.find("  Vpc:") - other.find("  May:"));
  EXPECT_EQ(messages(File("t.yaml", other).ask("Api", "Function")),
            "no permission lets Api invoke Function\n");
  other.erase(other.find("  Route:"), other.find("  Vpc:") - other.find("  Route:"));
  EXPECT_EQ(messages(File("t.yaml", other).ask("Api", "Function")),
            "no route of Api leads to Calls\n");
}

TEST(Outside, KnowsWhoMayReadABucket) {
  const std::string bucket = R"(
Resources:
  Cdn: {Type: AWS::CloudFront::Distribution, Properties: {DistributionConfig: {Enabled: true, Origins: [{Id: s, DomainName: !GetAtt Files.RegionalDomainName, OriginAccessControlId: E2}]}}}
  Policy: {Type: AWS::S3::BucketPolicy, Properties: {Bucket: !Ref Files, PolicyDocument: {Statement: [{Effect: Allow, Action: "s3:GetObject", Resource: !Sub "${Files.Arn}/*", )";
  const std::string closed = "  Files: {Type: AWS::S3::Bucket}\n";
  const std::string open =
      "  Files: {Type: AWS::S3::Bucket, Properties: {PublicAccessBlockConfiguration: "
      "{BlockPublicPolicy: false, RestrictPublicBuckets: false}}}\n";
  const std::string anyone = bucket + "Principal: \"*\"}]}}}\n";
  EXPECT_EQ(hops(File("t.yaml", anyone + open).ask("internet", "Files")), "internet Policy Files");
  EXPECT_EQ(messages(File("t.yaml", anyone + open).ask("internet", "Files", 22)),
            "Cdn does not listen for the traffic\n");
  const auto through = [&](const char* distribution) {
    return File("t.yaml", bucket + "Principal: {Service: cloudfront.amazonaws.com}, Condition: " +
                              "{StringEquals: {\"aws:SourceArn\": !Sub " +
                              "\"arn:aws:cloudfront::${AWS::AccountId}:distribution/" +
                              distribution + "\"}}}]}}}\n" + closed)
        .ask("internet", "Files");
  };
  EXPECT_EQ(hops(through("${Cdn}")), "internet Cdn Cdn Policy Files");
  EXPECT_EQ(messages(through("E1ABC")), "Policy does not let anyone use Files\n");
}

TEST(Outside, SaysWhatItDoesNotFollow) {
  const File file("t.yaml", kServerless);
  const ReachResult result = reach(file.input().stack, {}, {"internet", "Calls", {}, {}, {}});
  ASSERT_TRUE(result.unknown);
  EXPECT_EQ(result.unknown->type, "AWS::ApiGatewayV2::Integration");
}

}  // namespace
}  // namespace archsynth::analysis
