#include <algorithm>

#include "archsynth/aws/ecs.h"
#include "archsynth/support/text.h"

namespace archsynth::ecs {

FargateService::FargateService(construct::Scope scope, ec2::Vpc& vpc, Cluster& cluster,
                               FargateServiceProps props)
    : Construct(scope),
      props_(aws::settled(std::move(props), *this)),
      name_(scope.name.id),
      vpc_(&vpc),
      cluster_(&cluster) {
  check();
  check_addresses(vpc);
  const auto child = [this](const char* name) { return construct::Name(name, label(), origin()); };
  task_role_ = &add<iam::Role>(child("TaskRole"),
                               {.service = "ecs-tasks.amazonaws.com",
                                .description = "What the code of " + name_ + " may do"});
  // As AWS documents it for task roles: only ECS in this account may hand the role out.
  task_role_->limit_trust(cfn::Map{
      {"ArnLike",
       cfn::Map{{"aws:SourceArn",
                 cfn::sub("arn:${AWS::Partition}:ecs:${AWS::Region}:${AWS::AccountId}:*")}}},
      {"StringEquals", cfn::Map{{"aws:SourceAccount", cfn::pseudo("AWS::AccountId")}}}});
  execution_role_ = &add<iam::Role>(child("ExecutionRole"),
                                    {.service = "ecs-tasks.amazonaws.com",
                                     .description = "What starting a task of " + name_ + " needs"});
  execution_role_->allow("WriteLogs", {"logs:CreateLogStream", "logs:PutLogEvents"},
                         {cluster.log_group().arn()});
  security_group_ = &add<ec2::SecurityGroup>(child("SecurityGroup"), vpc,
                                             {.description = "Tasks of " + name_});
  security_group_->allow_all_egress("AWS services and the internet");
  vpc.need_endpoint(ec2::Endpoint::kLogs, origin());
  make_task_definition();
  make_service();
  read_secrets();
  if (*props_.exec) enable_exec();
  if (props_.image.uri) set_image(props_.image.uri);
  depend_on_policies();
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
  cfn::Map configuration{{"MinimumHealthyPercent", deployment.min_healthy_percent},
                         {"MaximumPercent", deployment.max_percent},
                         {"DeploymentCircuitBreaker",
                          cfn::Map{{"Enable", deployment.circuit_breaker},
                                   {"Rollback", deployment.circuit_breaker}}}};
  cfn::Map network{{"AwsvpcConfiguration",
                    cfn::Map{{"AssignPublicIp", "DISABLED"},
                             {"SecurityGroups", cfn::List{security_group_->id()}},
                             {"Subnets", cfn::List(vpc_->private_subnets())}}}};
  service_ = &add_resource("Service", "AWS::ECS::Service",
                           {{"Cluster", cluster_->name()},
                            {"TaskDefinition", task_definition_->ref()},
                            {"CapacityProviderStrategy", std::move(strategy)},
                            {"DeploymentConfiguration", std::move(configuration)},
                            {"NetworkConfiguration", std::move(network)},
                            {"EnableECSManagedTags", true},
                            {"PropagateTags", "SERVICE"}});
  if (*deployment.max_percent > 100) {
    // ECS refuses to rebalance a service that may not start a task beyond those desired.
    service_->properties.set("AvailabilityZoneRebalancing", "ENABLED");
  }
  // Where scaling owns the count, a stated one would be written over it by every deployment.
  if (!scales()) {
    service_->properties.set("DesiredCount",
                             props_.tasks.desired ? props_.tasks.desired : props_.tasks.min);
  }
  for (const cfn::LogicalId& id : vpc_->egress_dependencies()) depend_on(id);
}

cfn::Value FargateService::name() const { return service_->att("Name"); }

void FargateService::attach(elbv2::LoadBalancer& load_balancer) {
  load_balancer_ = &load_balancer;
  target_group_ = &add<elbv2::TargetGroup>(
      construct::Name("TargetGroup", label(), origin()), *vpc_,
      {.port = props_.port,
       .health_check = props_.health_check,
       .deregistration_delay_seconds = props_.deregistration_delay_seconds});
  security_group_->allow_from(load_balancer.security_group(), props_.port, "FromLoadBalancer",
                              "Requests from the load balancer to " + name_,
                              props_.port.origin());
  service_->properties.set("HealthCheckGracePeriodSeconds",
                           props_.health_check_grace_period_seconds);
  service_->properties.set("LoadBalancers",
                           cfn::List{cfn::Map{{"ContainerName", name_},
                                              {"ContainerPort", props_.port},
                                              {"TargetGroupArn", target_group_->arn()}}});
}

void FargateService::expose(elbv2::LoadBalancer& load_balancer, const elbv2::RouteProps& route) {
  attach(load_balancer);
  // The target group must hang on the load balancer before the service can register with it.
  depend_on(load_balancer.route(upper_camel(name_) + "Rule", route, target_group_->arn(), origin())
                .id);
}

void FargateService::expose(elbv2::LoadBalancer& load_balancer) {
  attach(load_balancer);
  load_balancer.forward_default(target_group_->arn());
  depend_on(load_balancer.listener_id());
}

void FargateService::depend_on(const cfn::LogicalId& id) {
  std::vector<cfn::LogicalId>& ids = service_->depends_on;
  if (std::find(ids.begin(), ids.end(), id) == ids.end()) ids.push_back(id);
}

void FargateService::depend_on_policies() {
  for (const iam::Role* role : {task_role_, execution_role_}) {
    if (role->policy() != nullptr) depend_on(role->policy()->id);
  }
}

void FargateService::enable_exec() {
  logs::LogGroup& sessions = cluster_->enable_exec();
  task_role_->allow("OpenExecChannels",
                    {"ssmmessages:CreateControlChannel", "ssmmessages:CreateDataChannel",
                     "ssmmessages:OpenControlChannel", "ssmmessages:OpenDataChannel"},
                    {"*"});
  task_role_->allow("LogExecSessions",
                    {"logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"},
                    {sessions.arn()});
  if (cluster_->key().is_customer_managed()) {
    task_role_->allow("EncryptExecSessions", {"kms:Decrypt", "kms:GenerateDataKey"},
                      {cluster_->key().arn()});
  }
  service_->properties.set("EnableExecuteCommand", props_.exec);
}

}  // namespace archsynth::ecs
