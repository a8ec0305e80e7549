#pragma once

#include <span>
#include <string>
#include <vector>

#include "archsynth/describe/field.h"

namespace archsynth::describe::internal {

/// A record of a document, and where it may stand: `services.<name>.tasks`; empty for the top.
struct OutlinedRecord {
  const RecordView* record = nullptr;
  /// The record's title, with a number where several records have the same.
  std::string title;
  std::vector<std::string> places;
};

/// All records of a document, each once, in the order in which a reader of the keys meets them.
std::vector<OutlinedRecord> outline(const RecordView& document);

/// Where a key may stand in a document of that outline: at most three places, said in one sentence;
/// empty when no record has it, or more than three do.
std::string places_of(std::string_view key, std::span<const OutlinedRecord> outlined);

}  // namespace archsynth::describe::internal
