#include "model/identities/patterns.h"

#include <gtest/gtest.h>

namespace archsynth::model {
namespace {

struct PatternCase {
  std::string pattern;
  std::string text;
  Certainty some;
  Certainty all;
};

TEST(Patterns, CoverSomeOrAllOfWhatATextStandsFor) {
  const std::string files = "arn:aws:s3:::" + name_token("Files");
  const std::string others = "arn:aws:s3:::" + name_token("Others");
  const std::string given = "arn:aws:s3:::" + unknown_token("Name");
  const std::string object(1, kSomePart);
  const std::string iam = "arn:aws:iam::" + unknown_token("AWS::AccountId") + ":";
  using enum Certainty;
  const PatternCase kCases[] = {
      {"*", files, kYes, kYes},
      {files, files, kYes, kYes},
      {others, files, kNo, kNo},
      {files + "/*", files, kNo, kNo},
      {files + "/*", files + "/" + object, kYes, kYes},
      {files + "/in/*", files + "/" + object, kYes, kNo},
      {"arn:aws:s3:::*", files, kYes, kYes},
      {"arn:aws:s3:::logs-*", files, kMaybe, kMaybe},
      {"arn:aws:s3:::logs", files, kNo, kNo},
      {"arn:aws:s3:::logs/*", files, kNo, kNo},
      {"arn:aws:s3:::logs", given, kMaybe, kMaybe},
      {given, given, kYes, kYes},
      {given, "arn:aws:s3:::logs", kMaybe, kMaybe},
      {given, "arn:aws:sqs:::logs", kNo, kNo},
      {others, given, kNo, kNo},
      {"arn:aws:s3:::log?", "arn:aws:s3:::logs", kYes, kYes},
      {"arn:aws:s3:::log?", "arn:aws:s3:::log", kNo, kNo},
      {unknown_token("Arn"), files, kMaybe, kMaybe},
      {iam + "role/admin", iam + "role/" + name_token("App"), kNo, kNo},
      {iam + "role/app-*", iam + "role/" + name_token("App"), kMaybe, kMaybe},
      {iam + "role/team/*", iam + "role/" + name_token("App"), kNo, kNo},
      {iam + "role/" + unknown_token("Name"), iam + "role/" + name_token("App"), kMaybe, kMaybe},
      {"arn:aws:iam::123456789012:role/x", iam + "role/x", kMaybe, kMaybe},
  };
  for (const PatternCase& each : kCases) {
    EXPECT_EQ(covers_some(each.pattern, each.text), each.some)
        << readable(each.pattern) << " some of " << readable(each.text);
    EXPECT_EQ(covers_all(each.pattern, each.text), each.all)
        << readable(each.pattern) << " all of " << readable(each.text);
  }
}

TEST(Patterns, CoverActionsInAnyCase) {
  EXPECT_EQ(covers_action("s3:get*", "s3:GetObject"), Certainty::kYes);
  EXPECT_EQ(covers_action("s3:Put*", "s3:GetObject"), Certainty::kNo);
  EXPECT_EQ(covers_action(unknown_token("Action"), "s3:GetObject"), Certainty::kMaybe);
}

TEST(Patterns, CutArnsOutsideOfWhatIsUnknown) {
  const std::string arn = "arn:aws:sqs:us-east-1:" + unknown_token("AWS::AccountId") + ":a";
  const auto parts = arn_parts(arn);
  ASSERT_EQ(parts.size(), 6U);
  EXPECT_EQ(parts[3], "us-east-1");
  EXPECT_EQ(parts[5], "a");
}

}  // namespace
}  // namespace archsynth::model
