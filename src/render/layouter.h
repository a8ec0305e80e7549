#pragma once

#include <map>
#include <set>
#include <vector>

#include "archsynth/render/layout.h"

namespace archsynth::picture {

/// The work of `lay_out`, in its order: sizes, rows, places across, ways of arrows, places down.
class Layouter {
 public:
  Layouter(const analysis::Diagram& diagram, const Metrics& metrics);
  Layout run();

 private:
  /// Boxes that stand side by side across the whole picture.
  struct Row {
    int area = 0;
    int local = 0;  ///< the row of the area that it is, or a part of
    std::vector<int> boxes;
    int top = 0;
    int height = 0;
    int tracks = 0;            ///< lines across in the gap above
    int first_track = 0;       ///< where the first of them is
    bool has_entries = false;  ///< arrows come in from above
    bool has_labels = false;   ///< … with labels
  };
  /// The rows that a frame is around, and how many frames are around it.
  struct Extent {
    int first = 0;
    int last = 0;
    int depth = 0;
  };
  struct Framed {
    PlacedFrame frame;
    int first = 0;
    int last = 0;
    int depth = 0;
    int header = 0;  ///< height of its title with what is below it
  };
  enum class Way { kStraight, kBent, kCorridor };
  /// How an arrow goes.
  struct Route {
    Way way = Way::kCorridor;
    int x = 0;             ///< where it comes into its box from above
    int exit_x = 0;        ///< where it leaves its box at the bottom, unless at the side
    int exit_track = -1;   ///< in the gap below its first box
    int entry_track = -1;  ///< in the gap above its last box
    int lane = -1;         ///< in the corridor
    int exit_port = -1;    ///< at the side of its first box
    int entry_port = -1;   ///< at the side of its last box
    bool is_drawn = true;
    bool has_label = false;  ///< drawn with it; arrows that share a way share one label
  };
  struct Span {
    int from = 0;
    int to = 0;
  };

  // layouter_sizes.cc
  void measure();
  void make_rows();
  void break_row(int area, int local, const std::vector<int>& boxes);
  void make_frames();
  void make_cloud();
  void make_area_frames(int area);
  PlacedFrame& add_frame(PlacedFrame::Kind kind, std::string_view title, std::string_view detail,
                         Extent extent);
  void place_across();
  void widen_areas();
  void place_row(const Row& row);
  void place_frame(Framed& framed);
  void place_columns(int area);
  void place_sequences();
  int area_inset(int area) const;

  // layouter_routes.cc
  void find_routes();
  void find_route(int index);
  void enter_rows(int index);
  void make_room_for_ports();
  bool find_straight(int edge, Route& route);
  bool find_bent(int edge, Route& route);
  void find_corridor(int edge, Route& route);
  bool is_clear(int x, int first_row, int last_row) const;
  int entry_x(int box, int wanted, int label, int from_row, Span allowed);
  bool is_last_in_row(int box) const;
  int side_port(int box, int key);

  // layouter_places.cc
  void place_down();
  int open_frames(int row, int y);
  int close_frames(int row, int y);
  void place_support();
  Framed support_frame();
  void place_box(int box);
  void place_edges();
  void place_label(int edge, Rect place);
  void place_corridor_edge(int edge, const Route& route);
  int port_y(int box, int port) const;

  bool is_support(int box) const;
  int row_of(int box) const { return row_of_[static_cast<std::size_t>(box)]; }
  Rect& place(int box) { return boxes_[static_cast<std::size_t>(box)].place; }
  const Rect& place(int box) const { return boxes_[static_cast<std::size_t>(box)].place; }
  const analysis::DiagramBox& box(int index) const {
    return diagram_.boxes[static_cast<std::size_t>(index)];
  }
  const analysis::DiagramEdge& edge(int index) const {
    return diagram_.edges[static_cast<std::size_t>(index)];
  }
  std::string label_of(int index) const;
  int label_width(int index) const;

  const analysis::Diagram& diagram_;
  const Metrics& m_;
  int support_ = -1;  ///< the area beside the others
  std::vector<PlacedBox> boxes_;
  std::vector<Row> rows_;
  std::vector<int> row_of_;  ///< by box; -1 beside the others
  std::vector<Framed> frames_;
  std::map<std::pair<int, int>, Span> columns_;  ///< by area and column
  int main_right_ = 0;
  std::vector<Route> routes_;
  std::vector<std::vector<Span>> entries_;    ///< by box: what is taken of its top
  std::vector<std::vector<Span>> passes_;     ///< by row: what lines through it take
  std::vector<std::map<int, int>> ports_;     ///< by box: ports at its side
  std::map<std::pair<int, int>, int> lanes_;  ///< by first box and kind
  std::map<std::pair<int, int>, int> exits_;  ///< tracks below a box, by kind
  std::map<std::tuple<int, std::string, int>, int> labelled_;
  std::set<int> main_ports_;  ///< where lines end at boxes on the left of the corridor
  int corridor_ = 0;          ///< where the lanes begin
  int corridor_end_ = 0;      ///< behind the last of them
  Layout layout_;
};

}  // namespace archsynth::picture
