// Values that two parameters allow and that do not fit each other.

#include <fmt/format.h>

#include <charconv>

#include "archsynth/spec/fargate.h"
#include "archsynth/support/text.h"
#include "rules/compute/tasks.h"
#include "rules/rule.h"

namespace archsynth::analysis {
namespace {

constexpr std::string_view kAllowedPairsPage =
    "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/rules-section-structure.html";

/// Two properties of which the first may not be above the second.
struct OrderedPair {
  std::string_view type;
  std::string_view low;
  std::string_view high;
};

constexpr OrderedPair kOrderedPairs[] = {
    {"AWS::ApplicationAutoScaling::ScalableTarget", "MinCapacity", "MaxCapacity"},
    {"AWS::AutoScaling::AutoScalingGroup", "DesiredCapacity", "MaxSize"},
    {"AWS::AutoScaling::AutoScalingGroup", "MinSize", "DesiredCapacity"},
    {"AWS::AutoScaling::AutoScalingGroup", "MinSize", "MaxSize"},
    {"AWS::EKS::Nodegroup", "ScalingConfig.MinSize", "ScalingConfig.MaxSize"},
    {"AWS::RDS::DBCluster", "ServerlessV2ScalingConfiguration.MinCapacity",
     "ServerlessV2ScalingConfiguration.MaxCapacity"},
    {"AWS::RDS::DBInstance", "AllocatedStorage", "MaxAllocatedStorage"},
};

/// A parameter that stands for a property, with the numbers that it allows.
struct Allowed {
  std::string parameter;
  std::vector<double> numbers;
};

std::optional<Allowed> allowed_at(const View& view, const cfn::Value* value) {
  const auto* ref = value == nullptr ? nullptr : value->get_if<cfn::Ref>();
  const cfn::Parameter* parameter =
      ref == nullptr ? nullptr : view.source().find_parameter(ref->target);
  const cfn::Value* list =
      parameter == nullptr ? nullptr : parameter->attributes.find("AllowedValues");
  if (list == nullptr || list->list() == nullptr) return std::nullopt;
  Allowed all{parameter->id.str(), {}};
  for (const cfn::Value& each : *list->list()) {
    if (const auto number = view.number(&each)) all.numbers.push_back(*number);
  }
  return all;
}

/// Reports the first pair that does not fit, where no `Rules` may refuse it.
template <typename Fits>
void check_pair_of(const View& view, const Report& report, const cfn::Resource& resource,
                   const OrderedPair& names, const Fits& fits) {
  const cfn::Value* place = property_at(resource, names.low);
  const auto low = allowed_at(view, place);
  const auto high = low ? allowed_at(view, property_at(resource, names.high)) : std::nullopt;
  if (!high || low->parameter == high->parameter) return;
  for (const double a : low->numbers) {
    for (const double b : high->numbers) {
      if (fits(a, b)) continue;
      const auto name = [](std::string_view path) { return path.substr(path.rfind('.') + 1); };
      report(resource, place,
             fmt::format("\"{}\" of {} and \"{}\" of {} do not fit", name(names.low), a,
                         name(names.high), b))
          .state = fmt::format("when {} is \"{}\" and {} is \"{}\"", quoted(low->parameter), a,
                               quoted(high->parameter), b);
      return;
    }
  }
}

void check_allowed_pairs(const View& view, const Report& report) {
  if (view.source().parameters.size() < 2 || !view.source().rules.empty()) return;
  for (const OrderedPair& row : kOrderedPairs) {
    for (const cfn::Resource* resource : view.of(row.type)) {
      check_pair_of(view, report, *resource, row, [](double a, double b) { return a <= b; });
    }
  }
  for (const cfn::Resource* task : view.of("AWS::ECS::TaskDefinition")) {
    if (!requires_fargate(view, *task)) continue;
    check_pair_of(view, report, *task, {task->type, "Cpu", "Memory"},
                  [](double cpu, double memory) {
                    return spec::fargate_memories(static_cast<int>(cpu)).empty() ||
                           spec::is_fargate_size(static_cast<int>(cpu), static_cast<int>(memory));
                  });
  }
}

constexpr Rule kAllowedPairsRules[] = {
    {"ARC4991", Severity::kWarning, "two parameters allow values that do not fit each other",
     "the service refuses the resource when the two values are chosen together",
     "refuse such pairs with an assertion in \"Rules\", or choose both with one parameter",
     kAllowedPairsPage, "", check_allowed_pairs},
};

}  // namespace

std::span<const Rule> allowed_pair_rules() { return kAllowedPairsRules; }

}  // namespace archsynth::analysis
