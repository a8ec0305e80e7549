#pragma once

#include <deque>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "model/network/lookup.h"
#include "model/network/packets.h"

namespace archsynth::model {

/// A setting that lets packets pass, or stops them: its resource, property, line, and what it says.
struct Place {
  std::string name;  ///< as people say it: a logical id, or `main route table of Vpc`
  std::string property{};
  std::string text{};
  Origin origin{};
  /// What has to hold for the setting to be there, or to be so; empty: nothing.
  std::string assumption{};
  /// The logical id, or the physical one of what the template does not make, where the name is
  /// neither.
  std::string resource{};

  const std::string& id() const { return resource.empty() ? name : resource; }
};

struct SecurityGroup;

/// A rule of a security group, for packets to or from its peer.
struct GroupRule {
  Place place;
  Range protocols = kAllProtocols;
  Range ports = kAllPorts;
  std::vector<Block> blocks{};
  const SecurityGroup* group = nullptr;  ///< instead of blocks
};

struct SecurityGroup {
  Place place;
  std::string vpc{};
  bool is_default = false;  ///< of the VPC
  bool is_known = true;     ///< its rules are
  std::vector<GroupRule> ingress{};
  std::vector<GroupRule> egress{};
  /// Where rules are written; the group itself where none are.
  Origin ingress_origin{};
  Origin egress_origin{};
};

struct AclEntry {
  Place place;
  std::int64_t number = 0;
  bool is_allowed = false;
  Range protocols = kAllProtocols;
  Range ports = kAllPorts;
  Block block{};
};

/// A network ACL, its entries in the order of their numbers.
struct Acl {
  Place place;
  std::vector<AclEntry> ingress{};
  std::vector<AclEntry> egress{};
};

/// Where a route leads.
enum class Way {
  kInternet,
  kEgressOnly,
  kNat,
  kPeering,
  kTransit,
  kBlackhole,  ///< what it names cannot take the packets
  kElsewhere,  ///< a gateway, an appliance or an endpoint of which nothing is known
};

struct Route {
  Place place;
  Place hop{};  ///< its gateway, on the way of packets
  Way way = Way::kElsewhere;
  std::vector<Block> blocks{};
  std::string gateway{};
  bool has_known_gateway = true;  ///< or else it may be a virtual private gateway
};

struct RouteTable {
  Place place;
  bool is_known = true;  ///< its routes are
  std::vector<Route> routes{};
};

struct Vpc {
  std::string name;
  bool is_known = false;   ///< it is of the template
  bool is_of_aws = false;  ///< no VPC at all
  std::vector<Block> blocks{};
  std::vector<std::string> internet_gateways{};
  bool resolves_names = true;  ///< of endpoints with private DNS
  std::string resolver{};      ///< what may know other addresses of AWS services
};

struct Subnet {
  Place place;
  Vpc* vpc = nullptr;
  std::vector<Block> blocks{};
  bool has_known_blocks = true;
  const RouteTable* table = nullptr;
  const Acl* acl = nullptr;  ///< null: all may pass
  /// The name of its zone, or `#0` for the first of the region; empty: not known.
  std::string zone{};
  std::optional<bool> gives_public_addresses{};
  std::optional<bool> gives_six{};  ///< addresses of IPv6 to what starts there
};

/// Where public services of AWS run: addresses of the internet, in no VPC.
struct NetworkOfAws {
  NetworkOfAws();
  NetworkOfAws(const NetworkOfAws&) = delete;
  NetworkOfAws& operator=(const NetworkOfAws&) = delete;

