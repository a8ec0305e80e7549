#include <fmt/format.h>

#include "archsynth/aws/ecs.h"
#include "archsynth/construct/waiver.h"
#include "archsynth/support/text.h"

namespace archsynth::ecs {

namespace {

constexpr std::array kPullActions = {"ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage",
                                     "ecr:GetDownloadUrlForLayer"};

/// `123456789012.dkr.ecr.us-east-1.amazonaws.com/team/app:1` as the repository's ARN; absent for
/// images of other registries, which need no rights.
cfn::Value private_repository_arn(const std::string& uri) {
  const std::size_t slash = uri.find('/');
  if (slash == std::string::npos) return {};
  const std::vector<std::string_view> host = split(std::string_view(uri).substr(0, slash), '.');
  if (host.size() < 6 || host[1] != "dkr" || host[2] != "ecr") return {};
  std::string name = uri.substr(slash + 1);
  name = name.substr(0, name.find_first_of(":@"));
  return cfn::sub(
      fmt::format("arn:${{AWS::Partition}}:ecr:{}:{}:repository/{}", host[3], host[0], name));
}

/// The ARN of the secret itself, without the JSON key, stage and version that ECS lets follow it.
std::string secret_of(const std::string& value_from) {
  const std::vector<std::string_view> parts = split(value_from, ':');
  std::string arn;
  for (std::size_t i = 0; i < parts.size() && i < 7; ++i) {
    arn += (i == 0 ? "" : ":") + std::string(parts[i]);
  }
  return arn;
}

cfn::Value health_check_of(const ContainerHealthCheckProps& check) {
  return cfn::Map{{"Command", check.command},
                  {"Interval", check.interval_seconds},
                  {"Timeout", check.timeout_seconds},
                  {"Retries", check.retries},
                  {"StartPeriod", check.start_period_seconds}};
}

}  // namespace

void FargateService::make_task_definition() {
  cfn::Map container{{"Name", name_},
                     {"Essential", true},
                     {"EntryPoint", props_.entry_point},
                     {"Command", props_.command},
                     {"User", props_.user},
                     {"ReadonlyRootFilesystem", props_.read_only_root_filesystem},
                     {"StopTimeout", props_.stop_timeout_seconds},
                     {"LinuxParameters", cfn::Map{{"InitProcessEnabled", true}}}};
  if (props_.port) {
    container.set("PortMappings", cfn::List{cfn::Map{{"ContainerPort", props_.port}}});
  }
  if (props_.container_health_check) {
    container.set("HealthCheck", health_check_of(*props_.container_health_check));
  }
  container.set("LogConfiguration",
                cfn::Map{{"LogDriver", "awslogs"},
                         {"Options", cfn::Map{{"awslogs-group", cluster_->log_group().name()},
                                              {"awslogs-region", cfn::pseudo("AWS::Region")},
                                              {"awslogs-stream-prefix", name_}}}});
  const bool arm = *props_.architecture == Architecture::kArm64;
  cfn::Value platform = cfn::Map{
      {"CpuArchitecture",
       cfn::Value(arm ? "ARM64" : "X86_64").with_origin(props_.architecture.origin())},
      {"OperatingSystemFamily", "LINUX"}};
  // ECS takes both figures as strings.
  const auto text_of = [](const Sourced<int>& figure) {
    return cfn::Value(std::to_string(*figure)).with_origin(figure.origin());
  };
  task_definition_ = &add_resource("TaskDefinition", "AWS::ECS::TaskDefinition",
                                   {{"RequiresCompatibilities", cfn::List{"FARGATE"}},
                                    {"NetworkMode", "awsvpc"},
                                    {"Cpu", text_of(props_.cpu)},
                                    {"Memory", text_of(props_.memory_mib)},
                                    {"RuntimePlatform", std::move(platform)},
                                    {"ExecutionRoleArn", execution_role_->arn()},
                                    {"TaskRoleArn", task_role_->arn()},
                                    {"ContainerDefinitions", cfn::List{std::move(container)}}});
  if (props_.ephemeral_storage_gib) {
    task_definition_->properties.set(
        "EphemeralStorage", cfn::Map{{"SizeInGiB", props_.ephemeral_storage_gib}});
  }
  for (const auto& [name, value] : props_.variables) {
    inject(*name, "Value", value, name.origin());
  }
}

cfn::Map& FargateService::container() {
  return *task_definition_->properties["ContainerDefinitions"].list()->front().map();
}

void FargateService::inject(const std::string& variable, std::string_view kind, cfn::Value value,
                            const Origin& why) {
  for (const char* section : {"Environment", "Secrets"}) {
    const cfn::Value* present = container().find(section);
    if (present == nullptr) continue;
    for (const cfn::Value& entry : *present->list()) {
      if (*entry.map()->find("Name")->string() != variable) continue;
      diagnostics()
          .error("ARC1200", why, fmt::format("{} sets the variable {} a second time", quoted(label()),
                                             quoted(variable)))
          .related.push_back({entry.map()->find("Name")->origin(), "first set here"});
      return;
    }
  }
  if (kind == "Value") {
    construct::waive(*task_definition_, {.cdk_nag = "AwsSolutions-ECS2"},
                     "Plain variables hold settings only; secrets come from Secrets Manager");
  }
  cfn::Value& list = container()[kind == "Value" ? "Environment" : "Secrets"];
  if (list.absent()) list = cfn::List{};
  cfn::Value name = cfn::Value(variable).with_origin(why);
  list.list()->emplace_back(cfn::Map{{"Name", std::move(name)}, {kind, std::move(value)}});
}

void FargateService::read_secrets() {
  for (const auto& [name, arn] : props_.secrets) {
    inject(*name, "ValueFrom", arn, name.origin());
    if (arn->find(":ssm:") != std::string::npos) {
      execution_role_->allow("ReadParameters", {"ssm:GetParameters"}, {arn});
      vpc_->need_endpoint(ec2::Endpoint::kSsm, arn.origin());
    } else {
      execution_role_->allow("ReadSecrets", {"secretsmanager:GetSecretValue"},
                             {cfn::Value(secret_of(*arn)).with_origin(arn.origin())});
      vpc_->need_endpoint(ec2::Endpoint::kSecretsmanager, arn.origin());
    }
  }
}

void FargateService::set_image(cfn::Value image) {
  const std::string* uri = image.string();
  if (uri != nullptr) {
    if (cfn::Value arn = private_repository_arn(*uri); !arn.absent()) allow_pull(arn);
  }
  container().set("Image", std::move(image));
}

void FargateService::allow_pull(const cfn::Value& repository_arn) {
  execution_role_->allow("PullImage", {kPullActions.begin(), kPullActions.end()},
                         {repository_arn});
  execution_role_->allow("LogInToRegistry", {"ecr:GetAuthorizationToken"}, {"*"});
  vpc_->need_endpoint(ec2::Endpoint::kEcr, origin());
  vpc_->need_endpoint(ec2::Endpoint::kS3, origin());
  depend_on_policies();
}

void FargateService::run_image_of(const ecr::Repository& repository) {
  cfn::Parameter& tag = stack().add_parameter(
      logical_id("ImageTag").str(), "String",
      {{"Description", "Tag of the image that " + name_ + " runs; while empty no task runs"},
       {"Default", props_.image.tag ? cfn::Value(props_.image.tag) : cfn::Value("")},
       {"AllowedPattern", "^([A-Za-z0-9_][A-Za-z0-9_.-]{0,127})?$"},
       {"ConstraintDescription", "an image tag"}});
  tag.origin = props_.image.tag.origin().known() ? props_.image.tag.origin() : origin();
  has_image_ = stack().add_condition(
      logical_id("HasImage").str(),
      cfn::call(cfn::Function::kNot, cfn::List{cfn::equals(cfn::ref(tag.id), "")}));
  // `Fn::Join` of an empty tag would be no image name, even one that never runs.
  cfn::Value image = cfn::join(":", {repository.uri(), cfn::ref(tag.id)});
  set_image(cfn::if_(has_image_, std::move(image), repository.uri()));
  allow_pull(repository.arn());
  const cfn::Value* count = service_->properties.find("DesiredCount");
  service_->properties.set("DesiredCount",
                           when_image_exists(count != nullptr ? *count : cfn::no_value()));
}

cfn::Value FargateService::when_image_exists(cfn::Value count) const {
  if (has_image_.empty()) return count;
  const Origin from = count.origin();
  return cfn::if_(has_image_, std::move(count), 0).with_origin(from);
}

}  // namespace archsynth::ecs
