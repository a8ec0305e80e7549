// What targets of EventBridge rules have to state.

#include <fmt/format.h>

#include "archsynth/support/text.h"
#include "rules/rule.h"
#include "rules/template/paths.h"
#include "spec/edges.h"

namespace archsynth::analysis {
namespace {

constexpr std::string_view kEventTargetPage =
    "https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutTargets.html";

/// Whether the resource has the value that a row asks for.
bool meets(const View& view, const cfn::Resource& resource, std::string_view when) {
  const std::size_t equals = when.find('=');
  if (equals == when.npos) return true;
  return view.text(property(resource, {when.substr(0, equals)})) == when.substr(equals + 1);
}

void check_target(const View& view, const Report& report, const cfn::Resource& rule,
                  const cfn::Value& target) {
  const cfn::Value* arn = member(&target, {"Arn"});
  const cfn::Resource* resource = view.target(arn);
  if (resource == nullptr || target.map() == nullptr) return;
  for (const spec::EventTarget& each : spec::event_targets(resource->type)) {
    if (!meets(view, *resource, each.when)) continue;
    for (const std::string_view name : each.properties) {
      if (target.map()->contains(name)) continue;
      Diagnostic& found = report(
          rule, arn,
          fmt::format("the target {} is missing {}", quoted(resource->id.str()), quoted(name)));
      found.fix = fmt::format("set \"{}\" of the target", name);
      found.missing = {std::string(name)};
    }
  }
}

void check_event_targets(const View& view, const Report& report) {
  for (const cfn::Resource* rule : view.of("AWS::Events::Rule")) {
    for (const cfn::Value* target : view.items(property(*rule, {"Targets"})).values) {
      check_target(view, report, *rule, *target);
    }
  }
}

constexpr Rule kEventTargetsRules[] = {
    {"ARC4828", Severity::kError, "rule target is missing a property",
     "EventBridge refuses the target", "set the property", kEventTargetPage, "",
     check_event_targets},
};

}  // namespace

std::span<const Rule> event_target_rules() { return kEventTargetsRules; }

}  // namespace archsynth::analysis
