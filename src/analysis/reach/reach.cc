#include "archsynth/analysis/reach.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "archsynth/support/text.h"
#include "paths.h"
#include "view/deployed.h"

namespace archsynth::analysis {
namespace {

using model::Family;
using model::Node;
using model::NodeKind;

constexpr std::string_view kInternetName = "internet";

/// `api` of `services.api`.
std::string last_key(const std::string& label) { return label.substr(label.rfind('.') + 1); }

class Answers {
 public:
  Answers(const cfn::Template& stack, const ReachOptions& options)
      : options_(options),
        network_(view::Deployed(stack, options.region, options.parameters).resources) {
    for (const Node& each : network_.nodes()) {
      const Node*& named = labels_[label_of(each)];
      // The construct's own resource has the shortest name of those that it makes.
      if (named == nullptr || each.place.name.size() < named->place.name.size()) named = &each;
    }
    for (const auto& [label, node] : labels_) ++keys_[last_key(label)];
  }

  const model::Network& network() const { return network_; }

  /// What people call it: its key where that is its alone, or else the path to the key.
  std::string shown(const Node& node) const {
    const std::string label = label_of(node);
    if (labels_.at(label) != &node) return node.place.name;
    const std::string key = last_key(label);
    return keys_.at(key) == 1 ? key : label;
  }

  std::optional<End> end_of(const std::string& name) const;
  const Node* node_of(const std::string& name) const;
  std::vector<model::Block> blocks_of(const std::string& name) const;
  std::vector<std::string> names() const;
  ReachAnswer answer(const End& from, const End& to, Asked asked, bool is_explained) const;
  End end_of(const Node& node) const { return {End::Kind::kNode, shown(node), &node, {}}; }

 private:
  std::string label_of(const Node& node) const {
    const auto found = options_.makers.find(node.place.name);
    return found == options_.makers.end() ? node.place.name : found->second;
  }

  const ReachOptions& options_;
  model::Network network_;
  std::map<std::string, const Node*> labels_;
  std::map<std::string, int> keys_;
};

std::vector<model::Block> both_families() {
  std::vector<model::Block> all = model::public_addresses(Family::kIpv4);
  for (const model::Block& each : model::public_addresses(Family::kIpv6)) all.push_back(each);
  return all;
}

bool is_public(const model::Block& block) {
  const auto& all = model::public_addresses(block.family);
  return std::any_of(all.begin(), all.end(), [&](const model::Block& each) {
    return each.addresses.contains(block.addresses);
  });
}

std::optional<End> Answers::end_of(const std::string& name) const {
  if (name == kInternetName || name == "0.0.0.0/0" || name == "::/0") {
    return End{End::Kind::kInternet, std::string(kInternetName), nullptr, both_families()};
  }
  if (name.starts_with("aws:")) return End{End::Kind::kService, name, nullptr, both_families()};
  const char* whole = name.find(':') == name.npos ? "/32" : "/128";
  auto block = model::block_of(name);
  if (!block) block = model::block_of(name + whole);
  if (block) {
    return End{
        is_public(*block) ? End::Kind::kInternet : End::Kind::kBlock, name, nullptr, {*block}};
  }
  if (const Node* node = node_of(name)) return end_of(*node);
  const std::vector<model::Block> blocks = blocks_of(name);
  return blocks.empty() ? std::nullopt
                        : std::optional(End{End::Kind::kBlock, name, nullptr, blocks});
}

/// The node of a logical id, of a key of the architecture file, or of a physical name.
const Node* Answers::node_of(const std::string& name) const {
  if (const Node* node = network_.node(name)) return node;
  if (const auto found = labels_.find(name); found != labels_.end()) return found->second;
  const Node* found = nullptr;
  for (const auto& [label, node] : labels_) {
    if (last_key(label) != name) continue;
    if (found == nullptr || node->place.name.size() < found->place.name.size()) found = node;
  }
  for (const Node& each : network_.nodes()) {
    if (found == nullptr && each.physical_name == name) found = &each;
  }
  return found;
}

/// The addresses of a VPC or a subnet.
std::vector<model::Block> Answers::blocks_of(const std::string& name) const {
  for (const model::Vpc& each : network_.vpcs()) {
    const auto maker = options_.makers.find(each.name);
    const bool is_meant = maker != options_.makers.end() && maker->second == name;
    if (each.is_known && (each.name == name || is_meant)) return each.blocks;
  }
  for (const model::Subnet& each : network_.subnets()) {
    if (each.place.name == name && each.has_known_blocks) return each.blocks;
  }
  return {};
}

std::vector<std::string> Answers::names() const {
  std::vector<std::string> all{std::string(kInternetName)};
  for (const Node& each : network_.nodes()) {
    if (each.kind != NodeKind::kEndpoint) all.push_back(shown(each));
  }
  for (const model::Endpoint& each : network_.endpoints()) all.push_back("aws:" + each.service);
  return all;
}

ReachAnswer Answers::answer(const End& from, const End& to, Asked asked, bool is_explained) const {
  ReachAnswer result{from.name, to.name};
  result.family = asked.family == Family::kIpv4 ? "ipv4" : "ipv6";
  std::optional<Outcome> best = best_of(Paths(network_, asked).between(from, to), is_explained);
  if (!best) {
    if (is_explained) {
      result.blocked_by.push_back({from.name, {}, "NO_PATH", "neither end is a resource", {}});
    }
    return result;
  }
  result.is_reachable = best->is_reachable;
  result.path = std::move(best->hops);
  result.blocked_by = std::move(best->blocks);
  result.assumptions = std::move(best->assumptions);
  if (!best->packets.empty()) {
    const model::Box& one = best->packets.boxes().front();
    result.traffic = model::service_text(one.protocols(), one.ports());
  }
  return result;
}

/// A protocol with ports of one destination.
struct Service {
  model::Range protocols = model::kAllProtocols;
  model::Range ports = model::kAllPorts;
  friend bool operator==(const Service&, const Service&) = default;
};

std::vector<Service> services_of(const model::Network& network, const Node& node) {
  std::vector<Service> found;
  const auto add = [&](const Service& each) {
    if (std::find(found.begin(), found.end(), each) == found.end()) found.push_back(each);
  };
  for (const model::Listener& each : node.listeners) add({each.protocols, each.ports});
  for (const Node& balancer : network.nodes()) {
    for (const model::Forward& each : balancer.forwards) {
      if (each.target == &node) {
        add({{each.protocol, each.protocol}, {each.port, each.port}});
      }
    }
  }
  return found;
}

class Flows {
 public:
  explicit Flows(const Answers& answers) : answers_(answers) {}

