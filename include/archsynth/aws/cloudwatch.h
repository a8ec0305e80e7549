#pragma once

#include <vector>

#include "archsynth/aws/ecs.h"
#include "archsynth/aws/sns.h"

/// Alarms and the dashboard.
namespace archsynth::cloudwatch {

using describe::field;

/// What is alarming. Every alarm goes to the topic, when it begins and when it ends.
struct AlarmsProps {
  sns::TopicProps topic{};
  Sourced<int> cpu_percent = Default(80);
  Sourced<int> memory_percent = Default(90);
  Sourced<int> http_5xx_per_5_minutes = Default(10);
  Sourced<double> response_time_seconds = Default(1.0);
  Sourced<int> database_connections_percent = Default(70);
  Sourced<int> database_free_storage_percent = Default(10);
  Sourced<int> database_free_memory_percent = Default(10);
  Sourced<int> cache_memory_percent = Default(80);
  Sourced<int> database_replica_lag_seconds = Default(2);
  Sourced<int> table_throttles_per_5_minutes = Default(10);
  Sourced<int> file_system_io_percent = Default(95);
  static constexpr auto fields() {
    using P = AlarmsProps;
    return describe::fields(
        "alarms", describe::flat<&P::topic>(),
        field<&P::cpu_percent>("cpu_percent", "average CPU of a service, a database or a cache")
            .range(1, 99),
        field<&P::memory_percent>("memory_percent", "average memory of a service").range(1, 99),
        field<&P::http_5xx_per_5_minutes>(
            "http_5xx_per_5_minutes",
            "responses with a 5xx code, from the services or the load balancer")
            .at_least(1),
        field<&P::response_time_seconds>("response_time_seconds",
                                         "the 95th percentile of response times")
            .range(0.001, 3600),
        field<&P::database_connections_percent>(
            "database_connections_percent",
            "connections, as a share of those that the class's memory certainly allows")
            .range(1, 100),
        field<&P::database_free_storage_percent>("database_free_storage_percent",
                                                 "free storage, as a share of `storage_gib`")
            .range(1, 99),
        field<&P::database_free_memory_percent>(
            "database_free_memory_percent",
            "free memory for a quarter of an hour, as a share of the class's")
            .range(1, 99),
        field<&P::cache_memory_percent>(
            "cache_memory_percent",
            "memory that a cache's data uses, as a share of what it may use")
            .range(1, 99),
        field<&P::database_replica_lag_seconds>(
            "database_replica_lag_seconds",
            "seconds by which the slowest reader of an Aurora cluster is behind its writer")
            .at_least(1),
        field<&P::table_throttles_per_5_minutes>(
            "table_throttles_per_5_minutes", "reads or writes of a table that DynamoDB throttles")
            .at_least(1),
        field<&P::file_system_io_percent>(
            "file_system_io_percent",
            "operations of a file system, as a share of those that it can handle at once")
            .range(1, 99));
  }
};
static_assert(describe::complete<AlarmsProps>());

/// The alarm pack: unhealthy targets, 5xx, response time, CPU and memory of services; CPU,
/// connections, free storage and memory of databases, lag of readers; CPU and memory of caches'
/// nodes; throttled requests of tables; operations of file systems.
class Alarms : public construct::Construct {
 public:
  using Props = AlarmsProps;
  Alarms(construct::Scope scope, kms::Key& key, AlarmsProps props);
  void watch(const elbv2::LoadBalancer& load_balancer);
  void watch(const ecs::FargateService& service);
  void watch(const rds::Database& database);
  void watch(const elasticache::Cache& cache);
  void watch(const dynamodb::Table& table);
  void watch(const efs::FileSystem& files);
  const sns::Topic& topic() const { return *topic_; }

 private:
  void watch_requests(const ecs::FargateService& service);
  void watch_cpu(const rds::Database& database);
  void watch_connections(const rds::Database& database);
  void watch_storage(const rds::Database& database);
  void watch_memory(const rds::Database& database);
  void watch_readers(const rds::Database& database);

  AlarmsProps props_;
  sns::Topic* topic_ = nullptr;
};

struct DashboardProps {
  Sourced<bool> enabled = ByProfile(true, true, false);
  static constexpr auto fields() {
    return describe::fields("the dashboard",
                            field<&DashboardProps::enabled>("enabled", "whether there is one"));
  }
};
static_assert(describe::complete<DashboardProps>());

/// A dashboard of everything that was shown to it: request rate, errors, response time, CPU and
/// memory, task count, database CPU, connections, storage, IOPS. Without anything there is none.
/// Its body follows
/// https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html
class Dashboard : public construct::Construct {
 public:
  using Props = DashboardProps;
  Dashboard(construct::Scope scope, DashboardProps props);
  void show(const elbv2::LoadBalancer& load_balancer);
  void show(const ecs::FargateService& service);
  void show(const rds::Database& database);
  void show(const elasticache::Cache& cache);

 private:
  void add_row(const cfn::List& widgets);
  void append(std::string widget);

  DashboardProps props_;
  cfn::Resource* resource_ = nullptr;
  int next_y_ = 0;
};

}  // namespace archsynth::cloudwatch

// Compiled once, with the shapes of all that is in it.
namespace archsynth::describe::internal {
extern template const RecordView& record_of<cloudwatch::AlarmsProps>();
extern template const RecordView& record_of<cloudwatch::DashboardProps>();
}  // namespace archsynth::describe::internal
