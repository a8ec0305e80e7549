#include <gtest/gtest.h>

#include "archsynth/analysis/resilience.h"
#include "archsynth/analysis/runbook.h"
#include "archsynth/analysis/validate.h"
#include "archsynth/input/input.h"
#include "golden.h"

namespace archsynth::analysis {
namespace {

namespace fs = std::filesystem;

/// What is wrong with the objectives of a file in one environment.
std::string refused(Profile environment) {
  const fs::path file =
      fs::path(ARCHSYNTH_SOURCE_DIR) / "tests/analysis/resilience/stacks/objectives.yaml";
  Sources sources;
  Diagnostics found;
  input::Settings settings;
  settings.environment = name_of(environment);
  const auto input =
      input::open(sources.add("orders.yaml", testing::read_file(file)), settings, sources, found);
  EXPECT_TRUE(input) << render(found);
  if (!input) return {};
  Diagnostics wrong;
  check_objectives(
      input->objectives,
      simulate_failures(input->stack, {.region = "us-east-1", .is_architecture = true}), wrong);
  return render(wrong);
}

TEST(Objectives, ProductionMeetsThem) { EXPECT_EQ(refused(Profile::kProduction), ""); }

TEST(Objectives, DevelopmentDoesNot) {
  const fs::path expected =
      fs::path(ARCHSYNTH_SOURCE_DIR) / "tests/analysis/resilience/expected/development.txt";
  testing::expect_golden(expected, refused(Profile::kDevelopment));
}

/// The fix of the first objective that examples/prod.yaml misses once a text in it is replaced.
std::string offered(const std::string& from, const std::string& to, const Objectives& objectives) {
  std::string text = testing::read_file(fs::path(ARCHSYNTH_SOURCE_DIR) / "examples" / "prod.yaml");
  const std::size_t at = text.find(from);
  EXPECT_NE(at, text.npos) << from;
  if (at != text.npos) text.replace(at, from.size(), to);
  Sources sources;
  Diagnostics found;
  const auto input = input::open(sources.add("prod.yaml", text), {}, sources, found);
  EXPECT_TRUE(input) << render(found);
  if (!input) return {};
  Diagnostics wrong;
  check_objectives(
      objectives, simulate_failures(input->stack, {.region = "us-east-1", .is_architecture = true}),
      wrong);
  EXPECT_FALSE(wrong.items().empty());
  return wrong.items().empty() ? std::string() : wrong.items().front().fix;
}

TEST(Objectives, OfferWhatShortensTheFailureThatBreaksThem) {
  Objectives time;
  time.rto_minutes = 15;
  EXPECT_NE(offered("multi_az: true", "multi_az: false", time).find("\"multi_az\" to true"),
            std::string::npos);
  EXPECT_NE(offered("nat: per_zone", "nat: single", time).find("\"network.nat\""),
            std::string::npos);
  Objectives point;
  point.rpo_minutes = 4;
  EXPECT_NE(offered("multi_az: true", "multi_az: false", point).find("\"multi_az\" to true"),
            std::string::npos);
  // Nothing makes a failover faster.
  time.rto_minutes = 1;
  EXPECT_EQ(offered("multi_az: true", "multi_az: true", time).find("tasks.min"), std::string::npos);
}

/// What our own checks say of the templates that test a stack.
std::string wrong_with_experiments(const char* path) {
  const fs::path file = fs::path(ARCHSYNTH_SOURCE_DIR) / path;
  Sources sources;
  Diagnostics found;
  const auto input = input::open(sources.add(file.filename().string(), testing::read_file(file)),
                                 {}, sources, found);
  EXPECT_TRUE(input) << render(found);
  if (!input) return {};
  const ResilienceOptions options{.region = "us-east-1"};
  Diagnostics wrong;
  validate(failure_experiments(input->stack, options), {.region = "us-east-1"}, wrong);
  Objectives objectives;
  objectives.rto_minutes = 15;
  objectives.rpo_minutes = 5;
  const auto policy =
      resilience_policy("orders", objectives, simulate_failures(input->stack, options));
  EXPECT_TRUE(policy);
  if (policy) validate(*policy, {.region = "us-east-1"}, wrong);
  return render(wrong);
}

TEST(Experiments, AreValid) {
  for (const char* path : {"examples/prod.yaml", "tests/analysis/resilience/stacks/single-nat.yaml",
                           "tests/analysis/resilience/stacks/aurora-spot.yaml"}) {
    EXPECT_EQ(wrong_with_experiments(path), "") << path;
  }
}

TEST(Objectives, Durations) {
  EXPECT_EQ(duration_text(1), "1 second");
  EXPECT_EQ(duration_text(60), "1 minute");
  EXPECT_EQ(duration_text(90), "90 seconds");
  EXPECT_EQ(duration_text(120), "2 minutes");
  EXPECT_EQ(duration_text(650), "650 seconds");
  EXPECT_EQ(duration_text(14'400), "4 hours");
  EXPECT_EQ(percent_text(999'300), "99.93 %");
  EXPECT_EQ(percent_text(1'000'000), "100 %");
}

}  // namespace
}  // namespace archsynth::analysis
