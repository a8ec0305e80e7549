#include "archsynth/describe/field.h"

#include <gtest/gtest.h>

#include "describe/props.h"

namespace archsynth::describe {
namespace {

struct Forgetful {
  Sourced<int> told{};
  Sourced<int> forgotten{};
  List<std::string> list{};
  static constexpr auto fields() {
    return describe::fields("a forgetful record", field<&Forgetful::told>("told", "in the table"));
  }
};

struct Empty {
  static constexpr auto fields() { return Fields<0>{"nothing", {}}; }
};

TEST(Complete, FindsAMemberWithoutARow) {
  static_assert(!complete<Forgetful>());
  static_assert(internal::member_count<Forgetful>() == 3);
  static_assert(complete<Empty>());
  static_assert(internal::member_count<sample::ServiceProps>() == 5);
}

template <typename To, typename From>
constexpr bool takes = std::is_convertible_v<From, Sourced<To>>;

TEST(Sourced, TakesOnlyWhatKeepsItsMeaning) {
  static_assert(takes<bool, bool>);
  static_assert(!takes<bool, const char*>);
  static_assert(!takes<bool, int>);
  static_assert(takes<int, int>);
  static_assert(!takes<int, bool>);
  static_assert(!takes<int, double>);
  static_assert(takes<double, int>);
  static_assert(takes<std::string, const char*>);
  static_assert(takes<sample::Nat, sample::Nat>);
  static_assert(!takes<sample::Nat, int>);
}

TEST(Sourced, RemembersTheLineThatStatedIt) {
  const int line = __LINE__ + 1;
  const sample::NetworkProps props{.cidr = "10.1.0.0/16", .zones = 3};
  EXPECT_EQ(props.cidr.origin(), Origin(CallSite{__FILE__, static_cast<std::uint32_t>(line)}));
  EXPECT_EQ(props.zones.origin(), props.cidr.origin());
  EXPECT_EQ(props.zones->scalar.origin(), props.cidr.origin());
  EXPECT_TRUE(props.nat.is_default());
}

TEST(Sourced, TakesTheDefaultsOfAProfile) {
  const auto nat_of = [](Profile profile) {
    sample::NetworkProps props;
    settle(props, profile);
    settle(props, Profile::kStaging);
    return std::string(name_of_enumerator(*props.nat)) + ", " + props.nat.origin().to_string() +
           ", " + (*props.logs->scalar ? "logs" : "no logs") + ", " +
           props.logs->scalar.origin().to_string();
  };
  EXPECT_EQ(nat_of(Profile::kProduction),
            "per_zone, default of production, logs, default of production");
  EXPECT_EQ(nat_of(Profile::kStaging), "single, default of staging, no logs, default of staging");
  EXPECT_EQ(nat_of(Profile::kDevelopment),
            "single, default of development, no logs, default of development");
}

TEST(Sourced, KeepsWhatWasStatedWhenTheProfileIsKnown) {
  sample::NetworkProps props{.nat = sample::Nat::kNone};
  settle(props, Profile::kProduction);
  EXPECT_EQ(*props.nat, sample::Nat::kNone);
  EXPECT_TRUE(props.nat.stated());
  EXPECT_EQ(props.cidr.origin().default_of()->key, "cidr");
  EXPECT_EQ(props.cidr.origin().default_of()->profile, "");
}

TEST(Sourced, ComparesValuesAndNotOrigins) {
  const sample::ImageProps here{.repository = "a"};
  const sample::ImageProps there{.repository = "a"};
  EXPECT_EQ(here.repository, there.repository);
  EXPECT_EQ(here.repository == Sourced<std::string>(), false);
  EXPECT_EQ(Sourced<int>(), Sourced<int>());
}

}  // namespace
}  // namespace archsynth::describe
