// What has to be there before the tasks of a service start.

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "archsynth/support/text.h"
#include "checks.h"
#include "spec/type_facts.h"

namespace archsynth::analysis {
namespace {

/// Something that a start needs, and why.
struct Needed {
  const cfn::Resource* resource;
  std::string_view why;
};

bool names_resource(const View& view, const cfn::Resource& by, std::string_view property_name,
                    const cfn::Resource& resource) {
  const cfn::Value* value = property(by, {property_name});
  if (value == nullptr) return false;
  if (value->list() == nullptr)
    return model::Named{value, view.target(value)}.resource == &resource;
  const Items items = view.items(value);
  return std::any_of(items.values.begin(), items.values.end(),
                     [&](const cfn::Value* each) { return view.target(each) == &resource; });
}

void add_policies(const View& view, const cfn::Resource* role, std::string_view why,
                  std::vector<Needed>& needed) {
  if (role == nullptr) return;
  for (const char* type : {"AWS::IAM::Policy", "AWS::IAM::RolePolicy", "AWS::IAM::ManagedPolicy"}) {
    for (const cfn::Resource* each : view.of(type)) {
      const char* key = type == std::string_view("AWS::IAM::RolePolicy") ? "RoleName" : "Roles";
      if (names_resource(view, *each, key, *role)) needed.push_back({each, why});
    }
  }
}

void add_routes(const View& view, const cfn::Resource& subnet, std::vector<Needed>& needed) {
  for (const cfn::Resource* each : view.of("AWS::EC2::SubnetRouteTableAssociation")) {
    if (!names_resource(view, *each, "SubnetId", subnet)) continue;
    const cfn::Resource* table = view.target(property(*each, {"RouteTableId"}));
    for (const cfn::Resource* route : view.of("AWS::EC2::Route")) {
      if (table == nullptr || !names_resource(view, *route, "RouteTableId", *table)) continue;
      if (view.text(property(*route, {"DestinationCidrBlock"})) != "0.0.0.0/0") continue;
      needed.push_back({route, "images are pulled by this route"});
      needed.push_back({each, "the association gives the subnet its routes"});
    }
  }
}

/// Whether a rule lets in a group that no load balancer of the service is in.
bool admits_others(const View& view, const model::Service& service, const cfn::Resource& rule) {
  const cfn::Resource* source = view.target(property(rule, {"SourceSecurityGroupId"}));
  if (source == nullptr) return false;
  for (const model::Attachment& each : service.attachments) {
    for (const cfn::Resource* balancer : each.balancers) {
      const Items groups = view.items(property(*balancer, {"SecurityGroups"}));
      if (!groups.complete || names_resource(view, *balancer, "SecurityGroups", *source)) {
        return false;
      }
    }
  }
  return true;
}

void add_admissions(const View& view, const model::Service& service, std::vector<Needed>& needed) {
  if (service.attachments.empty()) return;
  for (const cfn::Resource* rule : view.of("AWS::EC2::SecurityGroupIngress")) {
    if (admits_others(view, service, *rule)) continue;
    for (const model::Named& group : service.placement.groups) {
      if (group.resource == nullptr) continue;
      if (!names_resource(view, *rule, "GroupId", *group.resource)) continue;
      needed.push_back({rule, "health checks need this rule"});
    }
  }
}

void add_files(const View& view, const model::Task& task, std::vector<Needed>& needed) {
  for (const model::Volume& volume : task.volumes) {
    if (volume.file_system.resource == nullptr) continue;
    if (volume.iam.value == "ENABLED") {
      add_policies(view, task.role.resource, "the rule lets tasks mount their files", needed);
    }
    for (const cfn::Resource* each : view.of("AWS::EFS::MountTarget")) {
      if (!names_resource(view, *each, "FileSystemId", *volume.file_system.resource)) continue;
      needed.push_back({each, "tasks mount their files through the target"});
    }
  }
}

constexpr const char* kStores[] = {"AWS::EFS::MountTarget", "AWS::ElastiCache::CacheCluster",
                                   "AWS::ElastiCache::ReplicationGroup", "AWS::RDS::DBCluster",
                                   "AWS::RDS::DBInstance"};

bool is_of_store(const View& view, const cfn::Resource& group) {
  return std::any_of(std::begin(kStores), std::end(kStores), [&](const char* type) {
    const auto facts = spec::type_facts(type);
    const auto& stores = view.of(type);
    return facts && std::any_of(stores.begin(), stores.end(), [&](const cfn::Resource* store) {
             return std::any_of(facts->security_groups.begin(), facts->security_groups.end(),
                                [&](std::string_view groups) {
                                  return names_resource(view, *store, groups, group);
                                });
           });
  });
}

/// Rules by which the service reaches its stores.
void add_rules_of_stores(const View& view, const model::Service& service,
                         std::vector<Needed>& needed) {
  for (const cfn::Resource* rule : view.of("AWS::EC2::SecurityGroupIngress")) {
    const cfn::Resource* source = view.target(property(*rule, {"SourceSecurityGroupId"}));
    const cfn::Resource* to = view.target(property(*rule, {"GroupId"}));
    if (source == nullptr || to == nullptr) continue;
    const bool is_own =
        std::any_of(service.placement.groups.begin(), service.placement.groups.end(),
                    [&](const model::Named& each) { return each.resource == source; });
    if (is_own && is_of_store(view, *to)) {
      needed.push_back({rule, "its connections need this rule"});
    }
  }
}

/// Keys that only the attachment of a secret adds to it; the others can be in it before.
/// https://docs.aws.amazon.com/secretsmanager/latest/userguide/reference_secret_json_structure.html
constexpr std::string_view kConnectionKeys[] = {
    "dbClusterIdentifier", "dbInstanceIdentifier", "dbname", "engine", "host", "port"};

/// A cluster takes no connections before it has an instance.
void add_instances(const View& view, const cfn::Resource& cluster, std::vector<Needed>& needed) {
  for (const cfn::Resource* each : view.of("AWS::RDS::DBInstance")) {
    if (!names_resource(view, *each, "DBClusterIdentifier", cluster)) continue;
    needed.push_back({each, "its connections need an instance of the cluster"});
  }
}

void add_clusters(const View& view, const model::Task& task, std::vector<Needed>& needed) {
  for (const cfn::Reference& each : view.references(*task.resource)) {
    const cfn::Resource* cluster = view.find(each.target.str());
    if (cluster != nullptr && cluster->type == "AWS::RDS::DBCluster") {
      return add_instances(view, *cluster, needed);
    }
  }
}

void add_attachments(const View& view, const model::Task& task, std::vector<Needed>& needed) {
  for (const model::Container& container : task.containers) {
    for (const model::SecretVariable& secret : container.secrets) {
      const bool is_added = std::find(std::begin(kConnectionKeys), std::end(kConnectionKeys),
                                      secret.key) != std::end(kConnectionKeys);
      if (secret.source == nullptr || !is_added) continue;
      for (const cfn::Resource* each : view.of("AWS::SecretsManager::SecretTargetAttachment")) {
        if (!names_resource(view, *each, "SecretId", *secret.source)) continue;
        needed.push_back({each, "the attachment adds connection keys to the secret"});
      }
    }
  }
}

/// All that a resource waits for, by references and `DependsOn`.
void collect_waits(const View& view, const cfn::Resource& resource,
                   std::set<const cfn::Resource*>& all) {
  const auto add = [&](const cfn::LogicalId& id) {
    const cfn::Resource* next = view.find(id.str());
    if (next != nullptr && all.insert(next).second) collect_waits(view, *next, all);
  };
  for (const cfn::LogicalId& each : resource.depends_on) add(each);
  for (const cfn::Reference& each : view.references(resource)) add(each.target);
}

void tell(const View& view, const Report& report, const cfn::Resource& resource,
          const std::vector<Needed>& needed, Severity severity) {
  if (needed.empty()) return;
  std::set<const cfn::Resource*> waits;
  collect_waits(view, resource, waits);
  std::vector<const Needed*> missing;
  for (const Needed& each : needed) {
    // What waits for the resource itself comes later on purpose.
    std::set<const cfn::Resource*> its;
    collect_waits(view, *each.resource, its);
    if (!waits.contains(each.resource) && !its.contains(&resource)) missing.push_back(&each);
  }
  if (missing.empty()) return;
  Diagnostic& found = report(resource, nullptr,
                             fmt::format("{} can start before {}", quoted(resource.id.str()),
                                         quoted(missing.front()->resource->id.str())));
  found.severity = severity;
  std::vector<std::string> names;
  for (const Needed* each : missing) {
    names.push_back(each->resource->id.str());
    found.related.push_back({each->resource->origin, std::string(each->why)});
  }
  found.fix = fmt::format("add to \"DependsOn\": {}", join(names, ", "));
}

}  // namespace

void check_order(const View& view, const Report& report) {
  const auto& workloads = view.made<model::Workloads>();
  for (const model::Service& service : workloads.services()) {
    // Without a circuit breaker, ECS tries until all is there.
    if (service.task == nullptr || service.deployments.has_circuit_breaker.value != true) continue;
    std::vector<Needed> needed;
    add_policies(view, service.task->execution_role.resource,
                 "the policy gives the execution role its permissions", needed);
    for (const model::SubnetUse& each : service.placement.subnets) {
      if (each.resource != nullptr) add_routes(view, *each.resource, needed);
    }
    add_admissions(view, service, needed);
    add_files(view, *service.task, needed);
    add_attachments(view, *service.task, needed);
    add_clusters(view, *service.task, needed);
    add_rules_of_stores(view, service, needed);
    tell(view, report, *service.resource, needed, Severity::kWarning);
  }
  for (const model::Function& function : workloads.functions()) {
    std::vector<Needed> needed;
    for (const model::Named& point : function.file_systems) {
      if (point.resource == nullptr) continue;
      for (const cfn::Resource* each : view.of("AWS::EFS::MountTarget")) {
        const cfn::Resource* files = view.target(property(*point.resource, {"FileSystemId"}));
        if (files == nullptr || !names_resource(view, *each, "FileSystemId", *files)) continue;
        needed.push_back({each, "Lambda mounts the file system through the target"});
      }
    }
    // Lambda refuses a function whose mount targets are not available yet.
    tell(view, report, *function.resource, needed, Severity::kError);
  }
  for (const char* type : {"AWS::RDS::DBInstance", "AWS::RDS::DBCluster"}) {
    for (const cfn::Resource* each : view.of(type)) {
      std::vector<Needed> needed;
      add_policies(view, view.target(property(*each, {"MonitoringRoleArn"})),
                   "RDS checks the permissions of the monitoring role", needed);
      tell(view, report, *each, needed, Severity::kWarning);
    }
  }
}

}  // namespace archsynth::analysis
