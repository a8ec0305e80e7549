#pragma once

#include <set>
#include <string>
#include <vector>

#include "analysis/reach/paths.h"
#include "model/workloads/workloads.h"
#include "rules/finding.h"

namespace archsynth::analysis {

/// The template in its default state, with its network and what runs in it.
struct RunningStack {
  explicit RunningStack(const view::View& view);

  model::Network network;
  cfn::Template deployed;
  view::View state;
  model::Workloads workloads;
};

inline End end_of(const model::Node& node) {
  return {End::Kind::kNode, node.place.name, &node, {}};
}
Asked asked_for(std::uint64_t port, model::Family family = model::Family::kIpv4);

/// A service of AWS, or the internet, that a step of a workload calls.
struct ServiceCall {
  std::string service;  ///< `aws:ecr.api`, `internet`
  std::string step;     ///< `cannot pull its image`
  Origin at;
  std::string region{};  ///< where it is another than the stack's
};
/// A finding of the network is told once, whoever else it stops.
class NetworkReport {
 public:
  NetworkReport(const Report& report, const RunningStack& stack) : report_(report), stack_(stack) {}

  /// The settings that stop a step of a workload. What routes and gateways alone are to blame for
  /// is left to their own rules where they report it.
  void operator()(const model::Node& node, const std::string& step, const Outcome& outcome,
                  const Origin& at, const std::string& subnet);

  /// A call that leaves the region, which endpoints do not serve.
  void tell_region(const model::Node& node, const ServiceCall& call, const Outcome& outcome);

 private:
  bool is_told_elsewhere(const Outcome& outcome) const;
  /// Who lacks an association uses the main route table, which the template does not name.
  std::string subject_of(const ReachBlock& block, const model::Node& node) const;
  bool leads_to_nat(const std::string& table) const;
  bool is_table_of_nat(const std::string& table) const;

  const Report& report_;
  const RunningStack& stack_;
  std::set<std::string> told_;
};

/// Reports a step of a node whose packets from a load balancer get to none of some subnet's
/// addresses.
struct BalancedWay {
  const model::Node& balancer;
  const model::Node& node;
};
void check_way(const RunningStack& stack, const BalancedWay& way, const model::Range& ports,
               const std::string& step, const Origin& at, NetworkReport& report);

/// What starting a task calls.
std::vector<ServiceCall> calls_of(const view::View& view, const model::Task& task);
/// A service is asked for once.
void add_call(std::vector<ServiceCall>& calls, ServiceCall call);
/// What pulling an image calls.
void add_image(const view::View& view, const cfn::Value* image, bool is_private, const Origin& at,
               std::vector<ServiceCall>& calls);
/// What stops a call to a service from a node; nothing where it gets out of one of its subnets.
std::optional<Outcome> blocked_call(const RunningStack& stack, const model::Node& node,
                                    const std::string& service);
/// Reports calls that get from none of the node's subnets to their service.
void check_calls(const RunningStack& stack, const model::Node& node,
                 const std::vector<ServiceCall>& calls, NetworkReport& report);
/// Reports each call that gets out of none of the node's subnets.
void check_all_ways(const RunningStack& stack, const model::Node& node,
                    const std::vector<ServiceCall>& calls, NetworkReport& report);
/// Reports jobs of Batch that reach what they need from no compute environment of the template.
void check_ways_of_jobs(const RunningStack& stack, NetworkReport& report);

/// Calls `visit(node, task, service)` for each service and job whose tasks have interfaces of their
/// own; a job has no service.
template <typename Visit>
void each_task_node(const RunningStack& stack, const Visit& visit) {
  for (const model::Service& each : stack.workloads.services()) {
    const model::Node* node = stack.network.node(each.resource->id.str());
    const bool has_own = each.task != nullptr && each.task->network_mode.value == "awsvpc";
    if (node != nullptr && has_own) visit(*node, *each.task, &each);
  }
  for (const model::Job& each : stack.workloads.jobs()) {
    const model::Node* node = stack.network.node(each.resource->id.str());
    const bool has_own = each.task != nullptr && each.task->network_mode.value == "awsvpc";
    if (node != nullptr && has_own) visit(*node, *each.task, nullptr);
  }
}

}  // namespace archsynth::analysis
