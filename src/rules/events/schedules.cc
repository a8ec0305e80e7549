// When things are to happen, and where: schedules, and zones that are written out.

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <span>

#include "archsynth/support/text.h"
#include "rules/rule.h"
#include "spec/schedules.h"

namespace archsynth::analysis {
namespace {

constexpr std::string_view kSchedulePage =
    "https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-scheduled-rule-pattern.html";
constexpr std::string_view kTimeZonePage =
    "https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html";
constexpr std::string_view kZonesPage =
    "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/best-practices.html";

/// A property that takes a schedule; "*" steps into a list.
struct SchedulePlace {
  std::string_view type;
  std::array<std::string_view, 4> path;
  spec::ScheduleForms forms;
};

constexpr spec::ScheduleForms kCronOnly = {6, 6, false};
constexpr spec::ScheduleForms kScheduler = {6, 6, true, true, false};
constexpr spec::ScheduleForms kScaling = {6, 6, true, true};
constexpr spec::ScheduleForms kSystemsManager = {6, 7, true, true, false};
constexpr spec::ScheduleForms kImageBuilder = {5, 6, true};
constexpr spec::ScheduleForms kCrontab = {5, 5, false, false, false, true};

constexpr SchedulePlace kSchedulePlaces[] = {
    {"AWS::ApplicationAutoScaling::ScalableTarget",
     {"ScheduledActions", "*", "Schedule"},
     kScaling},
    {"AWS::AutoScaling::ScheduledAction", {"Recurrence"}, kCrontab},
    {"AWS::Backup::BackupPlan",
     {"BackupPlan", "BackupPlanRule", "*", "ScheduleExpression"},
     kCronOnly},
    {"AWS::Backup::RestoreTestingPlan", {"ScheduleExpression"}, kCronOnly},
    {"AWS::DLM::LifecyclePolicy",
     {"PolicyDetails", "Schedules", "*", "CreateRule/CronExpression"},
     kCronOnly},
    {"AWS::Events::Rule", {"ScheduleExpression"}, {}},
    {"AWS::Glue::Crawler", {"Schedule", "ScheduleExpression"}, kCronOnly},
    {"AWS::Glue::Trigger", {"Schedule"}, kCronOnly},
    {"AWS::ImageBuilder::ImagePipeline", {"Schedule", "ScheduleExpression"}, kImageBuilder},
    {"AWS::SSM::Association", {"ScheduleExpression"}, kSystemsManager},
    {"AWS::SSM::MaintenanceWindow", {"Schedule"}, kSystemsManager},
    {"AWS::Scheduler::Schedule", {"ScheduleExpression"}, kScheduler},
    {"AWS::Serverless::Function", {"Events", "*", "Properties", "Schedule"}, {}},
    {"AWS::Serverless::Function", {"Events", "*", "Properties", "ScheduleExpression"}, kScheduler},
    {"AWS::Serverless::StateMachine", {"Events", "*", "Properties", "Schedule"}, {}},
    {"AWS::Serverless::StateMachine",
     {"Events", "*", "Properties", "ScheduleExpression"},
     kScheduler},
    {"AWS::Timestream::ScheduledQuery", {"ScheduleConfiguration", "ScheduleExpression"}, {}},
};

struct ZonePlace {
  std::string_view type;
  std::array<std::string_view, 4> path;
};

constexpr ZonePlace kZonePlaces[] = {
    {"AWS::ApplicationAutoScaling::ScalableTarget", {"ScheduledActions", "*", "Timezone"}},
    {"AWS::AutoScaling::ScheduledAction", {"TimeZone"}},
    {"AWS::Backup::BackupPlan",
     {"BackupPlan", "BackupPlanRule", "*", "ScheduleExpressionTimezone"}},
    {"AWS::Backup::RestoreTestingPlan", {"ScheduleExpressionTimezone"}},
    {"AWS::Connect::HoursOfOperation", {"TimeZone"}},
    {"AWS::SSM::MaintenanceWindow", {"ScheduleTimezone"}},
    {"AWS::Scheduler::Schedule", {"ScheduleExpressionTimezone"}},
    {"AWS::Serverless::Function", {"Events", "*", "Properties", "ScheduleExpressionTimezone"}},
    {"AWS::Serverless::StateMachine", {"Events", "*", "Properties", "ScheduleExpressionTimezone"}},
};

/// Calls `visit` with what stands at a path; "*" steps into a list or map; a last
/// step may hold one more, `A/B`.
template <typename Visit>
void each_at(const View& view, const cfn::Value* value, std::span<const std::string_view> path,
             const Visit& visit) {
  if (value == nullptr) return;
  if (path.empty() || path.front().empty()) return visit(*value);
  if (path.front() == "*") {
    for (const cfn::Value* item : view.items(value).values) {
      each_at(view, item, path.subspan(1), visit);
    }
    if (value->map() == nullptr) return;
    for (const cfn::MapEntry& entry : *value->map()) {
      each_at(view, &entry.value, path.subspan(1), visit);
    }
    return;
  }
  for (const std::string_view key : split(path.front(), '/')) value = member(value, {key});
  each_at(view, value, path.subspan(1), visit);
}

template <typename Place, typename Visit>
void each_text(const View& view, const Place& place, const Visit& visit) {
  for (const cfn::Resource* resource : view.of(place.type)) {
    const auto judge = [&](const cfn::Value& value) {
      const auto text = view.text(&value);
      if (text && text->find("${") == text->npos) visit(*resource, value, *text);
    };
    const std::span<const std::string_view> path = place.path;
    each_at(view, property(*resource, {path.front()}), path.subspan(1), judge);
  }
}

void check_expression(const View& view, const Report& report) {
  for (const SchedulePlace& place : kSchedulePlaces) {
    each_text(view, place,
              [&](const cfn::Resource& resource, const cfn::Value& value, const std::string& text) {
                const std::string fault = spec::schedule_fault(text, place.forms);
                if (fault.empty()) return;
                Diagnostic& found = report(resource, &value,
                                           fmt::format("{} is not valid: {}", quoted(text), fault));
                const std::string meant = spec::meant_schedule(text);
                if (!meant.empty() && spec::schedule_fault(meant, place.forms).empty()) {
                  found.fix = fmt::format("did you mean {}?", quoted(meant));
                }
              });
  }
}

void check_time_zone(const View& view, const Report& report) {
  for (const ZonePlace& place : kZonePlaces) {
    each_text(view, place,
              [&](const cfn::Resource& resource, const cfn::Value& value, const std::string& text) {
                if (spec::is_time_zone(text)) return;
                const std::string meant = spec::meant_time_zone(text);
                report(resource, &value, fmt::format("unknown time zone {}", quoted(text))).fix =
                    meant.empty()
                        ? "use a name from the IANA time zone database, such as Europe/Berlin"
                        : fmt::format("did you mean {}?", quoted(meant));
              });
  }
}

/// `eu-central-1a`; not a region alone.
bool is_zone(std::string_view text) {
  if (text.size() < 3 || text.back() < 'a' || text.back() > 'z') return false;
  const char digit = text[text.size() - 2];
  return digit >= '1' && digit <= '9' && text[text.size() - 3] == '-' &&
         std::count(text.begin(), text.end(), '-') >= 2;
}

void check_zones(const View& view, const Report& report) {
  const auto judge = [&](const cfn::Resource& resource, const cfn::Value* value) {
    if (value == nullptr || value->string() == nullptr || !is_zone(*value->string())) return;
    report(resource, value,
           fmt::format("the Availability Zone {} is hard-coded", quoted(*value->string())));
  };
  for (const auto& [type, resources] : view.types()) {
    for (const cfn::Resource* resource : resources) {
      judge(*resource, property(*resource, {"AvailabilityZone"}));
      for (const cfn::Value* zone : view.items(property(*resource, {"AvailabilityZones"})).values) {
        judge(*resource, zone);
      }
    }
  }
}

constexpr Rule kSchedulesRules[] = {
    {"ARC4809", Severity::kError, "schedule is not valid", "the service refuses the schedule",
     "write a schedule such as cron(0 10 * * ? *)", kSchedulePage, "E3027", check_expression},
    {"ARC4813", Severity::kError, "unknown time zone", "the service refuses the schedule",
     "use a name from the IANA time zone database, such as Europe/Berlin", kTimeZonePage, "",
     check_time_zone},
    {"ARC4319", Severity::kWarning, "hard-coded Availability Zone",
     "the template works in only one region, and possibly not in every account",
     "write !Select [0, !GetAZs \"\"]", kZonesPage, "W3010", check_zones},
};

}  // namespace

std::span<const Rule> schedule_rules() { return kSchedulesRules; }

}  // namespace archsynth::analysis
