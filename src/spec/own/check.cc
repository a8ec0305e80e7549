#include "check.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "archsynth/support/text.h"
#include "shapes.h"
#include "support/patterns.h"

namespace archsynth::spec::own {
namespace {

using document::Entry;
using document::Node;

constexpr std::string_view kTypes[] = {"array",  "boolean", "integer", "null",
                                       "number", "object",  "string"};
constexpr std::string_view kPointerLists[] = {
    "additionalIdentifiers", "conditionalCreateOnlyProperties",
    "createOnlyProperties",  "deprecatedProperties",
    "primaryIdentifier",     "readOnlyProperties",
    "writeOnlyProperties"};

bool is_number(const Node& node) { return node.is_scalar() && node.plain && !is_boolean(node); }

bool is_count(const Node& node) {
  return is_number(node) && node.text.find_first_not_of("0123456789") == std::string::npos;
}

bool is_texts(const Node& node) {
  return node.is_sequence() && std::all_of(node.items.begin(), node.items.end(), is_text);
}

class Checker {
 public:
  Checker(const Node& root, Diagnostics& to) : root_(root), to_(to) {}

  void check() {
    const Node* properties = root_.find("properties");
    if (properties == nullptr) fault(root_, "the schema has no \"properties\"");
    check_schema(root_);
    for (const std::string_view name : kPointerLists) {
      if (const Node* list = root_.find(name)) check_pointers(name, *list);
    }
    // What refers to nothing leads nowhere, and is told of already.
    if (!to_.has_errors()) check_loops();
  }

 private:
  void fault(const Node& node, std::string message, std::string fix = {}) {
    to_.error(kMalformed, node.span, std::move(message)).fix = std::move(fix);
  }
  void expect(bool holds, std::string_view keyword, const Node& node, std::string_view what) {
    if (!holds) {
      fault(node, fmt::format("{} must be {}, not {}", quoted(keyword), what, kind_name(node)));
    }
  }

  void check_schema(const Node& node) {
    if (is_boolean(node)) return;
    if (!node.is_mapping()) {
      return fault(
          node, fmt::format("a schema must be an object, true or false, not {}", kind_name(node)));
    }
    schemas_.push_back(&node);
    for (const Entry& entry : node.entries) {
      if (const auto shape = shape_of(entry.key.text))
        check_value(entry.key.text, *shape, entry.value);
    }
  }

  void check_value(std::string_view keyword, Shape shape, const Node& node);
  void check_parts(std::string_view keyword, Shape shape, const Node& node);
  void check_pattern(const Node& pattern);
  void check_reference(const Node& reference);
  void check_pointers(std::string_view keyword, const Node& list);

  const Node* target_of(std::string_view reference) const;
  void check_loops();
  bool leads_back(const Node& schema);