  std::vector<ReachAnswer> all() {
    const End internet = *answers_.end_of(std::string(kInternetName));
    std::vector<End> sources{internet};
    std::set<std::string> services;
    for (const Node& each : answers_.network().nodes()) {
      if (each.kind != NodeKind::kEndpoint) sources.push_back(answers_.end_of(each));
      has_ipv6_ |= each.has_ipv6;
    }
    for (const model::Endpoint& each : answers_.network().endpoints()) {
      services.insert("aws:" + each.service);
    }
    for (const End& from : sources) {
      for (const End& to : sources) {
        if (&from == &to || !opens(from, to)) continue;
        if (to.node != nullptr) to_node(from, to);
        if (to.node == nullptr) ask(from, to, {});
      }
      if (from.node == nullptr || from.node->kind != NodeKind::kWorkload) continue;
      for (const std::string& each : services) ask(from, *answers_.end_of(each), {});
    }
    return std::move(found_);
  }

 private:
  /// A balancer opens connections to its targets alone, and a store answers; what a store could
  /// send out is shown.
  static bool opens(const End& from, const End& to) {
    if (from.node == nullptr || from.node->kind == NodeKind::kWorkload) return true;
    return (from.node->kind == NodeKind::kBalancer) == (to.node != nullptr);
  }

  void to_node(const End& from, const End& to) {
    auto [known, is_new] = services_.try_emplace(to.node);
    if (is_new) known->second = services_of(answers_.network(), *to.node);
    for (const Service& each : known->second) ask(from, to, each);
  }

  void ask(const End& from, const End& to, const Service& service) {
    // A balancer opens connections to its targets alone.
    if (from.node != nullptr && from.node->kind == NodeKind::kBalancer && to.node == nullptr)
      return;
    for (const Family family : {Family::kIpv4, Family::kIpv6}) {
      if (family == Family::kIpv6 && !has_ipv6_) continue;
      const bool has_port = service.ports != model::kAllPorts;
      const Asked asked{.family = family,
                        .protocols = service.protocols,
                        .ports = service.ports,
                        .has_port = has_port,
                        .ways = &ways_};
      ReachAnswer answer = answers_.answer(from, to, asked, false);
      const auto is_same = [&](const ReachAnswer& each) {
        return each.from == answer.from && each.to == answer.to && each.family == answer.family &&
               each.traffic == answer.traffic;
      };
      if (!answer.is_reachable || std::any_of(found_.begin(), found_.end(), is_same)) continue;
      found_.push_back(std::move(answer));
    }
  }

  const Answers& answers_;
  bool has_ipv6_ = false;
  Ways ways_;
  std::map<const Node*, std::vector<Service>> services_;
  std::vector<ReachAnswer> found_;
};

}  // namespace

ReachResult reach(const cfn::Template& stack, const ReachOptions& options,
                  const ReachQuestion& question) {
  const Answers answers(stack, options);
  const auto from = answers.end_of(question.from);
  const auto to = answers.end_of(question.to);
  if (!from || !to) {
    return {{}, ReachUnknown{from ? question.to : question.from, answers.names()}};
  }
  Asked asked;
  if (const int number = model::protocol_number(question.protocol); number >= 0) {
    asked.protocols = {static_cast<std::uint64_t>(number), static_cast<std::uint64_t>(number)};
  }
  if (question.port) {
    const auto port = static_cast<std::uint64_t>(*question.port);
    asked.ports = {port, port};
    asked.has_port = true;
  }
  ReachAnswer answer{};
  for (const Family family : {Family::kIpv4, Family::kIpv6}) {
    const std::string_view name = family == Family::kIpv4 ? "ipv4" : "ipv6";
    if (!question.family.empty() && question.family != name) continue;
    asked.family = family;
    ReachAnswer one = answers.answer(*from, *to, asked, true);
    if (answer.from.empty() || one.is_reachable) answer = std::move(one);
    if (answer.is_reachable) break;
  }
  return {std::move(answer), {}};
}

std::vector<ReachAnswer> reachable_flows(const cfn::Template& stack, const ReachOptions& options) {
  const Answers answers(stack, options);
  return Flows(answers).all();
}

}  // namespace archsynth::analysis
