#include "image_writer.h"

#include <cstring>
#include <unordered_map>

#include "../image_format.h"

namespace archsynth::spec::tools {
namespace {

using image::Cell;

class Writer {
 public:
  explicit Writer(std::size_t tables)
      : bytes_(sizeof(image::ImageHead) + tables * sizeof(image::TableHead), '\0') {}

  void add_table(std::size_t index, const FactsTable& table) {
    image::TableHead head;
    head.name = text(table.name);
    head.columns = static_cast<std::uint32_t>(table.columns.size());
    head.keys = static_cast<std::uint32_t>(table.keys);
    head.rows = static_cast<std::uint32_t>(table.rows.size());
    std::vector<Cell> cells;
    for (const auto& row : table.rows) {
      for (std::size_t i = 0; i < row.size(); ++i) {
        cells.push_back(cell(table.columns[i].kind, row[i]));
      }
    }
    head.cells_at = append(cells);
    std::vector<std::uint32_t> slots = hash_slots(table);
    head.slots = static_cast<std::uint32_t>(slots.size());
    head.slots_at = append(slots);
    std::memcpy(bytes_.data() + sizeof(image::ImageHead) + index * sizeof head, &head, sizeof head);
  }

  std::string finish(std::size_t tables) {
    image::ImageHead head{static_cast<std::uint32_t>(bytes_.size()),
                          static_cast<std::uint32_t>(tables)};
    std::memcpy(bytes_.data(), &head, sizeof head);
    return std::move(bytes_);
  }

 private:
  template <typename T>
  std::uint32_t append(const std::vector<T>& items) {
    bytes_.resize((bytes_.size() + 3) / 4 * 4, '\0');
    std::size_t at = bytes_.size();
    bytes_.append(reinterpret_cast<const char*>(items.data()), items.size() * sizeof(T));
    return static_cast<std::uint32_t>(at);
  }

  Cell text(const std::string& value) {
    auto [found, added] = texts_.try_emplace(value, Cell{});
    if (added) {
      found->second = {static_cast<std::uint32_t>(bytes_.size()),
                       static_cast<std::uint32_t>(value.size())};
      bytes_ += value;
    }
    return found->second;
  }

  Cell list(const std::string& value) {
    auto [found, added] = lists_.try_emplace(value, Cell{});
    if (!added || value.empty()) return found->second;
    std::vector<Cell> entries;
    std::size_t begin = 0;
    while (begin <= value.size()) {
      std::size_t end = std::min(value.find(' ', begin), value.size());
      entries.push_back(text(value.substr(begin, end - begin)));
      begin = end + 1;
    }
    std::uint32_t at = append(entries);
    return found->second = {at, static_cast<std::uint32_t>(entries.size())};
  }

  Cell cell(Column::Kind kind, const std::string& value) {
    if (kind == Column::Kind::kText) return text(value);
    if (kind == Column::Kind::kList) return list(value);
    if (value.empty()) return {};
    return {1, static_cast<std::uint32_t>(std::stoul(value))};
  }

  static std::vector<std::uint32_t> hash_slots(const FactsTable& table) {
    std::size_t size = 2;
    while (size < 2 * table.rows.size()) size *= 2;
    std::vector<std::uint32_t> slots(size, 0);
    for (std::size_t row = 0; row < table.rows.size(); ++row) {
      std::uint32_t hash = image::kHashStart;
      for (char byte : table.key(table.rows[row])) hash = image::hash_byte(hash, byte);
      std::size_t slot = hash & (size - 1);
      while (slots[slot] != 0) slot = (slot + 1) & (size - 1);
      slots[slot] = static_cast<std::uint32_t>(row + 1);
    }
    return slots;
  }

  std::string bytes_;
  std::unordered_map<std::string, Cell> texts_;
  std::unordered_map<std::string, Cell> lists_;
};

}  // namespace

std::string write_image(const std::vector<FactsTable>& tables) {
  Writer writer(tables.size());
  for (std::size_t i = 0; i < tables.size(); ++i) writer.add_table(i, tables[i]);
  return writer.finish(tables.size());
}

}  // namespace archsynth::spec::tools
