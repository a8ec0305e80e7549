// What workloads need of the network: file systems and stores; and how it is told.

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "analysis/start/network.h"
#include "archsynth/support/text.h"
#include "checks.h"
#include "view/deployed.h"

namespace archsynth::analysis {
namespace {

using model::Node;
using model::Subnet;
using model::Task;

cfn::Template with_resources(const cfn::Template& source,
                             const std::vector<cfn::Resource>& resources) {
  cfn::Template made;
  made.parameters = source.parameters;
  made.resources = resources;
  return made;
}

/// The mount targets of a file system.
std::vector<const Node*> mount_targets(const RunningStack& stack, const cfn::Resource& files) {
  std::vector<const Node*> all;
  for (const cfn::Resource* each : stack.state.of("AWS::EFS::MountTarget")) {
    if (stack.state.target(property(*each, {"FileSystemId"})) != &files) continue;
    if (const Node* node = stack.network.node(each->id.str())) all.push_back(node);
  }
  return all;
}

std::string zone_in(const RunningStack& stack, const Subnet& subnet) {
  const cfn::Resource* resource = stack.state.find(subnet.place.name);
  return resource == nullptr ? std::string() : model::zone_of(stack.state, *resource);
}

/// Those that a client in the subnet uses: of its zone. Nothing where that is not known.
std::vector<const Node*> in_zone_of(const RunningStack& stack, const Subnet& subnet,
                                    const std::vector<const Node*>& targets) {
  std::vector<const Node*> here;
  const std::string zone = zone_in(stack, subnet);
  for (const Node* each : targets) {
    const Subnet& other = *each->subnets.front();
    const std::string its = zone_in(stack, other);
    const bool may_be = &other == &subnet || zone.empty() || its.empty() || its == zone;
    if (may_be) here.push_back(each);
  }
  return here;
}

void check_files(const RunningStack& stack, const Node& node, const cfn::Resource& files,
                 const Origin& at, const Report& plain, NetworkReport& report) {
  const std::vector<const Node*> targets = mount_targets(stack, files);
  for (const Subnet* subnet : node.subnets) {
    const std::vector<const Node*> here = in_zone_of(stack, *subnet, targets);
    if (here.empty()) {
      if (stack.state.find(subnet->place.name) == nullptr && !targets.empty()) continue;
      Diagnostic& found = plain(
          node.place.name, at,
          targets.empty()
              ? fmt::format("{} cannot mount {}, which has no mount target",
                            quoted(node.place.name), quoted(files.id.str()))
              : fmt::format("{} cannot mount {} in {}: its zone has no mount target",
                            quoted(node.place.name), quoted(files.id.str()), subnet->place.name));
      found.related.push_back({files.origin, "the file system"});
      return;
    }
    Node one = node;
    one.subnets = {subnet};
    std::vector<Path> paths;
    for (const Node* each : here) {
      for (Path& path : Paths(stack.network, asked_for(2049)).direct(one, *each)) {
        paths.push_back(std::move(path));
      }
    }
    const auto outcome = best_of(paths, true);
    if (!outcome || outcome->is_reachable) continue;
    return report(node, fmt::format("cannot mount {}", quoted(files.id.str())), *outcome, at,
                  subnet->place.name);
  }
}

/// Stores whose address or credentials a value of a workload holds, also by way of secrets.
void collect_stores(const RunningStack& stack, const cfn::Resource& of, int depth,
                    std::set<std::string>& stores) {
  for (const cfn::Reference& each : stack.state.references(of)) {
    const cfn::Resource* resource = stack.state.find(each.target.str());
    if (resource == nullptr) continue;
    const Node* node = stack.network.node(resource->id.str());
    if (node != nullptr && node->kind == model::NodeKind::kStore) {
      stores.insert(resource->id.str());
    }
    const bool is_secret = resource->type == "AWS::SecretsManager::Secret" ||
                           resource->type == "AWS::SecretsManager::SecretTargetAttachment";
    if (is_secret && depth > 0) collect_stores(stack, *resource, depth - 1, stores);
  }
}

bool is_behind_proxy(const RunningStack& stack, const std::string& store) {
  if (stack.network.node(store)->type == "AWS::RDS::DBProxy") return false;
  for (const cfn::Resource* each : stack.state.of("AWS::RDS::DBProxyTargetGroup")) {
    for (const cfn::Reference& reference : stack.state.references(*each)) {
      if (reference.target.str() == store) return true;
    }
  }
  return false;
}

/// Whether a store listens on one port, which is known.
bool is_on_one_port(const Node& store) {
  return !store.listeners.empty() &&
         store.listeners.front().ports.first == store.listeners.front().ports.last;
}

/// A group with rules, none of them for the port, is reported by a rule of its own.
bool is_told_of_port(const Node& store) {
  if (store.type != "AWS::RDS::DBInstance" || store.groups.size() != 1) return false;
  const auto& rules = store.groups.front()->ingress;
  const model::Range& port = store.listeners.front().ports;
  return !rules.empty() && std::none_of(rules.begin(), rules.end(), [&](const auto& rule) {
    return rule.ports.overlaps(port);
  });
}

void check_store(const RunningStack& stack, const Node& node, const std::string& name,
                 const Origin& at, NetworkReport& report) {
  const Node& store = *stack.network.node(name);
  if (!is_on_one_port(store) || is_told_of_port(store)) return;
  const Asked asked = asked_for(store.listeners.front().ports.first.low);
  const auto outcome =
      best_of(Paths(stack.network, asked).between(end_of(node), end_of(store)), true);
  if (!outcome || outcome->is_reachable) return;
  report(node, fmt::format("cannot connect to {}", quoted(name)), *outcome, at, {});
}

void check_stores(const RunningStack& stack, const Node& node, const cfn::Resource& holder,
                  NetworkReport& report) {
  std::set<std::string> stores;
  collect_stores(stack, holder, 3, stores);
  for (const std::string& name : stores) {
    const bool is_files = stack.network.node(name)->type == "AWS::EFS::MountTarget";
    if (!is_files && !is_behind_proxy(stack, name))
      check_store(stack, node, name, holder.origin, report);
  }
}

/// From proxies to the databases that they are for.
void check_targets_of_proxies(const RunningStack& stack, NetworkReport& report) {
  for (const cfn::Resource* each : stack.state.of("AWS::RDS::DBProxyTargetGroup")) {
    const cfn::Resource* proxy =
        stack.state.target(property(*each, {"DBProxyName"}), "AWS::RDS::DBProxy");
    const Node* node = proxy == nullptr ? nullptr : stack.network.node(proxy->id.str());
    if (node == nullptr) continue;
    for (const char* key : {"DBClusterIdentifiers", "DBInstanceIdentifiers"}) {
      for (const cfn::Value* named : stack.state.items(property(*each, {key})).values) {
        const cfn::Resource* target = stack.state.target(named);
        const Node* store = target == nullptr ? nullptr : stack.network.node(target->id.str());
        if (store != nullptr) check_store(stack, *node, target->id.str(), each->origin, report);
      }
    }
  }
}

/// Services of App Runner send what goes to a VPC through a connector.
void check_stores_of_runners(const RunningStack& stack, NetworkReport& report) {
  for (const cfn::Resource* each : stack.state.of("AWS::AppRunner::Service")) {
    const cfn::Resource* connector = stack.state.target(
        property(*each, {"NetworkConfiguration", "EgressConfiguration", "VpcConnectorArn"}));
    const Node* node = connector == nullptr ? nullptr : stack.network.node(connector->id.str());
    if (node != nullptr) check_stores(stack, *node, *each, report);
  }
}

}  // namespace

RunningStack::RunningStack(const View& view)
    : network(view::Deployed(view.source(), view.region(), {}).resources),
      deployed(with_resources(view.source(), network.lookup().resources())),
      state(deployed, view.region(), view.catalogue()),
      workloads(state) {}

Asked asked_for(std::uint64_t port, model::Family family) {
  return {family, {model::kTcp, model::kTcp}, {port, port}, true, true};
}

void NetworkReport::operator()(const Node& node, const std::string& step, const Outcome& outcome,
                               const Origin& at, const std::string& subnet) {
  if (outcome.blocks.empty() || is_told_elsewhere(outcome)) return;
  const ReachBlock& first = outcome.blocks.front();
  if (!told_.insert(first.resource + "|" + first.property + "|" + first.code).second) return;
  const std::string subject = subject_of(first, node);
  Diagnostic& found = report_(
      subject, first_known(first.origin, node.place.origin),
      subnet.empty()
          ? fmt::format("{} {}: {}", quoted(node.place.name), step, first.message)
          : fmt::format("{} {} in {}: {}", quoted(node.place.name), step, subnet, first.message));
  for (std::size_t i = 1; i < outcome.blocks.size(); ++i) {
    found.related.push_back({outcome.blocks[i].origin, outcome.blocks[i].message});
  }
  if (at.known()) found.related.push_back({at, "what needs it"});
  found.related.push_back({node.place.origin, fmt::format("{} starts here", node.place.name)});
}

void NetworkReport::tell_region(const Node& node, const ServiceCall& call, const Outcome& outcome) {
  if (outcome.blocks.empty() || is_told_elsewhere(outcome)) return;
  const ReachBlock& first = outcome.blocks.front();
  Diagnostic& found =
      report_(node.place.name, first_known(call.at, node.place.origin),
              fmt::format("{} {}: endpoints serve {} only, and {}", quoted(node.place.name),
                          call.step, stack_.state.region(), first.message));
  found.fix =
      fmt::format("add a route to a NAT gateway, or use a copy in {}", stack_.state.region());
  found.related.push_back({first.origin, first.message});
}

bool NetworkReport::is_told_elsewhere(const Outcome& outcome) const {
  return std::any_of(outcome.blocks.begin(), outcome.blocks.end(), [&](const ReachBlock& each) {
    if (each.code == "BAD_STATE_ROUTE") return true;
    // A NAT gateway whose subnet leads to a NAT gateway.
    const cfn::Resource* route = stack_.state.find(each.resource);
    const std::string table = route != nullptr && route->type == "AWS::EC2::Route"
                                  ? stack_.network.lookup().name(property(*route, {"RouteTableId"}))
                                  : each.resource;
    return each.code == "NO_ROUTE_TO_DESTINATION" && leads_to_nat(table) && is_table_of_nat(table);
  });
}

std::string NetworkReport::subject_of(const ReachBlock& block, const Node& node) const {
  if (stack_.state.find(block.resource) != nullptr) return block.resource;
  return node.place.name;
}

bool NetworkReport::leads_to_nat(const std::string& table) const {
  for (const Subnet& each : stack_.network.subnets()) {
    if (each.table == nullptr || each.table->place.name != table) continue;
    const auto& routes = each.table->routes;
    return std::any_of(routes.begin(), routes.end(),
                       [](const model::Route& route) { return route.way == model::Way::kNat; });
  }
  return false;
}

bool NetworkReport::is_table_of_nat(const std::string& table) const {
  for (const cfn::Resource* each : stack_.state.of("AWS::EC2::NatGateway")) {
    const model::Nat* nat = stack_.network.nat(each->id.str());
    if (nat != nullptr && nat->subnet != nullptr && nat->subnet->table->place.name == table) {
      return true;
    }
  }
  return false;
}

void check_ways_to_files(const View& view, const Report& report) {
  if (view.of("AWS::EFS::FileSystem").empty()) return;
  const auto& stack = view.made<RunningStack>();
  NetworkReport told(report, stack);
  each_task_node(stack, [&](const Node& node, const Task& task, const model::Service*) {
    for (const model::Container& container : task.containers) {
      for (const model::Mount& mount : container.mounts) {
        for (const model::Volume& volume : task.volumes) {
          const cfn::Resource* files = volume.file_system.resource;
          if (files == nullptr || !mount.volume.value || volume.name.value != mount.volume.value) {
            continue;
          }
          check_files(stack, node, *files, mount.at->origin(), report, told);
        }
      }
    }
  });
  for (const model::Function& function : stack.workloads.functions()) {
    const Node* node = stack.network.node(function.resource->id.str());
    for (const model::Named& each : function.file_systems) {
      const cfn::Resource* files =
          each.resource == nullptr ? nullptr
                                   : stack.state.target(property(*each.resource, {"FileSystemId"}),
                                                        "AWS::EFS::FileSystem");
      if (node != nullptr && files != nullptr) {
        check_files(stack, *node, *files, each.at->origin(), report, told);
      }
    }
  }
}

void check_ways_to_stores(const View& view, const Report& report) {
  const std::initializer_list<const char*> clients = {
      "AWS::ECS::TaskDefinition", "AWS::Lambda::Function", "AWS::AppRunner::Service",
      "AWS::RDS::DBProxyTargetGroup"};
  if (std::all_of(clients.begin(), clients.end(),
                  [&](const char* each) { return view.of(each).empty(); })) {
    return;
  }
  const auto& stack = view.made<RunningStack>();
  NetworkReport told(report, stack);
  check_targets_of_proxies(stack, told);
  check_stores_of_runners(stack, told);
  each_task_node(stack, [&](const Node& node, const Task& task, const model::Service*) {
    check_stores(stack, node, *task.resource, told);
  });
  for (const model::Function& each : stack.workloads.functions()) {
    const Node* node = stack.network.node(each.resource->id.str());
    if (node != nullptr) check_stores(stack, *node, *each.resource, told);
  }
}

}  // namespace archsynth::analysis
