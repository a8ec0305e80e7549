// Signals that CloudFormation waits for, and the instances that send them.

#include <fmt/format.h>

#include <algorithm>

#include "archsynth/support/characters.h"
#include "archsynth/support/text.h"
#include "model/workloads/instances.h"
#include "rules/rule.h"

namespace archsynth::analysis {
namespace {

constexpr std::string_view kSignalGroup = "AWS::AutoScaling::AutoScalingGroup";
constexpr std::string_view kSignal = "cfn-signal";
constexpr std::string_view kCreationPolicyPage =
    "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/"
    "aws-attribute-creationpolicy.html";
constexpr std::string_view kCfnSignalPage =
    "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/cfn-signal.html";

/// What a resource waits for signals by; null: it does not wait.
const cfn::Value* awaited_by(const View& view, const cfn::Resource& resource) {
  const cfn::Value* signal = member(&resource.creation_policy, {"ResourceSignal"});
  if (signal != nullptr && signal->map() != nullptr) {
    const cfn::Value* count = signal->map()->find("Count");
    return count == nullptr || view.number(count).value_or(0) > 0 ? signal : nullptr;
  }
  const cfn::Value* waits =
      member(&resource.update_policy, {"AutoScalingRollingUpdate", "WaitOnResourceSignals"});
  return view.text(waits) == "true" ? waits : nullptr;
}

void check_signal_counts(const View& view, const Report& report) {
  for (const cfn::Resource* group : view.of(kSignalGroup)) {
    const cfn::Value* place = member(&group->creation_policy, {"ResourceSignal", "Count"});
    const auto count = view.number(place);
    if (!count) continue;
    const auto most = view.number(property(*group, {"MaxSize"}));
    const char* key = lacks(*group, "DesiredCapacity") ? "MinSize" : "DesiredCapacity";
    const auto started = view.number(property(*group, {key}));
    const bool is_above_all = most && *count > *most;
    if (!is_above_all && !(started && *count > *started)) continue;
    Diagnostic& found = report(
        *group, place,
        fmt::format(
            "{} waits for {} but starts {}", quoted(group->id.str()),
            counted(static_cast<std::uint64_t>(*count), "signal"),
            counted(static_cast<std::uint64_t>(is_above_all ? *most : *started), "instance")));
    found.fix = fmt::format("set \"Count\" to {}", started.value_or(most.value_or(1)));
    if (!is_above_all) found.severity = Severity::kWarning;
  }
}

/// The texts of a value, one after the other.
void add_texts(const cfn::Value& value, std::string& to) {
  cfn::walk(value, [&](const cfn::Value& each) {
    if (const auto* sub = each.get_if<cfn::Sub>()) to += sub->text;
    if (const std::string* text = each.string()) to += *text;
    to += '\n';
  });
}

/// The resources that calls of cfn-signal name; nothing where one is computed or names none.
std::optional<std::vector<std::string>> signalled(std::string_view text) {
  constexpr std::string_view kOption = "--resource";
  std::vector<std::string> names;
  for (std::size_t at = text.find(kSignal); at != text.npos; at = text.find(kSignal, at + 1)) {
    std::string_view call = text.substr(at, text.find('\n', at) - at);
    if (call.starts_with("cfn-signal.exe")) call.remove_prefix(4);
    const std::size_t option = call.find(kOption);
    if (call.size() == kSignal.size() || option == call.npos) return std::nullopt;
    std::string_view name = call.substr(option + kOption.size());
    name.remove_prefix(std::min(name.find_first_not_of(" =\"'"), name.size()));
    name = name.substr(0, name.find_first_of(" \t\"';&|\\)"));
    if (name.empty() || name.find_first_of("$%{<") != name.npos) return std::nullopt;
    names.emplace_back(name);
  }
  return names;
}

/// All that the start of an instance runs, as far as the template has it; nothing where it is
/// computed.
std::optional<std::string> start_of(const View& view, const cfn::Resource& resource) {
  const cfn::Resource* launch = model::launch_of(view, resource);
  if (launch == nullptr) return std::nullopt;
  const cfn::Value* data = model::launch_setting(*launch, "UserData");
  auto text = model::text_made(view, data);
  if (!text) return std::nullopt;
  for (const cfn::Resource* each : {&resource, launch}) add_texts(each->metadata, *text);
  return text;
}

/// Calls `check(resource, place, start)` for what waits for signals of instances.
template <typename Check>
void each_awaiting(const View& view, const Check& check) {
  for (const std::string_view type : {kSignalGroup, std::string_view("AWS::EC2::Instance")}) {
    for (const cfn::Resource* resource : view.of(type)) {
      const cfn::Value* place = awaited_by(view, *resource);
      if (place == nullptr) continue;
      if (const auto start = start_of(view, *resource)) check(*resource, *place, *start);
    }
  }
}

void check_signalled_resource(const View& view, const Report& report) {
  each_awaiting(view, [&](const cfn::Resource& resource, const cfn::Value& place,
                          const std::string& start) {
    if (start.find("signal-resource") != start.npos || start.find("SignalResource") != start.npos)
      return;
    const auto names = signalled(start);
    if (!names || names->empty()) return;
    if (std::find(names->begin(), names->end(), resource.id.str()) != names->end()) return;
    report(resource, &place,
           fmt::format("{} waits for signals, but its instances signal {}",
                       quoted(resource.id.str()), quoted(names->front())))
        .fix = fmt::format("write `--resource {}`", resource.id.str());
  });
}

void check_any_signal(const View& view, const Report& report) {
  each_awaiting(view, [&](const cfn::Resource& resource, const cfn::Value& place,
                          const std::string& start) {
    const std::string words = lower_case(start);
    // Other programs and scripts may signal out of sight.
    for (const char* each : {"signal", "cfn-init", "curl", "wget", "s3", "git", "ansible", "http",
                             "puppet", "chef", ".sh", ".ps1", ".py", "docker"}) {
      if (words.find(each) != words.npos) return;
    }
    const cfn::Resource* launch = model::launch_of(view, resource);
    if (model::public_image(view, model::launch_setting(*launch, "ImageId")).empty()) return;
    report(resource, &place,
           fmt::format("{} waits for signals that its instances do not send",
                       quoted(resource.id.str())))
        .fix = fmt::format("run `cfn-signal --stack ${{AWS::StackName}} --resource {}` at the end",
                           resource.id.str());
  });
}

constexpr Rule kCreationSignalRules[] = {
    {"ARC4859", Severity::kError, "group waits for more signals than it has instances",
     "CloudFormation waits until the timeout and rolls back",
     "set \"Count\" to the number of instances that the group starts with", kCreationPolicyPage, "",
     check_signal_counts},
    {"ARC4860", Severity::kError, "instances signal another resource",
     "CloudFormation waits until the timeout and rolls back",
     "name the resource that has the \"CreationPolicy\"", kCfnSignalPage, "",
     check_signalled_resource},
    {"ARC4861", Severity::kWarning, "resource waits for signals that nothing sends",
     "CloudFormation waits until the timeout and rolls back", "run cfn-signal in the user data",
     kCfnSignalPage, "", check_any_signal},
};

}  // namespace

std::span<const Rule> creation_signal_rules() { return kCreationSignalRules; }

}  // namespace archsynth::analysis
