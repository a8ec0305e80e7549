#pragma once

#include <span>
#include <string>
#include <unordered_map>

#include "archsynth/document/node.h"
#include "archsynth/support/diagnostic.h"

namespace archsynth::document {

/// The keys of a mapping under construction. Its entries may move, so they are passed each time.
class UniqueKeys {
 public:
  /// The entry that has the key already, or null when the key is new.
  const Entry* find(std::span<const Entry> entries, const std::string& key);
  /// To be called after an entry was appended.
  void added(std::span<const Entry> entries);

 private:
  static constexpr std::size_t kSmall = 16;
  /// Key → index among the entries; unused while there are few.
  std::unordered_map<std::string, std::size_t> indexes_;
};

/// Says that a key stands twice, naming both places: an error, or a note where the last one counts.
void report_duplicate(Diagnostics& diagnostics, const Node& key, const Node& first,
                      bool last_key_wins);

}  // namespace archsynth::document
