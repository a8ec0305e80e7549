// Random small networks: whether the analysis agrees with an enumerator that tries every kind of
// packet by itself. The two share nothing but the template.

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "analysis/reach/paths.h"

namespace archsynth::analysis {
namespace {

using cfn::List;
using cfn::Map;
using cfn::Value;

/// An address as a number, of IPv6 its first half, and a block of them.
using SmallAddress = std::uint64_t;
struct Net {
  const char* text;
  SmallAddress first;
  int prefix;
  bool is_six = false;
  bool holds(SmallAddress address, bool six) const {
    const int rest = (is_six ? 64 : 32) - prefix;
    return six == is_six && (prefix == 0 || address >> rest == first >> rest);
  }
};

constexpr SmallAddress ip(int a, int b, int c, int d) {
  return static_cast<SmallAddress>(a) << 24 | static_cast<SmallAddress>(b) << 16 |
         static_cast<SmallAddress>(c) << 8 | static_cast<SmallAddress>(d);
}

const Net kNets[] = {{"0.0.0.0/0", 0, 0},
                     {"10.0.0.0/16", ip(10, 0, 0, 0), 16},
                     {"10.0.0.0/24", ip(10, 0, 0, 0), 24},
                     {"10.0.1.0/25", ip(10, 0, 1, 0), 25},
                     {"8.8.8.0/24", ip(8, 8, 8, 0), 24},
                     {"127.0.0.1/32", ip(127, 0, 0, 1), 32},
                     {"::/0", 0, 0, true},
                     {"2600:1::/32", 0x2600000100000000, 32, true},
                     {"2600:1:0:1::/64", 0x2600000100000001, 64, true},
                     {"2600:2::/32", 0x2600000200000000, 32, true}};
constexpr int kFirstSix = 6;
const Net& net_of(int index) { return kNets[static_cast<std::size_t>(index)]; }
const int kPorts[][2] = {{22, 22}, {80, 20000}, {443, 443}, {0, 65535}, {1024, 65535}};
/// Of every class of ports that the rules tell apart; the last two are a client's.
const int kTried[] = {22, 100, 443, 1024, 20000, 40000, 65535};

struct SmallRule {
  bool is_egress = false;
  int protocol = 6;  ///< -1: all
  int ports = 0;
  int net = 0;
  int group = -1;  ///< instead of a net
};
struct SmallGroup {
  std::vector<SmallRule> rules;
};
struct SmallEntry {
  bool is_egress = false;
  bool is_allowed = false;
  int number = 0;
  int protocol = -1;
  int ports = 0;
  int net = 0;
};
enum class SmallWay { kNone, kInternet, kNat };
enum class SixWay { kNone, kInternet, kEgressOnly };
struct SmallSubnet {
  SmallAddress first = 0;
  bool is_six = false;  ///< it has a block of both families
  bool gives_six = false;
  SixWay six_way = SixWay::kNone;
  int six_net = 0;
  bool gives_public = false;
  SmallWay way = SmallWay::kNone;
  int way_net = 0;  ///< the block of its route, the whole or 8.8.8.0/24
  bool has_acl = false;
  std::vector<SmallEntry> entries{};
};
struct SmallInterface {
  int subnet = 0;
  std::vector<int> groups{};
  bool is_own = false;  ///< a resource
  bool has_eip = false;
  bool asks_six = false;
};
using SmallNode = std::vector<SmallInterface>;
struct SmallNetwork {
  std::vector<SmallGroup> groups;
  std::vector<SmallSubnet> subnets;
  std::vector<SmallNode> nodes;
};

class Maker {
 public:
  explicit Maker(unsigned seed) : random_(seed) {}

