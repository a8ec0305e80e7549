// What policies say of a request that the network lets through.

#include "access.h"

#include <fmt/format.h>

#include <algorithm>

#include "archsynth/support/characters.h"
#include "archsynth/support/text.h"

namespace archsynth::analysis {
namespace {

using model::Allowance;
using model::Certainty;
using model::Decision;
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
/// Functions are nodes as well, which keep no data.
constexpr std::string_view kFunctions = "lambda";

/// Source: https://docs.aws.amazon.com/service-authorization/latest/reference/reference.html
constexpr StoreType kStoreTypes[] = {
    {"AWS::DynamoDB::Table", "dynamodb",
     "BatchGetItem BatchWriteItem DeleteItem GetItem PutItem Query Scan UpdateItem"},
    {"AWS::ECR::Repository", "ecr.dkr", "BatchGetImage GetDownloadUrlForLayer PutImage"},
    {"AWS::Kinesis::Stream", "kinesis", "GetRecords PutRecord PutRecords"},
    {"AWS::Lambda::Function", kFunctions, "InvokeFunction"},
    {"AWS::S3::Bucket", "s3", "DeleteObject GetObject ListBucket PutObject"},
    {"AWS::SNS::Topic", "sns", "Publish"},
    {"AWS::Serverless::Function", kFunctions, "InvokeFunction"},
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

/// How much of a request is in order where it is refused.
int progress_of(const Decision& refused) {
  if (refused.denied_by != nullptr) return 4;
  if (refused.action.starts_with("kms:")) return 3;
  if (refused.unmet != nullptr) return 2;
  return refused.lacking == nullptr ? 0 : 1;
}

/// Whether a policy of an identity denies all that one of its statements allows of an action, which
/// can be a pattern.
struct Denial {
  Certainty answer = Certainty::kNo;
  const Statement* by = nullptr;
  std::string open{};
};

/// Resources that a pattern stands for: any part of them where it has a wildcard.
std::vector<std::string> as_texts(std::vector<std::string> patterns) {
  for (std::string& each : patterns) std::replace(each.begin(), each.end(), '*', model::kSomePart);
  return patterns;
}

Denial denial_of(const Identity& who, const Statement& allowing, const std::string& action,
                 const model::RequestContext& request) {
  Denial found;
  const auto about =
      as_texts(allowing.has_other_resources ? std::vector<std::string>{"*"} : allowing.resources);
  for (const Statement& each : who.statements) {
    if (each.allows) continue;
    const Certainty named = std::min(each.names(action), each.is_met(request));
    const Certainty one = std::min(named, each.is_about_all(about));
    if (one == Certainty::kYes) return {one, &each, {}};
    if (one == Certainty::kMaybe && found.answer == Certainty::kNo)
      found = {one, &each, "a Deny of " + each.resource->id.str()};
  }
  if (!who.has_boundary || found.answer == Certainty::kMaybe) return found;
  if (!who.unknown_boundary.empty())
    return {Certainty::kMaybe, nullptr, "the boundary " + who.unknown_boundary};
  const auto within = model::allowance_of(who.boundary, action, about, request);
  if (within.answer != Certainty::kNo || action.find('*') != action.npos) return found;
  return {Certainty::kYes, within.denied_by};
}

std::string agent_text(bool is_agent) { return is_agent ? ", for the ECS agent" : ""; }

}  // namespace

ServiceAccess::ServiceAccess(const cfn::Template& deployed, std::string_view region)
    : view_(deployed, region, catalogue_of_aws()), identities_(view_) {
  for (const cfn::Resource* each : view_.resources()) {
    const StoreType* known = store_type(each->type);
    if (known != nullptr && known->service != kFunctions) stores_.push_back(each);
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
  } else if (workload.type == "AWS::CodeBuild::Project") {
    add_role(workload, "ServiceRole", false, all, is_known);
  } else if (workload.type == "AWS::MWAA::Environment") {
    add_role(workload, "ExecutionRoleArn", false, all, is_known);
  } else if (workload.type == "AWS::AppRunner::Service") {
    add_role(workload, "InstanceConfiguration.InstanceRoleArn", false, all, is_known);
  } else if (workload.type == "AWS::Serverless::Function" &&
             view::property(workload, {"Role"}) != nullptr) {
    add_role(workload, "Role", false, all, is_known);
  } else {
    is_known = false;
  }
  return all;
}

std::vector<std::string> ServiceAccess::actions_on(const cfn::Resource& store) {
  const StoreType& kind = *store_type(store.type);
  std::vector<std::string> all;
  for (const std::string_view name : split(kind.actions, ' ')) {
    all.push_back(fmt::format("{}:{}", prefix_of(kind.service), name));
  }
  return all;
}

ServiceAccess::Finding ServiceAccess::on_store(const Identity& who, const cfn::Resource& store,
                                               const model::RequestContext& request) const {
  Finding found;
  Finding perhaps;
  Decision refused;
  for (const std::string& action : actions_on(store)) {
    Decision one = model::decide_with_key(view_, identities_, who, store, action, request);
    if (one.answer == Certainty::kNo) {
      if (progress_of(one) > progress_of(refused)) refused = std::move(one);
      continue;
    }
    Finding& to = one.answer == Certainty::kYes ? found : perhaps;
    to.actions.push_back(action);
    if (to.by == nullptr) to.by = one.by;
    if (to.open.empty()) to.open = one.open;
  }
  Finding& best = found.actions.empty() ? perhaps : found;
  best.refused = std::move(refused);
  return best;
}

ServiceAccess::Finding ServiceAccess::on_service(const Identity& who, std::string_view service,
                                                 const model::RequestContext& request) const {
  Finding found;
  Decision refused;
  const auto add = [&](const Statement& by, const std::string& action) {
    const Denial denial = denial_of(who, by, action, request);
    if (denial.answer == Certainty::kYes) {
      refused.action = action;
      refused.denied_by = denial.by;
      refused.lacking = who.resource;
      return;
    }
    found.actions.push_back(action);
    if (found.by == nullptr || denial.answer == Certainty::kNo) found.by = &by;
    if (denial.answer == Certainty::kNo) found.open.clear();
    if (denial.answer == Certainty::kMaybe && found.actions.size() == 1) found.open = denial.open;
  };
  const std::string_view prefix = prefix_of(service);
  for (const Statement& each : who.statements) {
    if (!each.allows || each.is_met(request) == Certainty::kNo) continue;
    for (const std::string& action : each.actions) {
      const bool is_of =
          model::covers_action(action.substr(0, action.find(':')), prefix) == Certainty::kYes;
      if (is_of == each.has_other_actions) continue;
      add(each, each.has_other_actions ? std::string(prefix) + ":*" : action);
    }
  }
  // ECR hands out signed addresses of layers in S3.
  // Source: https://docs.aws.amazon.com/AmazonECR/latest/userguide/vpc-endpoints.html
  if (service == "s3" && found.actions.empty()) {
    for (const Statement& each : who.statements) {
      const std::string layer = "ecr:GetDownloadUrlForLayer";
      if (each.allows && each.names(layer) == Certainty::kYes) add(each, layer);
    }
  }
  if (found.actions.empty() && refused.denied_by == nullptr && !who.unknown_policies.empty()) {
    found.actions.push_back(std::string(prefix) + ":*");
    found.open = "the policy " + who.unknown_policies.front();
  }
  found.refused = std::move(refused);
  return found;
}

const cfn::Resource* ServiceAccess::endpoint_on(const ReachAnswer& answer) const {
  for (const ReachHop& each : answer.path) {
    const cfn::Resource* found = view_.find(each.resource.empty() ? each.hop : each.resource);
    if (found != nullptr && found->type == "AWS::EC2::VPCEndpoint") return found;
  }
  return nullptr;
}

bool ServiceAccess::endpoint_stops(const ReachAnswer& answer, const End& to, const Identity& who,
                                   Finding& found, ReachBlock& block) const {
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
    const Allowance one =
        model::passes(identities_, statements, &who, action, arns, request_through(endpoint));
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
                                      : on_service(*each.identity, to.service, request);
    if (best == nullptr && progress_of(one.refused) > progress_of(found.refused))
      found.refused = one.refused;
    if (one.actions.empty() || (best != nullptr && !one.open.empty())) continue;
    if (best != nullptr && found.open.empty()) continue;
    best = &each;
    found = std::move(one);
  }
  return best;
}

/// What is to blame where no role of a workload may use a service.
ReachBlock ServiceAccess::block_of(const std::vector<Actor>& all, const End& to,
                                   const Decision& refused) const {
  std::vector<std::string> names;
  for (const Actor& each : all) names.push_back(each.identity->id());
  const std::string roles = join(names, " or ");
  const Identity& first = *all.front().identity;
  if (const Statement* denied_by = refused.denied_by) {
    const cfn::Resource& by = *denied_by->resource;
    return {by.id.str(), std::string(model::policy_property(by.type)),
            by.type.starts_with("AWS::IAM::") ? "IAM_POLICY" : "RESOURCE_POLICY",
            fmt::format("{} denies {} to {}", by.id.str(), refused.action, roles),
            denied_by->origin};
  }
  if (refused.lacking != nullptr && refused.lacking->type == "AWS::KMS::Key") {
    return {refused.lacking->id.str(), "KeyPolicy", "RESOURCE_POLICY",
            fmt::format("the policy of {} does not allow {} to {}", refused.lacking->id.str(),
                        refused.action, roles),
            refused.lacking->origin};
  }
  const cfn::Resource& role = refused.lacking != nullptr ? *refused.lacking : *first.resource;
  if (refused.unmet != nullptr) {
    return {refused.unmet->resource->id.str(),
            std::string(model::policy_property(refused.unmet->resource->type)), "IAM_POLICY",
            fmt::format("a condition on {} keeps {} from {}",
                        join(refused.unmet->condition_keys(), ", "), role.id.str(), refused.action),
            refused.unmet->origin};
  }
  const bool needs_key = refused.action.starts_with("kms:");
  return {role.id.str(), "Policies", "IAM_POLICY",
          needs_key ? fmt::format("no policy of {} allows {} on {}, which encrypts {}",
                                  role.id.str(), refused.action, refused.on->id.str(), to.name)
                    : fmt::format("no policy of {} allows it to use {}", roles, to.name),
          role.origin};
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
  if (best == nullptr) block = block_of(all, to, found.refused);
  if (best == nullptr || endpoint_stops(answer, to, *best->identity, found, block)) {
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
