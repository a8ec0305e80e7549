// What several resources say together and a service refuses.

#include <fmt/format.h>

#include <algorithm>

#include "archsynth/support/text.h"
#include "rules/network/network.h"
#include "rules/rule.h"
#include "rules/template/paths.h"
#include "spec/fargate.h"

namespace archsynth::analysis {
namespace {

constexpr std::string_view kQueueOrderPage =
    "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/"
    "aws-properties-batch-jobqueue-computeenvironmentorder.html";
constexpr std::string_view kVaultLockPage =
    "https://docs.aws.amazon.com/aws-backup/latest/devguide/API_PutBackupVaultLockConfiguration."
    "html";
constexpr std::string_view kFargateProfilePage =
    "https://docs.aws.amazon.com/eks/latest/userguide/fargate-profile.html";
constexpr std::string_view kVolumePage =
    "https://docs.aws.amazon.com/ebs/latest/userguide/ebs-attaching-volume.html";
constexpr std::string_view kRegistryPage =
    "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-discovery.html";
constexpr std::string_view kSearchPage =
    "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/"
    "aws-properties-opensearchservice-domain-vpcoptions.html";

/// Whether a compute environment is on Fargate; nothing where it is not known.
std::optional<bool> is_on_fargate(const View& view, const cfn::Value* environment) {
  const cfn::Resource* resource = view.target(environment, "AWS::Batch::ComputeEnvironment");
  if (resource == nullptr) return std::nullopt;
  const auto type = view.text(property(*resource, {"ComputeResources", "Type"}));
  return type ? std::optional(type->starts_with("FARGATE")) : std::nullopt;
}

void check_job_queues(const View& view, const Report& report) {
  for (const cfn::Resource* queue : view.of("AWS::Batch::JobQueue")) {
    std::optional<bool> first;
    each_place(view, *queue, "ComputeEnvironmentOrder.*.ComputeEnvironment",
               [&](const cfn::Value& place) {
                 const auto own = is_on_fargate(view, &place);
                 if (!first) first = own;
                 if (!own || own == first) return;
                 report(*queue, &place,
                        fmt::format("{} mixes Fargate and EC2 compute environments",
                                    quoted(queue->id.str())));
               });
  }
}

void check_vault_locks(const View& view, const Report& report) {
  for (const cfn::Resource* plan : view.of("AWS::Backup::BackupPlan")) {
    each_place(view, *plan, "BackupPlan.BackupPlanRule.*", [&](const cfn::Value& rule) {
      const cfn::Resource* vault = view.target(member(&rule, {"TargetBackupVault"}));
      const cfn::Value* place = member(&rule, {"Lifecycle", "DeleteAfterDays"});
      const auto days = view.number(place);
      if (vault == nullptr || !days) return;
      const auto least = view.number(property(*vault, {"LockConfiguration", "MinRetentionDays"}));
      const auto most = view.number(property(*vault, {"LockConfiguration", "MaxRetentionDays"}));
      const bool is_short = least && *days < *least;
      if (!is_short && (!most || *days <= *most)) return;
      report(*plan, place,
             fmt::format("backups are kept for {} days, but {} locks them for at {} {}", *days,
                         quoted(vault->id.str()), is_short ? "least" : "most",
                         is_short ? *least : *most));
    });
  }
}

/// The route to an internet gateway that a subnet has; null where it surely has none or more is to
/// be known.
const cfn::Resource* internet_route_of(const View& view, const cfn::Resource& subnet) {
  for (const cfn::Resource* use : view.of("AWS::EC2::SubnetRouteTableAssociation")) {
    if (view.target(property(*use, {"SubnetId"})) != &subnet) continue;
    const cfn::Resource* table = view.target(property(*use, {"RouteTableId"}));
    for (const cfn::Resource* route : view.of("AWS::EC2::Route")) {
      const bool is_own =
          table != nullptr && view.target(property(*route, {"RouteTableId"})) == table;
      const cfn::Value* gateway = property(*route, {"GatewayId"});
      if (is_own && view.target(gateway, "AWS::EC2::InternetGateway") != nullptr) return route;
    }
  }
  return nullptr;
}

void check_fargate_profiles(const View& view, const Report& report) {
  for (const cfn::Resource* profile : view.of("AWS::EKS::FargateProfile")) {
    each_place(view, *profile, "Subnets.*", [&](const cfn::Value& place) {
      const cfn::Resource* subnet = view.target(&place, "AWS::EC2::Subnet");
      const cfn::Resource* route = subnet ? internet_route_of(view, *subnet) : nullptr;
      if (route == nullptr) return;
      report(*profile, &place,
             fmt::format("the subnet {} is public: {} leads to an internet gateway",
                         quoted(subnet->id.str()), quoted(route->id.str())));
    });
  }
}

void check_volume_zones(const View& view, const Report& report) {
  for (const cfn::Resource* attachment : view.of("AWS::EC2::VolumeAttachment")) {
    const cfn::Value* place = property(*attachment, {"VolumeId"});
    const cfn::Resource* volume = view.target(place, "AWS::EC2::Volume");
    const cfn::Resource* instance =
        view.target(property(*attachment, {"InstanceId"}), "AWS::EC2::Instance");
    if (volume == nullptr || instance == nullptr) continue;
    const std::string own = zone_name(view, property(*volume, {"AvailabilityZone"}));
    std::string other = zone_of(view, property(*instance, {"SubnetId"}));
    if (other.empty()) other = zone_name(view, property(*instance, {"AvailabilityZone"}));
    const bool comparable = own.starts_with("Fn::") == other.starts_with("Fn::");
    if (own.empty() || other.empty() || !comparable || own == other) continue;
    report(*attachment, place,
           fmt::format("{} and {} are in different Availability Zones", quoted(volume->id.str()),
                       quoted(instance->id.str())));
  }
}

/// Whether the containers of a task share the addresses of their host.
bool shares_host(const View& view, const cfn::Resource& task) {
  if (!lacks(task, "NetworkMode")) {
    const auto mode = view.text(property(task, {"NetworkMode"}));
    return mode == "bridge" || mode == "host";
  }
  const Items types = view.items(property(task, {"RequiresCompatibilities"}));
  return types.complete && std::all_of(types.values.begin(), types.values.end(),
                                       [&](auto* each) { return view.text(each) == "EC2"; });
}

void check_registries(const View& view, const Report& report) {
  for (const cfn::Resource* service : view.of("AWS::ECS::Service")) {
    const cfn::Resource* task =
        view.target(property(*service, {"TaskDefinition"}), "AWS::ECS::TaskDefinition");
    if (task == nullptr || !shares_host(view, *task)) continue;
    for (const cfn::Value* registry :
         view.items(property(*service, {"ServiceRegistries"})).values) {
      if (registry->map() == nullptr || member(registry, {"ContainerName"}) != nullptr) continue;
      report(*service, member(registry, {"RegistryArn"}),
             fmt::format("the registry needs a container and port of {}, which shares its host's "
                         "address",
                         quoted(task->id.str())));
    }
  }
}

void check_search_subnets(const View& view, const Report& report) {
  for (const auto& [type, config] :
       {std::pair{"AWS::OpenSearchService::Domain", "ClusterConfig"},
        {"AWS::Elasticsearch::Domain", "ElasticsearchClusterConfig"}}) {
    for (const cfn::Resource* domain : view.of(type)) {
      const cfn::Value* place = property(*domain, {"VPCOptions", "SubnetIds"});
      const Items subnets = view.items(place);
      const cfn::Value* cluster = property(*domain, {config});
      const cfn::Value* aware = member(cluster, {"ZoneAwarenessEnabled"});
      const auto is_aware = aware == nullptr ? std::optional(false) : view.truth(aware);
      const cfn::Value* stated = member(cluster, {"ZoneAwarenessConfig", "AvailabilityZoneCount"});
      const auto count = stated == nullptr ? std::optional(2.0) : view.number(stated);
      if (!subnets.complete || !is_aware || (*is_aware && !count)) continue;
      // A single item may be a parameter that holds a list.
      const bool known = std::all_of(subnets.values.begin(), subnets.values.end(), [&](auto* each) {
        return each->string() != nullptr || view.target(each) != nullptr;
      });
      const double needed = *is_aware ? *count : 1;
      if (!known || static_cast<double>(subnets.values.size()) == needed) continue;
      report(*domain, place,
             fmt::format("{} needs {} {}, not {}", quoted(domain->id.str()), needed,
                         needed == 1 ? "subnet" : "subnets", subnets.values.size()))
          .fix = *is_aware ? "name as many subnets as zones"
                           : "name one subnet, or set \"ZoneAwarenessEnabled\"";
    }
  }
}

void check_job_sizes(const View& view, const Report& report) {
  for (const cfn::Resource* job : view.of("AWS::Batch::JobDefinition")) {
    const Items kinds = view.items(property(*job, {"PlatformCapabilities"}));
    if (kinds.values.size() != 1 || view.text(kinds.values.front()) != "FARGATE") continue;
    std::optional<double> cpus;
    std::optional<double> memory;
    const cfn::Value* place = nullptr;
    each_place(view, *job, "ContainerProperties.ResourceRequirements.*",
               [&](const cfn::Value& need) {
                 const cfn::Value* value = member(&need, {"Value"});
                 const auto type = view.text(member(&need, {"Type"}));
                 if (type == "VCPU") cpus = view.number(value);
                 if (type != "MEMORY") return;
                 memory = view.number(value);
                 place = value;
               });
    if (!cpus || !memory) continue;
    if (spec::is_fargate_size(static_cast<int>(*cpus * 1024), static_cast<int>(*memory))) continue;
    report(*job, place,
           fmt::format("Fargate does not support jobs with {} vCPU and {} MiB of memory", *cpus,
                       *memory));
  }
}

constexpr Rule kCombinationsRules[] = {
    {"ARC4940", Severity::kError, "Fargate does not support the job's size",
     "Batch refuses the job definition", "choose a memory size that Fargate supports for the vCPUs",
     "https://docs.aws.amazon.com/batch/latest/APIReference/API_ResourceRequirement.html", "",
     check_job_sizes},
    {"ARC4832", Severity::kError, "job queue mixes Fargate and EC2", "Batch refuses the queue",
     "use compute environments of one kind", kQueueOrderPage, "", check_job_queues},
    {"ARC4833", Severity::kError, "backup retention is outside the limits of the vault's lock",
     "every backup job fails", "keep backups within the vault's limits, or use another vault",
     kVaultLockPage, "", check_vault_locks},
    {"ARC4834", Severity::kError, "Fargate profile in a public subnet", "EKS refuses the profile",
     "use subnets without a route to an internet gateway", kFargateProfilePage, "",
     check_fargate_profiles},
    {"ARC4835", Severity::kError, "volume and instance are in different zones",
     "EC2 refuses the attachment", "create the volume in the instance's zone", kVolumePage, "",
     check_volume_zones},
    {"ARC4836", Severity::kError, "service registry has no container",
     "ECS refuses a service whose tasks use bridge or host networking",
     "set \"ContainerName\" and \"ContainerPort\"", kRegistryPage, "", check_registries},
    {"ARC4837", Severity::kError, "search domain has the wrong number of subnets",
     "OpenSearch refuses the domain", "name one subnet for each zone", kSearchPage, "",
     check_search_subnets},
};

}  // namespace

std::span<const Rule> combination_rules() { return kCombinationsRules; }

}  // namespace archsynth::analysis
