#include "security.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "archsynth/support/text.h"
#include "identities.h"
#include "openings.h"

namespace archsynth::analysis {
namespace {

/// Whether an address range is within another; equal texts are.
bool is_within(const std::string& part, const std::string& whole) {
  if (part == whole) return true;
  const auto length = [](const std::string& range) {
    const std::size_t slash = range.find('/');
    int bits = -1;
    if (slash != range.npos) {
      std::from_chars(range.data() + slash + 1, range.data() + range.size(), bits);
    }
    return bits;
  };
  if (length(whole) < 0 || length(part) < length(whole)) return false;
  return overlap(part, whole);
}

bool is_any_of(const std::string& value, const std::set<std::string>& values) {
  return std::any_of(values.begin(), values.end(),
                     [&](const std::string& each) { return is_within(value, each); });
}

/// Whether what meets the conditions of one met those of the other as well.
bool is_as_strict(const Opening& now, const Opening& old) {
  return std::all_of(old.conditions.begin(), old.conditions.end(), [&](const auto& condition) {
    const auto found = now.conditions.find(condition.first);
    if (found == now.conditions.end()) return false;
    const bool is_negative = condition.first.find("Not") != std::string::npos;
    const auto& narrow = is_negative ? condition.second : found->second;
    const auto& wide = is_negative ? found->second : condition.second;
    return std::all_of(narrow.begin(), narrow.end(),
                       [&](const std::string& each) { return is_any_of(each, wide); });
  });
}

/// Whether the same was open already, under conditions that are no stricter.
bool was_open(const Openings& old, const std::string& what, const Opening& now) {
  const auto found = old.find(what);
  return found != old.end() &&
         std::any_of(found->second.begin(), found->second.end(),
                     [&](const Opening& each) { return is_as_strict(now, each); });
}

std::string condition_text(const Opening& opening) {
  return opening.conditions.empty() ? "" : ", under a condition";
}

SecurityChange change_of(bool is_wider, const Opening& opening, std::string what) {
  SecurityChange change;
  change.is_wider = is_wider;
  change.is_public = opening.is_public;
  change.is_administration = opening.is_administration;
  change.resource = opening.resource;
  change.owner = opening.owner;
  change.what = std::move(what);
  change.grant = opening.grant;
  change.origin = opening.origin;
  return change;
}

void add_missing(const Openings& from, const Openings& in, bool is_wider,
                 std::vector<SecurityChange>& changes) {
  for (const auto& [what, openings] : from) {
    std::string last;
    for (const Opening& each : openings) {
      if (was_open(in, what, each)) continue;
      std::string text = what + condition_text(each);
      if (text == last) continue;
      last = text;
      changes.push_back(change_of(is_wider, each, std::move(text)));
    }
  }
}

/// What was denied, or behind a firewall, and is no longer, while what it guards stays.
void add_undenied(const ResourcesById& before, const ResourcesById& after, const Openings& old,
                  const Openings& now, std::vector<SecurityChange>& changes) {
  for (const auto& [what, openings] : old) {
    for (const Opening& each : openings) {
      const bool goes = before.contains(each.owner) && !after.contains(each.owner);
      // A denial under other conditions is another one: stricter conditions deny less.
      const auto found = now.find(what);
      const bool is_kept =
          found != now.end() &&
          std::any_of(found->second.begin(), found->second.end(),
                      [&](const Opening& kept) { return is_as_strict(each, kept); });
      if (goes || is_kept) continue;
      Opening placed = each;
      const auto resource = after.find(each.resource);
      if (resource != after.end()) placed.origin = resource->second->origin;
      changes.push_back(change_of(true, placed, fmt::format("no longer: {}", what)));
      break;
    }
  }
}

}  // namespace

std::vector<SecurityChange> security_changes(const ResourcesById& before,
                                             const ResourcesById& after) {
  const OpenState old = open_state(before);
  const OpenState now = open_state(after);
  std::vector<SecurityChange> changes;
  add_missing(now.allowed, old.allowed, true, changes);
  add_undenied(before, after, old.denied, now.denied, changes);
  add_missing(old.allowed, now.allowed, false, changes);
  std::stable_sort(changes.begin(), changes.end(), [](const auto& a, const auto& b) {
    return std::pair(!a.is_wider, !a.is_public) < std::pair(!b.is_wider, !b.is_public);
  });
  return changes;
}

}  // namespace archsynth::analysis