  SmallNetwork network() {
    SmallNetwork made;
    const int groups = 1 + one_of(3);
    for (int i = 0; i < groups; ++i) made.groups.push_back({rules(groups)});
    for (int i = 0; i < 3; ++i) {
      SmallSubnet subnet{ip(10, 0, i, 0)};
      subnet.gives_public = one_of(2) == 0;
      subnet.is_six = one_of(3) != 0;
      subnet.gives_six = subnet.is_six && one_of(2) == 0;
      subnet.six_way = static_cast<SixWay>(one_of(3));
      subnet.six_net = one_of(4) == 0 ? 9 : kFirstSix;
      subnet.way = static_cast<SmallWay>(one_of(3));
      // The NAT gateway is in the first subnet.
      if (i == 0 && subnet.way == SmallWay::kNat) subnet.way = SmallWay::kInternet;
      subnet.way_net = one_of(4) == 0 ? 4 : 0;
      subnet.has_acl = one_of(4) == 0;
      for (int e = one_of(6); subnet.has_acl && e > 0; --e) subnet.entries.push_back(entry(e));
      made.subnets.push_back(std::move(subnet));
    }
    for (int i = 0; i < 2; ++i) {
      SmallNode node{interface(groups)};
      node[0].is_own = one_of(3) == 0;
      if (one_of(4) == 0) node.push_back(interface(groups));
      if (node.size() > 1) node[1].is_own = true;
      made.nodes.push_back(std::move(node));
    }
    return made;
  }

  int one_of(int count) { return static_cast<int>(random_() % static_cast<unsigned>(count)); }

 private:
  int protocol() { return std::array{6, 17, -1}[static_cast<std::size_t>(one_of(3))]; }

  SmallInterface interface(int groups) {
    SmallInterface made{one_of(3), {one_of(groups)}};
    if (one_of(3) == 0) made.groups.push_back(one_of(groups));
    made.has_eip = one_of(3) == 0;
    made.asks_six = one_of(2) == 0;
    return made;
  }

  /// All of them more often than one.
  int ports() { return one_of(2) == 0 ? 3 : one_of(5); }
  int net(int count) {
    if (one_of(2) == 0) return one_of(2) == 0 ? 0 : kFirstSix;
    return one_of(2) == 0 ? kFirstSix + one_of(4) : one_of(count);
  }

  std::vector<SmallRule> rules(int groups) {
    std::vector<SmallRule> made;
    for (int i = 1 + one_of(5); i > 0; --i) {
      made.push_back(
          {one_of(2) == 0, protocol(), one_of(5), net(6), one_of(3) == 0 ? one_of(groups) : -1});
    }
    return made;
  }

  SmallEntry entry(int number) {
    return {one_of(2) == 0, one_of(4) != 0, number * 10, protocol(), ports(), net(5)};
  }

