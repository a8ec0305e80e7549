#include "spec/edges.h"

#include <gtest/gtest.h>

#include "archsynth/spec/schema.h"
#include "archsynth/support/text.h"
#include "spec/facts.h"
#include "spec/lifecycles.h"
#include "spec/paths.h"
#include "support/patterns.h"

namespace archsynth::spec {
namespace {

/// The path without its steps into lists.
std::string plain(std::string_view path) {
  std::string names;
  for (const std::string_view name : split(path, '.')) {
    if (name != "*") names += (names.empty() ? "" : ".") + std::string(name);
  }
  return names;
}

/// What of a path a schema can tell: these objects hold whatever a provider or service defines.
std::string_view known_part(std::string_view path) {
  for (const std::string_view open : {"Configuration", "RedriveAllowPolicy", "RedrivePolicy"}) {
    if (path == open || path.starts_with(std::string(open) + ".")) return open;
  }
  return path;
}

/// Whether one of `A|/B` is a path of the type: `A` below the items of `each`.
void expect_places(std::string_view type, std::string_view each, std::string_view places) {
  // `A>AWS::X::Y:B` goes on in the resource that A refers to.
  if (const std::size_t step = places.find(">AWS::"); step != places.npos) {
    if (step > 0) expect_places(type, each, places.substr(0, step));
    const std::string_view beyond = places.substr(step + 1);
    std::size_t colon = beyond.find(':');
    while (beyond.substr(colon).starts_with("::")) colon = beyond.find(':', colon + 2);
    if (beyond.starts_with("AWS::Serverless::")) return;
    ASSERT_TRUE(resource_schema(beyond.substr(0, colon))) << places;
    if (colon + 1 == beyond.size()) return;
    return expect_places(beyond.substr(0, colon), {}, beyond.substr(colon + 1));
  }
  if (type.starts_with("AWS::Serverless::")) return;
  const auto schema = resource_schema(type);
  ASSERT_TRUE(schema) << type;
  for (std::string_view place : split(places, '|')) {
    const bool is_own = place.starts_with('/');
    if (is_own) place.remove_prefix(1);
    const std::string item =
        each.empty() || is_own ? std::string() : plain(each) + (place.empty() ? "" : ".");
    EXPECT_TRUE(has_path(schema->root(), item + plain(known_part(place))))
        << type << " " << item << place;
  }
}

void expect_action(std::string_view action) {
  const std::size_t colon = action.find(':');
  EXPECT_TRUE(is_iam_action(action.substr(0, colon), action.substr(colon + 1))) << action;
}

void expect_conditions(std::string_view type, std::string_view each, std::string_view all) {
  for (std::string_view when : split(all, '&')) {
    if (when.empty()) continue;
    when.remove_prefix(when.find_first_not_of(" !"));
    std::size_t end = when.find_first_of(" ?!=~><*%");
    while (end < when.size() && when.substr(end).starts_with(">AWS::")) {
      end = when.find_first_of(" ?!=~><*%", end + 1);
    }
    expect_places(type, each, when.substr(0, end));
  }
}

/// What rows of pairs name is there, and their patterns are sound.
void expect_pairs() {
  const Table table("property_pairs");
  for (std::size_t i = 0; i < table.size(); ++i) {
    const std::string_view type = table[i].text(0);
    if (type.starts_with("AWS::Serverless::") || (i > 0 && table[i - 1].text(0) == type)) continue;
    for (const PropertyPair& each : property_pairs(type)) {
      expect_places(type, each.each, each.property);
      if (const std::size_t begin = each.needs.find('/'); begin < 2 && each.needs.ends_with('/')) {
        const auto pattern = each.needs.substr(begin + 1, each.needs.size() - begin - 2);
        EXPECT_EQ(Patterns::fault(pattern), "") << type << " " << each.property;
      }
      expect_conditions(type, each.each, each.when);
    }
  }
}

TEST(Edges, NameKnownTypesPropertiesAndActions) {
  for (const RoleNeed& need : role_needs()) {
    expect_places(need.type, need.each, need.place);
    expect_places(need.type, need.each, need.role);
    expect_conditions(need.type, need.each, need.when);
    EXPECT_TRUE(need.target == "*" || resource_schema(need.target)) << need.target;
    for (const std::string_view action : need.actions) expect_action(action);
    EXPECT_TRUE(need.created.empty() || need.created == "refused" || need.created == "may");
  }
  for (const FunctionInvoker& each : function_invokers()) {
    expect_places(each.type, {}, each.place);
    if (!each.unless.empty()) expect_places(each.type, {}, each.unless);
  }
  for (const MessageSender& each : message_senders()) {
    expect_places(each.type, {}, each.place);
    if (!each.unless.empty()) expect_places(each.type, {}, each.unless);
    expect_action(each.action);
  }
  for (const RoleTrust& each : role_trusts()) expect_places(each.type, {}, each.role);
  for (const Wait& each : waits()) {
    expect_places(each.type, {}, each.place);
    if (!each.named.starts_with("@any")) {
      expect_places(each.other, {}, each.named.substr(0, each.named.find('/')));
    }
    if (each.same.empty()) continue;
    expect_places(each.type, {}, each.same.substr(0, each.same.find('=')));
    expect_places(each.other, {}, each.same.substr(each.same.find('=') + 1));
  }
  for (const TargetValue& each : target_values()) {
    expect_places(each.type, {}, each.place);
    expect_places(each.target, {}, each.property);
  }
  for (const SiblingName& each : sibling_names()) {
    expect_places(each.type, {}, each.place);
    expect_places(each.type, {}, each.parent);
    expect_places(each.other, {}, each.parent_of_other);
    for (const std::string_view name : each.names) expect_places(each.other, {}, name);
  }
  for (const UniqueItem& each : unique_items()) {
    expect_places(each.type, {}, each.list);
    for (const std::string_view name : split(each.properties, ' ')) {
      if (name.starts_with('@')) continue;
      expect_places(each.type, each.list, name.substr(0, name.find_first_of("?=")));
    }
  }
  expect_pairs();
  for (const ReferenceKinds& each : reference_kinds()) {
    expect_places(each.type, {}, each.property);
    for (const std::string_view kind : each.kinds) {
      EXPECT_TRUE(kind.starts_with("AWS::Serverless::") || resource_schema(kind)) << kind;
    }
  }
}

TEST(Edges, ReadRows) {
  const auto call = state_call("lambda:invoke");
  ASSERT_TRUE(call);
  EXPECT_EQ(call->action, "lambda:InvokeFunction");
  EXPECT_EQ(call->target, "FunctionName");
  EXPECT_FALSE(state_call("lambda:sing"));
  ASSERT_EQ(event_targets("AWS::ECS::Cluster").size(), 1u);
  EXPECT_EQ(event_targets("AWS::ECS::Cluster")[0].properties.size(), 2u);
  EXPECT_EQ(event_targets("AWS::SQS::Queue")[0].when, "FifoQueue=true");
  EXPECT_TRUE(event_targets("AWS::SNS::Topic").empty());
}

}  // namespace
}  // namespace archsynth::spec
