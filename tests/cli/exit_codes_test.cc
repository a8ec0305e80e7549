// The one table of exit codes: 0 done, 1 findings, 2 wrong usage.

#include <sys/wait.h>

#include "golden.h"

namespace archsynth::testing {
namespace {

namespace fs = std::filesystem;

struct Row {
  int code;
  const char* arguments;
};

constexpr Row kRows[] = {
    {0, ""},
    {0, "--help"},
    {0, "synth prod.yaml"},
    {0, "validate t.yaml prod.yaml"},
    {0, "diff t.yaml t.yaml"},
    {0, "plan t.yaml"},
    {0, "report t.yaml --environment staging --against prod.yaml"},
    {0, "cost prod.yaml --env --environment staging --region us-east-1"},
    // The file was read, and something is wrong with it.
    {1, "synth broken.yaml"},
    {1, "validate broken.yaml"},
    {1, "diff t.yaml broken.yaml"},
    {1, "plan broken.yaml"},
    {1, "cost broken.yaml"},
    {1, "diagram broken.yaml"},
    {1, "report broken.yaml"},
    {1, "document broken.yaml"},
    {1, "explain broken.yaml"},
    {1, "cost t.yaml --parameters other.json"},
    {1, "cost prod.yaml --budget 1"},
    {0, "reach prod.yaml --from api --to internet"},
    {1, "reach prod.yaml --from internet --to api"},
    {2, "reach prod.yaml --from internet --to nobody"},
    {2, "reach broken.yaml --from internet --to main"},
    {0, "preflight prod.yaml"},
    {1, "preflight broken.yaml"},
    {2, "preflight prod.yaml --format xml"},
    {2, "reach prod.yaml --from internet"},
    {0, "reach prod.yaml --expect open.yaml"},
    {1, "reach prod.yaml --expect closed.yaml"},
    {2, "reach prod.yaml --expect missing.yaml"},
    {2, "reach prod.yaml --expect broken.yaml"},
    {2, "reach prod.yaml --expect t.yaml"},
    {2, "reach broken.yaml --expect open.yaml"},
    {2, "reach - --expect -"},
    {2, "reach prod.yaml --expect open.yaml --from internet --to api"},
    // What the command line names is not there, or is not what the option takes.
    {2, "sinth prod.yaml"},
    {2, "synth prod.yaml --formt yaml"},
    {2, "synth"},
    {2, "synth a.yaml b.yaml"},
    {2, "synth prod.yaml --format"},
    {2, "synth prod.yaml --format xml"},
    {2, "synth prod.yaml --environment prod"},
    {2, "synth t.yaml"},
    {2, "cost prod.yaml --budget abc"},
    {2, "cost"},
    {2, "diff - -"},
    {2, "plan - --against -"},
    {2, "cost - --parameters -"},
    {2, "validate - --parameters -"},
    {2, "plan t.yaml --old-parameters other.json"},
    {2, "diff t.yaml t.yaml --today tomorrow"},
    {2, "diff t.yaml t.yaml --resource-mapping-out m.json"},
    {2, "diff t.yaml t.yaml --env"},
    {2, "cost t.yaml --environment staging"},
    {2, "explain prod.yaml no.such.key"},
    {2, "explain t.yaml"},
    {2, "init no-such-starter"},
    {2, "validate"},
    {2, "validate --explain ARC9999"},
    {2, "document prod.yaml --check"},
    {2, "cost prod.yaml --usage broken.yaml"},
    {2, "cost prod.yaml --prices broken.yaml"},
};

/// What holds of every command that takes a file.
constexpr const char* kCommands[] = {"synth",   "validate", "diff t.yaml", "plan",   "cost",
                                     "diagram", "report",   "document",    "explain"};
constexpr Row kEach[] = {
    {2, "missing.yaml"},
    {2, "prod.yaml --region mars-1"},
    {2, "prod.yaml --spec missing"},
    {2, "prod.yaml --spec broken.yaml"},
    {2, "prod.yaml --parameters missing.json"},
    {2, "prod.yaml --parameters broken.yaml"},
    {2, "prod.yaml --environment prod"},
    {2, "prod.yaml --no-such-option"},
    {1, "prod.yaml --parameters other.json"},
};

class ExitCodes : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_ = fs::path(::testing::TempDir()) / ("exit-codes-" + std::to_string(::getpid()));
    fs::create_directories(folder_);
    const auto write = [&](const char* name, const char* text) {
      std::ofstream(folder_ / name) << text;
    };
    write("prod.yaml", "name: shop\nservices: {api: {image: {repository: app}}}\n");
    write("t.yaml",
          "Parameters: {Stage: {Type: String, Default: prod}}\n"
          "Resources: {Queue: {Type: AWS::SQS::Queue, Properties: {QueueName: !Ref Stage}}}\n");
    write("open.yaml", "allow: [api -> internet]\n");
    write("closed.yaml", "deny: [api -> internet]\n");
    write("broken.yaml", "Resources: [a\n");
    write("other.json", R"({"Other": "x"})");
  }
  void TearDown() override { fs::remove_all(folder_); }

  int code_of(const std::string& arguments) const {
    const std::string line = "cd '" + folder_.string() + "' && '" ARCHSYNTH_BINARY "' " +
                             arguments + " >/dev/null 2>&1 </dev/null";
    return WEXITSTATUS(std::system(line.c_str()));
  }

  fs::path folder_;
};

TEST_F(ExitCodes, AreThoseOfTheTable) {
  for (const Row& row : kRows) EXPECT_EQ(code_of(row.arguments), row.code) << row.arguments;
}

TEST_F(ExitCodes, AreTheSameForEveryCommandThatTakesAFile) {
  for (const std::string command : kCommands) {
    for (const Row& row : kEach) {
      const std::string line = command + " " + row.arguments;
      EXPECT_EQ(code_of(line), row.code) << line;
    }
  }
}

}  // namespace
}  // namespace archsynth::testing
