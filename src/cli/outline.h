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
  explicit Outline(const document::Node& root) : root_(root) {}

  /// The innermost node around a byte, as a JSON pointer without its first slash; short functions
  /// (`!If`) stand in it as they would in JSON (`Fn::If`). Empty outside of everything.
  std::string path_at(std::uint32_t offset) const;

 private:
  struct Child {
    std::uint32_t begin;
    std::size_t index;
  };
  /// The children of a node by their place in the text, kept for the next question.
  const std::vector<Child>& children_of(const document::Node& node) const;

  const document::Node& root_;
  mutable std::unordered_map<const document::Node*, std::vector<Child>> children_;
};

}  // namespace archsynth::cli
