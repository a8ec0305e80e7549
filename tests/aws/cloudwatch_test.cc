#include "archsynth/aws/cloudwatch.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "aws/ecs_stack.h"

namespace archsynth::cloudwatch {
namespace {

constexpr const char* kImage = "public.ecr.aws/nginx/nginx:1.27";

struct Watched : ServiceStack {
  elbv2::LoadBalancer& load_balancer = add_load_balancer();
  rds::Database& database = stack.add<rds::Database>("main-database", vpc, key, {});
  ecs::FargateService& api = add("api", {.image = {.uri = kImage}, .port = 8000});
  ecs::FargateService& worker = add("worker", {.image = {.uri = kImage}});
  Watched() { api.expose(load_balancer); }
};

TEST(Alarms, WatchEverything) {
  Watched in;
  auto& alarms = in.stack.add<Alarms>(
      "Alarms", in.key, {.topic = {.topic_arn = "arn:aws:sns:us-east-1:123456789012:oncall"}});
  alarms.watch(in.load_balancer);
  alarms.watch(in.api);
  alarms.watch(in.worker);
  alarms.watch(in.database);
  EXPECT_EQ(
      lines(alarms),
      R"(AlarmsLoadBalancer5xx: {"Type":"AWS::CloudWatch::Alarm","Properties":{"AlarmDescription":"LoadBalancer itself returned more than 10 5xx responses in 5 minutes: no healthy target, or timeouts","Namespace":"AWS/ApplicationELB","MetricName":"HTTPCode_ELB_5XX_Count","Dimensions":[{"Name":"LoadBalancer","Value":{"Fn::GetAtt":["LoadBalancer","LoadBalancerFullName"]}}],"Statistic":"Sum","Period":300,"EvaluationPeriods":1,"Threshold":10,"ComparisonOperator":"GreaterThanThreshold","TreatMissingData":"notBreaching","AlarmActions":["arn:aws:sns:us-east-1:123456789012:oncall"],"OKActions":["arn:aws:sns:us-east-1:123456789012:oncall"]}}
AlarmsApiCpu: {"Type":"AWS::CloudWatch::Alarm","Properties":{"AlarmDescription":"Api uses more than 80 % of its CPU: raise cpu or tasks.max","Namespace":"AWS/ECS","MetricName":"CPUUtilization","Dimensions":[{"Name":"ClusterName","Value":{"Ref":"Cluster"}},{"Name":"ServiceName","Value":{"Fn::GetAtt":["ApiService","Name"]}}],"Statistic":"Average","Period":60,"EvaluationPeriods":5,"Threshold":80,"ComparisonOperator":"GreaterThanThreshold","TreatMissingData":"missing","AlarmActions":["arn:aws:sns:us-east-1:123456789012:oncall"],"OKActions":["arn:aws:sns:us-east-1:123456789012:oncall"]}}
AlarmsApiMemory: {"Type":"AWS::CloudWatch::Alarm","Properties":{"AlarmDescription":"Api uses more than 90 % of its memory: tasks may be killed","Namespace":"AWS/ECS","MetricName":"MemoryUtilization","Dimensions":[{"Name":"ClusterName","Value":{"Ref":"Cluster"}},{"Name":"ServiceName","Value":{"Fn::GetAtt":["ApiService","Name"]}}],"Statistic":"Average","Period":60,"EvaluationPeriods":5,"Threshold":90,"ComparisonOperator":"GreaterThanThreshold","TreatMissingData":"missing","AlarmActions":["arn:aws:sns:us-east-1:123456789012:oncall"],"OKActions":["arn:aws:sns:us-east-1:123456789012:oncall"]}}
AlarmsApiUnhealthyTargets: {"Type":"AWS::CloudWatch::Alarm","Properties":{"AlarmDescription":"Api has tasks that fail the load balancer's health check","Namespace":"AWS/ApplicationELB","MetricName":"UnHealthyHostCount","Dimensions":[{"Name":"LoadBalancer","Value":{"Fn::GetAtt":["LoadBalancer","LoadBalancerFullName"]}},{"Name":"TargetGroup","Value":{"Fn::GetAtt":["ApiTargetGroup","TargetGroupFullName"]}}],"Statistic":"Maximum","Period":60,"EvaluationPeriods":5,"Threshold":0,"ComparisonOperator":"GreaterThanThreshold","TreatMissingData":"notBreaching","AlarmActions":["arn:aws:sns:us-east-1:123456789012:oncall"],"OKActions":["arn:aws:sns:us-east-1:123456789012:oncall"]}}
AlarmsApi5xx: {"Type":"AWS::CloudWatch::Alarm","Properties":{"AlarmDescription":"Api returned more than 10 5xx responses in 5 minutes: check its log","Namespace":"AWS/ApplicationELB","MetricName":"HTTPCode_Target_5XX_Count","Dimensions":[{"Name":"LoadBalancer","Value":{"Fn::GetAtt":["LoadBalancer","LoadBalancerFullName"]}},{"Name":"TargetGroup","Value":{"Fn::GetAtt":["ApiTargetGroup","TargetGroupFullName"]}}],"Statistic":"Sum","Period":300,"EvaluationPeriods":1,"Threshold":10,"ComparisonOperator":"GreaterThanThreshold","TreatMissingData":"notBreaching","AlarmActions":["arn:aws:sns:us-east-1:123456789012:oncall"],"OKActions":["arn:aws:sns:us-east-1:123456789012:oncall"]}}
AlarmsApiResponseTime: {"Type":"AWS::CloudWatch::Alarm","Properties":{"AlarmDescription":"Api is slow: the p95 response time is above 1 s","Namespace":"AWS/ApplicationELB","MetricName":"TargetResponseTime","Dimensions":[{"Name":"LoadBalancer","Value":{"Fn::GetAtt":["LoadBalancer","LoadBalancerFullName"]}},{"Name":"TargetGroup","Value":{"Fn::GetAtt":["ApiTargetGroup","TargetGroupFullName"]}}],"ExtendedStatistic":"p95","Period":60,"EvaluationPeriods":5,"Threshold":1,"ComparisonOperator":"GreaterThanThreshold","TreatMissingData":"notBreaching","AlarmActions":["arn:aws:sns:us-east-1:123456789012:oncall"],"OKActions":["arn:aws:sns:us-east-1:123456789012:oncall"]}}
AlarmsWorkerCpu: {"Type":"AWS::CloudWatch::Alarm","Properties":{"AlarmDescription":"Worker uses more than 80 % of its CPU: raise cpu or tasks.max","Namespace":"AWS/ECS","MetricName":"CPUUtilization","Dimensions":[{"Name":"ClusterName","Value":{"Ref":"Cluster"}},{"Name":"ServiceName","Value":{"Fn::GetAtt":["WorkerService","Name"]}}],"Statistic":"Average","Period":60,"EvaluationPeriods":5,"Threshold":80,"ComparisonOperator":"GreaterThanThreshold","TreatMissingData":"missing","AlarmActions":["arn:aws:sns:us-east-1:123456789012:oncall"],"OKActions":["arn:aws:sns:us-east-1:123456789012:oncall"]}}
AlarmsWorkerMemory: {"Type":"AWS::CloudWatch::Alarm","Properties":{"AlarmDescription":"Worker uses more than 90 % of its memory: tasks may be killed","Namespace":"AWS/ECS","MetricName":"MemoryUtilization","Dimensions":[{"Name":"ClusterName","Value":{"Ref":"Cluster"}},{"Name":"ServiceName","Value":{"Fn::GetAtt":["WorkerService","Name"]}}],"Statistic":"Average","Period":60,"EvaluationPeriods":5,"Threshold":90,"ComparisonOperator":"GreaterThanThreshold","TreatMissingData":"missing","AlarmActions":["arn:aws:sns:us-east-1:123456789012:oncall"],"OKActions":["arn:aws:sns:us-east-1:123456789012:oncall"]}}
AlarmsMainDatabaseCpu: {"Type":"AWS::CloudWatch::Alarm","Properties":{"AlarmDescription":"MainDatabase uses more than 80 % of its CPU: look for slow queries, or use an instance class larger than db.t3.small","Namespace":"AWS/RDS","MetricName":"CPUUtilization","Dimensions":[{"Name":"DBInstanceIdentifier","Value":{"Ref":"MainDatabase"}}],"Statistic":"Average","Period":60,"EvaluationPeriods":5,"Threshold":80,"ComparisonOperator":"GreaterThanThreshold","TreatMissingData":"missing","AlarmActions":["arn:aws:sns:us-east-1:123456789012:oncall"],"OKActions":["arn:aws:sns:us-east-1:123456789012:oncall"]}}
AlarmsMainDatabaseConnections: {"Type":"AWS::CloudWatch::Alarm","Properties":{"AlarmDescription":"MainDatabase has more than 70 % of the 190 connections that the memory of db.t3.small allows","Namespace":"AWS/RDS","MetricName":"DatabaseConnections","Dimensions":[{"Name":"DBInstanceIdentifier","Value":{"Ref":"MainDatabase"}}],"Statistic":"Maximum","Period":60,"EvaluationPeriods":5,"Threshold":133,"ComparisonOperator":"GreaterThanThreshold","TreatMissingData":"missing","AlarmActions":["arn:aws:sns:us-east-1:123456789012:oncall"],"OKActions":["arn:aws:sns:us-east-1:123456789012:oncall"]}}
AlarmsMainDatabaseFreeStorage: {"Type":"AWS::CloudWatch::Alarm","Properties":{"AlarmDescription":"MainDatabase has less free storage than 10 % of 20 GiB: raise max_storage_gib, which is 100, if it does not grow by itself","Namespace":"AWS/RDS","MetricName":"FreeStorageSpace","Dimensions":[{"Name":"DBInstanceIdentifier","Value":{"Ref":"MainDatabase"}}],"Statistic":"Minimum","Period":60,"EvaluationPeriods":5,"Threshold":2147483648,"ComparisonOperator":"LessThanThreshold","TreatMissingData":"missing","AlarmActions":["arn:aws:sns:us-east-1:123456789012:oncall"],"OKActions":["arn:aws:sns:us-east-1:123456789012:oncall"]}}
AlarmsMainDatabaseFreeMemory: {"Type":"AWS::CloudWatch::Alarm","Properties":{"AlarmDescription":"MainDatabase has less than 10 % of the memory of db.t3.small free: look for large queries or many connections, or use a larger instance class","Namespace":"AWS/RDS","MetricName":"FreeableMemory","Dimensions":[{"Name":"DBInstanceIdentifier","Value":{"Ref":"MainDatabase"}}],"Statistic":"Average","Period":60,"EvaluationPeriods":15,"Threshold":214748364,"ComparisonOperator":"LessThanThreshold","TreatMissingData":"missing","AlarmActions":["arn:aws:sns:us-east-1:123456789012:oncall"],"OKActions":["arn:aws:sns:us-east-1:123456789012:oncall"]}}
)");
  EXPECT_EQ(findings(in.stack), "");
}

TEST(Alarms, TakeTheUsersThresholds) {
  Watched in;
  auto& alarms = in.stack.add<Alarms>("Alarms", in.key,
                                      {.cpu_percent = 50,
                                       .memory_percent = 60,
                                       .http_5xx_per_5_minutes = 3,
                                       .response_time_seconds = 0.25,
                                       .database_connections_percent = 50,
                                       .database_free_storage_percent = 20,
                                       .database_free_memory_percent = 25});
  alarms.watch(in.load_balancer);
  alarms.watch(in.api);
  alarms.watch(in.database);
  std::string text;
  alarms.each_resource([&](const cfn::Resource& each) {
    if (each.type != "AWS::CloudWatch::Alarm") return;
    const cfn::Value& threshold = *each.properties.find("Threshold");
    text += each.id.str() + " " + compact(threshold) +
            (threshold.origin().is_stated() ? "\n" : " by default\n");
  });
  EXPECT_EQ(text, R"(AlarmsLoadBalancer5xx 3
AlarmsApiCpu 50
AlarmsApiMemory 60
AlarmsApiUnhealthyTargets 0 by default
AlarmsApi5xx 3
AlarmsApiResponseTime 0.25
AlarmsMainDatabaseCpu 50
AlarmsMainDatabaseConnections 95
AlarmsMainDatabaseFreeStorage 4294967296
AlarmsMainDatabaseFreeMemory 536870912
)");
}

TEST(Alarms, KnowNoMemoryOfUnknownClasses) {
  ServiceStack in;
  auto& database = in.stack.add<rds::Database>("main-database", in.vpc, in.key,
                                               {.instance_class = "db.x9z.large"});
  auto& alarms = in.stack.add<Alarms>("Alarms", in.key, {});
  alarms.watch(database);
  std::string ids;
  alarms.each_resource([&](const cfn::Resource& each) {
    if (each.type == "AWS::CloudWatch::Alarm") ids += each.id.str() + " ";
  });
  EXPECT_EQ(ids, "AlarmsMainDatabaseCpu AlarmsMainDatabaseFreeStorage ");
}

/// The body as CloudWatch gets it in some stack.
nlohmann::json body_of(const construct::Construct& dashboard) {
  std::string text;
  dashboard.each_resource([&](const cfn::Resource& each) {
    const auto* sub = each.properties.find("DashboardBody")->get_if<cfn::Sub>();
    for (const cfn::SubPiece& piece : cfn::pieces(*sub)) {
      text += piece.kind == cfn::SubPiece::Kind::kText ? piece.text : "<" + piece.text + ">";
    }
  });
  return nlohmann::json::parse(text);
}

TEST(Dashboard, ShowsEverything) {
  Watched in;
  auto& dashboard = in.stack.add<Dashboard>("Dashboard", {});
  dashboard.show(in.load_balancer);
  dashboard.show(in.api);
  dashboard.show(in.worker);
  dashboard.show(in.database);
  std::string text;
  const nlohmann::json body = body_of(dashboard);
  for (const nlohmann::json& widget : body["widgets"]) {
    const nlohmann::json& graph = widget["properties"];
    text += widget["x"].dump() + "," + widget["y"].dump() + " " +
            graph["title"].get<std::string>() + " (" + graph["stat"].get<std::string>() + ")\n";
    for (const nlohmann::json& metric : graph["metrics"]) text += "  " + metric.dump() + "\n";
  }
  EXPECT_EQ(text, R"(0,0 Requests (Sum)
  ["AWS/ApplicationELB","RequestCount","LoadBalancer","<LoadBalancer.LoadBalancerFullName>"]
12,0 Errors (Sum)
  ["AWS/ApplicationELB","HTTPCode_Target_4XX_Count","LoadBalancer","<LoadBalancer.LoadBalancerFullName>"]
  ["AWS/ApplicationELB","HTTPCode_Target_5XX_Count","LoadBalancer","<LoadBalancer.LoadBalancerFullName>"]
  ["AWS/ApplicationELB","HTTPCode_ELB_5XX_Count","LoadBalancer","<LoadBalancer.LoadBalancerFullName>"]
0,6 Api: CPU and memory, % (Average)
  ["AWS/ECS","CPUUtilization","ClusterName","<Cluster>","ServiceName","<ApiService.Name>"]
  ["AWS/ECS","MemoryUtilization","ClusterName","<Cluster>","ServiceName","<ApiService.Name>"]
12,6 Api: tasks (Average)
  ["ECS/ContainerInsights","RunningTaskCount","ClusterName","<Cluster>","ServiceName","<ApiService.Name>"]
  ["ECS/ContainerInsights","DesiredTaskCount","ClusterName","<Cluster>","ServiceName","<ApiService.Name>"]
  ["AWS/ApplicationELB","HealthyHostCount","TargetGroup","<ApiTargetGroup.TargetGroupFullName>","LoadBalancer","<LoadBalancer.LoadBalancerFullName>"]
  ["AWS/ApplicationELB","UnHealthyHostCount","TargetGroup","<ApiTargetGroup.TargetGroupFullName>","LoadBalancer","<LoadBalancer.LoadBalancerFullName>"]
0,12 Api: response time, s (p95)
  ["AWS/ApplicationELB","TargetResponseTime","TargetGroup","<ApiTargetGroup.TargetGroupFullName>","LoadBalancer","<LoadBalancer.LoadBalancerFullName>",{"stat":"p50"}]
  ["AWS/ApplicationELB","TargetResponseTime","TargetGroup","<ApiTargetGroup.TargetGroupFullName>","LoadBalancer","<LoadBalancer.LoadBalancerFullName>",{"stat":"p95"}]
  ["AWS/ApplicationELB","TargetResponseTime","TargetGroup","<ApiTargetGroup.TargetGroupFullName>","LoadBalancer","<LoadBalancer.LoadBalancerFullName>",{"stat":"p99"}]
12,12 Api: requests (Sum)
  ["AWS/ApplicationELB","RequestCount","TargetGroup","<ApiTargetGroup.TargetGroupFullName>","LoadBalancer","<LoadBalancer.LoadBalancerFullName>"]
0,18 Worker: CPU and memory, % (Average)
  ["AWS/ECS","CPUUtilization","ClusterName","<Cluster>","ServiceName","<WorkerService.Name>"]
  ["AWS/ECS","MemoryUtilization","ClusterName","<Cluster>","ServiceName","<WorkerService.Name>"]
12,18 Worker: tasks (Average)
  ["ECS/ContainerInsights","RunningTaskCount","ClusterName","<Cluster>","ServiceName","<WorkerService.Name>"]
  ["ECS/ContainerInsights","DesiredTaskCount","ClusterName","<Cluster>","ServiceName","<WorkerService.Name>"]
0,24 MainDatabase: CPU, % and connections (Average)
  ["AWS/RDS","CPUUtilization","DBInstanceIdentifier","<MainDatabase>"]
  ["AWS/RDS","DatabaseConnections","DBInstanceIdentifier","<MainDatabase>",{"yAxis":"right"}]
12,24 MainDatabase: free storage and IOPS (Average)
  ["AWS/RDS","FreeStorageSpace","DBInstanceIdentifier","<MainDatabase>"]
  ["AWS/RDS","ReadIOPS","DBInstanceIdentifier","<MainDatabase>",{"yAxis":"right"}]
  ["AWS/RDS","WriteIOPS","DBInstanceIdentifier","<MainDatabase>",{"yAxis":"right"}]
)");
  EXPECT_EQ(findings(in.stack), "");
}

/// The rules of the page that "archsynth/aws/cloudwatch.h" names.
TEST(Dashboard, HasABodyThatCloudWatchTakes) {
  Watched in;
  auto& dashboard = in.stack.add<Dashboard>("Dashboard", {});
  dashboard.show(in.load_balancer);
  dashboard.show(in.api);
  dashboard.show(in.worker);
  dashboard.show(in.database);
  const nlohmann::json body = body_of(dashboard);
  ASSERT_EQ(body.size(), 1u);
  ASSERT_EQ(body["widgets"].size(), 10u);
  std::set<std::pair<int, int>> taken;
  for (const nlohmann::json& widget : body["widgets"]) {
    EXPECT_EQ(widget["type"], "metric");
    const int x = widget["x"], y = widget["y"], width = widget["width"], height = widget["height"];
    EXPECT_GE(x, 0);
    EXPECT_LE(x + width, 24);
    for (int column = x; column < x + width; ++column) {
      for (int row = y; row < y + height; ++row) {
        EXPECT_TRUE(taken.emplace(column, row).second) << widget;
      }
    }
    const nlohmann::json& graph = widget["properties"];
    EXPECT_EQ(graph["region"], "<AWS::Region>");
    EXPECT_EQ(graph["period"].get<int>() % 60, 0);
    EXPECT_FALSE(graph["metrics"].empty());
    for (const nlohmann::json& metric : graph["metrics"]) {
      const bool is_drawn = metric.back().is_object();
      // A namespace, a name, and pairs of a dimension and its value.
      EXPECT_EQ((metric.size() - (is_drawn ? 1 : 0)) % 2, 0u) << metric;
      for (std::size_t i = 0; i + (is_drawn ? 1 : 0) < metric.size(); ++i) {
        EXPECT_TRUE(metric[i].is_string() && !metric[i].get<std::string>().empty()) << metric;
      }
    }
  }
}

TEST(Dashboard, IsNotThereWithoutAnythingToShow) {
  Watched in;
  in.stack.add<Dashboard>("Empty", {});
  in.stack.add<Dashboard>("Off", {.enabled = false}).show(in.load_balancer);
  in.stack.each_resource([](const cfn::Resource& each) {
    EXPECT_NE(each.type, "AWS::CloudWatch::Dashboard") << each.id.str();
  });
}

}  // namespace
}  // namespace archsynth::cloudwatch
