// Jobs of AWS Batch: the ways of what runs them, the room that there is, the queues they go to.

#include <fmt/format.h>

#include <algorithm>
#include <functional>

#include "analysis/start/network.h"
#include "archsynth/support/characters.h"
#include "archsynth/support/text.h"
#include "checks.h"
#include "rules/template/embedded.h"
#include "spec/instance_types.h"

namespace archsynth::analysis {
namespace {

using model::Node;
using model::Task;

constexpr std::string_view kEnvironment = "AWS::Batch::ComputeEnvironment";

enum class Platform { kUnknown, kFargate, kInstances };

/// Where Batch itself starts what runs jobs.
Platform platform_of(const View& view, const cfn::Resource& environment) {
  const auto kind = view.text(property(environment, {"ComputeResources", "Type"}));
  if (kind == "FARGATE" || kind == "FARGATE_SPOT") return Platform::kFargate;
  const bool is_of_ecs = lacks(environment, "EksConfiguration");
  return is_of_ecs && (kind == "EC2" || kind == "SPOT") ? Platform::kInstances : Platform::kUnknown;
}

/// https://docs.aws.amazon.com/batch/latest/APIReference/API_RegisterJobDefinition.html: EC2 where
/// nothing is stated.
Platform platform_of_job(const View& view, const cfn::Resource& definition) {
  if (lacks(definition, "PlatformCapabilities")) return Platform::kInstances;
  const Items kinds = view.items(property(definition, {"PlatformCapabilities"}));
  if (!kinds.complete || kinds.values.size() != 1) return Platform::kUnknown;
  const auto kind = view.text(kinds.values.front());
  return kind == "FARGATE" ? Platform::kFargate
         : kind == "EC2"   ? Platform::kInstances
                           : Platform::kUnknown;
}

/// The environments of the template for the jobs of a platform; empty where others may be.
std::vector<const cfn::Resource*> environments_for(const View& view, Platform platform) {
  std::vector<const cfn::Resource*> found;
  for (const cfn::Resource* each : view.of(kEnvironment)) {
    const Platform own = platform_of(view, *each);
    if (own == Platform::kUnknown) return {};
    if (own == platform) found.push_back(each);
  }
  return found;
}

/// An image, a template or user data of one's own may have a proxy, or start no agent.
bool is_plain_start(const cfn::Resource& environment) {
  const cfn::Value* resources = property(environment, {"ComputeResources"});
  if (resources == nullptr || resources->map() == nullptr) return false;
  const std::initializer_list<std::string_view> own = {"Ec2Configuration", "ImageId",
                                                       "LaunchTemplate"};
  return std::none_of(own.begin(), own.end(),
                      [&](std::string_view each) { return resources->map()->contains(each); });
}

void check_job(const RunningStack& stack, const Task& job,
               const std::vector<const cfn::Resource*>& environments, NetworkReport& report) {
  const View& view = stack.state;
  const cfn::Value* address =
      member(job.containers.front().at, {"NetworkConfiguration", "AssignPublicIp"});
  const auto stated = view.text(address);
  if (address != nullptr && !stated) return;
  std::vector<Node> nodes;
  for (const cfn::Resource* each : environments) {
    const Node* node = stack.network.node(each->id.str());
    if (node == nullptr || node->subnets.empty()) return;
    nodes.push_back(*node);
    nodes.back().is_public = stated == "ENABLED";
  }
  for (const ServiceCall& call : calls_of(view, job)) {
    const bool is_closed =
        !nodes.empty() && std::all_of(nodes.begin(), nodes.end(), [&](const Node& each) {
          return blocked_call(stack, each, call.service).has_value();
        });
    if (is_closed) check_calls(stack, nodes.front(), {call}, report);
  }
}

/// A resource that a job asks for; null: it does not, or it is not known.
const cfn::Value* required(const View& view, const Task& job, std::string_view kind) {
  for (const cfn::Value* each :
       view.items(member(job.containers.front().at, {"ResourceRequirements"})).values) {
    if (view.text(member(each, {"Type"})) == kind) return member(each, {"Value"});
  }
  return member(job.containers.front().at, {kind == "VCPU" ? "Vcpus" : "Memory"});
}

/// Why an environment has no room for so many vCPUs; empty: it has, or that is not known.
std::string lack_of(const View& view, const cfn::Resource& environment, double cpus) {
  const std::string name = quoted(environment.id.str());
  const auto most = view.number(property(environment, {"ComputeResources", "MaxvCpus"}));
  if (most && *most < cpus) return fmt::format("{} has a \"MaxvCpus\" of {}", name, *most);
  const Items types = view.items(property(environment, {"ComputeResources", "InstanceTypes"}));
  if (!types.complete || types.values.empty()) return {};
  double largest = 0;
  for (const cfn::Value* each : types.values) {
    const double own = spec::most_vcpus(view.text(each).value_or(""));
    if (own == 0 || own >= cpus) return {};
    largest = std::max(largest, own);
  }
  return fmt::format("instances of {} have at most {}", name, largest);
}

void check_room(const View& view, const Report& report, const Task& job) {
  const auto environments = environments_for(view, platform_of_job(view, *job.resource));
  const cfn::Value* at = required(view, job, "VCPU");
  const auto cpus = view.number(at);
  if (!cpus || environments.empty()) return;
  std::string why;
  for (const cfn::Resource* each : environments) {
    why = lack_of(view, *each, *cpus);
    if (why.empty()) return;
  }
  report(*job.resource, at,
         fmt::format("no compute environment has room for {} vCPUs of {}: {}", *cpus,
                     quoted(job.resource->id.str()), why))
      .related.push_back({environments.back()->origin, "the compute environment"});
}

/// A job that something of the template submits.
struct Submission {
  const cfn::Resource& by;
  const cfn::Resource* queue;
  const cfn::Resource* definition;
  const Origin& at;
};

using Submitted = std::function<void(const Submission&)>;

/// What a value names, also by a variable within the text of a state machine; null for another
/// type.
const cfn::Resource* named(const View& view, const cfn::Resource& by, const cfn::Value* value,
                           std::string_view type) {
  const std::string* text = value == nullptr ? nullptr : value->string();
  if (text == nullptr || !text->starts_with("${") || text->find('}') + 1 != text->size())
    return view.target(value, type);
  const std::string name = text->substr(2, text->find_first_of(".}") - 2);
  const cfn::Value* given = property(by, {"DefinitionSubstitutions", name});
  const cfn::Resource* found = given != nullptr ? view.target(given) : view.find(name);
  return found != nullptr && found->type == type ? found : nullptr;
}

void submit(const View& view, const cfn::Resource& by, const cfn::Value* queue,
            const cfn::Value* definition, const Origin* at, const Submitted& visit) {
  if (queue == nullptr) return;
  visit({by, named(view, by, queue, "AWS::Batch::JobQueue"),
         named(view, by, definition, "AWS::Batch::JobDefinition"),
         at != nullptr ? *at : queue->origin()});
}

void each_state(const View& view, const cfn::Resource& machine, const cfn::Value& definition,
                const Origin* whole, const Submitted& visit) {
  const cfn::Value* states = member(&definition, {"States"});
  if (states == nullptr || states->map() == nullptr) return;
  for (const cfn::MapEntry& state : *states->map()) {
    for (const char* key : {"Iterator", "ItemProcessor"}) {
      if (const cfn::Value* within = member(&state.value, {key}))
        each_state(view, machine, *within, whole, visit);
    }
    for (const cfn::Value* branch : view.items(member(&state.value, {"Branches"})).values)
      each_state(view, machine, *branch, whole, visit);
    for (const char* key : {"Parameters", "Arguments"}) {
      submit(view, machine, member(&state.value, {key, "JobQueue"}),
             member(&state.value, {key, "JobDefinition"}), whole, visit);
    }
  }
}

void each_submission(const View& view, const Submitted& visit) {
  for (const cfn::Resource* machine : view.of("AWS::StepFunctions::StateMachine")) {
    const auto read = [&](const cfn::Value& place, const Embedded& definition) {
      const Origin& text = first_known(place.origin(), machine->origin);
      each_state(view, *machine, definition.value, definition.has_origins ? nullptr : &text, visit);
    };
    each_definition(*machine, read, true);
  }
  for (const cfn::Resource* rule : view.of("AWS::Events::Rule")) {
    for (const cfn::Value* each : view.items(property(*rule, {"Targets"})).values) {
      submit(view, *rule, member(each, {"Arn"}), member(each, {"BatchParameters", "JobDefinition"}),
             nullptr, visit);
    }
  }
  for (const cfn::Resource* pipe : view.of("AWS::Pipes::Pipe")) {
    submit(view, *pipe, property(*pipe, {"Target"}),
           property(*pipe, {"TargetParameters", "BatchJobParameters", "JobDefinition"}), nullptr,
           visit);
  }
}

/// The platform of all environments of a queue.
Platform platform_of_queue(const View& view, const cfn::Resource& queue) {
  const Items order = view.items(property(queue, {"ComputeEnvironmentOrder"}));
  Platform platform = Platform::kUnknown;
  for (const cfn::Value* each : order.values) {
    const cfn::Resource* named = view.target(member(each, {"ComputeEnvironment"}), kEnvironment);
    const Platform own = named == nullptr ? Platform::kUnknown : platform_of(view, *named);
    const bool is_other = each != order.values.front() && own != platform;
    if (!order.complete || is_other || own == Platform::kUnknown) return Platform::kUnknown;
    platform = own;
  }
  return platform;
}

void check_submission(const View& view, const Report& report, const Submission& made) {
  if (made.queue == nullptr) return;
  const std::string by = quoted(made.by.id.str());
  const std::string queue = quoted(made.queue->id.str());
  if (view.text(property(*made.queue, {"State"})) == "DISABLED") {
    report(made.by, made.at, fmt::format("{} submits jobs to {}, which is disabled", by, queue))
        .related.push_back({made.queue->origin, "the queue"});
  }
  if (made.definition == nullptr) return;
  const Platform wanted = platform_of_job(view, *made.definition);
  const Platform own = platform_of_queue(view, *made.queue);
  if (wanted == Platform::kUnknown || own == Platform::kUnknown || wanted == own) return;
  const bool is_fargate = own == Platform::kFargate;
  report(made.by, made.at,
         fmt::format("{} submits {}, a job for {}, to {}, which runs jobs on {}", by,
                     quoted(made.definition->id.str()), is_fargate ? "EC2" : "Fargate", queue,
                     is_fargate ? "Fargate" : "EC2"))
      .related.push_back({made.definition->origin, "the job definition"});
}

}  // namespace

void check_ways_of_jobs(const RunningStack& stack, NetworkReport& report) {
  const auto environments = environments_for(stack.state, Platform::kFargate);
  for (const Task& job : stack.workloads.batch_jobs()) {
    if (job.requires_fargate) check_job(stack, job, environments, report);
  }
}

/// https://docs.aws.amazon.com/batch/latest/userguide/vpc-interface-endpoints.html
void check_ways_of_environments(const View& view, const Report& report) {
  if (view.of("AWS::EC2::Subnet").empty()) return;
  for (const cfn::Resource* each : view.of(kEnvironment)) {
    const bool is_meant = platform_of(view, *each) == Platform::kInstances && is_plain_start(*each);
    if (!is_meant || lower_case(view.text(property(*each, {"Type"})).value_or("")) != "managed")
      continue;
    const auto& stack = view.made<RunningStack>();
    const Node* node = stack.network.node(each->id.str());
    if (node == nullptr) continue;
    NetworkReport told(report, stack);
    for (const char* service : {"aws:ecs-agent", "aws:ecs-telemetry", "aws:ecs"})
      check_all_ways(stack, *node, {{service, "cannot join its cluster", each->origin}}, told);
  }
}

void check_room_for_jobs(const View& view, const Report& report) {
  if (view.of("AWS::Batch::JobDefinition").empty()) return;
  for (const Task& job : view.made<model::Workloads>().batch_jobs()) check_room(view, report, job);
}

void check_queues_of_jobs(const View& view, const Report& report) {
  if (view.of("AWS::Batch::JobQueue").empty()) return;
  each_submission(view, [&](const Submission& each) { check_submission(view, report, each); });
}

}  // namespace archsynth::analysis
