// Hosts that must signal CloudFormation, and builds: their ways out.

#include <algorithm>

#include "analysis/start/network.h"
#include "archsynth/support/characters.h"
#include "archsynth/support/text.h"
#include "checks.h"
#include "model/workloads/instances.h"
#include "rules/compute/tasks.h"

namespace archsynth::analysis {
namespace {

using model::Node;
using model::Subnet;

/// Whether CloudFormation waits for signals at creation that instances surely send themselves.
bool must_signal(const View& view, const cfn::Resource& resource) {
  const cfn::Value* signal = member(&resource.creation_policy, {"ResourceSignal"});
  if (signal == nullptr || signal->map() == nullptr) return false;
  const cfn::Value* count = signal->map()->find("Count");
  if (count != nullptr && view.number(count).value_or(0) <= 0) return false;
  const cfn::Resource* launch = model::launch_of(view, resource);
  if (launch == nullptr) return false;
  const auto text = model::text_made(view, model::launch_setting(*launch, "UserData"));
  const std::string words = lower_case(text.value_or(""));
  return words.find("cfn-signal") != words.npos && words.find("proxy") == words.npos;
}

bool leads_to_internet(const Subnet& subnet) {
  return subnet.table != nullptr &&
         std::any_of(subnet.table->routes.begin(), subnet.table->routes.end(),
                     [](const model::Route& each) { return each.way == model::Way::kInternet; });
}

void check_builds(const View& view, NetworkReport& report) {
  for (const cfn::Resource* build : view.of("AWS::CodeBuild::Project")) {
    if (lacks(*build, "VpcConfig")) continue;
    const auto& stack = view.made<RunningStack>();
    const Node* node = stack.network.node(build->id.str());
    if (node == nullptr) continue;
    Node open = *node;
    std::erase_if(open.subnets, [](const Subnet* each) { return !leads_to_internet(*each); });
    check_all_ways(stack, open, {{"internet", "cannot reach the internet", build->origin}}, report);
  }
}

}  // namespace

void check_ways_of_signals(const View& view, const Report& report) {
  if (view.of("AWS::EC2::Subnet").empty()) return;
  for (const char* type : {"AWS::AutoScaling::AutoScalingGroup", "AWS::EC2::Instance"}) {
    for (const cfn::Resource* each : view.of(type)) {
      if (!must_signal(view, *each)) continue;
      const auto& stack = view.made<RunningStack>();
      const Node* node = stack.network.node(each->id.str());
      NetworkReport told(report, stack);
      if (node == nullptr) continue;
      check_all_ways(
          stack, *node,
          {{"aws:cloudformation", "cannot signal CloudFormation", each->creation_policy.origin()}},
          told);
    }
  }
}

void check_all_ways(const RunningStack& stack, const Node& node,
                    const std::vector<ServiceCall>& calls, NetworkReport& report) {
  for (const ServiceCall& each : calls) {
    if (!node.subnets.empty() && blocked_call(stack, node, each.service))
      check_calls(stack, node, {each}, report);
  }
}

void check_ways_of_batches(const View& view, const Report& report) {
  if (view.of("AWS::EC2::Subnet").empty()) return;
  if (!view.of("AWS::Batch::JobDefinition").empty()) {
    NetworkReport told(report, view.made<RunningStack>());
    check_ways_of_jobs(view.made<RunningStack>(), told);
  }
  if (view.of("AWS::CodeBuild::Project").empty()) return;
  NetworkReport told(report, view.made<RunningStack>());
  check_builds(view, told);
}

}  // namespace archsynth::analysis
