#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "archsynth/document/node.h"

namespace archsynth::cli {

/// Which part of a template stands where in its text. Keeps references into the document.
class Outline {
 public:
  explicit Outline(const document::Node& root);

  /// The innermost node around a byte, as a JSON pointer without its first slash; short functions
  /// (`!If`) stand in it as they would in JSON (`Fn::If`). Empty outside of everything.
  std::string path_at(std::uint32_t offset) const;

  struct Resource {
    std::string_view id;
    std::uint32_t begin = 0;  ///< of the logical id
    std::uint32_t end = 0;    ///< behind the last character
  };
  /// The resource around a byte; null outside of resources.
  const Resource* resource_at(std::uint32_t offset) const;
  const Resource* resource(std::string_view id) const;

 private:
  struct Child {
    std::uint32_t begin;
    std::size_t index;
  };
  /// The children of a node by their place in the text, kept for the next question.
  const std::vector<Child>& children_of(const document::Node& node) const;

  const document::Node& root_;
  std::vector<Resource> resources_;  ///< by their place in the text
  std::unordered_map<std::string_view, std::size_t> by_id_;
  mutable std::unordered_map<const document::Node*, std::vector<Child>> children_;
};

}  // namespace archsynth::cli
