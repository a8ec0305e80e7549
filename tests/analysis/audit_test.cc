// What the controls of `audit` say of small stacks, each beside one that differs in what decides.

#include "archsynth/analysis/audit.h"

#include "archsynth/archsynth.h"
#include "archsynth/cfn/reader.h"
#include "archsynth/document/reader.h"
#include "golden.h"
#include "spec/permissions.h"

namespace archsynth::analysis {
namespace {

/// The verdict of a control on a resource; nothing where it says nothing of it.
std::optional<Verdict> verdict_on(const std::string& yaml, std::string_view control,
                                  std::string_view resource) {
  Sources sources;
  Diagnostics found;
  const auto node = document::read(sources.add("stack.yaml", yaml), found);
  const auto stack = cfn::read_template(*node, found);
  EXPECT_FALSE(found.has_errors()) << render(found);
  for (const AuditedControl& each : audit(*stack, {.region = "us-east-1"}).controls) {
    if (each.control->id != control) continue;
    for (const AuditAnswer& answer : each.answers) {
      if (answer.resource == resource) return answer.verdict;
    }
  }
  return std::nullopt;
}

std::string bucket_that_denies(const std::string& statement) {
  return R"(Resources:
  Files: {Type: AWS::S3::Bucket}
  Policy:
    Type: AWS::S3::BucketPolicy
    Properties:
      Bucket: !Ref Files
      PolicyDocument:
        Statement:
          - )" +
         statement + "\n";
}

struct Case {
  const char* statement;
  Verdict verdict;
};

TEST(Audit, ShowsThePropertyOfAPolicyThatIsAText) {
  Sources sources;
  Diagnostics found;
  const auto node = document::read(sources.add("stack.yaml", R"(Resources:
  Queue:
    Type: AWS::SQS::QueuePolicy
    Properties:
      Queues: [a]
      PolicyDocument: '{"Statement": [
        {"Effect": "Allow", "Principal": "*", "Action": "sqs:*", "Resource": "*",
          "Condition": {"StringLike": {"aws:SourceArn": "*"}}},
        {"Effect": "Allow", "NotPrincipal": {"AWS": "a"}, "Action": "sqs:*", "Resource": "*"}]}'
)"),
                                   found);
  const auto stack = cfn::read_template(*node, found);
  const AuditResult result = audit(*stack, {.region = "us-east-1"});
  std::string places;
  for (const AuditedControl& each : result.controls) {
    for (const AuditAnswer& answer : each.answers) {
      if (each.control->id == "ARC6308") places += answer.origin.to_string() + "\n";
    }
  }
  EXPECT_EQ(places, "stack.yaml:6:23\nstack.yaml:6:23\n");
}

