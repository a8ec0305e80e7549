#include <fmt/format.h>

#include <algorithm>

#include "archsynth/analysis/explain.h"
#include "archsynth/support/text.h"
#include "spec/interruptions.h"

namespace archsynth::analysis {
namespace {

/// Whether one of the paths is the property, something around it, or something within it.
bool is_at_or_around(std::string_view path, std::string_view property) {
  return property == path || (property.starts_with(path) && property.size() > path.size() &&
                              property[path.size()] == '.');
}

/// The first of the paths for which that is so; empty when none is. `*` of a list's items has no
/// place in a property.
template <typename Test>
std::string first_of(const spec::TextList& paths, const Test& test) {
  for (const std::string_view each : paths) {
    std::vector<std::string> parts;
    for (const std::string_view part : split(each, '.')) {
      if (part != "*") parts.emplace_back(part);
    }
    std::string path = join(parts, ".");
    if (test(path)) return path;
  }
  return {};
}

/// Whether the schema has the property, where it stands in any list or object.
bool has_schema(const spec::ResourceSchema& schema, std::string_view property) {
  spec::Schema at = schema.root();
  for (const std::string_view name : split(property, '.')) {
    while (const auto items = at.child(spec::Keyword::kItems)) at = *items;
    const auto next = at.property(name);
    if (!next) return false;
    at = *next;
  }
  return true;
}

}  // namespace

ChangeFact change_of(std::string_view type, std::string_view property,
                     const spec::Catalogue& catalogue) {
  const auto facts = catalogue.type(type);
  const auto schema = catalogue.schema(type);
  if (!facts || !schema) return {Consequence::kUnknown, "the resource type has no schema"};
  const auto around = [&](const std::string& path) { return is_at_or_around(path, property); };
  const auto within = [&](const std::string& path) { return is_at_or_around(property, path); };
  if (const std::string path = first_of(facts->create_only, around); !path.empty()) {
    return {Consequence::kReplaces, fmt::format("the schema marks {} as create-only", path)};
  }
  if (const auto known = spec::interruption(type, property)) {
    return {Consequence::kInterrupts, fmt::format("documented at {}", known->page)};
  }
  if (const std::string path = first_of(facts->conditional_create_only, around); !path.empty()) {
    return {Consequence::kMayReplace,
            fmt::format("the schema marks {} as create-only under some conditions", path)};
  }
  std::string below = first_of(facts->create_only, within);
  if (below.empty()) below = first_of(facts->conditional_create_only, within);
  if (!below.empty()) {
    return {Consequence::kMayReplace, fmt::format("the schema marks {} as create-only", below)};
  }
  if (!has_schema(*schema, property)) {
    return {Consequence::kUnknown, "the property is not in the schema"};
  }
  return {Consequence::kInPlace, "the schema does not mark the property as create-only"};
}

}  // namespace archsynth::analysis
