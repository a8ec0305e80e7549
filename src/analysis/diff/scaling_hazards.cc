// Counts of what scales by itself.

#include <fmt/format.h>

#include <algorithm>

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
constexpr std::string_view kScalingPolicy = "AWS::AutoScaling::ScalingPolicy";
constexpr std::string_view kScheduledAction = "AWS::AutoScaling::ScheduledAction";
/// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-updatepolicy.html
/// and, for policies, https://github.com/aws/aws-cdk/issues/5215
constexpr const char* kKeepSizes =
    "set AutoScalingScheduledAction.IgnoreUnmodifiedGroupSizeProperties to true in its "
    "UpdatePolicy, or remove DesiredCapacity";
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

/// Whether the update sends the sizes of the group: an attribute beside the properties does not.
bool sends_sizes(const Change& change, const ResourceChange& group) {
  if (group.action != ResourceChange::Action::kModify) return false;
  if (group.consequence >= Consequence::kMayReplace) return false;
  const cfn::Resource& now = *change.sides.after().at(group.id);
  const cfn::Value* keeps = member(
      &now.update_policy, {"AutoScalingScheduledAction", "IgnoreUnmodifiedGroupSizeProperties"});
  if (keeps != nullptr && shown(keeps) == "true") return false;
  return std::any_of(group.properties.begin(), group.properties.end(), [](const auto& each) {
    return each.path != "Metadata" && !each.path.ends_with("Policy");
  });
}

/// Whether the scheduled action or policy may have raised the group above the count of instances.
bool may_exceed(const Change& change, const std::string& group, const cfn::Resource& scaler) {
  const auto most = whole_number(change.new_text(group, {"MaxSize"}));
  const auto count = whole_number(change.new_text(group, {"DesiredCapacity"}));
  for (const char* key : {"MinSize", "DesiredCapacity"}) {
    const auto raised = whole_number(shown(property(scaler, {key})));
    if (raised && (count || most) && *raised > count.value_or(most.value_or(0))) return true;
  }
  return scaler.type == kScalingPolicy && count && count != most;
}

void check_group_size(const Change& change, const Report& report) {
  for (const auto& [id, scaler] : change.sides.before()) {
    if (scaler->type != kScalingPolicy && scaler->type != kScheduledAction) continue;
    for (const cfn::Reference& each : references_at(*scaler, "AutoScalingGroupName")) {
      const ResourceChange* group = change.all.find(each.target.str());
      if (group == nullptr || !sends_sizes(change, *group)) continue;
      if (!may_exceed(change, group->id, *scaler)) continue;
      const auto count = whole_number(change.new_text(group->id, {"DesiredCapacity"}));
      const std::string what = count ? fmt::format("resets it to {} instances", *count)
                                     : fmt::format("cuts it to at most {} instances",
                                                   change.new_text(group->id, {"MaxSize"}));
      report(group->id, place_of(*group),
             fmt::format("the update of {} {}, which {} may have raised", quoted(group->id), what,
                         quoted(id)))
          .fix = kKeepSizes;
    }
  }
}

void check_resets(const Change& change, const Report& report) {
  check_count(change, report);
  check_group_size(change, report);
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
    {"ARC5112", Severity::kError, "update resets a count that scaling raises",
     "a deployment under load stops running tasks or instances",
     "remove DesiredCount, and set the minimum capacity instead", kCountPage, "", check_resets},
    {"ARC5113", Severity::kError, "maximum capacity drops below the current minimum",
     "running tasks are stopped immediately", "lower the minimum capacity first", kCountPage, "",
     check_capacity},
};

}  // namespace

std::span<const Rule> scaling_hazards() { return kScalingHazardsRules; }

}  // namespace archsynth::analysis
