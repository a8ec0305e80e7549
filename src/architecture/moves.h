#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "archsynth/architecture/architecture.h"

namespace archsynth::architecture {

/// The keys of a section whose entries can be renamed; nothing for other sections.
std::optional<std::vector<std::string>> keys_of(const Architecture& file, std::string_view section);

/// The `moved` of a file: logical ids that are kept, and keys that were renamed.
class Moves {
 public:
  /// Hands moves of logical ids to the stack, and reports moves of keys that cannot be.
  Moves(const Architecture& file, Stack& stack);

  /// What the construct of a key is called: a renamed one keeps the ids and the descriptions that
  /// it had, so that everything made from it stays. `suffix` ends the ids.
  construct::Name name(std::string_view section, const Sourced<std::string>& key,
                       std::string_view suffix = {}) const;

 private:
  void add(const MoveProps& move, Stack& stack);

  const Architecture& file_;
  /// `databases.orders` → `main`.
  std::map<std::string, std::string> former_;
  std::map<std::string, Origin> taken_;
};

}  // namespace archsynth::architecture
