// Reports: what they gather, what their pages promise, and goldens of documents.

#include "archsynth/render/report.h"

#include <gmock/gmock.h>

#include <regex>

#include "archsynth/architecture/load.h"
#include "archsynth/cfn/reader.h"
#include "archsynth/document/reader.h"
#include "archsynth/synth/synthesize.h"
#include "golden.h"
#include "render/report/html.h"
#include "support/sha256.h"

namespace archsynth::picture {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

const fs::path kReportRoot = ARCHSYNTH_SOURCE_DIR;

struct Made {
  cfn::Template stack;
  Report report;
};

Made of_architecture(const std::string& path) {
  static Sources sources;
  Diagnostics diagnostics;
  Made made;
  const std::string text = testing::read_file(kReportRoot / path);
  const auto stack = load(sources.add(path, text), diagnostics);
  if (stack == nullptr) return made;
  made.stack = synthesize(*stack, diagnostics);
  made.report = make_report(made.stack, {}, spec::PriceBook::built_in(),
                            {path, stack->props().region, true, {}});
  return made;
}

Made of_template(const std::string& text, const Diagnostics& findings = {}) {
  static Sources sources;
  Diagnostics diagnostics;
  Made made;
  const auto node = document::read(sources.add("t.yaml", text), diagnostics);
  auto content = node ? cfn::read_template(*node, diagnostics) : std::nullopt;
  if (content) made.stack = *std::move(content);
  made.report = make_report(made.stack, findings, spec::PriceBook::built_in(),
                            {.file = "t.yaml", .region = "", .is_architecture = false, .cost = {}});
  return made;
}

const ReportResource* find(const Report& report, const std::string& id) {
  for (const ReportResource& each : report.resources) {
    if (each.id == id) return &each;
  }
  return nullptr;
}

std::vector<std::string> between(const std::string& text, const std::string& begin,
                                 const std::string& end) {
  std::vector<std::string> found;
  for (std::size_t at = text.find(begin); at != text.npos; at = text.find(begin, at)) {
    at += begin.size();
    found.push_back(text.substr(at, text.find(end, at) - at));
  }
  return found;
}

constexpr const char* kQueue = R"(Resources:
  Jobs:
    Type: AWS::SQS::Queue
    Properties:
      DelaySeconds: 1000
  Data:
    Type: AWS::DynamoDB::Table
    Properties:
      PointInTimeRecoverySpecification: {PointInTimeRecoveryEnabled: true}
)";

TEST(Report, KnowsWhichLinesStateAResource) {
  const Made made = of_architecture("examples/prod.yaml");
  const ReportResource* subnet = find(made.report, "VpcPublicSubnetA");
  ASSERT_NE(subnet, nullptr);
  EXPECT_THAT(subnet->lines, ::testing::Contains(ReportLine{
                                 11, "    a: {public: 10.0.1.0/24, private: 10.0.11.0/24}"}));
}

TEST(Report, KnowsEveryLineOfATemplatesResource) {
  const Made made = of_template(kQueue);
  std::vector<std::uint32_t> numbers;
  for (const ReportLine& line : find(made.report, "Jobs")->lines) numbers.push_back(line.number);
  EXPECT_THAT(numbers, ElementsAre(2, 3, 4, 5));
}

TEST(Report, PutsFindingsToTheirResources) {
  Made made = of_template(kQueue);
  Diagnostics findings;
  const cfn::Resource& jobs = made.stack.resources.front();
  findings.error("ARC3004", jobs.properties.find("DelaySeconds")->origin(), "too long")
      .subject.resource = "Jobs";
  findings.warning("ARC4000", {}, "about the whole");
  const Report report =
      make_report(made.stack, findings, spec::PriceBook::built_in(),
                  {.file = "t.yaml", .region = "", .is_architecture = false, .cost = {}});
  ASSERT_EQ(report.findings.size(), 2u);
  EXPECT_EQ(report.findings[0].subject.resource, "Jobs");
  EXPECT_EQ(report.findings[1].subject.resource, "");
  const ReportPart& part = report.parts[*find(report, "Jobs")->part];
  EXPECT_THAT(part.findings, ElementsAre(0u));
}

