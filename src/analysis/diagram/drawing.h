#pragma once

#include <map>
#include <string>
#include <vector>

#include "archsynth/cfn/loops.h"
#include "archsynth/spec/catalogue.h"
#include "things.h"

namespace archsynth::analysis {

/// What every view begins with: the template's things and what is between them.
struct Scene {
  Scene(const cfn::Template& drawn, const DiagramOptions& options);
  spec::Catalogue catalogue;
  cfn::Unrolled unrolled;
  View view;
  Networks networks;
  Things things;
  std::vector<Link> links;
  const DiagramOptions& options;

  const DrawnNetwork& network(int index) const {
    return networks.all()[static_cast<std::size_t>(index)];
  }
  int network_count() const { return static_cast<int>(networks.all().size()); }
};

/// Things that are one box.
struct Bunch {
  std::vector<int> things;
  Home home = Home::kRegional;
  const Thing* first = nullptr;
};

/// The things put together: those that support others by their title, others where there are many
/// of a kind in a place. What is hidden is there only if nothing else is.
std::vector<Bunch> bunches(const Scene& scene);

/// Puts a diagram together.
class Drawing {
 public:
  explicit Drawing(Diagram& diagram) : diagram_(diagram) {}

  int add_area(DiagramArea::Kind kind, std::string title, std::string detail = {});
  /// Adds a box, at row 0 of the area.
  int add_box(int area, std::string id, BoxKind kind, std::string title,
              std::vector<std::string> lines = {});
  int add_box(int area, const Scene& scene, const Bunch& bunch);
  /// One arrow between two boxes, whose labels are put together.
  void add_edge(int from, int to, DiagramEdge::Kind kind, const std::string& label = {});
  DiagramBox& box(int index) { return diagram_.boxes[static_cast<std::size_t>(index)]; }
  DiagramArea& area(int index) { return diagram_.areas[static_cast<std::size_t>(index)]; }
  /// Puts the boxes of an area without columns into rows, each below those that send to it.
  void order_by_depth(int area);
  /// How far each box is from where arrows come from.
  std::vector<int> depths(bool is_traffic_only) const;

 private:
  Diagram& diagram_;
  std::map<std::pair<int, int>, std::size_t> edges_;
};

/// Adds the users, where something is reached by them, and all links between things that have a
/// box.
void add_links(Drawing& drawing, const Scene& scene, const std::map<int, int>& box_of_thing,
               int users);

/// At most `most` texts, then how many there are more.
std::vector<std::string> shortened(std::vector<std::string> texts, std::size_t most);

/// Each view.
void draw_architecture(const Scene& scene, Diagram& diagram);
void draw_network(const Scene& scene, Diagram& diagram);
void draw_security(const Scene& scene, Diagram& diagram);
void draw_flow(const Scene& scene, Diagram& diagram);
void draw_deploy(const Scene& scene, Diagram& diagram);
void draw_monitoring(const Scene& scene, Diagram& diagram);

}  // namespace archsynth::analysis
