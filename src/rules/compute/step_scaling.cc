// Step scaling: intervals that overlap, leave a gap or end too early.

#include <fmt/format.h>

#include <algorithm>

#include "archsynth/support/text.h"
#include "rules/rule.h"

namespace archsynth::analysis {
namespace {

constexpr std::string_view kStepPage =
    "https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_StepAdjustment.html";

struct Step {
  const cfn::Value* place = nullptr;
  std::optional<double> lower;
  std::optional<double> upper;
};

/// The steps in their order; nothing where a bound is not known.
std::optional<std::vector<Step>> steps_of(const View& view, const cfn::Value* list) {
  const Items items = view.items(list);
  if (!items.complete || items.values.empty()) return std::nullopt;
  std::vector<Step> steps;
  for (const cfn::Value* item : items.values) {
    if (item->map() == nullptr) return std::nullopt;
    Step step{item, {}, {}};
    for (const auto& [key, bound] : {std::pair{"MetricIntervalLowerBound", &step.lower},
                                     {"MetricIntervalUpperBound", &step.upper}}) {
      const cfn::Value* stated = item->map()->find(key);
      if (stated == nullptr) continue;
      *bound = view.number(stated);
      if (!*bound) return std::nullopt;
    }
    steps.push_back(step);
  }
  std::stable_sort(steps.begin(), steps.end(), [](const Step& a, const Step& b) {
    return a.lower.value_or(-1e300) < b.lower.value_or(-1e300);
  });
  return steps;
}

void check_bounds_between(const std::vector<Step>& steps, const cfn::Resource& policy,
                          const Report& report) {
  for (std::size_t i = 0; i < steps.size(); ++i) {
    const Step& step = steps[i];
    if (!step.lower && !step.upper) {
      report(policy, step.place, "a step has neither a lower nor an upper bound").fix =
          "set \"MetricIntervalLowerBound\" or \"MetricIntervalUpperBound\"";
      return;
    }
    if (step.lower && step.upper && *step.lower >= *step.upper) {
      report(policy, step.place,
             fmt::format("a step from {} to {} is empty", *step.lower, *step.upper));
      return;
    }
    if (i == 0) continue;
    const Step& before = steps[i - 1];
    const bool overlaps = !before.upper || !step.lower || *before.upper > *step.lower;
    if (!overlaps && *before.upper == *step.lower) continue;
    report(policy, step.place,
           overlaps ? "the intervals of two steps overlap"
                    : fmt::format("no step covers the interval from {} to {}", *before.upper,
                                  *step.lower))
        .fix = "start each step where the previous one ends";
    return;
  }
  const Step& first = steps.front();
  const Step& last = steps.back();
  if (first.lower && *first.lower < 0) {
    report(policy, first.place, fmt::format("no step covers values below {}", *first.lower)).fix =
        "remove \"MetricIntervalLowerBound\" from the lowest step";
  }
  if (last.upper && *last.upper > 0) {
    report(policy, last.place, fmt::format("no step covers values above {}", *last.upper)).fix =
        "remove \"MetricIntervalUpperBound\" from the highest step";
  }
}

void check_steps(const View& view, const Report& report) {
  for (const auto& [type, path] : {std::pair{"AWS::AutoScaling::ScalingPolicy", "StepAdjustments"},
                                   {"AWS::ApplicationAutoScaling::ScalingPolicy",
                                    "StepScalingPolicyConfiguration.StepAdjustments"}}) {
    for (const cfn::Resource* policy : view.of(type)) {
      if (const auto steps = steps_of(view, property_at(*policy, path))) {
        check_bounds_between(*steps, *policy, report);
      }
    }
  }
}

constexpr Rule kStepScalingRules[] = {
    {"ARC4956", Severity::kError, "steps of a scaling policy overlap or leave gaps",
     "Auto Scaling refuses the policy", "start each step where the previous one ends", kStepPage,
     "", check_steps},
};

}  // namespace

std::span<const Rule> step_scaling_rules() { return kStepScalingRules; }

}  // namespace archsynth::analysis
