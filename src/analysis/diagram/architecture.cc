// The views of networks: with everything in them, and bare.

#include <algorithm>
#include <set>

#include "drawing.h"

namespace archsynth::analysis {
namespace {

using Tier = DiagramFrame::Kind;
constexpr Tier kTiers[] = {Tier::kPublic, Tier::kPrivate, Tier::kIsolated, Tier::kUnknown};

std::string_view title_of(Tier tier) {
  switch (tier) {
    case Tier::kPublic:
      return "Public subnet";
    case Tier::kPrivate:
      return "Private subnet";
    case Tier::kIsolated:
      return "Isolated subnet";
    default:
      return "Subnet";
  }
}

/// A box that waits for its row.
struct Waiting {
  int box = 0;
  std::vector<int> columns;  ///< sorted
  int depth = 0;
};

class NetworkArea {
 public:
  NetworkArea(Drawing& drawing, const Scene& scene, int network, int area)
      : drawing_(drawing), scene_(scene), network_(network), area_(area) {}

  void add(const Bunch& bunch, int box, int depth) {
    const Thing& first = *bunch.first;
    if (bunch.home == Home::kGateway) {
      gateways_.push_back({box, {}, 0});
      return;
    }
    if (first.subnets.empty()) {
      others_.push_back({box, {}, depth});
      return;
    }
    const Tier tier = subnet(first.subnets.front()).tier;
    std::set<int> columns;
    for (const int each : first.subnets) {
      if (subnet(each).tier == tier) columns.insert(subnet(each).column);
    }
    const bool is_nat = first.main->type == "AWS::EC2::NatGateway";
    // Endpoints come last: nothing goes on from them.
    constexpr int kLast = 1 << 20;
    if (first.title == "VPC endpoints") depth = kLast;
    tiers_[tier].push_back({box, {columns.begin(), columns.end()}, is_nat ? -1 : depth});
  }

  /// A box of a subnet itself.
  void add_subnet(int index, int box) {
    if (subnet(index).network != network_) return;
    tiers_[subnet(index).tier].push_back({box, {subnet(index).column}, 0});
  }

  void arrange() {
    const DrawnNetwork& network = scene_.network(network_);
    for (const Waiting& each : gateways_) put(each, 0, network.columns - 1, row_++);
    const int top = row_;
    std::vector<DiagramFrame> subnets;
    for (const Tier tier : kTiers) arrange_tier(tier, subnets);
    DiagramArea& area = drawing_.area(area_);
    for (const DrawnNetwork::Zone& zone : network.zones) {
      area.frames.push_back(
          {Tier::kZone, zone.title, {}, {}, zone.first, zone.last, top, row_ - 1});
    }
    area.frames.insert(area.frames.end(), subnets.begin(), subnets.end());
    for (const Waiting& each : others_) put(each, 0, network.columns - 1, row_++);
    area.columns = network.columns;
    area.rows = row_;
  }

 private:
  const DrawnSubnet& subnet(int index) const {
    return scene_.networks.subnets()[static_cast<std::size_t>(index)];
  }

  void put(const Waiting& waiting, int first, int last, int row) {
    DiagramBox& box = drawing_.box(waiting.box);
    box.first = first;
    box.last = last;
    box.row = row;
  }

