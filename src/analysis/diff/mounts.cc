// Directories of shared file systems, as tasks and functions mount them.

#include <fmt/format.h>

#include <map>
#include <optional>

#include "archsynth/support/text.h"
#include "canonical.h"
#include "hazards.h"
#include "updates.h"
#include "view/view.h"

namespace archsynth::analysis {
namespace {

/// A directory of a file system.
struct Directory {
  std::string system;  ///< the same text for the same one
  std::string path;
  Origin origin;
};

std::optional<Directory> directory_of(const cfn::Value* system, const cfn::Value* path) {
  const cfn::Value plain = path == nullptr ? cfn::Value("/") : canonical(*path);
  if (system == nullptr || plain.string() == nullptr) return std::nullopt;
  return Directory{fingerprint(canonical(*system)), *plain.string(), {}};
}

/// What an access point of the template opens.
std::optional<Directory> behind(const cfn::Value* access_point, const ResourcesById& resources) {
  if (access_point == nullptr) return std::nullopt;
  for (const cfn::Reference& each : cfn::references(*access_point)) {
    const auto found = resources.find(each.target.str());
    if (found == resources.end() || found->second->type != "AWS::EFS::AccessPoint") continue;
    return directory_of(property(*found->second, {"FileSystemId"}),
                        property(*found->second, {"RootDirectory", "Path"}));
  }
  return std::nullopt;
}

using Mounts = std::map<std::string, Directory>;

void add_mount(const cfn::Value* name, const cfn::Value* place, std::optional<Directory> directory,
               Mounts& mounts) {
  if (name == nullptr || place == nullptr || !directory) return;
  directory->origin = place->origin();
  mounts.emplace(brief(*name), *std::move(directory));
}

/// The directories that a resource mounts, by the names that it has for them.
Mounts mounts_of(const cfn::Resource& resource, const ResourcesById& resources) {
  Mounts mounts;
  const bool is_task = resource.type == "AWS::ECS::TaskDefinition";
  const cfn::Value* all = property(resource, {is_task ? "Volumes" : "FileSystemConfigs"});
  if (all == nullptr || all->list() == nullptr) return mounts;
  for (const cfn::Value& each : *all->list()) {
    if (!is_task) {
      const cfn::Value* point = member(&each, {"Arn"});
      add_mount(member(&each, {"LocalMountPath"}), point, behind(point, resources), mounts);
      continue;
    }
    const cfn::Value* volume = member(&each, {"EFSVolumeConfiguration"});
    const cfn::Value* point = member(volume, {"AuthorizationConfig", "AccessPointId"});
    add_mount(member(&each, {"Name"}), volume,
              point != nullptr ? behind(point, resources)
                               : directory_of(member(volume, {"FilesystemId"}),
                                              member(volume, {"RootDirectory"})),
              mounts);
  }
  return mounts;
}

}  // namespace

void report_moved_mounts(const Change& change, const Report& report) {
  for (const auto& [id, after] : change.sides.after()) {
    const bool mounts =
        after->type == "AWS::ECS::TaskDefinition" || after->type == "AWS::Lambda::Function";
    const auto before = change.sides.before().find(id);
    if (!mounts || before == change.sides.before().end()) continue;
    const Mounts old = mounts_of(*before->second, change.sides.before());
    for (const auto& [name, now] : mounts_of(*after, change.sides.after())) {
      const auto was = old.find(name);
      if (was == old.end() || was->second.system != now.system || was->second.path == now.path) {
        continue;
      }
      report(id, now.origin,
             fmt::format("{} mounts the directory {} as {}, and its files are in {}", quoted(id),
                         quoted(now.path), quoted(name), quoted(was->second.path)))
          .fix = "keep the directory, or move the files into the new one before the deployment";
    }
  }
}

}  // namespace archsynth::analysis
