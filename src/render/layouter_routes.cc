// The ways of arrows: straight down where nothing is between, bent once between neighbouring rows,
// else through the corridor beside the rows.

#include <algorithm>
#include <cstdlib>
#include <tuple>

#include "layouter.h"

namespace archsynth::picture {

namespace {

bool meet(int from, int to, int other_from, int other_to) {
  return from < other_to && other_from < to;
}

}  // namespace

bool Layouter::is_last_in_row(int index) const {
  if (is_support(index)) return true;
  const Row& row = rows_[static_cast<std::size_t>(row_of(index))];
  return std::none_of(row.boxes.begin(), row.boxes.end(),
                      [&](int other) { return place(other).x > place(index).x; });
}

/// Whether a line may go down through the rows after the first, up to the last one's top.
bool Layouter::is_clear(int x, int first_row, int last_row) const {
  for (int row = first_row + 1; row <= last_row; ++row) {
    const Row& own = rows_[static_cast<std::size_t>(row)];
    if (row < last_row) {
      for (const int each : own.boxes) {
        if (meet(x - m_.track, x + m_.track, place(each).x, place(each).right())) return false;
      }
    }
    for (const Span& each : passes_[static_cast<std::size_t>(row)]) {
      if (meet(x - m_.track, x + m_.track, each.from, each.to)) return false;
    }
  }
  for (const Framed& framed : frames_) {
    if (framed.first <= first_row || framed.first > last_row) continue;
    const int right = std::max(framed.frame.title.place.right(), framed.frame.detail.place.right());
    const int apart = m_.track / 2 + 1;
    if (meet(x - apart, x + apart, framed.frame.title.place.x, right)) return false;
    // Nor down a border.
    if (x == framed.frame.place.x || x == framed.frame.place.right() - 1) return false;
  }
  return true;
}

/// Where a line comes into a box from above, nearest to what is wanted; -1 where there is no room.
int Layouter::entry_x(int index, int wanted, int label, int from_row, Span allowed) {
  const Rect& to = place(index);
  const int room = label > 0 ? label + m_.track : m_.track / 2;
  const int least = std::max(allowed.from, to.x + m_.track / 2 + 1);
  const int most = std::min(allowed.to - 1, to.right() - room - 1);
  if (least > most) return -1;
  const auto is_free = [&](int x) {
    for (const Span& each : entries_[static_cast<std::size_t>(index)]) {
      if (meet(x - m_.track, x + room, each.from, each.to)) return false;
    }
    return is_clear(x, from_row, row_of(index));
  };
  const int start = std::clamp(wanted, least, most);
  const int step = std::max(1, m_.track / 2);
  for (int off = 0; off <= most - least; off += step) {
    for (const int x : {start - off, start + off}) {
      if (x >= least && x <= most && is_free(x)) return x;
    }
  }
  return -1;
}

bool Layouter::find_straight(int index, Route& route) {
  const int from = edge(index).from;
  const int to = edge(index).to;
  if (row_of(from) >= row_of(to)) return false;
  const Span both = {std::max(place(from).x, place(to).x) + m_.track / 2,
                     std::min(place(from).right(), place(to).right()) - m_.track / 2};
  if (both.from >= both.to) return false;
  const int label = label_width(index);
  // A line with its text beside it is as a whole in the middle.
  const int middle = (both.from + both.to) / 2;
  route.x = entry_x(to, middle, label, row_of(from), both);
  if (route.x < 0) return false;
  route.way = Way::kStraight;
  route.exit_x = route.x;
  return true;
}

bool Layouter::find_bent(int index, Route& route) {
  const int from = edge(index).from;
  const int to = edge(index).to;
  if (row_of(from) + 1 != row_of(to)) return false;
  const Rect& first = place(from);
  const Rect& last = place(to);
  const int wanted = std::clamp(first.x + first.width / 2, last.x, last.right());
  route.x = entry_x(to, wanted, label_width(index), row_of(from), {last.x, last.right()});
  if (route.x < 0) return false;
  route.way = Way::kBent;
  route.exit_x = std::clamp(route.x, first.x + m_.track, first.right() - m_.track - 1);
  route.entry_track = rows_[static_cast<std::size_t>(row_of(to))].tracks++;
  return true;
}

int Layouter::side_port(int index, int key) {
  std::map<int, int>& own = ports_[static_cast<std::size_t>(index)];
  return own.emplace(key, static_cast<int>(own.size())).first->second;
}

void Layouter::find_corridor(int index, Route& route) {
  const int from = edge(index).from;
  const int to = edge(index).to;
  const int kind = static_cast<int>(edge(index).kind);
  route.way = Way::kCorridor;
  route.lane = lanes_.emplace(std::pair(from, kind), static_cast<int>(lanes_.size())).first->second;
  if (is_last_in_row(from)) {
    route.exit_port = side_port(from, -1 - kind);
  } else {
    // All that leave a box this way share a line.
    int& tracks = rows_[static_cast<std::size_t>(row_of(from)) + 1].tracks;
    const auto [known, is_new] = exits_.emplace(std::pair(from, kind), tracks);
    if (is_new) ++tracks;
    route.exit_track = known->second;
    route.exit_x = place(from).right() - m_.track - 1 - kind * m_.track;
  }
  // Arrows with the same text into a box share their end.
  if (is_last_in_row(to)) {
    const auto key = std::tuple(to, edge(index).label, kind);
    const auto [known, is_new] = labelled_.emplace(key, static_cast<int>(labelled_.size()));
    route.entry_port = side_port(to, known->second);
    route.has_label = is_new && !is_support(to) && !edge(index).label.empty();
    return;
  }
  const int row = row_of(to);
  const Rect& last = place(to);
  route.x = entry_x(to, last.right(), 0, row - 1, {last.x, last.right()});
  if (route.x < 0) route.x = last.x + last.width / 2;
  route.entry_track = rows_[static_cast<std::size_t>(row)].tracks++;
  if (!edge(index).label.empty()) {
    // The text stands on the line, in the corridor.
    ++rows_[static_cast<std::size_t>(row)].tracks;
    ++route.entry_track;
    route.has_label = true;
  }
}

void Layouter::find_routes() {
  // After the last row there is a gap as well.
  rows_.push_back({});
  rows_.back().area = -1;
  passes_.resize(rows_.size());
  routes_.resize(diagram_.edges.size());
  for (int index = 0; index < static_cast<int>(routes_.size()); ++index) find_route(index);
  make_room_for_ports();
}

void Layouter::find_route(int index) {
  Route& route = routes_[static_cast<std::size_t>(index)];
  const bool is_faint = edge(index).kind == analysis::DiagramEdge::Kind::kDependence;
  const auto is_supporting = [&](int each) {
    return diagram_.areas[static_cast<std::size_t>(box(each).area)].kind ==
           analysis::DiagramArea::Kind::kSupport;
  };
  const bool to_support = is_supporting(edge(index).from) || is_supporting(edge(index).to);
  if (edge(index).from == edge(index).to || (m_.is_plain && is_faint && to_support)) {
    route.is_drawn = false;
    return;
  }
  const bool is_inside = !is_support(edge(index).from) && !is_support(edge(index).to);
  if (!is_inside || (!find_straight(index, route) && !find_bent(index, route))) {
    find_corridor(index, route);
  }
  if (!is_support(edge(index).to)) enter_rows(index);
}

/// Notes in the rows that the arrow passes that it is there.
void Layouter::enter_rows(int index) {
  Route& route = routes_[static_cast<std::size_t>(index)];
  Row& row = rows_[static_cast<std::size_t>(row_of(edge(index).to))];
  const int label = route.way == Way::kCorridor ? 0 : label_width(index);
  if (route.way != Way::kCorridor) route.has_label = label > 0;
  if (route.way == Way::kCorridor && route.entry_port >= 0) return;
  row.has_entries = true;
  row.has_labels = row.has_labels || label > 0;
  const int end = route.x + (label > 0 ? label + m_.track : m_.track);
  entries_[static_cast<std::size_t>(edge(index).to)].push_back({route.x, end});
  const int from_row =
      route.way == Way::kStraight ? row_of(edge(index).from) : row_of(edge(index).to) - 1;
  for (int at = from_row + 1; at <= row_of(edge(index).to); ++at) {
    passes_[static_cast<std::size_t>(at)].push_back({route.x, route.x + 1});
  }
}

void Layouter::make_room_for_ports() {
  for (int i = 0; i < static_cast<int>(boxes_.size()); ++i) {
    const int ports = static_cast<int>(ports_[static_cast<std::size_t>(i)].size());
    Rect& own = place(i);
    own.height = std::max(own.height, (ports + 1) * m_.line);
    if (!is_support(i)) {
      Row& row = rows_[static_cast<std::size_t>(row_of(i))];
      row.height = std::max(row.height, own.height);
    }
  }
}

}  // namespace archsynth::picture
