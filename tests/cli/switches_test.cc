// Switches that people make in an architecture file, and what `diff` says of each: one table, whose
// verdicts are in switches/verdicts.txt. What is proposed under `moved` is added and compared
// again.

#include <gtest/gtest.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <regex>
#include <sstream>
#include <string_view>
#include <vector>

#include "golden.h"

namespace archsynth::testing {
namespace {

namespace fs = std::filesystem;

struct Replacement {
  std::string_view from;  ///< empty: at the end
  std::string_view to;
};

struct Switch {
  std::string_view name;
  std::vector<Replacement> before;
  std::vector<Replacement> after;
  bool keeps = false;           ///< no database, key or address is replaced or leaves the stack
  bool keeps_if_moved = false;  ///< nor with what is proposed under `moved`
};

constexpr std::string_view kStorage = "    storage_gib: 20\n";
constexpr std::string_view kNat = "  nat: per_zone\n";
constexpr std::string_view kZoneA = "    a: {";
constexpr std::string_view kStores =
    "\ncaches: {sessions: {engine: valkey, node_class: cache.t4g.micro}}\nbuckets: {files: {}}\n"
    "tables: {carts: {key: {id: string}}}\nfile_systems: {media: {}}\n";
constexpr std::string_view kOtherStores =
    "\ncaches: {tickets: {engine: valkey, node_class: cache.t4g.micro}}\nbuckets: {papers: {}}\n"
    "tables: {baskets: {key: {id: string}}}\nfile_systems: {video: {}}\n";
constexpr std::string_view kManaged = "    storage_gib: 20\n    credentials: managed\n";
constexpr std::string_view kIam = "    storage_gib: 20\n    credentials: iam\n";
/// What the message about a changed user name proposes.
constexpr std::string_view kManagedKept =
    "    storage_gib: 20\n    credentials: managed\n    username_from: secret\n";
constexpr std::string_view kIamKept =
    "    storage_gib: 20\n    credentials: iam\n    username_from: secret\n";
constexpr std::string_view kGeneratedKept = "    storage_gib: 20\n    username_from: template\n";
/// What the message about a replaced database proposes.
constexpr std::string_view kRestored =
    "    storage_gib: 20\n    snapshot_identifier: main-with-another-key\n";
constexpr std::string_view kManagedRestored =
    "    storage_gib: 20\n    credentials: managed\n    snapshot_identifier: main-before-managed\n";
constexpr std::string_view kNoKey = "  nat: per_zone\nencryption: {customer_managed_key: false}\n";
constexpr std::string_view kDomain =
    "domain: {name: api.example.com, hosted_zone_id: Z0123456789ABCDEFGHIJ}\n\nservices:";
constexpr std::string_view kThirdZone =
    "    c: {public: 10.0.3.0/24, private: 10.0.13.0/24}\n    a: {";

const std::vector<Switch>& switches() {
  static const std::vector<Switch> kSwitches = {
      {"credentials: generated to managed", {}, {{kStorage, kManaged}}},
      {"credentials: generated to managed, kept", {}, {{kStorage, kManagedKept}}, true},
      {"credentials: managed to generated, kept",
       {{kStorage, kManaged}},
       {{kStorage, kGeneratedKept}},
       true},
      {"credentials: generated to iam, kept", {}, {{kStorage, kIamKept}}, true},
      {"credentials: generated to managed, restored", {}, {{kStorage, kManagedRestored}}},
      {"credentials: managed to generated", {{kStorage, kManaged}}, {}},
      {"credentials: generated to iam", {}, {{kStorage, kIam}}},
      {"credentials: managed to iam", {{kStorage, kManaged}}, {{kStorage, kIam}}, true},
      {"customer_managed_key: true to false", {}, {{kNat, kNoKey}}},
      {"customer_managed_key: true to false, restored",
       {},
       {{kNat, kNoKey}, {kStorage, kRestored}}},
      {"customer_managed_key: false to true", {{kNat, kNoKey}}, {}},
      {"data_tier: true", {}, {{kNat, "  nat: per_zone\n  data_tier: true\n"}}, true},
      {"data_tier: false", {{kNat, "  nat: per_zone\n  data_tier: true\n"}}, {}, true},
      {"production to staging", {}, {{"environment: production", "environment: staging"}}},
      {"staging to production", {{"environment: production", "environment: staging"}}, {}},
      {"domain added", {}, {{"services:", kDomain}}, true},
      {"domain removed", {{"services:", kDomain}}, {}, true},
      {"service renamed", {}, {{"  api:", "  web:"}}, true, true},
      {"database renamed",
       {},
       {{"databases: [main]", "databases: [orders]"}, {"  main:", "  orders:"}},
       false,
       true},
      {"stores renamed", {{"", kStores}}, {{"", kOtherStores}}, false, true},
      {"repository renamed", {}, {{"repository: shop", "repository: store"}}, true, true},
      {"zone added in front", {}, {{kZoneA, kThirdZone}}, true},
      {"zone removed", {{kZoneA, kThirdZone}}, {}},
      {"zone changed, same blocks", {}, {{"    b: {", "    c: {"}}},
      {"nat: single to per_zone", {{"per_zone", "single"}}, {}, true},
      {"nat: per_zone to single", {}, {{"per_zone", "single"}}},
      {"nat: single, its zone changed",
       {{"per_zone", "single"}},
       {{"per_zone", "single"},
        {"    a: {public: 10.0.1.0/24, private: 10.0.11.0/24}",
         "    c: {public: 10.0.3.0/24, private: 10.0.13.0/24}"}}},
  };
  return kSwitches;
}

std::string replaced(std::string text, const std::vector<Replacement>& all) {
  for (const auto& [from, to] : all) {
    const std::size_t at = from.empty() ? text.size() : text.find(from);
    EXPECT_NE(at, std::string::npos) << from;
    if (at != std::string::npos) text.replace(at, from.size(), to);
  }
  return text;
}

/// What the command says of two texts.
class Compared {
 public:
  Compared(const std::string& before, const std::string& after) {
    const fs::path folder =
        fs::path(::testing::TempDir()) / ("switches-" + std::to_string(::getpid()));
    fs::create_directories(folder);
    std::ofstream(folder / "old.yaml") << before;
    std::ofstream(folder / "new.yaml") << after;
    const std::string line = "cd '" + folder.string() + "' && env -u NO_COLOR TERM=dumb '" +
                             ARCHSYNTH_BINARY "' diff old.yaml new.yaml >out 2>&1 </dev/null";
    const int status = std::system(line.c_str());
    code_ = WEXITSTATUS(status);
    said_ = read_file(folder / "out");
    fs::remove_all(folder);
  }

