#pragma once

#include <string>
#include <string_view>
#include <vector>

/// The text form of the facts under `src/spec/data`: one table a file, one row a line, cells
/// separated by tabs, sorted by key, so that a refresh reads as a diff.
///
///     # table: rds_versions
///     # columns: engine! major! current* newer* retired*
///     # any other comment
///     mariadb<TAB>10.11<TAB>10.11.4 10.11.5<TAB>…
///
/// A column's name ends in `!` for a key (keys come first), `*` for a list of words separated by
/// single spaces, `#` for a number or nothing; otherwise it is text.
namespace archsynth::spec::tools {

struct Column {
  enum class Kind { kText, kList, kNumber };
  std::string name;
  Kind kind = Kind::kText;
};

struct FactsTable {
  std::string name;
  std::vector<std::string> comments;
  std::vector<Column> columns;
  std::size_t keys = 0;
  std::vector<std::vector<std::string>> rows;

  /// The key of a row: its first cells with tabs between.
  std::string key(const std::vector<std::string>& row) const;
  std::size_t column(std::string_view name) const;
  void sort_rows();
};

/// Throws `std::runtime_error` that names the file and line when the text is not canonical: wrong
/// number of cells, rows out of order, a double key, stray spaces, a bad number.
FactsTable parse_facts(const std::string& file, std::string_view text);
std::string print_facts(const FactsTable& table);

/// Makes an empty table from `columns` as they stand in a file: `{"engine!", "major!",
/// "current*"}`.
FactsTable make_table(std::string name, const std::vector<std::string>& columns,
                      std::vector<std::string> comments);

/// Puts together what several files say of one table and applies the table `patches`: each of its
/// rows names a table, a key (spaces for tabs), a column and the cell's new text. A patch that
/// changes nothing, or finds no row, throws: it has outlived its reason.
std::vector<FactsTable> merge_facts(std::vector<FactsTable> tables);

}  // namespace archsynth::spec::tools
