#include "build.h"

#include <algorithm>
#include <set>

#include "check.h"
#include "shapes.h"

namespace archsynth::spec::own {
namespace {

using document::Entry;
using document::Node;
using schema_image::Tag;
using schema_image::tagged;
using schema_image::Word;
using tools::JsonPool;

class Builder {
 public:
  explicit Builder(JsonPool& pool) : pool_(pool) {}

  /// A schema with the keywords that checkers know.
  Word schema(const Node& node) {
    if (!node.is_mapping()) return value(node);
    std::vector<std::pair<std::string, Word>> entries;
    for (const Entry& entry : node.entries) {
      const auto shape = shape_of(entry.key.text);
      if (!shape) continue;
      // Lists of schemas for the first items have a keyword of their own.
      const bool is_tuple = *shape == Shape::kItems && entry.value.is_sequence();
      entries.emplace_back(is_tuple ? "prefixItems" : entry.key.text, part(*shape, entry.value));
    }
    return pool_.object(std::move(entries));
  }

 private:
  Word part(Shape shape, const Node& node) {
    switch (shape) {
      case Shape::kSchema:
        return schema(node);
      case Shape::kItems:
      case Shape::kSchemaList:
        return node.is_sequence() ? schemas(node) : schema(node);
      case Shape::kSchemaMap:
      case Shape::kPatternMap:
      case Shape::kDependencies:
        return by_name(node);
      default:
        return value(node);
    }
  }

  Word schemas(const Node& list) {
    std::vector<Word> words;
    for (const Node& each : list.items) words.push_back(schema(each));
    return pool_.array(words);
  }

  Word by_name(const Node& map) {
    std::vector<std::pair<std::string, Word>> entries;
    for (const Entry& entry : map.entries) {
      entries.emplace_back(entry.key.text, schema(entry.value));
    }
    return pool_.object(std::move(entries));
  }

  /// The value as it is.
  Word value(const Node& node) {
    if (node.is_null()) return tagged(Tag::kLiteral, 0);
    if (is_boolean(node)) return tagged(Tag::kLiteral, node.text == "true" ? 2 : 1);
    if (is_text(node)) return tagged(Tag::kString, pool_.string(node.text));
    if (node.is_scalar()) return pool_.number(node.text);
    if (node.is_sequence()) {
      std::vector<Word> words;
      for (const Node& each : node.items) words.push_back(value(each));
      return pool_.array(words);
    }
    std::vector<std::pair<std::string, Word>> entries;
    for (const Entry& entry : node.entries) {
      entries.emplace_back(entry.key.text, value(entry.value));
    }
    return pool_.object(std::move(entries));
  }

  JsonPool& pool_;
};

/// Adds the properties that pointers, in lists of lists too, name; nested ones with dots.
void add_names(const Node& list, std::string_view unfit, std::set<std::string>& names) {
  constexpr std::string_view kPrefix = "/properties/";
  for (const Node& each : list.items) {
    add_names(each, unfit, names);
    if (!each.text.starts_with(kPrefix)) continue;
    std::string name = each.text.substr(kPrefix.size());
    if (name.find_first_of(unfit) != std::string::npos) continue;
    std::ranges::replace(name, '/', '.');
    names.insert(std::move(name));
  }
}

/// The properties that a list of pointers names, sorted, as a list's cell.
std::string names_in(const Node& schema, std::string_view keyword, bool with_items = true) {
  std::set<std::string> names;
  if (const Node* list = schema.find(keyword)) {
    add_names(*list, with_items ? " \t" : "* \t", names);
  }
  std::string cell;
  for (const std::string& name : names) cell += (cell.empty() ? "" : " ") + name;
  return cell;
}

}  // namespace

void add_type(const std::string& name, const Node& schema, tools::SchemaImage& image) {
  image.add_type(name, 0, Builder(image.pool()).schema(schema));
}

std::vector<std::string> row_of(const std::string& name, const Node& schema) {
  return {name,
          "",
          "",
          names_in(schema, "readOnlyProperties", false),
          names_in(schema, "createOnlyProperties"),
          names_in(schema, "conditionalCreateOnlyProperties"),
          ""};
}

}  // namespace archsynth::spec::own
