#include "cli/key_moves.h"

#include <algorithm>
#include <map>
#include <optional>
#include <utility>

#include "analysis/diff/renames.h"
#include "architecture/moves.h"

namespace archsynth::cli {
namespace {

using Pair = std::pair<std::string, std::string>;

bool has_key(const input::Input& file, const std::string& label) {
  const std::size_t dot = label.find('.');
  if (dot == label.npos) return false;
  const auto keys = architecture::keys_of(*file.architecture, label.substr(0, dot));
  return keys && std::find(keys->begin(), keys->end(), label.substr(dot + 1)) != keys->end();
}

/// The keys that two resources are made from, if one was renamed to the other.
std::optional<Pair> keys_of(const input::Input& before, const input::Input& after,
                            const analysis::Rename& rename) {
  const auto from = before.makers.find(rename.from);
  const auto to = after.makers.find(rename.to);
  if (from == before.makers.end() || to == after.makers.end()) return std::nullopt;
  const Pair keys(from->second, to->second);
  const bool is_one_section =
      keys.first.substr(0, keys.first.find('.')) == keys.second.substr(0, keys.second.find('.'));
  if (!is_one_section || !has_key(before, keys.first) || !has_key(after, keys.second) ||
      has_key(before, keys.second) || has_key(after, keys.first)) {
    return std::nullopt;
  }
  return keys;
}

}  // namespace

void move_by_keys(const input::Input& before, const input::Input& after, analysis::Diff& changes) {
  if (!before.is_architecture() || !after.is_architecture()) return;
  std::map<std::string, std::string> moves;
  std::map<Pair, Pair> by_name;  // what differs within the ids, and the keys that it comes of
  for (analysis::Rename& each : changes.renames) {
    const auto keys = keys_of(before, after, each);
    if (!keys || moves.emplace(keys->first, keys->second).first->second != keys->second) continue;
    each.moved_from = keys->first;
    each.moved_to = keys->second;
    by_name.emplace(analysis::differing(each.from, each.to), *keys);
  }
  // Alarms of a database are named after it, and move with it.
  for (analysis::Rename& each : changes.renames) {
    const auto found = by_name.find(analysis::differing(each.from, each.to));
    if (each.moved_from != each.from || found == by_name.end()) continue;
    each.moved_from = found->second.first;
    each.moved_to = found->second.second;
  }
}

}  // namespace archsynth::cli
