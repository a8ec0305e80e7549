#include <fmt/format.h>

#include "archsynth/aws/cloudwatch.h"
#include "archsynth/support/text.h"

namespace archsynth::cloudwatch {

namespace {

/// How CloudWatch reads silence: of counts that are reported only when there are any, as good; of a
/// thing that always reports, as no reason to change its mind.
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

cfn::Value derived(std::int64_t figure, const Sourced<int>& from) {
  return cfn::Value(figure).with_origin(from.origin());
}

}  // namespace

Alarms::Alarms(construct::Scope scope, kms::Key& key, AlarmsProps props)
    : Construct(std::move(scope)), props_(aws::settled(std::move(props), *this)) {
  topic_ = &add<sns::Topic>(construct::Name("Topic", label(), origin()), key, props_.topic);
}

void Alarms::watch(const elbv2::LoadBalancer& load_balancer) {
  raise(*this, *topic_,
      {.name = load_balancer.logical_id("5xx").str(),
       .description = "The load balancer itself answers with 5xx: no healthy target, or timeouts",
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
  const std::string& name = service.label();
  const cfn::List task{dimension("ClusterName", service.cluster().name()),
                       dimension("ServiceName", service.name())};
  raise(*this, *topic_,
      {.name = service.logical_id("Cpu").str(),
       .description = name + " uses most of its CPU, and scaling does not catch up",
       .name_space = "AWS/ECS",
       .metric = "CPUUtilization",
       .dimensions = task,
       .statistic = "Average",
       .threshold = props_.cpu_percent});
  raise(*this, *topic_,
      {.name = service.logical_id("Memory").str(),
       .description = name + " uses most of its memory: tasks may be killed",
       .name_space = "AWS/ECS",
       .metric = "MemoryUtilization",
       .dimensions = task,
       .statistic = "Average",
       .threshold = props_.memory_percent});
  if (service.target_group() == nullptr) return;
  const cfn::List target{dimension("LoadBalancer", service.load_balancer()->full_name()),
                         dimension("TargetGroup", service.target_group()->full_name())};
  raise(*this, *topic_,
      {.name = service.logical_id("UnhealthyTargets").str(),
       .description = name + " has tasks that fail the load balancer's health check",
       .name_space = "AWS/ApplicationELB",
       .metric = "UnHealthyHostCount",
       .dimensions = target,
       .statistic = "Maximum",
       .threshold = 0,
       .silence = kSilenceIsGood});
  raise(*this, *topic_,
      {.name = service.logical_id("5xx").str(),
       .description = name + " answers with 5xx: look at its log",
       .name_space = "AWS/ApplicationELB",
       .metric = "HTTPCode_Target_5XX_Count",
       .dimensions = target,
       .statistic = "Sum",
       .threshold = props_.http_5xx_per_5_minutes,
       .period_seconds = 300,
       .periods = 1,
       .silence = kSilenceIsGood});
  raise(*this, *topic_,
      {.name = service.logical_id("ResponseTime").str(),
       .description = name + " is slow: one answer in twenty takes longer than the threshold",
       .name_space = "AWS/ApplicationELB",
       .metric = "TargetResponseTime",
       .dimensions = target,
       .statistic = "p95",
       .threshold = props_.response_time_seconds,
       .silence = kSilenceIsGood});
}

void Alarms::watch(const rds::Database& database) {
  const std::string& name = database.label();
  const cfn::List instance{dimension("DBInstanceIdentifier", database.instance_identifier())};
  raise(*this, *topic_,
      {.name = database.logical_id("Cpu").str(),
       .description = name + " uses most of its CPU: look for slow queries, or take a larger class",
       .name_space = "AWS/RDS",
       .metric = "CPUUtilization",
       .dimensions = instance,
       .statistic = "Average",
       .threshold = props_.cpu_percent});
  if (const std::int64_t most = database.max_connections(); most > 0) {
    const std::int64_t share = most * *props_.database_connections_percent / 100;
    raise(*this, *topic_,
        {.name = database.logical_id("Connections").str(),
         .description = fmt::format("{} is near the {} connections that the memory of {} allows",
                                    name, most, *database.props().instance_class),
         .name_space = "AWS/RDS",
         .metric = "DatabaseConnections",
         .dimensions = instance,
         .statistic = "Maximum",
         .threshold = derived(share, props_.database_connections_percent)});
  }
  const std::int64_t bytes = std::int64_t{*database.props().storage_gib} * (1 << 30) / 100 *
                             *props_.database_free_storage_percent;
  raise(*this, *topic_,
      {.name = database.logical_id("FreeStorage").str(),
       .description = name + " runs out of storage: raise max_storage_gib",
       .name_space = "AWS/RDS",
       .metric = "FreeStorageSpace",
       .dimensions = instance,
       .statistic = "Minimum",
       .threshold = derived(bytes, props_.database_free_storage_percent),
       .comparison = "LessThanThreshold"});
}

}  // namespace archsynth::cloudwatch
