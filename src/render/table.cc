#include "render/table.h"

#include <algorithm>

#include "archsynth/support/text.h"

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

/// The widest column of text that has more than so many columns; null where none has.
std::size_t* widest_of(const TextTable& table, std::vector<std::size_t>& widths,
                       std::size_t least) {
  std::size_t* widest = nullptr;
  for (std::size_t i = 0; i < widths.size(); ++i) {
    if (table.columns[i].is_amount || widths[i] <= least) continue;
    if (widest == nullptr || widths[i] > *widest) widest = &widths[i];
  }
  return widest;
}

/// Takes columns from the widest columns of text until the row fits; the others keep theirs.
void fit(const TextTable& table, std::vector<std::size_t>& widths) {
  constexpr std::size_t kMost = 98;
  std::size_t inner = 2 * widths.size();
  for (const std::size_t width : widths) inner += width;
  for (const std::size_t least : {12, 8}) {
    while (inner > kMost) {
      std::size_t* const widest = widest_of(table, widths, least);
      if (widest == nullptr) break;
      --*widest;
      --inner;
    }
  }
}

/// A text in lines of at most so many columns, broken at spaces where there are some.
std::vector<std::string> wrapped(const std::string& text, std::size_t width) {
  std::vector<std::string> lines(1);
  std::size_t used = 0;
  const auto add = [&](std::string_view word) {
    for (std::size_t i = 0; i < word.size();) {
      std::size_t end = i + 1;
      while (end < word.size() && (static_cast<unsigned char>(word[end]) & 0xC0) == 0x80) ++end;
      if (used == width) {
        lines.emplace_back();
        used = 0;
      }
      lines.back() += word.substr(i, end - i);
      ++used;
      i = end;
    }
  };
  for (const std::string_view word : split(text, ' ')) {
    const std::size_t needed = width_of(std::string(word));
    const bool is_first = used == 0;
    if (!is_first && used + 1 + needed > width) {
      lines.emplace_back();
      used = 0;
    } else if (!is_first) {
      add(" ");
    }
    add(word);
  }
  return lines;
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

/// A row in as many lines as its longest cell needs.
std::string lines_of(const TextTable& table, const std::vector<std::string>& row,
                     const std::vector<std::size_t>& widths) {
  std::vector<std::vector<std::string>> cells;
  std::size_t height = 1;
  for (std::size_t i = 0; i < row.size(); ++i) {
    cells.push_back(wrapped(row[i], widths[i]));
    height = std::max(height, cells.back().size());
  }
  std::string text;
  for (std::size_t line = 0; line < height; ++line) {
    std::vector<std::string> part;
    for (const auto& cell : cells) part.push_back(line < cell.size() ? cell[line] : "");
    text += line_of(table, part, widths);
  }
  return text;
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
  fit(table, widths);
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
    text += lines_of(table, names, widths) + "├" + bar + "┤\n";
  }
  for (const auto& row : table.rows) text += lines_of(table, row, widths);
  if (!table.total.empty()) text += "├" + bar + "┤\n" + lines_of(table, table.total, widths);
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
