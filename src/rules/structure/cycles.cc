#include <fmt/format.h>

#include <algorithm>
#include <deque>
#include <unordered_map>

#include "archsynth/support/text.h"
#include "rules/structure/components.h"
#include "rules/structure/stages.h"

namespace archsynth::analysis {

namespace {

constexpr std::string_view kCycle = "ARC2016";

struct Edge {
  std::size_t to = 0;
  bool is_depends_on = false;
  Origin origin;
};
using Dependencies = std::vector<std::vector<Edge>>;

Dependencies graph_of(const cfn::Template& result, const References& references) {
  std::unordered_map<std::string_view, std::size_t> index;
  for (std::size_t i = 0; i < result.resources.size(); ++i) {
    index.emplace(result.resources[i].id.str(), i);
  }
  Dependencies view(result.resources.size());
  for (std::size_t i = 0; i < view.size(); ++i) {
    const cfn::Resource& from = result.resources[i];
    // The transform makes several resources of it, and not each waits for all of these.
    if (from.type.rfind("AWS::Serverless::", 0) == 0) continue;
    const auto add = [&](const cfn::LogicalId& target, bool is_depends_on, const Origin& origin) {
      const auto found = index.find(target.str());
      if (found == index.end()) return;
      view[i].push_back({found->second, is_depends_on, origin.known() ? origin : from.origin});
    };
    for (const cfn::Reference& use : references[i]) add(use.target, false, use.origin);
    for (const cfn::LogicalId& each : from.depends_on) add(each, true, from.depends_on_origin);
  }
  return view;
}

Components components_of(const Dependencies& view) {
  Neighbours neighbours(view.size());
  for (std::size_t i = 0; i < view.size(); ++i) {
    for (const Edge& each : view[i]) neighbours[i].push_back(each.to);
  }
  return Components(std::move(neighbours));
}

/// A step of a loop: an edge and where it starts.
struct Step {
  std::size_t from = 0;
  const Edge* edge = nullptr;
};

/// A shortest way from a node back to itself within its component; empty when there is none.
std::vector<Step> shortest_loop(const Dependencies& view, const Components& components,
                                std::size_t start, std::vector<Step>& arrived_by) {
  std::deque<std::size_t> waiting{start};
  while (!waiting.empty()) {
    const std::size_t node = waiting.front();
    waiting.pop_front();
    for (const Edge& edge : view[node]) {
      if (components.of(edge.to) != components.of(start) || arrived_by[edge.to].edge != nullptr) {
        continue;
      }
      arrived_by[edge.to] = {node, &edge};
      if (edge.to != start) {
        waiting.push_back(edge.to);
        continue;
      }
      std::vector<Step> loop;
      std::size_t at = start;
      do {
        loop.push_back(arrived_by[at]);
        at = arrived_by[at].from;
      } while (at != start);
      std::reverse(loop.begin(), loop.end());
      return loop;
    }
  }
  return {};
}

/// `A → B → A`, from one of the loop's steps on.
std::string way_of(const cfn::Template& result, const std::vector<Step>& loop, std::size_t start) {
  std::string way;
  for (std::size_t i = 0; i <= loop.size(); ++i) {
    if (i > 0) way += " → ";
    way += result.resources[loop[(start + i) % loop.size()].from].id.str();
  }
  return way;
}

/// Each resource of a loop is told, since the loop can be broken at any of them; of a long one the
/// first alone.
void report(const cfn::Template& result, const std::vector<Step>& loop, Diagnostics& to) {
  const bool all_groups = std::all_of(loop.begin(), loop.end(), [&](const Step& step) {
    return result.resources[step.from].type == "AWS::EC2::SecurityGroup";
  });
  constexpr std::size_t kShort = 25;
  const std::size_t told = loop.size() > kShort ? 1 : loop.size();
  for (std::size_t i = 0; i < told; ++i) {
    const cfn::Resource& from = result.resources[loop[i].from];
    const cfn::Resource& next = result.resources[loop[i].edge->to];
    const auto about = to.about(from.id.str());
    Diagnostic& diagnostic =
        to.error(kCycle, from.origin,
                 loop.size() == 1 ? fmt::format("{} depends on itself", quoted(from.id.str()))
                                  : fmt::format("circular dependency of {}: {}",
                                                quoted(from.id.str()), way_of(result, loop, i)));
    if (loop[i].edge->origin.known()) {
      diagnostic.related.push_back(
          {loop[i].edge->origin,
           fmt::format("{} {} {} here", quoted(from.id.str()),
                       loop[i].edge->is_depends_on ? "depends on" : "refers to",
                       quoted(next.id.str()))});
    }
    if (all_groups) {
      diagnostic.fix =
          "move one of the rules into its own AWS::EC2::SecurityGroupIngress or "
          "AWS::EC2::SecurityGroupEgress";
    }
  }
}

}  // namespace

void check_cycles(const cfn::Template& result, const References& references, Diagnostics& to) {
  const Dependencies view = graph_of(result, references);
  const Components components = components_of(view);
  std::vector<bool> done(view.size() + 1);
  std::vector<Step> arrived_by(view.size());
  for (std::size_t i = 0; i < view.size(); ++i) {
    if (done[components.of(i)]) continue;
    done[components.of(i)] = true;
    const std::vector<Step> loop = shortest_loop(view, components, i, arrived_by);
    if (!loop.empty()) report(result, loop, to);
  }
}

}  // namespace archsynth::analysis