TEST(Audit, HoldsADenialForOneOfPlainHttpWhereItCoversAll) {
  constexpr Case kCases[] = {
      {R"({Effect: Deny, Principal: "*", Action: "s3:*", Resource: [!GetAtt Files.Arn, !Sub "${Files.Arn}/*"], Condition: {Bool: {"aws:SecureTransport": false}}})",
       Verdict::kPass},
      {R"({Effect: Deny, Principal: {AWS: "*"}, Action: "*", Resource: !Join ["", ["arn:aws:s3:::", !Ref Files, "/*"]], Condition: {Bool: {"aws:SecureTransport": "false"}}})",
       Verdict::kPass},
      {R"({Effect: Deny, Principal: "*", Action: "s3:*", Resource: !Sub "arn:aws:s3:::${Files}/logs/${AWS::AccountId}/*", Condition: {Bool: {"aws:SecureTransport": false}}})",
       Verdict::kFail},
      {R"({Effect: Deny, Principal: "*", Action: "s3:*", Resource: !GetAtt Files.Arn, Condition: {Bool: {"aws:SecureTransport": false}}})",
       Verdict::kFail},
      {R"({Effect: Deny, Principal: "*", Action: "s3:PutObject", Resource: !Sub "${Files.Arn}/*", Condition: {Bool: {"aws:SecureTransport": false}}})",
       Verdict::kFail},
      {R"({Effect: Deny, Principal: {AWS: "arn:aws:iam::111122223333:root"}, Action: "s3:*", Resource: !Sub "${Files.Arn}/*", Condition: {Bool: {"aws:SecureTransport": false}}})",
       Verdict::kFail},
      {R"({Effect: Deny, Principal: "*", Action: "s3:*", Resource: !Sub "${Files.Arn}/*", Condition: {Bool: {"aws:SecureTransport": false}, StringEquals: {"aws:SourceVpc": vpc-1}}})",
       Verdict::kFail},
      {R"({Effect: Allow, Principal: "*", Action: "s3:*", Resource: !Sub "${Files.Arn}/*", Condition: {Bool: {"aws:SecureTransport": false}}})",
       Verdict::kFail},
  };
  for (const Case& each : kCases) {
    EXPECT_EQ(verdict_on(bucket_that_denies(each.statement), "ARC6415", "Files"), each.verdict)
        << each.statement;
  }
}

std::string roles_that_take_each_other(int count) {
  const std::string trust =
      R"(AssumeRolePolicyDocument: {Statement: [{Effect: Allow, Principal: {Service: ec2.amazonaws.com}, Action: "sts:AssumeRole"}]})";
  std::string yaml = "Resources:\n  Idle: {Type: AWS::IAM::Role, Properties: {" + trust + "}}\n";
  for (int i = 0; i < count; ++i) {
    yaml += "  Taker" + std::to_string(i) + ": {Type: AWS::IAM::Role, Properties: {" + trust +
            R"(, Policies: [{PolicyName: own, PolicyDocument: {Statement: [{Effect: Allow, )" +
            R"(Action: ["iam:UpdateAssumeRolePolicy", "sts:AssumeRole"], Resource: "*"}]}}]}})" +
            "\n";
  }
  return yaml;
}

TEST(Audit, DoesNotPassWhatIsPastTheBoundOfItsSearch) {
  EXPECT_EQ(verdict_on(roles_that_take_each_other(3), "ARC6326", "Idle"), Verdict::kPass);
  EXPECT_EQ(verdict_on(roles_that_take_each_other(60), "ARC6326", "Idle"), Verdict::kUnknown);
}

std::string role_with(const std::string& policy) {
  return R"(Resources:
  Secret: {Type: AWS::SecretsManager::Secret}
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument: {Statement: [{Effect: Allow, Principal: {Service: ec2.amazonaws.com}, Action: "sts:AssumeRole"}]}
      ManagedPolicyArns: [!Sub "arn:${AWS::Partition}:iam::aws:policy)" +
         policy + "\"]\n";
}

TEST(Audit, KnowsWhatManagedPoliciesOfAwsLetARoleBecome) {
  constexpr Case kCases[] = {
      {"/IAMFullAccess", Verdict::kFail},
      {"/ReadOnlyAccess", Verdict::kPass},
      {"/service-role/AWSLambdaRole", Verdict::kPass},
      {"/AmazonS3FullAccess", Verdict::kPass},
      {"/NoSuchPolicy", Verdict::kUnknown},
  };
  for (const Case& each : kCases)
    EXPECT_EQ(verdict_on(role_with(each.statement), "ARC6326", "Role"), each.verdict)
        << each.statement;
}

TEST(Audit, JudgesOptionalParametersWithAndWithoutAValue) {
  const std::string yaml = R"(
Parameters: {KeyArn: {Type: String, Default: ""}}
Conditions: {HasKey: !Not [!Equals [!Ref KeyArn, ""]]}
Resources:
  Open: {Type: AWS::KMS::Key, Properties: {EnableKeyRotation: !If [HasKey, true, false], KeyPolicy: {Statement: []}}}
  Shut: {Type: AWS::KMS::Key, Properties: {EnableKeyRotation: !If [HasKey, false, true], KeyPolicy: {Statement: []}}}
  Good: {Type: AWS::KMS::Key, Properties: {EnableKeyRotation: !If [HasKey, true, true], KeyPolicy: {Statement: []}}}
)";
  EXPECT_EQ(verdict_on(yaml, "ARC6423", "Open"), Verdict::kFail);
  EXPECT_EQ(verdict_on(yaml, "ARC6423", "Shut"), Verdict::kFail);
  EXPECT_EQ(verdict_on(yaml, "ARC6423", "Good"), Verdict::kPass);
}

TEST(Audit, FindsEachWayToPassAnAdministratorsRole) {
  for (const spec::Escalation& way : spec::escalations()) {
    if (way.how != spec::Escalation::How::kPass) continue;
    std::string actions;
    for (const std::string_view each : way.actions) actions += ", \"" + std::string(each) + "\"";
    const std::string yaml = R"(Resources:
  Admin:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument: {Statement: [{Effect: Allow, Principal: {Service: )" +
                             std::string(way.service) + R"(}, Action: "sts:AssumeRole"}]}
      ManagedPolicyArns: ["arn:aws:iam::aws:policy/AdministratorAccess"]
  Low:
    Type: AWS::IAM::User
    Properties:
      Policies:
        - PolicyName: low
          PolicyDocument: {Statement: [{Effect: Allow, Action: ["iam:PassRole")" +
                             actions + "], Resource: \"*\"}]}\n";
    EXPECT_EQ(verdict_on(yaml, "ARC6326", "Low"), Verdict::kFail) << way.way;
  }
}

TEST(Audit, JudgesEachBranchThatOnlyTheDeploymentDecides) {
  const auto bucket = [](const std::string& principal) {
    return R"(
Parameters: {Mode: {Type: String}, Key: {Type: String}}
Conditions: {Open: !Equals [!Ref Mode, open], HasKey: !Not [!Equals [!Ref Key, ""]]}
Resources:
  Logs: {Type: AWS::Logs::LogGroup, Properties: {KmsKeyId: !If [HasKey, !Ref Key, !Ref "AWS::NoValue"]}}
  Policy:
    Type: AWS::S3::BucketPolicy
    Properties:
      Bucket: files
      PolicyDocument: {Statement: [{Effect: Allow, Action: "s3:GetObject", Resource: "arn:aws:s3:::files/*", Principal: )" +
           principal + "}]}\n";
  };
  const std::string team = "{AWS: \"arn:aws:iam::111122223333:role/team\"}";
  EXPECT_EQ(verdict_on(bucket("!If [Open, '*', " + team + "]"), "ARC6307", "Policy"),
            Verdict::kUnknown);
  EXPECT_EQ(verdict_on(bucket("!If [Open, '*', {AWS: '*'}]"), "ARC6307", "Policy"), Verdict::kFail);
  EXPECT_EQ(verdict_on(bucket("!If [Open, " + team + ", " + team + "]"), "ARC6307", "Policy"),
            Verdict::kPass);
  EXPECT_EQ(verdict_on(bucket(team), "ARC6408", "Logs"), Verdict::kUnknown);
}

TEST(Audit, LooksForInstancesOfAClusterWhereTheClusterIs) {
  const auto cluster = [](const std::string& block) {
    return R"(Resources:
  Vpc: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.8.0.0/16}}
  Gateway: {Type: AWS::EC2::InternetGateway}
  Attachment: {Type: AWS::EC2::VPCGatewayAttachment, Properties: {VpcId: !Ref Vpc, InternetGatewayId: !Ref Gateway}}
  Subnet: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref Vpc, CidrBlock: 10.8.0.0/24}}
  Table: {Type: AWS::EC2::RouteTable, Properties: {VpcId: !Ref Vpc}}
  Route: {Type: AWS::EC2::Route, Properties: {RouteTableId: !Ref Table, DestinationCidrBlock: 0.0.0.0/0, GatewayId: !Ref Gateway}}
  Place: {Type: AWS::EC2::SubnetRouteTableAssociation, Properties: {RouteTableId: !Ref Table, SubnetId: !Ref Subnet}}
  Group: {Type: AWS::EC2::SecurityGroup, Properties: {GroupDescription: db, VpcId: !Ref Vpc, SecurityGroupIngress: [{IpProtocol: tcp, FromPort: 3306, ToPort: 3306, CidrIp: )" +
           block + R"(}]}}
  Subnets: {Type: AWS::RDS::DBSubnetGroup, Properties: {DBSubnetGroupDescription: db, SubnetIds: [!Ref Subnet]}}
  Main: {Type: AWS::RDS::DBCluster, Properties: {Engine: aurora-mysql, DBSubnetGroupName: !Ref Subnets, VpcSecurityGroupIds: [!Ref Group]}}
  Writer: {Type: AWS::RDS::DBInstance, Properties: {Engine: aurora-mysql, DBClusterIdentifier: !Ref Main, DBInstanceClass: db.r6g.large, PubliclyAccessible: true}}
)";
  };
  EXPECT_EQ(verdict_on(cluster("0.0.0.0/0"), "ARC6101", "Writer"), Verdict::kFail);
  EXPECT_EQ(verdict_on(cluster("0.0.0.0/0"), "ARC6101", "Main"), Verdict::kFail);
  EXPECT_EQ(verdict_on(cluster("10.8.0.0/16"), "ARC6101", "Writer"), Verdict::kPass);
}

TEST(Audit, TakesDeliverySourcesForLogsOfDistributions) {
  const std::string yaml = R"(Resources:
  Silent: {Type: AWS::CloudFront::Distribution, Properties: {DistributionConfig: {Enabled: true}}}
  Logged: {Type: AWS::CloudFront::Distribution, Properties: {DistributionConfig: {Enabled: true}}}
  Source: {Type: AWS::Logs::DeliverySource, Properties: {Name: logged, LogType: ACCESS_LOGS, ResourceArn: !Sub "arn:aws:cloudfront::${AWS::AccountId}:distribution/${Logged}"}}
)";
  EXPECT_EQ(verdict_on(yaml, "ARC6616", "Silent"), Verdict::kFail);
  EXPECT_EQ(verdict_on(yaml, "ARC6616", "Logged"), Verdict::kPass);
}

TEST(Audit, KnowsPoliciesThatNameTheirUser) {
  const std::string yaml = R"(Resources:
  Bare: {Type: AWS::IAM::User}
  Named: {Type: AWS::IAM::User}
  Policy: {Type: AWS::IAM::UserPolicy, Properties: {PolicyName: list, UserName: !Ref Named, PolicyDocument: {Statement: []}}}
)";
  EXPECT_EQ(verdict_on(yaml, "ARC6319", "Bare"), Verdict::kPass);
  EXPECT_EQ(verdict_on(yaml, "ARC6319", "Named"), Verdict::kFail);
}

TEST(Audit, TakesEveryBlockOfPrefixZeroForTheInternet) {
  const auto group = [](const std::string& block) {
    return R"(Resources:
  Group:
    Type: AWS::EC2::SecurityGroup
    Properties:
      GroupDescription: shells
      SecurityGroupIngress: [{IpProtocol: tcp, FromPort: 22, ToPort: 22, CidrIp: )" +
           block + "}]\n";
  };
  EXPECT_EQ(verdict_on(group("192.168.1.0/0"), "ARC6201", "Group"), Verdict::kFail);
  EXPECT_EQ(verdict_on(group("192.168.1.0/10"), "ARC6201", "Group"), Verdict::kPass);
}

TEST(Audit, DoesNotPassADatabaseOfTheDefaultVpc) {
  const auto database = [](const std::string& more) {
    return "Resources:\n  Main: {Type: AWS::RDS::DBInstance, Properties: {Engine: mysql, "
           "DBInstanceClass: db.t4g.micro" +
           more + "}}\n";
  };
  EXPECT_EQ(verdict_on(database(""), "ARC6101", "Main"), Verdict::kUnknown);
  EXPECT_EQ(verdict_on(database(", PubliclyAccessible: false"), "ARC6101", "Main"), Verdict::kPass);
}

TEST(Audit, FailsOutputsThatShowAParameterWithNoEcho) {
  const std::string stack = R"(Parameters:
  Password: {Type: String, NoEcho: true}
Resources:
  Database: {Type: AWS::RDS::DBInstance, Properties: {MasterUserPassword: !Ref Password}}
)";
  EXPECT_EQ(verdict_on(stack, "ARC6320", "Database"), Verdict::kPass);
  const std::string output = "Outputs:\n  Url: {Value: !Sub \"postgres://a:${Password}@b\"}\n";
  EXPECT_EQ(verdict_on(stack + output, "ARC6320", "Database"), Verdict::kFail);
}

TEST(Audit, NamesTypesThatNoControlHasAnAnswerFor) {
  Sources sources;
  Diagnostics found;
  const auto node = document::read(sources.add("stack.yaml", R"(Resources:
  Board: {Type: AWS::CloudWatch::Dashboard, Properties: {DashboardBody: "{}"}}
  Files: {Type: AWS::S3::Bucket}
  Table: {Type: AWS::EC2::RouteTable, Properties: {VpcId: vpc-1}}
)"),
                                   found);
  const auto stack = cfn::read_template(*node, found);
  const AuditResult result = audit(*stack, {.region = "us-east-1"});
  EXPECT_EQ(result.unanswered, std::vector<std::string>{"AWS::CloudWatch::Dashboard"});
}

}  // namespace
}  // namespace archsynth::analysis
