// The flows of the examples, derived a second time and without the model: single packets with
// concrete addresses are carried from interface to interface, until no connection is new.

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <set>

#include "archsynth/analysis/reach.h"
#include "archsynth/cfn/reader.h"
#include "archsynth/cfn/writer.h"
#include "archsynth/document/reader.h"

namespace archsynth::analysis {
namespace {

using Json = nlohmann::json;
using Address = std::uint32_t;

constexpr Address kSomebody = 0x08080808;  // 8.8.8.8

struct Cidr {
  Address base = 0;
  int bits = 0;
  bool holds(Address address) const { return bits == 0 || (address ^ base) >> (32 - bits) == 0; }
};

Cidr cidr_of(const std::string& text) {
  unsigned a = 0, b = 0, c = 0, d = 0;
  Cidr net{};
  EXPECT_EQ(std::sscanf(text.c_str(), "%u.%u.%u.%u/%d", &a, &b, &c, &d, &net.bits), 5) << text;
  net.base = a << 24 | b << 16 | c << 8 | d;
  return net;
}

/// A member; an empty object where there is none.
const Json& in(const Json& value, const std::string& key) {
  static const Json kNone = Json::object();
  return value.is_object() && value.contains(key) ? value[key] : kNone;
}

/// The resource that a value names.
std::string named(const Json& value) {
  if (value.is_string()) return value;
  if (value.contains("Ref")) return value["Ref"];
  if (value.contains("Fn::GetAtt")) return value["Fn::GetAtt"][0];
  return {};
}

/// An interface: with a public address, or none.
struct Interface {
  std::string subnet{};
  Address address = 0;
  Address outside = 0;
  std::set<std::string> groups{};
};

struct Host {
  std::string id{};
  std::vector<Interface> interfaces{};
};

/// A connection that was found: to a port as the client names it.
struct Found {
  std::string from{};
  std::string to{};
  int port = 0;
  auto operator<=>(const Found&) const = default;
};

class Wires {
 public:
  explicit Wires(const Json& stack) : all_(stack["Resources"]) {
    for (const auto& [id, each] : all_.items()) {
      const Json& has = in(each, "Properties");
      const std::string type = in(each, "Type");
      if (type == "AWS::ElasticLoadBalancingV2::LoadBalancer") {
        add(id, in(has, "Subnets"), in(has, "SecurityGroups"),
            has.value("Scheme", "") != "internal");
      } else if (type == "AWS::ECS::Service") {
        const Json& place = in(in(has, "NetworkConfiguration"), "AwsvpcConfiguration");
        add(id, in(place, "Subnets"), in(place, "SecurityGroups"),
            place.value("AssignPublicIp", "") == "ENABLED");
      } else if (has.contains("DBSubnetGroupName")) {
        const Json& subnets = in(in(all_, named(in(has, "DBSubnetGroupName"))), "Properties");
        const bool is_cluster = type == "AWS::RDS::DBCluster";
        add(id, in(subnets, "SubnetIds"),
            in(has, is_cluster ? "VpcSecurityGroupIds" : "VPCSecurityGroups"),
            has.value("PubliclyAccessible", false));
      }
    }
  }

  const std::vector<Host>& hosts() const { return hosts_; }

  std::set<Found> connections(const std::set<int>& ports) const {
    std::set<Found> found;
    for (const int port : ports) {
      for (const Host& from : hosts_) {
        for (const Host& to : hosts_) {
          if (from.id != to.id && connects(&from, &to, port)) found.insert({from.id, to.id, port});
        }
        if (connects(&from, nullptr, port)) found.insert({from.id, "internet", port});
        if (connects(nullptr, &from, port)) found.insert({"internet", from.id, port});
      }
    }
    for (std::size_t before = 0; before != found.size();) {
      before = found.size();
      for (const Found& each : std::set<Found>(found)) forward(each, found);
    }
    return found;
  }

