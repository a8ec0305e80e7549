#include <gtest/gtest.h>

#include "synth/stacks.h"

namespace archsynth {
namespace {

/// A resource for each letter, which refers to the resources of the letters after the colon.
std::string findings_of(std::initializer_list<std::string_view> uses,
                        std::string_view type = "AWS::SNS::Topic") {
  Stack stack({.name = "shop"});
  for (std::string_view each : uses) {
    cfn::List names;
    for (char target : each.substr(2)) {
      names.push_back(cfn::ref(cfn::LogicalId(std::string(1, target))));
    }
    stack.add_resource(each.substr(0, 1), type, {{"Names", std::move(names)}});
  }
  return findings(stack);
}

TEST(Cycles, AreNamedAsAWhole) {
  EXPECT_EQ(findings_of({"A:BC", "B:C", "C:D", "D:"}), "");
  EXPECT_EQ(findings_of({"A:B", "B:C", "C:A"}),
            "error: circular dependency of \"A\": A → B → C → A [ARC2016 A]\n"
            "error: circular dependency of \"B\": B → C → A → B [ARC2016 B]\n"
            "error: circular dependency of \"C\": C → A → B → C [ARC2016 C]\n");
}

TEST(Cycles, AreShortestAndOneForEachKnot) {
  EXPECT_EQ(findings_of({"X:A", "A:B", "B:CD", "C:A", "D:B", "E:F", "F:EX"}),
            "error: circular dependency of \"A\": A → B → C → A [ARC2016 A]\n"
            "error: circular dependency of \"B\": B → C → A → B [ARC2016 B]\n"
            "error: circular dependency of \"C\": C → A → B → C [ARC2016 C]\n"
            "error: circular dependency of \"E\": E → F → E [ARC2016 E]\n"
            "error: circular dependency of \"F\": F → E → F [ARC2016 F]\n");
}

TEST(Cycles, MayHaveOneResource) {
  EXPECT_EQ(findings_of({"A:A"}), "error: \"A\" depends on itself [ARC2016 A]\n");
}

TEST(Cycles, OfSecurityGroupsHaveAWayOut) {
  EXPECT_EQ(findings_of({"A:B", "B:A"}, "AWS::EC2::SecurityGroup"),
            "error: circular dependency of \"A\": A → B → A [ARC2016 A]\n"
            "  fix: move one of the rules into its own "
            "AWS::EC2::SecurityGroupIngress or AWS::EC2::SecurityGroupEgress\n"
            "error: circular dependency of \"B\": B → A → B [ARC2016 B]\n"
            "  fix: move one of the rules into its own "
            "AWS::EC2::SecurityGroupIngress or AWS::EC2::SecurityGroupEgress\n");
}

TEST(Cycles, ShowEveryStep) {
  Stack stack({.name = "shop"});
  const int first = __LINE__ + 1;
  Group& a = stack.add<Group>("A", {});
  Group& b = stack.add<Group>("B", {});
  a.add_resource("", "AWS::SNS::Topic").depends_on = {id("B")};
  b.add_resource("", "AWS::SNS::Topic", {{"TopicName", cfn::ref(id("A"))}});
  EXPECT_EQ(findings(stack),
            line("cycles_test.cc", first) +
                ": error: circular dependency of \"A\": A → B → A [ARC2016 A]\n" +
                line("cycles_test.cc", first) + ": note: \"A\" depends on \"B\" here\n" +
                line("cycles_test.cc", first + 1) +
                ": error: circular dependency of \"B\": B → A → B [ARC2016 B]\n" +
                line("cycles_test.cc", first + 1) + ": note: \"B\" refers to \"A\" here\n");
}

TEST(Cycles, AreFoundInLongChains) {
  Stack stack({.name = "shop"});
  constexpr int kCount = 50'000;
  for (int i = 0; i < kCount; ++i) {
    cfn::Resource raw;
    raw.id = cfn::LogicalId("R" + std::to_string(i));
    raw.type = "AWS::SNS::Topic";
    raw.depends_on = {cfn::LogicalId("R" + std::to_string((i + 1) % kCount))};
    stack.add_raw(std::move(raw));
  }
  EXPECT_NE(findings(stack).find("R0 → R1 → R2"), std::string::npos);
}

}  // namespace
}  // namespace archsynth
