// Sizes of boxes, rows, and places across.

#include <algorithm>

#include "layouter.h"
#include "support/utf8.h"

namespace archsynth::picture {

using analysis::DiagramArea;

std::string cut(std::string_view text, int most, const Metrics& metrics, bool is_title) {
  if (metrics.width(text, is_title) <= most) return std::string(text);
  std::size_t kept = 0;
  const int room = most - metrics.width("…", is_title);
  int width = 0;
  while (kept < text.size()) {
    const std::size_t length = decode_utf8(text, kept).length;
    width += metrics.width(text.substr(kept, length), is_title);
    if (width > room) break;
    kept += length;
  }
  while (kept > 0 && text[kept - 1] == ' ') --kept;
  return std::string(text.substr(0, kept)) + "…";
}

Layouter::Layouter(const analysis::Diagram& diagram, const Metrics& metrics)
    : diagram_(diagram), m_(metrics) {}

Layout Layouter::run() {
  measure();
  make_rows();
  make_frames();
  place_across();
  find_routes();
  place_down();
  place_support();
  for (int i = 0; i < static_cast<int>(boxes_.size()); ++i) place_box(i);
  place_edges();
  layout_.boxes = std::move(boxes_);
  return std::move(layout_);
}

bool Layouter::is_support(int index) const { return box(index).area == support_; }

std::string Layouter::label_of(int index) const { return cut(edge(index).label, m_.most_text, m_); }

int Layouter::label_width(int index) const {
  const std::string label = label_of(index);
  return label.empty() ? 0 : m_.width(label, false);
}

void Layouter::measure() {
  const bool has_main = std::any_of(
      diagram_.boxes.begin(), diagram_.boxes.end(), [&](const analysis::DiagramBox& each) {
        return diagram_.areas[static_cast<std::size_t>(each.area)].kind !=
               DiagramArea::Kind::kSupport;
      });
  for (std::size_t i = 0; i < diagram_.areas.size(); ++i) {
    const bool is_beside = diagram_.areas[i].kind == DiagramArea::Kind::kSupport;
    if (is_beside && has_main && !m_.is_plain) support_ = static_cast<int>(i);
  }
  std::vector<int> labels(diagram_.boxes.size(), 0);
  for (int i = 0; i < static_cast<int>(diagram_.edges.size()); ++i) {
    int& most = labels[static_cast<std::size_t>(edge(i).to)];
    most = std::max(most, 2 * (label_width(i) + m_.track));
  }
  for (int i = 0; i < static_cast<int>(diagram_.boxes.size()); ++i) {
    PlacedBox placed;
    placed.box = i;
    int width = 0;
    const auto add = [&](const std::string& text, bool is_title) {
      PlacedText line;
      line.text = cut(text, m_.most_text, m_, is_title);
      line.is_title = is_title;
      line.place.width = m_.width(line.text, is_title);
      line.place.height = m_.line;
      width = std::max(width, line.place.width);
      placed.texts.push_back(std::move(line));
    };
    add(box(i).title, true);
    for (const std::string& line : box(i).lines) add(line, false);
    const int needed = std::min(labels[static_cast<std::size_t>(i)], m_.most_text);
    placed.place.width = std::max(width + 2 * m_.pad_x, needed);
    placed.place.height = static_cast<int>(placed.texts.size()) * m_.line + 2 * m_.pad_y;
    boxes_.push_back(std::move(placed));
  }
  row_of_.assign(boxes_.size(), -1);
  entries_.resize(boxes_.size());
  ports_.resize(boxes_.size());
}

void Layouter::break_row(int area, int local, const std::vector<int>& boxes) {
  Row row;
  row.area = area;
  row.local = local;
  const bool has_columns = diagram_.areas[static_cast<std::size_t>(area)].columns > 0;
  const int most = m_.most_width - 2 * (area_inset(area) + m_.pad_x);
  int width = 0;
  for (const int each : boxes) {
    if (!has_columns && !row.boxes.empty() && width + place(each).width > most) {
      rows_.push_back(row);
      row.boxes.clear();
      width = 0;
    }
    row.boxes.push_back(each);
    width += place(each).width + m_.gap_x;
  }
  rows_.push_back(std::move(row));
}

void Layouter::make_rows() {
  for (int area = 0; area < static_cast<int>(diagram_.areas.size()); ++area) {
    if (area == support_) continue;
    std::map<int, std::vector<int>> by_row;
    for (int row = 0; row < diagram_.areas[static_cast<std::size_t>(area)].rows; ++row) by_row[row];
    for (int i = 0; i < static_cast<int>(boxes_.size()); ++i) {
      if (box(i).area == area) by_row[box(i).row].push_back(i);
    }
    for (const auto& [local, boxes] : by_row) break_row(area, local, boxes);
  }
  for (int row = 0; row < static_cast<int>(rows_.size()); ++row) {
    for (const int each : rows_[static_cast<std::size_t>(row)].boxes) {
      row_of_[static_cast<std::size_t>(each)] = row;
      Row& own = rows_[static_cast<std::size_t>(row)];
      own.height = std::max(own.height, place(each).height);
    }
  }
  passes_.resize(rows_.size() + 1);
}

int Layouter::area_inset(int area) const {
  const DiagramArea& each = diagram_.areas[static_cast<std::size_t>(area)];
  const bool is_inside = !diagram_.cloud.empty() && each.kind != DiagramArea::Kind::kOutside;
  return (is_inside ? m_.gap_x : 0) + (each.title.empty() ? 0 : m_.gap_x);
}

PlacedFrame& Layouter::add_frame(PlacedFrame::Kind kind, std::string_view title,
                                 std::string_view detail, Extent extent) {
  Framed framed;
  framed.frame.kind = kind;
  framed.frame.title.text = cut(title, m_.most_text, m_, true);
  framed.frame.title.is_title = true;
  framed.frame.detail.text = cut(detail, m_.most_text, m_);
  framed.first = extent.first;
  framed.last = extent.last;
  framed.depth = extent.depth;
  framed.header = m_.line + m_.pad_y;
  frames_.push_back(std::move(framed));
  return frames_.back().frame;
}

void Layouter::make_frames() {
  make_cloud();
  for (int area = 0; area < static_cast<int>(diagram_.areas.size()); ++area) {
    make_area_frames(area);
  }
}

void Layouter::make_cloud() {
  const int count = static_cast<int>(rows_.size());
  if (diagram_.cloud.empty() || count == 0) return;
  int first = 0;
  while (
      first + 1 < count &&
      diagram_.areas[static_cast<std::size_t>(rows_[static_cast<std::size_t>(first)].area)].kind ==
          DiagramArea::Kind::kOutside) {
    ++first;
  }
  add_frame(PlacedFrame::Kind::kCloud, diagram_.cloud, {}, {first, count - 1, 0});
}

void Layouter::make_area_frames(int area) {
  const DiagramArea& own = diagram_.areas[static_cast<std::size_t>(area)];
  std::map<int, int> first_of;
  std::map<int, int> last_of;
  for (int row = 0; row < static_cast<int>(rows_.size()); ++row) {
    const Row& each = rows_[static_cast<std::size_t>(row)];
    if (each.area != area) continue;
    first_of.emplace(each.local, row);
    last_of[each.local] = row;
  }
  if (first_of.empty()) return;
  if (!own.title.empty()) {
    const auto kind = own.kind == DiagramArea::Kind::kSupport ? PlacedFrame::Kind::kSupport
                                                              : PlacedFrame::Kind::kArea;
    const Extent whole{first_of.begin()->second, last_of.rbegin()->second, 1};
    add_frame(kind, own.title, own.detail, whole).id = own.id;
  }
  for (const analysis::DiagramFrame& frame : own.frames) {
    const bool is_zone = frame.kind == analysis::DiagramFrame::Kind::kZone;
    if (!first_of.contains(frame.top) || !last_of.contains(frame.bottom)) continue;
    PlacedFrame& placed = add_frame(PlacedFrame::Kind::kFrame, frame.title, frame.detail,
                                    {first_of[frame.top], last_of[frame.bottom], is_zone ? 2 : 3});
    placed.frame = frame.kind;
    placed.id = frame.id;
    // Where it is, in columns, until these have places.
    placed.place.x = frame.first;
    placed.place.width = frame.last - frame.first;
    placed.title.place.x = area;
  }
}

}  // namespace archsynth::picture
