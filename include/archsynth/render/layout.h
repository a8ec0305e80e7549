#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "archsynth/analysis/diagram.h"

/// Pictures of what an analysis found. `lay_out` gives every box of a diagram its place in whole
/// units; the writers only draw what it says.
namespace archsynth::picture {

/// The measures of a medium, in its units: pixels, or cells of a terminal.
struct Metrics {
  /// At least as wide as the text is where it is shown.
  int (*width)(std::string_view text, bool is_title) = nullptr;
  int line = 1;           ///< from one line of text to the next
  int pad_x = 1;          ///< between a border and what is inside, sideways
  int pad_y = 1;          ///< … and above or below
  int gap_x = 1;          ///< between boxes side by side
  int gap_y = 1;          ///< between boxes one above the other
  int arrow = 2;          ///< room for the head of an arrow above a row
  int track = 1;          ///< between parallel lines
  int most_text = 200;    ///< texts that are wider are cut
  int most_width = 1000;  ///< rows without columns are broken to fit, where they can be
  bool is_plain = false;  ///< supporting services below, and no arrows to them
};

struct Point {
  int x = 0;
  int y = 0;
  friend bool operator==(const Point&, const Point&) = default;
};

/// Right and bottom are the first units outside.
struct Rect {
  int x = 0;
  int y = 0;
  int width = 0;
  int height = 0;
  int right() const { return x + width; }
  int bottom() const { return y + height; }
};

struct PlacedText {
  Rect place;
  std::string text;
  bool is_title = false;
};

struct PlacedBox {
  int box = 0;  ///< index into the diagram's
  Rect place;
  std::vector<PlacedText> texts;  ///< title first
};

struct PlacedFrame {
  enum class Kind { kCloud, kArea, kSupport, kFrame };
  Kind kind = Kind::kFrame;
  analysis::DiagramFrame::Kind frame = analysis::DiagramFrame::Kind::kZone;  ///< of `kFrame`
  std::string id;
  Rect place;
  PlacedText title;
  PlacedText detail;  ///< beside the title; its text may be empty
};

struct PlacedEdge {
  int edge = 0;  ///< index into the diagram's
  /// Corners, each to the next either across or straight down or up; the last is at the arrow's
  /// tip.
  std::vector<Point> points;
};

struct PlacedLabel {
  int edge = 0;
  PlacedText text;
  bool is_on_line = false;  ///< across a line, which it interrupts; else beside one
};

struct Layout {
  int width = 0;
  int height = 0;
  std::vector<PlacedFrame> frames;  ///< those around others first
  std::vector<PlacedBox> boxes;     ///< in the diagram's order
  std::vector<PlacedEdge> edges;
  std::vector<PlacedLabel> labels;
};

/// Places a diagram: areas below one another, support beside them, rows of boxes, lines through the
/// gaps between rows and down a corridor beside them. No text leaves its box, no two boxes meet,
/// no label meets a box. The same diagram always comes out the same.
Layout lay_out(const analysis::Diagram& diagram, const Metrics& metrics);

/// A text cut to a width, with `…` at its end where something is missing.
std::string cut(std::string_view text, int most, const Metrics& metrics, bool is_title = false);

}  // namespace archsynth::picture
