#include <fmt/format.h>

#include <algorithm>

#include "archsynth/aws/elbv2.h"
#include "archsynth/support/text.h"

namespace archsynth::elbv2 {

namespace {

/// A default is no statement of the user's, which documents would show.
cfn::Value stated_by(const char* text, const Origin& origin) {
  return origin.is_stated() ? cfn::Value(text).with_origin(origin) : cfn::Value(text);
}

cfn::Value version_of(const Sourced<Protocol>& protocol) {
  const char* version = *protocol == Protocol::kGrpc    ? "GRPC"
                        : *protocol == Protocol::kHttp2 ? "HTTP2"
                                                        : "HTTP1";
  return stated_by(version, protocol.origin());
}

cfn::Value protocol_of(bool is_https, const Origin& origin) {
  return stated_by(is_https ? "HTTPS" : "HTTP", origin);
}

cfn::Value checked_port_of(const HealthCheckProps& check) {
  if (!check.port) return cfn::Value("traffic-port");
  return cfn::Value(std::to_string(*check.port)).with_origin(check.port.origin());
}

cfn::Value attribute(const char* key, std::string value, const Origin& origin) {
  return cfn::Map{{"Key", key}, {"Value", cfn::Value(std::move(value)).with_origin(origin)}};
}

cfn::List attributes_of(const TargetGroupProps& props) {
  cfn::List attributes{attribute("deregistration_delay.timeout_seconds",
                                 std::to_string(*props.deregistration_delay_seconds),
                                 props.deregistration_delay_seconds.origin())};
  if (const Sourced<int>& seconds = props.sticky_seconds) {
    attributes.push_back(attribute("stickiness.enabled", "true", seconds.origin()));
    attributes.push_back(attribute("stickiness.type", "lb_cookie", seconds.origin()));
    attributes.push_back(attribute("stickiness.lb_cookie.duration_seconds",
                                   std::to_string(*seconds), seconds.origin()));
  }
  return attributes;
}

/// What health checks of gRPC ask for where nothing is stated: a method that no service has.
/// https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_Matcher.html
void settle_grpc(HealthCheckProps& check) {
  const bool names_method = check.path.stated();
  if (!check.success_codes.stated()) check.success_codes = Default(names_method ? "0" : "12");
  if (!names_method) check.path = Default("/AWS.ALB/healthcheck");
}

}  // namespace

void TargetGroup::check_codes(const HealthCheckProps& check, bool is_grpc) {
  if (!forms::kStatusCodes.matches(*check.success_codes)) return;
  const std::size_t digits = check.success_codes->find_first_not_of("0123456789");
  const bool has_http_codes = std::min(digits, check.success_codes->size()) == 3;
  if (has_http_codes != is_grpc) return;
  diagnostics()
      .error("ARC1343", check.success_codes.origin(),
             fmt::format("{} are {} codes, but the protocol is {}",
                         quoted(label() + ".health_check.success_codes"), is_grpc ? "HTTP" : "gRPC",
                         is_grpc ? "gRPC" : "HTTP"))
      .fix =
      is_grpc ? "use gRPC codes from 0 to 99; success is 0" : "use HTTP codes from 200 to 499";
}

TargetGroup::TargetGroup(construct::Scope scope, const ec2::Vpc& vpc, TargetGroupProps props)
    : Construct(std::move(scope)) {
  props = aws::settled(std::move(props), *this);
  HealthCheckProps& check = props.health_check;
  const bool is_grpc = *props.protocol == Protocol::kGrpc;
  if (is_grpc) settle_grpc(check);
  check_codes(check, is_grpc);
  if (*check.timeout_seconds >= *check.interval_seconds) {
    diagnostics().error(
        "ARC1341",
        check.timeout_seconds.stated() ? check.timeout_seconds.origin()
                                       : check.interval_seconds.origin(),
        fmt::format("{} is {}, but must be less than \"interval_seconds\", which is {}",
                    quoted(label() + ".health_check.timeout_seconds"), *check.timeout_seconds,
                    *check.interval_seconds));
  }
  if (*props.protocol == Protocol::kTcp) {
    add_tcp_group(vpc, props);
    return;
  }
  const bool is_https = *props.protocol == Protocol::kHttps;
  const bool checks_https = check.protocol ? *check.protocol == CheckProtocol::kHttps : is_https;
  resource_ = &add_resource(
      "", "AWS::ElasticLoadBalancingV2::TargetGroup",
      {{"HealthCheckEnabled", true},
       {"HealthCheckIntervalSeconds", check.interval_seconds},
       {"HealthCheckPath", check.path},
       {"HealthCheckPort", checked_port_of(check)},
       {"HealthCheckProtocol", protocol_of(checks_https, check.protocol ? check.protocol.origin()
                                                                        : props.protocol.origin())},
       {"HealthCheckTimeoutSeconds", check.timeout_seconds},
       {"HealthyThresholdCount", check.healthy_threshold},
       {"Matcher", cfn::Map{{is_grpc ? "GrpcCode" : "HttpCode", check.success_codes}}},
       {"Port", props.port},
       {"Protocol", protocol_of(is_https, props.protocol.origin())},
       {"ProtocolVersion", version_of(props.protocol)},
       {"TargetGroupAttributes", attributes_of(props)},
       {"TargetType", "ip"},
       {"UnhealthyThresholdCount", check.unhealthy_threshold},
       {"VpcId", vpc.id()}});
}

/// https://docs.aws.amazon.com/elasticloadbalancing/latest/network/target-group-health-checks.html
void TargetGroup::add_tcp_group(const ec2::Vpc& vpc, const TargetGroupProps& props) {
  const HealthCheckProps& check = props.health_check;
  const auto refuse = [this](const char* key, const Origin& stated, const char* fix) {
    if (!stated.is_stated()) return;
    diagnostics()
        .error("ARC1347", stated,
               fmt::format("{} has no effect on TCP connections", quoted(label() + "." + key)))
        .fix = fix;
  };
  refuse("sticky_seconds", props.sticky_seconds.origin(), "remove the key");
  if (!check.protocol) {
    const char* const fix = "set \"health_check.protocol\" to http, or remove the key";
    refuse("health_check.path", check.path.origin(), fix);
    refuse("health_check.success_codes", check.success_codes.origin(), fix);
  }
  const bool is_https = check.protocol && *check.protocol == CheckProtocol::kHttps;
  resource_ = &add_resource(
      "", "AWS::ElasticLoadBalancingV2::TargetGroup",
      {{"HealthCheckEnabled", true},
       {"HealthCheckIntervalSeconds", check.interval_seconds},
       {"HealthCheckPath", check.protocol ? cfn::Value(check.path) : cfn::Value()},
       {"HealthCheckPort", checked_port_of(check)},
       {"HealthCheckProtocol",
        check.protocol ? protocol_of(is_https, check.protocol.origin()) : cfn::Value("TCP")},
       {"HealthCheckTimeoutSeconds", check.timeout_seconds},
       {"HealthyThresholdCount", check.healthy_threshold},
       {"Matcher",
        check.protocol ? cfn::Value(cfn::Map{{"HttpCode", check.success_codes}}) : cfn::Value()},
       {"Port", props.port},
       {"Protocol", stated_by("TCP", props.protocol.origin())},
       {"TargetGroupAttributes", cfn::List{attributes_of(props).front()}},
       {"TargetType", "ip"},
       {"UnhealthyThresholdCount", check.unhealthy_threshold},
       {"VpcId", vpc.id()}});
}

cfn::Value TargetGroup::arn() const { return resource_->ref(); }
void TargetGroup::speak_tls() {
  cfn::Map& properties = resource_->properties;
  if (*properties.find("Protocol") != cfn::Value("HTTP")) return;
  properties.set("Protocol", "HTTPS");
  if (*properties.find("HealthCheckPort") == cfn::Value("traffic-port")) {
    properties.set("HealthCheckProtocol", "HTTPS");
  }
}

cfn::Value TargetGroup::full_name() const { return resource_->att("TargetGroupFullName"); }

}  // namespace archsynth::elbv2
