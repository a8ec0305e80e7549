// Places down, and the corners of arrows.

#include <algorithm>

#include "layouter.h"

namespace archsynth::picture {

/// Begins the frames of which a row is the first; answers where the next thing goes.
int Layouter::open_frames(int row, int y) {
  for (int depth = 0; depth <= 3; ++depth) {
    int header = 0;
    for (Framed& framed : frames_) {
      if (framed.first != row || framed.depth != depth) continue;
      framed.frame.place.y = y;
      framed.frame.title.place.y = y + m_.pad_y;
      framed.frame.detail.place.y = y + m_.pad_y;
      header = framed.header + m_.pad_y;
    }
    y += header;
  }
  return y;
}

/// Ends those of which it is the last.
int Layouter::close_frames(int row, int y) {
  for (int depth = 3; depth >= 0; --depth) {
    bool is_any = false;
    for (Framed& framed : frames_) {
      if (framed.last != row || framed.depth != depth) continue;
      framed.frame.place.height = y + m_.pad_y - framed.frame.place.y;
      is_any = true;
    }
    if (is_any) y += m_.pad_y;
  }
  return y;
}

void Layouter::place_down() {
  int y = 0;
  const int count = static_cast<int>(rows_.size());
  for (int index = 0; index < count; ++index) {
    Row& row = rows_[static_cast<std::size_t>(index)];
    if (index > 0) y += m_.gap_y;
    row.first_track = y;
    // A label on a track takes a line.
    y += row.tracks * std::max(m_.track, m_.line);
    if (index + 1 == count) {
      if (row.tracks == 0) y -= m_.gap_y;
      break;
    }
    y = open_frames(index, y);
    if (row.has_entries) y += m_.arrow + (row.has_labels ? m_.line : 0);
    row.top = y;
    for (const int each : row.boxes) {
      place(each).y = y;
      place(each).height = row.height;
    }
    y += std::max(row.height, m_.line);
    // The last gap is within the outermost frame.
    const bool has_more = index + 2 == count && rows_.back().tracks > 0;
    if (has_more) {
      rows_.back().first_track = y + m_.gap_y;
      y += m_.gap_y + rows_.back().tracks * std::max(m_.track, m_.line);
      rows_.back().tracks = 0;
    }
    y = close_frames(index, y);
  }
  layout_.height = y;
  int labels = 0;
  for (std::size_t i = 0; i < routes_.size(); ++i) {
    if (routes_[i].way != Way::kCorridor || !routes_[i].has_label) continue;
    labels = std::max(labels, label_width(static_cast<int>(i)) + 2 * m_.track);
  }
  corridor_ = main_right_ + labels + m_.track;
  corridor_end_ = corridor_ + static_cast<int>(lanes_.size()) * m_.track;
  layout_.width = lanes_.empty() ? main_right_ : corridor_end_ + m_.track;
}

/// The frame of what supports the rest, to the right of all, and the places of its boxes.
Layouter::Framed Layouter::support_frame() {
  Framed frame;
  const auto& area = diagram_.areas[static_cast<std::size_t>(support_)];
  frame.frame.kind = PlacedFrame::Kind::kSupport;
  frame.frame.title.text = cut(area.title, m_.most_text, m_, true);
  frame.frame.title.is_title = true;
  const int title = m_.width(frame.frame.title.text, true);
  int top = 0;
  for (const Framed& each : frames_) {
    if (each.frame.kind == PlacedFrame::Kind::kCloud) {
      top = each.frame.place.y + m_.pad_y + m_.line + m_.pad_y;
    }
  }
  Rect& own = frame.frame.place;
  own = {layout_.width, top, title + 2 * m_.pad_x, 0};
  for (int i = 0; i < static_cast<int>(boxes_.size()); ++i) {
    if (is_support(i)) own.width = std::max(own.width, place(i).width + 2 * m_.gap_x);
  }
  frame.frame.title.place = {own.x + m_.pad_x, own.y + m_.pad_y, title, m_.line};
  int y = own.y + m_.line + 2 * m_.pad_y;
  for (int i = 0; i < static_cast<int>(boxes_.size()); ++i) {
    if (!is_support(i)) continue;
    place(i).x = own.x + m_.gap_x;
    place(i).y = y;
    place(i).width = own.width - 2 * m_.gap_x;
    y += place(i).height + m_.gap_y;
  }
  own.height = y - m_.gap_y + m_.pad_y + m_.gap_y / 2 - own.y;
  return frame;
}

void Layouter::place_support() {
  Framed support;
  if (support_ >= 0) {
    support = support_frame();
    const Rect& own = support.frame.place;
    layout_.width = own.right() + (diagram_.cloud.empty() ? 0 : m_.gap_x);
    layout_.height = std::max(layout_.height, own.bottom() + m_.pad_y);
  }
  for (Framed& each : frames_) {
    if (each.frame.kind == PlacedFrame::Kind::kCloud) {
      each.frame.place.width = layout_.width;
      each.frame.place.height = layout_.height - each.frame.place.y;
    }
  }
  std::stable_sort(frames_.begin(), frames_.end(),
                   [](const Framed& a, const Framed& b) { return a.depth < b.depth; });
  for (Framed& each : frames_) layout_.frames.push_back(std::move(each.frame));
  if (support_ >= 0) layout_.frames.push_back(std::move(support.frame));
}

void Layouter::place_box(int index) {
  PlacedBox& own = boxes_[static_cast<std::size_t>(index)];
  const int height = static_cast<int>(own.texts.size()) * m_.line;
  int y = own.place.y + (own.place.height - height) / 2;
  for (PlacedText& text : own.texts) {
    text.place.x = own.place.x + (own.place.width - text.place.width) / 2;
    text.place.y = y;
    y += m_.line;
  }
}

int Layouter::port_y(int index, int port) const {
  const Rect& own = place(index);
  const int count = static_cast<int>(ports_[static_cast<std::size_t>(index)].size());
  const int y = own.y + own.height / 2 + port * m_.line - (count - 1) * m_.line / 2;
  if (!is_support(index)) return y;
  // Beside the corridor a line must not go on where one from the other side ends.
  const int step = m_.line / 3;
  for (const int off : {0, step, -step, 2 * step, -2 * step}) {
    const bool is_inside = y + off > own.y + 1 && y + off < own.bottom() - 2;
    if (is_inside && !main_ports_.contains(y + off)) return y + off;
  }
  return y;
}

void Layouter::place_label(int index, Rect where) {
  PlacedText text;
  text.text = label_of(index);
  text.place = where;
  const bool is_on_line = routes_[static_cast<std::size_t>(index)].way == Way::kCorridor;
  layout_.labels.push_back({index, std::move(text), is_on_line});
}

void Layouter::place_corridor_edge(int index, const Route& route) {
  const int from = edge(index).from;
  const int to = edge(index).to;
  const int step = std::max(m_.track, m_.line);
  const int lane = corridor_ + route.lane * m_.track + m_.track / 2;
  PlacedEdge placed;
  placed.edge = index;
  const auto add = [&](int x, int y) {
    const Point point{x, y};
    if (placed.points.empty() || !(placed.points.back() == point)) placed.points.push_back(point);
  };
  if (route.exit_port >= 0) {
    const int y = port_y(from, route.exit_port);
    add(is_support(from) ? place(from).x - 1 : place(from).right(), y);
    add(lane, y);
  } else {
    const Row& gap = rows_[static_cast<std::size_t>(row_of(from)) + 1];
    const int y = gap.first_track + route.exit_track * step;
    add(route.exit_x, place(from).bottom());
    add(route.exit_x, y);
    add(lane, y);
  }
  const int label = label_width(index);
  if (route.entry_port >= 0) {
    const int y = port_y(to, route.entry_port);
    add(lane, y);
    add(is_support(to) ? place(to).x - 1 : place(to).right(), y);
    if (route.has_label)
      place_label(index, {main_right_ + m_.track, y - m_.line / 2, label, m_.line});
  } else {
    const Row& gap = rows_[static_cast<std::size_t>(row_of(to))];
    const int y = gap.first_track + route.entry_track * step;
    add(lane, y);
    add(route.x, y);
    add(route.x, place(to).y - 1);
    if (route.has_label)
      place_label(index, {main_right_ + m_.track, y - m_.line / 2, label, m_.line});
  }
  layout_.edges.push_back(std::move(placed));
}

void Layouter::place_edges() {
  const int step = std::max(m_.track, m_.line);
  for (int i = 0; i < static_cast<int>(boxes_.size()); ++i) {
    if (is_support(i)) continue;
    for (const auto& [key, port] : ports_[static_cast<std::size_t>(i)]) {
      for (int near = -2; near <= 2; ++near) main_ports_.insert(port_y(i, port) + near);
    }
  }
  for (int index = 0; index < static_cast<int>(routes_.size()); ++index) {
    const Route& route = routes_[static_cast<std::size_t>(index)];
    if (!route.is_drawn) continue;
    if (route.way == Way::kCorridor) {
      place_corridor_edge(index, route);
      continue;
    }
    const Rect& from = place(edge(index).from);
    const Rect& to = place(edge(index).to);
    PlacedEdge placed;
    placed.edge = index;
    placed.points.push_back({route.exit_x, from.bottom()});
    if (route.way == Way::kBent && route.exit_x != route.x) {
      const Row& gap = rows_[static_cast<std::size_t>(row_of(edge(index).to))];
      const int y = gap.first_track + route.entry_track * step;
      placed.points.push_back({route.exit_x, y});
      placed.points.push_back({route.x, y});
    }
    placed.points.push_back({route.x, to.y - 1});
    layout_.edges.push_back(std::move(placed));
    if (route.has_label) {
      place_label(index, {route.x + m_.track / 2 + 1, to.y - m_.arrow / 2 - m_.line,
                          label_width(index), m_.line});
    }
  }
}

Layout lay_out(const analysis::Diagram& diagram, const Metrics& metrics) {
  return Layouter(diagram, metrics).run();
}

}  // namespace archsynth::picture
