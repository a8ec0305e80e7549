#pragma once

#include <algorithm>
#include <cstddef>
#include <utility>
#include <vector>

namespace archsynth::analysis {

/// The nodes that edges lead to, for each node.
using Neighbours = std::vector<std::vector<std::size_t>>;

/// Tarjan's strongly connected components, without recursion since a file may chain any number of
/// resources: the number of the component of each node.
class Components {
 public:
  explicit Components(Neighbours view) : view_(std::move(view)), nodes_(view_.size()) {
    for (std::size_t i = 0; i < view_.size(); ++i) {
      if (nodes_[i].order == 0) visit(i);
    }
  }
  std::size_t of(std::size_t node) const { return nodes_[node].component; }

 private:
  struct Node {
    std::size_t order = 0;  ///< of the first visit, from 1; 0: not visited
    std::size_t low = 0;
    std::size_t next_edge = 0;
    std::size_t component = 0;  ///< from 1; 0: still open
  };

  void enter(std::size_t node) {
    nodes_[node].order = nodes_[node].low = ++count_;
    open_.push_back(node);
    path_.push_back(node);
  }

  void visit(std::size_t start) {
    enter(start);
    while (!path_.empty()) {
      const std::size_t node = path_.back();
      Node& here = nodes_[node];
      if (here.next_edge < view_[node].size()) {
        const std::size_t target = view_[node][here.next_edge++];
        const Node& there = nodes_[target];
        if (there.order == 0)
          enter(target);
        else if (there.component == 0)
          here.low = std::min(here.low, there.order);
        continue;
      }
      path_.pop_back();
      if (!path_.empty()) nodes_[path_.back()].low = std::min(nodes_[path_.back()].low, here.low);
      if (here.low == here.order) close(node);
    }
  }

  void close(std::size_t root) {
    ++components_;
    std::size_t node = 0;
    do {
      node = open_.back();
      open_.pop_back();
      nodes_[node].component = components_;
    } while (node != root);
  }

  Neighbours view_;
  std::vector<Node> nodes_;
  std::vector<std::size_t> open_;
  std::vector<std::size_t> path_;
  std::size_t count_ = 0;
  std::size_t components_ = 0;
};

}  // namespace archsynth::analysis