  Vpc vpc{};
  RouteTable table{};
  Subnet subnet{};
};

struct Nat {
  Place place;
  bool is_regional = false;
  bool is_public = true;
  const Subnet* subnet = nullptr;
  Vpc* vpc = nullptr;
};

/// Two networks that a peering connection or a transit gateway joins.
struct Join {
  /// Two networks between which a transit gateway surely has no route.
  struct Refusal {
    std::string from{};
    std::string to{};
    Place place{};
    std::string_view code{};
    std::string text{};
  };
  std::string gateway;
  std::vector<std::string> vpcs;
  bool is_transit = false;
  /// The networks of which rules elsewhere cannot name groups. Over a transit gateway, rules for
  /// outbound traffic never can.
  /// https://aws.amazon.com/blogs/networking-and-content-delivery/introducing-security-group-referencing-for-aws-transit-gateway/
  std::set<std::string, std::less<>> hidden{};
  std::string groups_assumption{};
  std::string assumption{};
  std::vector<Refusal> refusals{};
  /// The subnets of a transit gateway, each with its attachment.
  std::vector<std::pair<const Subnet*, Place>> attached{};
};

struct Node;

/// A balancer's listener, or one of its rules, that hands connections on.
struct Forward {
  Place listener;
  Place group{};
  std::uint64_t port = 0;  ///< the listener's
  std::uint64_t protocol = kTcp;
  const Node* target = nullptr;
  Place target_place{};
  Range target_ports = kAllPorts;
  std::optional<Range> health_ports{};  ///< of health checks, where they have a port of their own
  bool keeps_client = false;            ///< the target sees the client's address
  bool crosses_zones = true;            ///< a target may be in another zone than who sends to it
  Family family = Family::kIpv4;        ///< of the addresses of targets
};

/// What a balancer answers itself, without a target.
struct Reply {
  Place place;
  std::uint64_t port = 0;  ///< the listener's
  std::uint64_t protocol = kTcp;
};

/// A port on which something listens.
struct Listener {
  Place place;
  Range protocols{kTcp, kTcp};
  Range ports = kAllPorts;
};

/// A gateway hands requests on without connections in a VPC: an API, a distribution.
enum class NodeKind { kWorkload, kStore, kBalancer, kEndpoint, kGateway };

/// What has network interfaces, all of them alike.
struct Node {
  Place place;
  NodeKind kind = NodeKind::kWorkload;
  std::string type;
  std::string physical_name{};  ///< that the template states
  std::vector<const Subnet*> subnets{};
  /// None: no group filters its packets.
  std::vector<const SecurityGroup*> groups{};
  /// Whether it has a public IPv4 address, and the setting that says so.
  bool is_public = false;
  Place public_place{};
  std::vector<Listener> listeners{};
  std::vector<Forward> forwards{};
  std::vector<Reply> replies{};
  bool is_outside = false;         ///< of every VPC
  bool is_on_instances = false;    ///< tasks with the interfaces of the instances that host them
  bool is_of_connections = false;  ///< a Network Load Balancer
  /// Whether it has an address of IPv6, and the setting that says so.
  bool has_ipv6 = false;
  Place six_place{};
  std::string service{};      ///< that an endpoint serves: `ecr.api`
  bool skips_acls = false;    ///< network ACLs do not filter what it sends
  bool skips_groups = false;  ///< nor do the groups of what it sends to
  /// Its further interfaces, each with a subnet, groups and addresses of its own.
  std::vector<const Node*> interfaces{};
};

/// A balancer that hands connections on to a node.
struct Handover {
  const Node* balancer = nullptr;
  const Forward* forward = nullptr;
};

/// An endpoint of a service of AWS.
struct Endpoint {
  Place place;
  std::string service;
  Vpc* vpc = nullptr;
  const Node* node = nullptr;  ///< null: a gateway endpoint
  std::vector<const RouteTable*> tables{};
  std::optional<bool> has_private_dns{};
  const cfn::Resource* offer = nullptr;  ///< the endpoint service of the template that it is of

  /// Whether the public name of the service resolves to it in its VPC.
  bool has_name_of_service() const {
    return vpc != nullptr && (vpc->resolves_names || !vpc->is_known) &&
           has_private_dns.value_or(false);
  }
  /// Whether it surely has other names only.
  bool has_other_names_alone() const { return node != nullptr && has_private_dns == false; }
};

/// That port; all where it is none.
Range one_port(std::int64_t port);
/// The ports of a task's host, or of its own interface, that a port mapping takes.
/// Source: https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_PortMapping.html
Range mapped_ports(const Lookup& lookup, const cfn::Resource& task, const cfn::Value* mapping);

/// The network that a template makes, in one state. Everything is found by its logical id, or by
/// what names it where another stack has it.
class Network {
 public:
  explicit Network(std::vector<cfn::Resource> resources);
  Network(const Network&) = delete;
  Network& operator=(const Network&) = delete;

  const std::deque<Node>& nodes() const { return nodes_; }
  const std::deque<Endpoint>& endpoints() const { return endpoints_; }
  const std::deque<Vpc>& vpcs() const { return vpcs_; }
  const std::deque<Subnet>& subnets() const { return subnets_; }
  const std::deque<Join>& joins() const { return joins_; }
  const Nat* nat(std::string_view name) const;
  /// Where an instance or interface surely takes only packets of its own: it checks their source
  /// and destination unless it is told not to.
  std::optional<Place> refusal_to_forward(std::string_view id) const;
  const Node* node(std::string_view id) const;
  const SecurityGroup* security_group(std::string_view name) const;
  /// In the order of the balancers.
  const std::vector<Handover>& handovers_to(const Node& node) const;
  /// What target groups hold to which no listener forwards.
  const std::vector<Forward>& unheard() const { return unheard_.forwards; }
  const Lookup& lookup() const { return lookup_; }
  const NetworkOfAws& of_aws() const { return of_aws_; }

