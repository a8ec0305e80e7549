#pragma once

#include <string>

#include "archsynth/aws/forms.h"
#include "archsynth/describe/expression.h"
#include "archsynth/describe/record.h"

namespace archsynth::ecs {

using describe::field;

struct TasksProps {
  Sourced<int> min = ByProfile(2, 1, 1);
  Sourced<int> max = ByProfile(6, 2, 2);
  Sourced<int> desired{};
  static constexpr auto fields() {
    return describe::fields(
        "tasks", field<&TasksProps::min>("min", "the minimum number of tasks").range(0, 5000),
        field<&TasksProps::max>("max",
                                "the maximum number of tasks; equal to `min` for a fixed count")
            .range(0, 5000),
        field<&TasksProps::desired>(
            "desired",
            "initial number of tasks; with scaling it must equal `min`, where scaling starts; 0 "
            "starts no tasks even if a schedule raises `min`; every deployment resets the count "
            "to 0")
            .range(0, 5000));
  }
};
static_assert(describe::complete<TasksProps>());

struct ScheduleProps {
  Sourced<std::string> schedule{};
  Sourced<std::string> time_zone = Default("UTC");
  Sourced<int> min{};
  Sourced<int> max{};
  static constexpr auto fields() {
    return describe::fields(
        "a schedule",
        field<&ScheduleProps::schedule>("schedule", "when the new limits take effect")
            .form(forms::kScheduleExpression)
            .required()
            .example("cron(0 20 ? * MON-FRI *)"),
        field<&ScheduleProps::time_zone>("time_zone",
                                         "the IANA time zone of a `cron` or "
                                         "`at` schedule")
            .form(forms::kTimeZone),
        field<&ScheduleProps::min>("min", "the minimum number of tasks from then on")
            .range(0, 5000),
        field<&ScheduleProps::max>("max", "the maximum number of tasks from then on")
            .range(0, 5000));
  }
};
static_assert(describe::complete<ScheduleProps>());

enum class Statistic { kAverage, kMinimum, kMaximum, kSum, kSampleCount };
constexpr auto names_of(Statistic) {
  return std::array{"average", "minimum", "maximum", "sum", "sample_count"};
}

/// A CloudWatch metric that falls as tasks are added, such as messages that wait for each of them.
struct MetricProps {
  Sourced<std::string> metric_namespace{};
  Sourced<std::string> metric_name{};
  describe::Map<Sourced<describe::Expression>> dimensions{};
  Sourced<Statistic> statistic = Default(Statistic::kAverage);
  Sourced<double> target{};
  static constexpr auto fields() {
    using P = MetricProps;
    return describe::fields(
        "a metric",
        field<&P::metric_namespace>("metric_namespace", "the CloudWatch namespace of the metric")
            .form(forms::kMetricName)
            .required()
            .example("AWS/SQS"),
        field<&P::metric_name>("metric_name", "the name of the metric in its namespace")
            .form(forms::kMetricName)
            .required()
            .example("ApproximateNumberOfMessagesVisible"),
        field<&P::dimensions>("dimensions",
                              "dimensions that identify it among the metrics of that name")
            .keys(forms::kMetricName)
            .example("{QueueName: !GetAtt Jobs.QueueName}"),
        field<&P::statistic>("statistic", "the statistic of the values in a minute"),
        field<&P::target>("target", "the value that scaling aims for")
            .at_least(0)
            .required()
            .example("500"));
  }
};
static_assert(describe::complete<MetricProps>());

struct ScalingProps {
  Sourced<int> cpu_percent = Default(70);
  Sourced<int> memory_percent = Default(80);
  Sourced<int> requests_per_task{};
  describe::Map<MetricProps> metrics{};
  Sourced<int> scale_out_cooldown_seconds = Default(60);
  Sourced<int> scale_in_cooldown_seconds = Default(300);
  describe::Map<ScheduleProps> schedules{};
  static constexpr auto fields() {
    return describe::fields(
        "scaling",
        field<&ScalingProps::cpu_percent>("cpu_percent", "average CPU that scaling aims for")
            .range(1, 100),
        field<&ScalingProps::memory_percent>("memory_percent",
                                             "average memory that scaling aims for")
            .range(1, 100),
        field<&ScalingProps::requests_per_task>(
            "requests_per_task", "requests per minute and task that scaling aims for")
            .at_least(1),
        field<&ScalingProps::metrics>("metrics",
                                      "further metrics by name, each of which must fall as tasks "
                                      "are added; the one that asks for the most tasks decides")
            .keys(forms::kName)
            .example("{backlog: {metric_namespace: Shop, metric_name: jobs-per-task, target: 10}}"),
        field<&ScalingProps::scale_out_cooldown_seconds>(
            "scale_out_cooldown_seconds", "seconds after adding tasks before more are added")
            .range(0, 3600),
        field<&ScalingProps::scale_in_cooldown_seconds>(
            "scale_in_cooldown_seconds", "seconds after removing tasks before more are removed")
            .range(0, 3600),
        field<&ScalingProps::schedules>("schedules", "other limits at other times, by name")
            .keys(forms::kName)
            .example("{night: {schedule: \"cron(0 20 * * ? *)\", min: 1, max: 2}}"));
  }
};
static_assert(describe::complete<ScalingProps>());

struct CapacityProviderProps {
  Sourced<int> base = Default(0);
  Sourced<int> weight = Default(0);
  static constexpr auto fields() {
    return describe::fields(
        "a capacity provider",
        field<&CapacityProviderProps::base>("base",
                                            "tasks that run on it first; on one provider only")
            .range(0, 100000),
        field<&CapacityProviderProps::weight>("weight", "its share of the tasks beyond the base")
            .range(0, 1000));
  }
};
static_assert(describe::complete<CapacityProviderProps>());

/// How tasks are shared between on-demand and spot capacity.
struct CapacityProps {
  Sourced<CapacityProviderProps> fargate{};
  Sourced<CapacityProviderProps> fargate_spot{};
  static constexpr auto fields() {
    return describe::fields(
        "capacity", field<&CapacityProps::fargate>("fargate", "on-demand capacity"),
        field<&CapacityProps::fargate_spot>(
            "fargate_spot",
            "spare capacity, cheaper, which AWS may reclaim at two minutes' notice"));
  }
};
static_assert(describe::complete<CapacityProps>());

}  // namespace archsynth::ecs
