#include "house/rules.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace archsynth::house {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(Layering, RefusesAHigherLayer) {
  EXPECT_THAT(layering("src/cfn/value.cc",
                       "#include \"archsynth/cfn/value.h\"\n#include \"archsynth/aws/ecs.h\"\n"),
              ElementsAre("src/cfn/value.cc:2: cfn may not include aws"));
  EXPECT_THAT(layering("include/archsynth/spec/schema.h", "#include <archsynth/describe/field.h>"),
              ElementsAre("include/archsynth/spec/schema.h:1: spec may not include describe"));
  EXPECT_THAT(layering("src/render/table.cc", "#include \"architecture/escapes.h\""),
              ElementsAre("src/render/table.cc:1: render may not include architecture"));
}

TEST(Layering, TakesLowerLayersAndItself) {
  EXPECT_THAT(layering("src/architecture/build.cc",
                       "#include \"archsynth/aws/ecs.h\"\n"
                       "#include \"archsynth/support/text.h\"\n"
                       "#include \"architecture/escapes.h\"\n"
                       "#include \"escapes.h\"\n"
                       "#include <string>\n"),
              IsEmpty());
}

TEST(Layering, KnowsEveryFolder) {
  EXPECT_THAT(layering("src/misc/x.cc", "#include \"archsynth/support/text.h\""),
              ElementsAre("src/misc/x.cc:1: is in no layer"));
  EXPECT_THAT(layering("src/cfn/x.cc", "#include \"archsynth/misc/text.h\""),
              ElementsAre("src/cfn/x.cc:1: includes no layer: misc"));
}

TEST(Layering, HasAnUmbrellaForEmbedders) {
  const std::string umbrella = "#include \"archsynth/archsynth.h\"";
  EXPECT_THAT(
      layering("include/archsynth/archsynth.h", "#include \"archsynth/synth/synthesize.h\""),
      IsEmpty());
  EXPECT_THAT(layering("src/cli/main.cc", umbrella), IsEmpty());
  EXPECT_THAT(layering("src/cfn/value.cc", umbrella),
              ElementsAre("src/cfn/value.cc:1: cfn may not include archsynth.h"));
}

TEST(Layering, OrdersServices) {
  EXPECT_THAT(layering("src/aws/ecs/cluster.cc", "#include \"archsynth/aws/rds.h\""), IsEmpty());
  EXPECT_THAT(layering("src/aws/ecs/cluster.cc", "#include \"archsynth/aws/props.h\""), IsEmpty());
  EXPECT_THAT(layering("include/archsynth/aws/rds.h", "#include \"archsynth/aws/ecs.h\""),
              ElementsAre("include/archsynth/aws/rds.h:1: aws/rds may not include aws/ecs"));
  EXPECT_THAT(layering("include/archsynth/aws/props.h", "#include \"archsynth/aws/iam.h\""),
              ElementsAre("include/archsynth/aws/props.h:1: aws/props may not include aws/iam"));
}

TEST(ThirdParty, StaysOutOfPublicHeaders) {
  for (std::string header :
       {"nlohmann/json.hpp", "yaml-cpp/yaml.h", "CLI/CLI.hpp", "spdlog/spdlog.h", "fmt/core.h"}) {
    EXPECT_THAT(third_party("include/archsynth/cfn/value.h", "#include <" + header + ">"),
                ElementsAre("include/archsynth/cfn/value.h:1: may not include " + header));
  }
}

TEST(ThirdParty, KeepsToItsPlace) {
  EXPECT_THAT(third_party("src/cfn/value.cc", "#include <fmt/core.h>"), IsEmpty());
  EXPECT_THAT(third_party("src/document/reader.cc", "#include <yaml-cpp/yaml.h>"), IsEmpty());
  EXPECT_THAT(third_party("src/cli/parse.cc", "#include <CLI/App.hpp>\n#include <spdlog/spdlog.h>"),
              IsEmpty());
  EXPECT_THAT(third_party("src/cfn/reader.cc", "\n#include <yaml-cpp/yaml.h>"),
              ElementsAre("src/cfn/reader.cc:2: may not include yaml-cpp/yaml.h"));
  EXPECT_THAT(third_party("src/support/text.cc", "#include <spdlog/spdlog.h>"),
              ElementsAre("src/support/text.cc:1: may not include spdlog/spdlog.h"));
  EXPECT_THAT(third_party("src/cfn/number.h", "#include <fmt/core.h>"),
              ElementsAre("src/cfn/number.h:1: may not include fmt/core.h"));
}

TEST(Effects, AreTheCommands) {
  EXPECT_THAT(effects("src/cfn/value.cc", "void f() {\n  std::cout << 1;\n}\n"),
              ElementsAre("src/cfn/value.cc:2: the core may not use std::cout"));
  for (std::string code :
       {"printf(\"x\");", "fprintf(stderr, \"x\");", "fmt::print(\"x\");", "puts(text);",
        "std::exit(1);", "abort();", "std::getenv(name);", "std::chrono::system_clock::now();",
        "std::time(nullptr);", "std::random_device device;", "rand();", "#include <iostream>"}) {
    EXPECT_EQ(effects("include/archsynth/cfn/value.h", code).size(), 1u) << code;
    EXPECT_THAT(effects("src/cli/main.cc", code), IsEmpty()) << code;
  }
}

