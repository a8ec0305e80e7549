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

}  // namespace

Outline::Outline(const document::Node& root) : root_(root) {
  const document::Node* resources = root.find("Resources");
  if (resources == nullptr) return;
  for (const document::Entry& entry : resources->entries) {
    const Extent extent = extent_of(entry);
    resources_.push_back({entry.key.text, extent.begin, extent.end});
  }
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
    for (const document::Entry& entry : node.entries) {
      if (!extent_of(entry).holds(offset)) continue;
      step(entry.key.text, entry.value);
      break;
    }
    for (std::size_t i = 0; i < node.items.size(); ++i) {
      const Span& span = node.items[i].span;
      if (!Extent{span.begin, span.end}.holds(offset)) continue;
      step(std::to_string(i), node.items[i]);
      break;
    }
  }
  return path;
}

const Outline::Resource* Outline::resource_at(std::uint32_t offset) const {
  const auto found = std::find_if(resources_.begin(), resources_.end(), [&](const Resource& each) {
    return each.begin <= offset && offset < each.end;
  });
  return found == resources_.end() ? nullptr : &*found;
}

const Outline::Resource* Outline::resource(std::string_view id) const {
  const auto found = std::find_if(resources_.begin(), resources_.end(),
                                  [&](const Resource& each) { return each.id == id; });
  return found == resources_.end() ? nullptr : &*found;
}

}  // namespace archsynth::cli
