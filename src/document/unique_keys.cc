#include "unique_keys.h"

#include <fmt/format.h>

#include <algorithm>

#include "archsynth/support/text.h"
#include "text_check.h"

namespace archsynth::document {

const Entry* UniqueKeys::find(std::span<const Entry> entries, const std::string& key) {
  if (entries.size() <= kSmall) {
    const auto found = std::find_if(entries.begin(), entries.end(),
                                    [&](const Entry& entry) { return entry.key.text == key; });
    return found == entries.end() ? nullptr : &*found;
  }
  const auto found = indexes_.find(key);
  return found == indexes_.end() ? nullptr : &entries[found->second];
}

void UniqueKeys::added(std::span<const Entry> entries) {
  const std::size_t size = entries.size();
  if (size <= kSmall) return;
  for (std::size_t i = indexes_.size(); i < size; ++i) {
    indexes_.emplace(entries[i].key.text, i);
  }
}

void report_duplicate(Diagnostics& diagnostics, const Node& key, const Node& first,
                      bool last_key_wins) {
  Diagnostic found;
  found.severity = last_key_wins ? Severity::kNote : Severity::kError;
  found.code = code::kDuplicateKey;
  found.origin = key.span;
  found.message = fmt::format("duplicate key {}{}", quoted(key.text),
                              last_key_wins ? "; CloudFormation takes the last one" : "");
  found.related.push_back({first.span, "first set here"});
  diagnostics.add(std::move(found));
}

}  // namespace archsynth::document