TEST(Choices, AreSpeltOutInOnePlace) {
  for (const char* code : {"if (call.function == cfn::Function::kIf) {}", "find(\"Fn::If\")"}) {
    EXPECT_EQ(choices("src/analysis/cost/pricing.cc", code).size(), 1u) << code;
    EXPECT_THAT(choices("src/cfn/evaluate/choice.cc", code), IsEmpty()) << code;
  }
  EXPECT_THAT(choices("src/analysis/cost/pricing.cc", "choice_of(value)"), IsEmpty());
}

TEST(Effects, AreNotFoundInWords) {
  for (std::string code :
       {"// printf(x) would print", "/* exit(1)\n std::cout */ int a;", "f(\"std::cout exit(1)\");",
        "f(R\"x(std::cout)x\");", "int exit_code = on_exit_of(x);", "std::snprintf(b, n, f);",
        "const int limit = 51'200; char c = '\"'; int d = 1'0;", "Duration timeout(3);"}) {
    EXPECT_THAT(effects("src/cfn/value.cc", code), IsEmpty()) << code;
  }
}

TEST(Effects, CountsLinesThroughCommentsAndRawStrings) {
  EXPECT_THAT(effects("src/cfn/value.cc", "/*\n\n*/ auto s = R\"(\n\")\"; std::cerr << s;"),
              ElementsAre("src/cfn/value.cc:4: the core may not use std::cerr"));
}

TEST(Unfinished, IsFoundInComments) {
  EXPECT_THAT(unfinished("cmake/run.sh", std::string("x\n# TO") + "DO: y\n"),
              ElementsAre(std::string("cmake/run.sh:2: unfinished: TO") + "DO"));
  EXPECT_THAT(unfinished("src/cfn/a.cc", "auto todo = hacks(xxx);"), IsEmpty());
}

TEST(Shape, LimitsHandWrittenFiles) {
  const std::string most = "#pragma once\n" + std::string(399, '\n');
  EXPECT_THAT(shape("src/cfn/a.h", most), IsEmpty());
  EXPECT_THAT(shape("src/cfn/a.h", most + "\n"),
              ElementsAre("src/cfn/a.h:401: more than 400 lines"));
  EXPECT_THAT(shape("tests/cfn/a.h", most + std::string(200, '\n')), IsEmpty());
  EXPECT_THAT(shape("src/cfn/a.h", "int a;\n"),
              ElementsAre("src/cfn/a.h:1: a header without #pragma once"));
}

TEST(LongFunctions, CountsLinesBetweenBraces) {
  const auto body = [](std::size_t count) {
    std::string text;
    for (std::size_t i = 0; i < count; ++i) text += "    call();\n";
    return text;
  };
  EXPECT_THAT(long_functions("src/a.cc", "void a() {\n" + body(40) + "}\n"), IsEmpty());
  EXPECT_THAT(long_functions("src/a.cc", "\nvoid a(int b,\n       int c) {\n" + body(41) + "}\n"),
              ElementsAre("src/a.cc:2: a function of 41 lines"));
  EXPECT_THAT(long_functions("src/a.h", "class A {\n  void a() {\n" + body(41) + "  }\n};\n"),
              ElementsAre("src/a.h:2: a function of 41 lines"));
}

TEST(LongFunctions, LeavesTables) {
  std::string cases;
  for (int i = 0; i < 50; ++i) cases += "    case " + std::to_string(i) + ":\n      return;\n";
  EXPECT_THAT(long_functions("src/a.cc", "void a() {\n  switch (b) {\n" + cases + "  }\n}\n"),
              IsEmpty());
  std::string rows;
  for (int i = 0; i < 50; ++i) rows += "    {1, 2},\n";
  EXPECT_THAT(long_functions("src/a.cc", "const Row kRows[] = {\n" + rows + "};\n"), IsEmpty());
}

TEST(SharedCodes, NamesTheFolderThatHasTheCode) {
  EXPECT_THAT(shared_codes({{"src/aws/ec2/vpc.cc", "to.error(\"ARC1301\", origin);\n"},
                            {"src/aws/ec2/zones.cc", "to.error(\"ARC1301\", origin);\n"},
                            {"src/aws/rds/checks.cc", "\nto.error(\"ARC1301\", origin);\n"},
                            {"src/rules/reading/rules.cc", "{\"ARC1301\", \"what it means\"}"},
                            {"tests/aws/vpc_test.cc", "expect(\"ARC1301\");\n"}}),
              ElementsAre("src/aws/rds/checks.cc:2: ARC1301 is a code of src/aws/ec2"));
}

}  // namespace
}  // namespace archsynth::house
