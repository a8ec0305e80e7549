// Requests of a start that the policy of an endpoint on the way refuses.

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "analysis/start/network.h"
#include "archsynth/support/text.h"
#include "checks.h"
#include "model/identities/requests.h"
#include "rules/compute/tasks.h"

namespace archsynth::analysis {
namespace {

using model::Task;

/// A request of the agent, on its way to a service.
struct Passing {
  std::string service;  ///< `aws:ecr.api`
  std::string action;
  std::vector<std::string> arns;
  std::string_view step;  ///< `pull its image`
  const Origin& at;
  /// Whether it is sent as the execution role; addresses of layers are signed by ECR.
  bool is_as_role = true;
};

/// The endpoint that requests of a task to a service pass; null: none.
const cfn::Resource* endpoint_to(const RunningStack& stack, const model::Node& node,
                                 const std::string& service) {
  const End to{End::Kind::kService, service, nullptr,
               model::public_addresses(model::Family::kIpv4)};
  const auto way = best_of(Paths(stack.network, asked_for(443)).between(end_of(node), to), true);
  if (!way || !way->is_reachable) return nullptr;
  for (const ReachHop& each : way->hops) {
    const cfn::Resource* found = stack.state.find(each.resource.empty() ? each.hop : each.resource);
    if (found != nullptr && found->type == "AWS::EC2::VPCEndpoint") return found;
  }
  return nullptr;
}

/// Requests of one task, and what of them the endpoints refuse.
class Passages {
 public:
  Passages(const RunningStack& stack, const Report& report)
      : stack_(stack), report_(report), identities_(stack.state.made<model::Identities>()) {}

  void check(const model::Node& node, const Task& task) {
    for (const model::Container& each : task.containers) {
      pull(node, task, each);
      for (const model::SecretVariable& secret : each.secrets) read(node, task, secret);
      if (each.registry) read(node, task, *each.registry);
      write(node, task, each.logging);
    }
  }

 private:
  /// Source: https://docs.aws.amazon.com/AmazonECR/latest/userguide/vpc-endpoints.html
  void pull(const model::Node& node, const Task& task, const model::Container& container) {
    if (container.repository == nullptr && !is_private_image(stack_.state, container.image)) return;
    const model::Arns& arns = identities_.arns();
    const Origin& at = origin_within(container.at, "Image");
    const char* step = "pull its image";
    // The action takes no resource.
    pass(node, task, {"aws:ecr.api", "ecr:GetAuthorizationToken", {"*"}, step, at});
    if (container.repository == nullptr) return;
    const char* action = "ecr:BatchGetImage";
    pass(node, task, {"aws:ecr.dkr", action, arns.of(*container.repository, action), step, at});
    const auto layers = fmt::format("arn:aws:s3:::prod-{}-starport-layer-bucket/{}", arns.region(),
                                    model::kSomePart);
    pass(node, task, {"aws:s3", "s3:GetObject", {layers}, step, at, false});
  }

  void read(const model::Node& node, const Task& task, const model::SecretVariable& secret) {
    const std::string service = service_of_secret(stack_.state, secret);
    if (service.empty()) return;
    const char* action = service == "ssm" ? "ssm:GetParameters" : "secretsmanager:GetSecretValue";
    pass(node, task,
         {"aws:" + service, action, arns_of_secret(stack_.state, secret, action),
          "read its secrets", secret.from->origin()});
  }

  void write(const model::Node& node, const Task& task, const model::Logging& logging) {
    if (logging.driver.value != "awslogs") return;
    const cfn::Resource* group = logging.group.resource;
    const auto name = stack_.state.text(logging.group.at);
    if (group == nullptr && !name) return;
    const model::Arns& arns = identities_.arns();
    for (const char* action : {"logs:CreateLogStream", "logs:PutLogEvents"}) {
      const auto about =
          group != nullptr
              ? arns.of(*group, action)
              : std::vector{arns.here("logs", "log-group:" + *name + ":" + model::kSomePart)};
      pass(node, task, {"aws:logs", action, about, "write its logs", logging.driver.at->origin()});
    }
  }

  void pass(const model::Node& node, const Task& task, const Passing& what) {
    const auto [known, is_new] = endpoints_.try_emplace({&node, what.service});
    if (is_new) known->second = endpoint_to(stack_, node, what.service);
    const cfn::Resource* endpoint = known->second;
    const cfn::Value* document =
        endpoint == nullptr ? nullptr : view::property(*endpoint, {"PolicyDocument"});
    if (document == nullptr || document->map() == nullptr) return;
    const auto policy = model::statements_of(stack_.state, identities_.arns(), *endpoint, document);
    const model::Identity* who =
        what.is_as_role ? identities_.find(task.execution_role.resource) : nullptr;
    const auto found = model::passes(identities_, policy, who, what.action, what.arns,
                                     {{"aws:securetransport", "true"}});
    if (found.answer == model::Certainty::kNo) tell(node, *endpoint, what, found);
  }

  void tell(const model::Node& node, const cfn::Resource& endpoint, const Passing& what,
            const model::Allowance& found) {
    if (!told_.insert(endpoint.id.str() + "|" + std::string(what.step)).second) return;
    const auto* by = found.denied_by != nullptr ? found.denied_by : found.unmet;
    const Origin& key = endpoint.properties.find_entry("PolicyDocument")->key_origin;
    Diagnostic& made =
        report_(endpoint.id.str(), by != nullptr ? by->origin : first_known(key, endpoint.origin),
                fmt::format("{} cannot {}: the policy of {} {} {}", quoted(node.place.name),
                            what.step, quoted(endpoint.id.str()),
                            found.denied_by != nullptr ? "denies" : "does not allow", what.action));
    made.fix = fmt::format("allow {} in the policy of the endpoint", what.action);
    made.related.push_back({what.at, "what needs it"});
  }

  const RunningStack& stack_;
  const Report& report_;
  const model::Identities& identities_;
  std::map<std::pair<const model::Node*, std::string>, const cfn::Resource*> endpoints_;
  std::set<std::string> told_;
};

bool has_policy(const View& view) {
  const auto& all = view.of("AWS::EC2::VPCEndpoint");
  return std::any_of(all.begin(), all.end(),
                     [](const cfn::Resource* each) { return has(*each, "PolicyDocument"); });
}

}  // namespace

std::vector<std::string> arns_of_secret(const View& view, const model::SecretVariable& secret,
                                        std::string_view action) {
  const model::Arns& arns = view.made<model::Identities>().arns();
  if (secret.source != nullptr) return arns.of(*secret.source, action);
  const std::string text = arns.text(*secret.from);
  if (!text.starts_with("arn:"))
    return {arns.here("ssm", "parameter/" + text.substr(text.starts_with('/') ? 1 : 0))};
  const auto parts = model::arn_parts(text);
  // The key, stage and version of the value are no part of the ARN.
  return {parts.size() <= 7
              ? text
              : text.substr(0, static_cast<std::size_t>(parts[7].data() - text.data()) - 1)};
}

void check_policies_of_endpoints(const View& view, const Report& report) {
  if (!has_policy(view) || view.of("AWS::ECS::TaskDefinition").empty()) return;
  const auto& stack = view.made<RunningStack>();
  Passages passages(stack, report);
  each_task_node(stack,
                 [&](const model::Node& node, const Task& task, const model::Service* service) {
                   // On instances, the agent sends requests from the host.
                   if (service == nullptr ? is_on_fargate(task) : service->is_on_fargate)
                     passages.check(node, task);
                 });
}

}  // namespace archsynth::analysis