  std::mt19937 random_;
};

// ---- the template of such a network

std::string name(const char* of, int index) { return of + std::to_string(index); }
Value ref_to(const std::string& id) { return cfn::ref(cfn::LogicalId(id)); }

cfn::Resource resource(const std::string& id, const char* type, Map properties) {
  cfn::Resource made;
  made.id = cfn::LogicalId(id);
  made.type = type;
  made.properties = std::move(properties);
  return made;
}

Map ports_of(int protocol, int ports, const char* from, const char* to) {
  if (protocol == -1) return {};
  const auto& range = kPorts[static_cast<std::size_t>(ports)];
  return Map{{from, range[0]}, {to, range[1]}};
}

Value rule_value(const SmallRule& rule) {
  Map made = ports_of(rule.protocol, rule.ports, "FromPort", "ToPort");
  made.set("IpProtocol", std::to_string(rule.protocol));
  if (rule.group < 0) {
    made.set(net_of(rule.net).is_six ? "CidrIpv6" : "CidrIp", net_of(rule.net).text);
  } else {
    made.set(rule.is_egress ? "DestinationSecurityGroupId" : "SourceSecurityGroupId",
             ref_to(name("Group", rule.group)));
  }
  return made;
}

void add_subnet(const SmallSubnet& subnet, int i, std::vector<cfn::Resource>& to) {
  const std::string id = name("Subnet", i);
  const std::string block = "10.0." + std::to_string(i) + ".0/24";
  Map own{
      {"VpcId", ref_to("Vpc")}, {"CidrBlock", block}, {"MapPublicIpOnLaunch", subnet.gives_public}};
  if (subnet.is_six) own.set("Ipv6CidrBlock", "2600:1:0:" + std::to_string(i) + "::/64");
  if (subnet.gives_six) own.set("AssignIpv6AddressOnCreation", true);
  to.push_back(resource(id, "AWS::EC2::Subnet", std::move(own)));
  to.push_back(resource(name("Table", i), "AWS::EC2::RouteTable", {{"VpcId", ref_to("Vpc")}}));
  to.push_back(resource(name("InTable", i), "AWS::EC2::SubnetRouteTableAssociation",
                        {{"SubnetId", ref_to(id)}, {"RouteTableId", ref_to(name("Table", i))}}));
  if (subnet.way != SmallWay::kNone) {
    const bool is_nat = subnet.way == SmallWay::kNat;
    to.push_back(
        resource(name("Route", i), "AWS::EC2::Route",
                 {{"RouteTableId", ref_to(name("Table", i))},
                  {"DestinationCidrBlock", net_of(subnet.way_net).text},
                  {is_nat ? "NatGatewayId" : "GatewayId", ref_to(is_nat ? "Nat" : "Gateway")}}));
  }
  if (subnet.six_way != SixWay::kNone) {
    const bool is_out = subnet.six_way == SixWay::kEgressOnly;
    to.push_back(resource(name("SixRoute", i), "AWS::EC2::Route",
                          {{"RouteTableId", ref_to(name("Table", i))},
                           {"DestinationIpv6CidrBlock", net_of(subnet.six_net).text},
                           {is_out ? "EgressOnlyInternetGatewayId" : "GatewayId",
                            ref_to(is_out ? "OutGateway" : "Gateway")}}));
  }
  if (!subnet.has_acl) return;
  to.push_back(resource(name("Acl", i), "AWS::EC2::NetworkAcl", {{"VpcId", ref_to("Vpc")}}));
  to.push_back(resource(name("InAcl", i), "AWS::EC2::SubnetNetworkAclAssociation",
                        {{"SubnetId", ref_to(id)}, {"NetworkAclId", ref_to(name("Acl", i))}}));
  for (const SmallEntry& each : subnet.entries) {
    Map entry{{"NetworkAclId", ref_to(name("Acl", i))},
              {"RuleNumber", each.number},
              {"Protocol", each.protocol},
              {"Egress", each.is_egress},
              {"RuleAction", each.is_allowed ? "allow" : "deny"},
              {net_of(each.net).is_six ? "Ipv6CidrBlock" : "CidrBlock", net_of(each.net).text}};
    entry.set("PortRange", ports_of(each.protocol, each.ports, "From", "To"));
    to.push_back(resource(name("Acl", i) + name("Entry", each.number), "AWS::EC2::NetworkAclEntry",
                          std::move(entry)));
  }
}

void add_elastic_address(const std::string& id, const char* property, const std::string& of,
                         std::vector<cfn::Resource>& to) {
  to.push_back(resource(id, "AWS::EC2::EIP", {{"Domain", "vpc"}}));
  to.push_back(resource(id + "Use", "AWS::EC2::EIPAssociation",
                        {{"AllocationId", cfn::get_att(cfn::LogicalId(id), "AllocationId")},
                         {property, ref_to(of)}}));
}

void add_node(const SmallNode& node, const std::string& id, std::vector<cfn::Resource>& to) {
  Map own{{"ImageId", "ami-1"}};
  for (std::size_t i = 0; i < node.size(); ++i) {
    const SmallInterface& each = node[i];
    List groups;
    for (const int one : each.groups) groups.push_back(ref_to(name("Group", one)));
    Map place{{"SubnetId", ref_to(name("Subnet", each.subnet))}};
    place.set(each.is_own ? "GroupSet" : "SecurityGroupIds", std::move(groups));
    if (each.asks_six) place.set("Ipv6AddressCount", 1);
    const std::string interface = id + name("Interface", static_cast<int>(i));
    if (each.has_eip) {
      add_elastic_address(interface + "Ip", each.is_own ? "NetworkInterfaceId" : "InstanceId",
                          each.is_own ? interface : id, to);
    }
    if (!each.is_own) {
      for (const auto& one : place) own.set(one.key, one.value);
      continue;
    }
    to.push_back(resource(interface, "AWS::EC2::NetworkInterface", std::move(place)));
    if (i == 0) {
      own.set("NetworkInterfaces",
              List{Map{{"DeviceIndex", "0"}, {"NetworkInterfaceId", ref_to(interface)}}});
      continue;
    }
    to.push_back(resource(interface + "Use", "AWS::EC2::NetworkInterfaceAttachment",
                          {{"DeviceIndex", "1"},
                           {"InstanceId", ref_to(id)},
                           {"NetworkInterfaceId", ref_to(interface)}}));
  }
  to.push_back(resource(id, "AWS::EC2::Instance", std::move(own)));
}

std::vector<cfn::Resource> resources_of(const SmallNetwork& network) {
  std::vector<cfn::Resource> made;
  made.push_back(resource("Vpc", "AWS::EC2::VPC", {{"CidrBlock", "10.0.0.0/16"}}));
  made.push_back(resource("Gateway", "AWS::EC2::InternetGateway", {}));
  made.push_back(resource("Attachment", "AWS::EC2::VPCGatewayAttachment",
                          {{"VpcId", ref_to("Vpc")}, {"InternetGatewayId", ref_to("Gateway")}}));
  made.push_back(
      resource("OutGateway", "AWS::EC2::EgressOnlyInternetGateway", {{"VpcId", ref_to("Vpc")}}));
  made.push_back(resource("Nat", "AWS::EC2::NatGateway", {{"SubnetId", ref_to("Subnet0")}}));
  for (std::size_t i = 0; i < network.groups.size(); ++i) {
    List ingress;
    List egress;
    for (const SmallRule& each : network.groups[i].rules) {
      (each.is_egress ? egress : ingress).push_back(rule_value(each));
    }
    made.push_back(resource(name("Group", static_cast<int>(i)), "AWS::EC2::SecurityGroup",
                            {{"VpcId", ref_to("Vpc")},
                             {"SecurityGroupIngress", std::move(ingress)},
                             {"SecurityGroupEgress", std::move(egress)}}));
  }
  for (std::size_t i = 0; i < network.subnets.size(); ++i) {
    add_subnet(network.subnets[i], static_cast<int>(i), made);
  }
  for (std::size_t i = 0; i < network.nodes.size(); ++i) {
    add_node(network.nodes[i], name("Node", static_cast<int>(i)), made);
  }
  return made;
}

// ---- the enumerator

struct Packet {
  int protocol;
  int port;
  SmallAddress from;
  SmallAddress to;
  bool is_six;
};

class Enumerator {
 public:
  explicit Enumerator(const SmallNetwork& network) : network_(network) {}

