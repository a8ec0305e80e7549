// The view of security groups: who reaches whom on which port.

#include <algorithm>
#include <set>

#include "archsynth/support/text.h"
#include "drawing.h"
#include "ports.h"

namespace archsynth::analysis {
namespace {

/// What stands behind a group: `used by LoadBalancer`.
std::vector<std::string> users_of(const Scene& scene, const cfn::Resource* group,
                                  const std::string& name) {
  std::vector<std::string> found;
  for (const Thing& thing : scene.things.all) {
    const bool has = std::any_of(thing.groups.begin(), thing.groups.end(), [&](const Leaf& leaf) {
      return group != nullptr ? leaf.resource == group : leaf.name == name;
    });
    if (has) found.push_back(plain_text("of " + thing.main->id.str()));
  }
  return shortened(std::move(found), 5);
}

/// What a group lets out.
std::string egress_of(const Scene& scene, const cfn::Resource& group) {
  if (property(group, {"SecurityGroupEgress"}) == nullptr) return "outbound: anywhere";
  std::set<std::string> to;
  for (const std::string_view path : {"SecurityGroupEgress.CidrIp", "SecurityGroupEgress.CidrIpv6",
                                      "SecurityGroupEgress.DestinationSecurityGroupId",
                                      "SecurityGroupEgress.DestinationPrefixListId"}) {
    for (const cfn::Value* value : values_at(group, path)) {
      for (const Leaf& leaf : leaves(scene.view, *value)) {
        // The customary way to let nothing out is a rule to the loopback address.
        if (leaf.name == "127.0.0.1/32") continue;
        to.insert(is_everywhere(leaf.name) ? "everywhere" : leaf.name);
      }
    }
  }
  if (to.empty()) return "outbound: none";
  return plain_text("outbound: " + join(std::vector<std::string>(to.begin(), to.end()), ", "));
}

}  // namespace

void draw_security(const Scene& scene, Diagram& diagram) {
  Drawing drawing(diagram);
  const int area = drawing.add_area(DiagramArea::Kind::kRegional, {});
  std::map<std::string, int> boxes;
  const auto box_of = [&](const cfn::Resource* group, const std::string& name, bool is_group) {
    const std::string id = group != nullptr ? group->id.str() : (is_group ? "group " : "") + name;
    const auto known = boxes.find(id);
    if (known != boxes.end()) return known->second;
    std::vector<std::string> lines = {plain_text(is_everywhere(name) ? "Internet " + name : name)};
    for (std::string& each : users_of(scene, group, name)) lines.push_back(std::move(each));
    if (group != nullptr) lines.push_back(egress_of(scene, *group));
    const int box = drawing.add_box(area, id, is_group ? BoxKind::kSecurity : BoxKind::kUsers,
                                    is_group ? "Security group" : "Addresses", std::move(lines));
    if (group != nullptr) drawing.box(box).resources = {id};
    boxes.emplace(id, box);
    return box;
  };
  const std::vector<DrawnRule> rules = ingress_rules(scene.view);
  for (const DrawnRule& rule : rules) {
    if (!rule.is_group) box_of(nullptr, rule.source.name, false);
  }
  for (const cfn::Resource* group : scene.view.of("AWS::EC2::SecurityGroup")) {
    box_of(group, group->id.str(), true);
  }
  for (const DrawnRule& rule : rules) {
    const int from =
        box_of(rule.is_group ? rule.source.resource : nullptr, rule.source.name, rule.is_group);
    drawing.add_edge(from, box_of(rule.group, rule.group_name, true), DiagramEdge::Kind::kTraffic,
                     rule.ports);
  }
  drawing.order_by_depth(area);
}

}  // namespace archsynth::analysis
