#pragma once

#include <cstdint>
#include <map>

#include "archsynth/aws/ec2.h"
#include "archsynth/aws/iam.h"
#include "archsynth/aws/logs.h"
#include "archsynth/aws/secretsmanager.h"

namespace archsynth::ecs {

using describe::field;

enum class ContainerInsights { kEnhanced, kEnabled, kDisabled };
constexpr auto names_of(ContainerInsights) { return std::array{"enhanced", "enabled", "disabled"}; }

/// TLS between services that call each other.
/// https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-connect-tls.html
struct CallsTlsProps {
  Sourced<std::string> certificate_authority_arn{};
  Sourced<std::string> kms_key_arn{};
  static constexpr auto fields() {
    using P = CallsTlsProps;
    return describe::fields(
        "TLS of calls",
        field<&P::certificate_authority_arn>(
            "certificate_authority_arn",
            "the authority of AWS Private CA that issues the services' certificates; it needs the "
            "tag `AmazonECSManaged: true`, and its short-lived mode costs less")
            .form(forms::kCertificateAuthorityArn)
            .required(),
        field<&P::kms_key_arn>("kms_key_arn",
                               "the symmetric KMS key that encrypts the certificates' private "
                               "keys; one that AWS owns when left out")
            .form(forms::kKmsKeyArn));
  }
};
static_assert(describe::complete<CallsTlsProps>());

struct ClusterProps {
  Sourced<ContainerInsights> container_insights = ByProfile(
      ContainerInsights::kEnabled, ContainerInsights::kEnabled, ContainerInsights::kDisabled);
  Sourced<int> log_retention_days = ByProfile(30, 7, 7);
  Sourced<CallsTlsProps> calls_tls{};
  static constexpr auto fields() {
    return describe::fields(
        "the cluster",
        field<&ClusterProps::container_insights>("container_insights",
                                                 "metrics of every task; `enhanced` adds those of "
                                                 "every container, at a price"),
        field<&ClusterProps::log_retention_days>("log_retention_days",
                                                 "days that the log of the services is kept: one "
                                                 "group, a stream for each task"),
        field<&ClusterProps::calls_tls>(
            "calls_tls",
            "TLS between the proxies of services that `calls` connects, with certificates that ECS "
            "issues and rotates; the code still uses `http`. Services whose `protocol` is `https` "
            "encrypt by themselves"));
  }
};
static_assert(describe::complete<ClusterProps>());

/// A cluster with the FARGATE and FARGATE_SPOT capacity providers and the log group
/// `/ecs/<stack>-<environment>`, which its services share, each with a stream prefix of its own.
class Cluster : public construct::Construct {
 public:
  using Props = ClusterProps;
  Cluster(construct::Scope scope, kms::Key& key, ClusterProps props);
  cfn::Value name() const;
  cfn::Value arn() const;
  logs::LogGroup& log_group() const { return *log_group_; }
  kms::Key& key() const { return *key_; }
  /// Whether CloudWatch has the metrics of Container Insights.
  bool has_insights() const { return *props_.container_insights != ContainerInsights::kDisabled; }
  /// Lets tasks of the cluster be entered with ECS Exec, sessions logged to a group of their own;
  /// call as often as wished. Gives the group of the sessions.
  logs::LogGroup& enable_exec();
  /// The namespace in which its services call each other, made when it is first asked for.
  cfn::Value service_namespace();
  /// How the proxies of the services encrypt what they are sent, with a role that is made when this
  /// is first asked for; absent without `calls_tls`.
  cfn::Value calls_tls();
  /// What lets ECS issue certificates; absent before.
  const iam::Role* calls_tls_role() const { return calls_tls_role_; }
  bool encrypts_calls() const { return props_.calls_tls.has_value(); }
  /// Lets its services name a secret of the stack in their `secrets`.
  void offer(const std::string& name, const secretsmanager::Secret& secret) {
    secrets_[name] = &secret;
  }
  const std::map<std::string, const secretsmanager::Secret*>& secrets() const { return secrets_; }
  /// Counts tasks that a service can run during a deployment; gives those of all services in that
  /// network so far.
  std::int64_t expect_tasks(const ec2::Vpc& vpc, std::int64_t tasks) {
    return expected_tasks_[&vpc] += tasks;
  }

 private:
  kms::Key* key_ = nullptr;
  ClusterProps props_;
  cfn::Resource* resource_ = nullptr;
  logs::LogGroup* log_group_ = nullptr;
  logs::LogGroup* exec_log_group_ = nullptr;
  cfn::Resource* namespace_ = nullptr;
  iam::Role* calls_tls_role_ = nullptr;
  std::map<std::string, const secretsmanager::Secret*> secrets_;
  std::map<const ec2::Vpc*, std::int64_t> expected_tasks_;
};

}  // namespace archsynth::ecs

// Compiled once, with the shapes of all that is in it.
namespace archsynth::describe::internal {
extern template const RecordView& record_of<ecs::ClusterProps>();
}  // namespace archsynth::describe::internal
