// Counts of what scales by itself.

#include <fmt/format.h>

#include "archsynth/support/text.h"
#include "cfn/evaluate/choice.h"
#include "hazards.h"
#include "openings.h"
#include "updates.h"
#include "view/view.h"

namespace archsynth::analysis {
namespace {

constexpr std::string_view kScalableTarget = "AWS::ApplicationAutoScaling::ScalableTarget";
constexpr std::string_view kScaledService = "AWS::ECS::Service";
constexpr std::string_view kCountPage =
    "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-auto-scaling.html";

/// The count of tasks that any update sends; empty where a service may be without one.
std::string stated_count(const cfn::Resource& service) {
  const cfn::Value* count = property(service, {"DesiredCount"});
  if (count == nullptr) return {};
  bool may_be_absent = false;
  cfn::walk(*count, [&](const cfn::Value& each) { may_be_absent |= is_no_value(each); });
  return may_be_absent ? std::string() : shown(count);
}

void check_count(const Change& change, const Report& report) {
  // What scales the stack now may have raised the count, whether it stays or not.
  for (const auto& [id, target] : change.sides.before()) {
    if (target->type != kScalableTarget) continue;
    const cfn::Value* scaled = property(*target, {"ResourceId"});
    if (scaled == nullptr) continue;
    for (const cfn::Reference& each : cfn::references(*scaled)) {
      const ResourceChange* service = change.all.find(each.target.str());
      if (service == nullptr || service->type != kScaledService) continue;
      // Any update of the service sends the count with it.
      if (service->action != ResourceChange::Action::kModify) continue;
      if (service->consequence == Consequence::kReplaces) continue;
      const std::string count = stated_count(*change.sides.after().at(service->id));
      if (count.empty() || shown(property(*target, {"MaxCapacity"})) == count) continue;
      const PropertyChange* stated = changed_property(*service, "DesiredCount");
      Diagnostic& found =
          report(service->id, stated != nullptr ? stated->origin : service->origin,
                 fmt::format("the update of {} resets it to {}, which scaling may have raised",
                             quoted(service->id),
                             whole_number(count) ? count + " tasks" : "the stated count of tasks"));
      // ECS starts one task where no count is given, so a minimum of 0 needs one.
      if (change.new_text(id, {"MinCapacity"}) != "0") continue;
      found.severity = Severity::kWarning;
      found.fix = "set the minimum to 1 or more, or deploy while no tasks are needed";
    }
  }
}

void check_capacity(const Change& change, const Report& report) {
  struct Bounds {
    std::string_view type, most, least;
  };
  constexpr Bounds kBounds[] = {
      {kScalableTarget, "MaxCapacity", "MinCapacity"},
      {"AWS::AutoScaling::AutoScalingGroup", "MaxSize", "MinSize"},
  };
  for (const Bounds& bounds : kBounds) {
    for (const ResourceChange* each : changed(change, bounds.type)) {
      const PropertyChange* most = changed_property(*each, bounds.most);
      const auto now = whole_number(change.new_text(each->id, {bounds.most}));
      const auto least = whole_number(change.old_text(each->id, {bounds.least}));
      if (most == nullptr || !now || !least || *now >= *least) continue;
      report(each->id, most->origin,
             fmt::format("the maximum capacity of {} drops to {}, below the current minimum of {}",
                         quoted(each->id), *now, *least));
    }
  }
}

constexpr Rule kScalingHazardsRules[] = {
    {"ARC5112", Severity::kError, "update resets the task count of a scaled service",
     "a deployment under load stops running tasks",
     "remove DesiredCount, and set the minimum capacity instead", kCountPage, "", check_count},
    {"ARC5113", Severity::kError, "maximum capacity drops below the current minimum",
     "running tasks are stopped immediately", "lower the minimum capacity first", kCountPage, "",
     check_capacity},
};

}  // namespace

std::span<const Rule> scaling_hazards() { return kScalingHazardsRules; }

}  // namespace archsynth::analysis
