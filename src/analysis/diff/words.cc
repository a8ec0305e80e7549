#include <fmt/format.h>

#include <algorithm>

#include "archsynth/analysis/diff.h"
#include "archsynth/support/text.h"
#include "cfn/evaluate/secrets.h"

namespace archsynth::analysis {
namespace {

constexpr std::size_t kLong = 60;

/// A value on one line.
std::string line_of(const cfn::Value& value) {
  if (value.absent()) return "(none)";
  std::string text = brief(cfn::without_put_in(value));
  for (char& c : text) {
    if (static_cast<unsigned char>(c) < 0x20) c = ' ';
  }
  return text.empty() ? "\"\"" : text;
}

/// The nearest place at or before one that does not split a character.
std::size_t whole(const std::string& text, std::size_t at) {
  while (at > 0 && at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0U) == 0x80U) {
    --at;
  }
  return at;
}

/// No more than fits of a text, from a place on.
std::string clipped(const std::string& text, std::size_t begin) {
  const std::string rest = (begin == 0 ? "" : "…") + text.substr(begin);
  if (rest.size() <= kLong) return rest;
  return rest.substr(0, whole(rest, kLong - 3)) + "…";
}

/// Where to begin two texts, so that their first difference is shown.
std::size_t begin_of_difference(const std::string& a, const std::string& b) {
  constexpr std::size_t kContext = 20;
  if (a.size() <= kLong && b.size() <= kLong) return 0;
  const auto first = std::mismatch(a.begin(), a.end(), b.begin(), b.end()).first;
  const auto same = static_cast<std::size_t>(first - a.begin());
  return same + kContext <= kLong ? 0 : whole(a, same - kContext);
}

}  // namespace

std::string_view word_of(Consequence consequence) {
  switch (consequence) {
    case Consequence::kNone:
      return "differs";
    case Consequence::kInPlace:
      return "in place";
    case Consequence::kInterrupts:
      return "interrupts";
    case Consequence::kUnknown:
      return "unknown";
    case Consequence::kMayReplace:
      return "may replace";
    case Consequence::kReplaces:
      return "replaces";
  }
  return {};
}

std::string_view word_of(const PropertyChange& change) {
  return change.is_refused ? "refused" : word_of(change.consequence);
}

std::string_view word_of(const ResourceChange& change) {
  if (change.consequence == Consequence::kNone) {
    return change.action == ResourceChange::Action::kModify ? word_of(change.consequence)
           : change.action == ResourceChange::Action::kAdd  ? "only in NEW"
                                                            : "only in OLD";
  }
  if (change.action == ResourceChange::Action::kAdd) return "creates";
  if (change.action == ResourceChange::Action::kModify) {
    return change.is_refused ? "refused" : word_of(change.consequence);
  }
  if (change.is_retained) return "retains";
  return change.data == DataFate::kSnapshot ? "snapshots" : "deletes";
}

std::string_view word_of(DataFate fate) {
  switch (fate) {
    case DataFate::kNone:
      return "";
    case DataFate::kUnknown:
      return "data unknown";
    case DataFate::kRetained:
      return "retained";
    case DataFate::kOrphaned:
      return "retained outside the stack";
    case DataFate::kSnapshot:
      return "snapshot kept";
    case DataFate::kFails:
      return "deploy will fail";
    case DataFate::kLost:
      return "data lost";
  }
  return {};
}

std::string text_of(const PropertyChange& change) {
  if (!change.chain.empty()) {
    return fmt::format("{} refers to {}", change.path, join(change.chain, " ← "));
  }
  const std::string before = line_of(change.before);
  const std::string after = line_of(change.after);
  const std::size_t begin = begin_of_difference(before, after);
  return fmt::format("{}: {} → {}", change.path, clipped(before, begin), clipped(after, begin));
}

void set_side_by_side(Diff& changes) {
  changes.is_side_by_side = true;
  changes.renames.clear();
  changes.outputs.clear();
  for (ResourceChange& each : changes.resources) {
    ResourceChange plain;
    plain.id = each.id;
    plain.type = each.type;
    plain.action = each.action;
    plain.consequence = Consequence::kNone;
    plain.origin = each.origin;
    for (PropertyChange& property : each.properties) {
      // What stands the same in both, and what is said to policy checkers, is no difference.
      if (!property.chain.empty() || property.path == "Metadata") continue;
      property.consequence = Consequence::kNone;
      property.is_refused = false;
      plain.properties.push_back(std::move(property));
    }
    each = std::move(plain);
  }
  std::erase_if(changes.resources, [](const ResourceChange& each) {
    return each.action == ResourceChange::Action::kModify && each.properties.empty();
  });
  std::stable_sort(
      changes.resources.begin(), changes.resources.end(),
      [](const ResourceChange& a, const ResourceChange& b) { return a.action > b.action; });
}

std::string summary_of(const Diff& changes) {
  struct Count {
    std::string_view word;
    std::string_view shown;
    int count = 0;
  };
  Count counts[] = {{"refused", "refused"},
                    {"replaces", "replaced"},
                    {"may replace", "may be replaced"},
                    {"deletes", "deleted"},
                    {"snapshots", "deleted with a snapshot"},
                    {"retains", "retained outside the stack"},
                    {"unknown", "changed with unknown effect"},
                    {"interrupts", "changed with an interruption"},
                    {"in place", "changed"},
                    {"creates", "created"},
                    {"only in OLD", "only in OLD"},
                    {"only in NEW", "only in NEW"},
                    {"differs", "different"}};
  for (const ResourceChange& each : changes.resources) {
    for (Count& count : counts) count.count += count.word == word_of(each) ? 1 : 0;
  }
  std::vector<std::string> parts;
  for (const Count& count : counts) {
    if (count.count > 0) parts.push_back(fmt::format("{} {}", count.count, count.shown));
  }
  if (!changes.outputs.empty())
    parts.push_back(counted(changes.outputs.size(), "output") + " changed");
  return parts.empty() ? "no resource changes" : join(parts, ", ");
}

}  // namespace archsynth::analysis
