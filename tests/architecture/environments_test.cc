// One file, several stacks: what `environments` changes, and what is wrong with them.

#include "archsynth/architecture/architecture.h"
#include "archsynth/archsynth.h"
#include "archsynth/document/reader.h"
#include "golden.h"

namespace archsynth {
namespace {

constexpr const char* kFile = R"(name: ledger
services:
  api:
    image: example.com/ledger:1
    port: 8080
    tasks: 3
    health_check: /up
    variables: {MODE: live, TRACE: "off"}
databases:
  main: {engine: postgres}
environments:
  qa:
    profile: staging
    services:
      api:
        tasks: {max: 6}
        health_check: {timeout_seconds: 3}
        variables: {MODE: test, TRACE: null}
  development:
    databases: null
    services: {api: {image: "example.com/ledger:${BUILD}"}}
)";

struct Loaded {
  Sources sources;
  Diagnostics found;
  std::unique_ptr<Stack> stack;
  std::string json;
};

void load_into(Loaded& to, const std::string& text, const LoadOptions& options) {
  to.stack = load(to.sources.add("ledger.yaml", text), to.found, options);
  if (!to.stack) return;
  to.found = to.stack->diagnostics();
  if (!to.found.has_errors()) to.json = cfn::to_json(synthesize(*to.stack, to.found));
}

std::string json_of(const LoadOptions& options) {
  Loaded made;
  load_into(made, kFile, options);
  EXPECT_FALSE(made.found.has_errors()) << render(made.found);
  return made.json;
}

bool holds(const std::string& text, std::string_view part) { return text.find(part) != text.npos; }

TEST(Environments, LeaveTheFileAloneWhereNoneIsAskedFor) {
  std::string text = kFile;
  Loaded without;
  load_into(without, text.substr(0, text.find("environments:")), {});
  EXPECT_EQ(json_of({}), without.json);
  EXPECT_TRUE(holds(without.json, "/ecs/ledger-production"));
}

TEST(Environments, AreLaidOverTheFile) {
  const std::string json = json_of({.environment = "qa"});
  EXPECT_TRUE(holds(json, "/ecs/ledger-qa\""));
  EXPECT_TRUE(holds(json, "\"Value\": \"test\""));
  EXPECT_FALSE(holds(json, "TRACE"));
  EXPECT_TRUE(holds(json, "\"MinCapacity\": 3"));
  EXPECT_TRUE(holds(json, "\"MaxCapacity\": 6"));
  EXPECT_TRUE(holds(json, "\"HealthCheckPath\": \"/up\""));
  EXPECT_TRUE(holds(json, "\"HealthCheckTimeoutSeconds\": 3"));
  EXPECT_TRUE(holds(json, "AWS::RDS::DBInstance"));
}

TEST(Environments, WithAProfilesNameHaveIt) {
  const LoadOptions options = {.environment = "development", .variable = [](std::string_view name) {
                                 return name == "BUILD" ? std::optional<std::string>("7")
                                                        : std::nullopt;
                               }};
  Loaded made;
  load_into(made, kFile, options);
  ASSERT_FALSE(made.found.has_errors()) << render(made.found);
  EXPECT_EQ(made.stack->environment(), Profile::kDevelopment);
  EXPECT_TRUE(holds(made.json, "example.com/ledger:7"));
  EXPECT_FALSE(holds(made.json, "AWS::RDS::DBInstance"));
}

TEST(Environments, NamesOfOthersNeedNoVariables) {
  const LoadOptions options = {
      .variable = [](std::string_view) -> std::optional<std::string> { return std::nullopt; }};
  Loaded made;
  load_into(made, kFile, options);
  EXPECT_FALSE(made.found.has_errors()) << render(made.found);
}

TEST(Environments, OneMayTakeTheNamesOfAnother) {
  EXPECT_TRUE(holds(json_of({.environment = "qa", .named_as = "prod"}), "/ecs/ledger-prod\""));
  EXPECT_TRUE(
      holds(json_of({.environment = "qa", .name_suffix = "pr-4"}), "/ecs/ledger-qa-pr-4\""));
}

TEST(Environments, OfAnUnknownNameAreRefused) {
  for (const LoadOptions& options :
       {LoadOptions{.environment = "qq"}, LoadOptions{.name_suffix = "pr_4"}}) {
    Loaded made;
    load_into(made, kFile, options);
    ASSERT_EQ(made.found.error_count(), 1U);
    EXPECT_EQ(made.found.items().front().code, "ARC1525");
  }
}

}  // namespace
}  // namespace archsynth