TEST(Report, AddsUpTheCostOfEachPart) {
  const Made made = of_architecture("examples/prod.yaml");
  const Report& report = made.report;
  const ReportPart& part = report.parts[*find(report, "VpcNatGatewayA")->part];
  EXPECT_EQ(part.monthly,
            find(report, "VpcNatGatewayA")->monthly + find(report, "VpcNatEipA")->monthly);
  EXPECT_GT(part.monthly.least, spec::Money());
}

TEST(Report, TellsWhatMayBeLost) {
  const Made made = of_template(kQueue);
  ASSERT_EQ(made.report.overview.backups.size(), 1u);
  EXPECT_EQ(made.report.overview.backups[0].loss, "about 5 minutes");
  EXPECT_EQ(made.report.overview.backups[0].on_delete, "the resource is deleted");
}

TEST(Report, TellsWhatADatabaseWithoutBackupsLoses) {
  const Made made = of_template(R"(Resources:
  None: {Type: AWS::RDS::DBInstance, Properties: {BackupRetentionPeriod: 0, MultiAZ: true}}
  Unstated: {Type: AWS::RDS::DBInstance, DeletionPolicy: Delete, Properties: {Engine: mysql}}
  Later: {Type: AWS::RDS::DBInstance, Properties: {BackupRetentionPeriod: !ImportValue Days}}
  Replica: {Type: AWS::RDS::DBInstance, Properties: {SourceDBInstanceIdentifier: !Ref None}}
)");
  std::vector<std::string> rows;
  for (const analysis::BackupRow& each : made.report.overview.backups) {
    rows.push_back(each.id + ": " + each.backups + "; " + each.loss + "; " + each.recovery + "; " +
                   each.on_delete);
  }
  EXPECT_THAT(
      rows,
      ElementsAre(
          "None: none; all data; 1 to 2 minutes with the standby if a zone fails; otherwise never; "
          "a final snapshot is kept",
          "Unstated: automated, point in time within 1 day (the RDS default); about 5 minutes; "
          "a restore, which depends on the data size; the resource is deleted",
          "Later: automated, with a retention known at deployment; about 5 minutes, if backups are "
          "kept; a restore, which depends on the data size; a final snapshot is kept"));
}

TEST(Report, ListsTrafficBothWays) {
  const Made made = of_template(R"(Resources:
  Web:
    Type: AWS::EC2::SecurityGroup
    Properties:
      SecurityGroupIngress:
        - {IpProtocol: tcp, FromPort: 443, ToPort: 443, CidrIp: 0.0.0.0/0, Description: visitors}
  Out:
    Type: AWS::EC2::SecurityGroupEgress
    Properties: {GroupId: sg-1, IpProtocol: "-1", DestinationSecurityGroupId: !GetAtt Web.GroupId}
)");
  std::vector<std::string> rows;
  for (const analysis::TrafficRow& each : made.report.overview.traffic) {
    rows.push_back(each.group + (each.is_inbound ? " from " : " to ") + each.other + ", " +
                   each.ports + ", " + each.reason);
  }
  EXPECT_THAT(rows, ElementsAre("Web from 0.0.0.0/0, TCP 443, visitors",
                                "Web to 0.0.0.0/0, all traffic, allowed by AWS by default",
                                "sg-1 to Web, all traffic, "));
}

TEST(Report, NamesTheReadersOfASecret) {
  const Made made = of_architecture("examples/prod.yaml");
  ASSERT_EQ(made.report.overview.secrets.size(), 2u);
  EXPECT_THAT(made.report.overview.secrets[1].readers,
              ElementsAre("ApiExecutionRole by ApiExecutionRolePolicy",
                          "ApiTaskDefinition as DATABASE_URL"));
}

TEST(Report, ListsTheDefaultsOfProfiles) {
  const Made made = of_architecture("examples/prod.yaml");
  bool is_there = false;
  for (const analysis::DefaultRow& each : made.report.overview.defaults) {
    is_there = is_there || (each.key == "deletion_protection" && each.profile == "production");
  }
  EXPECT_TRUE(is_there);
  EXPECT_THAT(of_template(kQueue).report.overview.defaults, IsEmpty());
}

