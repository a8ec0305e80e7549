// Templates with resource types of a user's own.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "archsynth/analysis/validate.h"
#include "archsynth/cfn/reader.h"
#include "archsynth/document/reader.h"

namespace archsynth::analysis {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr std::string_view kThing = R"({
  "typeName": "My::Org::Thing",
  "properties": {
    "Arn": {"type": "string"},
    "Count": {"type": "integer"},
    "Name": {"type": "string", "pattern": "^[a-z]+$"},
    "Other": {"type": "object"},
    "Parts": {"type": "array", "items": {"type": "string", "maxLength": 3}, "minItems": 1}
  },
  "additionalProperties": false,
  "required": ["Name"],
  "readOnlyProperties": ["/properties/Arn", "/properties/Count"],
  "primaryIdentifier": ["/properties/Name"]
})";

/// The findings in a template: `line code message`.
std::vector<std::string> check(const std::string& text, std::string_view region = "us-east-1") {
  Sources sources;
  Diagnostics diagnostics;
  const Source& schema = sources.add("thing.json", std::string(kThing));
  const auto catalogue = spec::read_catalogue(std::vector{&schema}, diagnostics);
  const auto node = document::read(sources.add("t.yaml", text), diagnostics);
  const auto checked = cfn::read_template(*node, diagnostics);
  validate(*checked, {.region = std::string(region), .catalogue = &*catalogue}, diagnostics);
  std::vector<std::string> found;
  for (const Diagnostic& each : diagnostics.sorted()) {
    const Span* span = each.origin.span();
    found.push_back(std::to_string(span->source->position_at(span->begin).line) + " " + each.code +
                    " " + each.message);
  }
  return found;
}

TEST(OwnTypes, AcceptsWhatFits) {
  const std::string text =
      "Resources:\n"
      "  Thing: {Type: My::Org::Thing, Properties: {Name: thing, Parts: [a, !Ref Other]}}\n"
      "  Other: {Type: My::Org::Thing, Properties: {Name: other, Other: {A: 1}}}\n"
      "Outputs: {Arn: {Value: !GetAtt Thing.Arn}}\n";
  EXPECT_THAT(check(text), IsEmpty());
  EXPECT_THAT(check(text, "cn-north-1"), IsEmpty());
}

TEST(OwnTypes, ChecksPropertiesAsThoseOfAws) {
  EXPECT_THAT(check("Resources:\n"
                    "  Thing:\n"
                    "    Type: My::Org::Thing\n"
                    "    Properties:\n"
                    "      Name: Thing\n"
                    "      Parts: []\n"
                    "      Colour: red\n"
                    "      Other: text\n"),
              ElementsAre("5 ARC3006 \"Thing\" does not match the pattern of \"Name\"",
                          "6 ARC3007 \"Parts\" must have at least 1 item, not 0",
                          "7 ARC3002 unknown property \"Colour\"",
                          "8 ARC3004 \"Other\" must be an object, not \"text\""));
}

TEST(OwnTypes, ChecksAttributesAndIdentifiers) {
  EXPECT_THAT(
      check("Resources:\n"
            "  A: {Type: My::Org::Thing, Properties: {Name: same}}\n"
            "  B: {Type: My::Org::Thing, Properties: {Name: same}}\n"
            "  C:\n"
            "    Type: My::Org::Thing\n"
            "    Properties:\n"
            "      Name: c\n"
            "      Parts: !GetAtt A.Arn\n"
            "Outputs:\n"
            "  Name: {Value: !GetAtt A.Name}\n"
            "  Count: {Value: !GetAtt A.Count}\n"),
      ElementsAre(
          "3 ARC4907 \"B\" and \"A\" have the same Name \"same\"",
          "8 ARC3020 \"Parts\" must be a list, but \"A.Arn\" is a string",
          "10 ARC2011 \"Name\" uses the unknown attribute \"Name\" of \"A\" (My::Org::Thing)",
          "11 ARC3110 \"A.Count\" is an integer, but an output must be a string"));
}

TEST(OwnTypes, AreUnknownWithoutTheirSchema) {
  EXPECT_THAT(check("Resources: {A: {Type: My::Org::Thong}}\n"),
              ElementsAre("1 ARC3001 unknown resource type \"My::Org::Thong\""));
}

}  // namespace
}  // namespace archsynth::analysis
