// Addresses of what has network interfaces, and the interfaces of instances, each in its own subnet
// and groups.

#include <fmt/format.h>

#include <algorithm>

#include "archsynth/support/characters.h"
#include "archsynth/support/text.h"
#include "model/network/node_types.h"

namespace archsynth::model {
namespace {

constexpr std::string_view kLaunchTemplate = "AWS::EC2::LaunchTemplate";

/// The property that gives a resource public addresses, with the type that holds it; empty where
/// nothing does.
std::string public_path(const cfn::Resource& resource, const cfn::Resource& holder) {
  if (holder.type == kLaunchTemplate) {
    return "LaunchTemplateData.NetworkInterfaces.AssociatePublicIpAddress";
  }
  if (holder.type == "AWS::AutoScaling::LaunchConfiguration") return "AssociatePublicIpAddress";
  return std::string(node_type(resource.type)->publicity);
}

std::vector<std::string> six_paths(const cfn::Resource& holder) {
  if (holder.type == kLaunchTemplate) {
    return {"LaunchTemplateData.NetworkInterfaces.Ipv6AddressCount",
            "LaunchTemplateData.NetworkInterfaces.Ipv6Addresses"};
  }
  if (holder.type == kInterfaceType) return {"Ipv6AddressCount", "Ipv6Addresses"};
  if (holder.type == kInstanceType) {
    return {"Ipv6AddressCount", "Ipv6Addresses", "NetworkInterfaces.Ipv6AddressCount",
            "NetworkInterfaces.Ipv6Addresses"};
  }
  const NodeType* known = node_type(holder.type);
  if (known == nullptr || known->six.empty()) return {};
  return {std::string(known->six)};
}

/// Whether a setting asks for addresses of IPv6: a count, one of them, a flag, `DUAL`, `dualstack`.
std::optional<bool> asks_for_six(const Lookup& lookup, const cfn::Value* value) {
  if (value->map() != nullptr) return true;
  if (const auto count = lookup.number(value)) return *count > 0;
  const auto text = lookup.text(value);
  if (!text) return std::nullopt;
  const std::string lower = lower_case(*text);
  return lower == "true" || lower.find("dual") != lower.npos || lower.find("ipv6") != lower.npos;
}

bool is_started(std::string_view type) {
  return type == kInstanceType || type == kInterfaceType || type == kAutoScalingType ||
         type == kNodegroupType || type == "AWS::Batch::ComputeEnvironment";
}

/// Whether the addresses of the subnet's own setting are given to what it starts.
bool starts_instances(const Lookup& lookup, const cfn::Resource& resource) {
  if (resource.type == "AWS::Batch::ComputeEnvironment") {
    const auto kind = lookup.text(view::property(resource, {"ComputeResources", "Type"}));
    return kind == "EC2" || kind == "SPOT";
  }
  return is_started(resource.type) && resource.type != kInterfaceType;
}

/// Whether the addresses are those of the instances that host the tasks.
bool is_hosted(const cfn::Resource& resource, const Node& node) {
  return resource.type == kServiceType && node.is_on_instances;
}

bool has_six_block(const Node& node) {
  return std::any_of(node.subnets.begin(), node.subnets.end(), [](const Subnet* subnet) {
    return std::any_of(subnet->blocks.begin(), subnet->blocks.end(),
                       [](const Block& each) { return each.family == Family::kIpv6; });
  });
}

/// What a template states of an instance's addresses: it, and what it starts from.
std::vector<const cfn::Resource*> holders_of(const Lookup& lookup, const cfn::Resource& resource) {
  const cfn::Resource* launch = launch_template(lookup, resource);
  if (resource.type == kAutoScalingType) {
    return launch == nullptr ? std::vector<const cfn::Resource*>{} : std::vector{launch};
  }
  if (launch == nullptr) return {&resource};
  return {&resource, launch};
}

/// What may give a resource public addresses: also the instances of a cluster.
std::vector<const cfn::Resource*> public_holders(const Lookup& lookup,
                                                 const cfn::Resource& resource) {
  std::vector<const cfn::Resource*> holders = holders_of(lookup, resource);
  if (resource.type != "AWS::RDS::DBCluster") return holders;
  for (const cfn::Resource* each : lookup.of("AWS::RDS::DBInstance")) {
    if (lookup.target(view::property(*each, {"DBClusterIdentifier"})) == &resource)
      holders.push_back(each);
  }
  return holders;
}

/// One that has an assumption gives way to one that has none.
void add_address(bool& has, Place& place, const Origin& origin, const std::string& assumption) {
  if (has && place.assumption.empty()) return;
  if (has && !assumption.empty()) return;
  has = true;
  place.assumption = assumption;
  if (origin.is_stated()) place.origin = origin;
}

}  // namespace

bool Network::has_elastic_address(const cfn::Resource* instance,
                                  const cfn::Resource* interface) const {
  const auto names = [&](const cfn::Resource& by, const char* property, const cfn::Resource* one) {
    return one != nullptr && lookup_.target(view::property(by, {property})) == one;
  };
  for (const char* type : {"AWS::EC2::EIP", "AWS::EC2::EIPAssociation"}) {
    for (const cfn::Resource* each : lookup_.of(type)) {
      if (names(*each, "InstanceId", instance) || names(*each, "NetworkInterfaceId", interface))
        return true;
    }
  }
  return false;
}

/// https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-networking.html
void Network::set_public_by_hosts(Node& node) {
  for (const cfn::Resource* each : lookup_.of(kAutoScalingType)) {
    Node host = node;
    set_public(*each, host);
    if (!host.is_public && node.is_public) continue;
    node.is_public = host.is_public;
    node.public_place = host.public_place;
  }
}

void Network::set_public(const cfn::Resource& resource, Node& node) {
  if (is_hosted(resource, node)) return set_public_by_hosts(node);
  bool is_stated = false;
  node.public_place = {resource.id.str(), {}, {}, resource.origin, {}};
  for (const cfn::Resource* holder : public_holders(lookup_, resource)) {
    const std::string path = public_path(resource, *holder);
    if (path.empty()) continue;
    node.public_place.property = path.substr(path.rfind('.') + 1);
    if (!is_stated) node.public_place.origin = origin_of(*holder, path.substr(0, path.find('.')));
    for (const Item& each : lookup_.at(*holder, path)) {
      is_stated = true;
      if (each.value->origin().is_stated()) node.public_place.origin = each.value->origin();
      const auto text = lookup_.text(each.value);
      node.is_public |= !text || text == "true" || text == "ENABLED" || text == "internet-facing";
      if (!text) node.public_place.assumption = fmt::format("{} is true", lookup_.name(each.value));
    }
  }
  const bool is_interface = resource.type == kInterfaceType;
  if (has_elastic_address(is_interface ? nullptr : &resource, is_interface ? &resource : nullptr)) {
    node.is_public = true;
    node.public_place.assumption.clear();
    return;
  }
  // An Application or Network Load Balancer faces the internet unless it is told otherwise.
  const bool is_balancer =
      resource.type == kBalancerType &&
      lookup_.text(view::property(resource, {"Type"})) != std::string("gateway");
  if (!is_stated && is_balancer) node.is_public = true;
  if (!is_stated) set_public_by_subnets(starts_instances(lookup_, resource), node);
}

void Network::set_public_by_subnets(bool is_instance, Node& node) {
  for (const Subnet* each : node.subnets) {
    const bool gives = is_instance && each->gives_public_addresses.value_or(true);
    // https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBInstance.html: public
    // where the VPC has an internet gateway.
    const bool is_database = node.type == "AWS::RDS::DBInstance" && each->vpc != nullptr &&
                             !each->vpc->internet_gateways.empty();
    node.is_public |= gives || is_database;
    if (gives && !each->gives_public_addresses) {
      node.public_place.assumption =
          fmt::format("subnet {} gives public addresses", quoted(each->place.name));
    }
  }
}

void Network::set_six(const cfn::Resource& resource, Node& node) {
  node.six_place = {resource.id.str(), "IPv6", {}, resource.origin, {}};
  bool has = false;
  for (const cfn::Resource* holder : holders_of(lookup_, resource)) {
    for (const std::string& path : six_paths(*holder)) {
      node.six_place.property = path.substr(path.rfind('.') + 1);
      for (const Item& each : lookup_.at(*holder, path)) {
        const Origin& origin = each.value->origin();
        const auto asks = asks_for_six(lookup_, each.value);
        if (asks == false) {
          node.six_place.origin = first_known(origin, resource.origin);
          continue;
        }
        const std::string gives =
            asks ? each.assumption
                 : fmt::format("{} gives an IPv6 address", lookup_.name(each.value));
        add_address(has, node.six_place, origin, gives);
      }
    }
  }
  if (is_started(resource.type)) add_six_of_subnets(node, has);
  if (is_hosted(resource, node)) {
    for (const cfn::Resource* each : lookup_.of(kAutoScalingType)) {
      Node host = node;
      set_six(*each, host);
      has |= host.has_ipv6;
    }
  } else if (resource.type == kServiceType || resource.type == kScheduleType ||
             resource.type == kRuleType) {
    node.six_place.property = "NetworkConfiguration";
    add_address(has, node.six_place, {}, "the ECS account setting dualStackIPv6 is on");
  }
  node.has_ipv6 = has && has_six_block(node);
}

void Network::add_six_of_subnets(Node& node, bool& has) {
  for (const Subnet* each : node.subnets) {
    if (!each->gives_six.value_or(true)) continue;
    add_address(has, node.six_place, {},
                each->gives_six
                    ? std::string()
                    : fmt::format("subnet {} assigns IPv6 addresses", quoted(each->place.name)));
  }
}

// ---- interfaces of instances

namespace {

/// An interface of an instance: a resource, or written in the instance; both are null where it is
/// not of the template.
struct Interface {
  const cfn::Resource* own = nullptr;
  const cfn::Value* stated = nullptr;
};

std::vector<Interface> interfaces_of(const Lookup& lookup, const cfn::Resource& instance) {
  std::vector<std::pair<std::int64_t, Interface>> found;
  for (const Item& each : lookup.at(instance, "NetworkInterfaces")) {
    const auto index = lookup.number(view::member(each.value, {"DeviceIndex"}));
    const cfn::Value* named = view::member(each.value, {"NetworkInterfaceId"});
    found.push_back({index.value_or(0), {lookup.target(named, kInterfaceType), each.value}});
  }
  for (const cfn::Resource* each : lookup.of("AWS::EC2::NetworkInterfaceAttachment")) {
    if (lookup.target(view::property(*each, {"InstanceId"})) != &instance) continue;
    const cfn::Resource* own =
        lookup.target(view::property(*each, {"NetworkInterfaceId"}), kInterfaceType);
    // The first interface may be the instance's own.
    if (own != nullptr && found.empty()) found.push_back({0, {}});
    if (own != nullptr) found.push_back({1, {own, nullptr}});
  }
  std::stable_sort(found.begin(), found.end(),
                   [](const auto& a, const auto& b) { return a.first < b.first; });
  std::vector<Interface> all;
  for (const auto& [index, each] : found) all.push_back(each);
  return all;
}

}  // namespace

void Network::place_interface(const cfn::Resource& instance, const cfn::Resource* own,
                              const cfn::Value* stated, Node& node) {
  node.subnets.clear();
  node.groups.clear();
  node.is_public = false;
  node.public_place = {instance.id.str(), "AssociatePublicIpAddress", {}, instance.origin, {}};
  if (own != nullptr) {
    place_group(*own, node);
    finish_place(*own, node);
    node.public_place = {own->id.str(), {}, {}, own->origin, {}};
    node.is_public = has_elastic_address(nullptr, own);
    set_six(*own, node);
    return;
  }
  cfn::Resource written = instance;
  written.properties = {};
  written.properties.set("NetworkInterfaces", cfn::Value(cfn::List{*stated}));
  place_group(written, node);
  finish_place(written, node);
  set_public(written, node);
  set_six(written, node);
}

void Network::add_interfaces(const cfn::Resource& instance, Node& node) {
  const std::vector<Interface> all = interfaces_of(lookup_, instance);
  const bool is_plain = all.empty() || (all.size() == 1 && all.front().own == nullptr);
  if (is_plain) return;
  const std::vector<Listener> listeners = node.listeners;
  for (std::size_t i = 0; i < all.size(); ++i) {
    const Interface& each = all[i];
    Node* one = i == 0 ? &node : &interfaces_.emplace_back();
    if (i != 0) {
      *one = Node{.place = node.place, .kind = node.kind, .type = node.type};
      one->listeners = listeners;
      node.interfaces.push_back(one);
    }
    if (each.own != nullptr) node_by_id_[each.own->id.str()] = one;
    if (each.own == nullptr && each.stated == nullptr) continue;
    place_interface(instance, each.own, each.stated, *one);
    if (i == 0 && has_elastic_address(&instance, nullptr)) one->is_public = true;
  }
}

std::optional<Place> Network::refusal_to_forward(std::string_view id) const {
  const Node* node = this->node(id);
  const cfn::Resource* instance = node == nullptr ? nullptr : lookup_.find(node->place.name);
  if (instance == nullptr) return std::nullopt;
  std::vector<const cfn::Resource*> holders{instance, lookup_.find(id)};
  for (const Interface& each : interfaces_of(lookup_, *instance)) {
    if (each.own != nullptr && holders.front() == holders.back()) holders.push_back(each.own);
  }
  for (const cfn::Resource* each : holders) {
    const cfn::Value* check = view::property(*each, {"SourceDestCheck"});
    if (check != nullptr && lookup_.truth(check) != true) return std::nullopt;
  }
  // A script may turn it off.
  const cfn::Resource* launch = launch_template(lookup_, *instance);
  for (const cfn::Value* script :
       {view::property(*instance, {"UserData"}),
        launch == nullptr ? nullptr : view::property(*launch, {"LaunchTemplateData"})}) {
    if (script == nullptr) continue;
    bool is_off = false;
    cfn::walk(*script, [&](const cfn::Value& each) {
      const auto* sub = each.get_if<cfn::Sub>();
      const std::string* text = sub != nullptr ? &sub->text : each.string();
      is_off |= text != nullptr && (text->find("ource-dest-check") != text->npos ||
                                    text->find("ourceDestCheck") != text->npos);
    });
    if (is_off) return std::nullopt;
  }
  return Place{instance->id.str(), "SourceDestCheck", {}, origin_of(*instance, "SourceDestCheck")};
}

}  // namespace archsynth::model
