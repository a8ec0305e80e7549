#pragma once

#include <string>
#include <string_view>
#include <vector>

/// When things are to happen, as AWS writes it: `cron(…)`, `rate(…)`, `at(…)` and zone names.
/// Source: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-cron-expressions.html
namespace archsynth::spec {

/// Which expressions a property takes.
struct ScheduleForms {
  int least_fields = 6;  ///< of `cron(…)`
  int most_fields = 6;   ///< 7 begin with seconds
  bool rate = true;
  bool at = false;
  bool singular_unit = true;  ///< `rate(1 minute)`, never `rate(1 minutes)`
  bool is_crontab = false;    ///< five fields of a crontab without `cron(…)`
};

/// What is wrong with a schedule, as a clause: `the hour must be 0 to 23, not "25"`; empty when
/// nothing is.
std::string schedule_fault(std::string_view text, const ScheduleForms& forms = {});

/// What a schedule in another notation is meant to be: `0 22 * * 1-5` is
/// `cron(0 22 ? * MON-FRI *)`, `every 5 minutes` is `rate(5 minutes)`. It may be wrong in other
/// ways; empty: not known.
std::string meant_schedule(std::string_view text);

/// Whether the IANA time zone database has the name; upper and lower case do not count.
bool is_time_zone(std::string_view name);
/// The name that is meant: `GMT+2` is `Etc/GMT-2`, `Europe/Berln` is `Europe/Berlin`; empty: not
/// known.
std::string meant_time_zone(std::string_view text);
/// All names, sorted.
std::vector<std::string_view> time_zones();

}  // namespace archsynth::spec
