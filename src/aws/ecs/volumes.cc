#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

#include "archsynth/aws/ecs.h"
#include "archsynth/support/text.h"
#include "aws/ecs/container_parts.h"

namespace archsynth::ecs {

/// https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_MountPoint.html
cfn::Map mount_of(const std::string& volume, const Sourced<std::string>& path,
                  const Sourced<bool>& read_only) {
  cfn::Map mount{{"SourceVolume", volume}, {"ContainerPath", path}};
  if (*read_only) mount.set("ReadOnly", read_only);
  return mount;
}

/// Whether a container of the task may write to a volume.
static bool is_written(const FargateServiceProps& service, const std::string& volume) {
  const auto& sidecars = service.sidecars;
  return !*service.volumes.find(volume)->read_only ||
         std::any_of(sidecars.begin(), sidecars.end(), [&](const auto& sidecar) {
           const auto* mounted = sidecar.value.volumes.find(volume);
           return mounted != nullptr && mounted->has_value() &&
                  !((*mounted)->is_large && *(*mounted)->large.read_only);
         });
}

void FargateService::check_volumes() {
  std::map<std::string, Origin> paths;
  for (const auto& [name, props] : props_.volumes) {
    if (props.path.missing()) continue;
    const auto [first, is_new] = paths.emplace(*props.path, props.path.origin());
    if (is_new) continue;
    diagnostics()
        .error("ARC1240", props.path.origin(),
               fmt::format("{} has two volumes at {}", quoted(label()), quoted(*props.path)))
        .related.push_back({first->second, "the other one"});
  }
}

void FargateService::check_directories() {
  std::map<std::pair<std::string, std::string>, const Sourced<std::string>*> directories;
  for (const auto& [name, props] : props_.volumes) {
    if (!props.file_system) {
      if (props.directory.stated()) {
        diagnostics().error("ARC1242", props.directory.origin(),
                            fmt::format("{} is scratch space, which has no directories",
                                        quoted(label() + ".volumes." + *name)));
      }
      continue;
    }
    const auto [first, is_new] =
        directories.try_emplace({*props.file_system, *props.directory}, &name);
    if (is_new) continue;
    diagnostics()
        .warning("ARC1243", name.origin(),
                 fmt::format("{} and {} are the same directory of {}",
                             quoted(label() + ".volumes." + **first->second), quoted(*name),
                             quoted(*props.file_system)))
        .related.push_back({first->second->origin(), "the other one"});
  }
}

void FargateService::make_scratch_volumes() {
  for (const auto& [name, props] : props_.volumes) {
    if (!props.file_system) add_volume(*name, props, {});
  }
}

/// https://docs.aws.amazon.com/AmazonECS/latest/developerguide/specify-efs-config.html
/// https://docs.aws.amazon.com/efs/latest/ug/iam-access-control-nfs-efs.html
void FargateService::mount(const std::string& volume, efs::FileSystem& files, const Origin& why) {
  const VolumeProps* props = props_.volumes.find(volume);
  if (props == nullptr) throw std::logic_error("a service has no volume " + volume);
  depend_on(files.security_group().allow_from(
      *security_group_, efs::kPort, "From" + logical_id().str(), "Files of " + name_, why));
  for (const cfn::LogicalId& id : files.mount_targets()) depend_on(id);
  std::vector<std::string> actions = {"elasticfilesystem:ClientMount"};
  if (is_written(props_, volume)) actions.emplace_back("elasticfilesystem:ClientWrite");
  if (*files.props().user_id == 0) actions.emplace_back("elasticfilesystem:ClientRootAccess");
  if (!forms::kName.matches(*props->directory)) return;  // was reported
  const cfn::Resource& access_point = files.access_point(*props->directory);
  const cfn::LogicalId id = files.logical_id(efs::FileSystem::suffix_of(*props->directory));
  task_role_->allow("Mount" + id.str(), actions, {files.arn()},
                    cfn::Map{{"StringEquals", cfn::Map{{"elasticfilesystem:AccessPointArn",
                                                        access_point.att("Arn")}}}});
  add_volume(volume, *props,
             cfn::Map{{"FilesystemId", files.id()},
                      {"TransitEncryption", "ENABLED"},
                      {"AuthorizationConfig",
                       cfn::Map{{"AccessPointId", access_point.ref()}, {"IAM", "ENABLED"}}}});
  depend_on_start_conditions();
}

void FargateService::add_volume(const std::string& name, const VolumeProps& props,
                                cfn::Value file_system) {
  append(task_definition_->properties["Volumes"],
         {{"Name", name}, {"EFSVolumeConfiguration", std::move(file_system)}});
  append(container()["MountPoints"], mount_of(name, props.path, props.read_only));
}

}  // namespace archsynth::ecs
