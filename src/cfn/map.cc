#include <algorithm>

#include "archsynth/cfn/value.h"

namespace archsynth::cfn {

Map::Map() = default;
Map::Map(const Map&) = default;
Map::Map(Map&&) noexcept = default;
Map& Map::operator=(const Map&) = default;
Map& Map::operator=(Map&&) noexcept = default;
Map::~Map() = default;

Map::Map(std::initializer_list<std::pair<std::string_view, Value>> entries) {
  entries_.reserve(entries.size());
  for (const auto& [key, value] : entries) set(key, value);
}

void Map::set(std::string_view key, Value value) {
  if (value.absent()) {
    erase(key);
  } else if (Value* known = find(key)) {
    *known = std::move(value);
  } else {
    append(key, std::move(value));
  }
}

void Map::append(std::string_view key, Value value, Origin key_origin) {
  if (value.absent()) return;
  entries_.push_back({std::string(key), std::move(value), key_origin});
}

Value& Map::operator[](std::string_view key) {
  if (Value* known = find(key)) return *known;
  return entries_.emplace_back(MapEntry{std::string(key), {}, {}}).value;
}

const MapEntry* Map::find_entry(std::string_view key) const {
  const auto found = std::find_if(entries_.begin(), entries_.end(),
                                  [&](const MapEntry& entry) { return entry.key == key; });
  return found == entries_.end() ? nullptr : &*found;
}

const Value* Map::find(std::string_view key) const {
  const MapEntry* entry = find_entry(key);
  return entry == nullptr ? nullptr : &entry->value;
}

Value* Map::find(std::string_view key) {
  return const_cast<Value*>(static_cast<const Map&>(*this).find(key));
}

bool Map::erase(std::string_view key) {
  const auto found = std::find_if(entries_.begin(), entries_.end(),
                                  [&](const MapEntry& entry) { return entry.key == key; });
  if (found == entries_.end()) return false;
  entries_.erase(found);
  return true;
}

bool Map::empty() const { return entries_.empty(); }
std::size_t Map::size() const { return entries_.size(); }

std::vector<MapEntry>::const_iterator Map::begin() const { return entries_.begin(); }
std::vector<MapEntry>::const_iterator Map::end() const { return entries_.end(); }
std::vector<MapEntry>::iterator Map::begin() { return entries_.begin(); }
std::vector<MapEntry>::iterator Map::end() { return entries_.end(); }

bool operator==(const Map& a, const Map& b) { return a.entries_ == b.entries_; }

}  // namespace archsynth::cfn
