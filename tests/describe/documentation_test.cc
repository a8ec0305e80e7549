#include <stdexcept>

#include "describe/props.h"
#include "golden.h"

namespace archsynth::describe {
namespace {

const std::filesystem::path kFolder =
    std::filesystem::path(ARCHSYNTH_SOURCE_DIR) / "tests/describe/expected";

TEST(JsonSchema, SaysWhatTheTablesSay) {
  testing::expect_golden(
      kFolder / "schema.json",
      json_schema(record_of<sample::DocumentProps>(), "https://example.com/a", "Documents"));
}

TEST(Reference, SaysWhatTheTablesSay) {
  testing::expect_golden(kFolder / "reference.md",
                         reference(record_of<sample::DocumentProps>(), "Documents"));
}

struct BadExample {
  Sourced<std::string> key{};
  static constexpr auto fields() {
    return describe::fields("a record",
                            field<&BadExample::key>("key", "some key").example("{never: [closed"));
  }
};

TEST(JsonSchema, RefusesATableWhoseExampleIsNoYaml) {
  EXPECT_THROW(json_schema(record_of<BadExample>(), "id", "title"), std::logic_error);
}

struct Part {
  Sourced<int> a{};
  static constexpr auto fields() { return describe::fields("a part", field<&Part::a>("a", "one")); }
};
struct OtherPart {
  Sourced<int> b{};
  static constexpr auto fields() {
    return describe::fields("a part", field<&OtherPart::b>("b", "one"));
  }
};
struct Whole {
  Part left{};
  OtherPart right{};
  Part again{};
  static constexpr auto fields() {
    return describe::fields("a whole", field<&Whole::left>("left", "l"),
                            field<&Whole::right>("right", "r"), field<&Whole::again>("again", "l"));
  }
};

TEST(Reference, TellsRecordsOfOneTitleApart) {
  EXPECT_EQ(reference(record_of<Whole>(), "Parts"), R"md(# Parts

Keys marked \* are required. `<name>` is a name that you choose.

## A whole

| key | meaning | type | default |
|---|---|---|---|
| `left` | l | [a part](#a-part) |  |
| `right` | r | [a part 2](#a-part-2) |  |
| `again` | l | [a part](#a-part) |  |

## A part

At `left`, `again`.

| key | meaning | type | default |
|---|---|---|---|
| `a` | one | whole number |  |

## A part 2

At `right`.

| key | meaning | type | default |
|---|---|---|---|
| `b` | one | whole number |  |
)md");
  EXPECT_NE(json_schema(record_of<Whole>(), "id", "Parts").find("#/$defs/part_2"),
            std::string::npos);
}

}  // namespace
}  // namespace archsynth::describe
