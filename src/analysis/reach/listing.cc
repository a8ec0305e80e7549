// Every flow of a template.

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <tuple>

#include "archsynth/support/text.h"
#include "listing.h"

namespace archsynth::analysis {
namespace {

using model::Family;
using model::Node;
using model::NodeKind;

/// A protocol with ports of one destination.
struct Service {
  model::Range protocols = model::kAllProtocols;
  model::Range ports = model::kAllPorts;
  friend bool operator==(const Service&, const Service&) = default;
};

std::vector<Service> services_of(const Answers& answers, const Node& node) {
  std::vector<Service> found;
  const auto add = [&](const Service& each) {
    if (std::find(found.begin(), found.end(), each) == found.end()) found.push_back(each);
  };
  for (const model::Listener& each : node.listeners) add({each.protocols, each.ports});
  for (const auto& [balancer, forward] : answers.network().handovers_to(node)) {
    add({{forward->protocol, forward->protocol}, {forward->port, forward->port}});
  }
  for (const model::Handoff& each : answers.outside().handoffs()) {
    if (!each.is_way() || !answers.outside().may_lead(each, node)) continue;
    for (const model::Listener& one : each.gateway->listeners) add({one.protocols, one.ports});
  }
  return found;
}

class Flows {
 public:
  Flows(const Answers& answers, const FlowFilter& filter, const EndFilter& is_end)
      : answers_(answers), filter_(filter), is_end_(is_end) {}

  std::vector<ReachAnswer> all(const std::set<std::string>& services) {
    const End internet = *answers_.end_of(std::string(kInternetName));
    const std::size_t most = most_ends(answers_);
    std::vector<End> sources{internet};
    for (const Node* each : answers_.ends()) {
      has_ipv6_ |= each->has_ipv6;
      End end = answers_.end_of(*each);
      if (!is_end_ || is_end_(end.name)) sources.push_back(std::move(end));
      if (sources.size() > most) break;
    }
    for (const End& from : sources) {
      for (const End& to : sources) {
        if (&from == &to || !opens(from, to) || !filter_(from, to)) continue;
        if (to.node != nullptr) to_node(from, to);
        if (to.node == nullptr) ask(from, to, {});
      }
      if (from.node == nullptr || from.node->kind == NodeKind::kGateway) to_open_stores(from);
      if (from.node == nullptr || from.node->kind != NodeKind::kWorkload) continue;
      for (const std::string& each : services) {
        const End to = Answers::end_of_service(each);
        if (filter_(from, to)) ask(from, to, {});
      }
      for (const cfn::Resource* each : answers_.access().stores()) {
        const End to = answers_.end_of(*each);
        if (filter_(from, to)) to_store(from, to);
      }
    }
    return std::move(found_);
  }

 private:
  /// A balancer opens connections to its targets alone, and a store answers; what a store could
  /// send out is shown.
  static bool opens(const End& from, const End& to) {
    if (from.node == nullptr || from.node->kind == NodeKind::kWorkload) return true;
    const bool hands_on =
        from.node->kind == NodeKind::kBalancer || from.node->kind == NodeKind::kGateway;
    return hands_on == (to.node != nullptr);
  }

  /// What lets anyone in, or those who come through a gateway.
  void to_open_stores(const End& from) {
    for (const cfn::Resource* each : answers_.access().stores()) {
      const End to = answers_.end_of(*each);
      if (filter_(from, to)) add(answers_.answer(from, to, {.ways = &ways_}, false));
    }
  }

  /// Functions are called by gateways, or through the API of Lambda.
  void to_function(const End& from, const End& to) {
    if (from.node == nullptr || from.node->kind == NodeKind::kGateway) {
      add(answers_.answer(from, to, {.ways = &ways_}, false));
    } else if (from.node->kind == NodeKind::kWorkload) {
      const std::size_t before = found_.size();
      to_store(from, answers_.as_service(to));
      // Whose role is not known could call all of them.
      if (found_.size() != before && !found_.back().assumptions.empty()) found_.pop_back();
    }
  }

  void to_node(const End& from, const End& to) {
    if (is_function(*to.node)) return to_function(from, to);
    auto [known, is_new] = services_.try_emplace(to.node);
    if (is_new) known->second = services_of(answers_, *to.node);
    for (const Service& each : known->second) ask(from, to, each);
  }

  /// All stores of a service are behind the same network.
  void to_store(const End& from, const End& to) {
    auto [known, is_new] = to_services_.try_emplace({from.node, to.service});
    if (is_new) {
      End service = to;
      service.name = "aws:" + to.service;
      service.store = nullptr;
      const Asked asked{.ways = &ways_};
      known->second = answers_.network_answer(from, service, asked, false);
    }
    ReachAnswer answer = known->second;
    if (!answer.is_reachable) return;
    answer.to = to.name;
    answer.path.back().hop = to.name;
    answers_.access().judge(*from.node, to, answer);
    if (answer.is_reachable) found_.push_back(std::move(answer));
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
      add(answers_.answer(from, to, asked, false));
    }
  }

  void add(ReachAnswer answer) {
    if (!answer.is_reachable) return;
    const bool is_new =
        known_.insert({answer.from, answer.to, answer.family, answer.traffic}).second;
    if (is_new) found_.push_back(std::move(answer));
  }

  const Answers& answers_;
  const FlowFilter& filter_;
  const EndFilter& is_end_;
  bool has_ipv6_ = false;
  Ways ways_;
  std::map<const Node*, std::vector<Service>> services_;
  std::map<std::pair<const Node*, std::string>, ReachAnswer> to_services_;
  std::set<std::tuple<std::string, std::string, std::string, std::string>> known_;
  std::vector<ReachAnswer> found_;
};

}  // namespace

std::set<std::string> services_of(const Answers& answers) {
  std::set<std::string> services;
  for (const model::Endpoint& each : answers.network().endpoints()) {
    if (each.offer == nullptr) services.insert("aws:" + each.service);
  }
  return services;
}

std::size_t count_ends(const Answers& answers) { return answers.ends().size(); }

std::size_t most_ends(const Answers& answers) {
  std::size_t ends = 0;
  std::size_t rules = 0;
  for (const Node* each : answers.ends()) {
    for (const model::SecurityGroup* group : each->groups) {
      rules += group->ingress.size() + group->egress.size();
    }
    if (++ends > kMostEnds) break;
    if (ends > 2 && ends * rules > kMostRulesAsked) return ends - 1;
  }
  return kMostEnds;
}

std::vector<ReachAnswer> flows_of(const Answers& answers, const std::set<std::string>& services,
                                  const FlowFilter& filter, const EndFilter& is_end) {
  return Flows(answers, filter, is_end).all(services);
}

std::vector<ReachAnswer> reachable_flows(const cfn::Template& stack, const ReachOptions& options,
                                         Diagnostics* cut) {
  const Answers answers(stack, options);
  const std::size_t count = count_ends(answers);
  const std::size_t most = most_ends(answers);
  if (cut != nullptr && count > most) {
    cut->warning("ARC0975", {},
                 fmt::format("flows of {} of {} ends are not listed", grouped(count - most),
                             grouped(count)))
        .fix = "check one flow with --from and --to";
  }
  return flows_of(answers, services_of(answers), [](const End&, const End&) { return true; });
}

}  // namespace archsynth::analysis
