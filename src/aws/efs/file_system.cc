#include <fmt/format.h>

#include "archsynth/aws/efs.h"

namespace archsynth::efs {
namespace {

constexpr const char* kSharedDirectory = "data";

}  // namespace

FileSystem::FileSystem(construct::Scope scope, ec2::Vpc& vpc, kms::Key& key, FileSystemProps props)
    : Construct(std::move(scope)), props_(aws::settled(std::move(props), *this)) {
  security_group_ = &add<ec2::SecurityGroup>(
      construct::Name("SecurityGroup", label(), origin()), vpc,
      {.description = fmt::format("{} of {}", described(), stack().full_name())});
  make_file_system(key);
  access_point(kSharedDirectory);
  make_mount_targets(vpc);
}

void FileSystem::make_file_system(const kms::Key& key) {
  // Without a policy every client that reaches a mount target has all files; with one, only roles
  // that are allowed to.
  // https://docs.aws.amazon.com/efs/latest/ug/iam-access-control-nfs-efs.html
  const cfn::Map deny_plain_nfs{
      {"Sid", "DenyPlainNfs"},
      {"Effect", "Deny"},
      {"Principal", cfn::Map{{"AWS", "*"}}},
      {"Action", "*"},
      {"Condition", cfn::Map{{"Bool", cfn::Map{{"aws:SecureTransport", "false"}}}}}};
  cfn::Value backup(*props_.backup ? "ENABLED" : "DISABLED");
  resource_ = &add_resource(
      "", "AWS::EFS::FileSystem",
      {{"Encrypted", true},
       {"KmsKeyId", key.arn()},
       {"PerformanceMode", "generalPurpose"},
       {"ThroughputMode", props_.throughput},
       {"BackupPolicy",
        cfn::Map{{"Status", std::move(backup).with_origin(props_.backup.origin())}}},
       {"FileSystemPolicy",
        cfn::Map{{"Version", "2012-10-17"}, {"Statement", cfn::List{deny_plain_nfs}}}}});
  const bool keeps = *props_.on_delete == OnDelete::kRetain;
  resource_->deletion_policy = keeps ? "RetainExceptOnCreate" : "Delete";
  resource_->update_replace_policy = keeps ? "Retain" : "Delete";
}

/// The root of a new file system is root's alone; the access point makes a directory that its user
/// may write to. https://docs.aws.amazon.com/efs/latest/ug/efs-access-points.html
cfn::Resource& FileSystem::make_access_point(const std::string& directory) {
  return add_resource(
      "AccessPoint-" + suffix_of(directory), "AWS::EFS::AccessPoint",
      {{"FileSystemId", resource_->ref()},
       {"PosixUser",
        cfn::Map{
            {"Uid",
             cfn::Value(std::to_string(*props_.user_id)).with_origin(props_.user_id.origin())},
            {"Gid",
             cfn::Value(std::to_string(*props_.group_id)).with_origin(props_.group_id.origin())}}},
       {"RootDirectory",
        cfn::Map{{"Path", "/" + directory},
                 {"CreationInfo", cfn::Map{{"OwnerUid", std::to_string(*props_.user_id)},
                                           {"OwnerGid", std::to_string(*props_.group_id)},
                                           {"Permissions", "0755"}}}}}});
}

std::string FileSystem::suffix_of(const std::string& directory) {
  return directory == kSharedDirectory ? "" : directory;
}

const cfn::Resource& FileSystem::access_point(const std::string& directory) {
  const auto [found, is_new] = access_points_.try_emplace(directory);
  if (is_new) found->second = &make_access_point(directory);
  return *found->second;
}

void FileSystem::make_mount_targets(const ec2::Vpc& vpc) {
  // One for each subnet, named by its place: a zone that is added moves no other.
  char letter = 'A';
  for (const cfn::Value& subnet : vpc.private_subnets()) {
    const cfn::Resource& target =
        add_resource(std::string("MountTarget") + letter++, "AWS::EFS::MountTarget",
                     {{"FileSystemId", resource_->ref()},
                      {"SubnetId", subnet},
                      {"SecurityGroups", cfn::List{security_group_->id()}}});
    mount_targets_.push_back(target.id);
  }
}

}  // namespace archsynth::efs

namespace archsynth::describe::internal {
template const RecordView& record_of<efs::FileSystemProps>();
}  // namespace archsynth::describe::internal
