#include <stdexcept>

#include "archsynth/aws/cloudwatch.h"
#include "archsynth/cfn/writer.h"

namespace archsynth::cloudwatch {

namespace {

// CloudWatch's grid is 24 columns wide; two graphs stand side by side.
constexpr int kGraphWidth = 12;
constexpr int kGraphHeight = 6;
constexpr int kPeriodSeconds = 60;

using Metrics = cfn::List;

/// One line of a graph: namespace, metric, dimensions, and how it is drawn. A value, because
/// compilers disagree on whether braces around a single list make a list of it.
cfn::Value metric(const char* name_space, const char* name, cfn::List dimensions,
                  cfn::Map drawing = {}) {
  cfn::List line{name_space, name};
  for (cfn::Value& part : dimensions) line.push_back(std::move(part));
  if (!drawing.empty()) line.emplace_back(std::move(drawing));
  return line;
}

cfn::Map graph(std::string title, const char* statistic, Metrics metrics) {
  return {{"type", "metric"},
          {"properties", cfn::Map{{"title", std::move(title)},
                                  {"region", "${AWS::Region}"},
                                  {"stat", statistic},
                                  {"period", kPeriodSeconds},
                                  {"metrics", std::move(metrics)}}}};
}

/// A reference as text for `Fn::Sub`: the whole body is one string.
std::string in_text(const cfn::Value& value) {
  if (const auto* ref = value.get_if<cfn::Ref>()) return "${" + ref->target.str() + "}";
  if (const auto* att = value.get_if<cfn::GetAtt>()) {
    return "${" + att->target.str() + "." + att->attribute + "}";
  }
  if (const auto* sub = value.get_if<cfn::Sub>()) return sub->text;
  throw std::logic_error("a metric dimension is not a reference");
}

}  // namespace

Dashboard::Dashboard(construct::Scope scope, DashboardProps props)
    : Construct(std::move(scope)), props_(aws::settled(std::move(props), *this)) {}

void Dashboard::add_row(const cfn::List& widgets) {
  if (!*props_.enabled) return;
  if (resource_ == nullptr) resource_ = &add_resource("", "AWS::CloudWatch::Dashboard");
  int x = 0;
  for (const cfn::Value& widget : widgets) {
    cfn::Map placed{{"x", x}, {"y", next_y_}, {"width", kGraphWidth}, {"height", kGraphHeight}};
    for (const cfn::MapEntry& entry : *widget.map()) placed.set(entry.key, entry.value);
    append(cfn::to_json(placed, true));
    x += kGraphWidth;
  }
  next_y_ += kGraphHeight;
}

// The body is one string, which grows in place: before its closing brackets.
void Dashboard::append(std::string widget) {
  while (!widget.empty() && widget.back() == '\n') widget.pop_back();
  cfn::Value& body = resource_->properties["DashboardBody"];
  if (body.absent()) {
    body = cfn::sub("{\"widgets\":[" + widget + "]}");
    return;
  }
  std::string& text = body.get_if<cfn::Sub>()->text;
  text.replace(text.size() - 2, 2, "," + widget + "]}");
}

void Dashboard::show(const elbv2::LoadBalancer& load_balancer) {
  const cfn::List at{"LoadBalancer", in_text(load_balancer.full_name())};
  const char* elb = "AWS/ApplicationELB";
  add_row({graph("Requests", "Sum", {metric(elb, "RequestCount", at)}),
           graph("Errors", "Sum",
                 {metric(elb, "HTTPCode_Target_4XX_Count", at),
                  metric(elb, "HTTPCode_Target_5XX_Count", at),
                  metric(elb, "HTTPCode_ELB_5XX_Count", at)})});
}

void Dashboard::show(const ecs::FargateService& service) {
  const std::string name = service.logical_id().str();
  const cfn::List at{"ClusterName", in_text(service.cluster().name()), "ServiceName",
                     in_text(service.name())};
  const cfn::Map load =
      graph(name + ": CPU and memory, %", "Average",
            {metric("AWS/ECS", "CPUUtilization", at), metric("AWS/ECS", "MemoryUtilization", at)});
  Metrics tasks;
  if (service.cluster().has_insights()) {
    tasks.emplace_back(metric("ECS/ContainerInsights", "RunningTaskCount", at));
    tasks.emplace_back(metric("ECS/ContainerInsights", "DesiredTaskCount", at));
  }
  if (service.target_group() == nullptr) {
    if (tasks.empty())
      add_row({load});
    else
      add_row({load, graph(name + ": tasks", "Average", std::move(tasks))});
    return;
  }
  const cfn::List target{"TargetGroup", in_text(service.target_group()->full_name()),
                         "LoadBalancer", in_text(service.load_balancer()->full_name())};
  const char* elb = "AWS/ApplicationELB";
  tasks.emplace_back(metric(elb, "HealthyHostCount", target));
  tasks.emplace_back(metric(elb, "UnHealthyHostCount", target));
  add_row({load, graph(name + ": tasks", "Average", std::move(tasks))});
  Metrics times;
  for (const char* share : {"p50", "p95", "p99"}) {
    times.emplace_back(metric(elb, "TargetResponseTime", target, {{"stat", share}}));
  }
  add_row({graph(name + ": response time, s", "p95", std::move(times)),
           graph(name + ": requests", "Sum", {metric(elb, "RequestCount", target)})});
}

void Dashboard::show(const rds::Database& database) {
  const std::string name = database.logical_id().str();
  const bool is_cluster = database.is_cluster();
  const cfn::List at{is_cluster ? "DBClusterIdentifier" : "DBInstanceIdentifier",
                     in_text(database.identifier())};
  const cfn::Map right{{"yAxis", "right"}};
  add_row({graph(name + ": CPU, % and connections", "Average",
                 {metric("AWS/RDS", "CPUUtilization", at),
                  metric("AWS/RDS", "DatabaseConnections", at, right)}),
           is_cluster ? graph(name + ": used storage and IOPS", "Average",
                              {metric("AWS/RDS", "VolumeBytesUsed", at),
                               metric("AWS/RDS", "VolumeReadIOPs", at, right),
                               metric("AWS/RDS", "VolumeWriteIOPs", at, right)})
                      : graph(name + ": free storage and IOPS", "Average",
                              {metric("AWS/RDS", "FreeStorageSpace", at),
                               metric("AWS/RDS", "ReadIOPS", at, right),
                               metric("AWS/RDS", "WriteIOPS", at, right)})});
}

void Dashboard::show(const elasticache::Cache& cache) {
  const std::string name = cache.id().str();
  const char* space = "AWS/ElastiCache";
  const cfn::Map right{{"yAxis", "right"}};
  Metrics load;
  Metrics keys;
  for (const cfn::Value& node : cache.nodes()) {
    const cfn::List at{"CacheClusterId", in_text(node), "CacheNodeId", "0001"};
    load.emplace_back(metric(space, "EngineCPUUtilization", at));
    load.emplace_back(metric(space, "DatabaseMemoryUsagePercentage", at));
    keys.emplace_back(metric(space, "CurrConnections", at));
    keys.emplace_back(metric(space, "Evictions", at, right));
  }
  add_row({graph(name + ": CPU and memory, %", "Average", std::move(load)),
           graph(name + ": connections and evictions", "Average", std::move(keys))});
}

}  // namespace archsynth::cloudwatch
