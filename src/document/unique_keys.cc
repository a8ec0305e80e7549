#include "unique_keys.h"

#include <fmt/format.h>

#include <algorithm>

#include "archsynth/support/text.h"
#include "text_check.h"

namespace archsynth::document {

const Entry* UniqueKeys::find(const Node& mapping, const std::string& key) {
  if (mapping.entries.size() <= kSmall) {
    const auto found = std::find_if(mapping.entries.begin(), mapping.entries.end(),
                                    [&](const Entry& entry) { return entry.key.text == key; });
    return found == mapping.entries.end() ? nullptr : &*found;
  }
  const auto found = indexes_.find(key);
  return found == indexes_.end() ? nullptr : &mapping.entries[found->second];
}

void UniqueKeys::added(const Node& mapping) {
  const std::size_t size = mapping.entries.size();
  if (size <= kSmall) return;
  for (std::size_t i = indexes_.size(); i < size; ++i) {
    indexes_.emplace(mapping.entries[i].key.text, i);
  }
}

void report_duplicate(Diagnostics& diagnostics, const Node& key, const Node& first) {
  diagnostics
      .error(code::kDuplicateKey, key.span,
             fmt::format("the key {} is stated twice", quoted(key.text)))
      .related.push_back({first.span, "first stated here"});
}

}  // namespace archsynth::document
