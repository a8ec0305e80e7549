#include <gmock/gmock.h>

#include "archsynth/input/input.h"

namespace archsynth::input {
namespace {

constexpr const char* kArchitecture = R"(name: ${APP}
environment: development
region: eu-central-1
budget:
  monthly_usd: ${LIMIT}
acknowledge:
  - {resource: "${APP}", change: ARC5001, reason: tried, until: 2027-01-31}
services: {api: {image: {repository: app}}}
)";

constexpr const char* kTemplate = R"(Parameters: {Stage: {Type: String}, Size: {Type: Number}}
Resources: {Queue: {Type: AWS::SQS::Queue, Properties: {DelaySeconds: !Ref Size}}}
)";

Settings with_variables() {
  Settings settings;
  settings.variable = [](std::string_view name) -> std::optional<std::string> {
    return name == "APP" ? "shop" : "200";
  };
  return settings;
}

TEST(Open, DecodesAnArchitectureOnceWithItsVariables) {
  Sources sources;
  Diagnostics found;
  const auto input =
      open(sources.add("prod.yaml", kArchitecture), with_variables(), sources, found);
  ASSERT_TRUE(input) << render(found);
  EXPECT_TRUE(input->is_architecture());
  EXPECT_EQ(input->region, "eu-central-1");
  EXPECT_EQ(input->environment, Profile::kDevelopment);
  EXPECT_EQ(input->budget, 200);
  ASSERT_EQ(input->acknowledgements.size(), 1U);
  EXPECT_EQ(input->acknowledgements[0].resource, "shop");
  EXPECT_EQ(input->acknowledgements[0].until, "2027-01-31");
  EXPECT_EQ(input->acknowledgements[0].origin.to_string(), "prod.yaml:7:5");
  EXPECT_EQ(input->makers.at("Vpc"), "network");
}

TEST(Open, OverridesRegionAndEnvironment) {
  Settings settings = with_variables();
  settings.region = "us-west-2";
  settings.environment = "staging";
  Sources sources;
  Diagnostics found;
  const auto input = open(sources.add("prod.yaml", kArchitecture), settings, sources, found);
  ASSERT_TRUE(input) << render(found);
  EXPECT_EQ(input->region, "us-west-2");
  EXPECT_EQ(input->environment, Profile::kStaging);
}

TEST(Open, TakesWhatGetTemplatePrints) {
  for (const char* printed :
       {"TemplateBody:\n  Resources: {Queue: {Type: AWS::SQS::Queue}}\n",
        R"({"TemplateBody": "Resources: {Queue: {Type: AWS::SQS::Queue}}"})"}) {
    Sources sources;
    Diagnostics found;
    const auto input = open(sources.add("deployed", printed), {}, sources, found);
    ASSERT_TRUE(input) << render(found);
    EXPECT_FALSE(input->is_architecture());
    ASSERT_EQ(input->stack.resources.size(), 1U);
    EXPECT_EQ(input->stack.resources[0].id.str(), "Queue");
  }
}

TEST(Open, ChecksParametersAgainstTheTemplate) {
  Sources sources;
  Settings settings;
  Diagnostics found;
  settings.parameters = read_parameters(sources.add("p", "Stage=prod\n"), found);
  const Source& source = sources.add("t.yaml", kTemplate);
  EXPECT_FALSE(open(source, settings, sources, found));
  ASSERT_EQ(found.items().size(), 1U);
  EXPECT_EQ(found.items()[0].code, "ARC2047");

  settings.is_deployed = true;  // "Size" keeps the value that it has
  Diagnostics nothing;
  const auto input = open(source, settings, sources, nothing);
  ASSERT_TRUE(input) << render(nothing);
  EXPECT_EQ(input->values().size(), 1U);
}

TEST(Open, GivesNothingAfterAnErrorUnlessItIsToKeepGoing) {
  Sources sources;
  const Source& source = sources.add("t.yaml", "Resource: {}\nResources: {}\n");
  Diagnostics found;
  EXPECT_FALSE(open(source, {}, sources, found));
  EXPECT_TRUE(found.has_errors());

  Settings settings;
  settings.keep_going = true;
  Diagnostics nothing;
  const auto input = open(source, settings, sources, nothing);
  ASSERT_TRUE(input);
  EXPECT_TRUE(input->found.has_errors());
  EXPECT_TRUE(nothing.items().empty());
}

TEST(Open, ReportsNoConsequencesOfWhatAnArchitectureStatesWrongly) {
  Sources sources;
  Settings settings;
  settings.keep_going = true;
  Diagnostics found;
  EXPECT_FALSE(open(sources.add("a.yaml",
                                "name: shop\nservices:\n  api:\n"
                                "    image: {repository: app}\n    port: \"80\"\n"),
                    settings, sources, found));
  EXPECT_EQ(found.error_count(), 1U) << render(found);
}

}  // namespace
}  // namespace archsynth::input
