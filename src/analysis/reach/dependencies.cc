#include "dependencies.h"

#include <algorithm>
#include <charconv>
#include <functional>
#include <iterator>
#include <utility>

#include "support/sha256.h"

namespace archsynth::analysis {
namespace {

using model::Node;
using model::Place;

/// Writes parts of a network one after the other, each with an end that no text of a template has.
class Writer {
 public:
  explicit Writer(const model::Network& network) : network_(network) {}

  std::string take() { return std::exchange(out_, {}); }

  void add(std::string_view text) {
    out_ += text;
    out_ += '\x1f';
  }
  void add(const std::string& text) { add(std::string_view(text)); }
  void add(bool value) { add(std::string_view(value ? "1" : "0")); }
  void add(std::uint64_t value) {
    char text[16];
    add(std::string_view(text, std::to_chars(text, std::end(text), value, 16).ptr));
  }
  void add(std::optional<bool> value) { add(std::string_view(!value ? "?" : *value ? "1" : "0")); }
  void add(const model::Range& range) {
    for (const model::Number& each : {range.first, range.last}) {
      if (each.high != 0) add(each.high);
      add(each.low);
    }
    out_ += '\x1e';
  }
  void add(const model::Block& block) {
    add(static_cast<std::uint64_t>(block.family));
    add(block.addresses);
    add(static_cast<std::uint64_t>(block.prefix));
  }
  void add(const Place& place) {
    for (const std::string* each :
         {&place.name, &place.property, &place.text, &place.assumption, &place.resource}) {
      add(*each);
    }
  }
  template <typename T>
  void add(const std::vector<T>& all) {
    add(static_cast<std::uint64_t>(all.size()));
    for (const T& each : all) add(each);
  }

  void add(const model::GroupRule& rule) {
    add(rule.place);
    add(rule.protocols);
    add(rule.ports);
    add(rule.blocks);
    if (rule.group != nullptr) add(rule.group->place.id());
  }
  /// Many nodes are in one group.
  void add(const model::SecurityGroup* group) {
    add_digest(group, [&] {
      add(group->place);
      add(group->vpc);
      add(group->is_default);
      add(group->is_known);
      add(group->ingress);
      add(group->egress);
    });
  }
  void add(const model::AclEntry& entry) {
    add(entry.place);
    add(entry.is_allowed);
    add(entry.protocols);
    add(entry.ports);
    add(entry.block);
  }
  void add(const model::Vpc& vpc) {
    add(vpc.name);
    add(vpc.is_known);
    add(vpc.blocks);
    add(vpc.internet_gateways);
    add(vpc.resolves_names);
    add(vpc.resolver);
  }
  /// A subnet but for its routes.
  void add_place_of(const model::Subnet& subnet) {
    add(subnet.place);
    if (subnet.vpc != nullptr) add(*subnet.vpc);
    add(subnet.blocks);
    add(subnet.has_known_blocks);
    add(subnet.gives_public_addresses);
    add(subnet.zone);
    if (subnet.acl == nullptr) return;
    add(subnet.acl->place);
    add(subnet.acl->ingress);
    add(subnet.acl->egress);
  }
  void add(const model::Subnet* subnet) {
    add_digest(subnet, [&] {
      add_place_of(*subnet);
      if (subnet->table == nullptr) return;
      add(subnet->table->place);
      add(subnet->table->is_known);
      for (const model::Route& each : subnet->table->routes) {
        add_route(each);
        const model::Nat* nat = network_.nat(each.gateway);
        if (nat != nullptr) add_nat(*nat);
      }
    });
  }
  void add(const model::Listener& listener) {
    add(listener.place);
    add(listener.protocols);
    add(listener.ports);
  }
  void add(const model::Forward& forward) {
    add(forward.listener);
    add(forward.group);
    add(forward.port);
    add(forward.protocol);
    if (forward.target != nullptr) add(forward.target->place.id());
    add(forward.target_place);
    add(forward.target_ports);
    add(forward.health_ports.has_value());
    if (forward.health_ports) add(*forward.health_ports);
    add(forward.keeps_client);
    add(forward.crosses_zones);
    add(static_cast<std::uint64_t>(forward.family));
  }
  void add(const Node& node) {
    add(node.place);
    add(static_cast<std::uint64_t>(node.kind));
    add(node.type);
    add(node.subnets);
    add(node.groups);
    add(node.is_public);
    add(node.public_place);
    add(node.listeners);
    add(node.forwards);
    add(node.has_ipv6);
    add(node.six_place);
    add(node.service);
    for (const Node* each : node.interfaces) add(*each);
  }
  /// With the balancers that hand connections on to it, and those before them.
  void add_behind_balancers(const Node& node, int balancers = 0) {
    balancers == 0 ? add(node) : add_digest(&node, [&] { add(node); });
    if (balancers > 1) return;
    const Node* last = nullptr;
    for (const model::Handover& each : network_.handovers_to(node)) {
      if (each.balancer != last) add_behind_balancers(*each.balancer, balancers + 1);
      last = each.balancer;
    }
  }
  void add(const model::Endpoint& endpoint) {
    add(endpoint.place);
    add(endpoint.service);
    if (endpoint.vpc != nullptr) add(*endpoint.vpc);
    if (endpoint.node != nullptr) add(*endpoint.node);
    for (const model::RouteTable* each : endpoint.tables) add(each->place);
    add(endpoint.has_private_dns);
  }
  void add(const model::Join& join) {
    add(join.gateway);
    add(join.vpcs);
    add(join.is_transit);
    add(std::vector<std::string>(join.hidden.begin(), join.hidden.end()));
    add(join.groups_assumption);
    add(join.assumption);
    for (const model::Join::Refusal& each : join.refusals) {
      add(each.from);
      add(each.to);
      add(each.place);
    }
    for (const auto& [subnet, place] : join.attached) {
      add_place_of(*subnet);
      add(place);
    }
  }