 private:
  void add(const std::string& id, const Json& subnets, const Json& groups, bool is_public) {
    Host host{id, {}};
    for (const Json& each : subnets) {
      Interface one{named(each)};
      const auto number = static_cast<Address>(hosts_.size() + 10);
      one.address = cidr_of(in(in(in(all_, one.subnet), "Properties"), "CidrBlock")).base + number;
      if (is_public) one.outside = 0x36000000 + ++public_addresses_;  // 54.0.0.0/8
      for (const Json& group : groups) one.groups.insert(named(group));
      host.interfaces.push_back(std::move(one));
    }
    hosts_.push_back(std::move(host));
  }

  std::vector<const Json*> of(const std::string& type) const {
    std::vector<const Json*> found;
    for (const auto& each : all_) {
      if (in(each, "Type") == type) found.push_back(&in(each, "Properties"));
    }
    return found;
  }

  static bool allows(const Json& rule, int port, Address other,
                     const std::set<std::string>& groups) {
    const std::string protocol = in(rule, "IpProtocol").is_string()
                                     ? in(rule, "IpProtocol").get<std::string>()
                                     : in(rule, "IpProtocol").dump();
    if (protocol != "-1" && protocol != "tcp" && protocol != "6") return false;
    if (protocol != "-1" && (port < in(rule, "FromPort") || port > in(rule, "ToPort")))
      return false;
    if (rule.contains("CidrIp")) return cidr_of(in(rule, "CidrIp")).holds(other);
    for (const char* key : {"SourceSecurityGroupId", "DestinationSecurityGroupId"}) {
      if (rule.contains(key)) return groups.contains(named(rule[key]));
    }
    return false;
  }

  bool passes(const Interface& at, bool is_in, int port, Address other,
              const std::set<std::string>& groups) const {
    for (const std::string& group : at.groups) {
      const Json& has = in(in(all_, group), "Properties");
      const char* key = is_in ? "SecurityGroupIngress" : "SecurityGroupEgress";
      if (!is_in && !has.contains(key)) return true;
      if (has.contains(key)) {
        for (const Json& rule : has[key]) {
          if (allows(rule, port, other, groups)) return true;
        }
      }
      for (const Json* rule :
           of(is_in ? "AWS::EC2::SecurityGroupIngress" : "AWS::EC2::SecurityGroupEgress")) {
        if (named(in(*rule, "GroupId")) == group && allows(*rule, port, other, groups)) return true;
      }
    }
    return false;
  }

  /// Where a subnet sends what is not for its VPC: an internet or NAT gateway, or nothing.
  std::string way_out(const std::string& subnet) const {
    for (const Json* each : of("AWS::EC2::SubnetRouteTableAssociation")) {
      if (named(in(*each, "SubnetId")) != subnet) continue;
      for (const Json* route : of("AWS::EC2::Route")) {
        if (named(in(*route, "RouteTableId")) != named(in(*each, "RouteTableId"))) continue;
        if (route->value("DestinationCidrBlock", "") != "0.0.0.0/0") continue;
        for (const char* key : {"GatewayId", "NatGatewayId"}) {
          if (route->contains(key)) return named((*route)[key]);
        }
      }
    }
    return {};
  }

  bool is_internet_gateway(const std::string& id) const {
    return all_.contains(id) && in(in(all_, id), "Type") == "AWS::EC2::InternetGateway";
  }

  /// The address that the internet sees of an interface; 0: it does not get there.
  Address seen_outside(const Interface& from) const {
    const std::string way = way_out(from.subnet);
    if (is_internet_gateway(way)) return from.outside;
    if (way.empty() || in(in(all_, way), "Type") != "AWS::EC2::NatGateway") return 0;
    const Json& has = in(in(all_, way), "Properties");
    const bool is_out =
        has.contains("SubnetId") && is_internet_gateway(way_out(named(in(has, "SubnetId"))));
    return is_out ? 0x37000001 : 0;  // 55.0.0.1
  }

  bool arrives(const Interface& to, int port, Address from) const {
    return to.outside != 0 && is_internet_gateway(way_out(to.subnet)) &&
           passes(to, true, port, from, {});
  }

