// Templates that test what the simulation says.

#include <fmt/format.h>

#include <algorithm>

#include "archsynth/analysis/runbook.h"
#include "archsynth/support/characters.h"
#include "archsynth/support/text.h"
#include "model/workloads/settings.h"
#include "stack.h"

namespace archsynth::analysis {
namespace {

/// Logical ids have letters and digits alone.
std::string id_of(std::string_view prefix, std::string_view name) {
  std::string id(prefix);
  for (const char c : upper_camel(name)) {
    if (is_letter_or_digit(c)) id += c;
  }
  return id;
}

/// https://docs.aws.amazon.com/fis/latest/userguide/fis-actions-reference.html
class Experiments {
 public:
  explicit Experiments(const Stack& stack) : stack_(stack) {}

  cfn::Template write() {
    made_.description = "Experiments of AWS Fault Injection Service on another stack";
    add_role();
    add_stop_condition();
    for (const Tasks& each : stack_.services()) {
      if (each.service != nullptr) add_task(each);
    }
    for (const model::Store& each : stack_.stores().all()) add_database(each);
    for (const std::string& zone : stack_.zones()) add_zone(zone);
    return std::move(made_);
  }

 private:
  /// The physical id of a resource of the other stack, as a parameter.
  cfn::Value physical(const cfn::Resource& resource) { return cfn::ref(parameter(resource)); }

  cfn::LogicalId parameter(const cfn::Resource& resource) {
    const cfn::LogicalId id(resource.id.str());
    if (made_.find_parameter(id) == nullptr) {
      cfn::Parameter& each = made_.parameters.emplace_back();
      each.id = id;
      each.attributes = {
          {"Description", fmt::format("Physical id of {}, {}", id.str(), resource.type)}};
    }
    return id;
  }

  void add_role() {
    cfn::Resource role;
    role.id = cfn::LogicalId("ExperimentRole");
    role.type = "AWS::IAM::Role";
    cfn::List policies;
    for (const char* each : {"ECSAccess", "RDSAccess", "NetworkAccess"}) {
      policies.push_back(cfn::sub(fmt::format(
          "arn:${{AWS::Partition}}:iam::aws:policy/service-role/AWSFaultInjectionSimulator{}",
          each)));
    }
    role.properties = {
        {"AssumeRolePolicyDocument",
         cfn::Map{{"Version", "2012-10-17"},
                  {"Statement",
                   cfn::List{cfn::Map{{"Effect", "Allow"},
                                      {"Principal", cfn::Map{{"Service", "fis.amazonaws.com"}}},
                                      {"Action", "sts:AssumeRole"}}}}}},
        {"ManagedPolicyArns", std::move(policies)}};
    made_.resources.push_back(std::move(role));
  }

  /// Experiments end when load balancers refuse requests.
  void add_stop_condition() {
    stop_ = cfn::Map{{"Source", "none"}};
    for (const cfn::Resource* each : stack_.view().of("AWS::CloudWatch::Alarm")) {
      const auto metric = model::Settings(stack_.view(), *each).text("MetricName").value;
      if (metric != "HTTPCode_ELB_5XX_Count") continue;
      stop_ = cfn::Map{
          {"Source", "aws:cloudwatch:alarm"},
          {"Value", cfn::sub(fmt::format("arn:${{AWS::Partition}}:cloudwatch:${{AWS::Region}}:"
                                         "${{AWS::AccountId}}:alarm:${{{}}}",
                                         parameter(*each).str()))}};
      return;
    }
  }

  void add(std::string id, std::string description, cfn::Map targets, cfn::Map actions) {
    cfn::Resource made;
    made.id = cfn::LogicalId(std::move(id));
    made.type = "AWS::FIS::ExperimentTemplate";
    made.properties = {{"Description", description},
                       {"RoleArn", cfn::get_att(cfn::LogicalId("ExperimentRole"), "Arn")},
                       {"StopConditions", cfn::List{stop_}},
                       {"Targets", std::move(targets)},
                       {"Actions", std::move(actions)},
                       {"Tags", cfn::Map{{"Name", description}}}};
    made_.resources.push_back(std::move(made));
  }

  cfn::Map tasks_target(const Tasks& tasks, std::string_view mode) {
    cfn::Map parameters;
    const cfn::Value* cluster = model::Settings(stack_.view(), *tasks.resource).at("Cluster");
    const cfn::Resource* named = model::resource_named(stack_.view(), cluster);
    if (named != nullptr) parameters.set("cluster", physical(*named));
    // The physical id is an ARN: arn:aws:ecs:REGION:ACCOUNT:service/CLUSTER/NAME.
    parameters.set("service", cfn::select(2, cfn::split("/", physical(*tasks.resource))));
    return {{"ResourceType", "aws:ecs:task"},
            {"SelectionMode", mode},
            {"Parameters", std::move(parameters)}};
  }

  void add_task(const Tasks& tasks) {
    add(id_of("LoseTaskOf", tasks.id()), fmt::format("task:{} - one task stops", tasks.id()),
        {{"Tasks", tasks_target(tasks, "COUNT(1)")}},
        {{"Stop",
          cfn::Map{{"ActionId", "aws:ecs:stop-task"}, {"Targets", cfn::Map{{"Tasks", "Tasks"}}}}}});
  }

