// CloudWatch: metrics that services publish, by namespace, name and dimensions.

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "archsynth/support/characters.h"
#include "archsynth/support/text.h"
#include "rules/rule.h"
#include "rules/signals/alarms.h"
#include "rules/template/closest.h"
#include "rules/template/embedded.h"
#include "rules/template/paths.h"
#include "spec/metric_namespaces.h"

namespace archsynth::analysis {
namespace {

using spec::MetricNamespace;

constexpr std::string_view kMetricsPage =
    "https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/"
    "aws-services-cloudwatch-metrics.html";

/// A metric that a template names. What is not known is empty, and `complete` is false where there
/// may be other dimensions.
struct NamedMetric {
  const cfn::Resource& resource;
  std::string name_space{};
  std::string name{};
  std::vector<std::string> dimensions{};
  bool is_complete = false;
  bool is_own = false;  ///< the resource's properties say it
  const cfn::Value* namespace_place = nullptr;
  const cfn::Value* name_place = nullptr;
  const cfn::Value* dimensions_place = nullptr;
  std::string where{};  ///< `widget 2: `; empty where the place says it
};

struct MetricPlace {
  std::string_view type;
  std::string_view place;  ///< of a mapping with Namespace, MetricName and Dimensions
};

constexpr MetricPlace kMetricPlaces[] = {
    {"AWS::ApplicationAutoScaling::ScalingPolicy",
     "TargetTrackingScalingPolicyConfiguration.CustomizedMetricSpecification"},
    {"AWS::AutoScaling::ScalingPolicy",
     "TargetTrackingConfiguration.CustomizedMetricSpecification"},
    {"AWS::CloudWatch::Alarm", ""},
    {"AWS::CloudWatch::Alarm", "Metrics.*.MetricStat.Metric"},
    {"AWS::CloudWatch::AnomalyDetector", ""},
    {"AWS::CloudWatch::AnomalyDetector", "SingleMetricAnomalyDetector"},
};

NamedMetric metric_at(const View& view, const cfn::Resource& resource, const cfn::Value* map) {
  const auto at = [&](std::string_view key) {
    return map == nullptr ? property(resource, {key}) : member(map, {key});
  };
  NamedMetric metric{resource};
  metric.is_own = map == nullptr;
  metric.namespace_place = at("Namespace");
  metric.name_place = at("MetricName");
  metric.dimensions_place = at("Dimensions");
  metric.name_space = view.text(metric.namespace_place).value_or("");
  metric.name = view.text(metric.name_place).value_or("");
  const Items items = view.items(metric.dimensions_place);
  metric.is_complete = items.complete;
  for (const cfn::Value* item : items.values) {
    const auto name = view.text(member(item, {"Name"}));
    metric.is_complete = metric.is_complete && name;
    metric.dimensions.push_back(name.value_or(""));
  }
  return metric;
}

/// A line of a widget: `["AWS/SQS", "NumberOfMessagesSent", "QueueName", "a", {…}]`; `.` repeats
/// what stands there in the line before, `...` all of it.
void read_line(const View& view, const cfn::List& line, std::vector<std::string>& before,
               NamedMetric& metric) {
  std::vector<std::string> cells;
  for (const cfn::Value& each : line) {
    if (each.map() != nullptr) break;
    const auto text = view.text(&each);
    if (text == "..." && cells.empty()) {
      const std::size_t rest = static_cast<std::size_t>(
          std::count_if(line.begin(), line.end(),
                        [](const cfn::Value& cell) { return cell.map() == nullptr; }) -
          1);
      cells = before;
      cells.resize(before.size() - std::min(before.size(), rest));
    } else if (text == "." && cells.size() < before.size()) {
      cells.push_back(before[cells.size()]);
    } else {
      cells.push_back(text.value_or(""));
    }
  }
  before = cells;
  if (cells.size() < 2 || cells.size() % 2 != 0) return;
  metric.name_space = cells[0];
  metric.name = cells[1];
  metric.is_complete = true;
  for (std::size_t i = 2; i < cells.size(); i += 2) {
    metric.is_complete = metric.is_complete && !cells[i].empty();
    metric.dimensions.push_back(cells[i]);
  }
}

void add_widget_metrics(const View& view, std::vector<NamedMetric>& all) {
  for (const cfn::Resource* dashboard : view.of("AWS::CloudWatch::Dashboard")) {
    const cfn::Value* place = property(*dashboard, {"DashboardBody"});
    const auto body = embedded(place);
    const cfn::Value* widgets = body ? member(&body->value, {"widgets"}) : nullptr;
    if (widgets == nullptr || widgets->list() == nullptr) continue;
    std::size_t number = 0;
    for (const cfn::Value& widget : *widgets->list()) {
      ++number;
      const cfn::Value* lines = member(&widget, {"properties", "metrics"});
      if (lines == nullptr || lines->list() == nullptr) continue;
      std::vector<std::string> before;
      for (const cfn::Value& line : *lines->list()) {
        if (line.list() == nullptr) continue;
        NamedMetric metric{*dashboard};
        metric.where = fmt::format("widget {}: ", number);
        metric.namespace_place = metric.name_place = metric.dimensions_place = place;
        read_line(view, *line.list(), before, metric);
        all.push_back(std::move(metric));
      }
    }
  }
}

/// All of a template, read once for all rules.
struct NamedMetrics {
  explicit NamedMetrics(const View& view) {
    for (const MetricPlace& row : kMetricPlaces) {
      for (const cfn::Resource* resource : view.of(row.type)) {
        if (row.place.empty()) {
          if (has(*resource, "MetricName")) all.push_back(metric_at(view, *resource, nullptr));
          continue;
        }
        each_place(view, *resource, row.place,
                   [&](const cfn::Value& map) { all.push_back(metric_at(view, *resource, &map)); });
      }
    }
    add_widget_metrics(view, all);
  }

