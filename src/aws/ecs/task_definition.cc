#include <fmt/format.h>

#include "archsynth/aws/ecs.h"
#include "archsynth/support/text.h"
#include "aws/ecs/container_parts.h"

namespace archsynth::ecs {

cfn::Value health_check_of(const ContainerHealthCheckProps& check) {
  return cfn::Map{{"Command", check.command},
                  {"Interval", check.interval_seconds},
                  {"Timeout", check.timeout_seconds},
                  {"Retries", check.retries},
                  {"StartPeriod", check.start_period_seconds}};
}

cfn::Value limits_of(const Sourced<int>& open_files) {
  if (!open_files) return {};
  return cfn::List{
      cfn::Map{{"Name", "nofile"}, {"SoftLimit", open_files}, {"HardLimit", open_files}}};
}

cfn::Value log_configuration_of(const Cluster& cluster, const std::string& service) {
  return cfn::Map{{"LogDriver", "awslogs"},
                  {"Options", cfn::Map{{"awslogs-group", cluster.log_group().name()},
                                       {"awslogs-region", cfn::pseudo("AWS::Region")},
                                       {"awslogs-stream-prefix", service}}}};
}

void append(cfn::Value& list, cfn::Map item) {
  if (list.absent()) list = cfn::List{};
  list.list()->emplace_back(std::move(item));
}

namespace {

bool has_setting(cfn::Map& container, const std::string& variable) {
  for (const char* kind : {"Environment", "Secrets"}) {
    cfn::Value* list = container.find(kind);
    if (list == nullptr || list->list() == nullptr) continue;
    for (cfn::Value& each : *list->list()) {
      if (*each.map()->find("Name") == cfn::Value(variable)) return true;
    }
  }
  return false;
}

void drop_setting(cfn::Map& container, const std::string& variable) {
  for (const char* key : {"Environment", "Secrets"}) {
    cfn::Value* settings = container.find(key);
    if (settings == nullptr || settings->list() == nullptr) continue;
    std::erase_if(*settings->list(), [&](const cfn::Value& each) {
      return *each.map()->find("Name") == cfn::Value(variable);
    });
  }
}

cfn::Map own_container_of(const std::string& name, const FargateServiceProps& props,
                          const Cluster& cluster) {
  cfn::Map container{{"Name", name},
                     {"Essential", true},
                     {"EntryPoint", props.entry_point},
                     {"Command", props.command},
                     {"User", props.user},
                     {"ReadonlyRootFilesystem", props.read_only_root_filesystem},
                     {"StopTimeout", props.stop_timeout_seconds},
                     {"Ulimits", limits_of(props.open_files)},
                     {"LinuxParameters", cfn::Map{{"InitProcessEnabled", props.init_process}}}};
  cfn::List ports;
  if (props.port) ports.emplace_back(cfn::Map{{"ContainerPort", props.port}});
  for (const auto& [port_name, port] : props.ports) {
    if (port) ports.emplace_back(cfn::Map{{"ContainerPort", port}});
  }
  if (!ports.empty()) container.set("PortMappings", std::move(ports));
  if (props.container_health_check) {
    container.set("HealthCheck", health_check_of(*props.container_health_check));
  }
  container.set("LogConfiguration", log_configuration_of(cluster, name));
  return container;
}

}  // namespace

void FargateService::make_task_definition() {
  const bool arm = *props_.architecture == Architecture::kArm64;
  cfn::Value platform =
      cfn::Map{{"CpuArchitecture",
                cfn::Value(arm ? "ARM64" : "X86_64").with_origin(props_.architecture.origin())},
               {"OperatingSystemFamily", "LINUX"}};
  // ECS takes both figures as strings.
  const auto text_of = [](const Sourced<int>& figure) {
    return cfn::Value(std::to_string(*figure)).with_origin(figure.origin());
  };
  task_definition_ = &add_resource(
      "TaskDefinition", "AWS::ECS::TaskDefinition",
      {{"RequiresCompatibilities", cfn::List{"FARGATE"}},
       {"NetworkMode", "awsvpc"},
       {"Cpu", text_of(props_.cpu)},
       {"Memory", text_of(props_.memory_mib)},
       {"RuntimePlatform", std::move(platform)},
       {"ExecutionRoleArn", execution_role_->arn()},
       {"TaskRoleArn", task_role_->arn()},
       {"ContainerDefinitions", cfn::List{own_container_of(name_, props_, *cluster_)}}});
  if (props_.ephemeral_storage_gib) {
    task_definition_->properties.set("EphemeralStorage",
                                     cfn::Map{{"SizeInGiB", props_.ephemeral_storage_gib}});
  }
}

void FargateService::set_variables() {
  for (const auto& [name, value] : props_.variables) {
    inject(*name, "Value", aws::value_of(value, diagnostics()), name.origin());
  }
}

cfn::Map& FargateService::container(std::size_t index) {
  return *(*task_definition_->properties["ContainerDefinitions"].list())[index].map();
}

void FargateService::inject(const std::string& variable, std::string_view kind, cfn::Value value,
                            const Origin& why) {
  const auto [first, is_new] = environment_[receiver_].emplace(variable, why);
  if (!is_new) {
    Diagnostic& found = diagnostics().error(
        "ARC1200", first->second,
        fmt::format("{} sets the variable {} twice", quoted(label()), quoted(variable)));
    found.fix = fmt::format("remove {}, or rename the other one where the service lists its {}",
                            quoted(variable), "databases, caches, buckets or calls");
    found.related.push_back({why, "also set here"});
    return;
  }
  if (kind == "Value") waive_plain_variables();
  const char* key = kind == "Value" ? "Environment" : "Secrets";
  const cfn::Map setting{{"Name", cfn::Value(variable).with_origin(why)}, {kind, std::move(value)}};
  for (std::size_t i = 0; receiver_ == 0 && i < copies_.size(); ++i) {
    cfn::Map& copy = container(copies_[i]);
    if (!has_setting(copy, variable)) append(copy[key], setting);
  }
  // What a sidecar states takes the place of what it has of the service.
  if (receiver_ != 0) drop_setting(container(receiver_), variable);
  append(container(receiver_)[key], setting);
}

void FargateService::within(const std::string& sidecar, const std::function<void()>& connect) {
  receiver_ = place_of(sidecar);
  connect();
  receiver_ = 0;
}

}  // namespace archsynth::ecs
