#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

#include "archsynth/aws/ecs.h"
#include "archsynth/construct/waiver.h"
#include "archsynth/support/text.h"

namespace archsynth::ecs {

namespace {

constexpr std::string_view kExecNeedsAny =
    "ECS Exec opens channels, and looks for its log group among all: neither has a resource to "
    "name";

void waive_public_addresses(cfn::Resource& service) {
  construct::waive(service, {.checkov = "CKV_AWS_333"},
                   "Tasks in public subnets were asked for; their security group lets in the load "
                   "balancer only");
}

}  // namespace

FargateService::FargateService(construct::Scope scope, ec2::Vpc& vpc, Cluster& cluster,
                               FargateServiceProps props)
    : Construct(scope),
      props_(aws::settled(std::move(props), *this)),
      name_(scope.name.id),
      vpc_(&vpc),
      cluster_(&cluster) {
  check();
  check_addresses();
  check_volumes();
  check_directories();
  check_requests();
  make_roles();
  security_group_ = &add<ec2::SecurityGroup>(construct::Name("SecurityGroup", label(), origin()),
                                             vpc, {.description = "Tasks of " + name_});
  security_group_->allow_all_egress("AWS services and the internet");
  make_task_definition();
  make_service();
  if (vpc_->has_public_tasks()) waive_public_addresses(*service_);
  open_peer_ports();
  make_sidecars();
  set_variables();
  read_secrets();
  collect_traces();
  forward_logs();
  grant_permissions();
  make_scratch_volumes();
  if (*props_.exec) enable_exec();
  if (props_.image.uri) set_image(props_.image.uri);
  if (!takes_requests()) check_unexposed();
  depend_on_start_conditions();
}

void FargateService::make_roles() {
  const cfn::Map this_account{{"aws:SourceAccount", cfn::pseudo("AWS::AccountId")}};
  task_role_ = &add<iam::Role>(construct::Name("TaskRole", label(), origin()),
                               {.service = "ecs-tasks.amazonaws.com",
                                .description = "What the code of " + name_ + " may do"});
  // https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-iam-roles.html
  task_role_->limit_trust(cfn::Map{
      {"ArnLike",
       cfn::Map{{"aws:SourceArn",
                 cfn::sub("arn:${AWS::Partition}:ecs:${AWS::Region}:${AWS::AccountId}:*")}}},
      {"StringEquals", this_account}});
  execution_role_ = &add<iam::Role>(construct::Name("ExecutionRole", label(), origin()),
                                    {.service = "ecs-tasks.amazonaws.com",
                                     .description = "What starting a task of " + name_ + " needs"});
  // For this role AWS documents no source ARN.
  execution_role_->limit_trust(cfn::Map{{"StringEquals", this_account}});
  execution_role_->allow("WriteLogs", {"logs:CreateLogStream", "logs:PutLogEvents"},
                         {cluster_->log_group().arn()});
  vpc_->need_endpoint(ec2::Endpoint::kLogs, origin());
}

cfn::Value FargateService::network_of_tasks() const {
  cfn::List groups{security_group_->id()};
  for (const Sourced<std::string>& id : props_.security_group_ids) groups.emplace_back(id);
  return cfn::Map{{"AwsvpcConfiguration",
                   cfn::Map{{"AssignPublicIp", vpc_->has_public_tasks() ? "ENABLED" : "DISABLED"},
                            {"SecurityGroups", std::move(groups)},
                            {"Subnets", cfn::List(vpc_->task_subnets())}}}};
}

void FargateService::make_service() {
  cfn::List strategy;
  const auto add_provider = [&strategy](const char* name,
                                        const Sourced<CapacityProviderProps>& provider) {
    if (!provider) return;
    cfn::Map entry{{"CapacityProvider", name}, {"Weight", provider->weight}};
    if (*provider->base > 0) entry.set("Base", provider->base);
    strategy.emplace_back(std::move(entry));
  };
  add_provider("FARGATE", props_.capacity.fargate);
  add_provider("FARGATE_SPOT", props_.capacity.fargate_spot);
  if (strategy.empty()) {
    strategy.emplace_back(cfn::Map{{"CapacityProvider", "FARGATE"}, {"Weight", 1}});
  }
  const DeploymentProps& deployment = props_.deployment;
  cfn::Map configuration{
      {"MinimumHealthyPercent", deployment.min_healthy_percent},
      {"MaximumPercent", deployment.max_percent},
      {"DeploymentCircuitBreaker",
       cfn::Map{{"Enable", deployment.circuit_breaker}, {"Rollback", deployment.circuit_breaker}}}};
  // ECS refuses to rebalance a service that may not start a task beyond those desired. Left out,
  // an update would keep what the service had.
  const char* rebalancing = *deployment.max_percent > 100 ? "ENABLED" : "DISABLED";
  service_ = &add_resource("Service", "AWS::ECS::Service",
                           {{"AvailabilityZoneRebalancing", rebalancing},
                            {"Cluster", cluster_->name()},
                            {"TaskDefinition", task_definition_->ref()},
                            {"CapacityProviderStrategy", std::move(strategy)},
                            {"DeploymentConfiguration", std::move(configuration)},
                            {"NetworkConfiguration", network_of_tasks()},
                            {"EnableECSManagedTags", true},
                            {"PropagateTags", "SERVICE"}});
  // Where scaling owns the count, a stated one would be written over it by every deployment.
  if (!scales() || starts_at_zero()) {
    service_->properties.set("DesiredCount",
                             props_.tasks.desired ? props_.tasks.desired : props_.tasks.min);
  }
}

/// ECS starts one task where no count is stated. A count of 0 that no schedule raises is that of
/// every deployment.
bool FargateService::starts_at_zero() const {
  if (*props_.tasks.min > 0) return false;
  if (props_.tasks.desired) return true;
  const auto& schedules = props_.scaling.schedules;
  return std::none_of(schedules.begin(), schedules.end(),
                      [](const auto& each) { return each.value.min && *each.value.min > 0; });
}

cfn::Value FargateService::name() const { return service_->att("Name"); }

void FargateService::attach(elbv2::LoadBalancer& load_balancer) {
  if (load_balancer_ != nullptr) throw std::logic_error("a service is exposed twice");
  load_balancer_ = &load_balancer;
  const bool is_grpc = *props_.protocol == elbv2::Protocol::kGrpc;
  if ((is_grpc || *props_.protocol == elbv2::Protocol::kHttp2) && !load_balancer.is_https()) {
    diagnostics()
        .error("ARC1235", props_.protocol.origin(),
               fmt::format("{} needs HTTPS at the load balancer", is_grpc ? "gRPC" : "HTTP/2"))
        .fix = fmt::format("set a domain, or a certificate for the load balancer{}",
                           is_grpc ? "" : "; or write http");
  } else if (*props_.protocol == elbv2::Protocol::kTcp) {
    diagnostics()
        .error("ARC1238", props_.protocol.origin(),
               fmt::format("the load balancer cannot forward TCP to {}", quoted(label())))
        .fix = "set \"expose\" to false, or choose another protocol";
  }
  target_group_ = &register_targets(load_balancer.security_group(), "load balancer");
}

elbv2::TargetGroup& FargateService::register_targets(ec2::SecurityGroup& balancer,
                                                     const char* kind) {
  const Sourced<int> port = request_port();
  auto& targets = add<elbv2::TargetGroup>(
      construct::Name("TargetGroup", label(), origin()), *vpc_,
      {.port = port,
       .protocol = props_.protocol,
       .sticky_seconds = props_.sticky_seconds,
       .health_check = props_.health_check,
       .deregistration_delay_seconds = props_.deregistration_delay_seconds});
  if (is_called() && encrypts_calls(*this)) targets.speak_tls();
  const std::string edge = "From" + upper_camel(kind);
  depend_on(security_group_->allow_from(
      balancer, port, edge, fmt::format("Requests from the {} to {}", kind, name_), port.origin()));
  if (const Sourced<int>& checked = props_.health_check.port; checked && *checked != *port) {
    depend_on(security_group_->allow_from(balancer, checked, edge,
                                          fmt::format("Health checks of the {} of {}", kind, name_),
                                          checked.origin()));
  }
  service_->properties.set("HealthCheckGracePeriodSeconds",
                           props_.health_check_grace_period_seconds);
  service_->properties.set(
      "LoadBalancers",
      cfn::List{cfn::Map{{"ContainerName",
                          props_.requests_to ? cfn::Value(props_.requests_to) : cfn::Value(name_)},
                         {"ContainerPort", port},
                         {"TargetGroupArn", targets.arn()}}});
  return targets;
}

void FargateService::expose(elbv2::NetworkLoadBalancer& load_balancer) {
  if (network_load_balancer_ != nullptr) throw std::logic_error("a service is exposed twice");
  if (is_called() && encrypts_calls(*this)) {
    diagnostics()
        .error("ARC1873", props_.protocol.origin(),
               fmt::format("{} is called over TLS, so clients of its load balancer would need TLS "
                           "too",
                           quoted(label())))
        .fix = "set \"expose\" to false, or remove \"cluster.calls_tls\"";
  }
  network_load_balancer_ = &load_balancer;
  tcp_target_group_ = &register_targets(load_balancer.security_group(), "network load balancer");
  depend_on(load_balancer.listen(request_port(), tcp_target_group_->arn(), name_));
}

void FargateService::expose(elbv2::LoadBalancer& load_balancer, const elbv2::RouteProps& route) {
  attach(load_balancer);
  // The target group must hang on the load balancer before the service can register with it.
  const construct::Name name(upper_camel(name_) + "Rule", label() + ".route", origin());
  depend_on(load_balancer.route(name, route, target_group_->arn()).id);
}

void FargateService::expose(elbv2::LoadBalancer& load_balancer) {
  attach(load_balancer);
  load_balancer.forward_default(target_group_->arn(), origin());
  depend_on(load_balancer.listener_id());
}

void FargateService::depend_on(const cfn::LogicalId& id) {
  std::vector<cfn::LogicalId>& ids = service_->depends_on;
  if (std::find(ids.begin(), ids.end(), id) == ids.end()) ids.push_back(id);
}

void FargateService::depend_on_start_conditions() {
  for (const iam::Role* role : {task_role_, execution_role_}) {
    if (role->policy() != nullptr) depend_on(role->policy()->id);
  }
  for (const cfn::LogicalId& id : vpc_->task_egress_dependencies()) depend_on(id);
}

// https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-exec.html
void FargateService::enable_exec() {
  logs::LogGroup& sessions = cluster_->enable_exec();
  task_role_->allow("OpenExecChannels",
                    {"ssmmessages:CreateControlChannel", "ssmmessages:CreateDataChannel",
                     "ssmmessages:OpenControlChannel", "ssmmessages:OpenDataChannel"},
                    {"*"}, {}, kExecNeedsAny);
  task_role_->allow("FindExecLog", {"logs:DescribeLogGroups"}, {"*"}, {}, kExecNeedsAny);
  task_role_->allow("LogExecSessions",
                    {"logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"},
                    {sessions.arn()});
  vpc_->need_endpoint(ec2::Endpoint::kSsmmessages, props_.exec.origin());
  if (cluster_->key().is_customer_managed()) {
    task_role_->allow("EncryptExecSessions", {"kms:Decrypt", "kms:GenerateDataKey"},
                      {cluster_->key().arn()});
    vpc_->need_endpoint(ec2::Endpoint::kKms, props_.exec.origin());
  }
  service_->properties.set("EnableExecuteCommand", props_.exec);
}

}  // namespace archsynth::ecs

namespace archsynth::describe::internal {
template const RecordView& record_of<ecs::FargateServiceProps>();
}  // namespace archsynth::describe::internal