  void arrange_tier(Tier tier, std::vector<DiagramFrame>& frames) {
    const int top = row_;
    std::vector<Waiting>& waiting = tiers_[tier];
    std::stable_sort(waiting.begin(), waiting.end(),
                     [](const Waiting& a, const Waiting& b) { return a.depth < b.depth; });
    int next = row_;
    int depth = 0;
    std::vector<std::set<int>> taken;  // columns, from row_
    for (const Waiting& each : waiting) {
      if (each.depth != depth || taken.empty()) {
        row_ = next;
        taken.clear();
        depth = each.depth;
      }
      // A box where the subnets lie side by side; where they do not, one for each run of them.
      for (std::size_t begin = 0, end = 0; begin < each.columns.size(); begin = end) {
        end = begin + 1;
        while (end < each.columns.size() && each.columns[end] == each.columns[end - 1] + 1) ++end;
        int box = each.box;
        if (begin > 0) box = copy_of(each.box, static_cast<int>(begin));
        const int first = each.columns[begin];
        const int last = each.columns[end - 1];
        const int row = row_ + free_row(taken, first, last);
        put({box, {}, 0}, first, last, row);
        next = std::max(next, row + 1);
      }
    }
    row_ = next;
    for (const int index : scene_.network(network_).subnets) {
      const DrawnSubnet& each = subnet(index);
      if (each.tier != tier) continue;
      if (row_ == top) ++row_;
      const std::string& name = each.block.empty() ? each.name : each.block;
      frames.push_back({tier, std::string(title_of(tier)), name, each.name, each.column,
                        each.column, top, row_ - 1});
    }
  }

  static int free_row(std::vector<std::set<int>>& taken, int first, int last) {
    std::size_t row = 0;
    for (;; ++row) {
      if (row == taken.size()) taken.emplace_back();
      const auto at = taken[row].lower_bound(first);
      if (at == taken[row].end() || *at > last) break;
    }
    for (int column = first; column <= last; ++column) taken[row].insert(column);
    return static_cast<int>(row);
  }

  int copy_of(int box, int number) {
    const DiagramBox original = drawing_.box(box);
    const int copy = drawing_.add_box(area_, original.id + "#" + std::to_string(number + 1),
                                      original.kind, original.title, original.lines);
    drawing_.box(copy).resources = original.resources;
    return copy;
  }