 private:
  /// The digest of what is written about a thing that many others have.
  void add_digest(const void* thing, const std::function<void()>& write) {
    const auto [known, is_new] = digests_.try_emplace(thing);
    if (is_new) {
      const std::string before = take();
      write();
      known->second = sha256_base64(take());
      out_ = before;
    }
    add(known->second);
  }
  void add_route(const model::Route& route) {
    add(route.place);
    add(route.hop);
    add(static_cast<std::uint64_t>(route.way));
    add(route.blocks);
    add(route.gateway);
    add(route.has_known_gateway);
  }
  void add_nat(const model::Nat& nat) {
    add(nat.place);
    add(nat.is_regional);
    add(nat.is_public);
    if (nat.vpc != nullptr) add(*nat.vpc);
    if (nat.subnet == nullptr) return;
    add_place_of(*nat.subnet);
    if (nat.subnet->table == nullptr) return;
    add(nat.subnet->table->is_known);
    for (const model::Route& each : nat.subnet->table->routes) add_route(each);
  }

  const model::Network& network_;
  std::string out_;
  std::map<const void*, std::string> digests_;
};

}  // namespace

Dependencies::Dependencies(const Answers& answers) {
  Writer writer(answers.network());
  for (const model::Join& each : answers.network().joins()) writer.add(each);
  bool has_ipv6 = false;
  for (const Node* each : answers.ends()) has_ipv6 |= each->has_ipv6;
  writer.add(has_ipv6);
  common_ = writer.take();
  add_nodes(answers);
  add_services(answers);
}

void Dependencies::add_nodes(const Answers& answers) {
  Writer writer(answers.network());
  for (const Node* each : answers.ends()) {
    writer.add_behind_balancers(*each);
    const std::string name = answers.shown(*each);
    ends_[name] += writer.take();
    if (each->kind == model::NodeKind::kWorkload) {
      callers_[name] += answers.access().basis_of_workload(each->place.name);
    }
  }
  for (const model::Handoff& each : answers.outside().handoffs()) {
    for (const Place* place : {&each.gateway->place, &each.place, &each.problem}) {
      writer.add(*place);
    }
    writer.add(each.assumption);
    writer.add(each.is_signed);
    writer.add(each.takes_signed);
    // Ways into a network may lead anywhere.
    if (each.is_way()) {
      for (const Node* node : {each.gateway, each.door, each.next}) {
        if (node != nullptr) writer.add(*node);
      }
      common_ += writer.take();
      continue;
    }
    const std::string text = writer.take();
    ends_[answers.shown(*each.gateway)] += text;
    if (const auto target = answers.end_of(each.target->id.str())) ends_[target->name] += text;
  }
}

void Dependencies::add_services(const Answers& answers) {
  std::map<std::string, std::string> services;
  const std::string keys = answers.access().basis_of_keys();
  for (const model::Endpoint& each : answers.network().endpoints()) {
    Writer writer(answers.network());
    writer.add(each);
    writer.add(answers.access().basis_of_endpoint(each.place.id()));
    services[each.service] += writer.take();
  }
  for (const cfn::Resource* each : answers.access().stores()) {
    const End end = answers.end_of(*each);
    ends_[end.name] += keys + services[end.service] + answers.access().basis_of(*each);
  }
  for (const auto& [service, text] : services) ends_["aws:" + service] = text;
}

std::set<std::string> changed_names(const Dependencies::Texts& old,
                                    const Dependencies::Texts& now) {
  std::vector<Dependencies::Texts::value_type> differing;
  std::set_symmetric_difference(old.begin(), old.end(), now.begin(), now.end(),
                                std::back_inserter(differing));
  std::set<std::string> names;
  for (const auto& [name, text] : differing) names.insert(name);
  return names;
}

}  // namespace archsynth::analysis
