#include "cli/gate.h"

#include <chrono>
#include <set>

#include "golden.h"

namespace archsynth::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::chrono::year_month_day kToday = std::chrono::year(2026) / 11 / 23;

std::optional<input::Input> input_of(const fs::path& file, Sources& sources) {
  Diagnostics found;
  const Source& source = sources.add(file.string(), testing::read_file(file));
  return input::open(source, {}, sources, found);
}

/// The two sides of a folder of tests/diff, with what hurts of the change.
struct Scenario {
  explicit Scenario(const fs::path& folder) {
    for (const char* side : {"old", "new"}) {
      const fs::path yaml = folder / (std::string(side) + ".yaml");
      const fs::path json = folder / (std::string(side) + ".json");
      auto input = input_of(fs::exists(json) ? json : yaml, sources);
      if (input) stacks.push_back(std::move(input->stack));
    }
    if (stacks.size() != 2) return;
    report.changes = analysis::diff(stacks[0], stacks[1]);
    report.findings = judged(report.changes, stacks[0], stacks[1]);
    for (const cfn::Template& stack : stacks) {
      for (const cfn::Resource& each : stack.resources) ids.insert(each.id.str());
    }
  }

  Sources sources;
  std::vector<cfn::Template> stacks;
  picture::DiffReport report;
  std::set<std::string> ids;
};

/// The subjects of the findings under a code once one resource's is acknowledged.
std::multiset<std::string> left(const Scenario& scenario, const std::string& code,
                                const std::string& acknowledged) {
  picture::DiffReport report = scenario.report;
  input::Acknowledgement meant;
  meant.resource = acknowledged;
  meant.change = code;
  acknowledge(report, {meant}, kToday);
  std::multiset<std::string> subjects;
  for (const Diagnostic& each : report.findings.items()) {
    if (each.code == code && !each.suppression) subjects.insert(each.subject.resource);
  }
  return subjects;
}

TEST(Gate, AcknowledgesFindingsOfTheNamedResourceAlone) {
  std::set<std::string> codes;
  std::size_t pairs = 0;
  for (const auto& entry : fs::directory_iterator(fs::path(ARCHSYNTH_SOURCE_DIR) / "tests/diff")) {
    if (!entry.is_directory()) continue;
    const Scenario scenario(entry.path());
    for (const Diagnostic& finding : scenario.report.findings.items()) {
      codes.insert(finding.code);
      const std::multiset<std::string> all = left(scenario, finding.code, "Nothing");
      for (const std::string& id : scenario.ids) {
        std::multiset<std::string> others = all;
        others.erase(id);
        EXPECT_EQ(left(scenario, finding.code, id), others)
            << finding.code << " of " << id << " in " << entry.path().filename();
        ++pairs;
      }
    }
  }
  EXPECT_GT(codes.size(), 15U);
  EXPECT_GT(pairs, 100U);
}

}  // namespace
}  // namespace archsynth::cli
