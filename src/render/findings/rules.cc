#include "archsynth/render/rules.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "archsynth/cfn/writer.h"
#include "archsynth/render/findings.h"
#include "archsynth/rules/rules.h"
#include "archsynth/spec/controls.h"
#include "archsynth/support/text.h"

namespace archsynth::picture {

namespace {

using analysis::Rule;

struct Chapter {
  std::string_view prefix;
  std::string_view title;
};

/// The first whose prefix a rule has is where the page tells of it.
constexpr Chapter kChapters[] = {
    {"ARC09", "The command"},
    {"ARC0", "Reading"},
    {"ARC10", "Keys of files"},
    {"ARC1", "The architecture"},
    {"ARC2", "The template alone"},
    {"ARC30", "Resources and their schemas"},
    {"ARC31", "Functions and conditions"},
    {"ARC35", "Policies"},
    {"ARC3", "Values"},
    {"ARC4", "How resources fit one another"},
    {"ARC5", "Changes to deployed resources"},
    {"", "Others"},
};

const Chapter& chapter_of(const Rule& rule) {
  return *std::find_if(std::begin(kChapters), std::end(kChapters),
                       [&](const Chapter& each) { return rule.id.starts_with(each.prefix); });
}

std::vector<std::string_view> ids_of(std::string_view see) {
  return see.empty() ? std::vector<std::string_view>() : split(see, ' ');
}

std::string listed(const std::vector<std::string_view>& ids, std::size_t most) {
  std::string text;
  for (std::size_t i = 0; i < ids.size() && i < most; ++i) {
    text += (i == 0 ? "" : ", ") + std::string(ids[i]);
  }
  return ids.size() > most ? text + ", …" : text;
}

/// A rule of `validate` or a control of `audit`, with what other tools call it.
struct Entry {
  std::string_view id;
  Severity severity = Severity::kNote;
  std::string_view title;
  std::string_view why;
  std::string_view fix;
  std::string_view source;
  std::vector<std::pair<std::string_view, std::vector<std::string_view>>> see{};  ///< by tool

