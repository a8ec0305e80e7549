#include "yaml_tags.h"

#include <fmt/format.h>

#include <variant>

#include "archsynth/document/scalar.h"
#include "archsynth/support/text.h"
#include "text_check.h"

namespace archsynth::document {
namespace {

constexpr std::string_view kPrefix = "tag:yaml.org,2002:";

/// Makes the scalar one that every schema types as the tag says; false when its text is no such
/// thing.
bool retype(Node& node, std::string_view type) {
  const Scalar value = resolve(node.text, Schema::kYaml11);
  if (type == "null") {
    if (!std::holds_alternative<std::monostate>(value)) return false;
    node.kind = Node::Kind::kNull;
    node.text.clear();
    node.plain = false;
    return true;
  }
  node.plain = true;
  if (type == "bool") {
    const bool* flag = std::get_if<bool>(&value);
    if (flag != nullptr) node.text = *flag ? "true" : "false";
    return flag != nullptr;
  }
  const auto* integer = std::get_if<std::int64_t>(&value);
  if (integer != nullptr) node.text = std::to_string(*integer);
  return integer != nullptr || (type == "float" && std::holds_alternative<double>(value));
}

}  // namespace

void resolve_tag(Node& node, Diagnostics& diagnostics) {
  if (node.tag == "!") {
    node.plain = false;
    node.tag.clear();
    return;
  }
  if (!node.tag.starts_with(kPrefix)) return;
  const std::string type = node.tag.substr(kPrefix.size());
  node.tag.clear();
  const bool known_scalar = type == "int" || type == "float" || type == "bool" || type == "null";
  if (type == "str" && node.is_scalar()) {
    node.plain = false;
  } else if ((type == "seq" && node.is_sequence()) || (type == "map" && node.is_mapping())) {
    return;
  } else if (!known_scalar && type != "str" && type != "seq" && type != "map") {
    diagnostics.error(code::kTag, node.span,
                      fmt::format("the tag {} is not supported", quoted("!!" + type)));
  } else if (!known_scalar || !node.is_scalar() || !retype(node, type)) {
    const std::string value = node.is_scalar() ? quoted(node.text) : std::string(kind_name(node));
    diagnostics.error(code::kTag, node.span,
                      fmt::format("{} does not match the tag {}", value, quoted("!!" + type)));
  }
}

}  // namespace archsynth::document
