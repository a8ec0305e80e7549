#include <gtest/gtest.h>

#include <fstream>
#include <sstream>
#include <thread>

#include "archsynth/analysis/cost.h"
#include "archsynth/analysis/diagram.h"
#include "archsynth/analysis/diff.h"
#include "archsynth/analysis/plan.h"
#include "archsynth/analysis/validate.h"
#include "archsynth/archsynth.h"
#include "archsynth/render/diagram.h"

namespace archsynth {
namespace {

std::string read(const std::string& path) {
  std::ostringstream text;
  text << std::ifstream(std::string(ARCHSYNTH_SOURCE_DIR) + "/" + path).rdbuf();
  return text.str();
}

/// Everything that the library says of two architecture files. Each call has its own objects; what
/// calls share is the library's facts.
std::string everything(const std::string& before, const std::string& after) {
  Sources sources;
  Diagnostics findings;
  std::string said;
  std::vector<cfn::Template> stacks;
  std::vector<std::unique_ptr<Stack>> owners;
  for (const std::string& text : {before, after}) {
    owners.push_back(load(sources.add("stack.yaml", text), findings));
    if (owners.back() == nullptr) return "not read";
    stacks.push_back(synthesize(*owners.back(), findings));
    said += cfn::to_json(stacks.back());
    analysis::validate(stacks.back(), {}, findings);
    said += picture::to_mermaid(analysis::diagram(stacks.back()));
    const auto cost = analysis::estimate_cost(stacks.back(), {}, spec::PriceBook::built_in());
    for (const analysis::CostLine& line : cost.lines) said += line.resource;
    for (const analysis::PlanStep& step : analysis::plan(stacks.back()).steps) said += step.id;
  }
  const analysis::Diff changes = analysis::diff(stacks[0], stacks[1]);
  analysis::judge_changes(changes, stacks[0], stacks[1], findings);
  return said + summary_of(changes) + render(findings);
}

TEST(Threads, SayWhatOneThreadSays) {
  const std::string before = read("examples/minimal.yaml");
  const std::string after = read("examples/prod.yaml");
  constexpr std::size_t kThreads = 4;
  std::vector<std::string> said(kThreads);
  {
    std::vector<std::jthread> threads;
    for (std::string& each : said) {
      threads.emplace_back([&] { each = everything(before, after); });
    }
  }
  const std::string alone = everything(before, after);
  ASSERT_GT(alone.size(), 10'000U);
  for (const std::string& each : said) EXPECT_EQ(each, alone);
}

}  // namespace
}  // namespace archsynth