  bool is_called(std::string_view name) const {
    return std::any_of(see.begin(), see.end(), [&](const auto& tool) {
      return std::find(tool.second.begin(), tool.second.end(), name) != tool.second.end();
    });
  }
};

Entry entry_of(const Rule& rule) {
  Entry entry{rule.id, rule.severity, rule.title, rule.why, rule.fix, rule.source};
  if (!rule.see.empty()) entry.see.emplace_back("cfn-lint", ids_of(rule.see));
  return entry;
}

Entry entry_of(const spec::Control& control) {
  Entry entry{control.id,     control.severity, control.title,
              control.impact, control.fix,      control.page};
  const std::pair<std::string_view, const spec::TextList*> tools[] = {
      {"checkov", &control.checkov},   {"cdk-nag", &control.cdk_nag},
      {"cfn-guard", &control.guard},   {"cfn_nag", &control.cfn_nag},
      {"Security Hub", &control.fsbp}, {"cfn-lint", &control.cfn_lint}};
  for (const auto& [tool, ids] : tools) {
    std::vector<std::string_view> all;
    for (const std::string_view each : *ids) all.push_back(each);
    if (!all.empty()) entry.see.emplace_back(tool, std::move(all));
  }
  return entry;
}

/// All rules, then all controls.
std::vector<Entry> entries() {
  std::vector<Entry> all;
  for (const Rule& each : analysis::rules()) all.push_back(entry_of(each));
  for (const spec::Control& each : spec::controls()) all.push_back(entry_of(each));
  return all;
}

std::string line_of(const Entry& entry) {
  constexpr std::size_t kShownIds = 3;
  const bool has_lint = !entry.see.empty() && entry.see.back().first == "cfn-lint";
  return fmt::format("{}  {:<7}  {}{}\n", entry.id, name_of(entry.severity), entry.title,
                     has_lint ? fmt::format(" (see {})", listed(entry.see.back().second, kShownIds))
                              : std::string());
}

std::string text_of(const Entry& entry) {
  std::string text = fmt::format("{}: {}\n\nImpact: {}.\n", entry.id, entry.title, entry.why);
  if (!entry.fix.empty()) text += fmt::format("Fix: {}.\n", entry.fix);
  if (const spec::Control* control = spec::control(entry.id)) {
    text += fmt::format("Checked by: `archsynth audit`, layer {} ({}).\n", control->layer,
                        spec::control_layer(control->layer));
  }
  if (!entry.source.empty()) text += fmt::format("Source: {}\n", entry.source);
  for (const auto& [tool, ids] : entry.see)
    text += fmt::format("See: {} {}\n", tool, listed(ids, 100));
  return text;
}

cfn::Value json_of(const Entry& entry) {
  cfn::List see;
  for (const auto& [tool, ids] : entry.see) {
    for (const std::string_view id : ids) see.emplace_back(id);
  }
  return cfn::Map{{"id", entry.id},       {"severity", name_of(entry.severity)},
                  {"title", entry.title}, {"why", entry.why},
                  {"fix", entry.fix},     {"source", entry.source},
                  {"see", std::move(see)}};
}

std::string json_of(const std::vector<Entry>& entries) {
  cfn::List list;
  for (const Entry& each : entries) list.push_back(json_of(each));
  return cfn::to_json(cfn::Map{{"version", 1}, {"rules", std::move(list)}});
}

/// A sentence of a page: a capital first.
std::string sentence(std::string_view text) {
  std::string result(text);
  if (!result.empty() && result[0] >= 'a' && result[0] <= 'z') {
    result[0] = static_cast<char>(result[0] - 'a' + 'A');
  }
  return result;
}

std::string page() {
  std::string text =
      "# Rules\n"
      "\n"
      "What `archsynth validate` can report. `archsynth validate --explain ID` explains one of "
      "them, or lists\n"
      "those that correspond to an id of cfn-lint. `archsynth validate --rules --format markdown` "
      "writes this page.\n";
  for (const Chapter& chapter : kChapters) {
    bool is_begun = false;
    for (const Rule& rule : analysis::rules()) {
      if (&chapter_of(rule) != &chapter) continue;
      if (!is_begun) text += fmt::format("\n## {}\n", chapter.title);
      is_begun = true;
      text += fmt::format("\n### {}\n\n**{}** ({}). Impact: {}.", rule.id, sentence(rule.title),
                          name_of(rule.severity), rule.why);
      if (!rule.fix.empty()) text += fmt::format(" Fix: {}.", rule.fix);
      text += rule.source.starts_with("https://") ? fmt::format("\n[Source]({}).", rule.source)
                                                  : fmt::format("\nSource: {}.", rule.source);
      if (!rule.see.empty()) text += fmt::format(" cfn-lint: {}.", listed(ids_of(rule.see), 100));
      text += '\n';
    }
  }
  return text;
}

}  // namespace

std::string rules_as(std::string_view format) {
  if (format == "markdown") return page();
  std::vector<Entry> all;
  for (const Rule& each : analysis::rules()) all.push_back(entry_of(each));
  if (format == "json") return json_of(all);
  std::string text;
  for (const Entry& each : all) text += line_of(each);
  return text;
}

std::optional<std::string> explanation(std::string_view id, std::string_view format) {
  std::vector<Entry> found;
  for (Entry& each : entries()) {
    if (each.id == id || each.is_called(id)) found.push_back(std::move(each));
  }
  if (found.empty()) return std::nullopt;
  if (format == "json") return json_of(found);
  if (found.front().id == id) return text_of(found.front());
  std::string text;
  for (const auto& [tool, ids] : found.front().see) {
    if (std::find(ids.begin(), ids.end(), id) != ids.end()) {
      text = fmt::format("{} of {} corresponds to:\n\n", id, tool);
    }
  }
  if (found.size() == 1) return text + text_of(found.front());
  for (const Entry& each : found) text += line_of(each);
  return text;
}

}  // namespace archsynth::picture
