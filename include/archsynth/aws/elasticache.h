#pragma once

#include <string>
#include <vector>

#include "archsynth/aws/ec2.h"
#include "archsynth/aws/logs.h"

/// Caches in memory.
namespace archsynth::elasticache {

using describe::field;

enum class Engine { kValkey, kRedis };
constexpr auto names_of(Engine) { return std::array{"valkey", "redis"}; }

/// What the engine drops when its memory is full, in the engine's own words.
enum class Eviction {
  kVolatileLru,
  kAllkeysLru,
  kVolatileLfu,
  kAllkeysLfu,
  kVolatileRandom,
  kAllkeysRandom,
  kVolatileTtl,
  kNoeviction
};
constexpr auto names_of(Eviction) {
  return std::array{"volatile-lru",    "allkeys-lru",    "volatile-lfu", "allkeys-lfu",
                    "volatile-random", "allkeys-random", "volatile-ttl", "noeviction"};
}

enum class OnDelete { kSnapshot, kDelete };
constexpr auto names_of(OnDelete) { return std::array{"snapshot", "delete"}; }

struct CacheProps {
  Sourced<Engine> engine = Default(Engine::kValkey);
  Sourced<std::string> engine_version{};
  Sourced<std::string> node_class =
      ByProfile("cache.t4g.small", "cache.t4g.micro", "cache.t4g.micro");
  Sourced<int> replicas = ByProfile(1, 0, 0);
  Sourced<Eviction> eviction = Default(Eviction::kVolatileLru);
  Sourced<int> snapshot_retention_days = ByProfile(1, 0, 0);
  Sourced<bool> require_tls = Default(true);
  Sourced<OnDelete> on_delete =
      ByProfile(OnDelete::kSnapshot, OnDelete::kDelete, OnDelete::kDelete);
  Sourced<int> log_retention_days = ByProfile(30, 7, 7);
  static constexpr auto fields() {
    using P = CacheProps;
    return describe::fields(
        "a cache", field<&P::engine>("engine", "the engine; both speak the protocol of Redis"),
        field<&P::engine_version>(
            "engine_version",
            "a version that ElastiCache creates, in quotes; a well-tested one when left out")
            .example("\"8.0\""),
        field<&P::node_class>("node_class", "the machine of each node").form(forms::kNodeClass),
        field<&P::replicas>("replicas",
                            "nodes in addition to the primary, in other zones, which take over; "
                            "without a replica the cache is unavailable while its node is replaced")
            .range(0, 5),
        field<&P::eviction>("eviction",
                            "what is evicted when the memory is full: the keys with a time to live "
                            "(`volatile`) or all; `noeviction` refuses writes, as queues need"),
        field<&P::snapshot_retention_days>("snapshot_retention_days",
                                           "days that daily snapshots are kept; 0 for none")
            .range(0, 35),
        field<&P::require_tls>("require_tls",
                               "connections are encrypted: clients need `rediss://`, with two s"),
        field<&P::on_delete>("on_delete",
                             "what happens to the data when the cache leaves the stack or is "
                             "replaced"),
        field<&P::log_retention_days>("log_retention_days",
                                      "days that the engine's log and the slow commands are kept"));
  }
};
static_assert(describe::complete<CacheProps>());

/// Sets the version that settled props leave to the engine, as an edition of defaults has it; the
/// newest when that is empty.
void choose_defaults(CacheProps& props, std::string_view edition = {});

/// An ElastiCache replication group of one shard with its subnet group, parameter group, security
/// group and log group: encrypted at rest, in the private subnets, open to the services that use
/// it.
class Cache : public construct::Construct {
 public:
  using Props = CacheProps;
  Cache(construct::Scope scope, ec2::Vpc& vpc, kms::Key& key, CacheProps props);

  const CacheProps& props() const { return props_; }
  ec2::SecurityGroup& security_group() { return *security_group_; }
  cfn::LogicalId id() const { return group_->id; }
  /// The primary's address.
  cfn::Value host() const;
  cfn::Value port() const;
  /// An address that leads to the replicas; absent without one.
  cfn::Value reader_host() const;
  /// `rediss://…:6379`, or `redis://` without TLS; `end` follows: `/1?ssl_cert_reqs=required`.
  cfn::Value url(const std::string& end = {}) const;
  /// The names of the nodes in CloudWatch.
  std::vector<cfn::Value> nodes() const;

 private:
  void check();
  void make_parameter_group(const std::string& what);
  void make_group(const ec2::Vpc& vpc, const kms::Key& key, const std::string& what);
  void deliver_logs(kms::Key& key);
  construct::Name child(const char* name) const { return {name, label(), origin()}; }

  CacheProps props_;
  ec2::SecurityGroup* security_group_ = nullptr;
  cfn::Resource* parameter_group_ = nullptr;
  cfn::Resource* group_ = nullptr;
};

/// The port of both engines.
inline constexpr int kPort = 6379;

}  // namespace archsynth::elasticache

// Compiled once, with the shapes of all that is in it.
namespace archsynth::describe::internal {
extern template const RecordView& record_of<elasticache::CacheProps>();
}  // namespace archsynth::describe::internal
