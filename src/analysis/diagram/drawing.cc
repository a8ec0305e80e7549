#include "drawing.h"
#include "archsynth/support/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <tuple>

namespace archsynth::analysis {
namespace {

/// More things of a kind in one place are one box.
constexpr std::size_t kMostAlike = 6;
constexpr std::size_t kMostNames = 5;

/// What is beside all is not drawn among those that talk to it.
bool is_quiet(const Scene& scene, int index) {
  const Thing& thing = scene.things[index];
  if (thing.home != Home::kRegional) return false;
  if (thing.kind != BoxKind::kStorage && thing.kind != BoxKind::kMessaging &&
      thing.kind != BoxKind::kOther && thing.main->type != "AWS::ECS::Cluster") {
    return false;
  }
  return std::none_of(scene.links.begin(), scene.links.end(), [&](const Link& link) {
    return link.kind == DiagramEdge::Kind::kTraffic && (link.from == index || link.to == index);
  });
}

std::string plural(std::string_view title) {
  if (title.empty() || title.back() == 's') return std::string(title);
  if (title.back() == 'y') return std::string(title.substr(0, title.size() - 1)) + "ies";
  return std::string(title) + "s";
}

}  // namespace

Scene::Scene(const cfn::Template& drawn, const DiagramOptions& stated)
    : unrolled(drawn),
      view(*unrolled, {}, catalogue),
      networks(view),
      things(find_things(view, networks)),
      links(find_links(view, things)),
      options(stated) {
  networks.arrange();
}

std::vector<Bunch> bunches(const Scene& scene) {
  using Key = std::tuple<Home, std::string_view, int, std::vector<int>, int>;
  const int count = static_cast<int>(scene.things.all.size());
  const bool has_network = std::any_of(scene.things.all.begin(), scene.things.all.end(),
                                       [](const Thing& thing) { return !thing.subnets.empty(); });
  std::vector<Key> keys;
  std::map<Key, std::size_t> alike;
  bool has_visible = false;
  for (int i = 0; i < count; ++i) {
    const Thing& thing = scene.things[i];
    Home home = thing.home;
    if (has_network && is_quiet(scene, i)) home = Home::kSupport;
    Key key{home, thing.title, thing.network, thing.subnets, -1};
    if (home == Home::kSupport || home == Home::kEdge) key = {home, thing.title, -1, {}, -1};
    has_visible = has_visible || home != Home::kHidden;
    ++alike[key];
    keys.push_back(std::move(key));
  }
  std::vector<Bunch> result;
  std::map<Key, std::size_t> known;
  for (int i = 0; i < count; ++i) {
    Key key = keys[static_cast<std::size_t>(i)];
    const Thing& thing = scene.things[i];
    Home home = std::get<Home>(key);
    if (home == Home::kHidden && (has_visible || thing.title.empty())) continue;
    const bool is_one = home == Home::kSupport || home == Home::kEdge || home == Home::kHidden ||
                        thing.title == "VPC endpoints" || alike[key] > kMostAlike;
    if (!is_one) std::get<4>(key) = i;
    if (home == Home::kHidden) home = Home::kSupport;
    const auto [found, is_new] = known.emplace(key, result.size());
    if (is_new) result.push_back({{}, home, &thing});
    result[found->second].things.push_back(i);
  }
  return result;
}

std::vector<std::string> shortened(std::vector<std::string> texts, std::size_t most) {
  if (texts.size() <= most) return texts;
  const std::size_t more = texts.size() - (most - 1);
  texts.resize(most - 1);
  texts.push_back(fmt::format("and {} more", more));
  return texts;
}

int Drawing::add_area(DiagramArea::Kind kind, std::string title, std::string detail) {
  DiagramArea area;
  area.kind = kind;
  area.title = std::move(title);
  area.detail = std::move(detail);
  diagram_.areas.push_back(std::move(area));
  return static_cast<int>(diagram_.areas.size()) - 1;
}

int Drawing::add_box(int area, std::string id, BoxKind kind, std::string title,
                     std::vector<std::string> lines) {
  DiagramBox box;
  box.id = std::move(id);
  box.kind = kind;
  box.title = std::move(title);
  box.lines = std::move(lines);
  box.area = area;
  diagram_.boxes.push_back(std::move(box));
  DiagramArea& within = diagram_.areas[static_cast<std::size_t>(area)];
  within.rows = std::max(within.rows, 1);
  return static_cast<int>(diagram_.boxes.size()) - 1;
}

int Drawing::add_box(int area, const Scene& scene, const Bunch& bunch) {
  const Thing& first = *bunch.first;
  const std::size_t count = bunch.things.size();
  const int index = add_box(area, first.main->id.str(), first.kind,
                            count > 1 && bunch.home != Home::kEdge
                                ? fmt::format("{} ×{}", plural(first.title), count)
                                : std::string(first.title));
  DiagramBox& added = box(index);
  std::vector<std::string> names;
  for (const int each : bunch.things) {
    names.push_back(plain_text(scene.things[each].main->id.str()));
    for (const cfn::Resource* member : scene.things[each].members) {
      added.resources.push_back(member->id.str());
    }
  }
  added.lines = shortened(std::move(names), kMostNames);
  if (count == 1) {
    added.lines.insert(added.lines.end(), first.details.begin(), first.details.end());
  }
  return index;
}

void Drawing::add_edge(int from, int to, DiagramEdge::Kind kind, const std::string& label) {
  if (from == to) return;
  const auto [found, is_new] = edges_.emplace(std::pair(from, to), diagram_.edges.size());
  if (is_new) {
    diagram_.edges.push_back({from, to, kind, label});
    return;
  }
  DiagramEdge& known = diagram_.edges[found->second];
  if (kind == DiagramEdge::Kind::kTraffic) known.kind = kind;
  if (label.empty() || known.label.find(label) != known.label.npos) return;
  known.label += (known.label.empty() ? "" : ", ") + label;
}

namespace {

/// Visits what can be reached from `root`, adds it to `order` after what follows it, and takes
/// arrows that close a circle out of `next`. `state`: 0 not visited, 1 on the way, 2 done.
void visit_boxes(std::size_t root, std::vector<std::vector<std::size_t>>& next,
                 std::vector<int>& state, std::vector<std::size_t>& order) {
  std::vector<std::pair<std::size_t, std::size_t>> stack = {{root, 0}};
  state[root] = 1;
  while (!stack.empty()) {
    auto& [at, child] = stack.back();
    if (child == next[at].size()) {
      state[at] = 2;
      order.push_back(at);
      stack.pop_back();
      continue;
    }
    const std::size_t to = next[at][child];
    if (state[to] == 1) {
      next[at].erase(next[at].begin() + static_cast<std::ptrdiff_t>(child));
      continue;
    }
    ++child;
    if (state[to] != 0) continue;
    state[to] = 1;
    stack.emplace_back(to, 0);
  }
}

}  // namespace

std::vector<int> Drawing::depths(bool is_traffic_only) const {
  const std::size_t count = diagram_.boxes.size();
  std::vector<std::vector<std::size_t>> next(count);
  std::vector<int> incoming(count, 0);
  for (const DiagramEdge& edge : diagram_.edges) {
    if (is_traffic_only && edge.kind != DiagramEdge::Kind::kTraffic) continue;
    next[static_cast<std::size_t>(edge.from)].push_back(static_cast<std::size_t>(edge.to));
    ++incoming[static_cast<std::size_t>(edge.to)];
  }
  std::vector<int> state(count, 0);
  std::vector<std::size_t> order;
  // First from where nothing comes in.
  for (std::size_t i = 0; i < count; ++i) {
    if (incoming[i] == 0 && state[i] == 0) visit_boxes(i, next, state, order);
  }
  for (std::size_t i = 0; i < count; ++i) {
    if (state[i] == 0) visit_boxes(i, next, state, order);
  }
  std::vector<int> result(count, 0);
  for (auto at = order.rbegin(); at != order.rend(); ++at) {
    for (const std::size_t to : next[*at]) result[to] = std::max(result[to], result[*at] + 1);
  }
  return result;
}

void Drawing::order_by_depth(int area_index) {
  const std::vector<int> all = depths(false);
  std::set<int> used;
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (diagram_.boxes[i].area == area_index) used.insert(all[i]);
  }
  for (std::size_t i = 0; i < all.size(); ++i) {
    DiagramBox& each = diagram_.boxes[i];
    if (each.area != area_index) continue;
    each.row = static_cast<int>(std::distance(used.begin(), used.find(all[i])));
  }
  area(area_index).rows = static_cast<int>(used.size());
}

void add_links(Drawing& drawing, const Scene& scene, const std::map<int, int>& box_of_thing,
               int users) {
  constexpr std::string_view kSilent[] = {"Dashboards", "Certificates", "IAM", "Security groups"};
  const auto is_silent = [&](int index) {
    return std::find(std::begin(kSilent), std::end(kSilent), scene.things[index].title) !=
           std::end(kSilent);
  };
  for (const Link& link : scene.links) {
    const auto to = box_of_thing.find(link.to);
    if (to == box_of_thing.end()) continue;
    if (link.from < 0) {
      if (users >= 0) drawing.add_edge(users, to->second, link.kind, link.label);
      continue;
    }
    const auto from = box_of_thing.find(link.from);
    if (from == box_of_thing.end()) continue;
    const bool is_faint = link.kind == DiagramEdge::Kind::kDependence;
    if (is_faint && (is_silent(link.from) || is_silent(link.to))) continue;
    // What supports others is shown by their arrows, but for alarms, which watch others.
    const Thing& first = scene.things[link.from];
    if (is_faint && first.home == Home::kSupport && first.title != "CloudWatch alarms") continue;
    drawing.add_edge(from->second, to->second, link.kind, link.label);
  }
}

}  // namespace archsynth::analysis
