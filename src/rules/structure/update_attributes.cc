// `CreationPolicy` and `UpdatePolicy`: their keys, and what values they take.

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <optional>

#include "archsynth/support/characters.h"
#include "archsynth/support/text.h"
#include "rules/finding.h"
#include "rules/functions/checks.h"
#include "rules/schemas/schema_walk.h"
#include "rules/structure/stages.h"

namespace archsynth::analysis {
namespace {

constexpr std::string_view kCreationAttributePage =
    "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/"
    "aws-attribute-creationpolicy.html";
constexpr std::string_view kUpdateAttributePage =
    "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/"
    "aws-attribute-updatepolicy.html";

constexpr Rule kSetting = {"ARC5402",
                           Severity::kError,
                           "unknown key or value in CreationPolicy or UpdatePolicy",
                           "CloudFormation refuses the template, or the deployment fails",
                           "correct the key, or the value",
                           kUpdateAttributePage,
                           "E3055 E3016"};
constexpr Rule kIgnoredCreation = {"ARC5403",
                                   Severity::kWarning,
                                   "CreationPolicy has no effect on the resource's type",
                                   "the stack does not wait for signals",
                                   "remove \"CreationPolicy\"",
                                   kCreationAttributePage,
                                   "E3055"};

constexpr Rule kUpdateAttributeRules[] = {kSetting, kIgnoredCreation};

/// What a key takes: any value, a number, a duration of so many seconds, or words.
enum class Kind { kAny, kNumber, kDuration, kWords };

struct Setting {
  std::string_view path;
  Kind kind = Kind::kAny;
  double least = 0;
  double most = 0;
  std::string_view words = {};
};

constexpr double kMany = 1e9;
constexpr double kHour = 3600;

constexpr Setting kCreation[] = {
    {"AutoScalingCreationPolicy.MinSuccessfulInstancesPercent", Kind::kNumber, 0, 100},
    {"ResourceSignal.Count", Kind::kNumber, 0, kMany},
    {"ResourceSignal.Timeout", Kind::kDuration, 0, 12 * kHour},
    {"StartFleet.Type"},
};

constexpr Setting kUpdate[] = {
    {"AutoScalingInstanceRefresh.Preferences.BakeTime", Kind::kNumber, 0, 172800},
    {"AutoScalingInstanceRefresh.Preferences.CheckpointDelay", Kind::kNumber, 0, 172800},
    {"AutoScalingInstanceRefresh.Preferences.InstanceWarmup", Kind::kNumber, 0, kMany},
    {"AutoScalingInstanceRefresh.Preferences.MaxHealthyPercentage", Kind::kNumber, 100, 200},
    {"AutoScalingInstanceRefresh.Preferences.MinHealthyPercentage", Kind::kNumber, 0, 100},
    {"AutoScalingInstanceRefresh.Preferences.ScaleInProtectedInstances", Kind::kWords, 0, 0,
     "Ignore|Refresh|Wait"},
    {"AutoScalingInstanceRefresh.Preferences.StandbyInstances", Kind::kWords, 0, 0,
     "Ignore|Terminate|Wait"},
    {"AutoScalingInstanceRefresh.Strategy", Kind::kWords, 0, 0, "ReplaceRootVolume|Rolling"},
    {"AutoScalingReplacingUpdate.WillReplace"},
    {"AutoScalingRollingUpdate.MaxBatchSize", Kind::kNumber, 0, kMany},
    {"AutoScalingRollingUpdate.MinActiveInstancesPercent", Kind::kNumber, 0, 100},
    {"AutoScalingRollingUpdate.MinInstancesInService", Kind::kNumber, 0, kMany},
    {"AutoScalingRollingUpdate.MinSuccessfulInstancesPercent", Kind::kNumber, 0, 100},
    {"AutoScalingRollingUpdate.PauseTime", Kind::kDuration, 0, kHour},
    {"AutoScalingRollingUpdate.SuspendProcesses", Kind::kWords, 0, 0,
     "Launch|Terminate|AddToLoadBalancer|AlarmNotification|AZRebalance|HealthCheck|"
     "InstanceRefresh|ReplaceUnhealthy|ScheduledActions"},
    {"AutoScalingRollingUpdate.WaitOnResourceSignals"},
    {"AutoScalingScheduledAction.IgnoreUnmodifiedGroupSizeProperties"},
    {"CodeDeployLambdaAliasUpdate.AfterAllowTrafficHook"},
    {"CodeDeployLambdaAliasUpdate.ApplicationName"},
    {"CodeDeployLambdaAliasUpdate.BeforeAllowTrafficHook"},
    {"CodeDeployLambdaAliasUpdate.DeploymentGroupName"},
};

/// Takes a number and its unit off the front of a duration; nothing: another stands there.
double take_amount(std::string_view& text, char unit) {
  const std::size_t end = text.find_first_not_of("0123456789.");
  if (end == 0 || end == text.npos || text[end] != unit) return 0;
  double number = 0;
  std::from_chars(text.data(), text.data() + end, number);
  text.remove_prefix(end + 1);
  return number;
}

/// The seconds of a duration such as `PT1H30M`; nothing: it is none.
std::optional<double> seconds_of(std::string_view written) {
  const std::string lower = lower_case(written);
  std::string_view text = lower;
  if (!text.starts_with('p') || text.size() < 3) return std::nullopt;
  text.remove_prefix(1);
  double seconds = take_amount(text, 'd') * 24 * kHour;
  if (text.empty()) return seconds;
  if (text.front() != 't' || text.size() < 3) return std::nullopt;
  text.remove_prefix(1);
  seconds += take_amount(text, 'h') * kHour;
  seconds += take_amount(text, 'm') * 60;
  seconds += take_amount(text, 's');
  return text.empty() ? std::optional(seconds) : std::nullopt;
}

struct Fault {
  std::string text;
  std::string fix;
};

Fault number_fault(const Setting& setting, const cfn::Value& value) {
  const auto number = scalar_number(value);
  if (!number || (*number >= setting.least && *number <= setting.most)) return {};
  return {setting.most == kMany
              ? fmt::format("must be at least {}, not {}", setting.least, *number)
              : fmt::format("must be {} to {}, not {}", setting.least, setting.most, *number),
          {}};
}

Fault duration_fault(const Setting& setting, const cfn::Value& value) {
  const std::string* text = value.string();
  if (text == nullptr) return {};
  const auto seconds = seconds_of(*text);
  if (!seconds) return {fmt::format("must be a duration, not {}", quoted(*text)), "write PT15M"};
  const double hours = setting.most / kHour;
  if (*seconds <= setting.most) return {};
  return {fmt::format("must be at most PT{}H, not {}", hours, *text), {}};
}

Fault word_fault(const Setting& setting, const cfn::Value& value) {
  if (const cfn::List* list = value.list()) {
    for (const cfn::Value& each : *list) {
      if (Fault fault = word_fault(setting, each); !fault.text.empty()) return fault;
    }
    return {};
  }
  const std::string* text = value.string();
  const auto words = split(setting.words, '|');
  if (text == nullptr || std::find(words.begin(), words.end(), *text) != words.end()) return {};
  return {fmt::format("does not support {}", quoted(*text)), suggest(*text, words)};
}

Fault fault_of(const Setting& setting, const cfn::Value& value) {
  switch (setting.kind) {
    case Kind::kNumber:
      return number_fault(setting, value);
    case Kind::kDuration:
      return duration_fault(setting, value);
    case Kind::kWords:
      return word_fault(setting, value);
    case Kind::kAny:
      break;
  }
  return {};
}

/// The keys that a level may have.
std::vector<std::string_view> keys_at(std::span<const Setting> settings, std::string_view path) {
  std::vector<std::string_view> keys;
  for (const Setting& each : settings) {
    if (!each.path.starts_with(path)) continue;
    const std::string_view rest = each.path.substr(path.size());
    keys.push_back(rest.substr(0, rest.find('.')));
  }
  return keys;
}

/// `path`: of the level, with a dot behind each key.
void check_level(std::span<const Setting> settings, const std::string& path, const cfn::Map& level,
                 Diagnostics& to) {
  // EC2 Auto Scaling adds preferences from time to time.
  const bool is_open = path.starts_with("AutoScalingInstanceRefresh.");
  for (const cfn::MapEntry& entry : level) {
    if (entry.key.starts_with("Fn::")) continue;
    const Origin& at = first_known(entry.key_origin, entry.value.origin());
    const std::string own = path + entry.key;
    const auto keys = keys_at(settings, path);
    const auto setting = std::find_if(settings.begin(), settings.end(),
                                      [&](const Setting& each) { return each.path == own; });
    if (setting != settings.end()) {
      Fault fault = fault_of(*setting, entry.value);
      if (fault.text.empty()) continue;
      report(to, kSetting, first_known(entry.value.origin(), at),
             fmt::format("{} {}", quoted(entry.key), fault.text), std::move(fault.fix));
    } else if (std::find(keys.begin(), keys.end(), entry.key) != keys.end()) {
      if (entry.value.map() != nullptr) check_level(settings, own + ".", *entry.value.map(), to);
    } else if (!is_open && !keys.empty()) {
      report(to, kSetting, at, fmt::format("unknown key {}", quoted(entry.key)),
             suggest(entry.key, keys));
    }
  }
}

bool takes_creation_policy(std::string_view type) {
  constexpr std::string_view kTypes[] = {
      "AWS::AppStream::Fleet", "AWS::AutoScaling::AutoScalingGroup",
      "AWS::CloudFormation::WaitCondition", "AWS::EC2::Instance"};
  return !type.starts_with("AWS::") || type.ends_with("::MODULE") ||
         std::find(std::begin(kTypes), std::end(kTypes), type) != std::end(kTypes);
}

}  // namespace

void check_update_attributes(const cfn::Resource& resource, Diagnostics& to) {
  if (const cfn::Map* creation = resource.creation_policy.map()) {
    if (takes_creation_policy(resource.type)) {
      check_level(kCreation, {}, *creation, to);
    } else {
      report(to, kIgnoredCreation, first_known(resource.creation_policy.origin(), resource.origin),
             fmt::format("{} does not support CreationPolicy", resource.type));
    }
  }
  const cfn::Map* update = resource.update_policy.map();
  if (update == nullptr) return;
  // Which of them the type takes, another rule says.
  for (const cfn::MapEntry& entry : *update) {
    if (entry.value.map() == nullptr || entry.key.starts_with("Fn::")) continue;
    check_level(kUpdate, entry.key + ".", *entry.value.map(), to);
  }
}

std::span<const Rule> update_attribute_rules() { return kUpdateAttributeRules; }

}  // namespace archsynth::analysis
