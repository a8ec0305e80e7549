#include "archsynth/analysis/validate.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>

#include "archsynth/cfn/reader.h"
#include "archsynth/document/reader.h"

namespace archsynth::analysis {
namespace {

namespace fs = std::filesystem;
using ::testing::IsEmpty;

Diagnostics validate_findings(const Source& source) {
  Diagnostics found;
  const auto node = document::read(source, found);
  const auto checked = node ? cfn::read_template(*node, found) : std::nullopt;
  if (checked) validate(*checked, {}, found);
  return found;
}

TEST(Validate, JudgesStructureSchemasAndRelations) {
  const Source source("t.yaml", R"(Resources:
  Queue:
    Type: AWS::SQS::Queue
    Properties: {VisibilityTimeout: 5, DelaySecond: 1}
  Function:
    Type: AWS::Lambda::Function
    Properties: {Role: !GetAtt Roel.Arn, Timeout: 60, Handler: a.b, Runtime: python3.13, Code: {ZipFile: ""}}
  Role: {Type: AWS::SSO::Nothing}
  Mapping:
    Type: AWS::Lambda::EventSourceMapping
    Properties: {EventSourceArn: !GetAtt Queue.Arn, FunctionName: !Ref Function}
)");
  std::set<std::string> codes;
  const Diagnostics found = validate_findings(source);
  for (const Diagnostic& each : found.items()) codes.insert(each.code);
  EXPECT_THAT(codes, ::testing::ElementsAre("ARC2010", "ARC3001", "ARC3002", "ARC4801"));
}

TEST(Validate, HonoursWhatMetadataTurnsOff) {
  const std::string queue = "    Type: AWS::SQS::Queue\n    Properties: {DelaySeconds: many}\n";
  const std::string off = "Metadata: {cfn-lint: {config: {ignore_checks: [E3012]}}}\n";
  const Source on("t.yaml", "Resources:\n  Queue:\n" + queue);
  const Source by_template("t.yaml", off + "Resources:\n  Queue:\n" + queue);
  const Source by_resource("t.yaml", "Resources:\n  Queue:\n" + queue + "    " + off);
  EXPECT_TRUE(validate_findings(on).has_errors());
  EXPECT_FALSE(validate_findings(by_template).has_errors());
  EXPECT_FALSE(validate_findings(by_resource).has_errors());
}

TEST(Validate, SaysTheSameHoweverItsTasksRun) {
  const Source source("t.yaml", R"(Resources:
  Queue:
    Type: AWS::SQS::Queue
    Properties: {VisibilityTimeout: 5, DelaySecond: 1, KmsMasterKeyId: !Ref Kye}
  Mapping:
    Type: AWS::Lambda::EventSourceMapping
    Properties: {EventSourceArn: !GetAtt Queue.Arn, FunctionName: !Ref Function}
  Function:
    Type: AWS::Lambda::Function
    Properties: {Role: r, Timeout: 60, Handler: a.b, Runtime: python3.13, Code: {ZipFile: ""}}
)");
  Diagnostics reading;
  const auto node = document::read(source, reading);
  const auto checked = cfn::read_template(*node, reading);
  Diagnostics in_turn;
  validate(*checked, {}, in_turn);
  Diagnostics reversed;
  validate(*checked,
           {.run_both =
                [](const auto& first, const auto& second) {
                  second();
                  first();
                }},
           reversed);
  EXPECT_GE(in_turn.items().size(), 4U);
  EXPECT_EQ(in_turn.items(), reversed.items());
}

/// How many findings of others there are, and at how many of their lines we say something.
struct Score {
  int theirs = 0;
  int met = 0;
  double share() const { return theirs == 0 ? 1 : static_cast<double>(met) / theirs; }
};

constexpr std::string_view kThirdParty = "lint-fixtures__good__schema_resource.yaml";
/// Others refuse clusters of one shard without replicas, which ElastiCache creates: hashicorp's
/// terraform-provider-aws, issues 18522 and 43233.
constexpr std::string_view kDisproved =
    "lint-fixtures__bad__resources__elasticache__cache_cluster_failover.yaml";

/// What others refuse and AWS takes: a macro that writes the argument of a function
/// (aws-cloudformation/cfn-lint, pull requests 920 and 3213), and a hyphen in a condition's name
/// (the same, pull request 1569).
struct Mistaken {
  std::string_view file;
  std::string_view rule;
};
constexpr Mistaken kMistaken[] = {
    {"lint-fixtures__good__functions__sub.yaml", "E1021"},
    {"lint-fixtures__good__parameters__not_used_parameters.yaml", "E1021"},
    {"refarch-wordpress__templates__aws-refarch-wordpress-03-rds.yaml", "E8001"}};

bool is_mistaken(std::string_view file, const nlohmann::json& finding) {
  return std::any_of(std::begin(kMistaken), std::end(kMistaken), [&](const Mistaken& each) {
    return each.file == file && finding["rule"] == each.rule;
  });
}

/// Templates that AWS refuses although others see nothing: names of security groups beside a subnet
/// (aws-cloudformation-templates, pull request 450, mends the same), a behavior without a cache
/// policy, parameters' names for subnets, logs of a distribution in a bucket without ACLs
/// (aws-samples/baseline-environment-on-aws, issue 363), and tables without a billing mode, which
/// is PROVISIONED then, and without throughput.
constexpr std::string_view kRefusedByAws[] = {
    "aws-cloudformation-templates__Solutions__ADConnector__templates__ADCONNECTOR.cfn.yaml",
    "aws-cloudformation-templates__EC2__EC2_Instance_With_Ephemeral_Drives.json",
    "aws-cloudformation-templates__S3__compliant-static-website.yaml",
    "lint-fixtures__bad__hard_coded_arn_properties.yaml",
    "lint-fixtures__good__resources__dynamodb__attributes_transform.yaml",
    "lint-fixtures__good__functions__getatt_serverless_function_version.yaml"};

TEST(Validate, AgreesWithOthersOnPublicTemplates) {
  const char* corpus = std::getenv("ARCHSYNTH_CORPUS");
  if (corpus == nullptr) GTEST_SKIP() << "ARCHSYNTH_CORPUS names no folder";
  std::vector<std::string> alarms;
  Score errors;
  Score warnings;
  for (const auto& entry : fs::directory_iterator(fs::path(corpus) / "templates")) {
    const std::string name = entry.path().filename().string();
    std::ifstream in(entry.path(), std::ios::binary);
    const Source source(name, std::string(std::istreambuf_iterator<char>(in), {}));
    std::ifstream peers(fs::path(corpus) / "findings" / (name + ".json"));
    nlohmann::json theirs = nlohmann::json::parse(peers)["findings"];
    // Others judge what a macro rewrites, and third-party types, as if AWS had them.
    if (name.find("__MacrosExamples__") != name.npos || name == kThirdParty) continue;
    if (name == kDisproved) continue;
    const bool is_refused = std::find(std::begin(kRefusedByAws), std::end(kRefusedByAws), name) !=
                            std::end(kRefusedByAws);
    const bool is_right =
        !is_refused && std::none_of(theirs.begin(), theirs.end(),
                                    [](const auto& each) { return each["level"] == "E"; });
    std::set<int> error_lines;
    std::set<int> lines;
    const Diagnostics found = validate_findings(source);
    for (const Diagnostic& each : found.items()) {
      const bool is_error = each.severity == Severity::kError;
      const Span* span = each.origin.span();
      if (span != nullptr) {
        const int line = static_cast<int>(source.position_at(span->begin).line);
        lines.insert(line);
        // What fails in some states only is an error of others, and a warning here.
        if (is_error || !each.state.empty()) error_lines.insert(line);
      }
      if (is_error && is_right) alarms.push_back(render(each));
    }
    for (const auto& each : theirs) {
      if (is_mistaken(name, each)) continue;
      const bool is_error = each["level"] == "E";
      Score& score = is_error ? errors : warnings;
      ++score.theirs;
      score.met += (is_error ? error_lines : lines).contains(each["line"].get<int>()) ? 1 : 0;
    }
  }
  std::cout << errors.met << " of " << errors.theirs << " errors and " << warnings.met << " of "
            << warnings.theirs << " warnings of others are met at their line\n";
  EXPECT_THAT(alarms, IsEmpty());
  EXPECT_GE(errors.share(), 0.95);
  EXPECT_GE(warnings.share(), 0.85);
}

}  // namespace
}  // namespace archsynth::analysis
