#include "cli/key_moves.h"

#include <algorithm>
#include <map>
#include <optional>
#include <utility>

#include "analysis/diff/renames.h"
#include "architecture/moves.h"
#include "archsynth/support/characters.h"
#include "archsynth/support/text.h"

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

/// The word in an id that is another one in a second id, where nothing else differs: for `Orders`
/// in `OrdersDatabase`, `Main` of `MainDatabase`.
std::string word_in(const std::string& from, const std::string& to, const std::string& word) {
  const std::size_t at = to.find(word);
  const std::string_view rest =
      at == to.npos ? std::string_view() : std::string_view(to).substr(at + word.size());
  const bool has_ends = at != to.npos && from.size() > at + rest.size() &&
                        from.starts_with(to.substr(0, at)) && from.ends_with(rest);
  return has_ends ? from.substr(at, from.size() - at - rest.size()) : std::string();
}

/// A key as the file has it, by a word of ids; empty where it may be several words.
std::string key_of(const std::string& word) {
  const bool is_one = !word.empty() && is_upper(word.front()) &&
                      std::none_of(word.begin() + 1, word.end(), is_upper);
  return is_one ? lower_case(word) : std::string();
}

/// The same where the deployed template alone is known, whose ids tell the key.
void move_by_ids(const input::Input& after, analysis::Diff& changes) {
  struct Move {
    std::string from;
    std::string old_word;
    std::string new_word;
  };
  std::map<std::string, Move> moves;  // by the key that is new
  for (const analysis::Rename& each : changes.renames) {
    const auto maker = after.makers.find(each.to);
    if (maker == after.makers.end() || !has_key(after, maker->second)) continue;
    const std::size_t dot = maker->second.find('.');
    const std::string word = upper_camel(maker->second.substr(dot + 1));
    const std::string old_word = word_in(each.from, each.to, word);
    const std::string key = key_of(old_word);
    const std::string label = key.empty() ? "" : maker->second.substr(0, dot + 1) + key;
    const auto [known, is_new] = moves.emplace(maker->second, Move{label, old_word, word});
    if (known->second.from != label || has_key(after, label)) known->second.from.clear();
  }
  for (analysis::Rename& each : changes.renames) {
    for (const auto& [to, move] : moves) {
      if (move.from.empty() || word_in(each.from, each.to, move.new_word) != move.old_word)
        continue;
      each.moved_from = move.from;
      each.moved_to = to;
    }
  }
}

}  // namespace

void move_by_keys(const input::Input& before, const input::Input& after, analysis::Diff& changes) {
  if (!after.is_architecture()) return;
  if (!before.is_architecture()) return move_by_ids(after, changes);
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
