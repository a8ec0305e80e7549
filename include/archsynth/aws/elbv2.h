#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "archsynth/aws/ec2.h"
#include "archsynth/aws/elbv2/clients.h"
#include "archsynth/aws/wafv2.h"
#include "archsynth/spec/default_editions.h"

/// The application load balancer, its listeners, and the target groups behind it.
namespace archsynth::elbv2 {

using describe::field;

enum class Scheme { kInternetFacing, kInternal };
constexpr auto names_of(Scheme) { return std::array{"internet_facing", "internal"}; }

/// Where access logs go.
struct AccessLogsProps {
  Sourced<std::string> bucket_name{};
  Sourced<int> retention_days = ByProfile(365, 90, 30);
  static constexpr auto fields() {
    return describe::fields(
        "access logs",
        field<&AccessLogsProps::bucket_name>("bucket_name",
                                             "an existing bucket whose policy lets the load "
                                             "balancer write; one is created when left out")
            .form(forms::kBucketName),
        field<&AccessLogsProps::retention_days>(
            "retention_days", "days until logs are deleted from the bucket that is created")
            .range(1, 3650));
  }
};
static_assert(describe::complete<AccessLogsProps>());

/// The load balancer of a stack.
struct LoadBalancerProps {
  Sourced<Scheme> scheme = Default(Scheme::kInternetFacing);
  describe::List<std::string> allowed_cidrs{};
  Sourced<std::string> certificate_arn{};
  Sourced<std::string> ssl_policy = Default(spec::newest_default("load_balancer.ssl_policy"));
  Sourced<int> idle_timeout_seconds = Default(60);
  Sourced<bool> deletion_protection = ByProfile(true, false, false);
  Sourced<describe::Either<bool, AccessLogsProps>> access_logs = ByProfile(true, false, false);
  Sourced<describe::Either<bool, wafv2::WebAclProps>> waf = Default(false);
  Sourced<describe::Either<ClientCertificates, MutualTlsProps>> mutual_tls =
      Default(ClientCertificates::kNone);
  Sourced<JwtProps> jwt{};
  static constexpr auto fields() {
    return describe::fields(
        "the load balancer",
        field<&LoadBalancerProps::scheme>("scheme",
                                          "reachable from the internet, or from the VPC only"),
        field<&LoadBalancerProps::allowed_cidrs>(
            "allowed_cidrs", "who may connect; everyone when left out (the VPC when internal)")
            .form(forms::kSourceCidr)
            .items(1)
            .example("[203.0.113.0/24]"),
        field<&LoadBalancerProps::certificate_arn>(
            "certificate_arn", "an existing ACM certificate for HTTPS; `domain` creates one")
            .form(forms::kCertificateArn),
        field<&LoadBalancerProps::ssl_policy>("ssl_policy", "the TLS policy of the HTTPS listener"),
        field<&LoadBalancerProps::idle_timeout_seconds>(
            "idle_timeout_seconds", "seconds after which an idle connection is closed")
            .range(1, 4000),
        field<&LoadBalancerProps::deletion_protection>(
            "deletion_protection",
            "the load balancer cannot be deleted until the protection is turned off"),
        field<&LoadBalancerProps::access_logs>("access_logs", "every request logged to a bucket"),
        field<&LoadBalancerProps::waf>("waf",
                                       "a web application firewall with AWS's managed rule "
                                       "groups, or an existing web ACL"),
        field<&LoadBalancerProps::mutual_tls>(
            "mutual_tls",
            "certificates that clients must present over HTTPS: verified with a bundle of "
            "authorities or a trust store, or passed on unverified to the services with "
            "`passthrough`")
            .example("{ca_bundle: s3://example-trust/clients.pem}"),
        field<&LoadBalancerProps::jwt>("jwt",
                                       "JSON Web Tokens that all requests over HTTPS must carry; a "
                                       "route can require others, or set `jwt: false`"));
  }
};
static_assert(describe::complete<LoadBalancerProps>());

/// What targets speak: TCP with a network load balancer, the rest with an application load
/// balancer.
enum class Protocol { kHttp, kHttps, kHttp2, kGrpc, kTcp };
constexpr auto names_of(Protocol) { return std::array{"http", "https", "http2", "grpc", "tcp"}; }

/// What health checks speak; gRPC's among them, by the target group's protocol version.
enum class CheckProtocol { kHttp, kHttps };
constexpr auto names_of(CheckProtocol) { return std::array{"http", "https"}; }

/// How a target group decides that a target is healthy.
struct HealthCheckProps {
  Sourced<std::string> path = Default("/healthz");
  Sourced<int> interval_seconds = Default(30);
  Sourced<int> timeout_seconds = Default(5);
  Sourced<int> healthy_threshold = Default(2);
  Sourced<int> unhealthy_threshold = Default(3);
  Sourced<std::string> success_codes = Default("200");
  Sourced<int> port{};
  Sourced<CheckProtocol> protocol{};
  static constexpr auto fields() {
    return describe::fields(
        "a health check",
        field<&HealthCheckProps::path>("path",
                                       "the path to request, which must answer without a login; "
                                       "for gRPC a method, by default one that no service has")
            .form(forms::kUrlPath),
        field<&HealthCheckProps::interval_seconds>("interval_seconds", "seconds between two checks")
            .range(5, 300),
        field<&HealthCheckProps::timeout_seconds>(
            "timeout_seconds",
            "seconds without an answer that count as a failure; less than the interval")
            .range(2, 120),
        field<&HealthCheckProps::healthy_threshold>("healthy_threshold",
                                                    "successes in a row that make a target healthy")
            .range(2, 10),
        field<&HealthCheckProps::unhealthy_threshold>(
            "unhealthy_threshold", "failures in a row that make a target unhealthy")
            .range(2, 10),
        field<&HealthCheckProps::success_codes>(
            "success_codes",
            "codes that count as success: HTTP codes, or gRPC codes from 0 to 99, where the "
            "default is `0` if a path is set and `12` (unimplemented) otherwise")
            .form(forms::kStatusCodes),
        field<&HealthCheckProps::port>("port",
                                       "the port that is checked; that of the requests when left "
                                       "out")
            .range(1, 65535),
        field<&HealthCheckProps::protocol>(
            "protocol", "the protocol of the checks; that of the requests when left out"));
  }
};
static_assert(describe::complete<HealthCheckProps>());

/// Which requests a service gets when several share the load balancer.
struct RouteProps {
  describe::List<std::string> host{};
  describe::List<std::string> path{};
  Sourced<int> priority{};
  Sourced<describe::Either<bool, JwtProps>> jwt{};
  static constexpr auto fields() {
    return describe::fields(
        "a route",
        field<&RouteProps::host>("host", "host names, `*` allowed")
            .form(forms::kHostName)
            .items(1)
            .example("[api.example.com]"),
        field<&RouteProps::path>("path",
                                 "path patterns, `*` and `?` allowed: `/api` alone does not match "
                                 "what is below it; one string stands for a path and all below it")
            .form(forms::kPathPattern)
            .items(1)
            .example("[/api/*]"),
        field<&RouteProps::priority>(
            "priority",
            "the rule's place, lowest first; derived from the route itself when left "
            "out, so that adding a service moves no other")
            .range(1, 50000),
        field<&RouteProps::jwt>("jwt",
                                "the tokens that its requests must carry, or false for none; those "
                                "of `load_balancer.jwt` when left out"));
  }
};
static_assert(describe::complete<RouteProps>());

/// Where a rule stands among the rules of a listener, lowest first, from the route alone: 1,000 to
/// 49,999, so that stated priorities can go before and after all of them. More specific routes come
/// first: host and path before host before path, exact names before patterns, longer literal
/// beginnings of paths before shorter ones. Routes that are alike spread over a range by a hash of
/// their text.
int derived_priority(const RouteProps& route);

/// An application load balancer with its security group and listeners: HTTPS, with HTTP
/// redirected, when there is a certificate; HTTP alone otherwise.
class LoadBalancer : public construct::Construct {
 public:
  using Props = LoadBalancerProps;
  LoadBalancer(construct::Scope scope, ec2::Vpc& vpc, LoadBalancerProps props);

