// The view of a request's way: from the users to what answers, and out again.

#include <algorithm>
#include <set>

#include "drawing.h"

namespace archsynth::analysis {
namespace {

/// The NAT gateways that a thing's subnets send through.
std::set<int> ways_out(const Scene& scene, const Thing& thing) {
  std::set<int> found;
  for (const int index : thing.subnets) {
    for (const cfn::Resource* way :
         scene.networks.subnets()[static_cast<std::size_t>(index)].ways) {
      if (way->type == "AWS::EC2::NatGateway") found.insert(scene.things.of(way));
    }
  }
  return found;
}

/// The things that traffic passes.
std::set<int> passed(const Scene& scene) {
  std::set<int> found;
  for (const Link& link : scene.links) {
    if (link.kind != DiagramEdge::Kind::kTraffic) continue;
    if (link.from >= 0) found.insert(link.from);
    found.insert(link.to);
  }
  return found;
}

/// Whether something on the way of a request needs the bunch, as a database needs its secret.
bool is_needed_on(const std::set<int>& on_the_way, const Scene& scene, const Bunch& bunch) {
  return bunch.home == Home::kSupport && bunch.first->title != "KMS keys" &&
         std::any_of(scene.links.begin(), scene.links.end(), [&](const Link& link) {
           return std::find(bunch.things.begin(), bunch.things.end(), link.to) !=
                      bunch.things.end() &&
                  on_the_way.contains(link.from);
         });
}

/// The way that calls to the outside take, where any compute has one.
void draw_ways_out(Drawing& drawing, int area, const Scene& scene,
                   const std::map<int, int>& box_of_thing) {
  int nat = -1;
  for (const auto& [index, box] : box_of_thing) {
    const Thing& thing = scene.things[index];
    if (thing.kind != BoxKind::kCompute || ways_out(scene, thing).empty()) continue;
    if (nat < 0) {
      std::vector<std::string> names;
      for (const cfn::Resource* each : scene.view.of("AWS::EC2::NatGateway")) {
        names.push_back(plain_text(each->id.str()));
      }
      nat = drawing.add_box(area, "way out", BoxKind::kGateway, "NAT gateways",
                            shortened(std::move(names), 5));
      const int out =
          drawing.add_box(area, "internet", BoxKind::kUsers, "Internet", {"outbound calls"});
      drawing.add_edge(nat, out, DiagramEdge::Kind::kTraffic);
    }
    drawing.add_edge(box, nat, DiagramEdge::Kind::kTraffic, "outbound");
  }
}

}  // namespace

void draw_flow(const Scene& scene, Diagram& diagram) {
  Drawing drawing(diagram);
  const std::set<int> on_the_way = passed(scene);
  const int main = drawing.add_area(DiagramArea::Kind::kRegional, {});
  int support = -1;
  std::map<int, int> box_of_thing;
  const bool has_users = std::any_of(scene.links.begin(), scene.links.end(),
                                     [](const Link& link) { return link.from < 0; });
  const int users =
      !has_users ? -1 : drawing.add_box(main, "users", BoxKind::kUsers, "Users", {"Internet"});
  for (const Bunch& bunch : bunches(scene)) {
    const bool is_nat = bunch.first->main->type == "AWS::EC2::NatGateway";
    const bool is_passed = std::any_of(bunch.things.begin(), bunch.things.end(),
                                       [&](int thing) { return on_the_way.contains(thing); });
    const bool is_needed = is_needed_on(on_the_way, scene, bunch);
    if (is_nat || (!is_passed && !is_needed && bunch.home != Home::kEdge)) continue;
    if (is_needed && support < 0) {
      support = drawing.add_area(DiagramArea::Kind::kSupport, "Supporting services");
    }
    const int box = drawing.add_box(is_needed ? support : main, scene, bunch);
    for (const int each : bunch.things) box_of_thing[each] = box;
  }
  add_links(drawing, scene, box_of_thing, users);
  draw_ways_out(drawing, main, scene, box_of_thing);
  drawing.order_by_depth(main);
}

}  // namespace archsynth::analysis
