#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "archsynth/document/node.h"

namespace archsynth::describe::internal {

/// A node as YAML on one line: `{path: /api}`.
std::string flow(const document::Node& node);
/// `path: /api`.
std::string flow_entry(const document::Entry& entry);
/// The entries of a mapping without the brackets around it.
std::string flow_entries(const document::Node& mapping);

/// Puts a node with everything in it at one place.
void move_to(document::Node& node, const Span& place);

/// A value in a document, with the key that it is at; none: null.
struct ValueAt {
  document::Node* value = nullptr;
  std::string_view key{};
};
/// The innermost value at a place.
ValueAt value_at(document::Node& node, const Span& place, std::string_view key = {});

/// YAML on one line as a node, all of which stands at one place; nothing where it is not YAML.
std::optional<document::Node> parsed(std::string_view text, const Span& place);

}  // namespace archsynth::describe::internal
