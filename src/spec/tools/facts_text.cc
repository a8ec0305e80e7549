#include "facts_text.h"
#include "archsynth/support/characters.h"

#include <algorithm>
#include <stdexcept>

namespace archsynth::spec::tools {
namespace {

std::vector<std::string> split(std::string_view text, char separator) {
  std::vector<std::string> parts;
  std::size_t begin = 0;
  while (true) {
    std::size_t end = text.find(separator, begin);
    parts.emplace_back(text.substr(begin, end - begin));
    if (end == std::string_view::npos) return parts;
    begin = end + 1;
  }
}

[[noreturn]] void fail(const std::string& place, const std::string& why) {
  throw std::runtime_error(place + ": " + why);
}

Column parse_column(std::string name, bool& is_key) {
  is_key = false;
  Column column;
  switch (name.back()) {
    case '!':
      is_key = true;
      break;
    case '*':
      column.kind = Column::Kind::kList;
      break;
    case '#':
      column.kind = Column::Kind::kNumber;
      break;
    default:
      column.name = std::move(name);
      return column;
  }
  name.pop_back();
  column.name = std::move(name);
  return column;
}

void set_columns(FactsTable& table, const std::vector<std::string>& names) {
  for (const std::string& name : names) {
    bool is_key = false;
    table.columns.push_back(parse_column(name, is_key));
    if (is_key) ++table.keys;
  }
}

std::string column_text(const FactsTable& table, std::size_t index) {
  const Column& column = table.columns[index];
  if (index < table.keys) return column.name + "!";
  if (column.kind == Column::Kind::kList) return column.name + "*";
  if (column.kind == Column::Kind::kNumber) return column.name + "#";
  return column.name;
}

void check_cell(const Column& column, const std::string& cell, const std::string& place) {
  bool spaced = cell.starts_with(' ') || cell.ends_with(' ') || cell.find("  ") != cell.npos;
  if (spaced) fail(place, "stray space in " + column.name);
  if (column.kind != Column::Kind::kNumber) return;
  bool digits = std::all_of(cell.begin(), cell.end(), is_digit);
  if (!digits || cell.size() > 9) fail(place, "bad number in " + column.name);
}

}  // namespace

std::string FactsTable::key(const std::vector<std::string>& row) const {
  std::string text = row[0];
  for (std::size_t i = 1; i < keys; ++i) text += '\t' + row[i];
  return text;
}

std::size_t FactsTable::column(std::string_view wanted) const {
  for (std::size_t i = 0; i < columns.size(); ++i) {
    if (columns[i].name == wanted) return i;
  }
  fail(name, "no column " + std::string(wanted));
}

void FactsTable::sort_rows() {
  std::sort(rows.begin(), rows.end(),
            [this](const auto& a, const auto& b) { return key(a) < key(b); });
}

FactsTable make_table(std::string name, const std::vector<std::string>& columns,
                      std::vector<std::string> comments) {
  FactsTable table;
  table.name = std::move(name);
  table.comments = std::move(comments);
  set_columns(table, columns);
  return table;
}

FactsTable parse_facts(const std::string& file, std::string_view text) {
  FactsTable table;
  std::size_t number = 0;
  std::string previous;
  if (!text.ends_with('\n')) fail(file, "no line break at the end");
  for (const std::string& line : split(text.substr(0, text.size() - 1), '\n')) {
    std::string place = file + ":" + std::to_string(++number);
    if (line.starts_with("# table: ") && number == 1) {
      table.name = line.substr(9);
    } else if (line.starts_with("# columns: ") && number == 2) {
      set_columns(table, split(std::string_view(line).substr(11), ' '));
    } else if (line.starts_with("# ")) {
      table.comments.push_back(line.substr(2));
    } else {
      std::vector<std::string> row = split(line, '\t');
      if (table.keys == 0 || row.size() != table.columns.size()) fail(place, "wrong cell count");
      for (std::size_t i = 0; i < row.size(); ++i) check_cell(table.columns[i], row[i], place);
      std::string key = table.key(row);
      if (key <= previous) fail(place, "rows are not in ascending order of their keys");
      previous = std::move(key);
      table.rows.push_back(std::move(row));
    }
  }
  if (table.name.empty() || table.keys == 0) fail(file, "no table name or no key column");
  return table;
}

std::string print_facts(const FactsTable& table) {
  std::string text = "# table: " + table.name + "\n# columns:";
  for (std::size_t i = 0; i < table.columns.size(); ++i) text += " " + column_text(table, i);
  text += '\n';
  for (const std::string& comment : table.comments) text += "# " + comment + '\n';
  for (const auto& row : table.rows) {
    for (std::size_t i = 0; i < row.size(); ++i) text += (i == 0 ? "" : "\t") + row[i];
    text += '\n';
  }
  return text;
}

namespace {

void apply_patch(std::vector<FactsTable>& tables, const std::vector<std::string>& patch) {
  std::string place = "patch " + patch[0] + " " + patch[1] + " " + patch[2];
  auto table = std::find_if(tables.begin(), tables.end(),
                            [&](const FactsTable& each) { return each.name == patch[0]; });
  if (table == tables.end()) fail(place, "no such table");
  for (auto& row : table->rows) {
    std::string key = table->key(row);
    std::replace(key.begin(), key.end(), '\t', ' ');
    if (key != patch[1]) continue;
    std::string& cell = row[table->column(patch[2])];
    if (cell == patch[3]) fail(place, "changes nothing");
    cell = patch[3];
    return;
  }
  fail(place, "no such row");
}

}  // namespace

std::vector<FactsTable> merge_facts(std::vector<FactsTable> tables) {
  std::vector<FactsTable> merged;
  std::vector<std::vector<std::string>> patches;
  for (FactsTable& table : tables) {
    if (table.name == "patches") {
      patches = std::move(table.rows);
      continue;
    }
    auto same = std::find_if(merged.begin(), merged.end(),
                             [&](const FactsTable& each) { return each.name == table.name; });
    if (same == merged.end()) {
      merged.push_back(std::move(table));
    } else {
      same->rows.insert(same->rows.end(), table.rows.begin(), table.rows.end());
    }
  }
  for (const auto& patch : patches) apply_patch(merged, patch);
  for (FactsTable& table : merged) {
    table.sort_rows();
    for (std::size_t i = 1; i < table.rows.size(); ++i) {
      if (table.key(table.rows[i - 1]) == table.key(table.rows[i])) {
        fail(table.name, "double key " + table.key(table.rows[i]));
      }
    }
  }
  std::sort(merged.begin(), merged.end(),
            [](const FactsTable& a, const FactsTable& b) { return a.name < b.name; });
  return merged;
}

}  // namespace archsynth::spec::tools
