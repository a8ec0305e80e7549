#include <gtest/gtest.h>

#include "archsynth/support/text.h"
#include "synth/stacks.h"

namespace archsynth {
namespace {

Span span_of(const Source& source, std::size_t begin, std::size_t end) {
  return {&source, static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end)};
}

/// A stack of a topic `Orders` and a queue that names it; `moves` are pairs of from and to.
std::string with_moves(const std::vector<std::pair<std::string, std::string>>& moves,
                       bool want_template = false) {
  Sources sources;
  std::string text;
  for (const auto& [from, to] : moves) text += from + " " + to + "\n";
  const Source& source = sources.add("shop.yaml", text);
  Stack stack({.name = "shop"});
  const cfn::Resource& topic = stack.add_resource("Orders", "AWS::SNS::Topic");
  stack.add_resource("Jobs", "AWS::SQS::Queue", {{"QueueName", topic.att("TopicName")}});
  const cfn::Parameter& size = stack.add_parameter("Size", "String", {{"Default", "1"}});
  stack.add_output("Size", "the size", cfn::ref(size.id));
  std::size_t at = 0;
  for (const auto& [from, to] : moves) {
    const std::size_t second = at + from.size() + 1;
    stack.add_move(
        {from, to, span_of(source, at, second - 1), span_of(source, second, second + to.size())});
    at = second + to.size() + 1;
  }
  Diagnostics diagnostics;
  const cfn::Template made = synthesize(stack, diagnostics);
  std::vector<std::string> ids;
  for (const cfn::Resource& each : made.resources) ids.push_back(each.id.str());
  return want_template ? cfn::to_json(made) : join(ids, " ") + "\n" + render(diagnostics);
}

TEST(Moves, KeepTheIdThatWasDeployed) {
  const std::string json = with_moves({{"Main", "Orders"}}, true);
  EXPECT_NE(json.find(R"("Main": {)"), json.npos);
  EXPECT_NE(json.find(R"("Main",)"), json.npos) << "the queue names it by its kept id";
  EXPECT_EQ(json.find("Orders"), json.npos);
}

TEST(Moves, SwapTwo) {
  const std::string found = with_moves({{"Jobs", "Orders"}, {"Orders", "Jobs"}});
  EXPECT_EQ(found.substr(0, found.find('\n')), "Jobs Orders");
  EXPECT_EQ(found.find("ARC200"), found.npos);
}

TEST(Moves, OfWhatIsNotThereAreStale) {
  EXPECT_EQ(with_moves({{"Main", "Order"}}), R"(Orders Jobs
shop.yaml:1:6: error: there is no resource "Order" to keep the id "Main" [ARC2004]
    1 | Main Order
      |      ^~~~~
  fix: did you mean "Orders"?
)");
  EXPECT_EQ(with_moves({{"Main", "Gateway"}}), R"(Orders Jobs
shop.yaml:1:6: error: there is no resource "Gateway" to keep the id "Main" [ARC2004]
    1 | Main Gateway
      |      ^~~~~~~
  fix: remove the move once the resource is gone
)");
}

TEST(Moves, ToIdsThatOthersHaveAreErrors) {
  EXPECT_EQ(with_moves({{"Jobs", "Orders"}}), R"(Orders Jobs
shop.yaml:1:1: error: "Orders" cannot keep the id "Jobs": another resource has it [ARC2005]
    1 | Jobs Orders
      | ^~~~
  fix: remove the move, or rename the other one
)");
  EXPECT_EQ(with_moves({{"Size", "Orders"}}), R"(Orders Jobs
shop.yaml:1:1: error: "Orders" cannot keep the id "Size": another parameter has it [ARC2005]
    1 | Size Orders
      | ^~~~
  fix: remove the move, or rename the other one
)");
  EXPECT_EQ(with_moves({{"Orders", "Orders"}}), R"(Orders Jobs
shop.yaml:1:1: error: "Orders" already has this id [ARC2005]
    1 | Orders Orders
      | ^~~~~~
  fix: remove the move
)");
}

TEST(Moves, StatedTwiceOrMalformedAreErrors) {
  EXPECT_EQ(with_moves({{"Main", "Orders"}, {"Main", "Jobs"}}), R"(Orders Jobs
shop.yaml:2:1: error: the id "Main" is kept by two resources [ARC2005]
    2 | Main Jobs
      | ^~~~
  fix: remove one of the two moves
shop.yaml:1:1: note: the first one is here
    1 | Main Orders
      | ^~~~
)");
  EXPECT_EQ(with_moves({{"Main", "Orders"}, {"Other", "Orders"}}), R"(Orders Jobs
shop.yaml:2:7: error: "Orders" cannot keep two ids [ARC2005]
    2 | Other Orders
      |       ^~~~~~
  fix: remove one of the two moves
shop.yaml:1:6: note: the first one is here
    1 | Main Orders
      |      ^~~~~~
)");
  EXPECT_EQ(with_moves({{"ma-in", "Orders"}}), R"(Orders Jobs
shop.yaml:1:1: error: the logical id "ma-in" to keep may contain only letters and digits [ARC2003]
    1 | ma-in Orders
      | ^~~~~
  fix: use the id in the deployed stack
)");
}

}  // namespace
}  // namespace archsynth
