#include "cli/gate.h"

#include <gtest/gtest.h>

#include <chrono>

namespace archsynth::cli {
namespace {

/// Whether an acknowledgement of the resource silences the message.
bool silences(const std::string& resource, const std::string& message) {
  picture::DiffReport report;
  report.findings.error("ARC5001", {}, message);
  Acknowledgement meant;
  meant.resource = resource;
  meant.change = "ARC5001";
  acknowledge(report, {meant}, std::chrono::year(2026) / 11 / 23);
  return report.findings.error_count() == 0;
}

TEST(Gate, AcknowledgesTheResourceThatAMessageIsAbout) {
  const std::string replaced =
      "\"Database\" is replaced because its KmsKeyId depends on Group: gone";
  EXPECT_TRUE(silences("Database", replaced));
  EXPECT_FALSE(silences("Group", replaced));
  const std::string unread = "\"Role\" no longer permits reading \"Secret\", which \"Tasks\" needs";
  EXPECT_TRUE(silences("Role", unread));
  EXPECT_FALSE(silences("Secret", unread));
  EXPECT_FALSE(silences("Tasks", unread));
  const std::string when = "when Stage is \"yes\", changing DBName replaces \"Main\"";
  EXPECT_TRUE(silences("Main", when));
  EXPECT_FALSE(silences("yes", when));
  const std::string opened = "anyone: Web: ingress tcp 443 from Other: all";
  EXPECT_TRUE(silences("Web", opened));
  EXPECT_FALSE(silences("Other", opened));
  EXPECT_FALSE(silences("We", opened));
}

}  // namespace
}  // namespace archsynth::cli