  std::vector<NamedMetric> all;
};

std::string without_digits(std::string_view text) {
  std::string rest;
  for (const char c : text) {
    if (c < '0' || c > '9') rest += c;
  }
  return rest;
}

/// What was surely meant: the name that differs in few letters, and not in numbers alone.
std::string_view meant(std::string_view word, const std::vector<std::string_view>& names) {
  const std::string own = without_digits(word);
  const auto best =
      closest(lower_case(word), names, word.size() < 6 ? 2 : 3, [&](std::string_view name) {
        return without_digits(name) == own ? std::string() : lower_case(name);
      });
  return best == names.end() ? std::string_view() : *best;
}

/// Words that people use for namespaces of other names.
constexpr std::pair<std::string_view, std::string_view> kNamespaceWords[] = {
    {"AWS/ALB", "AWS/ApplicationELB"},
    {"AWS/NLB", "AWS/NetworkELB"},
    {"AWS/ELBV2", "AWS/ApplicationELB"},
    {"AWS/ELBv2", "AWS/ApplicationELB"},
    {"AWS/ElasticLoadBalancing", "AWS/ELB"},
    {"AWS/StepFunctions", "AWS/States"},
    {"AWS/EventBridge", "AWS/Events"},
    {"AWS/OpenSearch", "AWS/ES"},
    {"AWS/OpenSearchService", "AWS/ES"},
    {"AWS/Elasticsearch", "AWS/ES"},
    {"AWS/APIGateway", "AWS/ApiGateway"},
    {"AWS/MSK", "AWS/Kafka"},
    {"AWS/EMR", "AWS/ElasticMapReduce"},
    {"AWS/KinesisFirehose", "AWS/Firehose"},
    {"AWS/NatGateway", "AWS/NATGateway"},
    {"AWS/ACM", "AWS/CertificateManager"},
    {"AWS/Aurora", "AWS/RDS"},
    {"AWS/CloudWatchLogs", "AWS/Logs"},
    {"AWS/ElasticFileSystem", "AWS/EFS"},
    {"AWS/ElasticContainerService", "AWS/ECS"},
    {"AWS/WAFv2", "AWS/WAFV2"},
};

void check_namespaces(const View& view, const Report& report) {
  std::vector<std::string_view> names;
  for (const MetricNamespace& each : spec::metric_namespaces()) names.push_back(each.name);
  for (const NamedMetric& metric : view.made<NamedMetrics>().all) {
    if (!metric.name_space.starts_with("AWS/") || spec::metric_namespace(metric.name_space))
      continue;
    std::string_view right;
    for (const auto& word : kNamespaceWords) {
      if (word.first == metric.name_space) right = word.second;
    }
    if (right.empty()) right = meant(metric.name_space, names);
    if (right.empty()) continue;
    report(metric.resource, metric.namespace_place,
           fmt::format("{}no service publishes metrics in the namespace {}", metric.where,
                       quoted(metric.name_space)))
        .fix = fmt::format("write {}", right);
  }
}

void check_metric_names(const View& view, const Report& report) {
  for (const NamedMetric& metric : view.made<NamedMetrics>().all) {
    const MetricNamespace* known = spec::metric_namespace(metric.name_space);
    if (known == nullptr || known->metrics.empty() || metric.name.empty()) continue;
    if (known->metrics.contains(metric.name)) continue;
    const std::string_view right = meant(metric.name, known->metrics.to_vector());
    if (!right.empty()) {
      report(metric.resource, metric.name_place,
             fmt::format("{}{} has no metric {}", metric.where, known->name, quoted(metric.name)))
          .fix = fmt::format("did you mean {}?", right);
      continue;
    }
    for (const MetricNamespace& other : spec::metric_namespaces()) {
      if (!other.metrics.contains(metric.name)) continue;
      report(metric.resource, metric.name_place,
             fmt::format("{}{} has no metric {}; {} has", metric.where, known->name,
                         quoted(metric.name), other.name));
      break;
    }
  }
}

/// `TableName` for `Table`, and the reverse.
std::string_view meant_dimension(std::string_view word,
                                 const std::vector<std::string_view>& names) {
  if (const std::string_view near = meant(word, names); !near.empty()) return near;
  for (const std::string_view name : names) {
    if (word.size() < 5 || name.size() < 5) continue;
    if (starts_with_ignoring_case(name, word) || starts_with_ignoring_case(word, name)) return name;
  }
  return {};
}

void check_metric_dimensions(const View& view, const Report& report) {
  for (const NamedMetric& metric : view.made<NamedMetrics>().all) {
    const MetricNamespace* known = spec::metric_namespace(metric.name_space);
    if (known == nullptr || known->dimensions.empty()) continue;
    const bool is_alarm = metric.resource.type == "AWS::CloudWatch::Alarm";
    if (is_alarm && metric.is_own && has_alarm_dimensions(known->name)) continue;
    const std::vector<std::string_view> names = known->dimensions.to_vector();
    for (const std::string& each : metric.dimensions) {
      if (each.empty() || known->dimensions.contains(each)) continue;
      const std::string_view right = meant_dimension(each, names);
      if (right.empty() && !known->is_closed) continue;
      report(metric.resource, metric.dimensions_place,
             fmt::format("{}{} has no dimension {}", metric.where, known->name, quoted(each)))
          .fix = right.empty() ? suggest(each, names) : fmt::format("did you mean {}?", right);
    }
  }
}

/// A metric, or a dimension, that is published with another dimension only.
void check_metric_needs(const View& view, const Report& report) {
  for (const NamedMetric& metric : view.made<NamedMetrics>().all) {
    const MetricNamespace* known = spec::metric_namespace(metric.name_space);
    if (known == nullptr || !metric.is_complete || metric.dimensions.empty()) continue;
    const auto has_dimension = [&](std::string_view name) {
      return std::find(metric.dimensions.begin(), metric.dimensions.end(), name) !=
             metric.dimensions.end();
    };
    for (const std::string_view need : known->needs) {
      const std::size_t split_at = need.find('>');
      const std::string_view what = need.substr(0, split_at);
      const std::string_view other = need.substr(split_at + 1);
      if ((what != metric.name && !has_dimension(what)) || has_dimension(other)) continue;
      report(metric.resource, metric.dimensions_place,
             fmt::format("{}{} of {} has no data without the dimension {}", metric.where,
                         quoted(what), known->name, quoted(other)))
          .fix = fmt::format("add the dimension {}", other);
    }
  }
}

constexpr Rule kMetricNameRules[] = {
    {"ARC4950", Severity::kWarning, "unknown metric namespace",
     "the metric has no data: alarms stay in INSUFFICIENT_DATA, and graphs are empty",
     "use the service's namespace", kMetricsPage, "", check_namespaces},
    {"ARC4951", Severity::kWarning, "unknown metric of a service",
     "the metric has no data: alarms stay in INSUFFICIENT_DATA, and graphs are empty",
     "use a metric of the namespace", kMetricsPage, "", check_metric_names},
    {"ARC4952", Severity::kWarning, "unknown dimension of a service's metrics",
     "the metric has no data: alarms stay in INSUFFICIENT_DATA, and graphs are empty",
     "use a dimension of the namespace", kMetricsPage, "", check_metric_dimensions},
    {"ARC4953", Severity::kWarning, "metric lacks a dimension",
     "the metric has no data: alarms stay in INSUFFICIENT_DATA, and graphs are empty",
     "add the dimension", kMetricsPage, "", check_metric_needs},
};

}  // namespace

std::span<const Rule> metric_name_rules() { return kMetricNameRules; }

}  // namespace archsynth::analysis
