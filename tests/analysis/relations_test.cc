// Rules across resources: each has a fixture in tests/lint/relations whose offending lines say
// `# expect ARC4101`, or `# expect ARC4101 warning` where the severity matters; a line that says
// nothing has no finding.

#include "archsynth/rules/relations.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <sstream>

#include "archsynth/cfn/reader.h"
#include "archsynth/document/reader.h"
#include "archsynth/rules/rules.h"

namespace archsynth::analysis {
namespace {

namespace fs = std::filesystem;
using ::testing::IsEmpty;

const fs::path kFixtures = fs::path(ARCHSYNTH_SOURCE_DIR) / "tests/lint/relations";

std::string read_template_file(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

std::vector<fs::path> files_of(const fs::path& folder) {
  std::set<fs::path> files;
  for (const auto& entry : fs::directory_iterator(folder)) files.insert(entry.path());
  return {files.begin(), files.end()};
}

/// What the rules say of a template's text; nothing when it is no template.
Diagnostics findings(const Source& source) {
  Diagnostics reading;
  Diagnostics found;
  const auto node = document::read(source, reading);
  const auto read = node ? cfn::read_template(*node, reading) : std::nullopt;
  if (read) check_relations(*read, found, "us-east-1");
  return found;
}

using Expectation = std::pair<std::size_t, std::string>;  // line, code

std::multiset<Expectation> expected(const std::string& text) {
  const std::string mark = "# expect ";
  std::multiset<Expectation> all;
  std::istringstream in(text);
  std::string line;
  for (std::size_t number = 1; std::getline(in, line); ++number) {
    const std::size_t at = line.find(mark);
    if (at != std::string::npos) all.emplace(number, line.substr(at + mark.size()));
  }
  return all;
}

std::size_t line_of(const Origin& origin) {
  const std::string place = origin.to_string();  // name:line:column
  const std::size_t line = place.find(':') + 1;
  return std::stoul(place.substr(line));
}

class Fixture : public ::testing::TestWithParam<fs::path> {};

TEST_P(Fixture, HasTheFindingsThatItExpects) {
  const std::string text = read_template_file(GetParam());
  const Source source(GetParam().filename().string(), text);
  const Diagnostics found = findings(source);
  const std::multiset<Expectation> wanted = expected(text);
  std::multiset<Expectation> got;
  for (const Diagnostic& each : found.items()) {
    const Expectation plain(line_of(each.origin), each.code);
    const Expectation weak(plain.first, each.code + " warning");
    got.insert(each.severity == Severity::kWarning && wanted.contains(weak) ? weak : plain);
  }
  EXPECT_EQ(got, wanted) << render(found);
  EXPECT_FALSE(got.empty());
}

INSTANTIATE_TEST_SUITE_P(Relations, Fixture, ::testing::ValuesIn(files_of(kFixtures)),
                         [](const ::testing::TestParamInfo<fs::path>& info) {
                           return info.param.stem().string();
                         });

TEST(RelationRules, AreCompleteAndHaveFixtures) {
  std::set<std::string_view> ids;
  for (const Rule& rule : rules()) {
    if (!std::holds_alternative<RelationCheck>(rule.check) &&
        !std::holds_alternative<ResourceCheck>(rule.check)) {
      continue;
    }
    EXPECT_TRUE(ids.insert(rule.id).second) << rule.id;
    for (std::string_view text : {rule.title, rule.why, rule.fix, rule.source}) {
      EXPECT_FALSE(text.empty()) << rule.id;
    }
    EXPECT_TRUE(fs::exists(kFixtures / (std::string(rule.id) + ".yaml"))) << rule.id;
  }
  EXPECT_GE(ids.size(), 60U);
}

TEST(RelationRules, LeaveAloneWhatIsNotCertain) {
  const Source source("t.yaml", R"(
Parameters:
  Vpc: {Type: AWS::EC2::VPC::Id}
  Container: {Type: String, Default: ""}
Conditions:
  Big: !Equals [!Ref "AWS::Region", us-east-1]
Resources:
  Other: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.0.0.0/16}}
  Gate: {Type: AWS::EC2::VPCGatewayAttachment, Properties: {VpcId: !Ref Other, InternetGatewayId: igw-1}}
  A:
    Type: AWS::EC2::Subnet
    Properties: {VpcId: !Ref Vpc, CidrBlock: 10.9.0.0/24}
  B:
    Type: AWS::EC2::Subnet
    Properties: {VpcId: !Ref Other, CidrBlock: !If [Big, 10.0.9.0/24, 10.0.0.0/24]}
  Groups: {Type: AWS::EC2::SecurityGroup, Properties: {GroupDescription: g, VpcId: !GetAtt A.VpcId}}
  Balancer:
    Type: AWS::ElasticLoadBalancingV2::LoadBalancer
    Properties: {Subnets: !If [Big, [!Ref A, !Ref B], !Ref "AWS::NoValue"], SecurityGroups: [!Ref Groups]}
  Task:
    Type: AWS::ECS::TaskDefinition
    Properties: {ContainerDefinitions: [!If [Big, {Name: web, Image: i, Memory: 512}, !Ref "AWS::NoValue"]]}
  Service:
    Type: AWS::ECS::Service
    Properties:
      TaskDefinition: !Ref Task
      LoadBalancers: [{ContainerName: !Ref Container, ContainerPort: 80, TargetGroupArn: !ImportValue t}]
  Record:
    Type: AWS::Route53::RecordSet
    Properties: !If [Big, {Name: a.example.com, Type: A}, {Name: b.example.com, Type: A}]
)");
  EXPECT_EQ(render(findings(source)), "");
}

/// Public templates that AWS refuses although others see nothing: names of security groups beside a
/// subnet (aws-cloudformation-templates, pull request 450, mends the same), a behavior without a
/// cache policy, a public policy of objects on a bucket alone, logs of a distribution in a bucket
/// without ACLs (aws-samples/baseline-environment-on-aws, issue 363), and tables without throughput
/// whose billing mode is PROVISIONED by default.
constexpr std::string_view kRefused[] = {
    "aws-cloudformation-templates__EC2__EC2_Instance_With_Ephemeral_Drives.json",
    "aws-cloudformation-templates__S3__compliant-static-website.yaml",
    "lint-fixtures__bad__hard_coded_arn_properties.yaml",
    "lint-fixtures__good__resources__dynamodb__attributes_transform.yaml",
    "lint-fixtures__good__functions__getatt_serverless_function_version.yaml"};

TEST(RelationRules, RaiseNoFalseAlarmOnPublicTemplates) {
  const char* corpus = std::getenv("ARCHSYNTH_CORPUS");
  if (corpus == nullptr) GTEST_SKIP() << "ARCHSYNTH_CORPUS names no folder";
  std::vector<std::string> alarms;
  for (const fs::path& file : files_of(fs::path(corpus) / "templates")) {
    const std::string name = file.filename().string();
    if (std::find(std::begin(kRefused), std::end(kRefused), name) != std::end(kRefused)) continue;
    const std::string peers = read_template_file(fs::path(corpus) / "findings" / (name + ".json"));
    const bool clean = peers.find("\"level\": \"E\"") == std::string::npos &&
                       peers.find("\"level\":\"E\"") == std::string::npos;
    const Source source(name, read_template_file(file));
    const Diagnostics found = findings(source);
    for (const Diagnostic& each : found.items()) {
      if (clean && each.severity == Severity::kError) alarms.push_back(render(each));
    }
  }
  EXPECT_THAT(alarms, IsEmpty());
}

}  // namespace
}  // namespace archsynth::analysis
