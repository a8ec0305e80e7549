#include "openings.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "analysis/diagram/values.h"
#include "archsynth/support/text.h"
#include "canonical.h"
#include "model/network/packets.h"
#include "serverless.h"
#include "spec/updates.h"
#include "updates.h"
#include "view/view.h"

namespace archsynth::analysis {
namespace {

struct Ports {
  int from = 0;
  int to = 65535;
};

/// All of them where none are stated, or what is stated is not known.
Ports ports(const cfn::Value& rule) {
  const auto number = [&](std::string_view key, int otherwise) {
    const std::string text = shown(member(&rule, {key}));
    int value = otherwise;
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value < 0 ? otherwise : value;
  };
  const Ports all;
  const Ports stated{number("FromPort", all.from), number("ToPort", all.to)};
  return stated;
}

std::string ports_of(const cfn::Value& rule) {
  const std::string from = shown(member(&rule, {"FromPort"}));
  const std::string to = shown(member(&rule, {"ToPort"}));
  const bool is_any = shown(member(&rule, {"IpProtocol"})) == "-1";
  if (from.empty() || from == "-1" || is_any) return "all ports";
  return to.empty() || to == from ? from : from + "-" + to;
}

void add_rule(const std::string& resource, const std::string& group, bool is_ingress,
              const cfn::Value& rule, Openings& openings) {
  std::string other;
  for (const char* key :
       {"CidrIp", "CidrIpv6", "SourceSecurityGroupId", "SourceSecurityGroupName",
        "SourcePrefixListId", "DestinationSecurityGroupId", "DestinationPrefixListId"}) {
    if (other.empty()) other = shown(member(&rule, {key}));
  }
  other = block_text(std::move(other));
  std::string protocol = shown(member(&rule, {"IpProtocol"}));
  constexpr std::pair<std::string_view, std::string_view> kNames[] = {
      {"-1", "all protocols"}, {"1", "icmp"}, {"6", "tcp"}, {"17", "udp"}};
  for (const auto& [number, name] : kNames) {
    if (protocol == number) protocol = name;
  }
  Opening opening;
  opening.resource = resource;
  opening.owner = group;
  opening.is_public = is_ingress && is_anyone(other);
  opening.origin = rule.origin();
  const Ports open = protocol == "all protocols" ? Ports() : ports(rule);
  opening.traffic = {is_ingress, protocol, open.from, open.to, other};
  opening.is_administration = opening.is_public && is_for_administrators(*opening.traffic);
  openings[fmt::format("{}: {} {} {} {} {}", group, is_ingress ? "ingress" : "egress", protocol,
                       ports_of(rule), is_ingress ? "from" : "to", other)]
      .push_back(opening);
}

/// The rule for each range of a prefix list that the template has; else the rule as it is.
void add_rule(const std::string& resource, const std::string& group, bool is_ingress,
              const cfn::Value& rule, const ResourcesById& all, Openings& openings) {
  for (const std::string_view key : {"SourcePrefixListId", "DestinationPrefixListId"}) {
    const cfn::Value* named = member(&rule, {key});
    const auto references =
        named == nullptr ? std::vector<cfn::Reference>() : cfn::references(*named);
    const auto list =
        references.size() == 1 ? all.find(references.front().target.str()) : all.end();
    if (list == all.end() || list->second->type != "AWS::EC2::PrefixList") continue;
    const std::vector<const cfn::Value*> entries = items_at(*list->second, "Entries");
    for (const cfn::Value* each : entries) {
      cfn::Map of_range = *rule.map();
      of_range.erase(key);
      of_range.set("CidrIp", shown(member(each, {"Cidr"})));
      add_rule(resource, group, is_ingress,
               cfn::Value(std::move(of_range)).with_origin(rule.origin()), openings);
    }
    if (!entries.empty()) return;
  }
  add_rule(resource, group, is_ingress, rule, openings);
}

void add_rules(const cfn::Resource& group, const char* key, const ResourcesById& all,
               Openings& openings) {
  const cfn::Value* rules = property(group, {key});
  const bool is_ingress = std::string_view(key) == "SecurityGroupIngress";
  if (rules == nullptr && !is_ingress) {
    // A group that says nothing of it lets everything out.
    cfn::Map anything = {{"IpProtocol", "-1"}, {"CidrIp", "0.0.0.0/0"}};
    add_rule(group.id.str(), group.id.str(), false,
             cfn::Value(std::move(anything)).with_origin(group.origin), openings);
  }
  if (rules == nullptr || rules->list() == nullptr) return;
  for (const cfn::Value& rule : *rules->list()) {
    if (rule.map() == nullptr) continue;
    cfn::Value placed = rule;
    if (!placed.origin().is_stated()) placed.set_origin(group.origin);
    add_rule(group.id.str(), group.id.str(), is_ingress, placed, all, openings);
  }
}

/// The firewall of a Lightsail instance; one that is not stated lets SSH and HTTP in.
void add_ports(const cfn::Resource& instance, Openings& openings) {
  for (const cfn::Value* rule : items_at(instance, "Networking.Ports")) {
    const std::string protocol = shown(member(rule, {"Protocol"}));
    cfn::List sources;
    for (const char* key : {"Cidrs", "Ipv6Cidrs"}) {
      const cfn::Value* ranges = member(rule, {key});
      if (ranges == nullptr || ranges->list() == nullptr) continue;
      sources.insert(sources.end(), ranges->list()->begin(), ranges->list()->end());
    }
    if (sources.empty()) sources.emplace_back("0.0.0.0/0");
    for (const cfn::Value& source : sources) {
      cfn::Map port = {{"IpProtocol", protocol == "all" ? "-1" : protocol},
                       {"FromPort", shown(member(rule, {"FromPort"}))},
                       {"ToPort", shown(member(rule, {"ToPort"}))},
                       {"CidrIp", shown(&source)}};
      add_rule(
          instance.id.str(), instance.id.str(), true,
          cfn::Value(std::move(port)).with_origin(first_known(rule->origin(), instance.origin)),
          openings);
    }
  }
}

void add_route(const cfn::Resource& route, Openings& openings) {
  const std::string table = shown(property(route, {"RouteTableId"}));
  for (const std::string_view key : {"GatewayId", "VpcPeeringConnectionId", "TransitGatewayId"}) {
    const cfn::Value* gateway = property(route, {key});
    if (gateway == nullptr) continue;
    for (const std::string_view to :
         {"DestinationCidrBlock", "DestinationIpv6CidrBlock", "DestinationPrefixListId"}) {
      const std::string destination = shown(property(route, {to}));
      if (destination.empty()) continue;
      openings[fmt::format("{}: routes {} to {}", table, destination, shown(gateway))].push_back(
          opening_of(route, table));
    }
  }
}

void add_prefixes(const cfn::Resource& list, Openings& openings) {
  const cfn::Value* entries = property(list, {"Entries"});
  if (entries == nullptr || entries->list() == nullptr) return;
  for (const cfn::Value& each : *entries->list()) {
    const std::string range = shown(member(&each, {"Cidr"}));
    Opening opening = opening_of(list, list.id.str());
    opening.is_public = is_anyone(range);
    opening.traffic = {true, "all protocols", 0, 65535, range};
    openings[fmt::format("{}: has {}", list.id.str(), range)].push_back(opening);
  }
}

}  // namespace

std::string shown(const cfn::Value* value) {
  if (value == nullptr) return {};
  std::string text = brief(*value);
  for (const std::string_view attribute : {".GroupId", ".Arn"}) {
    if (text.ends_with(attribute)) text.resize(text.size() - attribute.size());
  }
  return text;
}

std::vector<const cfn::Value*> items_at(const cfn::Resource& resource, std::string_view path) {
  std::vector<const cfn::Value*> items;
  for (const cfn::Value* each : values_at(resource, path)) {
    if (each->list() == nullptr) {
      items.push_back(each);
    } else {
      for (const cfn::Value& item : *each->list()) items.push_back(&item);
    }
  }
  return items;
}

std::vector<Item> items_of(const cfn::Resource& resource, const spec::OpenProperty& row) {
  std::vector<Item> items;
  const auto add = [&](const cfn::Value* value, const cfn::Value* around) {
    if (value->list() == nullptr) return items.push_back({value, around});
    for (const cfn::Value& each : *value->list()) items.push_back({&each, around});
  };
  const std::size_t mark = row.open.find('?');
  const std::string_view only = mark == row.open.npos ? "" : row.open.substr(mark + 1);
  const std::string_view key = only.substr(0, only.find('='));
  const auto counts = [&](const cfn::Value* value) {
    const auto wanted = split(only.substr(std::min(key.size() + 1, only.size())), '|');
    return only.empty() || std::find(wanted.begin(), wanted.end(), shown(value)) != wanted.end();
  };
  const std::size_t dot = row.property.rfind('.');
  if (dot == row.property.npos) {
    if (!counts(only.empty() ? nullptr : property(resource, {key}))) return items;
    for (const cfn::Value* each : values_at(resource, row.property)) add(each, nullptr);
    return items;
  }
  for (const cfn::Value* around : items_at(resource, row.property.substr(0, dot))) {
    if (!counts(only.empty() ? nullptr : member(around, {key}))) continue;
    for (const cfn::Value* each : values_at(*around, row.property.substr(dot + 1))) {
      add(each, around);
    }
  }
  return items;
}

Opening opening_of(const cfn::Resource& resource, std::string owner) {
  Opening opening;
  opening.resource = resource.id.str();
  opening.owner = std::move(owner);
  opening.origin = resource.origin;
  return opening;
}

std::string principal_of(std::string text) {
  for (const std::string_view suffix : {".${AWS::URLSuffix}", ".amazonaws.com.cn"}) {
    if (!text.ends_with(suffix)) continue;
    return text.substr(0, text.size() - suffix.size()) + ".amazonaws.com";
  }
  constexpr std::string_view kIam = ":iam::";
  constexpr std::string_view kRoot = ":root";
  const std::size_t begin = text.find(kIam);
  if (!text.starts_with("arn:") || begin == text.npos || !text.ends_with(kRoot)) return text;
  text = text.substr(begin + kIam.size(), text.size() - kRoot.size() - begin - kIam.size());
  return text == "${AWS::AccountId}" ? "AWS::AccountId" : text;
}

bool is_for_administrators(const Traffic& traffic) {
  constexpr int kPorts[] = {22, 2375, 2376, 3389, 5985, 5986};
  if (traffic.protocol != "tcp") return traffic.protocol == "all protocols";
  return std::any_of(std::begin(kPorts), std::end(kPorts),
                     [&](int port) { return traffic.from <= port && port <= traffic.to; });
}

std::string block_text(std::string text) {
  if (text.find(':') == text.npos) return text;
  const auto block = model::block_of(text);
  return block ? model::text_of(*block) : text;
}

/// EC2 takes the network of an address: `1.2.3.4/0` is everything.
bool is_anyone(std::string_view source) { return source.ends_with("/0"); }

OpenState open_state(const ResourcesById& resources) {
  OpenState state;
  for (const auto& [id, resource] : resources) {
    const std::string& type = resource->type;
    const bool is_ingress = type == "AWS::EC2::SecurityGroupIngress";
    if (type == "AWS::EC2::SecurityGroup") {
      add_rules(*resource, "SecurityGroupIngress", resources, state.allowed);
      add_rules(*resource, "SecurityGroupEgress", resources, state.allowed);
    } else if (is_ingress || type == "AWS::EC2::SecurityGroupEgress") {
      add_rule(id, shown(property(*resource, {"GroupId"})), is_ingress,
               cfn::Value(resource->properties).with_origin(resource->origin), resources,
               state.allowed);
    } else if (type == "AWS::EC2::Route") {
      add_route(*resource, state.allowed);
    } else {
      if (type == "AWS::EC2::PrefixList") add_prefixes(*resource, state.allowed);
      if (type == "AWS::Lightsail::Instance") add_ports(*resource, state.allowed);
      if (type.starts_with("AWS::Serverless::")) add_serverless(*resource, state.allowed);
      add_policies(*resource, state);
      add_switches(*resource, resources, state);
      add_guards(*resource, state.denied);
    }
  }
  add_filters(resources, state);
  return state;
}

}  // namespace archsynth::analysis
