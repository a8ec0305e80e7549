// What a loop makes counts in every analysis.

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "archsynth/analysis/cost.h"
#include "archsynth/analysis/diagram.h"
#include "archsynth/analysis/diff.h"
#include "archsynth/analysis/overview.h"
#include "archsynth/analysis/plan.h"
#include "archsynth/cfn/reader.h"
#include "archsynth/document/reader.h"

namespace archsynth::analysis {
namespace {

class LoopsTest : public ::testing::Test {
 protected:
  /// A network with a gateway for each name of the list.
  cfn::Template gateways(const std::string& names) {
    Diagnostics diagnostics;
    const auto node = document::read(sources_.add("t.yaml", R"(
Transform: AWS::LanguageExtensions
Parameters:
  Names: {Type: CommaDelimitedList, Default: "One,Two"}
Resources:
  Vpc: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.0.0.0/16}}
  Subnet: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref Vpc, CidrBlock: 10.0.0.0/24}}
  Fn::ForEach::Gateways:
    - Name
    - )" + names + R"(
    - "Gateway${Name}":
        Type: AWS::EC2::NatGateway
        Properties: {SubnetId: !Ref Subnet, ConnectivityType: private}
)"),
                                     diagnostics);
    return *cfn::read_template(*node, diagnostics);
  }

 private:
  Sources sources_;
};

std::set<std::string> priced(const cfn::Template& stack, const CostOptions& how) {
  std::set<std::string> ids;
  for (const CostLine& each : estimate_cost(stack, how, spec::PriceBook::built_in()).lines) {
    if (each.resource.starts_with("Gateway")) ids.insert(each.resource);
  }
  return ids;
}

TEST_F(LoopsTest, EveryAnalysisCountsWhatTheyMake) {
  const cfn::Template stack = gateways("[One, Two, Three]");
  EXPECT_EQ(plan(stack, "us-east-1", {}).steps.size(), 5U);
  CostOptions how;
  how.usage = *usage_profile("small");
  EXPECT_EQ(priced(stack, how),
            (std::set<std::string>{"GatewayOne", "GatewayThree", "GatewayTwo"}));
  std::size_t drawn = 0;
  for (const DiagramBox& each : diagram(stack).boxes) {
    drawn += static_cast<std::size_t>(
        std::count_if(each.resources.begin(), each.resources.end(),
                      [](const std::string& id) { return id.starts_with("Gateway"); }));
  }
  EXPECT_EQ(drawn, 3U);
  EXPECT_EQ(overview(stack, "us-east-1").resources.size(), 5U);
  const Diff changes = diff(gateways("[One, Two]"), stack, {});
  ASSERT_EQ(changes.resources.size(), 1U);
  EXPECT_EQ(changes.resources.front().id, "GatewayThree");
}

TEST_F(LoopsTest, TheyGoThroughValuesThatAreGiven) {
  const cfn::Template stack = gateways("!Ref Names");
  CostOptions how;
  how.usage = *usage_profile("small");
  EXPECT_EQ(priced(stack, how), (std::set<std::string>{"GatewayOne", "GatewayTwo"}));
  how.parameters = {{"Names", "Only", {}}};
  EXPECT_EQ(priced(stack, how), (std::set<std::string>{"GatewayOnly"}));
  EXPECT_EQ(plan(stack, "us-east-1", how.parameters).steps.size(), 3U);
}

}  // namespace
}  // namespace archsynth::analysis
