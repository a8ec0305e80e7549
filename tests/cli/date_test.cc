#include "cli/date.h"

#include <gtest/gtest.h>

namespace archsynth::cli {
namespace {

TEST(Date, IsADayOfTheCalendar) {
  for (const char* right : {"2026-01-31", "2028-02-29", "2000-12-01"}) {
    EXPECT_TRUE(date_of(right)) << right;
  }
  for (const char* wrong :
       {"2026-02-29", "2026-13-01", "2026-00-10", "2026-01-00", "2026-1-1", "26-01-01",
        "2026/01/01", "2026-01-01T00:00:00Z", "+026-01-01", "2026- 1-01", ""}) {
    EXPECT_FALSE(date_of(wrong)) << wrong;
  }
}

TEST(Date, Compares) {
  EXPECT_LT(*date_of("2026-12-31"), *date_of("2027-01-01"));
  EXPECT_EQ(*date_of("2026-12-31"), *date_of("2026-12-31"));
}

}  // namespace
}  // namespace archsynth::cli
