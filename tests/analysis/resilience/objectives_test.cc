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
