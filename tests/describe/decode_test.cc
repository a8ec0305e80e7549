#include <gtest/gtest.h>

#include "archsynth/document/reader.h"
#include "describe/props.h"

namespace archsynth::describe {
namespace {

using sample::DocumentProps;

/// A text, read and decoded.
struct Decoded {
  explicit Decoded(const std::string& text) : source("prod.yaml", text) {
    const std::optional<document::Node> node = document::read_yaml(source, diagnostics);
    if (!node) return;
    props = decode<DocumentProps>(*node, diagnostics);
    settle(props, Profile::kProduction);
    check(props, "", Span{&source, 0, 0}, diagnostics);
  }
  Source source;
  Diagnostics diagnostics;
  DocumentProps props;
};

/// Findings without excerpts: a line for each, with its help in brackets.
std::string findings(const std::string& text) {
  const Decoded decoded(text);
  std::string result;
  for (const Diagnostic& each : decoded.diagnostics.sorted()) {
    result += each.origin.to_string() + ": " + each.message + " [" + each.code + "]";
    if (!each.fix.empty()) result += " (" + each.fix + ")";
    result += "\n";
  }
  return result;
}

/// The findings about a key of the network, given its value.
std::string network(const std::string& member) {
  const std::string all = findings("name: shop\nnetwork: {" + member + "}\n");
  return all.empty() ? all : all.substr(0, all.size() - 1);
}

TEST(Decode, ReadsEveryShape) {
  const Decoded decoded(R"(
name: shop
network:
  cidr: 10.1.0.0/16
  blocks: [10.2.0.0/16, "10.3.0.0/16"]
  nat: single
  logs: {days: 3}
  zones: [a, b]
services:
  api:
    port: 8000
    ratio: 1
    image: {repository: api, tag: 1.10}
    expose: false
    variables: {LEVEL: info, COUNT: 012, ON: true}
raw: {anything: !Ref Vpc}
)");
  EXPECT_EQ(render(decoded.diagnostics), "");
  const DocumentProps& props = decoded.props;
  EXPECT_EQ(*props.name, "shop");
  EXPECT_EQ(props.name.origin().to_string(), "prod.yaml:2:7");
  EXPECT_EQ(*props.network.blocks[1], "10.3.0.0/16");
  EXPECT_EQ(*props.network.nat, sample::Nat::kSingle);
  ASSERT_TRUE(props.network.logs->is_large);
  EXPECT_EQ(*props.network.logs->large.days, 3);
  ASSERT_TRUE(props.network.zones->is_large);
  EXPECT_EQ(*props.network.zones->large[1], "b");
  const sample::ServiceProps& api = *props.services.find("api");
  EXPECT_EQ(*api.common.port, 8000);
  EXPECT_EQ(*api.common.ratio, 1.0);
  EXPECT_EQ(*api.image->tag, "1.10");
  EXPECT_EQ(*api.expose, false);
  EXPECT_EQ(**api.variables.find("COUNT"), "012");
  EXPECT_EQ(**api.variables.find("ON"), "true");
  EXPECT_EQ(props.raw->entries[0].value.tag, "!Ref");
}

TEST(Decode, TakesDefaultsWhereNothingIsStated) {
  const Decoded decoded("name: shop\nservices: {api: {image: {repository: api}}}\n");
  EXPECT_EQ(render(decoded.diagnostics), "");
  const DocumentProps& props = decoded.props;
  EXPECT_EQ(*props.network.cidr, "10.0.0.0/16");
  EXPECT_EQ(*props.network.logs->scalar, true);
  EXPECT_EQ(*props.network.zones->scalar, 2);
  EXPECT_EQ(*props.services.find("api")->expose, true);
  EXPECT_TRUE(props.services.find("api")->common.port.missing());
}

TEST(Decode, ReportsUnknownKeysWithTheNearestName) {
  EXPECT_EQ(findings("nam: shop\nname: shop\n"),
            "prod.yaml:1:1: unknown key \"nam\" in the document [ARC1001] (did you mean "
            "\"name\"?)\n");
  EXPECT_EQ(network("nta: none"),
            "prod.yaml:2:11: unknown key \"nta\" in \"network\" [ARC1001] (did you mean \"nat\"?)");
  EXPECT_EQ(network("whatever: 1"),
            "prod.yaml:2:11: unknown key \"whatever\" in \"network\" [ARC1001] (one of: cidr, "
            "blocks, nat, logs, zones)");
}

TEST(Decode, SaysWhereAKeyOfAnotherRecordStands) {
  EXPECT_EQ(findings("name: shop\nport: 80\n"),
            "prod.yaml:2:1: unknown key \"port\" in the document [ARC1001] (set it at a service: "
            "`services: {web: {port: 8000}}`)\n");
  EXPECT_EQ(network("services: {}"),
            "prod.yaml:2:11: unknown key \"services\" in \"network\" [ARC1001] (\"services\" is a "
            "key at the top level)");
}

TEST(Decode, SaysWhatWasFoundInPlaceOfTheRightKind) {
  struct Case {
    const char* member;
    const char* finding;
  };
  const Case cases[] = {
      {"cidr: [a]", "\"network.cidr\" must be a string, not a list [ARC1002] (write a)"},
      {"cidr: {a: b}", "\"network.cidr\" must be a string, not a mapping"},
      {"cidr:",
       "\"network.cidr\" must be a string, not null [ARC1002] (set a value, or remove the key to "
       "use its default)"},
      {"cidr: !Ref Vpc",
       "\"network.cidr\" must be a string, not the function !Ref [ARC1002] (write the value "
       "itself; "
       "`variables` and `resources` take functions)"},
      {"blocks: 10.0.0.0/8",
       "\"network.blocks\" must be a list, not \"10.0.0.0/8\" [ARC1002] "
       "(write [10.0.0.0/8])"},
      {"blocks: {a: b}", "\"network.blocks\" must be a list, not a mapping"},
      {"nat: sinlge",
       "\"network.nat\" cannot be \"sinlge\" [ARC1006] (did you mean \"single\"? "
       "One of: per_zone, single, none)"},
      {"nat: 3", "\"network.nat\" cannot be \"3\" [ARC1006] (one of: per_zone, single, none)"},
      {"nat: [none]",
       "\"network.nat\" must be one of per_zone, single, none, not a list [ARC1002] (write none)"},
      {"logs: yes",
       "\"network.logs\" must be true or false or a mapping (keys with values), not "
       "\"yes\" [ARC1002] (write true)"},
      {"logs: 'true'",
       "\"network.logs\" must be true or false or a mapping (keys with values), "
       "not \"true\" [ARC1002] (write true, without quotes)"},
      {"logs: [a]",
       "\"network.logs\" must be true or false or a mapping (keys with values), not a "
       "list"},
      {"logs: {days: many}", "\"network.logs.days\" must be a whole number, not \"many\""},
      {"logs: {days: 1.5}", "\"network.logs.days\" must be a whole number, not \"1.5\""},
      {"logs: {days: '3'}",
       "\"network.logs.days\" must be a whole number, not \"3\" [ARC1002] "
       "(write 3, without quotes)"},
      {"logs: {days: 012}",
       "\"network.logs.days\" is ambiguous: \"012\" is the octal number 10 to some YAML parsers "
       "[ARC1002] (write 12)"},
      {"logs: {days: 99999999999}", "\"network.logs.days\" is 99999999999, which is too large"},
      {"zones: many",
       "\"network.zones\" must be a whole number or a list, not \"many\" [ARC1002] (write the "
       "number of zones, such as `2`, or the zones by letter: `{a: {}, b: {}}`)"},
      {"zones: {a: b}",
       "\"network.zones\" must be a whole number or a list, not a mapping [ARC1002] (write the "
       "number of zones, such as `2`, or the zones by letter: `{a: {}, b: {}}`)"},
  };
  for (const Case& each : cases) {
    std::string found = network(each.member);
    const std::size_t place = found.find(": ");
    ASSERT_NE(place, std::string::npos) << each.member;
    found.erase(0, place + 2);
    std::string expected = each.finding;
    if (expected.find(" [ARC") == std::string::npos) expected += " [ARC1002]";
    EXPECT_EQ(found, expected) << each.member;
  }
}

TEST(Decode, AsksForNoKeysOfWhatIsNoMapping) {
  EXPECT_EQ(findings("- a\n"),
            "prod.yaml:1:1: the document must be a mapping (keys with values), not a list "
            "[ARC1002]\n");
  EXPECT_EQ(findings("name: shop\nservices: {api: on}\n"),
            "prod.yaml:2:17: \"services.api\" must be a mapping (keys with values), not \"on\" "
            "[ARC1002]\n");
}

TEST(Check, WantsRequiredKeys) {
  EXPECT_EQ(findings("services: {api: {}}\n"),
            "prod.yaml:1:1: the document needs the key \"name\" [ARC1003] (name: what it is "
            "called)\n"
            "prod.yaml:1:12: \"services.api\" needs the key \"image\" [ARC1003] (image: what it "
            "runs; for example `image: {repository: a}`)\n");
}

TEST(Check, ReportsAWrongRequiredKeyOnce) {
  EXPECT_EQ(findings("name: [a]\n"),
            "prod.yaml:1:7: \"name\" must be a string, not a list [ARC1002] (write a)\n");
}

TEST(Check, HoldsBoundsFormsAndCounts) {
  EXPECT_EQ(network("zones: 7"),
            "prod.yaml:2:18: \"network.zones\" must be from 1 to 6, not 7 [ARC1004] (write 6)");
  EXPECT_EQ(network("logs: {days: 0}"),
            "prod.yaml:2:24: \"network.logs.days\" must be at least 1, not 0 [ARC1004] (write 1)");
  EXPECT_EQ(network("cidr: here"),
            "prod.yaml:2:17: \"network.cidr\" must be a CIDR block, not \"here\" [ARC1005] (for "
            "example 10.0.0.0/16)");
  EXPECT_EQ(network("blocks: [10.0.0.0/8, here]"),
            "prod.yaml:2:32: \"network.blocks\" must be a CIDR block, not \"here\" [ARC1005] (for "
            "example 10.0.0.0/16)");
  EXPECT_EQ(findings("name: shop\nservices: {}\n"),
            "prod.yaml:2:11: \"services\" needs at least 1 item, but has 0 [ARC1007]\n");
  EXPECT_EQ(findings("name: shop\nservices: {Api: {image: {repository: a}}}\n"),
            "prod.yaml:2:12: a key of \"services\" must be a name, not \"Api\" [ARC1008] (did "
            "you mean \"api\"?)\n");
}

TEST(Check, SaysNothingMoreAboutAValueOfTheWrongKind) {
  EXPECT_EQ(findings("name: shop\nservices: [api]\n"),
            "prod.yaml:2:11: \"services\" must be a mapping (keys with values), not a list "
            "[ARC1002] (write `{api: {…}}`)\n");
}

TEST(Check, ReportsTheLineOfAProgram) {
  Diagnostics diagnostics;
  const int line = __LINE__ + 1;
  const sample::NetworkProps props{.cidr = "here", .zones = 9};
  check(props, "network", {}, diagnostics);
  const std::string place = "decode_test.cc:" + std::to_string(line);
  EXPECT_EQ(render(diagnostics),
            place + ": error: \"network.cidr\" must be a CIDR block, not \"here\" [ARC1005]\n" +
                "  fix: for example 10.0.0.0/16\n" + place +
                ": error: \"network.zones\" must be from 1 to 6, not 9 [ARC1004]\n"
                "  fix: write 6\n");
}

TEST(Check, ReportsANameThatAProgramStatesTwice) {
  Diagnostics diagnostics;
  DocumentProps props{.name = "shop"};
  const int line = __LINE__ + 2;
  for (int i = 0; i < 2; ++i) {
    props.services.add({"api", {.image = sample::ImageProps{.repository = "a"}}});
  }
  check(props, "", {}, diagnostics);
  const std::string place = "decode_test.cc:" + std::to_string(line);
  EXPECT_EQ(render(diagnostics), place +
                                     ": error: \"api\" is set twice in \"services\" "
                                     "[ARC1009]\n" +
                                     place + ": note: first set here\n");
}

}  // namespace
}  // namespace archsynth::describe
