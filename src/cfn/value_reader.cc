#include <algorithm>
#include <cmath>

#include "archsynth/cfn/reader.h"
#include "archsynth/document/scalar.h"
#include "intrinsic.h"

namespace archsynth::cfn {
namespace {

/// `!Ref` → `Ref`, `!Join` → `Fn::Join`.
std::string long_name_of_tag(std::string_view tag) {
  tag.remove_prefix(1);
  if (names_function(tag)) return std::string(tag);
  return "Fn::" + std::string(tag);
}

/// JSON has no infinities, so what would be one stays text.
Value finite(double number, const std::string& text) {
  return std::isfinite(number) ? Value(number) : Value(text);
}

/// JSON's `1e3`, whose exponent has no sign, is a string to YAML 1.1 but a number all the same.
Value number_or(const std::string& text) {
  const std::size_t exponent = text.find_first_of("eE");
  if (exponent == std::string::npos || text.find_first_not_of("0123456789.-eE") < text.size()) {
    return text;
  }
  const document::Scalar scalar = document::resolve(text, document::Schema::kCore);
  const auto* number = std::get_if<double>(&scalar);
  return number == nullptr ? Value(text) : finite(*number, text);
}

class ValueReader {
 public:
  explicit ValueReader(Diagnostics& diagnostics) : diagnostics_(diagnostics) {}

  Value read(const document::Node& node) {
    const bool is_tagged = node.tag.size() > 1;
    Value value = is_tagged ? read_tagged(node) : read_untagged(node);
    value.set_origin(is_tagged ? node.span : place_of(node, value));
    return value;
  }

 private:
  /// A reference that is spelled as a mapping is pointed at where its target is named.
  static Span place_of(const document::Node& node, const Value& value) {
    if (node.kind != document::Node::Kind::kMapping || node.entries.size() != 1) return node.span;
    const document::Node& argument = node.entries.front().value;
    if (value.get_if<Ref>() != nullptr || value.get_if<Sub>() != nullptr) return argument.span;
    if (value.get_if<GetAtt>() == nullptr) return node.span;
    return argument.items.empty() ? argument.span : argument.items.front().span;
  }

  Value read_untagged(const document::Node& node) {
    using Kind = document::Node::Kind;
    switch (node.kind) {
      case Kind::kNull:
        return Null{};
      case Kind::kScalar:
        return read_scalar(node);
      case Kind::kSequence:
        return read_list(node);
      case Kind::kMapping:
        return read_map(node);
    }
    return {};
  }

  static Value read_scalar(const document::Node& node) {
    const document::Scalar scalar = document::resolve(node, document::Schema::kYaml11);
    if (const auto* text = std::get_if<std::string>(&scalar)) {
      return node.plain ? number_or(*text) : Value(*text);
    }
    if (const auto* truth = std::get_if<bool>(&scalar)) return *truth;
    if (const auto* integer = std::get_if<std::int64_t>(&scalar)) return *integer;
    if (const auto* number = std::get_if<double>(&scalar)) return finite(*number, node.text);
    return Null{};
  }

  Value read_list(const document::Node& node) {
    List list;
    list.reserve(node.items.size());
    for (const document::Node& item : node.items) list.push_back(read(item));
    return list;
  }

  Value read_map(const document::Node& node) {
    if (node.entries.size() == 1) {
      const document::Node& key = node.entries.front().key;
      if (names_function(key.text)) {
        const document::Node& of = node.entries.front().value;
        Value argument = read(of);
        keep_names(key.text, of, argument);
        return make_intrinsic(key.text, std::move(argument), {key.text, key.span}, diagnostics_);
      }
    }
    Map map;
    for (const document::Entry& entry : node.entries) {
      map.append(entry.key.text, read(entry.value), entry.key.span);
    }
    return map;
  }

  /// Keys are text as they are written, so what names one is, too: `On`, which is true elsewhere.
  static void keep_names(std::string_view function, const document::Node& node, Value& argument) {
    const auto keep = [](const document::Node& name, Value& value) {
      const bool* const truth = value.get_if<bool>();
      if (truth == nullptr || name.text == (*truth ? "true" : "false")) return;
      value = Value(name.text).with_origin(value.origin());
    };
    if (function == "Ref" || function == "Condition") keep(node, argument);
    List* list = argument.list();
    if (list == nullptr) return;
    const std::size_t names = function == "Fn::If" ? 1 : function == "Fn::FindInMap" ? 3 : 0;
    for (std::size_t i = 0; i < std::min(names, list->size()); ++i) keep(node.items[i], (*list)[i]);
  }

  /// A scalar with a tag is text: CloudFormation does not type `!GetAZs 012`.
  Value read_tagged(const document::Node& node) {
    const bool scalar = node.is_scalar() || node.is_null();
    Value argument = scalar ? Value(node.text) : read_untagged(node);
    argument.set_origin(node.span);
    std::string name = long_name_of_tag(node.tag);
    keep_names(name, node, argument);
    return make_intrinsic(name, std::move(argument), {node.tag, node.span}, diagnostics_);
  }

  Diagnostics& diagnostics_;
};

}  // namespace

Value read_value(const document::Node& node, Diagnostics& diagnostics) {
  return ValueReader(diagnostics).read(node);
}

}  // namespace archsynth::cfn
