#pragma once

#include <deque>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "model/network/network.h"

namespace archsynth::model {

/// What a gateway hands requests on to, without a connection through a VPC of the template: an API
/// a function, a distribution a bucket.
struct Handoff {
  const Node* gateway = nullptr;
  const cfn::Resource* target = nullptr;  ///< a function, a bucket, an API, or a VPC link
  Place place{};                          ///< the integration, or the origin
  /// Why the gateway never does so: the place and the words; no words: it does.
  Place problem{};
  std::string assumption{};
  bool is_signed = false;     ///< the origin of a distribution: its requests are not anonymous
  bool takes_signed = false;  ///< nothing else: a function URL with AWS_IAM
  std::string_view code = "RESOURCE_POLICY";  ///< of the problem
  /// The interfaces in a network from which connections come; null: the internet.
  const Node* door = nullptr;
  /// The balancer or instance in a network that they go to; null: not known, or there is none.
  const Node* next = nullptr;
  bool keeps_client = false;     ///< the addresses of clients are those of the door
  bool keeps_ports = false;      ///< what the gateway takes on a port, it sends to that port
  Range ports = kAllPorts;       ///< that the gateway takes
  Range next_ports = kAllPorts;  ///< that it sends to, where it does not keep them

  /// Whether it leads into a network.
  bool is_way() const { return door != nullptr || next != nullptr; }
};

/// What leads to a node in a way that is not followed.
struct Unfollowed {
  const cfn::Resource* by = nullptr;
  const Node* node = nullptr;
};

/// Where a resource sets a property.
Place place_of(const cfn::Resource& resource, std::string_view property);

/// What runs or listens in the networks of AWS services, in none of the template's VPCs: functions
/// without a VPC, builds, APIs, distributions.
class Outside {
 public:
  explicit Outside(const Network& network);
  Outside(const Outside&) = delete;
  Outside& operator=(const Outside&) = delete;

  const std::deque<Node>& nodes() const { return nodes_; }
  /// Null where there is none of that id.
  const Node* node(std::string_view id) const;
  const std::vector<Handoff>& handoffs() const { return handoffs_; }
  const std::vector<Unfollowed>& unfollowed() const { return unfollowed_; }
  /// Whether what the handoff leads to may be, or hand connections on to, the node.
  bool may_lead(const Handoff& by, const Node& to) const;

 private:
  Node& add(const cfn::Resource& resource, NodeKind kind, std::string_view name);
  void add_workloads();
  void add_runners();
  void add_http_apis();
  /// Refuses what an API hands on, from one of the handoffs, where no stage serves it.
  void ask_for_stage(const cfn::Resource& api, std::size_t first);
  bool is_dual(const cfn::Value* type) const;
  void add_rest_apis();
  void add_serverless_apis();
  void add_implicit_api(const cfn::Resource& function, const cfn::Value& event);
  void add_urls();
  void add_functions_of_balancers();
  void add_targets_of(const cfn::Resource& listener, const cfn::Resource& holder,
                      const char* actions);
  void add_distributions();
  bool is_signed(const cfn::Value* origin) const;
  void add_listener(Node& gateway, std::uint64_t port) const;
  /// Hands on to the functions that a value names.
  void add_functions(const Node& gateway, const cfn::Resource& by, std::string_view property,
                     const cfn::Value* names, bool has_role, const std::string& assumption);
  /// Notes in the handoff whether a permission lets a service call the function for a resource.
  void find_permission(std::string_view principal, std::string_view action,
                       const cfn::Resource& source, Handoff& to) const;
  void find_permission(std::string_view principal, std::string_view action, Handoff& to) const;
  bool is_for(const cfn::Resource& permission, const cfn::Resource& function) const;
  // ---- ways into networks
  void add_link(const Node& gateway, const cfn::Resource& by, std::string_view property,
                const cfn::Resource& link, const cfn::Value* target, const std::string& assumption);
  void add_links_in(const Node& gateway, const cfn::Resource& api, std::string_view property);
  void add_public(const Node& gateway, const cfn::Resource& by, std::string_view property,
                  const cfn::Value* uri, const std::string& assumption);
  void add_vpc_origin(const Node& gateway, const Place& place, const cfn::Value& id);
  void add_accelerators();
  void add_endpoints_of(const Node& accelerator, const cfn::Resource& listener);
  void add_offers();
  void add_lattice();
  void add_lattice_listener(Node& service, const cfn::Resource& listener,
                            const std::string& assumption);
  void join_networks(Node& service, const std::string& network);
  void add_lattice_targets(const Node& gateway, const cfn::Resource& by, const cfn::Value& group,
                           const std::string& assumption, const Range& ports);
  void add_ports_of(const cfn::Resource& listener, const cfn::Resource& group, Handoff made);
  Range ports_in(const cfn::Value* range) const;
  Node& add_private_link(const cfn::Resource& by, const Node& balancer, Handoff& made);
  void find_unfollowed();
  Node& door(const cfn::Resource& by, const Node& target);
  Node& door_with(const cfn::Resource& by, const Node& target, std::vector<Block> blocks);
  const Subnet& place_with(Vpc* vpc, std::vector<Block> blocks);
  /// Refuses what leads into a VPC that has no internet gateway.
  void ask_for_internet_gateway(Handoff& made) const;
  /// The balancers and instances that a value names, also by their listeners.
  std::vector<const Node*> nodes_in(const cfn::Value* value) const;
  const cfn::Resource* function_of(const cfn::Resource* named) const;

  const Network& network_;
  const Lookup& lookup_;
  std::deque<Node> nodes_;
  std::map<std::string, Node*, std::less<>> by_id_;
  std::vector<Handoff> handoffs_;
  std::deque<Node> doors_;
  std::deque<Subnet> places_;
  std::set<const cfn::Resource*> followed_;
  std::vector<Unfollowed> unfollowed_;
};

}  // namespace archsynth::model
