#pragma once

#include <vector>

#include "archsynth/document/reader.h"
#include "yaml_events.h"

namespace archsynth::document {

/// Builds the tree of a document from its events: expands aliases, applies merge keys, resolves
/// tags, and refuses duplicate keys.
class YamlTree {
 public:
  YamlTree(const Source& source, const std::vector<YamlEvent>& events, Diagnostics& diagnostics,
           const Limits& limits);

  /// Nothing when a limit was exceeded.
  std::optional<Node> build();

 private:
  /// The node that starts at an event.
  Node node(std::uint32_t index);
  Node alias(std::uint32_t index);
  Node scalar(const YamlEvent& event);
  Node collection(std::uint32_t index);
  void fill_mapping(Node& mapping, std::uint32_t first, std::uint32_t end);
  void check_colon(const YamlEvent& mapping, const Node& key, const YamlEvent& key_event,
                   const YamlEvent& value);
  /// False when it cannot be a key.
  bool make_key(Node& key, const YamlEvent& event);
  void merge(Node& mapping, std::size_t place, const Node& key, Node value);

  const Source& source_;
  const std::vector<YamlEvent>& events_;
  Diagnostics& diagnostics_;
  const Limits& limits_;
};

}  // namespace archsynth::document
