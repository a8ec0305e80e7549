#include "archsynth/cfn/patch.h"

#include <gtest/gtest.h>

#include "archsynth/cfn/writer.h"
#include "cfn/findings.h"

namespace archsynth::cfn {
namespace {

using Kind = PatchOperation::Kind;

/// The document after the operations, and the findings.
std::string patched(Value document, const std::vector<PatchOperation>& operations) {
  Diagnostics diagnostics;
  apply_patch(document, operations, diagnostics);
  return to_json(document, true) + findings(diagnostics);
}

PatchOperation add(std::string path, Value value) {
  return {Kind::kAdd, std::move(path), "", std::move(value), {}, {}};
}
PatchOperation replace(std::string path, Value value) {
  return {Kind::kReplace, std::move(path), "", std::move(value), {}, {}};
}
PatchOperation remove(std::string path) { return {Kind::kRemove, std::move(path), "", {}, {}, {}}; }
PatchOperation move(std::string from, std::string path) {
  return {Kind::kMove, std::move(path), std::move(from), {}, {}, {}};
}
PatchOperation copy(std::string from, std::string path) {
  return {Kind::kCopy, std::move(path), std::move(from), {}, {}, {}};
}
PatchOperation test(std::string path, Value value) {
  return {Kind::kTest, std::move(path), "", std::move(value), {}, {}};
}

// The examples of RFC 6902, appendix A, by their numbers.
TEST(Patch, DoesWhatTheExamplesOfTheStandardDo) {
  EXPECT_EQ(patched(Map{{"foo", "bar"}}, {add("/baz", "qux")}),
            "{\"foo\":\"bar\",\"baz\":\"qux\"}\n");  // A.1
  EXPECT_EQ(patched(Map{{"foo", List{"bar", "baz"}}}, {add("/foo/1", "qux")}),
            "{\"foo\":[\"bar\",\"qux\",\"baz\"]}\n");  // A.2
  EXPECT_EQ(patched(Map{{"baz", "qux"}, {"foo", "bar"}}, {remove("/baz")}),
            "{\"foo\":\"bar\"}\n");  // A.3
  EXPECT_EQ(patched(Map{{"foo", List{"bar", "qux", "baz"}}}, {remove("/foo/1")}),
            "{\"foo\":[\"bar\",\"baz\"]}\n");  // A.4
  EXPECT_EQ(patched(Map{{"baz", "qux"}, {"foo", "bar"}}, {replace("/baz", "boo")}),
            "{\"baz\":\"boo\",\"foo\":\"bar\"}\n");  // A.5
  const Value waldo =
      Map{{"foo", Map{{"bar", "baz"}, {"waldo", "fred"}}}, {"qux", Map{{"corge", "grault"}}}};
  EXPECT_EQ(
      patched(waldo, {move("/foo/waldo", "/qux/thud")}),
      "{\"foo\":{\"bar\":\"baz\"},\"qux\":{\"corge\":\"grault\",\"thud\":\"fred\"}}\n");  // A.6
  EXPECT_EQ(patched(Map{{"foo", List{"all", "grass", "cows", "eat"}}}, {move("/foo/1", "/foo/3")}),
            "{\"foo\":[\"all\",\"cows\",\"eat\",\"grass\"]}\n");  // A.7
  EXPECT_EQ(patched(Map{{"baz", "qux"}, {"foo", List{"a", 2, "c"}}},
                    {test("/baz", "qux"), test("/foo/1", 2)}),
            "{\"baz\":\"qux\",\"foo\":[\"a\",2,\"c\"]}\n");  // A.8
  EXPECT_EQ(
      patched(Map{{"baz", "qux"}}, {test("/baz", "bar")}),
      "{\"baz\":\"qux\"}\nARC0223 the test of \"/baz\" failed: it is \"qux\", not \"bar\"\n");  // A.9
  EXPECT_EQ(patched(Map{{"foo", "bar"}}, {add("/child", Map{{"grandchild", Map{}}})}),
            "{\"foo\":\"bar\",\"child\":{\"grandchild\":{}}}\n");  // A.10
  EXPECT_EQ(patched(Map{{"foo", "bar"}}, {add("/baz/bat", "qux")}),
            "{\"foo\":\"bar\"}\n"
            "ARC0222 path \"/baz\" does not exist in the template; one of: foo\n");  // A.12
  EXPECT_EQ(patched(Map{{"/", 9}, {"~1", 10}}, {test("/~01", 10), test("/~1", 9)}),
            "{\"/\":9,\"~1\":10}\n");  // A.14
  EXPECT_EQ(patched(Map{{"/", 9}, {"~1", 10}}, {test("/~01", "10")}),
            "{\"/\":9,\"~1\":10}\n"
            "ARC0223 the test of \"/~01\" failed: it is 10, not \"10\"\n");  // A.15
  EXPECT_EQ(patched(Map{{"foo", List{"bar"}}}, {add("/foo/-", List{"abc", "def"})}),
            "{\"foo\":[\"bar\",[\"abc\",\"def\"]]}\n");  // A.16
}

TEST(Patch, CopiesAndReplacesWholeDocuments) {
  EXPECT_EQ(patched(Map{{"a", List{1}}}, {copy("/a", "/b"), add("/b/-", 2)}),
            "{\"a\":[1],\"b\":[1,2]}\n");
  EXPECT_EQ(patched(Map{{"a", 1}}, {copy("/a", "/a")}), "{\"a\":1}\n");
  EXPECT_EQ(patched(Map{{"a", 1}}, {replace("", Map{{"b", 2}})}), "{\"b\":2}\n");
  EXPECT_EQ(patched(Map{{"a", 1}}, {add("", 3)}), "3\n");
  EXPECT_EQ(patched(Map{{"a", 1}}, {move("/a", "/a")}), "{\"a\":1}\n");
  EXPECT_EQ(patched(Map{{"a", 1}}, {add("/a", 2)}), "{\"a\":2}\n");
}

TEST(Patch, TestsComparePlainDocuments) {
  const Value document = Map{{"a", Map{{"x", 1}, {"y", List{2.5}}}}};
  EXPECT_EQ(patched(document, {test("/a", Map{{"y", List{2.5}}, {"x", 1.0}})}),
            "{\"a\":{\"x\":1,\"y\":[2.5]}}\n");
  EXPECT_EQ(patched(Map{{"a", Map{{"Ref", "B"}}}}, {test("/a", ref(LogicalId("B")))}),
            "{\"a\":{\"Ref\":\"B\"}}\n");
  EXPECT_EQ(patched(Map{{"a", 1}}, {replace("/a", ref(LogicalId("B"))), replace("/a/Ref", "C")}),
            "{\"a\":{\"Ref\":\"C\"}}\n");
  EXPECT_EQ(patched(Map{{"a", std::string(59, 'x') + "\u00fc"}}, {test("/a", List{1, Null{}})}),
            "{\"a\":\"" + std::string(59, 'x') + "\u00fc\"}\n" +
                "ARC0223 the test of \"/a\" failed: it is \"" + std::string(59, 'x') +
                "\u2026, not [1,null]\n");
}

TEST(Patch, AnAbsentPathNamesTheNearest) {
  const Value document = Map{
      {"Resources",
       Map{{"Vpc", Map{{"Properties", Map{{"CidrBlock", "10.0.0.0/16"}, {"Tags", List{1, 2}}}}}}}}};
  const std::string text = to_json(document, true);
  const auto finding = [&](const PatchOperation& operation) {
    const std::string result = patched(document, {operation});
    EXPECT_EQ(result.substr(0, text.size()), text);
    return result.substr(text.size());
  };
  EXPECT_EQ(finding(replace("/Resources/Vpc/Properties/CidrBlok", "x")),
            "ARC0222 path \"/Resources/Vpc/Properties/CidrBlok\" does not exist in the template; "
            "did you mean \"/Resources/Vpc/Properties/CidrBlock\"?\n");
  EXPECT_EQ(finding(remove("/Resource/Vcp/Properties/CidrBlock")),
            "ARC0222 path \"/Resource/Vcp/Properties/CidrBlock\" does not exist in the template; "
            "did you mean \"/Resources/Vpc/Properties/CidrBlock\"?\n");
  EXPECT_EQ(finding(replace("/Resources/Database/Properties", 1)),
            "ARC0222 path \"/Resources/Database/Properties\" does not exist in the template; "
            "the nearest path is \"/Resources\"\n");
  EXPECT_EQ(finding(add("/Resources/Vpc/Propertys/X", 1)),
            "ARC0222 path \"/Resources/Vpc/Propertys\" does not exist in the template; "
            "did you mean \"/Resources/Vpc/Properties\"?\n");
  for (const char* index : {"2", "-", "01", "x", ""}) {
    const std::string path = "/Resources/Vpc/Properties/Tags/" + std::string(index);
    EXPECT_EQ(finding(remove(path)), "ARC0222 path \"" + path +
                                         "\" does not exist in the template; the nearest path is "
                                         "\"/Resources/Vpc/Properties/Tags\", a list of 2\n");
  }
  EXPECT_EQ(
      finding(add("/Resources/Vpc/Properties/CidrBlock/x", 1)),
      "ARC0222 path \"/Resources/Vpc/Properties/CidrBlock/x\" does not exist in the template; "
      "the nearest path is \"/Resources/Vpc/Properties/CidrBlock\", which holds no others\n");
}

TEST(Patch, ReportsEveryMistakeAndGoesOn) {
  EXPECT_EQ(patched(Map{{"a", 1}}, {remove("a"), remove("/~2"), remove(""), move("", "/b"),
                                    move("/a", "/a/b"), add("/c", 2)}),
            "{\"a\":1,\"c\":2}\n"
            "ARC0221 path \"a\" is no JSON pointer; start it with \"/\"; write ~1 for \"/\" and ~0 "
            "for \"~\" within a name\n"
            "ARC0221 path \"/~2\" is no JSON pointer; start it with \"/\"; write ~1 for \"/\" and "
            "~0 for \"~\" within a name\n"
            "ARC0225 the whole template cannot be removed\n"
            "ARC0224 \"\" cannot be moved into itself, to \"/b\"\n"
            "ARC0224 \"/a\" cannot be moved into itself, to \"/a/b\"\n");
}

TEST(Patch, CopiesIntoThemselvesAreBounded) {
  Value document = Map{{"a", 1}};
  std::vector<PatchOperation> doubling;
  for (int i = 0; i < 40; ++i) doubling.push_back(copy("", "/" + std::to_string(i)));
  Diagnostics diagnostics;
  apply_patch(document, doubling, diagnostics);
  ASSERT_EQ(diagnostics.items().size(), 1U);
  EXPECT_EQ(diagnostics.items()[0].message, "the copies add more than the limit of 100,000 values");
  EXPECT_LT(to_json(document, true).size(), 2'000'000U);
}

TEST(Patch, AMoveThatFailsChangesNothing) {
  EXPECT_EQ(patched(Map{{"a", 1}, {"b", 2}}, {move("/a", "/x/y")}),
            "{\"a\":1,\"b\":2}\n"
            "ARC0222 path \"/x\" does not exist in the template; one of: b\n");
  EXPECT_EQ(patched(Map{{"a", List{1, 2}}}, {move("/a/0", "/a/2")}),
            "{\"a\":[1,2]}\n"
            "ARC0222 path \"/a/2\" does not exist in the template; the nearest path is \"/a\", a "
            "list of 1\n");
}

TEST(Patch, KeepsOriginsOfWhatItPutsIn) {
  static constexpr char kFile[] = "main.cc";
  const Origin value_origin = CallSite{kFile, 1};
  const Origin path_origin = CallSite{kFile, 2};
  Value document = Map{};
  Diagnostics diagnostics;
  apply_patch(document,
              {{Kind::kAdd, "/a", "", Value(1).with_origin(value_origin), {}, path_origin},
               {Kind::kRemove, "/b", "", {}, {}, path_origin}},
              diagnostics);
  const MapEntry* entry = document.map()->find_entry("a");
  ASSERT_NE(entry, nullptr);
  EXPECT_EQ(entry->value.origin(), value_origin);
  EXPECT_EQ(entry->key_origin, path_origin);
  ASSERT_EQ(diagnostics.items().size(), 1U);
  EXPECT_EQ(diagnostics.items()[0].origin, path_origin);
}

TEST(Patch, IsToBlameForWhatItReplacesAndForWhatLacksSomething) {
  static constexpr char kFile[] = "main.cc";
  const Origin stated = CallSite{kFile, 1};
  const Origin first = CallSite{kFile, 2};
  const Origin second = CallSite{kFile, 3};
  Value document = Map{{"mine", Map{{"a", 1}}}, {"made", Map{{"a", 1}, {"b", 2}}}};
  document.map()->find("mine")->set_origin(stated);
  Diagnostics diagnostics;
  apply_patch(document,
              {{Kind::kReplace, "/made/a", "", Value(2), {}, first},
               {Kind::kRemove, "/made/b", "", {}, {}, second},
               {Kind::kRemove, "/mine/a", "", {}, {}, second}},
              diagnostics);
  const Map& map = *document.map();
  EXPECT_EQ(map.find("made")->map()->find_entry("a")->key_origin, first);
  EXPECT_EQ(map.find_entry("made")->key_origin, second);
  EXPECT_EQ(map.find("made")->origin(), second);
  EXPECT_EQ(map.find("mine")->origin(), stated);
}

}  // namespace
}  // namespace archsynth::cfn
