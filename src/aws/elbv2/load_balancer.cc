#include <fmt/format.h>

#include <stdexcept>

#include "archsynth/aws/elbv2.h"
#include "archsynth/construct/waiver.h"
#include "archsynth/support/text.h"
#include "aws/elbv2/balancer_parts.h"
#include "spec/elbv2.h"

namespace archsynth::elbv2 {

namespace {

cfn::Value attribute(std::string_view key, cfn::Value value) {
  return cfn::Map{{"Key", key}, {"Value", std::move(value)}};
}

}  // namespace

LoadBalancer::LoadBalancer(construct::Scope scope, ec2::Vpc& vpc, LoadBalancerProps props)
    : Construct(std::move(scope)), props_(aws::settled(std::move(props), *this)), vpc_(vpc) {
  const spec::TextList policies = spec::tls_policies();
  if (!policies.contains(*props_.ssl_policy)) {
    diagnostics()
        .error("ARC1330", props_.ssl_policy.origin(),
               fmt::format("unknown TLS policy {}", quoted(*props_.ssl_policy)))
        .fix = suggest(*props_.ssl_policy, policies.to_vector());
  }
  add_security_group(vpc);
  add_load_balancer(vpc);
  add_http_listener();
  if (props_.certificate_arn) use_certificate(props_.certificate_arn);
  const auto& waf = *props_.waf;
  if (!waf.is_large && !*waf.scalar) return;
  add<wafv2::WebAcl>(construct::Name("WebAcl", label() + ".waf", props_.waf.origin()),
                     waf.is_large ? waf.large : wafv2::WebAclProps{})
      .protect(arn());
}

void LoadBalancer::add_security_group(const ec2::Vpc& vpc) {
  security_group_ =
      &add<ec2::SecurityGroup>(construct::Name("SecurityGroup", label(), origin()), vpc,
                               {.description = "Load balancer of " + stack().full_name()});
  sources_ = sources_of(props_, vpc, label(), diagnostics());
}

void LoadBalancer::open_port(int port, std::string_view protocol) {
  const char* who = !props_.allowed_cidrs.empty()         ? "those allowed"
                    : *props_.scheme == Scheme::kInternal ? "the VPC"
                                                          : "the internet";
  bool everyone = false;
  for (const cfn::Value& source : sources_) {
    security_group_->allow_from_cidr(source, port, fmt::format("{} from {}", protocol, who));
    everyone = everyone || source == cfn::Value(kEveryone);
  }
  admit_from_outside(vpc_, props_, port);
  if (!everyone) return;
  cfn::Resource& group = security_group_->resource();
  group.metadata = {};
  construct::waive(group, {.checkov = "CKV_AWS_260", .cdk_nag = {}, .cfn_lint = {}},
                   https_ ? "A public load balancer: port 80 is open only to redirect to HTTPS"
                          : "A public load balancer: port 80 is open because there is no "
                            "certificate");
  construct::waive(group, {.checkov = {}, .cdk_nag = "AwsSolutions-EC23", .cfn_lint = {}},
                   "A public load balancer is reached from the internet on these ports only");
}

void LoadBalancer::add_load_balancer(const ec2::Vpc& vpc) {
  const bool internal = *props_.scheme == Scheme::kInternal;
  cfn::List attributes{attribute("deletion_protection.enabled",
                                 cfn::Value(*props_.deletion_protection ? "true" : "false")
                                     .with_origin(props_.deletion_protection.origin())),
                       attribute("routing.http.drop_invalid_header_fields.enabled", "true"),
                       attribute("idle_timeout.timeout_seconds",
                                 cfn::Value(std::to_string(*props_.idle_timeout_seconds))
                                     .with_origin(props_.idle_timeout_seconds.origin()))};
  const cfn::Resource* log_permission = add_access_logs(attributes);
  resource_ = &add_resource(
      "", "AWS::ElasticLoadBalancingV2::LoadBalancer",
      {{"IpAddressType", "ipv4"},
       {"LoadBalancerAttributes", std::move(attributes)},
       {"Scheme",
        cfn::Value(internal ? "internal" : "internet-facing").with_origin(props_.scheme.origin())},
       {"SecurityGroups", cfn::List{security_group_->id()}},
       {"Subnets", subnets_of(props_, vpc, *this)},
       {"Type", "application"}});
  if (log_permission != nullptr) resource_->depends_on.push_back(log_permission->id);
  if (internal) return;
  for (const cfn::LogicalId& id : vpc.internet_dependencies()) resource_->depends_on.push_back(id);
}

void LoadBalancer::add_http_listener() {
  const cfn::Map not_found{
      {"StatusCode", "404"}, {"ContentType", "text/plain"}, {"MessageBody", "Not found"}};
  http_listener_ = serving_listener_ = &add_resource(
      "HttpListener", "AWS::ElasticLoadBalancingV2::Listener",
      {{"DefaultActions",
        cfn::List{cfn::Map{{"Type", "fixed-response"}, {"FixedResponseConfig", not_found}}}},
       {"LoadBalancerArn", arn()},
       {"Port", 80},
       {"Protocol", "HTTP"}});
  for (const char* rule : {"CKV_AWS_2", "CKV_AWS_103"}) {
    construct::waive(*http_listener_, {.checkov = rule, .cdk_nag = {}, .cfn_lint = {}},
                     "HTTP only: no domain or certificate is configured");
  }
  open_port(80, "HTTP");
}

void LoadBalancer::use_certificate(const cfn::Value& arn) {
  if (serves_) throw std::logic_error("use_certificate comes before the first route");
  if (https_) {
    Diagnostic& second =
        diagnostics().error("ARC1342", props_.certificate_arn.origin(),
                            fmt::format("{} has a second certificate", quoted(label())));
    second.fix = fmt::format("set either {} or a domain", quoted(label() + ".certificate_arn"));
    return;
  }
  https_ = true;
  serving_listener_ =
      &add_resource("HttpsListener", "AWS::ElasticLoadBalancingV2::Listener",
                    {{"Certificates", cfn::List{cfn::Map{{"CertificateArn", arn}}}},
                     {"DefaultActions", *http_listener_->properties.find("DefaultActions")},
                     {"LoadBalancerArn", this->arn()},
                     {"Port", 443},
                     {"Protocol", "HTTPS"},
                     {"SslPolicy", props_.ssl_policy}});
  const cfn::Map to_https{{"Port", "443"}, {"Protocol", "HTTPS"}, {"StatusCode", "HTTP_301"}};
  http_listener_->metadata = {};
  http_listener_->properties.set(
      "DefaultActions", cfn::List{cfn::Map{{"Type", "redirect"}, {"RedirectConfig", to_https}}});
  open_port(443, "HTTPS");
}

void LoadBalancer::begin_to_serve() {
  if (serves_) return;
  serves_ = true;
  if (https_) return authenticate_clients();
  if (props_.ssl_policy.stated()) {
    refuse_without_certificate(label() + ".ssl_policy", props_.ssl_policy.origin());
  }
  if (props_.mutual_tls.stated()) {
    refuse_without_certificate(label() + ".mutual_tls", props_.mutual_tls.origin());
  }
  if (!props_.jwt.missing()) refuse_without_certificate(label() + ".jwt", props_.jwt.origin());
  if (profile() != Profile::kProduction || *props_.scheme == Scheme::kInternal) return;
  diagnostics()
      .warning("ARC4330", origin(),
               fmt::format("{} serves plain HTTP; traffic, including passwords, is not encrypted",
                           quoted(label())))
      .fix = fmt::format("set \"domain\", or set {}", quoted(label() + ".certificate_arn"));
}

void LoadBalancer::refuse_without_certificate(const std::string& key, const Origin& origin) {
  diagnostics()
      .error("ARC1339", origin, fmt::format("{} has no effect without a certificate", quoted(key)))
      .fix = fmt::format("set {}, or a domain", quoted(label() + ".certificate_arn"));
}

cfn::Value LoadBalancer::arn() const { return resource_->ref(); }
cfn::Value LoadBalancer::dns_name() const { return resource_->att("DNSName"); }
cfn::Value LoadBalancer::canonical_hosted_zone_id() const {
  return resource_->att("CanonicalHostedZoneID");
}
cfn::Value LoadBalancer::full_name() const { return resource_->att("LoadBalancerFullName"); }

}  // namespace archsynth::elbv2

namespace archsynth::describe::internal {
template const RecordView& record_of<elbv2::LoadBalancerProps>();
template const RecordView& record_of<elbv2::RouteProps>();
}  // namespace archsynth::describe::internal
