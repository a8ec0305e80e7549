#include "analysis/start/checks.h"
#include "rules/identities/permissions.h"
#include "rules/template/codes.h"

namespace archsynth::analysis {
namespace {

constexpr std::string_view kDependencyPage =
    "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDependency.html";
constexpr std::string_view kSecretsPage =
    "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/"
    "secrets-envvar-secrets-manager.html";
constexpr std::string_view kLogsPage =
    "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/using_awslogs.html";
constexpr std::string_view kPullPage =
    "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_cannot_pull_image.html";
constexpr std::string_view kFilesPage =
    "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/efs-best-practices.html";
constexpr std::string_view kServiceBalancerPage =
    "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-load-balancing.html";
constexpr std::string_view kZonesPage =
    "https://docs.aws.amazon.com/elasticloadbalancing/latest/userguide/"
    "how-elastic-load-balancing-works.html";
constexpr std::string_view kHealthPage =
    "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/"
    "troubleshoot-service-load-balancers.html";
constexpr std::string_view kTargetHealthPage =
    "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/"
    "target-group-health-checks.html";
constexpr std::string_view kLinksPage =
    "https://docs.aws.amazon.com/apigateway/latest/developerguide/"
    "http-api-develop-integrations-private.html";
constexpr std::string_view kNatInstancePage =
    "https://docs.aws.amazon.com/vpc/latest/userguide/work-with-nat-instances.html";
constexpr std::string_view kScalablePage =
    "https://docs.aws.amazon.com/autoscaling/application/APIReference/"
    "API_RegisterScalableTarget.html";
constexpr std::string_view kMetricsPage =
    "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/available-metrics.html";
constexpr std::string_view kSchedulePage =
    "https://docs.aws.amazon.com/scheduler/latest/APIReference/API_EcsParameters.html";
constexpr std::string_view kBreakerPage =
    "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-circuit-breaker.html";
constexpr std::string_view kRepositoryPage =
    "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/"
    "aws-resource-ecr-repository.html";
constexpr std::string_view kVpcDnsPage =
    "https://docs.aws.amazon.com/vpc/latest/userguide/vpc-dns-support.html";
constexpr std::string_view kDnsPage =
    "https://docs.aws.amazon.com/vpc/latest/privatelink/create-interface-endpoint.html";
constexpr std::string_view kNatPageOfStart =
    "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/"
    "aws-resource-ec2-natgateway.html";
constexpr std::string_view kPolicyPage =
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html";
constexpr std::string_view kEndpointPage =
    "https://docs.aws.amazon.com/AmazonECR/latest/userguide/vpc-endpoints.html";
constexpr std::string_view kAccessPointPage =
    "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/"
    "API_EFSAuthorizationConfig.html";
constexpr std::string_view kGroupsPage =
    "https://docs.aws.amazon.com/vpc/latest/userguide/vpc-security-groups.html";

constexpr std::string_view kInstancesPage =
    "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/bootstrap_container_instance.html";

constexpr std::string_view kSubnetPage =
    "https://docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html";
constexpr std::string_view kInstanceRolePage =
    "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/instance_IAM_role.html";
constexpr std::string_view kPlacementPage =
    "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-event-messages.html";
constexpr std::string_view kProcessorPage =
    "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_definition_parameters.html";

constexpr std::string_view kFunctionsPage =
    "https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc-internet.html";

constexpr std::string_view kRolePermissionsPage =
    "https://docs.aws.amazon.com/lambda/latest/dg/lambda-intro-execution-role.html";

constexpr std::string_view kSignalPage =
    "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/cfn-signal.html";
constexpr std::string_view kNodesPage =
    "https://docs.aws.amazon.com/eks/latest/userguide/private-clusters.html";
constexpr std::string_view kNodeGroupsPage =
    "https://docs.aws.amazon.com/eks/latest/userguide/launch-templates.html";
constexpr std::string_view kNodeFaultsPage =
    "https://docs.aws.amazon.com/eks/latest/userguide/troubleshooting.html";
constexpr std::string_view kClusterPage =
    "https://docs.aws.amazon.com/eks/latest/userguide/network-reqs.html";
constexpr std::string_view kBuildsPage =
    "https://docs.aws.amazon.com/codebuild/latest/userguide/vpc-support.html";
constexpr std::string_view kRootPage =
    "https://docs.aws.amazon.com/efs/latest/ug/API_RootDirectory.html";
constexpr std::string_view kPollersPage =
    "https://docs.aws.amazon.com/lambda/latest/dg/with-msk-cluster-network.html";
constexpr std::string_view kComputePage =
    "https://docs.aws.amazon.com/batch/latest/userguide/compute_environments.html";
constexpr std::string_view kRunnablePage =
    "https://docs.aws.amazon.com/batch/latest/userguide/job_stuck_in_runnable.html";
constexpr std::string_view kQueuePage =
    "https://docs.aws.amazon.com/batch/latest/APIReference/API_CreateJobQueue.html";
constexpr std::string_view kConstraintPage =
    "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-placement-constraints.html";

void check_roles(const view::View& view, const Report& report) {
  check_roles_of_edges(view, report);
  check_roles_of_tasks(view, report);
  check_roles_of_exec(view, report);
  check_roles_of_jobs(view, report);
  check_roles_of_nodes(view, report);
}

constexpr Rule kStartRules[] = {
    {"ARC4131", Severity::kError, "secret has no such key",
     "the agent finds no value for the variable, so no task starts", "use a key of the secret",
     kSecretsPage, "", check_keys_of_secrets},
    {"ARC4132", Severity::kError, "containers wait for each other",
     "ECS refuses the task definition", "remove one of the dependencies", kDependencyPage, "",
     check_circles_of_containers},
    {"ARC4133", Severity::kError, "container waits until an essential one exits",
     "ECS refuses the task definition", "set \"Essential\" of the other container to false",
     kDependencyPage, "", check_finishing_containers},
    {"ARC4134", Severity::kError, "log group is in another region",
     "the log driver does not find its group, so no task starts", "set the stack's region",
     kLogsPage, "", check_region_of_logs},
    {"ARC4135", Severity::kError, "scheduled task has no network configuration",
     "ECS refuses every run without reporting it",
     "set \"NetworkConfiguration\" with subnets and security groups", kSchedulePage, "",
     check_jobs},
    {"ARC4136", Severity::kWarning, "workload does not wait for what it needs to start",
     "tasks that start too early fail; after three failures the circuit breaker stops the "
     "deployment",
     "add it to \"DependsOn\"", kBreakerPage, "", check_order},
    {"ARC4137", Severity::kError, "task cannot reach what it needs to start",
     "the agent cannot pull images, read secrets or write logs, so no task starts",
     "add a route, an endpoint or a rule that lets the traffic through", kPullPage, "",
     check_ways_to_services, "", true},
    {"ARC4138", Severity::kError, "volume cannot be mounted",
     "tasks and functions that mount it do not start",
     "add a mount target in the zone, and a rule for TCP 2049", kFilesPage, "", check_ways_to_files,
     "", true},
    {"ARC4139", Severity::kError, "policy denies what a workload needs to start",
     "tasks do not start, or the function gets no events",
     "allow the role in the policy of the resource, its key or the endpoint", kPolicyPage, "",
     check_policies_of_start},
    {"ARC4141", Severity::kError, "access point belongs to another file system",
     "the mount fails, so no task starts", "use an access point of the volume's file system",
     kAccessPointPage, "", check_points_of_volumes},
    {"ARC4142", Severity::kError, "endpoint policy denies what a task needs to start",
     "the agent cannot pull images, so no task starts",
     "allow the action in the policy of the endpoint", kEndpointPage, "",
     check_policies_of_endpoints, "", true},
    {"ARC4143", Severity::kError, "no instance joins the cluster",
     "ECS finds no instance for the tasks, and the service never becomes stable",
     "in the user data, write ECS_CLUSTER with the cluster's name to /etc/ecs/ecs.config",
     kInstancesPage, "", check_instances_of_services},
    {"ARC4870", Severity::kError, "container instances have no instance profile",
     "the agent has no credentials to register with, so no task starts",
     "set \"IamInstanceProfile\" with a role that has AmazonEC2ContainerServiceforEC2Role",
     kInstanceRolePage, "", check_profiles_of_hosts},
    {"ARC4872", Severity::kError, "instances have no room for the tasks of a service",
     "ECS cannot place the tasks, and the service never becomes stable",
     "lower what a task needs, or use larger or more instances", kPlacementPage, "",
     check_room_on_hosts},
    {"ARC4873", Severity::kWarning, "task is for another processor than its instances",
     "containers of an image for the task's processor do not start",
     "use instances of the processor, or change \"CpuArchitecture\"", kProcessorPage, "",
     check_processors_of_hosts},
    {"ARC4874", Severity::kError, "subnets have fewer addresses than tasks",
     "ECS cannot start the tasks without an address, and the service never becomes stable",
     "use larger or more subnets", kSubnetPage, "", check_addresses_of_tasks},
    {"ARC4875", Severity::kError, "malformed reference to a part of a secret",
     "the agent refuses the reference, so no task starts",
     "write ARN:key:stage:version, with all of the colons", kSecretsPage, "",
     check_forms_of_secrets},
    {"ARC4877", Severity::kWarning, "role may not use what a variable names",
     "every call to the resource is denied", "allow the actions that the code calls in a policy",
     kRolePermissionsPage, "", check_uses_of_variables},
    {"ARC4885", Severity::kError, "instance cannot signal CloudFormation",
     "CloudFormation waits until the timeout and rolls back",
     "add a route, an endpoint or a rule that lets the traffic through", kSignalPage, "",
     check_ways_of_signals, "", true},
    {"ARC4886", Severity::kError, "nodes cannot reach what they need to join their cluster",
     "the node group fails with NodeCreationFailure",
     "add a route to a NAT gateway, or endpoints for EC2, ECR and S3", kNodesPage, "",
     check_ways_of_nodes, "", true},
    {"ARC4887", Severity::kError, "nodes are outside the cluster's security group",
     "nodes do not reach the cluster, and the node group fails with NodeCreationFailure",
     "add the cluster's security group to the launch template", kNodeGroupsPage, "",
     check_groups_of_nodes},
    {"ARC4888", Severity::kError, "public subnet gives nodes no public address",
     "the node group fails with Ec2SubnetInvalidConfiguration",
     "set \"MapPublicIpOnLaunch\" of the subnet to true", kNodeFaultsPage, "",
     check_addresses_of_nodes, "", true},
    {"ARC4889", Severity::kWarning, "VPC of a private cluster has no DNS names",
     "nodes may not find the cluster", "set \"EnableDnsHostnames\" to true", kClusterPage, "",
     check_names_of_clusters},
    {"ARC4890", Severity::kWarning, "job or build cannot reach what it needs",
     "jobs cannot pull their image, and builds cannot download",
     "use private subnets with a route to a NAT gateway", kBuildsPage, "", check_ways_of_batches,
     "", true},
    {"ARC4891", Severity::kError, "no instance meets a placement constraint",
     "ECS cannot place the tasks, and the service never becomes stable",
     "change the constraint, or use instances that meet it", kConstraintPage, "",
     check_constraints_of_hosts},
    {"ARC4892", Severity::kError, "instances of a compute environment cannot register",
     "jobs stay RUNNABLE, because no instance joins the cluster of the environment",
     "add a route to a NAT gateway, or endpoints for ECS and ECR", kComputePage, "",
     check_ways_of_environments, "", true},
    {"ARC4893", Severity::kWarning, "no compute environment has room for a job",
     "the job stays RUNNABLE", "lower what the job needs, or raise what the environment may have",
     kRunnablePage, "", check_room_for_jobs},
    {"ARC4894", Severity::kWarning, "job is submitted to a queue that cannot run it",
     "Batch refuses the job, or the job stays RUNNABLE", "submit the job to another queue",
     kQueuePage, "", check_queues_of_jobs},
    {"ARC4895", Severity::kWarning, "event source in a VPC cannot be polled",
     "the function is not invoked, because Lambda reads from the subnets and groups of the source",
     "allow the source's security group from itself, and add a NAT gateway or endpoints for Lambda "
     "and STS",
     kPollersPage, "", check_ways_of_pollers, "", true},
    {"ARC4896", Severity::kError, "directory of an access point does not exist",
     "every mount of the access point fails", "set \"CreationInfo\" of the root directory",
     kRootPage, "", check_directories_of_points},
    {"ARC4144", Severity::kWarning, "function cannot reach a service that it uses",
     "the function's calls time out",
     "add a route to a NAT gateway, or an endpoint for the service", kFunctionsPage, "",
     check_ways_of_functions, "", true},
    {"ARC4218", Severity::kError, "target group of a service has no listener",
     "ECS refuses the service until a load balancer uses its target group",
     "forward to the target group in a listener or listener rule", kServiceBalancerPage, "",
     check_group_is_connected},
    {"ARC4219", Severity::kError, "tasks in a zone without the load balancer",
     "targets in a zone that the load balancer does not use get no requests and never become "
     "healthy",
     "add a subnet of that zone to the load balancer, or remove it from the service", kZonesPage,
     "", check_zones_of_balancers},
    {"ARC4220", Severity::kError,
     "load balancer cannot reach its targets, or clients cannot reach it",
     "requests or health checks fail, and ECS keeps replacing the tasks",
     "add a rule that lets the traffic through", kHealthPage, "", check_ways_of_balancers, "",
     true},
    {"ARC4880", Severity::kError, "instances never become healthy",
     "health checks of the load balancer fail, and the group keeps replacing its instances",
     "add a rule that lets the traffic through", kTargetHealthPage, "", check_ways_to_replaced, "",
     true},
    {"ARC4881", Severity::kWarning, "load balancer cannot reach an instance",
     "requests or health checks fail", "add a rule that lets the traffic through",
     kTargetHealthPage, "", check_ways_to_instances, "", true},
    {"ARC4882", Severity::kWarning, "service cannot reach the load balancer that it leads to",
     "requests through it time out or fail with 503", "add a rule that lets the traffic through",
     kLinksPage, "", check_ways_of_doors, "", true},
    {"ARC4883", Severity::kWarning, "instance on a route forwards nothing",
     "the instance drops what is not addressed to itself, so connections time out",
     "set \"SourceDestCheck\" to false", kNatInstancePage, "", check_instances_that_forward, "",
     true},
    {"ARC4325", Severity::kError, "private DNS in a VPC without DNS", "EC2 refuses the endpoint",
     "set \"EnableDnsHostnames\" and \"EnableDnsSupport\" to true", kDnsPage, "",
     check_private_names},
    {"ARC4346", Severity::kError, "VPC of tasks has no DNS",
     "no image can be pulled, because the name of its registry is not found",
     "set \"EnableDnsSupport\" to true", kVpcDnsPage, "", check_names_of_vpcs},
    {"ARC4348", Severity::kError, "image is the ARN of a repository",
     "no image can be pulled, because an ARN is not the name of an image",
     "use the attribute RepositoryUri instead of Arn", kRepositoryPage, "", check_names_of_images},
    {"ARC4326", Severity::kError, "workload cannot reach its store",
     "connections to the database or cache time out",
     "add a rule that allows the workload's security group", kGroupsPage, "", check_ways_to_stores,
     "", true},
    {"ARC4327", Severity::kError, "public NAT gateway has no address", "EC2 refuses the gateway",
     "set \"AllocationId\" to that of an AWS::EC2::EIP", kNatPageOfStart, "", check_nat_addresses},
    {"ARC4409", Severity::kError, "scalable target names the wrong service",
     "Application Auto Scaling finds no such service and refuses the target",
     "use the form service/CLUSTER/SERVICE", kScalablePage, "", check_scaled_service},
    {kPermissionRule, Severity::kError, "role lacks a permission",
     "the service refuses the resource, or it cannot work", "allow the action in a policy",
     kRolePermissionsPage, "", check_roles},
    {"ARC4609", Severity::kError, "alarm names a service without its cluster",
     "the metric does not exist, so the alarm stays in INSUFFICIENT_DATA",
     "add the dimension ClusterName", kMetricsPage, "", check_service_alarms},
};

}  // namespace

std::span<const Rule> start_rules() { return kStartRules; }

}  // namespace archsynth::analysis