  bool connects(const Host* from, const Host* to, int port) const {
    if (from == nullptr) {
      return std::any_of(to->interfaces.begin(), to->interfaces.end(),
                         [&](const Interface& each) { return arrives(each, port, kSomebody); });
    }
    for (const Interface& source : from->interfaces) {
      const Address seen = seen_outside(source);
      if (to == nullptr) {
        if (seen != 0 && passes(source, false, port, kSomebody, {})) return true;
        continue;
      }
      for (const Interface& each : to->interfaces) {
        if (passes(source, false, port, each.address, each.groups) &&
            passes(each, true, port, source.address, source.groups)) {
          return true;
        }
        if (seen != 0 && passes(source, false, port, each.outside, {}) && arrives(each, port, seen))
          return true;
      }
    }
    return false;
  }

  /// The services behind a target group, with the ports of their containers.
  void forward(const Found& to_balancer, std::set<Found>& found) const {
    for (const auto& [id, listener] : all_.items()) {
      if (in(listener, "Type") != "AWS::ElasticLoadBalancingV2::Listener") continue;
      const Json& has = in(listener, "Properties");
      if (named(in(has, "LoadBalancerArn")) != to_balancer.to ||
          in(has, "Port") != to_balancer.port)
        continue;
      std::set<std::string> groups;
      collect_groups(in(has, "DefaultActions"), groups);
      for (const Json* rule : of("AWS::ElasticLoadBalancingV2::ListenerRule")) {
        if (named(in(*rule, "ListenerArn")) == id) collect_groups(in(*rule, "Actions"), groups);
      }
      for (const Host& host : hosts_) {
        const Json& service = in(in(all_, host.id), "Properties");
        if (!service.contains("LoadBalancers")) continue;
        for (const Json& each : in(service, "LoadBalancers")) {
          const bool is_target = groups.contains(named(in(each, "TargetGroupArn")));
          const Host& balancer = *std::find_if(hosts_.begin(), hosts_.end(), [&](const Host& one) {
            return one.id == to_balancer.to;
          });
          if (is_target && host.id != to_balancer.from &&
              connects(&balancer, &host, in(each, "ContainerPort")))
            found.insert({to_balancer.from, host.id, to_balancer.port});
        }
      }
    }
  }

  static void collect_groups(const Json& value, std::set<std::string>& groups) {
    if (!value.is_structured()) return;
    for (const auto& [key, each] : value.items()) {
      if (key == "TargetGroupArn") groups.insert(named(each));
      collect_groups(each, groups);
    }
  }

  Json all_;
  std::vector<Host> hosts_;
  Address public_addresses_ = 0;
};

std::string text_in(const std::string& path) {
  std::ifstream in(std::filesystem::path(ARCHSYNTH_SOURCE_DIR) / path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

class Fixpoint : public ::testing::TestWithParam<const char*> {};

TEST_P(Fixpoint, AgreesWithTheAnswers) {
  const Source source("stack.yaml", text_in(GetParam()));
  Diagnostics reading;
  const auto stack = cfn::read_template(*document::read(source, reading), reading);
  ASSERT_TRUE(stack.has_value());
  const Wires wires(Json::parse(cfn::to_json(*stack)));
  const std::set<int> ports = {443, 5432, 8000};
  const std::set<Found> connections = wires.connections(ports);
  EXPECT_FALSE(connections.empty());
  std::vector<std::string> ends = {"internet"};
  for (const Host& each : wires.hosts()) ends.push_back(each.id);
  for (const std::string& from : ends) {
    for (const std::string& to : ends) {
      if (from == to) continue;
      for (const int port : ports) {
        ReachQuestion question{from, to, "tcp"};
        question.port = port;
        question.family = "ipv4";
        const ReachResult result = reach(*stack, {.region = "us-east-1"}, question);
        ASSERT_TRUE(result.answer.has_value()) << from << " -> " << to;
        const bool is_open = connections.contains({from, to, port});
        EXPECT_EQ(result.answer->is_reachable, is_open) << from << " -> " << to << ':' << port;
      }
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Reach, Fixpoint,
                         ::testing::Values("tests/golden/prod/production.yaml",
                                           "tests/golden/several-services/production.yaml",
                                           "tests/golden/minimal/staging.yaml"));

}  // namespace
}  // namespace archsynth::analysis