  /// Its first line, what is replaced or holds data, what is proposed, and errors with what mends
  /// them.
  std::string verdict() const {
    static const std::regex kTold(
        R"(^(replaces|retains|snapshots|refused|may replace) .*|.*  (data lost|retained.*|deploy will fail|snapshot kept)$|.*(error|note): .*|      - \{from.*)");
    std::istringstream lines(said_);
    std::string out;
    bool is_after_finding = false;
    for (std::string line; std::getline(lines, line);) {
      const bool is_fix = line.starts_with("  fix: ");
      const bool is_told = std::regex_match(line, kTold);
      if (line.find("warning: ") != line.npos || is_told) is_after_finding = is_told;
      if (out.empty() || is_told || (is_fix && is_after_finding)) {
        out += "  " + std::regex_replace(line, std::regex(" {2,}"), "  ") + "\n";
      }
    }
    return out + "  exit " + std::to_string(code_) + "\n";
  }

  std::string moved() const {
    static const std::regex kMove(R"(\n      - (\{from: .*\}))");
    std::string out;
    for (std::sregex_iterator each(said_.begin(), said_.end(), kMove), end; each != end; ++each) {
      out += (out.empty() ? "" : ", ") + (*each)[1].str();
    }
    return out.empty() ? "" : "\nmoved: [" + out + "]\n";
  }

  bool keeps() const {
    static const std::regex kGone(
        R"((replaces|deletes|retains|snapshots) .*(AWS::RDS::DB(Instance|Cluster)|AWS::KMS::Key|AWS::EC2::EIP)( |\n))");
    return !std::regex_search(said_, kGone);
  }

 private:
  int code_ = 0;
  std::string said_;
};

/// For tests/e2e/switches.py, which deploys them.
TEST(Switches, AreWritten) {
  const char* folder = std::getenv("ARCHSYNTH_SWITCHES");
  if (folder == nullptr) GTEST_SKIP() << "ARCHSYNTH_SWITCHES names no folder";
  const std::string base =
      read_file(fs::path(ARCHSYNTH_SOURCE_DIR) / "tests/cli/switches/base.yaml");
  int number = 100;
  for (const Switch& each : switches()) {
    const fs::path pair = fs::path(folder) / std::to_string(++number);
    fs::create_directories(pair);
    std::ofstream(pair / "name") << each.name;
    std::ofstream(pair / "old.yaml") << replaced(base, each.before);
    std::ofstream(pair / "new.yaml") << replaced(base, each.after);
  }
}

TEST(Switches, AreJudgedAsTheyAreMeant) {
  const fs::path folder = fs::path(ARCHSYNTH_SOURCE_DIR) / "tests/cli/switches";
  const std::string base = read_file(folder / "base.yaml");
  std::string verdicts;
  for (const Switch& each : switches()) {
    const std::string before = replaced(base, each.before);
    const std::string after = replaced(base, each.after);
    const Compared compared(before, after);
    verdicts += (verdicts.empty() ? "" : "\n") + std::string(each.name) + "\n" + compared.verdict();
    EXPECT_TRUE(!each.keeps || compared.keeps()) << each.name << "\n" << compared.verdict();
    EXPECT_TRUE(!each.keeps_if_moved || !compared.moved().empty()) << each.name;
    if (compared.moved().empty()) continue;
    const Compared moved(before, after + compared.moved());
    verdicts += "with what is proposed under moved\n" + moved.verdict();
    EXPECT_TRUE(!each.keeps_if_moved || moved.keeps()) << each.name << "\n" << moved.verdict();
  }
  expect_golden(folder / "verdicts.txt", verdicts);
}

}  // namespace
}  // namespace archsynth::testing
