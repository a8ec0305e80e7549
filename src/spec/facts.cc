#include "facts.h"

#include <stdexcept>
#include <string>

namespace archsynth::spec {

namespace image {
extern const char bytes[];
}

namespace {

template <typename T>
const T* at(const char* image, std::uint32_t offset) {
  return reinterpret_cast<const T*>(image + offset);
}

std::string_view text_of(const char* image, image::Cell cell) {
  return {image + cell.first, cell.second};
}

}  // namespace

std::string_view Row::text(std::size_t column) const { return text_of(image_, cells_[column]); }

TextList Row::list(std::size_t column) const {
  image::Cell cell = cells_[column];
  return {image_, at<TextList::Entry>(image_, cell.first), cell.second};
}

std::int64_t Row::number(std::size_t column) const { return cells_[column].second; }

Table::Table(std::string_view name) : Table(image::bytes, name) {}

Table::Table(const char* image, std::string_view name) : image_(image) {
  const auto* head = at<image::ImageHead>(image, 0);
  const auto* heads = at<image::TableHead>(image, sizeof(image::ImageHead));
  for (std::uint32_t i = 0; i < head->tables; ++i) {
    if (text_of(image, heads[i].name) == name) {
      head_ = heads + i;
      return;
    }
  }
  throw std::logic_error("no table of facts is named " + std::string(name));
}

Row Table::operator[](std::size_t index) const {
  return {image_, at<image::Cell>(image_, head_->cells_at) + index * head_->columns};
}

std::optional<Row> Table::find(std::initializer_list<std::string_view> keys) const {
  std::uint32_t hash = image::kHashStart;
  for (const std::string_view* key = keys.begin(); key != keys.end(); ++key) {
    if (key != keys.begin()) hash = image::hash_byte(hash, '\t');
    for (char byte : *key) hash = image::hash_byte(hash, byte);
  }
  const auto* slots = at<std::uint32_t>(image_, head_->slots_at);
  std::uint32_t mask = head_->slots - 1;
  for (std::uint32_t slot = hash & mask; slots[slot] != 0; slot = (slot + 1) & mask) {
    Row row = (*this)[slots[slot] - 1];
    std::size_t column = 0;
    for (std::string_view key : keys) {
      if (row.text(column) != key) break;
      ++column;
    }
    if (column == keys.size()) return row;
  }
  return std::nullopt;
}

Table::Range Table::range(std::string_view key) const {
  auto first_where = [&](auto&& holds) {
    std::size_t low = 0;
    std::size_t high = size();
    while (low < high) {
      std::size_t middle = (low + high) / 2;
      if (holds((*this)[middle].text(0))) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  };
  return {first_where([&](std::string_view text) { return text >= key; }),
          first_where([&](std::string_view text) { return text > key; })};
}

}  // namespace archsynth::spec
