// Pictures of box drawing characters.

#include <algorithm>
#include <cstdint>

#include "archsynth/render/diagram.h"
#include "support/utf8.h"

namespace archsynth::picture {
namespace {

constexpr int kMostColumns = 120;

enum Side : std::uint8_t { kUp = 1, kRight = 2, kDown = 4, kLeft = 8 };

int cells_of(std::string_view text, bool) {
  int cells = 0;
  for (std::size_t at = 0; at < text.size();) {
    const Character next = decode_utf8(text, at);
    cells += display_width(next.code);
    at += next.length;
  }
  return cells;
}

/// Cells that hold a character, or lines to some of their sides.
class Canvas {
 public:
  Canvas(int width, int height)
      : width_(width),
        height_(height),
        cells_(static_cast<std::size_t>(width) * static_cast<std::size_t>(height)) {}

  void line(Point from, Point to) {
    const bool is_across = from.y == to.y;
    const Point low = {std::min(from.x, to.x), std::min(from.y, to.y)};
    const Point high = {std::max(from.x, to.x), std::max(from.y, to.y)};
    for (int x = low.x; x <= high.x; ++x) {
      for (int y = low.y; y <= high.y; ++y) {
        if (is_across && x > low.x) add({x, y}, kLeft);
        if (is_across && x < high.x) add({x, y}, kRight);
        if (!is_across && y > low.y) add({x, y}, kUp);
        if (!is_across && y < high.y) add({x, y}, kDown);
      }
    }
  }

  void rectangle(const Rect& place) {
    const int right = place.right() - 1;
    const int bottom = place.bottom() - 1;
    line({place.x, place.y}, {right, place.y});
    line({place.x, bottom}, {right, bottom});
    line({place.x, place.y}, {place.x, bottom});
    line({right, place.y}, {right, bottom});
  }

  void clear(const Rect& place) {
    for (int y = place.y; y < place.bottom(); ++y) {
      for (int x = place.x; x < place.right(); ++x) {
        if (Cell* cell = at({x, y})) *cell = {};
      }
    }
  }

  void add(Point point, Side side) {
    if (Cell* cell = at(point)) cell->sides |= side;
  }

  void put(Point point, std::string_view character) {
    if (Cell* cell = at(point)) cell->text = character;
  }

  void write(const PlacedText& text) {
    Point point = {text.place.x, text.place.y};
    for (std::size_t from = 0; from < text.text.size();) {
      const Character next = decode_utf8(text.text, from);
      const std::string_view bytes = std::string_view(text.text).substr(from, next.length);
      const int width = display_width(next.code);
      from += next.length;
      Cell* cell = at(width == 0 ? Point{point.x - 1, point.y} : point);
      if (cell == nullptr) continue;
      if (width == 0) {
        cell->text += bytes;
        continue;
      }
      cell->text = bytes;
      Cell* second = width == 2 ? at({point.x + 1, point.y}) : nullptr;
      if (second != nullptr) second->is_covered = true;
      point.x += width;
    }
  }

  std::string text() const {
    std::string out;
    for (int y = 0; y < height_; ++y) {
      std::string line;
      for (int x = 0; x < width_; ++x) {
        const Cell& cell = cells_[static_cast<std::size_t>(y * width_ + x)];
        if (cell.is_covered) continue;
        line += cell.text.empty() ? kLines[cell.sides] : cell.text;
      }
      line.erase(line.find_last_not_of(' ') + 1);
      out += line + "\n";
    }
    return out;
  }

 private:
  struct Cell {
    std::uint8_t sides = 0;
    bool is_covered = false;  ///< by the wide character before it
    std::string text;
  };
  static constexpr const char* kLines[16] = {" ", "│", "─", "└", "│", "│", "┌", "├",
                                             "─", "┘", "─", "┴", "┐", "┤", "┬", "┼"};

  Cell* at(Point point) {
    if (point.x < 0 || point.y < 0 || point.x >= width_ || point.y >= height_) return nullptr;
    return &cells_[static_cast<std::size_t>(point.y * width_ + point.x)];
  }

