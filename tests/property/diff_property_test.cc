// Changes of templates that are made up, held against a model of CloudFormation's engine.
// ARCHSYNTH_PAIRS: how many of each base; ARCHSYNTH_CORPUS: a folder with templates to start from,
// beside those of the repository.

#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>

#include "archsynth/analysis/diff.h"
#include "archsynth/cfn/reader.h"
#include "archsynth/cfn/writer.h"
#include "archsynth/document/reader.h"
#include "golden.h"
#include "property/edits.h"
#include "property/engine.h"
#include "property/evaluate.h"

namespace archsynth::property {
namespace {

namespace fs = std::filesystem;
using analysis::Consequence;
using analysis::DataFate;
using analysis::ResourceChange;
using cfn::Template;

constexpr const char* kRegion = "eu-west-1";

std::optional<Template> read_base(const fs::path& path) {
  const Source source("base.yaml", testing::read_file(path));
  Diagnostics ignored;
  const auto node = document::read(source, ignored);
  auto base = node ? cfn::read_template(*node, ignored) : std::nullopt;
  if (!base || ignored.has_errors() || base->resources.empty()) return std::nullopt;
  // A transform's result is its macro's.
  if (!base->transform.absent() || !base->resource_macros.empty()) return std::nullopt;
  return base;
}

struct Base {
  Template stack;
  std::uint64_t seed;  ///< of the file's name: other files leave its pairs alone
};

std::uint64_t seed_of(const std::string& name) {
  std::uint64_t seed = 14695981039346656037U;
  for (const char c : name) seed = (seed ^ static_cast<unsigned char>(c)) * 1099511628211U;
  return seed % 1000000007U * 1000U;
}

std::vector<Base> read_bases() {
  const fs::path root = ARCHSYNTH_SOURCE_DIR;
  std::vector<fs::path> folders = {root / "tests/golden", root / "tests/diff", root / "tests/lint",
                                   root / "tests/architecture/features"};
  if (const char* corpus = std::getenv("ARCHSYNTH_CORPUS")) {
    folders.push_back(fs::path(corpus) / "templates");
  }
  std::vector<fs::path> files;
  for (const fs::path& folder : folders) {
    for (const auto& each : fs::recursive_directory_iterator(folder)) {
      const std::string kind = each.path().extension().string();
      if (kind == ".yaml" || kind == ".json" || kind == ".yml") files.push_back(each.path());
    }
  }
  std::sort(files.begin(), files.end());
  std::vector<Base> bases;
  for (const fs::path& each : files) {
    auto base = read_base(each);
    const std::string name = each.parent_path().filename() / each.filename();
    if (base) bases.push_back({std::move(*base), seed_of(name)});
  }
  return bases;
}

const std::vector<Base>& bases() {
  static const std::vector<Base> all = read_bases();
  return all;
}

/// The old values: defaults, and some text for what has none. The new ones: what the stack has.
std::map<std::string, std::string> values_of(const Template& source,
                                             const std::map<std::string, std::string>& kept) {
  std::map<std::string, std::string> values;
  for (const cfn::Parameter& each : source.parameters) {
    const cfn::Value* stated = each.attributes.find("Default");
    const auto has = kept.find(each.id.str());
    values[each.id.str()] = has != kept.end()   ? has->second
                            : stated != nullptr ? line_of(*stated)
                                                : "value-of-" + each.id.str();
  }
  return values;
}

analysis::DiffOptions options_of(const std::map<std::string, std::string>& before,
                                 const std::map<std::string, std::string>& after) {
  analysis::DiffOptions options;
  for (const auto& [name, value] : before) {
    if (is_known(value)) options.before.push_back({name, value, {}});
  }
  for (const auto& [name, value] : after) {
    if (is_known(value)) options.after.push_back({name, value, {}});
  }
  options.region = kRegion;
  return options;
}

struct Pair {
  Template before;
  Template after;
  std::string edits;
};

std::set<Step> steps_of(const ResourceChange* change) {
  if (change == nullptr) return {Step::kNothing};
  if (change->action == ResourceChange::Action::kAdd) return {Step::kCreate};
  if (change->action == ResourceChange::Action::kRemove) return {Step::kDelete};
  switch (change->consequence) {
    case Consequence::kReplaces:
      return {Step::kReplace};
    case Consequence::kMayReplace:
      return {Step::kUpdate, Step::kReplace};
    case Consequence::kUnknown:
      return {Step::kNothing, Step::kUpdate, Step::kReplace};
    default:
      return {Step::kUpdate};
  }
}

std::string name_of(const std::set<Step>& steps) {
  static constexpr std::array<const char*, 5> kNames = {"nothing", "create", "update", "replace",
                                                        "delete"};
  std::string out;
  for (const Step each : steps) {
    out += (out.empty() ? "" : " or ") + std::string(kNames.at(static_cast<std::size_t>(each)));
  }
  return out;
}

/// What `diff` says otherwise than the model; empty: nothing.
std::string disagreement(const Event& event, const ResourceChange* change, bool is_refused) {
  const std::set<Step> said = steps_of(change);
  const bool meets =
      std::any_of(said.begin(), said.end(), [&](Step each) { return event.steps.contains(each); });
  if (!meets) return name_of(event.steps) + ", not " + name_of(said);
  const DataFate fate = change != nullptr ? change->data : DataFate::kNone;
  const bool fails =
      fate == DataFate::kFails || (change != nullptr && change->is_refused) || is_refused;
  if (event.is_refused != fails && !event.may_be_refused) {
    return (fails ? "refused without reason: " : "not refused: ") + event.why;
  }
  const bool is_open = fails || event.may_be_refused || event.steps.size() > 1 || said.size() > 1;
  if (is_open) return "";
  static const std::map<Rest, std::set<DataFate>> kFates = {
      {Rest::kNone, {DataFate::kNone, DataFate::kUnknown}},
      {Rest::kUnknown, {DataFate::kUnknown}},
      {Rest::kDeleted, {DataFate::kLost}},
      {Rest::kSnapshot, {DataFate::kSnapshot}},
      {Rest::kRetained, {DataFate::kRetained, DataFate::kNone}},
      {Rest::kProtected, {DataFate::kOrphaned}}};
  std::string rests;
  for (const Rest each : event.rests) {
    if (kFates.at(each).contains(fate)) return "";
    rests += std::to_string(static_cast<int>(each)) + " ";
  }
  if (event.rests.empty() && (fate == DataFate::kNone || fate == DataFate::kUnknown)) return "";
  return "data " + rests + "not " + std::string(analysis::word_of(fate));
}

/// The resources of which a finding says that they cannot be deployed.
std::set<std::string> refused_in(const Pair& pair, const analysis::Diff& changes) {
  Diagnostics found;
  analysis::judge_changes(changes, pair.before, pair.after, found);
  std::set<std::string> ids;
  for (const Diagnostic& each : found.items()) {
    if (each.code == "ARC5129") ids.insert(each.subject.resource);
  }
  return ids;
}

/// One a line; nothing where the model does not know.
std::optional<std::string> disagreements(const Pair& pair) {
  const auto before = values_of(pair.before, {});
  const auto after = values_of(pair.after, before);
  const auto events = update({&pair.before, before, kRegion}, {&pair.after, after, kRegion});
  if (!events) return std::nullopt;
  const auto changes = analysis::diff(pair.before, pair.after, options_of(before, after));
  const auto refused = refused_in(pair, changes);
  std::string found;
  for (const auto& [id, event] : *events) {
    const std::string why = disagreement(event, changes.find(id), refused.contains(id));
    if (!why.empty()) found += id + ": " + why + "\n";
  }
  for (const ResourceChange& each : changes.resources) {
    if (!events->contains(each.id)) found += each.id + ": is not there\n";
  }
  return found;
}

std::size_t pairs_of_each() {
  const char* text = std::getenv("ARCHSYNTH_PAIRS");
  return text != nullptr ? std::stoul(text) : 12;
}

Pair pair_of(const Base& base, std::size_t number) {
  Random random(base.seed + number);
  Pair pair;
  pair.before = some_of(base.stack, random);
  pair.after = pair.before;
  const std::size_t wanted = 1 + random.below(3);
  for (std::size_t i = 0, tries = 0; i < wanted && tries < 12; ++tries) {
    const std::string what = edit(pair.after, random);
    if (what.empty()) continue;
    pair.edits += what + "; ";
    ++i;
  }
  return pair;
}

/// Calls `check` for so many pairs of each base; it says whether to go on.
template <typename Check>
void each_pair(std::size_t many, const Check& check) {
  for (const Base& base : bases()) {
    for (std::size_t i = 1; i <= many; ++i) {
      if (!check(pair_of(base, i), base.seed + i)) return;
    }
  }
}

std::string shown(const Pair& pair) {
  return pair.edits + "\n--- old\n" + cfn::to_yaml(pair.before) + "--- new\n" +
         cfn::to_yaml(pair.after);
}

analysis::Diff diff_of(const Pair& pair) {
  const auto before = values_of(pair.before, {});
  return analysis::diff(pair.before, pair.after, options_of(before, values_of(pair.after, before)));
}

/// What becomes of each resource.
std::string verdict_of(const analysis::Diff& changes) {
  std::string out;
  for (const ResourceChange& each : changes.resources) {
    out += each.id + " " + std::string(analysis::word_of(each)) + " " +
           std::string(analysis::word_of(each.data)) + "\n";
  }
  return out;
}

std::set<std::string> ids_of(const analysis::Diff& changes, ResourceChange::Action action) {
  std::set<std::string> ids;
  for (const ResourceChange& each : changes.resources) {
    if (each.action == action) ids.insert(each.id);
  }
  return ids;
}

TEST(DiffProperty, AgreesWithAModelOfTheEngine) {
  constexpr std::size_t kShown = 5;
  std::size_t judged = 0;
  std::size_t wrong = 0;
  each_pair(pairs_of_each(), [&](const Pair& pair, std::uint64_t seed) {
    const auto found = disagreements(pair);
    judged += found ? 1 : 0;
    if (!found || found->empty()) return true;
    if (++wrong <= kShown) ADD_FAILURE() << "pair " << seed << ": " << *found << shown(pair);
    return true;
  });
  EXPECT_EQ(wrong, 0U) << "of " << judged;
  EXPECT_GT(judged, 5000U);
}

TEST(DiffProperty, IsEmptyBetweenEquals) {
  for (const Base& base : bases()) {
    const Pair pair = {base.stack, base.stack, ""};
    const analysis::Diff changes = diff_of(pair);
    EXPECT_TRUE(changes.empty()) << verdict_of(changes) << shown(pair);
  }
}

TEST(DiffProperty, DoesNotDependOnSpelling) {
  each_pair(2, [](Pair pair, std::uint64_t seed) {
    const std::string expected = verdict_of(diff_of(pair));
    Random random(seed);
    pair.edits += respell(pair.after, random);
    EXPECT_EQ(verdict_of(diff_of(pair)), expected) << "pair " << seed << ": " << shown(pair);
    return !::testing::Test::HasFailure();
  });
}

TEST(DiffProperty, MirrorsWhatComesAndGoes) {
  using Action = ResourceChange::Action;
  each_pair(2, [](const Pair& pair, std::uint64_t) {
    // With other defaults, other conditions hold on the way back.
    if (pair.edits.find("default") != std::string::npos) return true;
    const analysis::Diff there = diff_of(pair);
    const analysis::Diff back = diff_of({pair.after, pair.before, pair.edits});
    EXPECT_EQ(ids_of(there, Action::kAdd), ids_of(back, Action::kRemove)) << shown(pair);
    EXPECT_EQ(ids_of(there, Action::kRemove), ids_of(back, Action::kAdd)) << shown(pair);
    return !::testing::Test::HasFailure();
  });
}

std::set<std::string> lost_in(const analysis::Diff& changes) {
  std::set<std::string> ids;
  for (const ResourceChange& each : changes.resources) {
    if (each.data == DataFate::kLost) ids.insert(each.id);
  }
  return ids;
}

/// What `Retain` everywhere loses is lost without it as well.
TEST(DiffProperty, LosesNoMoreWhereMoreIsRetained) {
  each_pair(2, [](Pair pair, std::uint64_t) {
    const auto all = lost_in(diff_of(pair));
    for (Template* side : {&pair.before, &pair.after}) {
      for (cfn::Resource& each : side->resources) {
        each.deletion_policy = "Retain";
        each.update_replace_policy = "Retain";
      }
    }
    for (const std::string& id : lost_in(diff_of(pair))) {
      EXPECT_TRUE(all.contains(id)) << id << "\n" << shown(pair);
    }
    return !::testing::Test::HasFailure();
  });
}

int exit_code_of(const fs::path& folder, const std::string& format) {
  const std::string command =
      std::string(ARCHSYNTH_BINARY) + " diff " + (folder / "old.yaml").string() + " " +
      (folder / "new.yaml").string() + " --format " + format + " >/dev/null 2>&1";
  return WEXITSTATUS(std::system(command.c_str()));
}

TEST(DiffProperty, ExitsAlikeInEveryFormat) {
  const fs::path folder =
      fs::path(::testing::TempDir()) / ("diff_property-" + std::to_string(::getpid()));
  fs::create_directories(folder);
  std::set<int> codes;
  for (std::size_t i = 0; i < bases().size(); i += 20) {
    const Pair pair = pair_of(bases()[i], 1);
    std::ofstream(folder / "old.yaml") << cfn::to_yaml(pair.before);
    std::ofstream(folder / "new.yaml") << cfn::to_yaml(pair.after);
    const int code = exit_code_of(folder, "text");
    for (const char* format : {"json", "markdown", "sarif", "github"}) {
      EXPECT_EQ(exit_code_of(folder, format), code) << format << ": " << shown(pair);
    }
    codes.insert(code);
  }
  EXPECT_EQ(codes, (std::set<int>{0, 1}));
}

}  // namespace
}  // namespace archsynth::property