 private:
  void add_vpcs();
  void add_tables();
  void add_routes();
  void add_acls();
  void add_acl_entry(const cfn::Resource& resource);
  void add_subnets();
  void associate();
  void add_gateways();
  void add_joins();
  bool add_refusals(const cfn::Resource& gateway,
                    const std::vector<const cfn::Resource*>& attachments, Join& to);
  void add_transit(const std::string& gateway,
                   const std::vector<const cfn::Resource*>& attachments);
  void add_propagated_routes();
  void add_resolvers();
  void add_groups();
  void add_group_rules(const cfn::Resource& resource, const cfn::Value* rules, bool is_ingress,
                       SecurityGroup& group);
  void add_group_rule(const cfn::Resource& resource, const cfn::Map& rule, const Origin& origin,
                      bool is_ingress, SecurityGroup& group);
  void add_separate_rules();
  void add_nodes();
  void add_node(const cfn::Resource& resource);
  void add_endpoints();
  void add_forwards();
  void add_handovers();
  /// The services and the groups of instances that name each target group, with the entries.
  void find_users_of_groups();
  void add_forwards_of(const cfn::Resource& listener, Node& balancer, std::uint64_t port,
                       const cfn::Resource& holder, const char* actions);
  void add_reply(const cfn::Resource& listener, const Listener& made, Node& balancer);
  void add_unheard();
  void add_targets(const Place& listener, std::uint64_t port, const Item& group, Node& balancer);

  Vpc& vpc(const cfn::Value* value);
  Vpc& vpc_called(const std::string& name);
  SecurityGroup& group(const cfn::Value* value);
  RouteTable& table(const cfn::Value* value);
  Subnet& subnet(const cfn::Value* value);
  std::vector<Block> blocks_of(const cfn::Value* value, int depth = 0) const;
  std::vector<Block> prefix_list(const cfn::Resource& list) const;
  Way way_of(const cfn::Resource& resource, Route& route);
  void place_node(const cfn::Resource& resource, Node& node);
  /// What its subnets and groups leave open: the VPC, and the default group.
  void finish_place(const cfn::Resource& resource, Node& node);
  void set_public(const cfn::Resource& resource, Node& node);
  void set_public_by_hosts(Node& node);
  static void set_public_by_subnets(bool is_instance, Node& node);
  void set_six(const cfn::Resource& resource, Node& node);
  static void add_six_of_subnets(Node& node, bool& has);
  /// Whether an elastic address is that of an instance's first interface, or of an interface.
  bool has_elastic_address(const cfn::Resource* instance, const cfn::Resource* interface) const;
  void add_interfaces(const cfn::Resource& instance, Node& node);
  void place_interface(const cfn::Resource& instance, const cfn::Resource* own,
                       const cfn::Value* stated, Node& node);
  void set_listeners(const cfn::Resource& resource, Node& node);
  void set_task_listeners(const cfn::Resource& service, Node& node);
  void place_group(const cfn::Resource& group, Node& node);
  void add_subnets_of(const cfn::Resource& resource, Node& node);
  void add_groups_of(const cfn::Resource& resource, Node& node);
  void add_group_of_cluster(const cfn::Resource& resource, Node& node);
  /// The public endpoint of a cluster of EKS, which is in no VPC.
  void add_public_endpoint(const cfn::Resource& cluster, Node& node);
  void add_rules_among_members(SecurityGroup& group);

  Lookup lookup_;
  NetworkOfAws of_aws_;
  std::deque<Vpc> vpcs_;
  std::deque<RouteTable> tables_;
  std::deque<Acl> acls_;
  std::deque<Subnet> subnets_;
  std::deque<SecurityGroup> groups_;
  std::deque<Nat> nats_;
  std::deque<Join> joins_;
  std::deque<Node> nodes_;
  std::deque<Node> interfaces_;  ///< further ones of nodes
  Node unheard_{};
  std::deque<Endpoint> endpoints_;
  std::map<std::string, Vpc*, std::less<>> vpc_by_name_;
  std::map<std::string, RouteTable*, std::less<>> table_by_name_;
  std::map<std::string, Subnet*, std::less<>> subnet_by_name_;
  std::map<std::string, SecurityGroup*, std::less<>> group_by_name_;
  std::map<std::string, Acl*, std::less<>> acl_by_name_;
  std::map<std::string, Nat*, std::less<>> nat_by_name_;
  std::map<std::string, Node*, std::less<>> node_by_id_;
  std::map<const Node*, std::vector<Handover>> handovers_;
  std::map<const cfn::Resource*, std::vector<std::pair<const cfn::Resource*, const cfn::Value*>>>
      users_of_groups_;
};

}  // namespace archsynth::model