  /// -1: the internet.
  bool reaches(int from, int to, int protocol, int port, bool is_six) const {
    for (const SmallInterface* source : interfaces(from)) {
      for (const SmallInterface* target : interfaces(to)) {
        for (const SmallAddress a : addresses(source, is_six)) {
          for (const SmallAddress b : addresses(target, is_six)) {
            if (passes(source, target, {protocol, port, a, b, is_six})) return true;
          }
        }
      }
    }
    return false;
  }

 private:
  /// Null for the internet.
  std::vector<const SmallInterface*> interfaces(int node) const {
    if (node < 0) return {nullptr};
    std::vector<const SmallInterface*> all;
    for (const auto& each : network_.nodes[static_cast<std::size_t>(node)]) all.push_back(&each);
    return all;
  }
  std::vector<SmallAddress> addresses(const SmallInterface* of, bool is_six) const {
    if (of == nullptr && is_six) {
      std::vector<SmallAddress> all{0x2600000200000000, 0x2600000100010000, 0x2a00000000000000};
      // That of the second subnet, where it has none of the family.
      if (!network_.subnets[1].is_six) all.push_back(0x2600000100000001);
      return all;
    }
    if (of == nullptr) return {ip(8, 8, 8, 8), ip(9, 9, 9, 9)};
    const SmallSubnet& subnet = subnet_of(*of);
    if (!is_six) return {subnet.first + 10, subnet.first + 200};
    if (!subnet.is_six || (!of->asks_six && !subnet.gives_six)) return {};
    return {0x2600000100000000 + static_cast<SmallAddress>(of->subnet)};
  }
  const SmallSubnet& subnet_of(const SmallInterface& of) const {
    return network_.subnets[static_cast<std::size_t>(of.subnet)];
  }
  bool is_public(const SmallInterface& of) const {
    return of.has_eip || (!of.is_own && subnet_of(of).gives_public);
  }