  const LoadBalancerProps& props() const { return props_; }
  ec2::SecurityGroup& security_group() { return *security_group_; }
  cfn::Value arn() const;
  cfn::Value dns_name() const;
  cfn::Value canonical_hosted_zone_id() const;
  /// The last part of the ARN, which CloudWatch metrics are keyed by.
  cfn::Value full_name() const;
  bool is_https() const { return https_; }
  /// HTTPS with a certificate of the stack; call before the first `route` or `forward_default`. A
  /// second one is an error of the user.
  void use_certificate(const cfn::Value& arn);
  /// Requests that match go to the target group. `name` names the rule's resource (`ApiRule`); its
  /// label and origin are what messages say of the route. Two rules with one priority are an error
  /// naming both, and so is a rule that no request reaches because an earlier one takes them all.
  cfn::Resource& route(const construct::Name& name, const RouteProps& route,
                       const cfn::Value& target_group_arn);
  /// Requests that no route matches; without this they get a plain 404. Only one can have them.
  void forward_default(const cfn::Value& target_group_arn, const Origin& origin = {});
  /// The listener that serves requests; what stands behind it depends on it.
  cfn::LogicalId listener_id() const { return serving_listener_->id; }

 private:
  struct Rule {
    std::string label;
    int priority;
    Origin origin;
    std::vector<std::string> hosts;
    std::vector<std::string> paths;
  };
  void add_security_group(const ec2::Vpc& vpc);
  void open_port(int port, std::string_view protocol);
  void add_load_balancer(const ec2::Vpc& vpc);
  cfn::Resource* add_access_logs(cfn::List& attributes);
  void add_http_listener();
  void begin_to_serve();
  void check_limits(const construct::Name& name, const RouteProps& route);
  void authenticate_clients();
  cfn::Value trust_store(const MutualTlsProps& props);
  const JwtProps* tokens_of(const construct::Name& name, const RouteProps& route);
  void refuse_without_certificate(const std::string& key, const Origin& origin);
  void check_order(const Rule& rule, const Rule& other);
  int next_free(int priority) const;

