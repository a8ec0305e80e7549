#include "excerpt.h"

#include <algorithm>
#include <string_view>
#include <vector>

#include "utf8.h"

namespace archsynth {
namespace {

constexpr std::size_t kColumns = 100;
constexpr std::size_t kColumnsBefore = 40;  // of a cut line, before the caret
constexpr std::size_t kTab = 4;
// A line may be the whole of a large file, so only this much of it is looked at. It holds at least
// kColumns columns unless the text is mostly combining marks.
constexpr std::size_t kBytesAround = 600;

/// One character as shown.
struct Cell {
  std::size_t offset;
  std::string text;
  std::size_t column;
  std::size_t width;
};

/// The stretch of a line around an offset.
struct Stretch {
  std::size_t begin;
  std::size_t end;
  bool cut_before;
  bool cut_after;
};

Stretch stretch_around(std::string_view text, std::size_t at) {
  const std::size_t low = at > kBytesAround ? at - kBytesAround : 0;
  const std::string_view before = text.substr(low, at - low);
  const std::size_t previous = before.rfind('\n');
  Stretch result{low, 0, low > 0, false};
  if (previous != std::string_view::npos) {
    result.begin = low + previous + 1;
    result.cut_before = false;
  }
  while (result.cut_before && result.begin < at && is_utf8_continuation(text[result.begin])) {
    ++result.begin;
  }
  if (result.begin == 0 && text.starts_with("\xEF\xBB\xBF")) result.begin = 3;
  const std::string_view after = text.substr(at, kBytesAround);
  const std::size_t next = after.find('\n');
  if (next != std::string_view::npos) {
    result.end = at + next;
    if (result.end > result.begin && text[result.end - 1] == '\r') --result.end;
  } else {
    result.end = at + after.size();
    result.cut_after = result.end < text.size();
    while (result.cut_after && result.end > at && is_utf8_continuation(text[result.end])) {
      --result.end;
    }
  }
  result.end = std::max(result.begin, result.end);
  return result;
}

std::vector<Cell> cells_of(std::string_view text, const Stretch& stretch) {
  std::vector<Cell> cells;
  std::size_t column = 0;
  const std::string_view line = text.substr(0, stretch.end);
  for (std::size_t i = stretch.begin; i < stretch.end;) {
    const Character character = decode_utf8(line, i);
    Cell cell{i, {}, column, 0};
    if (character.valid && character.code == '\t') {
      cell.width = kTab - column % kTab;
      cell.text.assign(cell.width, ' ');
    } else {
      cell.text = printable(line, i, character);
      const bool escaped = !character.valid || cell.text != line.substr(i, character.length);
      cell.width =
          escaped ? cell.text.size() : static_cast<std::size_t>(display_width(character.code));
    }
    column += cell.width;
    i += character.length;
    cells.push_back(std::move(cell));
  }
  return cells;
}

std::size_t column_at(const std::vector<Cell>& cells, std::size_t offset) {
  for (const Cell& cell : cells) {
    if (cell.offset >= offset) return cell.column;
  }
  return cells.empty() ? 0 : cells.back().column + cells.back().width;
}

/// The columns of a line that are shown.
struct Shown {
  std::size_t from = 0;
  std::size_t until = 0;
};

Shown shown_columns(const Stretch& stretch, std::size_t total, std::size_t first,
                    std::size_t last) {
  if (!stretch.cut_before && !stretch.cut_after && total <= kColumns) return {0, total};
  std::size_t from = 0;
  if ((stretch.cut_before || last > kColumns - 2) && first > kColumnsBefore) {
    from = first - kColumnsBefore;
  }
  return {from, std::min(total, from + kColumns - 2)};
}

}  // namespace

Excerpt excerpt(const Span& span) {
  const std::string_view text = span.source->shown();
  std::size_t at = std::min<std::size_t>(span.begin, text.size());
  while (at > 0 && at < text.size() && is_utf8_continuation(text[at])) --at;
  const Stretch stretch = stretch_around(text, at);
  const std::vector<Cell> cells = cells_of(text, stretch);

  const std::size_t total = column_at(cells, text.size());
  const std::size_t first = column_at(cells, at);
  const std::size_t last =
      std::max(column_at(cells, std::min<std::size_t>(span.end, text.size())), first);
  const auto [from, until] = shown_columns(stretch, total, first, last);

  Excerpt result;
  if (stretch.cut_before || from > 0) result.line = "…";
  const std::size_t lead = result.line.empty() ? 0 : 1;
  std::size_t shown_from = from;
  bool started = false;
  std::size_t shown_until = from;
  for (const Cell& cell : cells) {
    if (cell.column < from || cell.column + cell.width > until) continue;
    if (!started && cell.width == 0 && lead > 0) continue;
    if (!started) shown_from = cell.column;
    started = true;
    result.line += cell.text;
    shown_until = cell.column + cell.width;
  }
  if (stretch.cut_after || shown_until < total) {
    result.line += "…";
  } else {
    result.line.erase(result.line.find_last_not_of(' ') + 1);
  }
  result.caret_column = lead + (first > shown_from ? first - shown_from : 0);
  const std::size_t end = std::min(last, std::max(shown_until, first));
  result.caret_width = std::max<std::size_t>(1, end - first);
  return result;
}

}  // namespace archsynth