  int width_;
  int height_;
  std::vector<Cell> cells_;
};

/// Joins a line to the border that it begins at.
void join_border(Canvas& canvas, const Point& first, const Rect& box) {
  if (first.y == box.bottom()) {
    canvas.add({first.x, first.y - 1}, kDown);
    canvas.add(first, kUp);
  } else if (first.x == box.right()) {
    canvas.add({first.x - 1, first.y}, kRight);
    canvas.add(first, kLeft);
  }
}

std::string_view tip_of(const std::vector<Point>& points) {
  const Point& last = points.back();
  const Point& before = points.size() > 1 ? points[points.size() - 2] : last;
  if (last.x < before.x) return "◄";
  if (last.x > before.x) return "►";
  return last.y < before.y ? "▲" : "▼";
}

std::string draw(const analysis::Diagram& diagram, const Layout& layout) {
  Canvas canvas(layout.width, layout.height);
  for (const PlacedFrame& frame : layout.frames) canvas.rectangle(frame.place);
  for (const PlacedBox& box : layout.boxes) {
    canvas.clear(box.place);
    canvas.rectangle(box.place);
  }
  for (const PlacedEdge& edge : layout.edges) {
    const auto from =
        static_cast<std::size_t>(diagram.edges[static_cast<std::size_t>(edge.edge)].from);
    for (std::size_t i = 1; i < edge.points.size(); ++i) {
      canvas.line(edge.points[i - 1], edge.points[i]);
    }
    join_border(canvas, edge.points.front(), layout.boxes[from].place);
  }
  for (const PlacedEdge& edge : layout.edges) canvas.put(edge.points.back(), tip_of(edge.points));
  for (const PlacedFrame& frame : layout.frames) {
    canvas.write(frame.title);
    canvas.write(frame.detail);
  }
  for (const PlacedLabel& label : layout.labels) {
    canvas.put({label.text.place.x - 1, label.text.place.y}, " ");
    canvas.put({label.text.place.right(), label.text.place.y}, " ");
    canvas.write(label.text);
  }
  for (const PlacedBox& box : layout.boxes) {
    for (const PlacedText& text : box.texts) canvas.write(text);
  }
  return canvas.text();
}

/// What is left where no picture fits.
std::string outline(const analysis::Diagram& diagram) {
  const Metrics metrics = text_metrics();
  std::string out;
  const auto add = [&](std::string_view indent, const std::string& text) {
    out += std::string(indent) +
           cut(text, kMostColumns - static_cast<int>(indent.size()), metrics) + "\n";
  };
  for (std::size_t area = 0; area < diagram.areas.size(); ++area) {
    const analysis::DiagramArea& own = diagram.areas[area];
    const std::string_view indent = own.title.empty() ? "" : "  ";
    if (!own.title.empty()) {
      add("", own.title + (own.detail.empty() ? "" : " " + own.detail));
    }
    for (std::size_t i = 0; i < diagram.boxes.size(); ++i) {
      const analysis::DiagramBox& box = diagram.boxes[i];
      if (static_cast<std::size_t>(box.area) != area) continue;
      std::string text = box.title;
      for (const std::string& line : box.lines) text += ", " + line;
      add(indent, text);
      for (const analysis::DiagramEdge& edge : diagram.edges) {
        const bool is_traffic = edge.kind == analysis::DiagramEdge::Kind::kTraffic;
        if (static_cast<std::size_t>(edge.from) != i || !is_traffic) continue;
        const analysis::DiagramBox& to = diagram.boxes[static_cast<std::size_t>(edge.to)];
        const std::string& name = to.lines.empty() ? to.title : to.lines.front();
        add("    ", "──► " + name + (edge.label.empty() ? "" : " " + edge.label));
      }
    }
  }
  return out;
}

}  // namespace

Metrics text_metrics() {
  Metrics metrics;
  metrics.width = cells_of;
  metrics.line = 1;
  metrics.pad_x = 2;
  metrics.pad_y = 1;
  metrics.gap_x = 2;
  metrics.gap_y = 1;
  metrics.arrow = 1;
  metrics.track = 2;
  metrics.most_text = 34;
  metrics.most_width = 100;
  metrics.is_plain = true;
  return metrics;
}

std::string to_text(const analysis::Diagram& diagram) {
  Metrics metrics = text_metrics();
  for (const int width : {104, 88, 64}) {
    for (const int most : {34, 28, 24, 20, 16, 12}) {
      metrics.most_text = most;
      metrics.most_width = width;
      const Layout layout = lay_out(diagram, metrics);
      if (layout.width <= kMostColumns) return draw(diagram, layout);
    }
  }
  return outline(diagram);
}

}  // namespace archsynth::picture
