#include "archsynth/aws/rds.h"
#include "engines.h"

namespace archsynth::rds {

/// The rights of AWS's managed policy AmazonRDSEnhancedMonitoringRole, on the one log group that
/// RDS writes to.
void Database::make_monitoring_role() {
  monitoring_role_ =
      &add<iam::Role>(child("MonitoringRole"),
                      {.service = "monitoring.rds.amazonaws.com",
                       .description = "Writes enhanced monitoring metrics of " + described()});
  monitoring_role_->limit_trust(cfn::Map{
      {"ArnLike",
       cfn::Map{{"aws:SourceArn",
                 cfn::sub("arn:${AWS::Partition}:rds:${AWS::Region}:${AWS::AccountId}:db:*")}}},
      {"StringEquals", cfn::Map{{"aws:SourceAccount", cfn::pseudo("AWS::AccountId")}}}});
  const std::string group =
      "arn:${AWS::Partition}:logs:${AWS::Region}:${AWS::AccountId}:log-group:RDSOSMetrics";
  const std::string_view why =
      "RDS names one log stream for each instance, in the one log group that it writes to";
  // CloudWatch Logs asks for the group's own actions with and without the streams' part.
  monitoring_role_->allow("CreateLogGroup", {"logs:CreateLogGroup", "logs:PutRetentionPolicy"},
                          {cfn::sub(group), cfn::sub(group + ":*")}, {}, why);
  monitoring_role_->allow(
      "WriteMetrics",
      {"logs:CreateLogStream", "logs:DescribeLogStreams", "logs:GetLogEvents", "logs:PutLogEvents"},
      {cfn::sub(group + ":log-stream:*")}, {}, why);
}

void Database::observe(cfn::Resource& instance, const kms::Key& key) const {
  cfn::Map& properties = instance.properties;
  const bool is_one_of_cluster = is_cluster() && &instance != server_;
  // A replica may be of a class that is too small; a class that is malformed is not there.
  const cfn::Value* stated_class = properties.find("DBInstanceClass");
  const std::string* instance_class = stated_class == nullptr ? nullptr : stated_class->string();
  const bool can_be_seen = &instance == server_ || (instance_class != nullptr &&
                                                    has_insights(engine_name(), *instance_class));
  if (*props_.insights != Insights::kOff && can_be_seen) {
    const bool advanced = *props_.insights == Insights::kAdvanced;
    const Origin& why = props_.insights.origin();
    // The instances of a cluster have its mode, and must have its other settings.
    // https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/USER_DatabaseInsights.Considerations.html
    if (!is_one_of_cluster) {
      properties.set("DatabaseInsightsMode",
                     cfn::Value(advanced ? "advanced" : "standard").with_origin(why));
    }
    const bool is_of_cluster = instance.type == "AWS::RDS::DBCluster";
    properties.set(is_of_cluster ? "PerformanceInsightsEnabled" : "EnablePerformanceInsights",
                   true);
    // The only retention of the advanced mode, and the free one.
    // Source:
    // https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_DatabaseInsights.Considerations.html
    properties.set("PerformanceInsightsRetentionPeriod",
                   cfn::Value(advanced ? 465 : 7).with_origin(why));
    properties.set(is_of_cluster ? "PerformanceInsightsKmsKeyId" : "PerformanceInsightsKMSKeyId",
                   key.arn());
  }
  if (monitoring_role_ != nullptr) {
    properties.set("MonitoringInterval", props_.monitoring_interval_seconds);
    properties.set("MonitoringRoleArn", monitoring_role_->arn());
    instance.depends_on.push_back(monitoring_role_->policy()->id);
  }
}

}  // namespace archsynth::rds
