#include <fmt/format.h>

#include "archsynth/support/text.h"
#include "rules/schemas/schema_walk.h"

namespace archsynth::analysis {
namespace {

using spec::Keyword;

/// A key that a transform replaces, with whatever it stands for.
bool is_macro_key(std::string_view key) {
  return key == "Fn::Transform" || key.starts_with("Fn::ForEach::");
}

}  // namespace

void SchemaWalk::check_properties(const cfn::Map& map, Datum properties, Schema schema) {
  for (const cfn::MapEntry& entry : map) {
    auto property = properties.find(entry.key);
    if (!property) continue;
    Step step(path_, entry.key);
    Step pointer(pointer_, entry.key);
    check(entry.value, Schema(*property, schema.root()), entry.key_origin);
  }
}

void SchemaWalk::check_additional(const cfn::Map& map, Datum allowed, Schema schema) {
  if (allowed.is_true()) return;
  auto properties = schema.find(Keyword::kProperties);
  auto patterns = schema.find(Keyword::kPatternProperties);
  for (const cfn::MapEntry& entry : map) {
    if (is_macro_key(entry.key) || (properties && properties->find(entry.key))) continue;
    bool matched = false;
    for (std::size_t i = 0; patterns && i < patterns->size() && !matched; ++i) {
      matched = matches(patterns->key(i), entry.key);
    }
    if (matched) continue;
    Step step(path_, entry.key);
    if (!allowed.is_false()) {
      Step pointer(pointer_, "*");
      check(entry.value, Schema(allowed, schema.root()), entry.key_origin);
      continue;
    }
    std::vector<std::string_view> names;
    for (std::size_t i = 0; properties && i < properties->size(); ++i) {
      const std::string_view name = properties->key(i);
      const Step pointer(pointer_, name);
      if (!type_.read_only(pointer_)) names.push_back(name);
    }
    report("ARC3002", "E3002", entry.key_origin,
           fmt::format("unknown property {}", quoted(entry.key)), suggest(entry.key, names))
        .meant = meant_key(entry.key, names);
  }
}

void SchemaWalk::check_items(const cfn::List& list, Schema items, std::size_t first) {
  Step pointer(pointer_, "*");
  for (std::size_t i = first; i < list.size(); ++i) {
    Step step(path_, std::to_string(i));
    check(list[i], items, list[i].origin());
  }
}

}  // namespace archsynth::analysis
