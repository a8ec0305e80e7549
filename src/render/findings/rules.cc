#include "archsynth/render/rules.h"

#include <fmt/format.h>

#include <algorithm>

#include "archsynth/analysis/rules.h"
#include "archsynth/cfn/writer.h"
#include "archsynth/render/findings.h"
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

std::string listed(std::string_view see, std::size_t most) {
  std::string text;
  const std::vector<std::string_view> ids = ids_of(see);
  for (std::size_t i = 0; i < ids.size() && i < most; ++i) {
    text += (i == 0 ? "" : ", ") + std::string(ids[i]);
  }
  return ids.size() > most ? text + ", …" : text;
}

std::string line_of(const Rule& rule) {
  constexpr std::size_t kShownIds = 3;
  return fmt::format(
      "{}  {:<7}  {}{}\n", rule.id, name_of(rule.severity), rule.title,
      rule.see.empty() ? std::string() : fmt::format(" (see {})", listed(rule.see, kShownIds)));
}

std::string text_of(const Rule& rule) {
  std::string text = fmt::format("{}: {}\n\nImpact: {}.\n", rule.id, rule.title, rule.why);
  if (!rule.fix.empty()) text += fmt::format("Fix: {}.\n", rule.fix);
  text += fmt::format("Source: {}\n", rule.source);
  if (!rule.see.empty()) text += fmt::format("See: cfn-lint {}\n", listed(rule.see, 100));
  return text;
}

cfn::Value json_of(const Rule& rule) {
  cfn::List see;
  for (const std::string_view id : ids_of(rule.see)) see.emplace_back(id);
  return cfn::Map{{"id", rule.id},        {"severity", name_of(rule.severity)},
                  {"title", rule.title},  {"why", rule.why},
                  {"fix", rule.fix},      {"source", rule.source},
                  {"see", std::move(see)}};
}

std::string json_of(std::span<const Rule> rules) {
  cfn::List list;
  for (const Rule& rule : rules) list.push_back(json_of(rule));
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
      "# Rules\n\nWhat `archsynth validate` can report. `archsynth validate --explain ID` says the "
      "same of one of them, and\nof an id of cfn-lint which of these correspond. This page is "
      "written by `archsynth validate --rules --format markdown`.\n";
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
      if (!rule.see.empty()) text += fmt::format(" cfn-lint: {}.", listed(rule.see, 100));
      text += '\n';
    }
  }
  return text;
}

}  // namespace

std::string rules_as(std::string_view format) {
  if (format == "json") return json_of(analysis::rules());
  if (format == "markdown") return page();
  std::string text;
  for (const Rule& rule : analysis::rules()) text += line_of(rule);
  return text;
}

std::optional<std::string> explanation(std::string_view id, std::string_view format) {
  std::vector<Rule> found;
  bool is_ours = false;
  for (const Rule& rule : analysis::rules()) {
    const std::vector<std::string_view> see = ids_of(rule.see);
    is_ours = is_ours || rule.id == id;
    if (rule.id == id || std::find(see.begin(), see.end(), id) != see.end()) found.push_back(rule);
  }
  if (found.empty()) return std::nullopt;
  if (format == "json") return json_of(found);
  if (is_ours) return text_of(found.front());
  std::string text = fmt::format("{} of cfn-lint corresponds to:\n\n", id);
  for (const Rule& rule : found) text += line_of(rule);
  return text;
}

}  // namespace archsynth::picture
