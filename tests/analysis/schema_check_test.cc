#include "rules/schemas/schema_check.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

#include "archsynth/cfn/reader.h"
#include "archsynth/document/reader.h"
#include "archsynth/rules/schemas.h"

namespace archsynth::analysis {
namespace {

/// The findings in a template, one a line: `line see path: message (fix)`.
std::string schema_findings(std::string text, std::string_view region = "us-east-1") {
  Sources sources;
  Diagnostics diagnostics;
  const Source& source = sources.add("t.yaml", std::move(text));
  auto node = document::read(source, diagnostics);
  auto checked = cfn::read_template(*node, diagnostics);
  const TemplateIndex index(*checked);
  ConditionStates states(*checked);
  Patterns patterns;
  std::size_t steps = 0;
  std::string found;
  for (const cfn::Resource& resource : checked->resources) {
    check_schema(resource, {*checked, index, states, patterns, region, {}, steps},
                 [&](const SchemaFinding& finding) {
                   const Span* span = finding.origin.span();
                   found += std::to_string(span->source->position_at(span->begin).line) + " " +
                            finding.see + " " + finding.path.substr(10) + ": " + finding.message;
                   if (!finding.fix.empty()) found += " (" + finding.fix + ")";
                   found += "\n";
                 });
  }
  return found;
}

/// A template of one resource `A`, whose properties start in line 5.
std::string resource(const std::string& type, const std::string& properties) {
  return "Resources:\n  A:\n    Type: " + type + "\n    Properties:\n" + properties;
}

TEST(SchemaCheck, AcceptsWhatFits) {
  EXPECT_EQ(schema_findings(resource("AWS::S3::Bucket",
                                     "      BucketName: some-bucket\n"
                                     "      VersioningConfiguration: {Status: Enabled}\n")),
            "");
  EXPECT_EQ(schema_findings(
                resource("Custom::Thing", "      ServiceToken: x\n      Anything: [1, {a: b}]\n")),
            "");
  EXPECT_EQ(schema_findings(resource("My::Org::Thing::MODULE", "      A: 1\n")), "");
}

TEST(SchemaCheck, NamesUnknownTypesAndRegions) {
  EXPECT_EQ(schema_findings(resource("AWS::S3::Buckets", "      A: 1\n")),
            "3 E3006 A/Type: unknown resource type \"AWS::S3::Buckets\" (did you mean "
            "\"AWS::S3::Bucket\"?)\n");
  EXPECT_EQ(schema_findings(resource("AMZN::SDC::Deployment", "      A: 1\n")),
            "3 E3006 A/Type: \"AMZN::SDC::Deployment\" is not known to be available\n");
}

TEST(SchemaCheck, NamesUnknownAndMissingProperties) {
  EXPECT_EQ(schema_findings(resource("AWS::S3::Bucket", "      BucketNam: x\n")),
            "5 E3002 A/Properties/BucketNam: unknown property \"BucketNam\" (did you mean "
            "\"BucketName\"?)\n");
  EXPECT_EQ(schema_findings(resource("AWS::IAM::Role", "      Path: /\n")),
            "4 E3003 A/Properties: required property \"AssumeRolePolicyDocument\" is missing (add "
            "\"AssumeRolePolicyDocument\")\n");
}

TEST(SchemaCheck, CoercesScalarsAsCloudFormationDoes) {
  EXPECT_EQ(schema_findings(resource("AWS::SQS::Queue",
                                     "      VisibilityTimeout: '30'\n"
                                     "      FifoQueue: 'true'\n"
                                     "      QueueName: 12.fifo\n")),
            "");
  EXPECT_EQ(schema_findings(resource("AWS::SQS::Queue", "      VisibilityTimeout: soon\n")),
            "5 E3012 A/Properties/VisibilityTimeout: \"VisibilityTimeout\" must be an integer, not "
            "\"soon\" (write an integer)\n");
  EXPECT_EQ(schema_findings(resource("AWS::SQS::Queue", "      QueueName: [a]\n")),
            "5 E3012 A/Properties/QueueName: \"QueueName\" must be a string, not a list (write a "
            "string)\n");
}

TEST(SchemaCheck, ChecksValues) {
  EXPECT_EQ(schema_findings(
                resource("AWS::S3::Bucket", "      VersioningConfiguration: {Status: Enable}\n")),
            "5 E3030 A/Properties/VersioningConfiguration/Status: \"Status\" does not accept "
            "\"Enable\" (did you mean \"Enabled\"?)\n");
  EXPECT_EQ(schema_findings(resource("AWS::EC2::Subnet",
                                     "      CidrBlock: 10.0.0.0/24\n"
                                     "      VpcId: vpc-1\n")),
            "6 E1151 A/Properties/VpcId: \"VpcId\" must be a VPC id, not \"vpc-1\" (refer to a "
            "resource of type AWS::EC2::VPC, or write it like vpc-0123456789abcdef0)\n");
  EXPECT_EQ(
      schema_findings(resource("AWS::IAM::InstanceProfile", "      Roles: [a, b]\n")),
      "5 E3032 A/Properties/Roles: \"Roles\" must have at most 1 item, not 2 (remove 1 item)\n");
}

TEST(SchemaCheck, LeavesWhatIsDecidedLaterAlone) {
  EXPECT_EQ(schema_findings("Resources:\n"
                            "  A:\n"
                            "    Type: AWS::EC2::Subnet\n"
                            "    Properties:\n"
                            "      CidrBlock: !Select [0, !Cidr [!GetAtt V.CidrBlock, 2, 8]]\n"
                            "      VpcId: !Ref V\n"
                            "      AvailabilityZone: '{{resolve:ssm:/zone}}'\n"
                            "  V:\n"
                            "    Type: AWS::EC2::VPC\n"
                            "    Properties: {CidrBlock: !Sub '${AWS::AccountId}'}\n"),
            "");
}

TEST(SchemaCheck, JudgesWhatIntrinsicsReturn) {
  EXPECT_EQ(schema_findings(resource("AWS::S3::Bucket", "      BucketName: !GetAZs ''\n")),
            "5 E1015 A/Properties/BucketName: \"BucketName\" must be one value, but Fn::GetAZs is "
            "a list (take one item with Fn::Select, or join them with Fn::Join)\n");
  EXPECT_EQ(schema_findings(resource("AWS::IAM::InstanceProfile", "      Roles: !Sub x\n")),
            "5 E1019 A/Properties/Roles: \"Roles\" must be a list, but Fn::Sub is a string (write "
            "a list, or split the string with Fn::Split)\n");
  EXPECT_EQ(schema_findings("Resources:\n"
                            "  A:\n"
                            "    Type: AWS::EC2::Subnet\n"
                            "    Properties: {CidrBlock: 10.0.0.0/24, VpcId: !Ref R}\n"
                            "  R:\n"
                            "    Type: AWS::IAM::Role\n"
                            "    Properties: {AssumeRolePolicyDocument: {}}\n"),
            "4 E1041 A/Properties/VpcId: \"VpcId\" must be a VPC id, but \"R\" is an "
            "AWS::IAM::Role (refer to a resource of type AWS::EC2::VPC)\n");
}

TEST(SchemaCheck, ChecksEachBranchOfIf) {
  EXPECT_EQ(schema_findings(
                "Parameters: {P: {Type: String}}\n"
                "Conditions: {C: !Equals [!Ref P, x]}\n"
                "Resources:\n"
                "  A:\n"
                "    Type: AWS::S3::Bucket\n"
                "    Properties:\n"
                "      VersioningConfiguration: !If\n"
                "        - C\n"
                "        - Status: Enabled\n"
                "        - Status: No\n"
                "  B:\n"
                "    Type: AWS::S3::Bucket\n"
                "    Condition: C\n"
                "    Properties:\n"
                "      VersioningConfiguration: !If [C, {Status: Enabled}, {Status: Never}]\n"),
            "10 E3030 A/Properties/VersioningConfiguration/Fn::If/2/Status: \"Status\" does not "
            "accept false (one of: Enabled, Suspended)\n");
}

TEST(SchemaCheck, ReportsListsInBranchesAtTheirKey) {
  EXPECT_EQ(schema_findings("Conditions: {C: !Equals [!Ref AWS::Region, x]}\n"
                            "Resources:\n"
                            "  A:\n"
                            "    Type: AWS::IAM::InstanceProfile\n"
                            "    Properties:\n"
                            "      Roles: !If\n"
                            "        - C\n"
                            "        - [a]\n"
                            "        - [a, b]\n"),
            "6 E3032 A/Properties/Roles/Fn::If/2: \"Roles\" must have at most 1 item, not 2 "
            "(remove 1 item)\n");
}

TEST(SchemaCheck, AsksWholeObjectsInEveryPossibleState) {
  std::string before =
      "Parameters: {P: {Type: String}}\n"
      "Conditions:\n"
      "  Has: !Equals [!Ref P, x]\n"
      "  Lacks: !Not [!Condition Has]\n"
      "  Other: !Equals [!Ref P, z]\n"
      "Resources:\n"
      "  A:\n"
      "    Type: AWS::EC2::SecurityGroupIngress\n"
      "    Properties:\n"
      "      GroupId: sg-12345678\n"
      "      IpProtocol: -1\n"
      "      CidrIp: !If [Has, 10.0.0.0/8, !Ref AWS::NoValue]\n";
  EXPECT_EQ(schema_findings(before + "      CidrIpv6: !If [Lacks, '::/0', !Ref AWS::NoValue]\n"),
            "");
  std::string message =
      "exactly one of \"CidrIp\", \"CidrIpv6\", \"SourcePrefixListId\", \"SourceSecurityGroupId\" "
      "and \"SourceSecurityGroupName\" must be set";
  EXPECT_EQ(schema_findings(before + "      CidrIpv6: !If [Other, '::/0', !Ref AWS::NoValue]\n"),
            "9 E3014 A/Properties: " + message + " (set one of them)\n");
}

TEST(SchemaCheck, AppliesTheRulesOfATypeBesideItsSchema) {
  EXPECT_EQ(schema_findings(
                resource("AWS::ElasticLoadBalancingV2::Listener",
                         "      LoadBalancerArn: !Ref Balancer\n"
                         "      Port: 443\n"
                         "      Protocol: HTTPS\n"
                         "      DefaultActions: [{Type: forward, TargetGroupArn: !Ref Group}]\n")),
            "4 E3676 A/Properties: required property \"Certificates\" is missing when \"Protocol\" "
            "is HTTPS or TLS (add "
            "\"Certificates\")\n");
}

TEST(SchemaCheck, TriesTheValuesThatParametersName) {
  std::string before =
      "Parameters:\n"
      "  Size: {Type: Number, Default: 30, MaxValue: 50000}\n"
      "  Vpc: {Type: String, Default: ''}\n"
      "  List: {Type: CommaDelimitedList, Default: ''}\n"
      "Conditions: {HasVpc: !Not [!Equals [!Ref Vpc, '']]}\n"
      "Resources:\n"
      "  A:\n"
      "    Type: AWS::SQS::Queue\n"
      "    Properties: {VisibilityTimeout: !Ref Size}\n"
      "  B:\n"
      "    Type: AWS::EC2::Subnet\n";
  EXPECT_EQ(
      schema_findings(before + "    Properties: {CidrBlock: 10.0.0.0/24, VpcId: !Ref Vpc}\n"),
      "2 W1030 A/Properties/VisibilityTimeout: \"VisibilityTimeout\" must be at most 43200, not "
      "50000 (MaxValue of parameter \"Size\") (change the parameter, or its use at "
      "Resources/A/Properties/VisibilityTimeout)\n"
      "12 W1030 B/Properties/VpcId: \"VpcId\" must be a VPC id, not \"\" (Default of parameter "
      "\"Vpc\") (change the parameter, or its use at Resources/B/Properties/VpcId)\n");
  EXPECT_EQ(schema_findings(before + "    Condition: HasVpc\n"
                                     "    Properties: {CidrBlock: 10.0.0.0/24, VpcId: !Ref Vpc}\n"),
            "2 W1030 A/Properties/VisibilityTimeout: \"VisibilityTimeout\" must be at most 43200, "
            "not 50000 (MaxValue of parameter \"Size\") (change the parameter, or its use at "
            "Resources/A/Properties/VisibilityTimeout)\n");
}

TEST(SchemaCheck, KnowsNetworks) {
  auto subnet = [](const std::string& network) {
    return schema_findings(
        resource("AWS::EC2::Subnet", "      VpcId: !Ref V\n      CidrBlock: " + network + "\n"));
  };
  EXPECT_EQ(subnet("10.0.0.0/24"), "");
  EXPECT_EQ(subnet("0.0.0.0/0"), "");
  for (const char* wrong : {"10.0.0.0/33", "10.0.0.256/24", "10.0.0/24"}) {
    EXPECT_EQ(subnet(wrong),
              "6 E1103 A/Properties/CidrBlock: \"CidrBlock\" must be an IPv4 network, not \"" +
                  std::string(wrong) + "\" (write it like 10.0.0.0/16)\n");
  }
  EXPECT_EQ(subnet("10.0.0.1/24"),
            "6 E1103 A/Properties/CidrBlock: \"10.0.0.1/24\" of \"CidrBlock\" has bits set past "
            "its prefix length (write 10.0.0.0/24)\n");
}

TEST(SchemaCheck, WarnsOfPropertiesThatAwsSets) {
  EXPECT_EQ(schema_findings(resource("AWS::S3::Bucket", "      Arn: arn:aws:s3:::x\n")),
            "5 E3040 A/Properties/Arn: \"Arn\" is read-only (remove \"Arn\")\n");
}

TEST(SchemaCheck, ReportsMalformedIntrinsicsNotAgain) {
  EXPECT_EQ(schema_findings(resource("AWS::S3::Bucket", "      BucketName: {'Fn::Sub': {a: b}}\n")),
            "");
}

TEST(CheckSchemas, SpeaksThroughDiagnostics) {
  Sources sources;
  Diagnostics reading;
  const Source& source = sources.add("t.yaml", resource("AWS::S3::Bucket", "      BucketNam: x\n"));
  auto checked = cfn::read_template(*document::read(source, reading), reading);
  Diagnostics diagnostics;
  check_schemas(*checked, diagnostics);
  EXPECT_EQ(render(diagnostics),
            "t.yaml:5:7: error: unknown property \"BucketNam\" [ARC3002 A]\n"
            "    5 |       BucketNam: x\n"
            "      |       ^~~~~~~~~\n"
            "  fix: did you mean \"BucketName\"?\n  see: cfn-lint E3002\n");
  Diagnostics elsewhere;
  check_schemas(*checked, elsewhere, "me-west-1");
  EXPECT_EQ(render(elsewhere), render(diagnostics)) << "no schemas of that region are published";
}

/// What a function and its alarm say of a runtime, a case, a unit and a type, and how gravely.
TEST(CheckSchemas, OnlyWarnsOfWhatAwsMayHaveAdded) {
  const Source source("t.yaml", R"(Resources:
  New:
    Type: AWS::S3::Vault
  Slip:
    Type: AWS::S3::Bukket
  F:
    Type: AWS::Lambda::Function
    Properties: {Runtime: python3.99, PackageType: zip, Role: 'arn:aws:iam::123456789012:role/r',
                 Code: {ZipFile: ''}, TracingConfig: {Mode: Sometimes}}
  B:
    Type: AWS::S3::Bucket
    Properties: {AccelerateConfiguration: {AccelerationStatus: Paused},
                 VersioningConfiguration: {Status: Pending}}
  O:
    Type: AWS::CloudFront::OriginAccessControl
    Properties: {OriginAccessControlConfig: {Name: o, OriginAccessControlOriginType: s3,
                                             SigningBehavior: always, SigningProtocol: sigv5}}
)");
  Diagnostics reading;
  auto checked = cfn::read_template(*document::read(source, reading), reading);
  Diagnostics diagnostics;
  check_schemas(*checked, diagnostics);
  std::string said;
  for (const Diagnostic& each : diagnostics.items()) {
    said += fmt::format("{} {}: {} ({})\n", each.severity == Severity::kError ? "error" : "warning",
                        each.code, each.message, each.fix);
  }
  EXPECT_EQ(
      said,
      R"(warning ARC3001: "AWS::S3::Vault" is not in AWS's schemas of 2026-10-20 (correct the type if it is misspelled)
error ARC3001: unknown resource type "AWS::S3::Bukket" (did you mean "AWS::S3::Bucket"?)
warning ARC3005: "python3.99" is not a value of "Runtime" in AWS's schemas of 2026-10-20 (did you mean "python3.15"?)
error ARC3005: "PackageType" does not accept "zip" (did you mean "Zip"?)
warning ARC3005: "Sometimes" is not a value of "Mode" in AWS's schemas of 2026-10-20 (one of: Active, PassThrough)
error ARC3005: "AccelerationStatus" does not accept "Paused" (one of: Enabled, Suspended)
error ARC3005: "Status" does not accept "Pending" (one of: Enabled, Suspended)
warning ARC3006: "sigv5" is not a value of "SigningProtocol" in AWS's schemas of 2026-10-20 (did you mean "sigv4"?)
)");
}

TEST(CheckSchemas, NamesNoConditionOfAValueThatIsWrongByItself) {
  const std::string found = schema_findings(
      "Resources:\n"
      "  C: {Type: AWS::RDS::DBCluster, Properties: {Engine: aurora, MasterUsername: app, "
      "ManageMasterUserPassword: true}}\n");
  EXPECT_EQ(found.substr(0, found.find(" (")),
            "2 E3690 C/Properties/Engine: \"Engine\" does not accept \"aurora\"");
}

TEST(CheckSchemas, FindsNothingInWhatWeEmit) {
  namespace fs = std::filesystem;
  int templates = 0;
  for (const char* folder : {"templates", "tests/golden"}) {
    fs::path root = fs::path(ARCHSYNTH_SOURCE_DIR) / folder;
    for (const auto& entry : fs::recursive_directory_iterator(root)) {
      if (entry.path().filename() != "production.yaml") continue;
      std::ifstream in(entry.path(), std::ios::binary);
      std::ostringstream text;
      text << in.rdbuf();
      EXPECT_EQ(schema_findings(text.str()), "") << entry.path();
      ++templates;
    }
  }
  EXPECT_GE(templates, 5);
}

TEST(Patterns, BoundsWhatTheyCost) {
  Patterns patterns;
  EXPECT_TRUE(patterns.matches("^a+$", "aaa"));
  EXPECT_FALSE(patterns.matches("^a+$", "ab"));
  EXPECT_TRUE(patterns.matches("^(a+)+$", std::string(40, 'a') + "b"));
  EXPECT_TRUE(patterns.matches("(", "malformed patterns refuse nothing"));
  EXPECT_TRUE(patterns.matches("^\\p{Print}+$", "Some Name"));
}

}  // namespace
}  // namespace archsynth::analysis