  Drawing& drawing_;
  const Scene& scene_;
  int network_;
  int area_;
  int row_ = 0;
  std::vector<Waiting> gateways_;
  std::vector<Waiting> others_;
  std::map<Tier, std::vector<Waiting>> tiers_;
};

/// Whether a bunch is drawn within a network.
int network_of(const Bunch& bunch) {
  if (bunch.home != Home::kNetwork && bunch.home != Home::kGateway) return -1;
  return bunch.first->network;
}

/// The areas of a picture, each made when something is in it.
struct Areas {
  int outside = -1;
  int edge = -1;
  std::vector<int> networks;
  int regional = -1;
  int support = -1;
};

Areas make_areas(Drawing& drawing, const Scene& scene, const std::vector<Bunch>& all) {
  Areas areas;
  const auto has = [&](Home home) {
    return std::any_of(all.begin(), all.end(),
                       [&](const Bunch& b) { return b.home == home && network_of(b) < 0; });
  };
  const bool has_users = std::any_of(scene.links.begin(), scene.links.end(),
                                     [](const Link& link) { return link.from < 0; });
  if (has_users) areas.outside = drawing.add_area(DiagramArea::Kind::kOutside, {});
  if (has(Home::kEdge)) areas.edge = drawing.add_area(DiagramArea::Kind::kEdge, {});
  const int count = scene.network_count();
  for (int i = 0; i < count; ++i) {
    const DrawnNetwork& network = scene.network(i);
    const bool is_used =
        !network.subnets.empty() || network.resource != nullptr ||
        std::any_of(all.begin(), all.end(), [&](const Bunch& b) { return network_of(b) == i; });
    if (!is_used) {
      areas.networks.push_back(-1);
      continue;
    }
    const bool is_named = network.name != "VPC";
    const int area = drawing.add_area(DiagramArea::Kind::kNetwork, "VPC",
                                      !network.block.empty() ? network.block
                                      : is_named             ? network.name
                                                             : "");
    if (network.resource != nullptr) drawing.area(area).id = network.resource->id.str();
    areas.networks.push_back(area);
  }
  if (has(Home::kRegional) || has(Home::kNetwork) || has(Home::kGateway)) {
    areas.regional = drawing.add_area(DiagramArea::Kind::kRegional, "Regional services");
  }
  if (has(Home::kSupport)) {
    areas.support = drawing.add_area(DiagramArea::Kind::kSupport, "Supporting services");
  }
  return areas;
}

int area_of(const Areas& areas, const Bunch& bunch) {
  const int network = network_of(bunch);
  if (network >= 0) return areas.networks[static_cast<std::size_t>(network)];
  if (bunch.home == Home::kEdge) return areas.edge;
  return bunch.home == Home::kSupport ? areas.support : areas.regional;
}

/// Whether a bunch is part of the network itself.
bool is_of_network(const Bunch& bunch) {
  constexpr std::string_view kTitles[] = {"NAT gateway", "VPC endpoints", "Transit gateway",
                                          "Client VPN"};
  return bunch.home == Home::kGateway ||
         std::find(std::begin(kTitles), std::end(kTitles), bunch.first->title) != std::end(kTitles);
}

/// A box for each subnet, with its name and its routes; answers which one.
std::map<int, int> add_subnets(Drawing& drawing, const Scene& scene, const Areas& areas,
                               const std::map<int, int>& box_of_thing) {
  std::map<int, int> boxes;
  for (int i = 0; i < static_cast<int>(scene.networks.subnets().size()); ++i) {
    const DrawnSubnet& subnet = scene.networks.subnets()[static_cast<std::size_t>(i)];
    std::vector<std::string> lines = {plain_text(subnet.name)};
    for (const std::string& each : shortened(subnet.routes, 6)) lines.push_back(each);
    if (subnet.resource != nullptr && subnet.routes.empty()) lines.push_back("no routes out");
    const int area = areas.networks[static_cast<std::size_t>(subnet.network)];
    const int box = drawing.add_box(area, subnet.name, BoxKind::kOther, "Routes", std::move(lines));
    if (subnet.resource != nullptr) drawing.box(box).resources = {subnet.name};
    boxes.emplace(i, box);
    for (const cfn::Resource* way : subnet.ways) {
      const auto to = box_of_thing.find(scene.things.of(way));
      if (to != box_of_thing.end()) {
        drawing.add_edge(box, to->second, DiagramEdge::Kind::kTraffic);
      }
    }
  }
  return boxes;
}

void draw_networks(const Scene& scene, Diagram& diagram, bool is_bare) {
  Drawing drawing(diagram);
  std::vector<Bunch> all = bunches(scene);
  if (is_bare) std::erase_if(all, [](const Bunch& bunch) { return !is_of_network(bunch); });
  const Areas areas = make_areas(drawing, scene, all);
  int users = -1;
  if (areas.outside >= 0) {
    users = drawing.add_box(areas.outside, "users", BoxKind::kUsers, "Users", {"Internet"});
  }
  std::map<int, int> box_of_thing;
  std::vector<int> boxes;
  for (const Bunch& bunch : all) {
    boxes.push_back(drawing.add_box(area_of(areas, bunch), scene, bunch));
    for (const int each : bunch.things) box_of_thing[each] = boxes.back();
  }
  add_links(drawing, scene, box_of_thing, users);
  std::map<int, int> subnets;
  if (is_bare) subnets = add_subnets(drawing, scene, areas, box_of_thing);
  const std::vector<int> depths = drawing.depths(true);
  for (std::size_t network = 0; network < areas.networks.size(); ++network) {
    if (areas.networks[network] < 0) continue;
    NetworkArea area(drawing, scene, static_cast<int>(network), areas.networks[network]);
    for (std::size_t i = 0; i < all.size(); ++i) {
      if (network_of(all[i]) != static_cast<int>(network)) continue;
      area.add(all[i], boxes[i], depths[static_cast<std::size_t>(boxes[i])]);
    }
    for (const auto& [subnet, box] : subnets) area.add_subnet(subnet, box);
    area.arrange();
  }
  if (areas.regional >= 0) drawing.order_by_depth(areas.regional);
}

}  // namespace

void draw_architecture(const Scene& scene, Diagram& diagram) {
  draw_networks(scene, diagram, false);
}

void draw_network(const Scene& scene, Diagram& diagram) { draw_networks(scene, diagram, true); }

}  // namespace archsynth::analysis
