#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>

#include "archsynth/analysis/diff.h"
#include "archsynth/cfn/reader.h"
#include "archsynth/document/reader.h"

namespace {

using namespace archsynth;

std::optional<cfn::Template> read(const Source& source) {
  Diagnostics found;
  const auto node = document::read(source, found, {1U << 20U, 50, 20'000});
  return node ? cfn::read_template(*node, found) : std::nullopt;
}

std::size_t count(const analysis::Diff& changes, analysis::ResourceChange::Action action) {
  std::size_t found = 0;
  for (const analysis::ResourceChange& each : changes.resources) found += each.action == action;
  return found;
}

void judge(const cfn::Template& before, const cfn::Template& after) {
  using Action = analysis::ResourceChange::Action;
  const analysis::Diff there = analysis::diff(before, after);
  const analysis::Diff back = analysis::diff(after, before);
  // What one way adds, the other removes; parameters that keep a value of the other side may decide
  // otherwise about what exists.
  const bool is_plain = before.parameters.empty() && after.parameters.empty();
  if (is_plain && count(there, Action::kAdd) != count(back, Action::kRemove)) std::abort();
  Diagnostics findings;
  analysis::judge_changes(there, before, after, findings);
  for (const analysis::ResourceChange& each : there.resources) {
    for (const analysis::PropertyChange& change : each.properties) analysis::text_of(change);
  }
  analysis::summary_of(there);
  render(findings);
}

}  // namespace

// Two templates with a line of `=====` between them. Comparing them, whatever they are, ends in
// time; nothing differs from itself.
extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  constexpr std::string_view kBetween = "\n=====\n";
  const std::size_t middle = text.find(kBetween);
  const bool is_pair = middle != text.npos;
  const Source first("old.yaml", std::string(text.substr(0, middle)));
  const Source second("new.yaml",
                      std::string(is_pair ? text.substr(middle + kBetween.size()) : ""));
  const auto before = read(first);
  if (!before) return 0;
  if (!analysis::diff(*before, *before).empty()) std::abort();
  if (const auto after = read(second)) judge(*before, *after);
  return 0;
}
