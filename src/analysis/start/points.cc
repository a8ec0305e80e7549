// Access points of file systems whose directory nothing makes.

#include <fmt/format.h>

#include <algorithm>

#include "archsynth/support/text.h"
#include "checks.h"

namespace archsynth::analysis {
namespace {

constexpr std::string_view kPoint = "AWS::EFS::AccessPoint";

/// Whether what refers to a file system may make directories in it: it mounts more than the access
/// point, or that is not known.
bool may_make_directories(const View& view, const cfn::Resource& by, const cfn::Resource& point) {
  if (by.type == kPoint) return &by != &point;
  if (by.type == "AWS::EFS::MountTarget" || by.type.starts_with("AWS::IAM::")) return false;
  if (by.type != "AWS::ECS::TaskDefinition") return true;
  for (const model::Task& task : view.made<model::Workloads>().tasks()) {
    if (task.resource != &by) continue;
    return std::any_of(task.volumes.begin(), task.volumes.end(), [&](const model::Volume& each) {
      return each.file_system.at != nullptr && each.access_point.resource != &point;
    });
  }
  return true;
}

/// The function or task that mounts an access point; null: none.
const cfn::Resource* user_of(const View& view, const cfn::Resource& point) {
  for (const char* type : {"AWS::Lambda::Function", "AWS::ECS::TaskDefinition"}) {
    for (const cfn::Resource* each : view.of(type)) {
      if (refers_to(view.references(*each), point)) return each;
    }
  }
  return nullptr;
}

}  // namespace

/// Source: https://docs.aws.amazon.com/efs/latest/ug/API_RootDirectory.html
void check_directories_of_points(const View& view, const Report& report) {
  for (const cfn::Resource* point : view.of(kPoint)) {
    const cfn::Value* root = property(*point, {"RootDirectory"});
    const cfn::Value* at = member(root, {"Path"});
    const auto path = view.text(at);
    const cfn::Resource* files =
        view.target(property(*point, {"FileSystemId"}), "AWS::EFS::FileSystem");
    const bool is_made = !path || *path == "/" || root->map()->contains("CreationInfo");
    const cfn::Resource* user = is_made ? nullptr : user_of(view, *point);
    if (user == nullptr || files == nullptr || has(*files, "ReplicationConfiguration")) continue;
    const auto& all = view.resources();
    const bool may_be = std::any_of(all.begin(), all.end(), [&](const cfn::Resource* each) {
      return each != files && refers_to(view.references(*each), *files) &&
             may_make_directories(view, *each, *point);
    });
    if (may_be) continue;
    report(*point, at,
           fmt::format("{} cannot mount {}: nothing makes its directory {}", quoted(user->id.str()),
                       quoted(point->id.str()), *path))
        .related.push_back({user->origin, "what mounts it"});
  }
}

}  // namespace archsynth::analysis
