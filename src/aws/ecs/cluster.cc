#include "archsynth/aws/ecs.h"
#include "archsynth/construct/waiver.h"

namespace archsynth::ecs {

namespace {

cfn::Map capacity_provider(std::string_view name, int weight) {
  return {{"CapacityProvider", name}, {"Weight", weight}};
}

}  // namespace

Cluster::Cluster(construct::Scope scope, kms::Key& key, ClusterProps props)
    : Construct(std::move(scope)), key_(&key), props_(aws::settled(std::move(props), *this)) {
  logs::check_retention(props_.log_retention_days, label() + ".log_retention_days", diagnostics());
  resource_ = &add_resource(
      "", "AWS::ECS::Cluster",
      {{"CapacityProviders", cfn::List{"FARGATE", "FARGATE_SPOT"}},
       {"DefaultCapacityProviderStrategy", cfn::List{capacity_provider("FARGATE", 1)}},
       {"ClusterSettings",
        cfn::List{cfn::Map{{"Name", "containerInsights"}, {"Value", props_.container_insights}}}}});
  log_group_ = &add<logs::LogGroup>(
      construct::Name("LogGroup", label(), origin()), key,
      {.name = "/ecs/" + stack().full_name(), .retention_days = props_.log_retention_days});
}

cfn::Value Cluster::name() const { return resource_->ref(); }

cfn::Value Cluster::arn() const { return resource_->att("Arn"); }

logs::LogGroup& Cluster::enable_exec() {
  if (exec_log_group_ != nullptr) return *exec_log_group_;
  exec_log_group_ = &add<logs::LogGroup>(construct::Name("ExecLogGroup", label(), origin()), *key_,
                                         {.retention_days = props_.log_retention_days});
  const bool encrypted = key_->is_customer_managed();
  resource_->properties.set(
      "Configuration",
      cfn::Map{{"ExecuteCommandConfiguration",
                cfn::Map{{"KmsKeyId", key_->arn()},
                         {"Logging", "OVERRIDE"},
                         {"LogConfiguration",
                          cfn::Map{{"CloudWatchLogGroupName", exec_log_group_->name()},
                                   {"CloudWatchEncryptionEnabled", encrypted}}}}}});
  return *exec_log_group_;
}

cfn::Value Cluster::service_namespace() {
  if (namespace_ == nullptr) {
    namespace_ = &add_resource(
        "Namespace", "AWS::ServiceDiscovery::HttpNamespace",
        {{"Name", stack().full_name()}, {"Description", "Services that call each other"}});
  }
  return namespace_->att("Arn");
}

cfn::Value Cluster::calls_tls() {
  if (!props_.calls_tls) return {};
  const CallsTlsProps& tls = *props_.calls_tls;
  if (calls_tls_role_ == nullptr) {
    calls_tls_role_ = &add<iam::Role>(
        construct::Name("CallsTlsRole", label() + ".calls_tls", props_.calls_tls.origin()),
        {.service = "ecs.amazonaws.com",
         .description = "Issues the certificates of services that call each other"});
    const std::string policy =
        "iam::aws:policy/service-role/"
        "AmazonECSInfrastructureRolePolicyForServiceConnectTransportLayerSecurity";
    cfn::Resource& role = calls_tls_role_->resource();
    role.properties.set("ManagedPolicyArns",
                        cfn::List{cfn::sub("arn:${AWS::Partition}:" + policy)});
    construct::waive(
        role,
        {.checkov = {},
         .cdk_nag = "AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:" + policy + "]",
         .cfn_lint = {}},
        "AWS extends what ECS may do with certificates and their secrets in this policy");
    if (tls.kms_key_arn) {
      calls_tls_role_->allow(
          "EncryptPrivateKeys",
          {"kms:Decrypt", "kms:Encrypt", "kms:GenerateDataKey", "kms:GenerateDataKeyPair"},
          {tls.kms_key_arn});
    }
  }
  cfn::Map made{{"IssuerCertificateAuthority",
                 cfn::Map{{"AwsPcaAuthorityArn", tls.certificate_authority_arn}}},
                {"RoleArn", calls_tls_role_->arn()}};
  if (tls.kms_key_arn) made.set("KmsKey", tls.kms_key_arn);
  return cfn::Value(std::move(made)).with_origin(props_.calls_tls.origin());
}

}  // namespace archsynth::ecs

namespace archsynth::describe::internal {
template const RecordView& record_of<ecs::ClusterProps>();
}  // namespace archsynth::describe::internal
