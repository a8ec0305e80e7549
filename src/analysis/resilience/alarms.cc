// Which alarms of the stack notice a failure.

#include <algorithm>

#include "model/workloads/settings.h"
#include "outcomes.h"

namespace archsynth::analysis {
namespace {

using Ids = std::set<std::string>;

/// Metrics that a failure moves, by what it does.
constexpr std::string_view kOfLostTasks[] = {"UnHealthyHostCount", "HealthyHostCount",
                                             "RunningTaskCount", "HealthyHostCountPerAZ"};
constexpr std::string_view kOfRefused[] = {"HTTPCode_ELB_5XX_Count", "HTTPCode_ELB_503_Count",
                                           "HTTPCode_ELB_502_Count", "HTTPCode_ELB_504_Count"};
constexpr std::string_view kOfFailing[] = {"HTTPCode_Target_5XX_Count"};

template <std::size_t N>
bool is_one_of(std::string_view metric, const std::string_view (&all)[N]) {
  return std::find(std::begin(all), std::end(all), metric) != std::end(all);
}

/// What its dimensions name.
Ids subjects_of(const view::View& view, const cfn::Resource& alarm) {
  Ids ids;
  for (const cfn::Reference& each : view.references(alarm)) ids.insert(each.target.str());
  return ids;
}

struct Moved {
  Ids lost_tasks;
  Ids refused;
  Ids failing;
};

/// The resources whose metrics a failure moves.
Moved moved_by(Stack& stack, const Scenario& scenario, const Failure& failure) {
  Moved moved;
  for (std::size_t i = 0; i < scenario.services.size(); ++i) {
    const ServiceOutcome& each = scenario.services[i];
    const Tasks* const tasks = &stack.services()[i];
    const bool has_lost = each.capacity_percent && *each.capacity_percent < 100;
    const bool has_none = each.capacity_percent == 0;
    const bool is_failing = std::any_of(
        tasks->databases.begin(), tasks->databases.end(),
        [&](const model::Store* one) { return interruption_of(stack, *one, failure).is_hit; });
    const auto add = [&](const std::string& id) {
      if (has_lost) moved.lost_tasks.insert(id);
      if (has_none) moved.refused.insert(id);
      if (!has_none && is_failing) moved.failing.insert(id);
    };
    add(each.id);
    for (const model::Attachment& attachment : tasks->attachments()) {
      if (attachment.group.resource != nullptr) add(attachment.group.resource->id.str());
    }
    for (const Front& front : tasks->fronts) {
      if (has_none) moved.refused.insert(front.balancer->id.str());
    }
  }
  return moved;
}

}  // namespace

std::vector<std::string> alarms_of(Stack& stack, const Scenario& scenario, const Failure& failure) {
  std::vector<std::string> all;
  // Alarms are lost with the region.
  const auto& alarms = stack.view().of("AWS::CloudWatch::Alarm");
  if (failure.kind == Failure::Kind::kRegion || alarms.empty()) return all;
  const Moved moved = moved_by(stack, scenario, failure);
  for (const cfn::Resource* alarm : alarms) {
    const model::Settings settings(stack.view(), *alarm);
    const std::string metric = settings.text("MetricName").value.value_or("");
    const Ids subjects = subjects_of(stack.view(), *alarm);
    const auto is_about = [&](const Ids& ids) {
      return std::any_of(subjects.begin(), subjects.end(),
                         [&](const std::string& each) { return ids.count(each) != 0; });
    };
    const bool goes_off = (is_one_of(metric, kOfLostTasks) && is_about(moved.lost_tasks)) ||
                          (is_one_of(metric, kOfRefused) && is_about(moved.refused)) ||
                          (is_one_of(metric, kOfFailing) && is_about(moved.failing));
    if (goes_off) all.push_back(alarm->id.str());
  }
  return all;
}

}  // namespace archsynth::analysis