  static bool covers(int protocol, int ports, const Packet& packet) {
    if (protocol == -1) return true;
    const auto& range = kPorts[static_cast<std::size_t>(ports)];
    return protocol == packet.protocol && range[0] <= packet.port && packet.port <= range[1];
  }

  bool group_allows(const SmallInterface& owner, const SmallInterface* peer, bool is_egress,
                    const Packet& packet) const {
    for (const int index : owner.groups) {
      const auto& rules = network_.groups[static_cast<std::size_t>(index)].rules;
      const bool has_egress = std::any_of(rules.begin(), rules.end(),
                                          [](const SmallRule& each) { return each.is_egress; });
      if (is_egress && !has_egress) return true;
      for (const SmallRule& each : rules) {
        if (each.is_egress != is_egress || !covers(each.protocol, each.ports, packet)) continue;
        const SmallAddress other = is_egress ? packet.to : packet.from;
        if (each.group < 0 && net_of(each.net).holds(other, packet.is_six)) return true;
        if (each.group < 0 || peer == nullptr) continue;
        const auto& groups = peer->groups;
        if (std::find(groups.begin(), groups.end(), each.group) != groups.end()) return true;
      }
    }
    return false;
  }

  static bool acl_allows(const SmallSubnet& subnet, bool is_egress, const Packet& packet) {
    if (!subnet.has_acl) return true;
    const SmallEntry* first = nullptr;
    for (const SmallEntry& each : subnet.entries) {
      const SmallAddress other = is_egress ? packet.to : packet.from;
      if (each.is_egress != is_egress || !covers(each.protocol, each.ports, packet) ||
          !net_of(each.net).holds(other, packet.is_six)) {
        continue;
      }
      if (first == nullptr || each.number < first->number) first = &each;
    }
    return first != nullptr && first->is_allowed;
  }

  /// Into or out of a subnet, with an answer to some port of the client.
  static bool crosses(const SmallSubnet& subnet, bool is_egress, const Packet& packet) {
    if (!acl_allows(subnet, is_egress, packet)) return false;
    return std::any_of(std::begin(kTried) + 5, std::end(kTried), [&](int port) {
      return acl_allows(subnet, !is_egress,
                        {packet.protocol, port, packet.to, packet.from, packet.is_six});
    });
  }

  static bool leads(const SmallSubnet& subnet, SmallWay way, SmallAddress outside) {
    return subnet.way == way && net_of(subnet.way_net).holds(outside, false);
  }
  static bool leads(const SmallSubnet& subnet, SixWay way, SmallAddress outside) {
    return subnet.six_way == way && net_of(subnet.six_net).holds(outside, true);
  }

