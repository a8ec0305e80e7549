#include <algorithm>
#include <bit>
#include <functional>

#include "archsynth/cfn/value.h"

namespace archsynth::cfn {

/// Positions of entries by the hash of their keys, in open addressing. Built as the map grows,
/// since several threads may read one map.
class Map::Index {
 public:
  explicit Index(const std::vector<MapEntry>& entries) : slots_(slots_for(entries.size())) {
    for (std::size_t i = 0; i < entries.size(); ++i) add(entries, i);
  }

  /// The last of the entries; false where it has no room.
  bool add_last(const std::vector<MapEntry>& entries) {
    if (slots_.size() < entries.size() * 2) return false;
    add(entries, entries.size() - 1);
    return true;
  }

  const MapEntry* find(const std::vector<MapEntry>& entries, std::string_view key) const {
    for (std::size_t slot = first(key);; slot = next(slot)) {
      if (slots_[slot] == 0) return nullptr;
      const MapEntry& entry = entries[slots_[slot] - 1];
      if (entry.key == key) return &entry;
    }
  }

 private:
  static std::size_t slots_for(std::size_t entries) { return std::bit_ceil(entries * 4); }

  std::size_t first(std::string_view key) const {
    return std::hash<std::string_view>()(key) & (slots_.size() - 1);
  }
  std::size_t next(std::size_t slot) const { return (slot + 1) & (slots_.size() - 1); }

  /// Of equal keys the first one is found.
  void add(const std::vector<MapEntry>& entries, std::size_t index) {
    std::size_t slot = first(entries[index].key);
    while (slots_[slot] != 0) {
      if (entries[slots_[slot] - 1].key == entries[index].key) return;
      slot = next(slot);
    }
    slots_[slot] = static_cast<std::uint32_t>(index + 1);
  }

  std::vector<std::uint32_t> slots_;  ///< positions from 1; 0 is free
};

namespace {
constexpr std::size_t kMostWithoutIndex = 32;
}

Map::Map() = default;
Map::Map(const Map& other)
    : entries_(other.entries_),
      index_(other.index_ ? std::make_unique<Index>(*other.index_) : nullptr) {}
Map::Map(Map&&) noexcept = default;
Map& Map::operator=(const Map& other) { return *this = Map(other); }
Map& Map::operator=(Map&&) noexcept = default;
Map::~Map() = default;

void Map::added() {
  if (entries_.size() <= kMostWithoutIndex) return;
  if (index_ == nullptr || !index_->add_last(entries_)) index_ = std::make_unique<Index>(entries_);
}

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
  added();
}

Value& Map::operator[](std::string_view key) {
  if (Value* known = find(key)) return *known;
  entries_.push_back(MapEntry{std::string(key), {}, {}});
  added();
  return entries_.back().value;
}

const MapEntry* Map::find_entry(std::string_view key) const {
  if (index_) return index_->find(entries_, key);
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
  const MapEntry* found = find_entry(key);
  if (found == nullptr) return false;
  entries_.erase(entries_.begin() + (found - entries_.data()));
  index_ = index_ ? std::make_unique<Index>(entries_) : nullptr;
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
