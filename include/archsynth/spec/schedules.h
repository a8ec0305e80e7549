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

/// Whether the IANA time zone database has the name; upper and lower case do not count.
bool is_time_zone(std::string_view name);
/// All names, sorted.
std::vector<std::string_view> time_zones();

}  // namespace archsynth::spec
