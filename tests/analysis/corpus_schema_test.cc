#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>

#include "archsynth/cfn/reader.h"
#include "archsynth/document/reader.h"
#include "rules/schemas/schema_check.h"

namespace archsynth::analysis {
namespace {

namespace fs = std::filesystem;

/// cfn-lint's rules that a schema of a resource type expresses.
const std::set<std::string> kSchemaRules = {
    "E1150", "E1151", "E1152", "E1154", "E1156", "E1157", "E1162", "E1164", "E3002", "E3003",
    "E3006", "E3012", "E3014", "E3017", "E3018", "E3020", "E3021", "E3030", "E3031", "E3032",
    "E3033", "E3034", "E3037", "E3045", "E3048", "E3058", "E3676", "E3687", "E3691", "E3715"};

std::string read(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  return std::move(text).str();
}

/// The rules that a template's metadata tells cfn-lint to leave out.
std::set<std::string> ignored(const cfn::Value& metadata) {
  std::set<std::string> rules;
  const cfn::Value* at = &metadata;
  for (const char* key : {"cfn-lint", "config", "ignore_checks"}) {
    at = at == nullptr || at->map() == nullptr ? nullptr : at->map()->find(key);
  }
  if (at == nullptr || at->list() == nullptr) return rules;
  for (const cfn::Value& item : *at->list()) {
    if (item.string() != nullptr) rules.insert(*item.string());
  }
  return rules;
}

struct Said {
  Severity severity;
  std::string text;
};

/// What is said of the lines of a template: of a value that AWS may have added, a warning.
std::multimap<int, Said> findings_of(const fs::path& path) {
  Sources sources;
  Diagnostics diagnostics;
  std::multimap<int, Said> found;
  auto node = document::read(sources.add(path.string(), read(path)), diagnostics);
  if (!node) return found;
  auto checked = cfn::read_template(*node, diagnostics);
  if (!checked) return found;
  const TemplateIndex index(*checked);
  ConditionStates states(*checked);
  Patterns patterns;
  std::size_t steps = 0;
  std::set<std::string> silent = ignored(checked->metadata);
  for (const cfn::Resource& resource : checked->resources) {
    std::set<std::string> own = ignored(resource.metadata);
    check_schema(
        resource, {*checked, index, states, patterns, "us-east-1", {}, steps},
        [&](const SchemaFinding& finding) {
          const Span* span = finding.origin.span();
          if (silent.contains(finding.see) || own.contains(finding.see) || span == nullptr) {
            return;
          }
          found.emplace(
              static_cast<int>(span->source->position_at(span->begin).line),
              Said{finding.severity, finding.see + " " + finding.path + ": " + finding.message});
        });
  }
  return found;
}

/// A third-party type, of which we say that it is not checked; and what AWS refuses although older
/// releases of others do not: parameters' names for subnets, and tables that set neither a billing
/// mode nor throughput (aws-cloudformation/cfn-lint, pull request 4702).
const std::set<std::string> kApart = {
    "lint-fixtures__good__schema_resource.yaml",
    "aws-cloudformation-templates__Solutions__ADConnector__templates__ADCONNECTOR.cfn.yaml",
    "lint-fixtures__good__resources__dynamodb__attributes_transform.yaml"};

TEST(SchemaCorpus, ErrorsAreWhereOthersSeeThem) {
  const char* folder = std::getenv("ARCHSYNTH_CORPUS");
  if (folder == nullptr) GTEST_SKIP() << "ARCHSYNTH_CORPUS names no folder";
  int expected = 0;
  int met = 0;
  for (const auto& entry : fs::directory_iterator(fs::path(folder) / "templates")) {
    if (kApart.contains(entry.path().filename().string())) continue;
    fs::path path = fs::path(folder) / "findings" / (entry.path().filename().string() + ".json");
    auto findings = nlohmann::json::parse(read(path))["findings"];
    auto said = findings_of(entry.path());
    bool clean = true;
    for (const auto& finding : findings) {
      if (finding["level"] == "E") clean = false;
      if (!kSchemaRules.contains(finding["rule"].get<std::string>())) continue;
      ++expected;
      if (said.contains(finding["line"].get<int>())) ++met;
    }
    if (!clean) continue;
    for (const auto& [line, each] : said) {
      if (each.severity != Severity::kError) continue;
      ADD_FAILURE() << entry.path().filename().string() << ":" << line << ": " << each.text;
    }
  }
  std::cout << met << " of " << expected << " errors of schemas met\n";
  EXPECT_GE(met * 100, expected * 95);
}

}  // namespace
}  // namespace archsynth::analysis
