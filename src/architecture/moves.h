#pragma once

#include <map>
#include <string>
#include <string_view>

#include "archsynth/architecture/architecture.h"

namespace archsynth::architecture {

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
