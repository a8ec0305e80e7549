// What policies say of a request that the network lets through.

#include "access.h"

#include <fmt/format.h>

#include <algorithm>

#include "archsynth/support/characters.h"
#include "archsynth/support/text.h"
#include "view/deployed.h"

namespace archsynth::analysis {
namespace {

using model::Allowance;
using model::Certainty;
using model::Identity;
using model::Statement;

const spec::Catalogue& catalogue_of_aws() {
  static const spec::Catalogue kOfAws;
  return kOfAws;
}

/// What keeps data behind the API of a service, and the actions that read or write it.
struct StoreType {
  std::string_view type;
  std::string_view service;
  std::string_view actions;  ///< blanks between
};
/// Source: https://docs.aws.amazon.com/service-authorization/latest/reference/reference.html
constexpr StoreType kStoreTypes[] = {
    {"AWS::DynamoDB::Table", "dynamodb",
     "BatchGetItem BatchWriteItem DeleteItem GetItem PutItem Query Scan UpdateItem"},
    {"AWS::Kinesis::Stream", "kinesis", "GetRecords PutRecord PutRecords"},
    {"AWS::S3::Bucket", "s3", "DeleteObject GetObject ListBucket PutObject"},
    {"AWS::SNS::Topic", "sns", "Publish"},
    {"AWS::SQS::Queue", "sqs", "DeleteMessage ReceiveMessage SendMessage"},
    {"AWS::SSM::Parameter", "ssm", "GetParameter GetParameters GetParametersByPath"},
    {"AWS::SecretsManager::Secret", "secretsmanager", "GetSecretValue"},
};

const StoreType* store_type(std::string_view type) {
  const auto found = std::find_if(std::begin(kStoreTypes), std::end(kStoreTypes),
                                  [&](const StoreType& each) { return each.type == type; });
  return found == std::end(kStoreTypes) ? nullptr : found;
}

/// The prefix of IAM's actions for a service that endpoints are for: `ecr` of `ecr.api`.
std::string_view prefix_of(std::string_view service) {
  const std::string_view first = service.substr(0, service.find('.'));
  return first == "monitoring" ? "cloudwatch" : first;
}

/// A name that no endpoint has, for requests that pass none.
constexpr std::string_view kNoEndpoint = "no endpoint";

model::RequestContext request_through(const cfn::Resource* endpoint) {
  return {{"aws:securetransport", "true"},
          {"aws:sourcevpce",
           endpoint == nullptr ? std::string(kNoEndpoint) : model::Arns::id_of(*endpoint)}};
}

std::string agent_text(bool is_agent) { return is_agent ? ", for the ECS agent" : ""; }

}  // namespace

ServiceAccess::ServiceAccess(const cfn::Template& stack, const ReachOptions& options)
    : deployed_(view::deployed_template(stack, options.region, options.parameters)),
      view_(deployed_, options.region, catalogue_of_aws()),
      identities_(view_) {
  for (const cfn::Resource* each : view_.resources()) {
    if (store_type(each->type) != nullptr) stores_.push_back(each);
  }
}

std::string_view ServiceAccess::service_of(std::string_view type) {
  const StoreType* known = store_type(type);
  return known == nullptr ? std::string_view() : known->service;
}

void ServiceAccess::add_role(const cfn::Resource& holder, std::string_view property, bool is_agent,
                             std::vector<Actor>& to, bool& is_known) const {
  const cfn::Value* value = property_at(holder, property);
  if (value == nullptr) {
    is_known &= lacks(holder, property.substr(0, property.find('.')));
    return;
  }
  const cfn::Resource* role = view_.target(value);
  if (role != nullptr && role->type == "AWS::IAM::InstanceProfile") {
    const Items roles = view_.items(view::property(*role, {"Roles"}));
    role = roles.values.empty() ? nullptr : view_.target(roles.values.front());
  }
  const Identity* identity = identities_.find(role);
  is_known &= identity != nullptr;
  if (identity != nullptr) to.push_back({identity, is_agent});
}

std::vector<ServiceAccess::Actor> ServiceAccess::actors(const cfn::Resource& workload,
                                                        bool& is_known) const {
  std::vector<Actor> all;
  is_known = true;
  const auto of_task = [&](const cfn::Resource* task) {
    if (task == nullptr || task->type != "AWS::ECS::TaskDefinition") {
      is_known = false;
      return;
    }
    add_role(*task, "TaskRoleArn", false, all, is_known);
    add_role(*task, "ExecutionRoleArn", true, all, is_known);
  };
  if (workload.type == "AWS::ECS::Service") {
    of_task(view_.target(view::property(workload, {"TaskDefinition"})));
  } else if (workload.type == "AWS::Scheduler::Schedule") {
    of_task(
        view_.target(view::property(workload, {"Target", "EcsParameters", "TaskDefinitionArn"})));
  } else if (workload.type == "AWS::Lambda::Function") {
    add_role(workload, "Role", false, all, is_known);
  } else if (workload.type == "AWS::EC2::Instance") {
    add_role(workload, "IamInstanceProfile", false, all, is_known);
  } else {
    is_known = false;
  }
  return all;
}

bool ServiceAccess::is_denied(const cfn::Resource& store, const Identity& who,
                              std::string_view action, const model::RequestContext& request,
                              std::string& open) const {
  const auto arns = identities_.arns().of(store, action);
  for (const model::ResourcePolicy* policy : identities_.on(store)) {
    for (const Statement& each : policy->statements) {
      if (each.allows) continue;
      bool is_by_account = false;
      const Certainty named = each.has_other_principals
                                  ? Certainty::kMaybe
                                  : identities_.lets_in(each, who, is_by_account);
      const Certainty denied =
          std::min({is_by_account ? Certainty::kYes : named, each.names(action),
                    each.is_about_all(arns), each.is_met(request)});
      if (denied == Certainty::kYes) return true;
      if (denied == Certainty::kMaybe && open.empty())
        open = fmt::format("the Deny of {}", policy->policy->id.str());
    }
  }
  return false;
}

ServiceAccess::Finding ServiceAccess::on_store(const Identity& who, const cfn::Resource& store,
                                               const model::RequestContext& request) const {
  Finding found;
  Finding perhaps;
  const StoreType& kind = *store_type(store.type);
  for (const std::string_view name : split(kind.actions, ' ')) {
    const std::string action = fmt::format("{}:{}", kind.service, name);
    const auto arns = identities_.arns().of(store, action);
    Allowance one = identities_.allows(who, action, arns, request);
    for (const model::ResourcePolicy* policy : identities_.on(store)) {
      for (const Statement& each : policy->statements) {
        bool is_by_account = false;
        const bool lets_in =
            each.allows && identities_.lets_in(each, who, is_by_account) == Certainty::kYes;
        const Certainty by_policy =
            lets_in ? std::min({each.names(action), each.is_met(request), each.is_about_some(arns)})
                    : Certainty::kNo;
        if (by_policy > one.answer) one = {by_policy, &each, "a condition of its policy"};
      }
    }
    if (one.answer == Certainty::kNo || is_denied(store, who, action, request, one.open)) continue;
    Finding& to = one.answer == Certainty::kYes && one.open.empty() ? found : perhaps;
    to.actions.push_back(action);
    if (to.by == nullptr) to.by = one.by;
    if (to.open.empty()) to.open = one.open;
  }
  return found.actions.empty() ? perhaps : found;
}

ServiceAccess::Finding ServiceAccess::on_service(const Identity& who,
                                                 std::string_view service) const {
  Finding found;
  const std::string_view prefix = prefix_of(service);
  for (const Statement& each : who.statements) {
    if (!each.allows) continue;
    for (const std::string& action : each.actions) {
      const bool is_of =
          model::covers_action(action.substr(0, action.find(':')), prefix) == Certainty::kYes;
      if (is_of == each.has_other_actions) continue;
      found.actions.push_back(each.has_other_actions ? std::string(prefix) + ":*" : action);
      if (found.by == nullptr) found.by = &each;
    }
  }
  // ECR hands out signed addresses of layers in S3.
  // Source: https://docs.aws.amazon.com/AmazonECR/latest/userguide/vpc-endpoints.html
  if (service == "s3" && found.actions.empty()) {
    for (const Statement& each : who.statements) {
      if (!each.allows || each.names("ecr:GetDownloadUrlForLayer") != Certainty::kYes) continue;
      return {{"ecr:GetDownloadUrlForLayer"}, {}, &each};
    }
  }
  if (found.actions.empty() && !who.unknown_policies.empty()) {
    found.actions.push_back(std::string(prefix) + ":*");
    found.open = "the policy " + who.unknown_policies.front();
  }
  return found;
}

const cfn::Resource* ServiceAccess::endpoint_on(const ReachAnswer& answer) const {
  for (const ReachHop& each : answer.path) {
    const cfn::Resource* found = view_.find(each.resource.empty() ? each.hop : each.resource);
    if (found != nullptr && found->type == "AWS::EC2::VPCEndpoint") return found;
  }
  return nullptr;
}

bool ServiceAccess::endpoint_stops(const ReachAnswer& answer, const End& to, Finding& found,
                                   ReachBlock& block) const {
  const cfn::Resource* endpoint = endpoint_on(answer);
  const cfn::Value* document =
      endpoint == nullptr ? nullptr : view::property(*endpoint, {"PolicyDocument"});
  if (document == nullptr) return false;
  const auto statements = model::statements_of(view_, identities_.arns(), *endpoint, document);
  Certainty best = Certainty::kNo;
  for (const std::string& action : found.actions) {
    const bool is_pattern = action.find('*') != action.npos;
    const auto arns = to.store != nullptr
                          ? identities_.arns().of(*to.store, action)
                          : std::vector<std::string>{std::string(1, model::kSomePart)};
    const Allowance one = model::allowance_of(statements, action, arns, {});
    best = std::max(best, is_pattern ? std::max(one.answer, Certainty::kMaybe) : one.answer);
  }
  if (best == Certainty::kMaybe && found.open.empty())
    found.open = "the policy of " + endpoint->id.str();
  if (best != Certainty::kNo) return false;
  block = {endpoint->id.str(), "PolicyDocument", "ENDPOINT_POLICY",
           fmt::format("the policy of {} does not allow {}", endpoint->id.str(),
                       join(found.actions, ", ")),
           document->origin().is_stated() ? document->origin() : endpoint->origin};
  return true;
}

const ServiceAccess::Actor* ServiceAccess::best_of_all(const std::vector<Actor>& all, const End& to,
                                                       const model::RequestContext& request,
                                                       Finding& found) const {
  const Actor* best = nullptr;
  for (const Actor& each : all) {
    Finding one = to.store != nullptr ? on_store(*each.identity, *to.store, request)
                                      : on_service(*each.identity, to.service);
    if (one.actions.empty() || (best != nullptr && !one.open.empty())) continue;
    if (best != nullptr && found.open.empty()) continue;
    best = &each;
    found = std::move(one);
  }
  return best;
}

void ServiceAccess::judge(const model::Node& from, const End& to, ReachAnswer& answer) const {
  if (!answer.is_reachable) return;
  const cfn::Resource* workload = view_.find(from.place.name);
  bool is_known = false;
  const auto all = workload == nullptr ? std::vector<Actor>() : actors(*workload, is_known);
  Finding found;
  const Actor* best = best_of_all(all, to, request_through(endpoint_on(answer)), found);
  ReachBlock block;
  if (best == nullptr && (all.empty() || !is_known)) {
    const std::string who = quoted(from.place.name);
    answer.assumptions.push_back(
        is_known ? fmt::format("{} has credentials of its own that may use {}", who, to.name)
                 : fmt::format("the role of {} may use {}", who, to.name));
    return;
  }
  if (best == nullptr) {
    std::vector<std::string> roles;
    for (const Actor& each : all) roles.push_back(each.identity->id());
    const cfn::Resource& role = *all.front().identity->resource;
    block = {role.id.str(), "Policies", "IAM_POLICY",
             fmt::format("no policy of {} allows it to use {}", join(roles, " or "), to.name),
             role.origin};
  }
  if (best == nullptr || endpoint_stops(answer, to, found, block)) {
    answer.is_reachable = false;
    answer.path.clear();
    answer.assumptions.clear();
    answer.blocked_by = {std::move(block)};
    return;
  }
  if (!found.open.empty()) answer.assumptions.push_back(found.open + " allows it");
  const std::string allowed = join(found.actions, ", ");
  answer.path.insert(
      answer.path.end() - (answer.path.empty() ? 0 : 1),
      ReachHop{best->identity->id(),
               fmt::format("may call {}{}", allowed, agent_text(best->is_agent)),
               found.by == nullptr ? best->identity->resource->origin : found.by->origin});
}

}  // namespace archsynth::analysis
