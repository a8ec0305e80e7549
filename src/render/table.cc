#include "render/table.h"

#include <algorithm>

namespace archsynth::picture {
namespace {

/// Columns that a text takes, for the characters that estimates have: one for each code point.
std::size_t width_of(const std::string& text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
  }));
}

std::vector<std::size_t> widths_of(const TextTable& table, bool has_names) {
  std::vector<std::size_t> widths(table.columns.size());
  const auto take = [&](const std::vector<std::string>& row) {
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], width_of(row[i]));
  };
  for (const auto& row : table.rows) take(row);
  take(table.total);
  for (std::size_t i = 0; has_names && i < widths.size(); ++i) {
    widths[i] = std::max(widths[i], width_of(table.columns[i].name));
  }
  return widths;
}

std::string line_of(const TextTable& table, const std::vector<std::string>& row,
                    const std::vector<std::size_t>& widths) {
  std::string line = "│";
  for (std::size_t i = 0; i < row.size(); ++i) {
    const std::string space(widths[i] - width_of(row[i]), ' ');
    line += " " + (table.columns[i].is_amount ? space + row[i] : row[i] + space) + " ";
  }
  return line + "│\n";
}

std::string in_markdown(const std::string& text) {
  std::string result;
  for (const char c : text) {
    if (c == '|' || c == '\\' || c == '`' || c == '*' || c == '_' || c == '<') result += '\\';
    result += c == '\n' ? ' ' : c;
  }
  return result;
}

std::string in_csv(const std::string& text) {
  if (text.find_first_of(",\"\n\r") == text.npos) return text;
  std::string result = "\"";
  for (const char c : text) result += c == '"' ? std::string("\"\"") : std::string(1, c);
  return result + "\"";
}

}  // namespace

std::string framed(const TextTable& table) {
  const bool has_names = table.columns.size() > 2;
  std::vector<std::size_t> widths = widths_of(table, has_names);
  std::size_t inner = 0;
  for (const std::size_t width : widths) inner += width + 2;
  const std::size_t wanted = width_of(table.title) + 2;
  if (inner < wanted) {
    widths.front() += wanted - inner;
    inner = wanted;
  }
  std::string bar;
  for (std::size_t i = 0; i < inner; ++i) bar += "─";
  std::string text = "┌" + bar + "┐\n│ " + table.title +
                     std::string(inner - 1 - width_of(table.title), ' ') + "│\n├" + bar + "┤\n";
  if (has_names) {
    std::vector<std::string> names;
    for (const TextTable::Column& column : table.columns) names.push_back(column.name);
    text += line_of(table, names, widths) + "├" + bar + "┤\n";
  }
  for (const auto& row : table.rows) text += line_of(table, row, widths);
  if (!table.total.empty()) text += "├" + bar + "┤\n" + line_of(table, table.total, widths);
  return text + "└" + bar + "┘\n";
}

std::string markdown(const TextTable& table) {
  std::string names = "|";
  std::string rule = "|";
  for (const TextTable::Column& column : table.columns) {
    names += " " + in_markdown(column.name) + " |";
    rule += column.is_amount ? "---:|" : "---|";
  }
  std::string text = "**" + in_markdown(table.title) + "**\n\n" + names + "\n" + rule + "\n";
  for (const auto& row : table.rows) {
    text += "|";
    for (const std::string& cell : row) text += " " + in_markdown(cell) + " |";
    text += "\n";
  }
  if (table.total.empty()) return text;
  text += "|";
  for (const std::string& cell : table.total) {
    text += cell.empty() ? " |" : " **" + in_markdown(cell) + "** |";
  }
  return text + "\n";
}

std::string csv(const TextTable& table) {
  std::string text;
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    text += (i == 0 ? "" : ",") + in_csv(table.columns[i].name);
  }
  text += "\r\n";
  for (const auto& row : table.rows) {
    for (std::size_t i = 0; i < row.size(); ++i) text += (i == 0 ? "" : ",") + in_csv(row[i]);
    text += "\r\n";
  }
  return text;
}

}  // namespace archsynth::picture
