#include "archsynth/aws/rds.h"
#include "archsynth/construct/waiver.h"

namespace archsynth::rds {

/// A replica takes subnets, storage, encryption, user and databases from its source.
/// Source: `SourceDBInstanceIdentifier` in the reference of AWS::RDS::DBInstance.
void Database::make_replicas(const kms::Key& key) {
  for (const auto& [name, props] : props_.read_replicas) {
    cfn::Resource& replica = add_resource(
        *name + " replica", "AWS::RDS::DBInstance",
        {{"SourceDBInstanceIdentifier", server_->ref()},
         {"DBInstanceClass", props.instance_class ? props.instance_class : props_.instance_class},
         {"StorageType", "gp3"},
         {"MultiAZ", false},
         {"DBParameterGroupName", parameter_group_->ref()},
         {"DeletionProtection", false}});
    replica.origin = name.origin();
    if (*props_.max_storage_gib > *props_.storage_gib) {
      replica.properties.set("MaxAllocatedStorage", props_.max_storage_gib);
    }
    set_common(replica, key);
    replica.deletion_policy = "Delete";
    replica.update_replace_policy = "Delete";
    construct::waive(replica, {.checkov = "CKV_AWS_16", .cdk_nag = "AwsSolutions-RDS2"},
                     "A replica has the encryption of its source");
    construct::waive(replica, {.checkov = "CKV_AWS_157", .cdk_nag = "AwsSolutions-RDS3"},
                     "The source has the standby; readers can go there");
    construct::waive(replica, {.cdk_nag = "AwsSolutions-RDS10"},
                     "A replica holds nothing that its source does not");
    replicas_.push_back(replica.ref());
    replica_ids_.push_back(replica.id);
  }
}

}  // namespace archsynth::rds