  bool goes_out(const SmallInterface& from, const Packet& packet) const {
    const SmallSubnet& own = subnet_of(from);
    if (!crosses(own, true, packet)) return false;
    if (packet.is_six) {
      return leads(own, SixWay::kInternet, packet.to) || leads(own, SixWay::kEgressOnly, packet.to);
    }
    if (leads(own, SmallWay::kInternet, packet.to)) return is_public(from);
    if (!leads(own, SmallWay::kNat, packet.to)) return false;
    const SmallSubnet& nat = network_.subnets[0];
    return crosses(nat, false, packet) && crosses(nat, true, packet) &&
           leads(nat, SmallWay::kInternet, packet.to);
  }

  bool passes(const SmallInterface* from, const SmallInterface* to, const Packet& packet) const {
    if (from != nullptr && !group_allows(*from, to, true, packet)) return false;
    if (to != nullptr && !group_allows(*to, from, false, packet)) return false;
    if (to == nullptr) return goes_out(*from, packet);
    const SmallSubnet& target = subnet_of(*to);
    if (from == nullptr) {
      const bool is_open = packet.is_six
                               ? leads(target, SixWay::kInternet, packet.from)
                               : is_public(*to) && leads(target, SmallWay::kInternet, packet.from);
      return is_open && crosses(target, false, packet);
    }
    const SmallSubnet& source = subnet_of(*from);
    return &source == &target || (crosses(source, true, packet) && crosses(target, false, packet));
  }

  const SmallNetwork& network_;
};

bool is_reachable(const model::Network& network, int from, int to, int protocol, int port,
                  model::Family family) {
  const auto end = [&](int index) {
    if (index < 0) {
      return End{End::Kind::kInternet, "internet", nullptr, model::public_addresses(family)};
    }
    return End{End::Kind::kNode, name("Node", index), network.node(name("Node", index)), {}};
  };
  const auto number = static_cast<std::uint64_t>(protocol);
  const auto at = static_cast<std::uint64_t>(port);
  const Asked asked{family, {number, number}, {at, at}, true};
  for (const Path& each : Paths(network, asked).between(end(from), end(to))) {
    const Outcome outcome = follow(each, false);
    EXPECT_TRUE(outcome.assumptions.empty());
    if (outcome.is_reachable) return true;
  }
  return false;
}

TEST(RandomNetworks, AgreeWithEveryKindOfPacket) {
#ifdef __OPTIMIZE__
  constexpr unsigned kNetworks = 20000;
#else
  constexpr unsigned kNetworks = 2000;
#endif
  int reachable = 0;
  int reachable_six = 0;
  int asked = 0;
  for (unsigned seed = 0; seed < kNetworks; ++seed) {
    Maker maker(seed);
    const SmallNetwork small = maker.network();
    const model::Network network(resources_of(small));
    const Enumerator every(small);
    const int ends[][2] = {{-1, 0}, {0, 1}, {1, -1}};
    for (const auto& [from, to] : ends) {
      const int protocol = maker.one_of(3) == 0 ? 17 : 6;
      const int port = kTried[static_cast<std::size_t>(maker.one_of(4))];
      const bool is_six = maker.one_of(3) == 0;
      const auto family = is_six ? model::Family::kIpv6 : model::Family::kIpv4;
      const bool expected = every.reaches(from, to, protocol, port, is_six);
      ASSERT_EQ(is_reachable(network, from, to, protocol, port, family), expected)
          << "seed " << seed << ": " << from << " to " << to << ", " << protocol << " " << port
          << (is_six ? " IPv6" : "");
      reachable_six += expected && is_six ? 1 : 0;
      reachable += expected ? 1 : 0;
      ++asked;
    }
  }
  // Both answers are frequent, or the agreement would show nothing.
  EXPECT_GT(reachable, asked / 20);
  EXPECT_GT(reachable_six, asked / 60);
  EXPECT_LT(reachable, asked * 19 / 20);
}

}  // namespace
}  // namespace archsynth::analysis
