#include "cli/outline.h"

#include <algorithm>

namespace archsynth::cli {

namespace {

/// What stands between an entry's key and the end of its value. Of an alias only the key: the
/// value's place is elsewhere.
struct Extent {
  std::uint32_t begin;
  std::uint32_t end;
  bool holds(std::uint32_t offset) const {
    return begin <= offset && (offset < end || begin == end);
  }
};

Extent extent_of(const document::Entry& entry) {
  const Span& key = entry.key.span;
  const Span& value = entry.value.span;
  const bool is_beside = value.source == key.source && value.begin >= key.end;
  return {key.begin, is_beside ? std::max(value.end, key.end) : key.end};
}

/// The key that a short function has in JSON; empty for other tags.
std::string key_of_tag(std::string_view tag) {
  if (!tag.starts_with('!') || tag.size() < 2) return {};
  tag.remove_prefix(1);
  const bool is_bare = tag == "Ref" || tag == "Condition";
  return is_bare ? std::string(tag) : "Fn::" + std::string(tag);
}

/// Source: https://www.rfc-editor.org/rfc/rfc6901#section-3
void append(std::string& path, std::string_view part) {
  if (!path.empty()) path += '/';
  for (const char c : part) {
    if (c == '~') {
      path += "~0";
    } else if (c == '/') {
      path += "~1";
    } else {
      path += c;
    }
  }
}

/// The first that begins behind a byte, of some that are sorted by where they begin.
template <typename Part>
auto first_after(const std::vector<Part>& parts, std::uint32_t offset) {
  return std::partition_point(parts.begin(), parts.end(),
                              [&](const Part& part) { return part.begin <= offset; });
}

}  // namespace

const std::vector<Outline::Child>& Outline::children_of(const document::Node& node) const {
  const auto [found, is_new] = children_.try_emplace(&node);
  std::vector<Child>& children = found->second;
  if (!is_new) return children;
  for (std::size_t i = 0; i < node.entries.size(); ++i) {
    children.push_back({node.entries[i].key.span.begin, i});
  }
  for (std::size_t i = 0; i < node.items.size(); ++i) {
    children.push_back({node.items[i].span.begin, i});
  }
  std::stable_sort(children.begin(), children.end(),
                   [](const Child& a, const Child& b) { return a.begin < b.begin; });
  return children;
}

std::string Outline::path_at(std::uint32_t offset) const {
  std::string path;
  const document::Node* at = &root_;
  while (at != nullptr) {
    const document::Node& node = *at;
    at = nullptr;
    const auto step = [&](std::string_view part, const document::Node& to) {
      if (const std::string function = key_of_tag(node.tag); !function.empty()) {
        append(path, function);
      }
      append(path, part);
      at = &to;
    };
    const std::vector<Child>& children = children_of(node);
    const auto after = first_after(children, offset);
    if (after == children.begin()) break;
    const std::size_t index = std::prev(after)->index;
    if (!node.entries.empty()) {
      const document::Entry& entry = node.entries[index];
      if (extent_of(entry).holds(offset)) step(entry.key.text, entry.value);
    } else {
      const document::Node& item = node.items[index];
      if (Extent{item.span.begin, item.span.end}.holds(offset)) step(std::to_string(index), item);
    }
  }
  return path;
}

}  // namespace archsynth::cli
