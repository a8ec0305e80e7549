#include "spec/schedules.h"

#include <gtest/gtest.h>

namespace archsynth::spec {
namespace {

TEST(Schedules, TakeWhatTheServicesTake) {
  for (const char* right :
       {"cron(0 20 ? * MON-FRI *)", "cron(0/15 8-18 * * ? 2027)", "cron(0 10 LW JAN,JUL ? *)",
        "cron(0 10 ? * TUE#3 *)", "cron(0 10 ? * 6L *)", "cron(*/5 * 1-7 * ? *)",
        "cron(0 10 15W * ? 2027-2030)", "cron(* ? * * * *)", "rate(1 minute)", "rate(12 hours)"}) {
    EXPECT_EQ(schedule_fault(right), "") << right;
  }
  EXPECT_EQ(schedule_fault("at(2028-02-29T23:59:59)", {.at = true}), "");
  EXPECT_EQ(schedule_fault("rate(1 minutes)", {.singular_unit = false}), "");
  EXPECT_EQ(schedule_fault("cron(0 30 23 ? * TUE#3 *)", {.most_fields = 7}), "");
  EXPECT_EQ(schedule_fault("0 8 * * 1-5", {.is_crontab = true}), "");
  EXPECT_EQ(schedule_fault("*/10 * * * sun", {.is_crontab = true}), "");
}

TEST(Schedules, SayWhatIsWrong) {
  const auto fault = [](const char* text) { return schedule_fault(text, {.at = true}); };
  EXPECT_EQ(fault("cron(0 20 * * * *)"), "the day of the month or the day of the week must be ?");
  EXPECT_EQ(fault("cron(99 25 * * ? *)"), "the minute must be 0 to 59, not \"99\"");
  EXPECT_EQ(fault("cron(0 8 ? * FRIDAY *)"),
            "the day of the week must be 1 to 7 or SUN to SAT, not \"FRIDAY\"");
  EXPECT_EQ(fault("cron(5, 0, 1, *, ?, *)"),
            "the fields of \"5,\" are separated by spaces, not commas");
  EXPECT_EQ(fault("cron(0 8 * * ?)"),
            "cron(…) has 6 fields: minutes, hours, day of the month, month, day of the week, "
            "year; not 5");
  EXPECT_EQ(fault("rate(1 minutes)"), "1 takes the unit minute, not \"minutes\"");
  EXPECT_EQ(fault("rate(5 weeks)"),
            "the unit of a rate must be minutes, hours or days, not \"weeks\"");
  EXPECT_EQ(fault("rate(0 days)"), "the rate must be a whole number of at least 1, not \"0\"");
  EXPECT_EQ(fault("at(2027-13-45T10:00:00)"), "unknown month 13");
  EXPECT_EQ(fault("at(2027-02-29T10:00:00)"), "unknown day 2027-02-29");
  EXPECT_EQ(fault("at(2027-02-28T24:00:00)"), "24:00:00 is not a time of day");
  EXPECT_EQ(fault("every hour"), "a schedule is cron(…), rate(…) or at(…)");
  EXPECT_EQ(schedule_fault("cron(0 8 * * ? *)", {.is_crontab = true}),
            "a crontab line has 5 fields: minutes, hours, day of the month, month, day of the "
            "week; not 6");
}

TEST(Schedules, KnowTimeZones) {
  for (const char* right : {"Europe/Berlin", "UTC", "US/Pacific", "America/Argentina/Ushuaia",
                            "asia/tokyo", "Etc/GMT+5"}) {
    EXPECT_TRUE(is_time_zone(right)) << right;
  }
  for (const char* wrong : {"Europe/Berlinn", "Berlin", "", "CEST"}) {
    EXPECT_FALSE(is_time_zone(wrong)) << wrong;
  }
}

}  // namespace
}  // namespace archsynth::spec