  cfn::Map database_target(const model::Store& store) {
    const bool is_instance = store.kind == model::StoreKind::kInstance;
    const cfn::Value arn =
        cfn::sub(fmt::format("arn:${{AWS::Partition}}:rds:${{AWS::Region}}:${{AWS::AccountId}}:{}:"
                             "${{{}}}",
                             is_instance ? "db" : "cluster", parameter(*store.resource).str()));
    return {{"ResourceType", is_instance ? "aws:rds:db" : "aws:rds:cluster"},
            {"SelectionMode", "ALL"},
            {"ResourceArns", cfn::List{arn}}};
  }

  static cfn::Map fail_over(const model::Store& store) {
    if (store.kind == model::StoreKind::kCluster) {
      return {{"ActionId", "aws:rds:failover-db-cluster"},
              {"Targets", cfn::Map{{"Clusters", "Database"}}}};
    }
    const char* forced = store.has_standby.value_or(false) ? "true" : "false";
    return {{"ActionId", "aws:rds:reboot-db-instances"},
            {"Parameters", cfn::Map{{"forceFailover", forced}}},
            {"Targets", cfn::Map{{"DBInstances", "Database"}}}};
  }

  static bool can_fail(const model::Store& store) {
    const std::string& type = store.resource->type;
    return type == "AWS::RDS::DBInstance" || type == "AWS::RDS::DBCluster";
  }

  void add_database(const model::Store& store) {
    if (!can_fail(store)) return;
    add(id_of("LosePrimaryOf", store.id()),
        fmt::format("database:{} - its primary fails", store.id()),
        {{"Database", database_target(store)}}, {{"FailOver", fail_over(store)}});
  }

  /// The subnets of the template that are in the zone.
  void add_zone(const std::string& zone) {
    cfn::List arns;
    for (const cfn::Resource* each : stack_.view().of("AWS::EC2::Subnet")) {
      const std::string in = model::zone_name(stack_.view(), stack_.network().lookup(), *each);
      if ((in.empty() ? std::string(kOpenZone) : in) != zone) continue;
      arns.push_back(
          cfn::sub(fmt::format("arn:${{AWS::Partition}}:ec2:${{AWS::Region}}:"
                               "${{AWS::AccountId}}:subnet/${{{}}}",
                               parameter(*each).str())));
    }
    if (arns.empty()) return;
    // FIS takes five at most: https://docs.aws.amazon.com/fis/latest/userguide/fis-quotas.html
    constexpr std::size_t kMost = 5;
    if (arns.size() > kMost) arns.resize(kMost);
    add(id_of("LoseZone", zone), fmt::format("zone:{} - its subnets have no connections", zone),
        {{"Subnets", cfn::Map{{"ResourceType", "aws:ec2:subnet"},
                              {"SelectionMode", "ALL"},
                              {"ResourceArns", std::move(arns)}}}},
        {{"Disrupt", cfn::Map{{"ActionId", "aws:network:disrupt-connectivity"},
                              {"Parameters", cfn::Map{{"duration", "PT15M"}, {"scope", "all"}}},
                              {"Targets", cfn::Map{{"Subnets", "Subnets"}}}}}});
  }

  const Stack& stack_;
  cfn::Template made_;
  cfn::Map stop_;
};

/// The most that scenarios of a kind take; nothing where one has no bound.
std::optional<std::int64_t> most_of(const ResilienceResult& result, std::string_view kind,
                                    bool is_data) {
  std::int64_t most = 0;
  for (const Scenario& scenario : result.scenarios) {
    if (!scenario.name.starts_with(kind)) continue;
    for (const ServiceOutcome& each : scenario.services) {
      if (is_data) break;
      if (!each.recovery.to) return std::nullopt;
      most = std::max(most, *each.recovery.to);
    }
    for (const StoreOutcome& each : scenario.stores) {
      if (!is_data) break;
      if (each.is_everything || !each.lost.to) return std::nullopt;
      most = std::max(most, *each.lost.to);
    }
  }
  return most;
}

}  // namespace

cfn::Template failure_experiments(const cfn::Template& source, const ResilienceOptions& options) {
  const Stack stack(source, options);
  return Experiments(stack).write();
}

std::optional<cfn::Template> resilience_policy(std::string_view name, const Objectives& objectives,
                                               const ResilienceResult& result) {
  struct Disruption {
    std::string_view key;
    std::string_view kind;
  };
  constexpr Disruption kDisruptions[] = {
      {"AZ", "zone:"}, {"Hardware", "database:"}, {"Software", "deployment:"}};
  cfn::Map policy;
  for (const Disruption& each : kDisruptions) {
    auto time = most_of(result, each.kind, false);
    auto data = most_of(result, each.kind, true);
    if (objectives.rto_minutes) time = static_cast<std::int64_t>(*objectives.rto_minutes * 60);
    if (objectives.rpo_minutes) data = static_cast<std::int64_t>(*objectives.rpo_minutes * 60);
    if (!time || !data) return std::nullopt;
    policy.set(each.key, cfn::Map{{"RtoInSecs", *time}, {"RpoInSecs", *data}});
  }
  cfn::Template made;
  made.description = fmt::format("Resiliency policy of {} for AWS Resilience Hub", name);
  cfn::Resource resource;
  resource.id = cfn::LogicalId("ResiliencyPolicy");
  resource.type = "AWS::ResilienceHub::ResiliencyPolicy";
  std::string policy_name = id_of("", name);
  if (policy_name.size() < 2) policy_name = "Stack";
  resource.properties = {{"PolicyName", policy_name.substr(0, 60)},
                         {"Tier", "Critical"},
                         {"Policy", std::move(policy)}};
  made.resources.push_back(std::move(resource));
  return made;
}

}  // namespace archsynth::analysis
