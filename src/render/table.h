#pragma once

#include <string>
#include <vector>

namespace archsynth::picture {

/// A table of texts; amounts stand to the right.
struct TextTable {
  struct Column {
    std::string name;
    bool is_amount = false;
  };
  std::string title;
  std::vector<Column> columns;
  std::vector<std::vector<std::string>> rows;
  /// The last line, set apart; as many cells as columns, or none.
  std::vector<std::string> total;
};

/// In a frame, as the architecture's own document has it; the names of columns only where there are
/// more than two.
std::string framed(const TextTable& table);
/// As Markdown; `|` and line breaks within cells are escaped.
std::string markdown(const TextTable& table);
/// As RFC 4180 has it.
std::string csv(const TextTable& table);

}  // namespace archsynth::picture
