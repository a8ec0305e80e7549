// What the tasks of a state machine need of its role.

#include <fmt/format.h>

#include <algorithm>

#include "archsynth/support/text.h"
#include "rules/events/state_machines.h"
#include "rules/template/embedded.h"
#include "spec/edges.h"

namespace archsynth::analysis {
namespace {

/// `sns:publish` of `arn:aws:states:::sns:publish.waitForTaskToken`; empty where it is no such
/// call.
std::string_view call_of(std::string_view resource) {
  const std::size_t at = resource.find(":states:::");
  if (!resource.starts_with("arn:") || at == resource.npos) return {};
  resource.remove_prefix(at + 10);
  return resource.substr(0, resource.find('.'));
}

/// Whether a task waits for what it starts by a rule of EventBridge, which its role has to make.
/// Source:
/// https://docs.aws.amazon.com/step-functions/latest/dg/service-integration-iam-templates.html
bool waits_by_rule(std::string_view resource) {
  constexpr std::string_view kCalls[] = {"batch:submitJob", "codebuild:startBuild", "ecs:runTask",
                                         "states:startExecution"};
  return (resource.ends_with(".sync") || resource.ends_with(".sync:2")) &&
         std::find(std::begin(kCalls), std::end(kCalls), call_of(resource)) != std::end(kCalls);
}

/// The text of a scalar or of an `Fn::Sub`, whatever its variables.
std::string_view raw_text(const cfn::Value& value) {
  if (const std::string* text = value.string()) return *text;
  const auto* sub = value.get_if<cfn::Sub>();
  return sub == nullptr ? std::string_view() : std::string_view(sub->text);
}

class Tasks {
 public:
  Tasks(const View& view, const cfn::Resource& machine, const cfn::Resource& role,
        const Report& report, const Origin* whole)
      : view_(view), machine_(machine), role_(role), report_(report), whole_(whole) {}

  void check(const cfn::Value& definition) {
    const cfn::Value* states = member(&definition, {"States"});
    if (states == nullptr || states->map() == nullptr) return;
    for (const cfn::MapEntry& entry : *states->map()) {
      check_state(entry.key, entry.value);
    }
  }

 private:
  void check_state(const std::string& name, const cfn::Value& state) {
    for (const char* key : {"Iterator", "ItemProcessor"}) {
      if (const cfn::Value* within = member(&state, {key})) check(*within);
    }
    for (const cfn::Value* branch : view_.items(member(&state, {"Branches"})).values) {
      check(*branch);
    }
    const cfn::Value* resource = member(&state, {"Resource"});
    // Another role is assumed for the task.
    if (resource == nullptr || member(&state, {"Credentials"}) != nullptr) return;
    const Origin& where = whole_ != nullptr ? *whole_ : resource->origin();
    const std::string who =
        fmt::format("the state {} of {}", quoted(name), quoted(machine_.id.str()));
    const analysis::ActionNeed need{machine_, where, role_, who};
    if (const cfn::Resource* function = view_.target(resource, "AWS::Lambda::Function")) {
      need_action(view_, report_, need, "lambda:InvokeFunction", {function, {}});
      return;
    }
    const auto call = spec::state_call(call_of(raw_text(*resource)));
    if (call) need_action(view_, report_, need, call->action, {target_of(state, *call), {}});
    if (!waits_by_rule(raw_text(*resource))) return;
    for (const char* action : {"events:PutTargets", "events:PutRule", "events:DescribeRule"}) {
      if (need_action(view_, report_, need, action)) return;
    }
  }

  const cfn::Resource* target_of(const cfn::Value& state, const spec::StateCall& call) const {
    for (const char* key : {"Parameters", "Arguments"}) {
      if (call.target.empty()) break;
      if (const auto* named = member(&state, {key, call.target})) return view_.target(named);
    }
    return nullptr;
  }

  const View& view_;
  const cfn::Resource& machine_;
  const cfn::Resource& role_;
  const Report& report_;
  /// Where the definition stands that is a text; null: its values have places of their own.
  const Origin* whole_;
};

}  // namespace

void check_roles_of_machines(const View& view, const Report& report) {
  for (const cfn::Resource* machine : view.of("AWS::StepFunctions::StateMachine")) {
    const cfn::Resource* role = view.target(property(*machine, {"RoleArn"}), "AWS::IAM::Role");
    if (role == nullptr) continue;
    each_definition(*machine, [&](const cfn::Value& place, const Embedded& definition) {
      const Origin& text = first_known(place.origin(), machine->origin);
      const Origin* whole = definition.has_origins ? nullptr : &text;
      Tasks(view, *machine, *role, report, whole).check(definition.value);
    });
  }
}

}  // namespace archsynth::analysis