  enum class State { kOpen, kDone };
  const Node& root_;
  Diagnostics& to_;
  std::vector<const Node*> schemas_;
  std::map<const Node*, State> states_;
};

void Checker::check_value(std::string_view keyword, Shape shape, const Node& node) {
  switch (shape) {
    case Shape::kAnything:
    case Shape::kPointers:
      return;
    case Shape::kBoolean:
      return expect(is_boolean(node), keyword, node, "true or false");
    case Shape::kCount:
      return expect(is_count(node), keyword, node, "a whole number of at least 0");
    case Shape::kNumber:
      return expect(is_number(node), keyword, node, "a number");
    case Shape::kList:
      return expect(node.is_sequence(), keyword, node, "a list");
    case Shape::kText:
      expect(is_text(node), keyword, node, "a string");
      if (keyword == "$ref" && is_text(node)) check_reference(node);
      return;
    case Shape::kPattern:
      expect(is_text(node), keyword, node, "a string");
      if (is_text(node)) check_pattern(node);
      return;
    case Shape::kTextList:
      return expect(is_texts(node), keyword, node, "a list of strings");
    case Shape::kTypes: {
      const auto is_type = [](const Node& each) {
        return is_text(each) && std::ranges::find(kTypes, each.text) != std::end(kTypes);
      };
      const bool is_list = node.is_sequence() && !node.items.empty();
      const bool holds = is_list ? std::ranges::all_of(node.items, is_type) : is_type(node);
      if (!holds) {
        fault(node, "\"type\" names an unknown type",
              fmt::format("one of: {}", fmt::join(kTypes, ", ")));
      }
      return;
    }
    case Shape::kSchema:
      return check_schema(node);
    default:
      check_parts(keyword, shape, node);
  }
}

void Checker::check_parts(std::string_view keyword, Shape shape, const Node& node) {
  if (shape == Shape::kItems && !node.is_sequence()) return check_schema(node);
  if (shape == Shape::kItems || shape == Shape::kSchemaList) {
    expect(node.is_sequence(), keyword, node, "a list of schemas");
    for (const Node& each : node.items) check_schema(each);
    return;
  }
  expect(node.is_mapping(), keyword, node, "an object");
  for (const Entry& entry : node.entries) {
    const bool is_list = shape == Shape::kTextListMap ||
                         (shape == Shape::kDependencies && entry.value.is_sequence());
    if (is_list) {
      expect(is_texts(entry.value), entry.key.text, entry.value, "a list of strings");
    } else {
      if (shape == Shape::kPatternMap) check_pattern(entry.key);
      check_schema(entry.value);
    }
  }
}

void Checker::check_pattern(const Node& pattern) {
  const std::string why = Patterns::fault(pattern.text);
  if (why.empty()) return;
  fault(pattern,
        fmt::format("{} is not a valid regular expression: {}", quoted(pattern.text), why));
}

const Node* Checker::target_of(std::string_view reference) const {
  if (!reference.starts_with("#/definitions/") && !reference.starts_with("#/properties/")) {
    return nullptr;
  }
  const Node* at = &root_;
  for (const std::string_view part : split(reference.substr(2), '/')) {
    at = at->find(part);
    if (at == nullptr) return nullptr;
  }
  return at->is_mapping() || is_boolean(*at) ? at : nullptr;
}

void Checker::check_reference(const Node& reference) {
  if (target_of(reference.text) != nullptr) return;
  std::vector<std::string> known;
  for (const std::string_view group : {"definitions", "properties"}) {
    const Node* all = root_.find(group);
    for (std::size_t i = 0; all != nullptr && i < all->entries.size(); ++i) {
      known.push_back(fmt::format("#/{}/{}", group, all->entries[i].key.text));
    }
  }
  const auto near = nearest(reference.text, known);
  fault(reference, fmt::format("{} refers to an unknown schema", quoted(reference.text)),
        near ? fmt::format("did you mean {}?", quoted(*near))
             : "write it as #/definitions/Name or #/properties/Name");
}

void Checker::check_pointers(std::string_view keyword, const Node& list) {
  expect(list.is_sequence(), keyword, list, "a list of strings");
  for (const Node& each : list.items) {
    if (each.is_sequence()) {
      check_pointers(keyword, each);
    } else if (!is_text(each) || !each.text.starts_with("/properties/") ||
               each.text.ends_with('/')) {
      fault(each, fmt::format("{} must name properties as /properties/Name", quoted(keyword)));
    }
  }
}

void Checker::check_loops() {
  // A schema may hold itself for a part of its value, not for the whole: that has no end.
  for (const Node* schema : schemas_) {
    if (leads_back(*schema)) return fault(*schema, "the schema contains itself");
  }
}

bool Checker::leads_back(const Node& schema) {
  const auto [known, is_new] = states_.emplace(&schema, State::kOpen);
  if (!is_new) return known->second == State::kOpen;
  for (const Entry& entry : schema.entries) {
    if (entry.key.text == "$ref" && leads_back(*target_of(entry.value.text))) return true;
    if (!is_about_same_value(entry.key.text)) continue;
    if (entry.value.is_mapping() && leads_back(entry.value)) return true;
    for (const Node& each : entry.value.items) {
      if (leads_back(each)) return true;
    }
  }
  states_[&schema] = State::kDone;
  return false;
}

}  // namespace

bool is_boolean(const Node& node) {
  return node.is_scalar() && node.plain && (node.text == "true" || node.text == "false");
}

void check_schema(const Node& root, Diagnostics& diagnostics) {
  Diagnostics found;
  Checker(root, found).check();
  for (const Diagnostic& each : found.items()) diagnostics.add(each);
}

}  // namespace archsynth::spec::own
