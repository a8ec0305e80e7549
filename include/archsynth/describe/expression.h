#pragma once

#include <string>
#include <string_view>
#include <utility>

#include "archsynth/describe/sourced.h"
#include "archsynth/document/node.h"

namespace archsynth::describe {

/// Text, or a CloudFormation function that gives it when the stack is deployed (`!Ref Uploads`).
struct Expression {
  std::string text;
  /// The function as the document has it; null for text.
  document::Node function;

  Expression() = default;
  Expression(const char* literal) : text(literal) {}
  Expression(std::string literal) : text(std::move(literal)) {}
  explicit Expression(document::Node node) : function(std::move(node)) {}
  bool is_function() const { return !function.is_null() || !function.tag.empty(); }
};

/// A list of names, or a mapping from names to settings, which an item of the list leaves out.
template <typename T>
class Uses : public Map<T> {
 public:
  using Map<T>::Map;
  Uses(std::initializer_list<const char*> names) {
    for (const char* name : names) this->add({Sourced<std::string>(name), T{}});
  }
};

namespace internal {

/// Whether a node is a function: it has a tag, or `Ref` or `Fn::…` as its only key.
inline bool is_function(const document::Node& node) {
  if (!node.tag.empty()) return true;
  if (!node.is_mapping() || node.entries.size() != 1) return false;
  const std::string_view key = node.entries.front().key.text;
  return key == "Ref" || key.starts_with("Fn::");
}

}  // namespace internal
}  // namespace archsynth::describe