TEST(Page, AllowsItsOwnStyleAndScriptAndNothingElse) {
  const std::string html = to_html(of_template(kQueue).report);
  const std::vector<std::string> policies =
      between(html, "<meta http-equiv=\"Content-Security-Policy\" content=\"", "\"");
  ASSERT_EQ(policies.size(), 1u);
  EXPECT_THAT(policies[0], ::testing::StartsWith("default-src 'none'; "));
  EXPECT_THAT(policies[0], Not(HasSubstr("unsafe")));
  std::vector<std::string> inlined = between(html, "<style>", "</style>");
  const std::vector<std::string> scripts = between(html, "<script>", "</script>");
  EXPECT_EQ(inlined.size(), 2u);
  EXPECT_EQ(scripts.size(), 1u);
  inlined.insert(inlined.end(), scripts.begin(), scripts.end());
  for (const std::string& text : inlined) {
    EXPECT_THAT(policies[0], HasSubstr("'sha256-" + sha256_base64(text) + "'"));
  }
  EXPECT_THAT(html, Not(HasSubstr(" style=")));
  EXPECT_FALSE(std::regex_search(html, std::regex("<[^>]* on[a-z]+=")));
}

TEST(Page, ShowsHostileTextsAsText) {
  const std::string hostile =
      "</script></style><script>alert(1)</script><img src=x onerror=alert(2)>\"'&\xE2\x80\xAE"
      "\xF0\x9F\x92\xA5";
  EXPECT_EQ(html_text(hostile),
            "&lt;/script&gt;&lt;/style&gt;&lt;script&gt;alert(1)&lt;/script&gt;&lt;img src=x "
            "onerror=alert(2)&gt;&quot;&#39;&amp;\xEF\xBF\xBD\xF0\x9F\x92\xA5");
  const std::string quoted = "'" + std::regex_replace(hostile, std::regex("'"), "''") + "'";
  const std::string text = "Description: " + quoted + "\nResources:\n  ? " + quoted +
                           "\n  : Type: AWS::S3::Bucket\n    Properties: {BucketName: " + quoted +
                           "}\n  Group:\n    Type: AWS::EC2::SecurityGroup\n    Properties:\n"
                           "      GroupDescription: " +
                           quoted + "\n      SecurityGroupIngress: {Description: " + quoted +
                           ", IpProtocol: tcp, FromPort: 1, ToPort: 1, CidrIp: " + quoted + "}\n";
  Diagnostics findings;
  findings.error(hostile, {}, hostile).fix = hostile;
  const Report report = of_template(text, findings).report;
  ASSERT_EQ(report.resources.size(), 2u);
  const std::string html = to_html(report);
  EXPECT_THAT(html, Not(HasSubstr("<script>alert")));
  EXPECT_THAT(html, Not(HasSubstr("<img")));
  EXPECT_THAT(html, Not(HasSubstr("\xE2\x80\xAE")));
  EXPECT_THAT(html, HasSubstr("&lt;script&gt;alert(1)"));
}

TEST(Page, OfATemplateWithoutAnythingSaysSo) {
  const std::string html = to_html(of_template("Resources: {}\n").report);
  EXPECT_THAT(html, HasSubstr("Nothing to draw"));
  EXPECT_THAT(html, HasSubstr("The template has no network."));
}

TEST(Document, IsTheOneOfTheExamples) {
  for (const std::string name : {"prod", "minimal"}) {
    const Made made = of_architecture("examples/" + name + ".yaml");
    ASSERT_FALSE(made.stack.resources.empty()) << name;
    testing::expect_golden(kReportRoot / "tests/render/expected/document" / (name + ".md"),
                           to_document(made.report, made.stack));
  }
}

TEST(Document, OfATemplateWithoutANetworkHasWhatThereIs) {
  const Made made = of_template(kQueue);
  testing::expect_golden(kReportRoot / "tests/render/expected/document/queue.md",
                         to_document(made.report, made.stack));
}

TEST(Document, KeepsTextsFromBeingMarkup) {
  const Made made =
      of_template("Description: '# <b> | [a](b) ```'\nResources: {A: {Type: AWS::SNS::Topic}}\n");
  EXPECT_THAT(to_document(made.report, made.stack),
              ::testing::StartsWith("# \\# \\<b\\> \\| \\[a\\](b) \\`\\`\\`\n"));
}

}  // namespace
}  // namespace archsynth::picture
