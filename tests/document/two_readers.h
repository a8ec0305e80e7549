#pragma once

#include <algorithm>
#include <string_view>

#include "archsynth/document/node.h"
#include "document/text_check.h"

/// What the tests that hold QuickYaml against yaml-cpp share.
namespace archsynth::document {

/// Everything but the source of the spans is equal.
inline bool same_tree(const Node& a, const Node& b) {
  const auto same_entry = [](const Entry& x, const Entry& y) {
    return same_tree(x.key, y.key) && same_tree(x.value, y.value);
  };
  return a.kind == b.kind && a.span.begin == b.span.begin && a.span.end == b.span.end &&
         a.text == b.text && a.plain == b.plain && a.tag == b.tag &&
         std::equal(a.items.begin(), a.items.end(), b.items.begin(), b.items.end(), same_tree) &&
         std::equal(a.entries.begin(), a.entries.end(), b.entries.begin(), b.entries.end(),
                    same_entry);
}

/// A block scalar whose text starts no further right than the tag before it, which yaml-cpp takes
/// for the column that the text must pass when the tag is the first on its line.
inline bool stands_below_tag(const Node& node) {
  if (!node.is_scalar() || node.tag.empty()) return false;
  const std::string_view text = node.span.source->text();
  // The same of plain text over several lines.
  if (node.plain) {
    return text.substr(node.span.begin, node.span.end - node.span.begin).find('\n') != text.npos;
  }
  const std::size_t header = text.find_first_not_of(" \t", node.span.begin + node.tag.size());
  if (header == text.npos || (text[header] != '|' && text[header] != '>')) return false;
  const std::size_t line =
      std::max(text.rfind('\n', node.span.begin) + 1, byte_order_mark_length(text));
  const std::string_view before = text.substr(line, node.span.begin - line);
  if (before.find_first_not_of(" -") != before.npos) return false;
  const std::size_t first = text.find_first_not_of(" \r\n", text.find('\n', header));
  return first < node.span.end && first - text.rfind('\n', first) - 1 <= before.size();
}

/// Whether yaml-cpp cannot be asked for the tree.
inline bool has_text_below_tag(const Node& node) {
  const auto in_entry = [](const Entry& entry) { return has_text_below_tag(entry.value); };
  return stands_below_tag(node) ||
         std::any_of(node.items.begin(), node.items.end(), has_text_below_tag) ||
         std::any_of(node.entries.begin(), node.entries.end(), in_entry);
}

}  // namespace archsynth::document
