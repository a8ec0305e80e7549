#include <fmt/format.h>

#include <algorithm>

#include "archsynth/aws/elasticache.h"
#include "archsynth/construct/waiver.h"
#include "archsynth/spec/default_editions.h"
#include "archsynth/support/text.h"
#include "spec/caches.h"

namespace archsynth::elasticache {

namespace {

constexpr std::string_view kOwnPort =
    "Clients expect the engine's own port; the security group admits the services alone";
constexpr std::string_view kAdmission = "The security group admits the services alone";

/// https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/quota-limits.html
constexpr int kMostReplicas = 5;

cfn::Map log_delivery(const char* type, const cfn::Value& group) {
  return {
      {"DestinationType", "cloudwatch-logs"},
      {"DestinationDetails", cfn::Map{{"CloudWatchLogsDetails", cfn::Map{{"LogGroup", group}}}}},
      {"LogFormat", "json"},
      {"LogType", type}};
}

}  // namespace

Cache::Cache(construct::Scope scope, ec2::Vpc& vpc, kms::Key& key, CacheProps props)
    : Construct(std::move(scope)), props_(aws::settled(std::move(props), *this)) {
  check();
  const std::string what = fmt::format("{} of {}", described(), stack().full_name());
  security_group_ = &add<ec2::SecurityGroup>(child("SecurityGroup"), vpc, {.description = what});
  make_parameter_group(what);
  make_group(vpc, key, what);
  deliver_logs(key);
}

void choose_defaults(CacheProps& props, std::string_view edition) {
  if (!props.engine_version.missing()) return;
  const std::string key =
      fmt::format("caches.{}.engine_version", describe::name_of_enumerator(*props.engine));
  props.engine_version.set(spec::default_in(spec::edition_defaults(), key, edition),
                           DefaultOf{{}, "engine_version"});
}

void Cache::check() {
  // What is out of its range is reported already, and made of the nearest number.
  props_.replicas.set(std::clamp(*props_.replicas, 0, kMostReplicas), props_.replicas.origin());
  const std::string engine = describe::name_of_enumerator(*props_.engine);
  choose_defaults(props_);
  if (spec::cache_family(engine, *props_.engine_version).empty()) {
    const std::vector<std::string_view> known = spec::cache_versions(engine);
    diagnostics()
        .error("ARC1801", props_.engine_version.origin(),
               fmt::format("ElastiCache does not create caches with {} {}", engine,
                           *props_.engine_version))
        .fix = fmt::format("one of: {}", fmt::join(known, ", "));
  }
}

void Cache::make_parameter_group(const std::string& what) {
  const std::string_view family =
      spec::cache_family(describe::name_of_enumerator(*props_.engine), *props_.engine_version);
  parameter_group_ =
      &add_resource("ParameterGroup", "AWS::ElastiCache::ParameterGroup",
                    {{"CacheParameterGroupFamily",
                      cfn::Value(family).with_origin(props_.engine_version.origin())},
                     {"Description", "Parameters of " + what},
                     {"Properties", cfn::Map{{"maxmemory-policy", props_.eviction}}}});
}

/// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-elasticache-replicationgroup.html
void Cache::make_group(const ec2::Vpc& vpc, const kms::Key& key, const std::string& what) {
  cfn::Resource& subnet_group = add_resource(
      "SubnetGroup", "AWS::ElastiCache::SubnetGroup",
      {{"Description", "Subnets of " + what}, {"SubnetIds", cfn::List(vpc.data_subnets())}});
  const auto from_replicas = [this](auto value) {
    return cfn::Value(value).with_origin(props_.replicas.origin());
  };
  const bool has_replicas = *props_.replicas > 0;
  group_ = &add_resource("", "AWS::ElastiCache::ReplicationGroup",
                         {{"ReplicationGroupDescription", "The cache " + what},
                          {"Engine", props_.engine},
                          {"EngineVersion", props_.engine_version},
                          {"CacheNodeType", props_.node_class},
                          {"NumCacheClusters", from_replicas(1 + *props_.replicas)},
                          {"AutomaticFailoverEnabled", from_replicas(has_replicas)},
                          {"MultiAZEnabled", from_replicas(has_replicas)},
                          {"CacheSubnetGroupName", subnet_group.ref()},
                          {"CacheParameterGroupName", parameter_group_->ref()},
                          {"SecurityGroupIds", cfn::List{security_group_->id()}},
                          {"Port", kPort},
                          {"AtRestEncryptionEnabled", true},
                          {"KmsKeyId", key.arn()},
                          {"TransitEncryptionEnabled", props_.require_tls},
                          {"SnapshotRetentionLimit", props_.snapshot_retention_days},
                          {"AutoMinorVersionUpgrade", true}});
  const bool keeps = *props_.on_delete == OnDelete::kSnapshot;
  group_->deletion_policy = keeps ? "Snapshot" : "Delete";
  group_->update_replace_policy = keeps ? "Snapshot" : "Delete";
  construct::waive(*group_, {.checkov = "CKV_AWS_31", .cdk_nag = "AwsSolutions-AEC6"}, kAdmission);
  // cdk-nag looks at the port of Redis alone.
  if (*props_.engine == Engine::kRedis) {
    construct::waive(*group_, {.cdk_nag = "AwsSolutions-AEC5"}, kOwnPort);
  }
  if (!has_replicas) {
    construct::waive(*group_, {.cdk_nag = "AwsSolutions-AEC4"},
                     "A single node was chosen: the cache can be lost with it");
  }
  if (!*props_.require_tls) {
    construct::waive(*group_, {.checkov = "CKV_AWS_30", .cdk_nag = "AwsSolutions-AEC3"},
                     "Connections without TLS were asked for; they stay in the private subnets");
  }
}

/// https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/Log_Delivery.html
void Cache::deliver_logs(kms::Key& key) {
  auto& group =
      add<logs::LogGroup>(child("LogGroup"), key, {.retention_days = props_.log_retention_days});
  group_->properties.set(
      "LogDeliveryConfigurations",
      cfn::List{log_delivery("engine-log", group.name()), log_delivery("slow-log", group.name())});
}

cfn::Value Cache::host() const { return group_->att("PrimaryEndPoint.Address"); }

cfn::Value Cache::port() const { return group_->att("PrimaryEndPoint.Port"); }

cfn::Value Cache::reader_host() const {
  return *props_.replicas > 0 ? group_->att("ReaderEndPoint.Address") : cfn::Value();
}

cfn::Value Cache::url(const std::string& end) const {
  const std::string& id = group_->id.str();
  return cfn::sub(fmt::format("{}://${{{}.PrimaryEndPoint.Address}}:${{{}.PrimaryEndPoint.Port}}{}",
                              *props_.require_tls ? "rediss" : "redis", id, id, end));
}

std::vector<cfn::Value> Cache::nodes() const {
  std::vector<cfn::Value> names;
  for (int i = 1; i <= 1 + *props_.replicas; ++i) {
    names.push_back(cfn::sub(fmt::format("${{{}}}-{:03}", group_->id.str(), i)));
  }
  return names;
}

}  // namespace archsynth::elasticache

namespace archsynth::describe::internal {
template const RecordView& record_of<elasticache::CacheProps>();
}  // namespace archsynth::describe::internal
