#include "property/held.h"

#include <algorithm>
#include <optional>

#include "archsynth/spec/schema.h"
#include "property/evaluate.h"
#include "spec/identities.h"

namespace archsynth::property {

using cfn::Value;

const Value* at(const Value& value, std::string_view path) {
  const Value* here = &value;
  while (here != nullptr && !path.empty()) {
    const auto end = std::min(path.find('.'), path.size());
    here = here->map() != nullptr ? here->map()->find(path.substr(0, end)) : nullptr;
    path.remove_prefix(std::min(end + 1, path.size()));
  }
  return here;
}

namespace {

bool is_plain(const spec::Identity& identity) {
  if (!identity.each.empty() || identity.is_taken) return false;
  return std::none_of(identity.properties.begin(), identity.properties.end(), [](auto each) {
    return each.find_first_of("@~!=>") != std::string_view::npos;
  });
}

std::optional<std::string> identity_line(const spec::Identity& identity, std::string_view type,
                                         const Value& properties) {
  // Types share identities by name: a record is one, alone or in a group.
  std::string line = std::string(type) + " " + std::string(identity.name);
  bool has_any = false;
  for (std::string_view property : identity.properties) {
    const bool is_optional = property.ends_with('?');
    if (is_optional) property.remove_suffix(1);
    const Value* found = nullptr;
    while (found == nullptr && !property.empty()) {
      const auto end = std::min(property.find('|'), property.size());
      found = at(properties, property.substr(0, end));
      property.remove_prefix(std::min(end + 1, property.size()));
    }
    if (found == nullptr && !is_optional) return std::nullopt;
    std::string text = found != nullptr ? line_of(*found) : "";
    if (identity.folds_case) {
      std::transform(text.begin(), text.end(), text.begin(), ::tolower);
      if (text.ends_with('.')) text.pop_back();
    }
    has_any = has_any || found != nullptr;
    line += "|" + text;
  }
  return has_any ? std::optional(line) : std::nullopt;
}

}  // namespace

Held held_by(const Physical& physical) {
  Held held;
  const std::string& type = physical.resource->type;
  // Whether there is a version of the same code is up to the function.
  held.is_open = type == "AWS::Lambda::Version";
  for (const spec::Identity& identity : spec::identities(type)) {
    if (!is_plain(identity)) {
      held.is_open = true;
    } else if (auto line = identity_line(identity, type, physical.properties)) {
      held.lines.push_back(*line);
      if (identity.moves) held.moving.push_back(*line);
    }
  }
  const auto schema = spec::resource_schema(type);
  if (!schema) return held;
  std::string line = type;
  for (std::size_t i = 0; i < schema->primary_identifier().size(); ++i) {
    const std::string_view pointer = schema->primary_identifier()[i].text();
    std::string path(pointer.substr(pointer.find('/', 1) + 1));
    std::replace(path.begin(), path.end(), '/', '.');
    const Value* found = at(physical.properties, path);
    if (found == nullptr || schema->read_only(pointer)) return held;
    line += "|" + line_of(*found);
  }
  if (line != type) held.lines.push_back(line);
  return held;
}

}  // namespace archsynth::property
