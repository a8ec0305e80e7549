// CloudWatch: alarms that can fire, and on what they are meant to watch.

#include <fmt/format.h>

#include <algorithm>

#include "archsynth/support/text.h"
#include "rules/rule.h"
#include "rules/signals/alarms.h"
#include "spec/metric_namespaces.h"

namespace archsynth::analysis {
namespace {

constexpr std::string_view kAlarm = "AWS::CloudWatch::Alarm";
constexpr std::string_view kAlarmPage =
    "https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html";
constexpr std::string_view kBalancerMetricsPage =
    "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/"
    "load-balancer-cloudwatch-metrics.html";
constexpr std::string_view kDimensionsPage =
    "https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/"
    "aws-services-cloudwatch-metrics.html";

/// What a dimension's value names, and how a template says it.
struct Dimension {
  std::string_view name_space;
  std::string_view name;
  std::string_view type;       ///< of the resource
  std::string_view attribute;  ///< empty: what `Ref` returns
};

constexpr Dimension kDimensions[] = {
    {"AWS/ApplicationELB", "LoadBalancer", "AWS::ElasticLoadBalancingV2::LoadBalancer",
     "LoadBalancerFullName"},
    {"AWS/NetworkELB", "LoadBalancer", "AWS::ElasticLoadBalancingV2::LoadBalancer",
     "LoadBalancerFullName"},
    {"AWS/ApplicationELB", "TargetGroup", "AWS::ElasticLoadBalancingV2::TargetGroup",
     "TargetGroupFullName"},
    {"AWS/NetworkELB", "TargetGroup", "AWS::ElasticLoadBalancingV2::TargetGroup",
     "TargetGroupFullName"},
    {"AWS/RDS", "DBInstanceIdentifier", "AWS::RDS::DBInstance", ""},
    {"AWS/RDS", "DBClusterIdentifier", "AWS::RDS::DBCluster", ""},
    {"AWS/ECS", "ClusterName", "AWS::ECS::Cluster", ""},
    {"AWS/ECS", "ServiceName", "AWS::ECS::Service", "Name"},
    {"ECS/ContainerInsights", "ClusterName", "AWS::ECS::Cluster", ""},
    {"ECS/ContainerInsights", "ServiceName", "AWS::ECS::Service", "Name"},
    {"AWS/SQS", "QueueName", "AWS::SQS::Queue", "QueueName"},
    {"AWS/SNS", "TopicName", "AWS::SNS::Topic", "TopicName"},
    {"AWS/Lambda", "FunctionName", "AWS::Lambda::Function", ""},
    {"AWS/DynamoDB", "TableName", "AWS::DynamoDB::Table", ""},
    {"AWS/EC2", "InstanceId", "AWS::EC2::Instance", ""},
    {"AWS/EC2", "AutoScalingGroupName", "AWS::AutoScaling::AutoScalingGroup", ""},
    {"AWS/EFS", "FileSystemId", "AWS::EFS::FileSystem", ""},
    {"AWS/S3", "BucketName", "AWS::S3::Bucket", ""},
    {"AWS/NATGateway", "NatGatewayId", "AWS::EC2::NatGateway", ""},
};

/// Whether the value is what the dimension asks for, as far as the template says.
bool is_right(const View& view, const cfn::Value& value, const Dimension& dimension) {
  const cfn::Resource* resource = view.target(&value);
  // A custom resource can return anything; so can a nested stack.
  if (resource == nullptr || resource->type.rfind("AWS::", 0) != 0 ||
      resource->type.rfind("AWS::CloudFormation::", 0) == 0) {
    return true;
  }
  if (resource->type != dimension.type) {
    // The serverless transform's functions and tables are those of the type that they become. A
    // parameter of Parameter Store holds anything.
    return resource->type.rfind("AWS::Serverless::", 0) == 0 ||
           resource->type == "AWS::SSM::Parameter" ||
           (resource->type == "AWS::DynamoDB::GlobalTable" &&
            dimension.type == "AWS::DynamoDB::Table");
  }
  if (dimension.attribute.empty()) return true;
  const auto* att = value.get_if<cfn::GetAtt>();
  return att != nullptr && att->attribute == dimension.attribute;
}

std::string attribute_of(const cfn::Value& value) {
  const auto* att = value.get_if<cfn::GetAtt>();
  return att == nullptr ? "what Ref returns" : quoted(att->attribute);
}

void check_dimensions(const View& view, const Report& report) {
  for (const cfn::Resource* alarm : view.of(kAlarm)) {
    const auto name_space = view.text(property(*alarm, {"Namespace"}));
    if (!name_space) continue;
    for (const cfn::Value* item : view.items(property(*alarm, {"Dimensions"})).values) {
      const auto name = view.text(member(item, {"Name"}));
      const cfn::Value* value = member(item, {"Value"});
      if (!name || value == nullptr) continue;
      for (const Dimension& dimension : kDimensions) {
        if (dimension.name_space != *name_space || dimension.name != *name ||
            is_right(view, *value, dimension)) {
          continue;
        }
        const cfn::Resource* resource = view.target(value);
        Diagnostic& wrong = report(
            *alarm, value,
            resource->type != dimension.type
                ? fmt::format("{} is {}, but the dimension {} needs {}", quoted(resource->id.str()),
                              quoted(resource->type), quoted(*name), quoted(dimension.type))
                : fmt::format("the dimension {} needs the attribute {} of {}, not {}",
                              quoted(*name), quoted(dimension.attribute),
                              quoted(resource->id.str()), attribute_of(*value)));
        if (resource->type == dimension.type) {
          wrong.fix = fmt::format("write !GetAtt {}.{}", resource->id.str(), dimension.attribute);
        }
      }
    }
  }
}

void check_dimension_names(const View& view, const Report& report) {
  for (const cfn::Resource* alarm : view.of(kAlarm)) {
    const auto name_space = view.text(property(*alarm, {"Namespace"}));
    if (!name_space || !has_alarm_dimensions(*name_space)) continue;
    const spec::MetricNamespace* known = spec::metric_namespace(*name_space);
    if (known == nullptr) continue;
    for (const cfn::Value* item : view.items(property(*alarm, {"Dimensions"})).values) {
      const cfn::Value* place = member(item, {"Name"});
      const auto name = view.text(place);
      if (!name || known->dimensions.contains(*name)) continue;
      report(*alarm, place,
             fmt::format("unknown dimension {} of the namespace {}", quoted(*name), *name_space))
          .fix = suggest(*name, known->dimensions.to_vector());
    }
  }
}

/// Namespaces whose metrics come once a minute at most.
constexpr std::string_view kByMinute[] = {
    "AWS/ApplicationELB", "AWS/DynamoDB",   "AWS/EC2", "AWS/ECS", "AWS/Lambda",
    "AWS/NATGateway",     "AWS/NetworkELB", "AWS/RDS", "AWS/SNS", "AWS/SQS"};

void check_period(const View& view, const Report& report) {
  for (const cfn::Resource* alarm : view.of(kAlarm)) {
    const cfn::Value* place = property(*alarm, {"Period"});
    const auto period = view.number(place);
    if (!period) continue;
    const auto seconds = static_cast<std::int64_t>(*period);
    const bool known =
        seconds == 10 || seconds == 20 || seconds == 30 || (seconds > 0 && seconds % 60 == 0);
    if (!known) {
      report(*alarm, place, fmt::format("\"Period\" cannot be {} seconds", seconds));
      continue;
    }
    const auto name_space = view.text(property(*alarm, {"Namespace"}));
    const bool by_minute = name_space && std::find(std::begin(kByMinute), std::end(kByMinute),
                                                   *name_space) != std::end(kByMinute);
    if (seconds < 60 && by_minute) {
      report(
          *alarm, place,
          fmt::format("{} publishes metrics once a minute, so a period of {} seconds is too short",
                      *name_space, seconds));
    }
  }
}

/// The period of an alarm: its own, or the one that all its metrics have.
std::optional<double> period_of(const View& view, const cfn::Resource& alarm) {
  if (has(alarm, "Period")) return view.number(property(alarm, {"Period"}));
  std::optional<double> period;
  for (const cfn::Value* query : view.items(property(alarm, {"Metrics"})).values) {
    const cfn::Value* stated = member(query, {"MetricStat", "Period"});
    if (stated == nullptr) stated = member(query, {"Period"});
    if (stated == nullptr) continue;
    const auto own = view.number(stated);
    if (!own || (period && *period != *own)) return std::nullopt;
    period = own;
  }
  return period;
}

void check_evaluation(const View& view, const Report& report) {
  for (const cfn::Resource* alarm : view.of(kAlarm)) {
    const cfn::Value* place = property(*alarm, {"DatapointsToAlarm"});
    const auto wanted = view.number(place);
    const auto periods = view.number(property(*alarm, {"EvaluationPeriods"}));
    const auto period = period_of(view, *alarm);
    if (wanted && periods && *wanted > *periods) {
      report(*alarm, place,
             fmt::format("\"DatapointsToAlarm\" ({}) is greater than \"EvaluationPeriods\" ({})",
                         *wanted, *periods));
    }
    // A day, or a week when periods are an hour or longer.
    const double most = period && *period >= 3600 ? 604800 : 86400;
    if (periods && period && *periods * *period > most) {
      report(*alarm, property(*alarm, {"EvaluationPeriods"}),
             fmt::format("{} periods of {} seconds exceed the alarm's maximum of {} days", *periods,
                         *period, most / 86400));
    }
  }
}

void check_statistic(const View& view, const Report& report) {
  for (const cfn::Resource* alarm : view.of(kAlarm)) {
    if (!has(*alarm, "MetricName")) continue;
    if (has(*alarm, "Statistic") && has(*alarm, "ExtendedStatistic")) {
      report(*alarm, property(*alarm, {"ExtendedStatistic"}),
             "\"Statistic\" and \"ExtendedStatistic\" cannot be combined");
    } else if (lacks(*alarm, "Statistic") && lacks(*alarm, "ExtendedStatistic")) {
      report(*alarm, property(*alarm, {"MetricName"}),
             fmt::format("the alarm {} is missing \"Statistic\"", quoted(alarm->id.str())));
    }
  }
}

void check_metric_is_one(const View& view, const Report& report) {
  for (const cfn::Resource* alarm : view.of(kAlarm)) {
    if (!has(*alarm, "MetricName") || !has(*alarm, "Metrics")) continue;
    report(*alarm, property(*alarm, {"Metrics"}),
           "\"MetricName\" and \"Metrics\" cannot be combined");
  }
}

void check_actions(const View& view, const Report& report) {
  for (const cfn::Resource* alarm : view.of(kAlarm)) {
    for (const char* key : {"AlarmActions", "OKActions", "InsufficientDataActions"}) {
      for (const cfn::Value* action : view.items(property(*alarm, {key})).values) {
        const cfn::Resource* resource = view.target(action);
        if (resource == nullptr) continue;
        static constexpr std::string_view kNever[] = {
            "AWS::SQS::Queue",        "AWS::IAM::Role", "AWS::Logs::LogGroup", "AWS::S3::Bucket",
            "AWS::SNS::Subscription", "AWS::KMS::Key",  "AWS::ECS::Service"};
        if (std::find(std::begin(kNever), std::end(kNever), resource->type) == std::end(kNever)) {
          continue;
        }
        report(*alarm, action,
               fmt::format("{} cannot be an alarm action because its type is {}",
                           quoted(resource->id.str()), quoted(resource->type)));
      }
    }
  }
}

constexpr Rule kRules[] = {
    {"ARC4601", Severity::kError, "alarm dimension names the wrong resource",
     "the metric does not exist, so the alarm stays in INSUFFICIENT_DATA",
     "use the dimension value of the resource's metrics", kBalancerMetricsPage, "",
     check_dimensions},
    {"ARC4602", Severity::kWarning, "unknown alarm dimension",
     "the metric does not exist, so the alarm stays in INSUFFICIENT_DATA",
     "use a dimension of the namespace", kDimensionsPage, "", check_dimension_names},
    {"ARC4603", Severity::kError, "invalid alarm period",
     "CloudWatch refuses the alarm, or never has data for it", "use 60 seconds or a multiple",
     kAlarmPage, "E3615", check_period},
    {"ARC4604", Severity::kError, "alarm looks back too far", "CloudWatch refuses the alarm",
     "lower \"Period\" or \"EvaluationPeriods\"", kAlarmPage, "", check_evaluation},
    {"ARC4605", Severity::kError, "alarm has no statistic, or two", "CloudWatch refuses the alarm",
     "set \"Statistic\", or \"ExtendedStatistic\" for percentiles", kAlarmPage, "",
     check_statistic},
    {"ARC4606", Severity::kError, "alarm has both a metric and an expression",
     "CloudWatch refuses the alarm", "remove one of the two", kAlarmPage, "", check_metric_is_one},
    {"ARC4607", Severity::kError, "invalid alarm action", "CloudWatch refuses the alarm",
     "use a topic, a function or a scaling policy", kAlarmPage, "", check_actions},
};

}  // namespace

bool has_alarm_dimensions(std::string_view name_space) {
  static constexpr std::string_view kNamespaces[] = {"AWS/ApplicationELB", "AWS/ECS",
                                                     "AWS/NATGateway", "AWS/NetworkELB", "AWS/SQS"};
  return std::find(std::begin(kNamespaces), std::end(kNamespaces), name_space) !=
         std::end(kNamespaces);
}

std::span<const Rule> alarm_rules() { return kRules; }

}  // namespace archsynth::analysis
