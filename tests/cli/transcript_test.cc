// Runs the command as a user would. Each folder below `transcripts` is one run: `command` is a
// line of shell in which `archsynth` is the binary, run in a fresh copy of the folder; `output`
// is what it printed (standard error lines begin with `! `), its exit code, and the files it left.

#include <sys/wait.h>

#include <set>

#include "golden.h"

namespace archsynth::testing {
namespace {

namespace fs = std::filesystem;

const fs::path kTranscripts = fs::path(ARCHSYNTH_SOURCE_DIR) / "tests/cli/transcripts";

std::vector<fs::path> transcripts() {
  std::set<fs::path> folders;
  for (const auto& entry : fs::directory_iterator(kTranscripts)) folders.insert(entry.path());
  return {folders.begin(), folders.end()};
}

std::string marked(const std::string& text, const std::string& mark) {
  std::string result;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) result += mark + line + "\n";
  if (!text.empty() && text.back() != '\n') result += "\\ no final line break\n";
  return result;
}

class Transcript : public ::testing::TestWithParam<fs::path> {};

TEST_P(Transcript, SaysWhatItSaid) {
  const fs::path folder = GetParam();
  const fs::path scratch =
      fs::path(::testing::TempDir()) /
      ("transcript-" + std::to_string(::getpid()) + "-" + folder.filename().string());
  fs::remove_all(scratch);
  fs::create_directories(scratch / "work");
  std::set<std::string> before{"command", "output"};
  for (const auto& entry : fs::directory_iterator(folder)) {
    const std::string name = entry.path().filename().string();
    if (name == "command" || name == "output") continue;
    fs::copy(entry.path(), scratch / "work" / name);
    before.insert(name);
  }
  const std::string script = "cd '" + (scratch / "work").string() +
                             "' && archsynth() { '" ARCHSYNTH_BINARY "' \"$@\"; }\n" +
                             "SOURCE='" ARCHSYNTH_SOURCE_DIR "'\nBINARY='" ARCHSYNTH_BINARY "'\n" +
                             read_file(folder / "command");
  std::ofstream(scratch / "script") << script;
  const std::string line = "env -u NO_COLOR TERM=dumb sh '" + (scratch / "script").string() +
                           "' >'" + (scratch / "stdout").string() + "' 2>'" +
                           (scratch / "stderr").string() + "' </dev/null";
  const int status = std::system(line.c_str());
  ASSERT_TRUE(WIFEXITED(status)) << "killed";
  std::string output = marked(read_file(scratch / "stdout"), "") +
                       marked(read_file(scratch / "stderr"), "! ") + "exit " +
                       std::to_string(WEXITSTATUS(status)) + "\n";
  std::set<fs::path> left;
  for (const auto& entry : fs::recursive_directory_iterator(scratch / "work")) {
    const fs::path name = fs::relative(entry.path(), scratch / "work");
    if (entry.is_regular_file() && before.count(name.string()) == 0) left.insert(name);
  }
  for (const fs::path& name : left) {
    output += "left " + name.string() + "\n" + marked(read_file(scratch / "work" / name), "  ");
  }
  fs::remove_all(scratch);
  expect_golden(folder / "output", output);
}

INSTANTIATE_TEST_SUITE_P(Cli, Transcript, ::testing::ValuesIn(transcripts()),
                         [](const ::testing::TestParamInfo<fs::path>& info) {
                           std::string name = info.param.filename().string();
                           for (char& c : name)
                             c = std::isalnum(static_cast<unsigned char>(c)) ? c : '_';
                           return name;
                         });

}  // namespace
}  // namespace archsynth::testing