  LoadBalancerProps props_;
  ec2::SecurityGroup* security_group_ = nullptr;
  cfn::Resource* resource_ = nullptr;
  cfn::Resource* http_listener_ = nullptr;
  cfn::Resource* serving_listener_ = nullptr;
  cfn::List sources_;  ///< the blocks that may connect
  ec2::Vpc& vpc_;
  bool https_ = false;
  bool serves_ = false;
  std::vector<Rule> rules_;
  std::optional<Origin> default_origin_;
};

struct TargetGroupProps {
  Sourced<int> port{};
  Sourced<Protocol> protocol = Default(Protocol::kHttp);
  Sourced<int> sticky_seconds{};
  HealthCheckProps health_check{};
  Sourced<int> deregistration_delay_seconds = ByProfile(30, 15, 5);
  static constexpr auto fields() {
    return describe::fields(
        "a target group",
        field<&TargetGroupProps::port>("port", "the port of its targets")
            .range(1, 65535)
            .required(),
        field<&TargetGroupProps::protocol>("protocol", "what targets speak"),
        field<&TargetGroupProps::sticky_seconds>(
            "sticky_seconds", "seconds in which a client's requests go to the same target")
            .range(1, 604800),
        field<&TargetGroupProps::health_check>("health_check", "when a target is healthy"),
        field<&TargetGroupProps::deregistration_delay_seconds>(
            "deregistration_delay_seconds",
            "seconds that a deregistered target has to finish its requests")
            .range(0, 3600));
  }
};
static_assert(describe::complete<TargetGroupProps>());

/// HTTP, gRPC or TCP targets by IP address.
class TargetGroup : public construct::Construct {
 public:
  using Props = TargetGroupProps;
  TargetGroup(construct::Scope scope, const ec2::Vpc& vpc, TargetGroupProps props);
  cfn::Value arn() const;
  /// The last part of the ARN, which CloudWatch metrics are keyed by.
  cfn::Value full_name() const;
  /// HTTP targets behind a proxy that takes TLS; checks of another port stay as they are.
  void speak_tls();

 private:
  void check_codes(const HealthCheckProps& check, bool is_grpc);
  void add_tcp_group(const ec2::Vpc& vpc, const TargetGroupProps& props);

  cfn::Resource* resource_ = nullptr;
};

}  // namespace archsynth::elbv2

// Compiled once, with the shapes of all that is in it.
namespace archsynth::describe::internal {
extern template const RecordView& record_of<elbv2::LoadBalancerProps>();
extern template const RecordView& record_of<elbv2::RouteProps>();
}  // namespace archsynth::describe::internal
