#pragma once

#include <string>
#include <vector>

#include "values.h"

namespace archsynth::analysis {

/// What a security group lets in.
struct DrawnRule {
  const cfn::Resource* group = nullptr;
  std::string group_name;  ///< where the template does not make the group
  Leaf source;             ///< another group, or a block of addresses
  bool is_group = false;   ///< whether the source is one
  std::string ports;       ///< `TCP 5432`, `all traffic`
};

/// All rules that let in, of groups and by themselves.
std::vector<DrawnRule> ingress_rules(const View& view);

/// What a rule of a security group is about: `TCP 5432`, `TCP 8000–8080`, `all traffic`.
std::string rule_ports(const View& view, const cfn::Value& rule);

/// Whether a block is the whole internet.
bool is_everywhere(const std::string& block);

/// What the listeners of a load balancer take: `HTTP 80, HTTPS 443`.
std::string listener_ports(const View& view, const std::vector<const cfn::Resource*>& members);

}  // namespace archsynth::analysis
