#pragma once

#include <string>

#include "model/workloads/instances.h"
#include "rules/finding.h"

/// What the life of a workload needs, step by step: images, secrets, logs, containers, volumes,
/// ports, load balancers, scaling, and the order of it all. A step that fails for certain is a
/// finding.
namespace archsynth::analysis {

/// Actions of the roles of tasks, of ECS Exec, and of the schedules that run tasks.
void check_roles_of_exec(const view::View& view, const Report& report);
void check_roles_of_tasks(const view::View& view, const Report& report);
void check_roles_of_jobs(const view::View& view, const Report& report);
void check_roles_of_nodes(const view::View& view, const Report& report);

void check_policies_of_start(const view::View& view, const Report& report);
void check_points_of_volumes(const view::View& view, const Report& report);
void check_directories_of_points(const view::View& view, const Report& report);
void check_keys_of_secrets(const view::View& view, const Report& report);
void check_room_for_jobs(const view::View& view, const Report& report);
void check_queues_of_jobs(const view::View& view, const Report& report);
void check_circles_of_containers(const view::View& view, const Report& report);
void check_finishing_containers(const view::View& view, const Report& report);
void check_region_of_logs(const view::View& view, const Report& report);
void check_group_is_connected(const view::View& view, const Report& report);
void check_instances_of_services(const view::View& view, const Report& report);
void check_addresses_of_tasks(const view::View& view, const Report& report);
void check_names_of_images(const view::View& view, const Report& report);
void check_forms_of_secrets(const view::View& view, const Report& report);
void check_uses_of_variables(const view::View& view, const Report& report);
void check_profiles_of_hosts(const view::View& view, const Report& report);
void check_constraints_of_hosts(const view::View& view, const Report& report);
void check_room_on_hosts(const view::View& view, const Report& report);
void check_processors_of_hosts(const view::View& view, const Report& report);
void check_zones_of_balancers(const view::View& view, const Report& report);
void check_scaled_service(const view::View& view, const Report& report);
void check_jobs(const view::View& view, const Report& report);
void check_order(const view::View& view, const Report& report);
void check_service_alarms(const view::View& view, const Report& report);
void check_nat_addresses(const view::View& view, const Report& report);
void check_groups_of_nodes(const view::View& view, const Report& report);
void check_names_of_clusters(const view::View& view, const Report& report);
void check_names_of_vpcs(const view::View& view, const Report& report);
void check_private_names(const view::View& view, const Report& report);

/// What needs the network, in the default state.
void check_ways_to_services(const view::View& view, const Report& report);
void check_ways_of_signals(const view::View& view, const Report& report);
void check_ways_of_nodes(const view::View& view, const Report& report);
void check_ways_of_environments(const view::View& view, const Report& report);
void check_ways_of_batches(const view::View& view, const Report& report);
void check_addresses_of_nodes(const view::View& view, const Report& report);
void check_ways_of_pollers(const view::View& view, const Report& report);
void check_ways_of_functions(const view::View& view, const Report& report);
void check_ways_of_balancers(const view::View& view, const Report& report);
/// Instances that load balancers send to: those of groups that replace them, and others.
void check_ways_to_replaced(const view::View& view, const Report& report);
void check_ways_to_instances(const view::View& view, const Report& report);
/// Instances that routes lead to.
void check_instances_that_forward(const view::View& view, const Report& report);
/// From VPC links and other ways through the network of AWS.
void check_ways_of_doors(const view::View& view, const Report& report);
void check_ways_to_files(const view::View& view, const Report& report);
void check_policies_of_endpoints(const view::View& view, const Report& report);
void check_ways_to_stores(const view::View& view, const Report& report);

/// Instances in zones that a load balancer of their service does not use.
void check_zones_of_instances(const view::View& view, const Report& report,
                              const model::Service& service, const cfn::Resource& balancer);
/// The zones of a load balancer; empty where one of them is not known.
std::vector<std::string> zones_of_balancer(const view::View& view, const cfn::Resource& balancer);
/// The instances that run the tasks of a service, each of which may; empty where others may.
std::vector<const model::ContainerInstances*> hosts_of(const view::View& view,
                                                       const model::Service& service);
/// Where a member of a value is set: its key, or else the value.
const Origin& origin_within(const cfn::Value* value, std::string_view key);
/// `ssm`, `secretsmanager`, or nothing where that is not known.
std::string service_of_secret(const view::View& view, const model::SecretVariable& secret);
/// What a request for a secret or parameter names: its ARN, in the language of `patterns.h`.
std::vector<std::string> arns_of_secret(const view::View& view, const model::SecretVariable& secret,
                                        std::string_view action);
/// Whether Fargate runs a task; its roles and its network then pull images and read secrets.
bool is_on_fargate(const model::Task& task);

}  // namespace archsynth::analysis
