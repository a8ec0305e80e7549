// Security groups and network ACLs.

#include <fmt/format.h>

#include <algorithm>

#include "archsynth/support/text.h"
#include "model/network/node_types.h"

namespace archsynth::model {
namespace {

/// The ports of a rule. Types and codes of ICMP are not told apart.
Range ports_between(const Lookup& lookup, const Range& protocols, const cfn::Value* from,
                    const cfn::Value* to) {
  const bool has_ports = protocols == Range{kTcp, kTcp} || protocols == Range{kUdp, kUdp};
  const auto first = lookup.number(from);
  const auto last = lookup.number(to);
  if (!has_ports || !first || *first < 0) return kAllPorts;
  const std::int64_t end = last.value_or(*first);
  if (end < *first) return {1, 0};
  return {static_cast<std::uint64_t>(*first),
          static_cast<std::uint64_t>(std::min<std::int64_t>(end, 65535))};
}

Range protocols_in(const Lookup& lookup, const cfn::Value* value) {
  const int number = protocol_number(lookup.text(value).value_or("-1"));
  return number < 0 ? kAllProtocols
                    : Range{static_cast<std::uint64_t>(number), static_cast<std::uint64_t>(number)};
}

/// Where the peer of a rule stands.
struct PeerProperty {
  std::string_view ingress;
  std::string_view egress;
  bool is_group;
};

constexpr PeerProperty kPeers[] = {
    {"CidrIp", "CidrIp", false},
    {"CidrIpv6", "CidrIpv6", false},
    {"SourceSecurityGroupId", "DestinationSecurityGroupId", true},
    {"SourceSecurityGroupName", "", true},
    {"SourcePrefixListId", "DestinationPrefixListId", false},
};

void assume_more(std::string& assumption, const std::string& more) {
  if (more.empty()) return;
  if (!assumption.empty()) assumption += "; ";
  assumption += more;
}

GroupRule everything(const Place& group, const std::string& text) {
  GroupRule rule;
  rule.place = {group.name, {}, text, {}, {}, group.resource};
  rule.blocks = {all_addresses(Family::kIpv4), all_addresses(Family::kIpv6)};
  return rule;
}

}  // namespace

SecurityGroup& Network::group(const cfn::Value* value) {
  const auto* att = value->get_if<cfn::GetAtt>();
  const cfn::Resource* vpc_resource = lookup_.target(value, "AWS::EC2::VPC");
  const bool is_default = att != nullptr && vpc_resource != nullptr;
  const std::string name = is_default
                               ? fmt::format("default security group of {}", vpc_resource->id.str())
                               : lookup_.name(value);
  auto& found = group_by_name_[name];
  if (found != nullptr) return *found;
  found = &groups_.emplace_back(SecurityGroup{.place = {name}});
  if (is_default) {
    found->is_default = true;
    found->vpc = vpc_resource->id.str();
    found->place.origin = vpc_resource->origin;
    found->place.resource = found->vpc;
    add_rules_among_members(*found);
  } else if (const cfn::Resource* cluster = lookup_.target(value, kClusterOfPods)) {
    found->place.name = fmt::format("cluster security group of {}", cluster->id.str());
    found->place.origin = cluster->origin;
    found->place.resource = cluster->id.str();
    add_rules_among_members(*found);
  } else if (const cfn::Resource* made = lookup_.find(name);
             made == nullptr || made->type != "AWS::EC2::SecurityGroup") {
    found->is_known = false;
    found->place.assumption = fmt::format("security group {} allows the traffic", quoted(name));
  }
  return *found;
}

/// All from its own members, and all out:
/// https://docs.aws.amazon.com/vpc/latest/userguide/default-security-group.html
/// https://docs.aws.amazon.com/eks/latest/userguide/sec-group-reqs.html
void Network::add_rules_among_members(SecurityGroup& group) {
  GroupRule own = everything(group.place, "allows all traffic from its own members");
  own.blocks.clear();
  own.group = &group;
  group.ingress.push_back(std::move(own));
  group.egress.push_back(everything(group.place, "allows all outbound traffic"));
}

const SecurityGroup* Network::security_group(std::string_view name) const {
  const auto found = group_by_name_.find(name);
  return found == group_by_name_.end() ? nullptr : found->second;
}

void Network::add_groups() {
  for (const cfn::Resource* each : lookup_.of("AWS::EC2::SecurityGroup")) {
    SecurityGroup& made = groups_.emplace_back();
    made.place = {each->id.str(), {}, {}, each->origin, {}};
    made.vpc = lookup_.name(view::property(*each, {"VpcId"}));
    made.ingress_origin = origin_of(*each, "SecurityGroupIngress");
    made.egress_origin = origin_of(*each, "SecurityGroupEgress");
    group_by_name_[each->id.str()] = &made;
  }
  for (const cfn::Resource* each : lookup_.of("AWS::EC2::SecurityGroup")) {
    SecurityGroup& made = *group_by_name_[each->id.str()];
    add_group_rules(*each, view::property(*each, {"SecurityGroupIngress"}), true, made);
    add_group_rules(*each, view::property(*each, {"SecurityGroupEgress"}), false, made);
  }
  add_separate_rules();
  // "When you create a security group, if you do not add egress rules, we add egress rules that
  // allow all outbound IPv4 and IPv6 traffic."
  // https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-securitygroup.html
  // A rule of its own resource removes that default as well: aws/aws-cdk#987.
  for (SecurityGroup& each : groups_) {
    if (!each.is_known || !each.egress.empty()) continue;
    each.egress.push_back(everything(each.place, "allows all outbound traffic by default"));
    each.egress.back().place.origin = each.place.origin;
  }
}

void Network::add_group_rules(const cfn::Resource& resource, const cfn::Value* rules,
                              bool is_ingress, SecurityGroup& group) {
  for (const Item& each : lookup_.items(rules)) {
    const cfn::Map* rule = each.value->map();
    if (rule == nullptr) continue;
    const std::size_t before = is_ingress ? group.ingress.size() : group.egress.size();
    add_group_rule(resource, *rule, each.value->origin(), is_ingress, group);
    auto& all = is_ingress ? group.ingress : group.egress;
    for (std::size_t i = before; i < all.size(); ++i) {
      assume_more(all[i].place.assumption, each.assumption);
    }
  }
}

void Network::add_separate_rules() {
  for (const bool is_ingress : {true, false}) {
    for (const cfn::Resource* each : lookup_.of(is_ingress ? "AWS::EC2::SecurityGroupIngress"
                                                           : "AWS::EC2::SecurityGroupEgress")) {
      const char* holder = view::property(*each, {"GroupId"}) != nullptr ? "GroupId" : "GroupName";
      for (const Item& group_item : lookup_.at(*each, holder)) {
        SecurityGroup& to = group(group_item.value);
        add_group_rule(*each, each->properties, each->origin, is_ingress, to);
      }
    }
  }
}

void Network::add_group_rule(const cfn::Resource& resource, const cfn::Map& rule,
                             const Origin& origin, bool is_ingress, SecurityGroup& group) {
  GroupRule made;
  made.protocols = protocols_in(lookup_, rule.find("IpProtocol"));
  made.ports = ports_between(lookup_, made.protocols, rule.find("FromPort"), rule.find("ToPort"));
  made.place = {group.place.name,
                is_ingress ? "SecurityGroupIngress" : "SecurityGroupEgress",
                {},
                origin.is_stated() ? origin : resource.origin,
                existence_of(resource),
                group.place.resource};
  for (const PeerProperty& peer : kPeers) {
    const std::string_view property = is_ingress ? peer.ingress : peer.egress;
    for (const Item& each : lookup_.items(rule.find(property))) {
      GroupRule one = made;
      const std::string name = lookup_.name(each.value);
      one.place.text = fmt::format("allows {} {} {}", service_text(made.protocols, made.ports),
                                   is_ingress ? "from" : "to", name);
      assume_more(one.place.assumption, each.assumption);
      const cfn::Resource* list = lookup_.target(each.value, "AWS::EC2::PrefixList");
      if (peer.is_group) {
        one.group = &this->group(each.value);
      } else if (list != nullptr) {
        one.blocks = prefix_list(*list);
      } else if (one.blocks = blocks_of(each.value); one.blocks.empty()) {
        assume_more(one.place.assumption, fmt::format("{} contains the address", quoted(name)));
        one.blocks = {all_addresses(Family::kIpv4), all_addresses(Family::kIpv6)};
      }
      (is_ingress ? group.ingress : group.egress).push_back(std::move(one));
    }
  }
}

void Network::add_acls() {
  for (const cfn::Resource* each : lookup_.of("AWS::EC2::NetworkAcl")) {
    Acl& made = acls_.emplace_back();
    made.place = {each->id.str(), {}, {}, each->origin, {}};
    acl_by_name_[each->id.str()] = &made;
  }
  for (const cfn::Resource* each : lookup_.of("AWS::EC2::NetworkAclEntry")) add_acl_entry(*each);
  for (Acl& each : acls_) {
    for (auto* entries : {&each.ingress, &each.egress}) {
      std::stable_sort(entries->begin(), entries->end(),
                       [](const auto& a, const auto& b) { return a.number < b.number; });
    }
  }
}

void Network::add_acl_entry(const cfn::Resource& resource) {
  const auto found = acl_by_name_.find(lookup_.name(view::property(resource, {"NetworkAclId"})));
  if (found == acl_by_name_.end()) return;
  AclEntry entry;
  entry.number = lookup_.number(view::property(resource, {"RuleNumber"})).value_or(32766);
  entry.is_allowed = lookup_.text(view::property(resource, {"RuleAction"})) != "deny";
  entry.protocols = protocols_in(lookup_, view::property(resource, {"Protocol"}));
  entry.ports =
      ports_between(lookup_, entry.protocols, view::property(resource, {"PortRange", "From"}),
                    view::property(resource, {"PortRange", "To"}));
  const bool is_six = view::property(resource, {"CidrBlock"}) == nullptr;
  const cfn::Value* block = view::property(resource, {is_six ? "Ipv6CidrBlock" : "CidrBlock"});
  const std::string name = lookup_.name(block);
  const std::vector<Block> known = blocks_of(block);
  std::string assumption = existence_of(resource);
  if (known.empty()) {
    assume_more(assumption, fmt::format("{} contains the address", quoted(name)));
  }
  entry.block =
      known.empty() ? all_addresses(is_six ? Family::kIpv6 : Family::kIpv4) : known.front();
  entry.place = {found->first, "RuleAction", {}, resource.origin, assumption, resource.id.str()};
  entry.place.text =
      fmt::format("entry {} {} {} {}", entry.number, entry.is_allowed ? "allows" : "denies",
                  service_text(entry.protocols, entry.ports), name);
  // A refusal that is not certain is left out, and said to be.
  if (!entry.is_allowed && !assumption.empty()) {
    assume_more(found->second->place.assumption,
                fmt::format("entry {} of {} does not apply", entry.number, quoted(found->first)));
    return;
  }
  const bool is_out = lookup_.truth(view::property(resource, {"Egress"})).value_or(false);
  (is_out ? found->second->egress : found->second->ingress).push_back(std::move(entry));
}

}  // namespace archsynth::model
