// Each control on small templates: one that passes, one that fails, and one of which only the
// deployment knows. See the head of controls/network.txt for the form.

#include <fmt/format.h>

#include <map>
#include <set>

#include "archsynth/analysis/audit.h"
#include "archsynth/cfn/reader.h"
#include "archsynth/document/reader.h"
#include "archsynth/support/text.h"
#include "golden.h"

namespace archsynth::analysis {
namespace {

struct ControlCase {
  std::string control;
  std::string verdict;
  std::string place;
  std::string resources;
};

std::vector<ControlCase> control_cases() {
  std::vector<ControlCase> all;
  const auto folder = std::filesystem::path(ARCHSYNTH_SOURCE_DIR) / "tests/analysis/controls";
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    std::map<std::string, std::string> shared;
    std::string* to = nullptr;
    std::istringstream lines(testing::read_file(entry.path()));
    int number = 0;
    for (std::string line; std::getline(lines, line);) {
      ++number;
      if (line.empty() || line.front() == '#') continue;
      if (line.front() == ' ') {
        *to += line + "\n";
        continue;
      }
      std::istringstream words(line);
      ControlCase made;
      words >> made.control >> made.verdict;
      if (made.control == "shared") {
        to = &shared[made.verdict];
        continue;
      }
      made.place = entry.path().filename().string() + ":" + std::to_string(number);
      for (std::string word; words >> word;) made.resources += shared.at(word.substr(1));
      all.push_back(std::move(made));
      to = &all.back().resources;
    }
  }
  return all;
}

std::string name_of(Verdict verdict) {
  switch (verdict) {
    case Verdict::kPass:
      return "pass";
    case Verdict::kFail:
      return "fail";
    case Verdict::kUnknown:
      return "unknown";
    default:
      return "none";
  }
}

TEST(Controls, AnswerAsTheirCasesSay) {
  for (const ControlCase& each : control_cases()) {
    Sources sources;
    Diagnostics found;
    const auto node = document::read(
        sources.add("stack.yaml",
                    "Parameters:\n  P: {Type: String}\n  Hidden: {Type: String, NoEcho: true}\n"
                    "  Stored: {Type: AWS::SSM::Parameter::Value<String>, Default: /a}\n"
                    "Resources:\n" +
                        each.resources),
        found);
    ASSERT_TRUE(node) << each.place << render(found);
    const auto stack = cfn::read_template(*node, found);
    ASSERT_FALSE(found.has_errors()) << each.place << render(found);
    for (const AuditedControl& control : audit(*stack, {.region = "us-east-1"}).controls) {
      if (control.control->id != each.control) continue;
      std::string evidence;
      for (const AuditAnswer& one : control.answers)
        evidence += fmt::format("\n  {} {}: {}", name_of(one.verdict), one.resource, one.evidence);
      EXPECT_EQ(name_of(control.verdict()), each.verdict)
          << each.place << " " << each.control << evidence;
    }
  }
}

TEST(Controls, HaveACaseThatPassesAndOneThatFails) {
  std::map<std::string, std::set<std::string>> verdicts;
  for (const ControlCase& each : control_cases()) verdicts[each.control].insert(each.verdict);
  for (const spec::Control& each : spec::controls()) {
    const auto& has = verdicts[std::string(each.id)];
    EXPECT_TRUE(has.contains("fail")) << each.id << " has no case that fails";
    // Some say nothing where nothing is wrong.
    EXPECT_TRUE(has.contains("pass") || has.contains("none")) << each.id << " has none that passes";
  }
  for (const auto& [id, has] : verdicts) EXPECT_NE(spec::control(id), nullptr) << id;
}

}  // namespace
}  // namespace archsynth::analysis
