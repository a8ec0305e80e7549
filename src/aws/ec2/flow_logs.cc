#include "archsynth/aws/iam.h"
#include "archsynth/aws/logs.h"
#include "aws/ec2/vpc_builder.h"

namespace archsynth::ec2 {

void VpcBuilder::add_flow_logs() {
  const auto& choice = *vpc_.props_.flow_logs;
  if (!choice.is_large && !*choice.scalar) return;
  FlowLogsProps props = choice.is_large ? choice.large : FlowLogsProps{};
  describe::settle(props, vpc_.profile());
  const Origin& origin = vpc_.props_.flow_logs.origin();
  const std::string label = vpc_.label() + ".flow_logs";

  kms::Key& key = key_ != nullptr ? *key_
                                  : vpc_.add<kms::Key>(construct::Name("AwsKey", label, origin),
                                                       {.customer_managed_key = false});
  logs::LogGroup& group = vpc_.add<logs::LogGroup>(construct::Name("FlowLogGroup", label, origin),
                                                   key, {.retention_days = props.retention_days});
  // https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-iam-role.html
  iam::Role& role = vpc_.add<iam::Role>(
      construct::Name("FlowLogRole", label, origin),
      {.service = "vpc-flow-logs.amazonaws.com", .description = "Writes the VPC's flow logs"});
  role.limit_trust(cfn::Map{
      {"ArnLike", cfn::Map{{"aws:SourceArn",
                            cfn::sub("arn:${AWS::Partition}:ec2:${AWS::Region}:${AWS::AccountId}:"
                                     "vpc-flow-log/*")}}},
      {"StringEquals", cfn::Map{{"aws:SourceAccount", cfn::pseudo("AWS::AccountId")}}}});
  role.allow("WriteFlowLogs",
             {"logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"},
             {group.arn()});
  cfn::Resource& flow_log = vpc_.add_resource("FlowLog", "AWS::EC2::FlowLog",
                                              {{"DeliverLogsPermissionArn", role.arn()},
                                               {"LogDestination", group.arn()},
                                               {"LogDestinationType", "cloud-watch-logs"},
                                               {"MaxAggregationInterval", 600},
                                               {"ResourceId", vpc_.id_},
                                               {"ResourceType", "VPC"},
                                               {"TrafficType", "ALL"}});
  flow_log.origin = origin;
  if (role.policy() != nullptr) flow_log.depends_on.push_back(role.policy()->id);
}

}  // namespace archsynth::ec2
