// Layer 2: the rules of security groups.

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>

#include "answers.h"
#include "archsynth/support/text.h"

namespace archsynth::analysis {
namespace {

using model::Node;
using model::NodeKind;

/// A rule, within its group or a resource of its own.
struct FlatRule {
  const cfn::Resource& owner;
  const cfn::Resource* group;
  const cfn::Map& map;
  Origin origin;
};

using VisitRule = std::function<void(const FlatRule&)>;

void each_rule(const AuditedStack& stack, bool is_ingress, const VisitRule& visit) {
  const char* within = is_ingress ? "SecurityGroupIngress" : "SecurityGroupEgress";
  for (const cfn::Resource* group : stack.view.of("AWS::EC2::SecurityGroup")) {
    for (const cfn::Value* each : stack.view.items(property(*group, {within})).values) {
      if (each->map() != nullptr) visit({*group, group, *each->map(), each->origin()});
    }
  }
  const char* type =
      is_ingress ? "AWS::EC2::SecurityGroupIngress" : "AWS::EC2::SecurityGroupEgress";
  for (const cfn::Resource* each : stack.view.of(type)) {
    const cfn::Resource* group = stack.view.target(property(*each, {"GroupId"}));
    visit({*each, group, each->properties, each->origin});
  }
}

/// Which addresses a rule is about.
enum class Source { kLimited, kUnknown, kAnywhere };

struct SourceOfRule {
  Source is = Source::kLimited;
  std::string text{};  ///< `anywhere`, or the block
  Origin at{};
};

/// Whether a block of addresses of the internet is larger than those that one owner has.
/// Source: https://www.iana.org/assignments/ipv4-address-space/ipv4-address-space.xhtml
bool is_of_many_owners(const std::string& text) {
  const auto block = model::block_of(text);
  constexpr int kLargest = 8;
  constexpr int kLargestIpv6 = 16;
  if (!block || block->prefix >= (block->family == model::Family::kIpv4 ? kLargest : kLargestIpv6))
    return false;
  const auto& all = model::public_addresses(block->family);
  return std::any_of(all.begin(), all.end(), [&](const model::Block& each) {
    return block->addresses.overlaps(each.addresses);
  });
}

/// Takes the wider of what was found and a block of addresses.
void widen(SourceOfRule& found, const View& view, const cfn::Value& block, const Origin& at) {
  const auto text = view.text(&block);
  if (found.is == Source::kAnywhere) return;
  if (is_every_address(text)) {
    found = {Source::kAnywhere, "anywhere", at};
  } else if (text && is_of_many_owners(*text)) {
    found = {Source::kAnywhere, *text, at};
  } else if (!text || found.is == Source::kLimited) {
    found = {text ? Source::kLimited : Source::kUnknown, {}, at};
  }
}

/// What the entries of a prefix list admit; those of one outside of the template are not known.
void widen_by_list(SourceOfRule& found, const View& view, const cfn::Value& id, const Origin& at) {
  const cfn::Resource* list = view.target(&id, "AWS::EC2::PrefixList");
  if (list == nullptr && found.is == Source::kLimited) found = {Source::kUnknown, {}, at};
  if (list == nullptr) return;
  const Items entries = view.items(property(*list, {"Entries"}));
  if (!entries.complete && found.is == Source::kLimited) found = {Source::kUnknown, {}, at};
  for (const cfn::Value* each : entries.values) {
    if (const cfn::Value* block = member(each, {"Cidr"})) widen(found, view, *block, at);
  }
}

SourceOfRule source_of(const View& view, const FlatRule& rule) {
  SourceOfRule found{Source::kLimited, {}, rule.origin};
  for (const char* key : {"CidrIp", "CidrIpv6", "SourcePrefixListId"}) {
    const cfn::Value* value = rule.map.find(key);
    if (value == nullptr || is_no_value(*value)) continue;
    const Origin& at = first_known(value->origin(), rule.origin);
    if (key == std::string_view("SourcePrefixListId"))
      widen_by_list(found, view, *value, at);
    else
      widen(found, view, *value, at);
  }
  return found;
}

constexpr std::string_view kLimitedSource = "the rule does not admit every address";
constexpr std::string_view kUnknownSource = "the addresses are known at deployment";

struct Ports {
  bool is_known = false;
  bool is_all = false;
  int from = 0;
  int to = 0;
  bool holds(int port) const { return is_all || (from <= port && port <= to); }
  std::string text() const {
    return is_all       ? "all ports"
           : from == to ? fmt::format("port {}", from)
                        : fmt::format("ports {} to {}", from, to);
  }
};

Ports ports_of(const View& view, const cfn::Map& rule) {
  const auto protocol = view.text(rule.find("IpProtocol"));
  if (protocol == "-1") return {true, true, 0, 65535};
  const auto from = view.number(rule.find("FromPort"));
  const auto to = view.number(rule.find("ToPort"));
  if (!protocol || !from || !to) return {};
  if (*from < 0 && *to < 0) return {true, true, 0, 65535};
  return {true, false, static_cast<int>(*from), static_cast<int>(*to)};
}

void check_administration(const AuditedStack& stack, AuditAnswers& to) {
  each_rule(stack, true, [&](const FlatRule& rule) {
    const SourceOfRule source = source_of(stack.view, rule);
    if (source.is == Source::kLimited)
      return to.pass(rule.owner, "CidrIp", std::string(kLimitedSource), rule.origin);
    const Ports ports = ports_of(stack.view, rule.map);
    if (!ports.is_known)
      return to.unknown(rule.owner, "FromPort", "its ports are known at deployment");
    const bool is_open = ports.holds(22) || ports.holds(3389);
    if (is_open && source.is == Source::kUnknown)
      return to.unknown(rule.owner, "CidrIp", std::string(kUnknownSource), source.at);
    to.answer(!is_open, rule.owner, "FromPort",
              source.is == Source::kUnknown ? "the rule does not admit ports 22 and 3389"
                                            : fmt::format("{} from {}", ports.text(), source.text),
              source.at);
  });
}

/// Why a rule for the whole internet is meant: only public load balancers that listen there are in
/// the group. Empty: it is not.
std::string meant_for(const AuditedStack& stack, const FlatRule& rule, const Ports& ports) {
  if (rule.group == nullptr || ports.is_all) return {};
  std::vector<std::string> balancers;
  for (const Node& node : stack.network.nodes()) {
    const bool is_in = std::any_of(
        node.groups.begin(), node.groups.end(),
        [&](const model::SecurityGroup* each) { return each->place.name == rule.group->id.str(); });
    if (!is_in) continue;
    const cfn::Resource* resource = stack.view.find(node.place.name);
    if (node.kind != NodeKind::kBalancer || resource == nullptr) return {};
    const Seen scheme = seen(stack.view, *resource, "Scheme");
    if (!scheme.is_absent && !scheme.is("internet-facing")) return {};
    const bool listens =
        std::any_of(node.listeners.begin(), node.listeners.end(), [&](const model::Listener& each) {
          const auto port = static_cast<std::uint64_t>(ports.from);
          return ports.from == ports.to && each.ports.contains({port, port});
        });
    if (!listens) return {};
    balancers.push_back(node.place.name);
  }
  return balancers.empty() ? std::string() : join(balancers, ", ");
}

void check_world(const AuditedStack& stack, AuditAnswers& to) {
  each_rule(stack, true, [&](const FlatRule& rule) {
    const SourceOfRule source = source_of(stack.view, rule);
    if (source.is == Source::kLimited)
      return to.pass(rule.owner, "CidrIp", std::string(kLimitedSource), rule.origin);
    const Ports ports = ports_of(stack.view, rule.map);
    if (!ports.is_known)
      return to.unknown(rule.owner, "FromPort", "its ports are known at deployment");
    const std::string meant = meant_for(stack, rule, ports);
    if (!meant.empty()) {
      return to.pass(rule.owner, "FromPort",
                     fmt::format("only {} is in it, a public load balancer with a listener on {}",
                                 meant, ports.text()),
                     rule.origin);
    }
    if (source.is == Source::kUnknown)
      return to.unknown(rule.owner, "CidrIp", std::string(kUnknownSource), source.at);
    to.fail(rule.owner, "CidrIp", fmt::format("{} from {}", ports.text(), source.text), source.at);
  });
}

void check_descriptions(const AuditedStack& stack, AuditAnswers& to) {
  for (const bool is_ingress : {true, false}) {
    each_rule(stack, is_ingress, [&](const FlatRule& rule) {
      const bool has = rule.map.contains("Description");
      to.answer(has, rule.owner, "Description",
                has ? "Description is set" : "Description is not set", rule.origin);
    });
  }
}

/// Whom a rule names; a security group where it does not name addresses.
std::string peer_of(const View& view, const cfn::Map& rule) {
  for (const char* key : {"CidrIp", "CidrIpv6"}) {
    if (const auto text = view.text(rule.find(key))) return *text;
  }
  return rule.contains("CidrIp") || rule.contains("CidrIpv6") ? "addresses of the deployment"
                                                              : "a security group or a prefix list";
}

void check_egress(const AuditedStack& stack, AuditAnswers& to) {
  for (const cfn::Resource* group : stack.view.of("AWS::EC2::SecurityGroup")) {
    const bool has_own = std::any_of(
        stack.view.of("AWS::EC2::SecurityGroupEgress").begin(),
        stack.view.of("AWS::EC2::SecurityGroupEgress").end(), [&](const cfn::Resource* each) {
          return stack.view.target(property(*each, {"GroupId"})) == group;
        });
    if (!has_own && lacks(*group, "SecurityGroupEgress")) {
      to.fail(*group, "SecurityGroupEgress",
              "SecurityGroupEgress is not set, so all outbound traffic is allowed");
    }
  }
  each_rule(stack, false, [&](const FlatRule& rule) {
    const Ports ports = ports_of(stack.view, rule.map);
    const SourceOfRule target = source_of(stack.view, rule);
    const bool has_all_ports = ports.is_known && ports.is_all;
    const bool is_all = target.is == Source::kAnywhere && has_all_ports;
    if (target.is == Source::kUnknown && has_all_ports)
      return to.unknown(rule.owner, "SecurityGroupEgress", std::string(kUnknownSource),
                        rule.origin);
    to.answer(!is_all, rule.owner, "SecurityGroupEgress",
              is_all ? "all traffic to " + target.text
                     : fmt::format("the group allows {} outbound to {}",
                                   ports.is_known ? ports.text() : "unknown ports",
                                   peer_of(stack.view, rule.map)),
              rule.origin);
  });
}

void check_ranges(const AuditedStack& stack, AuditAnswers& to) {
  each_rule(stack, true, [&](const FlatRule& rule) {
    const Ports ports = ports_of(stack.view, rule.map);
    if (!ports.is_known)
      return to.unknown(rule.owner, "FromPort", "its ports are known at deployment");
    to.answer(!ports.is_all && ports.from == ports.to, rule.owner, "FromPort",
              "the rule admits " + ports.text(), rule.origin);
  });
}

void check_store_groups(const AuditedStack& stack, AuditAnswers& to) {
  for (const Node& node : stack.network.nodes()) {
    if (node.kind != NodeKind::kStore) continue;
    const cfn::Resource* store = stack.view.find(node.place.name);
    if (store == nullptr) continue;
    bool is_known = !node.groups.empty();
    bool is_open = false;
    for (const model::SecurityGroup* group : node.groups) {
      is_known &= group->is_known;
      for (const model::GroupRule& rule : group->ingress) {
        const bool is_public =
            std::any_of(rule.blocks.begin(), rule.blocks.end(), [](const model::Block& block) {
              const auto& all = model::public_addresses(block.family);
              return std::any_of(all.begin(), all.end(), [&](const model::Block& each) {
                return block.addresses.overlaps(each.addresses);
              });
            });
        if (!is_public) continue;
        is_open = true;
        to.fail(*store, {}, fmt::format("{} admits public addresses", group->place.name),
                rule.place.origin);
      }
    }
    if (is_open) continue;
    if (is_known) {
      to.pass(*store, {}, "its security groups admit no public addresses");
    } else {
      to.unknown(*store, {}, "its security groups are not in the template");
    }
  }
}

constexpr AuditCheck kGroupChecks[] = {
    {"ARC6201", check_administration}, {"ARC6202", check_world},  {"ARC6203", check_descriptions},
    {"ARC6204", check_egress},         {"ARC6205", check_ranges}, {"ARC6206", check_store_groups},
};

}  // namespace

std::span<const AuditCheck> group_checks() { return kGroupChecks; }

}  // namespace archsynth::analysis
