#pragma once

#include <deque>
#include <map>
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
  const Node* balancer = nullptr;  ///< that a VPC link leads to; null: not known
  bool is_signed = false;          ///< the origin of a distribution: its requests are not anonymous
};

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

 private:
  Node& add(const cfn::Resource& resource, NodeKind kind, std::string_view name);
  void add_workloads();
  void add_runners();
  void add_http_apis();
  void add_rest_apis();
  void add_serverless_apis();
  void add_implicit_api(const cfn::Resource& function, const cfn::Value& event);
  void add_urls();
  void add_distributions();
  bool is_signed(const cfn::Value* origin) const;
  void add_listener(Node& gateway, std::uint64_t port) const;
  /// Hands on to the functions that a value names.
  void add_functions(const Node& gateway, const cfn::Resource& by, std::string_view property,
                     const cfn::Value* names, bool has_role, const std::string& assumption);
  /// Notes in the handoff whether a permission lets a service call the function.
  void find_permission(std::string_view principal, std::string_view action, Handoff& to) const;
  bool is_for(const cfn::Resource& permission, const cfn::Resource& function) const;
  const Node* balancer_of(const cfn::Value* listener) const;
  const cfn::Resource* function_of(const cfn::Resource* named) const;

  const Network& network_;
  const Lookup& lookup_;
  Vpc vpc_{};
  RouteTable table_{};
  Subnet subnet_{};
  std::deque<Node> nodes_;
  std::map<std::string, Node*, std::less<>> by_id_;
  std::vector<Handoff> handoffs_;
};

}  // namespace archsynth::model
