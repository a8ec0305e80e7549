#include "ports.h"

#include <fmt/format.h>

#include <algorithm>

#include "archsynth/support/characters.h"
#include "archsynth/support/text.h"

namespace archsynth::analysis {
namespace {

std::string upper(std::string text) {
  for (char& c : text) {
    c = to_upper(c);
  }
  return text;
}

std::string first_text(const View& view, const cfn::Value& value, std::string_view path) {
  for (const cfn::Value* each : values_at(value, path)) {
    if (const auto text = view.text(each)) return *text;
    const std::vector<Leaf> named = leaves(view, *each);
    if (!named.empty()) return named.front().name;
  }
  return {};
}

void read_rule(const View& view, const cfn::Value& rule, const Leaf& group,
               std::vector<DrawnRule>& found) {
  struct Source {
    std::string_view property;
    bool is_group;
  };
  constexpr Source kSources[] = {{"SourceSecurityGroupId", true},
                                 {"SourceSecurityGroupName", true},
                                 {"SourcePrefixListId", false},
                                 {"CidrIp", false},
                                 {"CidrIpv6", false}};
  for (const Source& source : kSources) {
    for (const cfn::Value* value : values_at(rule, source.property)) {
      std::vector<Leaf> sources = leaves(view, *value);
      if (const auto text = view.text(value)) sources = {{nullptr, *text}};
      for (const Leaf& leaf : sources) {
        found.push_back(
            {group.resource, group.name, leaf, source.is_group, rule_ports(view, rule)});
      }
    }
  }
}

}  // namespace

std::string rule_ports(const View& view, const cfn::Value& rule) {
  const std::string protocol = first_text(view, rule, "IpProtocol");
  const std::string from = first_text(view, rule, "FromPort");
  const std::string to = first_text(view, rule, "ToPort");
  if (protocol == "-1") return "all traffic";
  std::string name = upper(protocol);
  if (protocol == "6") name = "TCP";
  if (protocol == "17") name = "UDP";
  const bool is_any = from.empty() || from == "-1" || (from == "0" && to == "65535");
  if (is_any) return plain_text(name);
  return plain_text(to.empty() || from == to ? fmt::format("{} {}", name, from)
                                             : fmt::format("{} {}–{}", name, from, to));
}

std::vector<DrawnRule> ingress_rules(const View& view) {
  std::vector<DrawnRule> found;
  for (const cfn::Resource* group : view.of("AWS::EC2::SecurityGroup")) {
    for (const cfn::Value* value : values_at(*group, "SecurityGroupIngress")) {
      const cfn::Value all = value->list() != nullptr ? *value : cfn::Value(cfn::List{*value});
      for (const cfn::Value& rule : *all.list()) {
        for (const Case& one : view.cases(&rule)) {
          if (one.value != nullptr) read_rule(view, *one.value, {group, group->id.str()}, found);
        }
      }
    }
  }
  for (const cfn::Resource* rule : view.of("AWS::EC2::SecurityGroupIngress")) {
    const cfn::Value whole = cfn::Value(rule->properties);
    for (const cfn::Value* value : values_at(*rule, "GroupId")) {
      for (const Leaf& group : leaves(view, *value)) read_rule(view, whole, group, found);
    }
  }
  return found;
}

bool is_everywhere(const std::string& block) { return block == "0.0.0.0/0" || block == "::/0"; }

std::string listener_ports(const View& view, const std::vector<const cfn::Resource*>& members) {
  std::vector<std::string> ports;
  const auto add = [&](const std::string& protocol, const std::string& port) {
    std::string text =
        plain_text(port.empty() ? upper(protocol) : fmt::format("{} {}", upper(protocol), port));
    if (text.find_first_not_of(' ') == text.npos) return;
    if (std::find(ports.begin(), ports.end(), text) == ports.end()) ports.push_back(text);
  };
  for (const cfn::Resource* each : members) {
    if (each->type == "AWS::ElasticLoadBalancingV2::Listener") {
      add(text_at(view, *each, "Protocol"), text_at(view, *each, "Port"));
    }
    if (each->type != "AWS::ElasticLoadBalancing::LoadBalancer") continue;
    for (const cfn::Value* value : values_at(*each, "Listeners")) {
      if (value->list() == nullptr) continue;
      for (const cfn::Value& listener : *value->list()) {
        add(first_text(view, listener, "Protocol"), first_text(view, listener, "LoadBalancerPort"));
      }
    }
  }
  return join(ports, ", ");
}

}  // namespace archsynth::analysis
