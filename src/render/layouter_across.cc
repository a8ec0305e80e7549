// Places across.

#include <algorithm>

#include "layouter.h"

namespace archsynth::picture {

using analysis::DiagramArea;

void Layouter::place_columns(int area) {
  const DiagramArea& own = diagram_.areas[static_cast<std::size_t>(area)];
  const int count = own.columns;
  std::vector<int> widths(static_cast<std::size_t>(count), m_.line);
  const auto width = [&](int column) -> int& { return widths[static_cast<std::size_t>(column)]; };
  // The border of a subnet and that of a zone.
  const int inset = 2 * m_.gap_x;
  const auto widen = [&](int first, int last, int needed) {
    int sum = (last - first) * 2 * inset;
    for (int column = first; column <= last; ++column) sum += width(column);
    const int missing = needed - sum;
    if (missing <= 0) return;
    const int each = (missing + last - first) / (last - first + 1);
    for (int column = first; column <= last; ++column) width(column) += each;
  };
  for (const Framed& framed : frames_) {
    const PlacedFrame& frame = framed.frame;
    if (frame.kind != PlacedFrame::Kind::kFrame || frame.title.place.x != area) continue;
    const int text =
        m_.width(frame.title.text, true) +
        (frame.detail.text.empty() ? 0 : m_.pad_x + m_.width(frame.detail.text, false));
    widen(frame.place.x, frame.place.x + frame.place.width, text + m_.pad_x);
  }
  for (int i = 0; i < static_cast<int>(boxes_.size()); ++i) {
    if (box(i).area == area) widen(box(i).first, box(i).last, place(i).width);
  }
  int x = area_inset(area) + m_.gap_x;
  for (int column = 0; column < count; ++column) {
    x += inset;
    columns_[{area, column}] = {x, x + width(column)};
    x += width(column) + inset;
  }
  main_right_ = std::max(main_right_, x + m_.gap_x);
}

void Layouter::place_sequences() {
  for (const Row& row : rows_) {
    if (diagram_.areas[static_cast<std::size_t>(row.area)].columns > 0) continue;
    int width = row.boxes.empty() ? 0 : -m_.gap_x;
    for (const int each : row.boxes) width += place(each).width + m_.gap_x;
    main_right_ = std::max(main_right_, width + 2 * (area_inset(row.area) + m_.gap_x));
  }
  for (const Framed& framed : frames_) {
    if (framed.frame.kind == PlacedFrame::Kind::kFrame) continue;
    const int text = m_.width(framed.frame.title.text, true) + m_.pad_x +
                     m_.width(framed.frame.detail.text, false);
    main_right_ = std::max(main_right_, text + 4 * m_.gap_x);
  }
}

void Layouter::place_across() {
  for (int area = 0; area < static_cast<int>(diagram_.areas.size()); ++area) {
    if (area != support_ && diagram_.areas[static_cast<std::size_t>(area)].columns > 0) {
      place_columns(area);
    }
  }
  place_sequences();
  widen_areas();
  for (const Row& row : rows_) place_row(row);
  for (Framed& framed : frames_) place_frame(framed);
}

/// Narrower areas are as wide as the widest.
void Layouter::widen_areas() {
  for (int area = 0; area < static_cast<int>(diagram_.areas.size()); ++area) {
    const int count = diagram_.areas[static_cast<std::size_t>(area)].columns;
    if (area == support_ || count == 0) continue;
    const int inset = area_inset(area);
    const int end = columns_[{area, count - 1}].to + 3 * m_.gap_x + inset;
    const int more = std::max(0, main_right_ - end) / count;
    for (int column = 0; column < count; ++column) {
      columns_[{area, column}].from += column * more;
      columns_[{area, column}].to += (column + 1) * more;
    }
  }
}

void Layouter::place_row(const Row& row) {
  const DiagramArea& area = diagram_.areas[static_cast<std::size_t>(row.area)];
  if (area.columns > 0) {
    for (const int each : row.boxes) {
      place(each).x = columns_[{row.area, box(each).first}].from;
      place(each).width = columns_[{row.area, box(each).last}].to - place(each).x;
    }
    return;
  }
  int width = -m_.gap_x;
  for (const int each : row.boxes) width += place(each).width + m_.gap_x;
  // What no traffic comes through leaves the middle to it.
  const bool is_aside =
      area.kind == DiagramArea::Kind::kEdge &&
      std::none_of(diagram_.edges.begin(), diagram_.edges.end(), [&](const auto& each) {
        const bool is_here = box(each.to).area == row.area || box(each.from).area == row.area;
        return is_here && each.kind == analysis::DiagramEdge::Kind::kTraffic;
      });
  int x = is_aside ? area_inset(row.area) + m_.gap_x : (main_right_ - width) / 2;
  for (const int each : row.boxes) {
    place(each).x = x;
    x += place(each).width + m_.gap_x;
  }
}

void Layouter::place_frame(Framed& framed) {
  Rect& place = framed.frame.place;
  if (framed.frame.kind == PlacedFrame::Kind::kFrame) {
    const int area = framed.frame.title.place.x;
    const int inset = framed.depth == 2 ? 2 * m_.gap_x - m_.gap_x / 2 : m_.gap_x - m_.gap_x / 3;
    const int left = columns_[{area, place.x}].from - inset;
    place.width = columns_[{area, place.x + place.width}].to + inset - left;
    place.x = left;
  } else {
    const int inset = framed.depth == 1 && !diagram_.cloud.empty() ? m_.gap_x : 0;
    place.x = inset;
    place.width = main_right_ - 2 * inset;
  }
  PlacedText& title = framed.frame.title;
  title.place = {place.x + m_.pad_x, 0, m_.width(title.text, true), m_.line};
  PlacedText& detail = framed.frame.detail;
  detail.place = {title.place.right() + m_.pad_x, 0, m_.width(detail.text, false), m_.line};
  if (detail.text.empty()) detail.place.width = 0;
}

}  // namespace archsynth::picture
