#include <fmt/format.h>

#include "archsynth/aws/elbv2.h"
#include "archsynth/support/text.h"

namespace archsynth::elbv2 {

TargetGroup::TargetGroup(construct::Scope scope, const ec2::Vpc& vpc, TargetGroupProps props)
    : Construct(std::move(scope)) {
  props = aws::settled(std::move(props), *this);
  const HealthCheckProps& check = props.health_check;
  if (*check.timeout_seconds >= *check.interval_seconds) {
    diagnostics().error(
        "ARC1341",
        check.timeout_seconds.stated() ? check.timeout_seconds.origin()
                                       : check.interval_seconds.origin(),
        fmt::format("{} is {}, but must be less than \"interval_seconds\", which is {}",
                    quoted(label() + ".health_check.timeout_seconds"), *check.timeout_seconds,
                    *check.interval_seconds));
  }
  const cfn::Map delay{{"Key", "deregistration_delay.timeout_seconds"},
                       {"Value", cfn::Value(std::to_string(*props.deregistration_delay_seconds))
                                     .with_origin(props.deregistration_delay_seconds.origin())}};
  resource_ = &add_resource("", "AWS::ElasticLoadBalancingV2::TargetGroup",
                            {{"HealthCheckEnabled", true},
                             {"HealthCheckIntervalSeconds", check.interval_seconds},
                             {"HealthCheckPath", check.path},
                             {"HealthCheckPort", "traffic-port"},
                             {"HealthCheckProtocol", "HTTP"},
                             {"HealthCheckTimeoutSeconds", check.timeout_seconds},
                             {"HealthyThresholdCount", check.healthy_threshold},
                             {"Matcher", cfn::Map{{"HttpCode", check.success_codes}}},
                             {"Port", props.port},
                             {"Protocol", "HTTP"},
                             {"ProtocolVersion", "HTTP1"},
                             {"TargetGroupAttributes", cfn::List{delay}},
                             {"TargetType", "ip"},
                             {"UnhealthyThresholdCount", check.unhealthy_threshold},
                             {"VpcId", vpc.id()}});
}

cfn::Value TargetGroup::arn() const { return resource_->ref(); }
cfn::Value TargetGroup::full_name() const { return resource_->att("TargetGroupFullName"); }

}  // namespace archsynth::elbv2
