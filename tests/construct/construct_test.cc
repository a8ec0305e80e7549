#include "archsynth/construct/construct.h"

#include <gtest/gtest.h>

#include "archsynth/construct/stack.h"

namespace archsynth {
namespace {

/// A construct that hands out what its scope gave it.
class Group : public construct::Construct {
 public:
  struct Props {
    int number = 0;
  };
  Group(construct::Scope scope, Props props) : Construct(std::move(scope)), number(props.number) {}
  Group(construct::Scope scope, Group& other, Props props)
      : Construct(std::move(scope)), number(props.number + other.number) {}
  int number = 0;
};

TEST(Construct, JoinsNamesToLogicalIds) {
  Stack stack({.name = "shop"});
  Group& orders = stack.add<Group>("orders-db", {});
  Group& group = orders.add<Group>("subnet_group", {});
  EXPECT_EQ(stack.logical_id("Key").str(), "Key");
  EXPECT_EQ(orders.logical_id().str(), "OrdersDb");
  EXPECT_EQ(group.logical_id("a").str(), "OrdersDbSubnetGroupA");
  EXPECT_EQ(group.path(), "orders-db/subnet_group");
  EXPECT_EQ(stack.path(), "");
}

TEST(Construct, KeepsItsIdsWhateverIsAddedLater) {
  const auto id_of_api = [](bool with_worker) {
    Stack stack({.name = "shop"});
    if (with_worker) stack.add<Group>("worker", {}).add_resource("Role", "AWS::IAM::Role");
    return stack.add<Group>("api", {}).add_resource("Role", "AWS::IAM::Role").id.str();
  };
  EXPECT_EQ(id_of_api(false), "ApiRole");
  EXPECT_EQ(id_of_api(true), "ApiRole");
}

TEST(Construct, KnowsTheLineThatAddedIt) {
  Stack stack({.name = "shop"});
  const auto line = static_cast<std::uint32_t>(__LINE__ + 1);
  Group& group = stack.add<Group>("Api", {});
  EXPECT_EQ(group.origin(), Origin(CallSite{__FILE__, line}));
  EXPECT_EQ(group.label(), "Api");
  EXPECT_EQ(group.add_resource("", "AWS::SNS::Topic").origin, group.origin());
}

TEST(Construct, KnowsWhatTheUserCallsIt) {
  Stack stack({.name = "shop"});
  Group& group = stack.add<Group>(construct::Name("api", "services.api", {}), {});
  EXPECT_EQ(group.label(), "services.api");
  EXPECT_EQ(group.origin(), Origin());
  EXPECT_EQ(group.logical_id().str(), "Api");
}

TEST(Construct, TakesOtherConstructsBesideItsProps) {
  Stack stack({.name = "shop"});
  Group& first = stack.add<Group>("First", {.number = 1});
  EXPECT_EQ(stack.add<Group>("Second", first, {.number = 2}).number, 3);
}

TEST(Construct, SharesTheStackOfItsParent) {
  Stack stack({.name = "shop", .environment = Profile::kStaging});
  Group& inner = stack.add<Group>("A", {}).add<Group>("B", {});
  EXPECT_EQ(&inner.stack(), &stack);
  EXPECT_EQ(inner.profile(), Profile::kStaging);
  EXPECT_EQ(&inner.diagnostics(), &stack.diagnostics());
}

TEST(Construct, VisitsResourcesInTheOrderOfAdding) {
  Stack stack({.name = "shop"});
  Group& a = stack.add<Group>("A", {});
  cfn::Resource& first = a.add_resource("1", "AWS::SNS::Topic");
  Group& inner = a.add<Group>("B", {});
  a.add_resource("3", "AWS::SNS::Topic");
  inner.add_resource("2", "AWS::SNS::Topic");
  first.properties.set("TopicName", "amended");
  std::string seen;
  stack.each_resource([&](const construct::Construct& owner, const cfn::Resource& each) {
    seen += owner.path() + ":" + each.id.str() + " ";
  });
  EXPECT_EQ(seen, "A:A1 A/B:AB2 A:A3 ");
  EXPECT_EQ(*first.properties.find("TopicName"), cfn::Value("amended"));
}

}  // namespace
}  // namespace archsynth
