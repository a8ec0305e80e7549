#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string_view>
#include <vector>

#include "archsynth/spec/text_list.h"
#include "image_format.h"

/// Reads images of facts in place: the one in the binary, and those of users' own types.
namespace archsynth::spec {

/// A row of a table; columns count from 0.
class Row {
 public:
  Row(const char* image, const image::Cell* cells) : image_(image), cells_(cells) {}
  std::string_view text(std::size_t column) const;
  TextList list(std::size_t column) const;
  /// The number, or 0 when the cell is empty.
  std::int64_t number(std::size_t column) const;

 private:
  const char* image_;
  const image::Cell* cells_;
};

class Table {
 public:
  /// The table of that name; throws `std::logic_error` when the image has none.
  explicit Table(std::string_view name);
  /// The same of another image than the one in the binary.
  Table(const char* image, std::string_view name);

  std::size_t size() const { return head_->rows; }
  Row operator[](std::size_t index) const;
  /// The row with these key cells.
  std::optional<Row> find(std::initializer_list<std::string_view> keys) const;
  /// The rows whose first key cell is `key`: the first one, and the one behind the last.
  struct Range {
    std::size_t begin;
    std::size_t end;
  };
  Range range(std::string_view key) const;

 private:
  const char* image_;
  const image::TableHead* head_;
};

/// What `make` makes of each row whose first key cell is `key`, in the table's order.
template <typename Make>
auto rows_of(const Table& table, std::string_view key, Make make) {
  std::vector<decltype(make(table[0]))> made;
  const Table::Range range = table.range(key);
  for (std::size_t i = range.begin; i < range.end; ++i) made.push_back(make(table[i]));
  return made;
}

}  // namespace archsynth::spec
