// Task definitions: containers and what they need.

#include <algorithm>

#include "model/workloads/settings.h"
#include "model/workloads/workloads.h"

namespace archsynth::model {
namespace {

/// What stands around the references of a `ValueFrom`: `:host::` of `${Secret}:host::`.
std::string text_around(const view::View& view, const cfn::Value& value) {
  if (const auto text = view.text(&value)) {
    // arn:aws:secretsmanager:region:account:secret:name:key:stage:version
    std::size_t at = 0;
    for (int i = 0; i < 7 && at != text->npos; ++i) at = text->find(':', at == 0 ? 0 : at + 1);
    return text->starts_with("arn:") && at != text->npos ? text->substr(at) : std::string();
  }
  if (const auto* sub = value.get_if<cfn::Sub>()) {
    std::string last;
    for (const cfn::SubPiece& each : cfn::pieces(*sub)) {
      last = each.kind == cfn::SubPiece::Kind::kText ? each.text : std::string();
    }
    return last;
  }
  const auto* call = value.get_if<cfn::Call>();
  const bool is_join = call != nullptr && call->function == cfn::Function::kJoin;
  const cfn::List* arguments = is_join ? call->argument.front().list() : nullptr;
  const cfn::List* parts =
      arguments == nullptr || arguments->size() != 2 ? nullptr : arguments->back().list();
  if (parts == nullptr || parts->empty()) return {};
  const std::string delimiter = view.text(&arguments->front()).value_or("");
  std::string around;
  for (std::size_t i = 1; i < parts->size(); ++i) {
    around += delimiter;
    if (const std::string* text = (*parts)[i].string()) around += *text;
  }
  return around;
}

/// `host` of `:host::`, or of `:secret:name:host::`, the end of an ARN.
std::string key_in(std::string_view around) {
  if (around.starts_with(":secret:"))
    around.remove_prefix(std::min(around.find(':', 8), around.size()));
  if (!around.starts_with(':')) return {};
  return std::string(around.substr(1, around.find(':', 1) - 1));
}

/// The secret or parameter that a value names.
SecretVariable secret_at(const view::View& view, const cfn::Value* at, const cfn::Value* from) {
  SecretVariable made{at, {}, from};
  if (from == nullptr) return made;
  made.source = resource_within(view, from,
                                {"AWS::SecretsManager::Secret", "AWS::SSM::Parameter",
                                 "AWS::SecretsManager::SecretTargetAttachment",
                                 "AWS::RDS::DBInstance", "AWS::RDS::DBCluster"});
  if (made.source != nullptr &&
      made.source->type == "AWS::SecretsManager::SecretTargetAttachment") {
    const cfn::Resource* secret =
        view.target(view::property(*made.source, {"SecretId"}), "AWS::SecretsManager::Secret");
    if (secret != nullptr) made.source = secret;
  }
  return made;
}

SecretVariable secret_of(const view::View& view, const cfn::Value* at) {
  const Settings settings(view, at);
  SecretVariable made = secret_at(view, at, settings.at("ValueFrom"));
  made.name = settings.text("Name");
  if (made.from != nullptr) made.key = key_in(text_around(view, *made.from));
  return made;
}

Logging logging_of(const Settings& container) {
  const Settings settings = container.in("LogConfiguration");
  const Settings options = settings.in("Options");
  return {container.at("LogConfiguration"), settings.text("LogDriver"),
          options.named("awslogs-group"), options.text("awslogs-region"),
          options.truth("awslogs-create-group")};
}

Container container_of(const view::View& view, const cfn::Value* at) {
  const Settings settings(view, at);
  Container made;
  made.at = at;
  made.name = settings.text("Name");
  made.image = settings.at("Image");
  const ImageSource source = source_of_image(view, made.image);
  made.repository = source.repository;
  made.names_arn = source.is_arn;
  made.is_essential = settings.truth("Essential");
  made.cpu = settings.number("Cpu");
  made.memory = settings.number("Memory");
  const view::Items ports = settings.items("PortMappings");
  made.has_all_ports = ports.complete;
  for (const cfn::Value* each : ports.values) {
    const Settings port(view, each);
    made.ports.push_back({each, port.number("ContainerPort"), port.number("HostPort"),
                          port.text("Protocol"), port.text("Name")});
  }
  for (const cfn::Value* each : settings.items("Secrets").values) {
    made.secrets.push_back(secret_of(view, each));
  }
  const Settings registry = settings.in("RepositoryCredentials");
  if (const cfn::Value* from = registry.at("CredentialsParameter"))
    made.registry = secret_at(view, settings.at("RepositoryCredentials"), from);
  for (const cfn::Value* each : settings.items("DependsOn").values) {
    const Settings wait(view, each);
    made.waits.push_back({each, wait.text("ContainerName"), wait.text("Condition")});
  }
  for (const cfn::Value* each : settings.items("MountPoints").values) {
    const Settings mount(view, each);
    made.mounts.push_back({each, mount.text("SourceVolume"), mount.text("ContainerPath")});
  }
  made.logging = logging_of(settings);
  made.checks_health = settings.at("HealthCheck") != nullptr;
  return made;
}

Volume volume_of(const view::View& view, const cfn::Value* at) {
  const Settings settings(view, at);
  const Settings efs = settings.in("EFSVolumeConfiguration");
  const Settings authorization = efs.in("AuthorizationConfig");
  return {at,
          settings.text("Name"),
          efs.named("FilesystemId"),
          authorization.named("AccessPointId"),
          efs.text("TransitEncryption"),
          authorization.text("IAM")};
}

}  // namespace

const Container* Task::container(std::string_view name) const {
  const auto found = std::find_if(containers.begin(), containers.end(),
                                  [&](const Container& each) { return each.name.value == name; });
  return found == containers.end() ? nullptr : &*found;
}

void Workloads::add_tasks() {
  for (const cfn::Resource* each : view_.of("AWS::ECS::TaskDefinition")) {
    const Settings settings(view_, *each);
    Task& made = tasks_.emplace_back();
    made.resource = each;
    made.execution_role = settings.named("ExecutionRoleArn");
    made.role = settings.named("TaskRoleArn");
    made.network_mode = settings.text("NetworkMode");
    made.cpu = settings.number("Cpu");
    made.memory = settings.number("Memory");
    for (const cfn::Value* item : settings.items("RequiresCompatibilities").values) {
      made.requires_fargate |= view_.text(item) == "FARGATE";
    }
    const view::Items containers = settings.items("ContainerDefinitions");
    made.has_all_containers = containers.complete;
    for (const cfn::Value* item : containers.values) {
      made.containers.push_back(container_of(view_, item));
    }
    for (const cfn::Value* item : settings.items("Volumes").values) {
      made.volumes.push_back(volume_of(view_, item));
    }
  }
}

/// https://docs.aws.amazon.com/batch/latest/APIReference/API_ContainerProperties.html
void Workloads::add_batch_jobs() {
  for (const cfn::Resource* each : view_.of("AWS::Batch::JobDefinition")) {
    const cfn::Value* container = view::property(*each, {"ContainerProperties"});
    if (container == nullptr || container->map() == nullptr) continue;
    const Settings settings(view_, container);
    Task& made = batch_jobs_.emplace_back();
    made.resource = each;
    made.execution_role = settings.named("ExecutionRoleArn");
    made.role = settings.named("JobRoleArn");
    const view::Items kinds = Settings(view_, *each).items("PlatformCapabilities");
    made.requires_fargate =
        kinds.complete && kinds.values.size() == 1 && view_.text(kinds.values.front()) == "FARGATE";
    made.containers.push_back(container_of(view_, container));
  }
}

const Task* Workloads::task(const Named& definition) const {
  const auto found = std::find_if(tasks_.begin(), tasks_.end(), [&](const Task& each) {
    return each.resource == definition.resource;
  });
  return found == tasks_.end() ? nullptr : &*found;
}

}  // namespace archsynth::model
