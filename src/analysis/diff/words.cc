#include <fmt/format.h>

#include "archsynth/analysis/diff.h"
#include "archsynth/support/text.h"

namespace archsynth::analysis {
namespace {

/// A value on one line, and no more of it than fits.
std::string clipped(const cfn::Value& value) {
  constexpr std::size_t kLong = 60;
  if (value.absent()) return "(none)";
  std::string text = brief(value);
  for (char& c : text) {
    if (static_cast<unsigned char>(c) < 0x20) c = ' ';
  }
  if (text.empty()) return "\"\"";
  if (text.size() <= kLong) return text;
  std::size_t end = kLong - 3;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) --end;
  return text.substr(0, end) + "…";
}

}  // namespace

std::string_view word_of(Consequence consequence) {
  switch (consequence) {
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

std::string_view word_of(const ResourceChange& change) {
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
  return fmt::format("{}: {} → {}", change.path, clipped(change.before), clipped(change.after));
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
                    {"creates", "created"}};
  for (const ResourceChange& each : changes.resources) {
    for (Count& count : counts) count.count += count.word == word_of(each) ? 1 : 0;
  }
  std::vector<std::string> parts;
  for (const Count& count : counts) {
    if (count.count > 0) parts.push_back(fmt::format("{} {}", count.count, count.shown));
  }
  return parts.empty() ? "no resource changes" : join(parts, ", ");
}

}  // namespace archsynth::analysis
