#include "archsynth/input/input.h"

#include <gtest/gtest.h>

namespace archsynth::input {
namespace {

/// `name@place=value@place` of each, or what was reported.
std::string read(const std::string& name, const std::string& text) {
  const Source source(name, text);
  Diagnostics found;
  const auto values = read_parameters(source, found);
  if (!values) return render(found);
  std::string result;
  for (const analysis::ParameterValue& each : *values) {
    const auto shown = [](const Origin& origin) {
      return std::string(origin.span()->source->text().substr(
          origin.span()->begin, origin.span()->end - origin.span()->begin));
    };
    result += each.name + " (" + shown(each.origin) + ")";
    if (each.value.string() != nullptr) {
      result += " = " + *each.value.string() + " (" + shown(each.value.origin()) + ")";
    }
    result += "\n";
  }
  return result;
}

TEST(ParametersFile, TakesEveryForm) {
  const std::string both = "Stage (\"Stage\") = prod (\"prod\")\nSize (\"Size\") = 5 (5)\n";
  EXPECT_EQ(read("p.json",
                 R"([{"ParameterKey": "Stage", "ParameterValue": "prod"},
                     {"ParameterKey": "Size", "ParameterValue": 5}])"),
            both);
  EXPECT_EQ(read("p.json", R"({"Parameters": {"Stage": "prod", "Size": 5}, "Tags": {"a": "b"}})"),
            both);
  EXPECT_EQ(read("p.json", R"({"Stage": "prod", "Size": 5})"), both);
  EXPECT_EQ(read("p.yaml", "Stage: prod\nIds: [a, b]\n"),
            "Stage (Stage) = prod (prod)\nIds (Ids) = a,b ([a, b])\n");
  EXPECT_EQ(read("p", "# ours\nStage=prod\r\n\n  Url = x\nQuoted=\"a b\"\nEmpty=\n"),
            "Stage (Stage) = prod (prod)\nUrl  (Url ) =  x ( x)\n"
            "Quoted (Quoted) = a b (\"a b\")\nEmpty (Empty) =  ()\n");
  EXPECT_EQ(read("p.json", R"(["Stage=prod"])"),
            "Stage (\"Stage=prod\") = prod (\"Stage=prod\")\n");
  EXPECT_EQ(read("p.json", R"([{"ParameterKey": "A", "UsePreviousValue": true}])"), "A (\"A\")\n");
  EXPECT_EQ(read("p.json", "[]"), "");
}

TEST(ParametersFile, SaysWhatIsWrong) {
  EXPECT_EQ(read("p", "A=1\nA=2\n"), R"(p:2:1: error: "A" is given twice [ARC0930]
    2 | A=2
      | ^
p:1:1: note: first here
    1 | A=1
      | ^
)");
  EXPECT_EQ(read("p", "A=1\nB\n"),
            R"(p:2:1: error: a parameter must be Name=Value, but has no "=" [ARC0930]
    2 | B
      | ^
)");
  EXPECT_EQ(read("p.json", R"([{"ParameterKeys": "A", "ParameterValue": "b"}])"),
            R"(p.json:1:2: error: a parameter needs "ParameterKey" and "ParameterValue" [ARC0930]
    1 | [{"ParameterKeys": "A", "ParameterValue": "b"}]
      |  ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
p.json:1:3: error: unknown key "ParameterKeys" in a parameter [ARC0930]
    1 | [{"ParameterKeys": "A", "ParameterValue": "b"}]
      |   ^~~~~~~~~~~~~~~
  fix: did you mean "ParameterKey"?
)");
  EXPECT_EQ(read("p.json", R"({"A": {"b": 1}})"),
            R"(p.json:1:7: error: a parameter value must be a string, not a mapping [ARC0930]
    1 | {"A": {"b": 1}}
      |       ^~~~~~~~
)");
}

}  // namespace
}  // namespace archsynth::input
