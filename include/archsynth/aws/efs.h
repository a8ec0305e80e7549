#pragma once

#include <map>
#include <string>
#include <vector>

#include "archsynth/aws/ec2.h"

/// File systems that several tasks share.
namespace archsynth::efs {

using describe::field;

enum class OnDelete { kRetain, kDelete };
constexpr auto names_of(OnDelete) { return std::array{"retain", "delete"}; }

enum class Throughput { kElastic, kBursting };
constexpr auto names_of(Throughput) { return std::array{"elastic", "bursting"}; }

struct FileSystemProps {
  Sourced<Throughput> throughput = Default(Throughput::kElastic);
  Sourced<int> user_id = Default(1000);
  Sourced<int> group_id = Default(1000);
  Sourced<bool> backup = ByProfile(true, false, false);
  Sourced<OnDelete> on_delete = ByProfile(OnDelete::kRetain, OnDelete::kRetain, OnDelete::kDelete);
  static constexpr auto fields() {
    using P = FileSystemProps;
    return describe::fields(
        "a file system",
        field<&P::throughput>("throughput",
                              "`elastic` is as fast as the load needs and paid by the gigabyte "
                              "read or written; `bursting` costs nothing beyond the storage, and "
                              "is slow for long on a small file system once its credits are gone"),
        field<&P::user_id>("user_id",
                           "the user that owns the files and reads and writes them, whichever user "
                           "a container runs as; 0 for root")
            .at_least(0),
        field<&P::group_id>("group_id",
                            "the group that owns the files and reads and writes them, whichever "
                            "group a container runs as; 0 for root")
            .at_least(0),
        field<&P::backup>("backup", "AWS Backup keeps daily copies for 35 days"),
        field<&P::on_delete>("on_delete",
                             "what happens to the files when the file system leaves the stack or "
                             "is replaced"));
  }
};
static_assert(describe::complete<FileSystemProps>());

/// An EFS file system with a mount target in each private subnet and an access point for each
/// directory: encrypted at rest, closed to clients without TLS, open to the services that mount it.
class FileSystem : public construct::Construct {
 public:
  using Props = FileSystemProps;
  FileSystem(construct::Scope scope, ec2::Vpc& vpc, kms::Key& key, FileSystemProps props);

  const FileSystemProps& props() const { return props_; }
  cfn::Value id() const { return resource_->ref(); }
  cfn::Value arn() const { return resource_->att("Arn"); }
  /// That of a directory, which is made where it is first asked for.
  const cfn::Resource& access_point(const std::string& directory);
  /// What a directory's names end with; nothing for the one that every file system has.
  static std::string suffix_of(const std::string& directory);
  ec2::SecurityGroup& security_group() { return *security_group_; }
  /// What must exist before a task mounts it.
  const std::vector<cfn::LogicalId>& mount_targets() const { return mount_targets_; }

 private:
  void make_file_system(const kms::Key& key);
  cfn::Resource& make_access_point(const std::string& directory);
  void make_mount_targets(const ec2::Vpc& vpc);

  FileSystemProps props_;
  ec2::SecurityGroup* security_group_ = nullptr;
  cfn::Resource* resource_ = nullptr;
  std::map<std::string, cfn::Resource*> access_points_;  ///< by directory
  std::vector<cfn::LogicalId> mount_targets_;
};

/// NFS. https://docs.aws.amazon.com/efs/latest/ug/network-access.html
inline constexpr int kPort = 2049;

}  // namespace archsynth::efs

// Compiled once, with the shapes of all that is in it.
namespace archsynth::describe::internal {
extern template const RecordView& record_of<efs::FileSystemProps>();
}  // namespace archsynth::describe::internal
