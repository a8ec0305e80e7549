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
  /// The node that starts at `index`; `depth` counts the collections around it.
  Node node(std::uint32_t index, std::size_t depth);
  Node alias(std::uint32_t index, std::size_t depth);
  Node scalar(const YamlEvent& event);
  Node collection(std::uint32_t index, std::size_t depth);
  void fill_mapping(Node& mapping, std::uint32_t first, std::uint32_t end, std::size_t depth);
  void check_colon(const YamlEvent& mapping, const Node& key, const YamlEvent& key_event,
                   const YamlEvent& value);
  /// False when it cannot be a key.
  bool make_key(Node& key, const YamlEvent& event);
  void merge(Node& mapping, std::size_t place, const Node& key, Node value);
  /// Stops building when the tree has become too large.
  void charge(const YamlEvent& event);
  void give_up(Span span, std::string message);

  const Source& source_;
  const std::vector<YamlEvent>& events_;
  Diagnostics& diagnostics_;
  const Limits& limits_;
  std::size_t nodes_ = 0;
  std::size_t text_bytes_ = 0;
  /// The alias being expanded, outermost.
  const YamlEvent* expanding_ = nullptr;
  bool gave_up_ = false;
};

}  // namespace archsynth::document
