#include "archsynth/describe/keys.h"

#include <gtest/gtest.h>

#include "archsynth/document/reader.h"
#include "props.h"

namespace archsynth::describe {
namespace {

std::string listed(const std::string& yaml, Profile profile) {
  const Source source("in.yaml", yaml);
  Diagnostics diagnostics;
  const auto node = document::read(source, diagnostics);
  std::string text;
  for (const KeyInForce& each : keys_in_force(record_of<sample::DocumentProps>(), *node, profile)) {
    text += each.path + " = " + each.value;
    if (each.stated) text += " @" + std::to_string(source.position_at(each.stated->begin).line);
    if (each.is_default) text += " default " + std::string(each.profile);
    text += "\n";
  }
  return text;
}

TEST(KeysInForce, HasStatedKeysAndDefaultsOfTheProfile) {
  EXPECT_EQ(listed(R"(name: shop
network:
  nat: none
services:
  api:
    port: 80
    variables: {A: b}
)",
                   Profile::kStaging),
            R"(name = shop @1
network = nat: none @3
network.cidr = 10.0.0.0/16 default 
network.blocks = 
network.nat = none @3
network.logs = false default staging
network.zones = 2 default 
services = api: … @5
services.api = port: 80 … @6
services.api.port = 80 @6
services.api.ratio = 0.5 default 
services.api.image = 
services.api.expose = true default 
services.api.variables = {A: b} @7
services.api.variables.A = b @7
services.api.databases = 
raw = 
)");
}

TEST(KeysInForce, FollowsTheSideOfAnEitherThatIsStated) {
  const std::string text = listed("network: {logs: {}, zones: [a, b]}\n", Profile::kProduction);
  EXPECT_NE(text.find("network.logs.days = 30 default production\n"), std::string::npos) << text;
  EXPECT_NE(text.find("network.zones.1 = b @1\n"), std::string::npos) << text;
}

TEST(KeysInForce, ToleratesWhatIsStatedWrongly) {
  const std::string text = listed("network: 7\nservices: [a]\n", Profile::kProduction);
  EXPECT_NE(text.find("network = 7 @1\nnetwork.cidr = 10.0.0.0/16 default \n"), std::string::npos)
      << text;
}

}  // namespace
}  // namespace archsynth::describe
