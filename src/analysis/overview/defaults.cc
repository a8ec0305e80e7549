#include <algorithm>

#include "parts.h"

namespace archsynth::analysis {
namespace {

void add(const DefaultOf& source, std::string value, const std::string& place,
         std::vector<DefaultRow>& rows) {
  DefaultRow row{std::string(source.key), std::string(source.profile), std::move(value), {}};
  auto known = std::find_if(rows.begin(), rows.end(), [&](const DefaultRow& each) {
    return each.key == row.key && each.profile == row.profile && each.value == row.value &&
           !row.key.empty();
  });
  if (known == rows.end()) known = rows.insert(rows.end(), std::move(row));
  known->places.push_back(place);
}

void collect(const View& view, const cfn::Value& value, const std::string& place,
             std::vector<DefaultRow>& rows) {
  const DefaultOf* source = value.origin().default_of();
  const bool is_leaf = value.map() == nullptr && value.list() == nullptr;
  if (source != nullptr && (is_leaf || !source->key.empty())) {
    add(*source, shown_value(view, value), place, rows);
    return;
  }
  if (const cfn::Map* map = value.map()) {
    for (const cfn::MapEntry& each : *map) collect(view, each.value, place + "." + each.key, rows);
  }
  if (const cfn::List* list = value.list()) {
    for (const cfn::Value& each : *list) collect(view, each, place, rows);
  }
}

}  // namespace

std::vector<DefaultRow> default_rows(const View& view) {
  std::vector<DefaultRow> rows;
  for (const cfn::Resource* each_resource : view.resources()) {
    const cfn::Resource& each = *each_resource;
    for (const cfn::MapEntry& entry : each.properties) {
      collect(view, entry.value, each.id.str() + "." + entry.key, rows);
    }
  }
  // Those that a file can state first.
  std::stable_partition(rows.begin(), rows.end(), [](const auto& row) { return !row.key.empty(); });
  return rows;
}

}  // namespace archsynth::analysis
