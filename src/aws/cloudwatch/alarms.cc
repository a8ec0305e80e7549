#include <fmt/format.h>
#include <algorithm>

#include "archsynth/aws/cloudwatch.h"
#include "archsynth/support/characters.h"
#include "spec/rds.h"

namespace archsynth::cloudwatch {

namespace {

/// How CloudWatch reads silence: of counts that are reported only when there are any, as good; of a
/// thing that always reports, as no reason to change its mind.
/// Thresholds and periods follow
/// https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Best_Practice_Recommended_Alarms_AWS_Services.html
constexpr const char* kSilenceIsGood = "notBreaching";
constexpr const char* kSilenceIsUnknown = "missing";

/// What the alarms have in common, and what differs.
struct Alarm {
  std::string name;         ///< of the resource
  std::string description;  ///< what is wrong and what to look at first
  const char* name_space;
  const char* metric;
  cfn::List dimensions;
  const char* statistic;  ///< a statistic, or a percentile such as `p95`
  cfn::Value threshold;
  const char* comparison = "GreaterThanThreshold";
  int period_seconds = 60;
  int periods = 5;
  const char* silence = kSilenceIsUnknown;
};

cfn::Map dimension(const char* name, cfn::Value value) {
  return {{"Name", name}, {"Value", std::move(value)}};
}

void raise(construct::Construct& owner, const sns::Topic& topic, Alarm alarm) {
  cfn::Map properties{{"AlarmDescription", std::move(alarm.description)},
                      {"Namespace", alarm.name_space},
                      {"MetricName", alarm.metric},
                      {"Dimensions", std::move(alarm.dimensions)}};
  properties.set(alarm.statistic[0] == 'p' ? "ExtendedStatistic" : "Statistic", alarm.statistic);
  properties.set("Period", alarm.period_seconds);
  properties.set("EvaluationPeriods", alarm.periods);
  properties.set("Threshold", std::move(alarm.threshold));
  properties.set("ComparisonOperator", alarm.comparison);
  properties.set("TreatMissingData", alarm.silence);
  properties.set("AlarmActions", cfn::List{topic.arn()});
  properties.set("OKActions", cfn::List{topic.arn()});
  owner.add_resource(alarm.name, "AWS::CloudWatch::Alarm", std::move(properties));
}

constexpr std::int64_t kMib = std::int64_t{1} << 20;
constexpr std::int64_t kGib = std::int64_t{1} << 30;

/// Numbers out of bounds are reported elsewhere; they must not overflow.
std::int64_t percent_of(std::int64_t whole, const Sourced<int>& percent) {
  const int share = std::clamp(*percent, 0, 100);
  return whole / 100 * share + whole % 100 * share / 100;
}

cfn::Value derived(std::int64_t figure, const Sourced<int>& from) {
  return cfn::Value(figure).with_origin(from.origin());
}

std::string way_to_more(const rds::DatabaseProps& database) {
  if (*database.instance_class != "db.serverless" || !database.capacity_units) {
    return "use an instance class larger than " + *database.instance_class;
  }
  return fmt::format("raise capacity_units.max above {}", *database.capacity_units->max);
}

cfn::List instance_of(const rds::Database& database) {
  if (!database.is_cluster()) return {dimension("DBInstanceIdentifier", database.identifier())};
  // Of whichever instance writes.
  // https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/dimensions.html
  return {dimension("DBClusterIdentifier", database.identifier()), dimension("Role", "WRITER")};
}

/// What limits the connections.
std::string limited_by(const rds::Database& database) {
  if (database.stated_max_connections()) return "its max_connections allows";
  return fmt::format("the memory of {} allows", *database.props().instance_class);
}

}  // namespace

Alarms::Alarms(construct::Scope scope, kms::Key& key, AlarmsProps props)
    : Construct(std::move(scope)), props_(aws::settled(std::move(props), *this)) {
  topic_ = &add<sns::Topic>(construct::Name("Topic", label(), origin()), key, props_.topic);
}

void Alarms::watch(const elbv2::LoadBalancer& load_balancer) {
  raise(
      *this, *topic_,
      {.name = load_balancer.logical_id("5xx").str(),
       .description = fmt::format("{} itself returned more than {} 5xx responses in 5 minutes: no "
                                  "healthy target, or timeouts",
                                  load_balancer.logical_id().str(), *props_.http_5xx_per_5_minutes),
       .name_space = "AWS/ApplicationELB",
       .metric = "HTTPCode_ELB_5XX_Count",
       .dimensions = {dimension("LoadBalancer", load_balancer.full_name())},
       .statistic = "Sum",
       .threshold = props_.http_5xx_per_5_minutes,
       .period_seconds = 300,
       .periods = 1,
       .silence = kSilenceIsGood});
}

void Alarms::watch(const ecs::FargateService& service) {
  const std::string name = service.logical_id().str();
  const cfn::List tasks{dimension("ClusterName", service.cluster().name()),
                        dimension("ServiceName", service.name())};
  raise(*this, *topic_,
        {.name = service.logical_id("Cpu").str(),
         .description = fmt::format("{} uses more than {} % of its CPU: raise cpu or tasks.max",
                                    name, *props_.cpu_percent),
         .name_space = "AWS/ECS",
         .metric = "CPUUtilization",
         .dimensions = tasks,
         .statistic = "Average",
         .threshold = props_.cpu_percent});
  raise(*this, *topic_,
        {.name = service.logical_id("Memory").str(),
         .description = fmt::format("{} uses more than {} % of its memory: tasks may be killed",
                                    name, *props_.memory_percent),
         .name_space = "AWS/ECS",
         .metric = "MemoryUtilization",
         .dimensions = tasks,
         .statistic = "Average",
         .threshold = props_.memory_percent});
  if (service.target_group() != nullptr) watch_requests(service);
  if (service.tcp_target_group() == nullptr) return;
  raise(*this, *topic_,
        {.name = service.logical_id("UnhealthyTargets").str(),
         .description = name + " has tasks that fail the load balancer's health check",
         .name_space = "AWS/NetworkELB",
         .metric = "UnHealthyHostCount",
         .dimensions = {dimension("LoadBalancer", service.network_load_balancer()->full_name()),
                        dimension("TargetGroup", service.tcp_target_group()->full_name())},
         .statistic = "Maximum",
         .threshold = 0,
         .silence = kSilenceIsGood});
}

void Alarms::watch_requests(const ecs::FargateService& service) {
  const std::string name = service.logical_id().str();
  const cfn::List targets{dimension("LoadBalancer", service.load_balancer()->full_name()),
                          dimension("TargetGroup", service.target_group()->full_name())};
  raise(*this, *topic_,
        {.name = service.logical_id("UnhealthyTargets").str(),
         .description = name + " has tasks that fail the load balancer's health check",
         .name_space = "AWS/ApplicationELB",
         .metric = "UnHealthyHostCount",
         .dimensions = targets,
         .statistic = "Maximum",
         .threshold = 0,
         .silence = kSilenceIsGood});
  raise(
      *this, *topic_,
      {.name = service.logical_id("5xx").str(),
       .description = fmt::format("{} returned more than {} 5xx responses in 5 minutes: check its "
                                  "log",
                                  name, *props_.http_5xx_per_5_minutes),
       .name_space = "AWS/ApplicationELB",
       .metric = "HTTPCode_Target_5XX_Count",
       .dimensions = targets,
       .statistic = "Sum",
       .threshold = props_.http_5xx_per_5_minutes,
       .period_seconds = 300,
       .periods = 1,
       .silence = kSilenceIsGood});
  raise(*this, *topic_,
        {.name = service.logical_id("ResponseTime").str(),
         .description = fmt::format("{} is slow: the p95 response time is above {} s", name,
                                    *props_.response_time_seconds),
         .name_space = "AWS/ApplicationELB",
         .metric = "TargetResponseTime",
         .dimensions = targets,
         .statistic = "p95",
         .threshold = props_.response_time_seconds,
         .silence = kSilenceIsGood});
}

void Alarms::watch(const rds::Database& database) {
  watch_cpu(database);
  watch_connections(database);
  if (!database.is_cluster()) watch_storage(database);
  watch_memory(database);
  if (database.is_cluster() && *database.props().readers > 0) watch_readers(database);
}

void Alarms::watch_cpu(const rds::Database& database) {
  raise(*this, *topic_,
        {.name = database.logical_id("Cpu").str(),
         .description = fmt::format(
             "{} uses more than {} % of its CPU: look for slow queries, or {}",
             database.logical_id().str(), *props_.cpu_percent, way_to_more(database.props())),
         .name_space = "AWS/RDS",
         .metric = "CPUUtilization",
         .dimensions = instance_of(database),
         .statistic = "Average",
         .threshold = props_.cpu_percent});
}

void Alarms::watch_connections(const rds::Database& database) {
  const std::int64_t most = database.max_connections();
  if (most <= 0) return;
  const Sourced<int>& share = props_.database_connections_percent;
  raise(
      *this, *topic_,
      {.name = database.logical_id("Connections").str(),
       .description = fmt::format("{} has more than {} % of the {} connections that {}",
                                  database.logical_id().str(), *share, most, limited_by(database)),
       .name_space = "AWS/RDS",
       .metric = "DatabaseConnections",
       .dimensions = instance_of(database),
       .statistic = "Maximum",
       .threshold = derived(percent_of(most, share), share)});
}

void Alarms::watch_storage(const rds::Database& database) {
  const rds::DatabaseProps& props = database.props();
  raise(*this, *topic_,
        {.name = database.logical_id("FreeStorage").str(),
         .description =
             fmt::format("{} has less free storage than {} % of {} GiB: raise "
                         "max_storage_gib, which is {}, if it does not grow by itself",
                         database.logical_id().str(), *props_.database_free_storage_percent,
                         *props.storage_gib, *props.max_storage_gib),
         .name_space = "AWS/RDS",
         .metric = "FreeStorageSpace",
         .dimensions = instance_of(database),
         .statistic = "Minimum",
         .threshold =
             derived(percent_of(*props.storage_gib * kGib, props_.database_free_storage_percent),
                     props_.database_free_storage_percent),
         .comparison = "LessThanThreshold"});
}

void Alarms::watch_memory(const rds::Database& database) {
  const std::string& instance_class = *database.props().instance_class;
  const auto machine = spec::instance_class(instance_class);
  if (!machine || machine->memory_mib == 0) return;
  const Sourced<int>& share = props_.database_free_memory_percent;
  // A quarter of an hour, as CloudWatch recommends: a short dip is a cache that fills.
  raise(
      *this, *topic_,
      {.name = database.logical_id("FreeMemory").str(),
       .description = fmt::format("{} has less than {} % of the memory of {} free: look for large "
                                  "queries or many connections, or use a larger instance class",
                                  database.logical_id().str(), *share, instance_class),
       .name_space = "AWS/RDS",
       .metric = "FreeableMemory",
       .dimensions = instance_of(database),
       .statistic = "Average",
       .threshold = derived(percent_of(machine->memory_mib * kMib, share), share),
       .comparison = "LessThanThreshold",
       .periods = 15});
}

void Alarms::watch(const elasticache::Cache& cache) {
  const std::string id = cache.id().str();
  int number = 0;
  for (const cfn::Value& node : cache.nodes()) {
    const cfn::List at{dimension("CacheClusterId", node), dimension("CacheNodeId", "0001")};
    const std::string name = fmt::format("{}Node{}", id, ++number);
    raise(*this, *topic_,
          {.name = name + "Cpu",
           .description = fmt::format("Node {} of {} uses more than {} % of the CPU of its engine: "
                                      "look for slow commands, or use a node class larger than {}",
                                      number, id, *props_.cpu_percent, *cache.props().node_class),
           .name_space = "AWS/ElastiCache",
           .metric = "EngineCPUUtilization",
           .dimensions = at,
           .statistic = "Average",
           .threshold = props_.cpu_percent});
    raise(
        *this, *topic_,
        {.name = name + "Memory",
         .description = fmt::format("The data of node {} of {} takes more than {} % of its "
                                    "memory: keys are evicted, or writes refused, when it is full",
                                    number, id, *props_.cache_memory_percent),
         .name_space = "AWS/ElastiCache",
         .metric = "DatabaseMemoryUsagePercentage",
         .dimensions = at,
         .statistic = "Average",
         .threshold = props_.cache_memory_percent});
  }
}

/// https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/Aurora.AuroraMonitoring.Metrics.html
void Alarms::watch_readers(const rds::Database& database) {
  const Sourced<int>& most = props_.database_replica_lag_seconds;
  raise(*this, *topic_,
        {.name = database.logical_id("ReplicaLag").str(),
         .description = fmt::format("A reader of {} is more than {} s behind its writer: reads "
                                    "return old data; look for long queries, or use a larger "
                                    "instance class",
                                    database.logical_id().str(), *most),
         .name_space = "AWS/RDS",
         .metric = "AuroraReplicaLagMaximum",
         .dimensions = {dimension("DBClusterIdentifier", database.identifier())},
         .statistic = "Maximum",
         .threshold = derived(std::int64_t{1000} * *most, most)});
}

/// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/metrics-dimensions.html
void Alarms::watch(const dynamodb::Table& table) {
  for (const auto& [what, metric] :
       {std::pair{"Read", "ReadThrottleEvents"}, std::pair{"Write", "WriteThrottleEvents"}}) {
    raise(*this, *topic_,
          {.name = table.logical_id(std::string(what) + "Throttles").str(),
           .description = fmt::format(
               "{} refused more than {} {}s in 5 minutes: look for a key that "
               "gets most of the requests, or a sudden load",
               table.logical_id().str(), *props_.table_throttles_per_5_minutes, lower_case(what)),
           .name_space = "AWS/DynamoDB",
           .metric = metric,
           .dimensions = {dimension("TableName", table.name())},
           .statistic = "Sum",
           .threshold = props_.table_throttles_per_5_minutes,
           .period_seconds = 300,
           .periods = 1,
           .silence = kSilenceIsGood});
  }
}

/// https://docs.aws.amazon.com/efs/latest/ug/efs-metrics.html
void Alarms::watch(const efs::FileSystem& files) {
  raise(*this, *topic_,
        {.name = files.logical_id("Io").str(),
         .description = fmt::format("{} is at more than {} % of the operations that it can take: "
                                    "tasks wait for their files",
                                    files.logical_id().str(), *props_.file_system_io_percent),
         .name_space = "AWS/EFS",
         .metric = "PercentIOLimit",
         .dimensions = {dimension("FileSystemId", files.id())},
         .statistic = "Average",
         .threshold = props_.file_system_io_percent,
         .periods = 15,
         .silence = kSilenceIsGood});
}

}  // namespace archsynth::cloudwatch

namespace archsynth::describe::internal {
template const RecordView& record_of<cloudwatch::AlarmsProps>();
template const RecordView& record_of<cloudwatch::DashboardProps>();
}  // namespace archsynth::describe::internal
