#include "aws/elbv2/clients.h"

#include <fmt/format.h>

#include <algorithm>

#include "archsynth/describe/unknown_keys.h"
#include "archsynth/support/text.h"
#include "aws/elbv2/routes.h"

namespace archsynth::elbv2 {

namespace {

constexpr std::size_t kMostClaims = 10;
constexpr std::size_t kMostClaimValues = 10;

const char* format_of(ClaimFormat format) {
  switch (format) {
    case ClaimFormat::kSingleString:
      return "single-string";
    case ClaimFormat::kSpaceSeparated:
      return "space-separated-values";
    case ClaimFormat::kStringArray:
      break;
  }
  return "string-array";
}

cfn::Map validation_of(const JwtProps& jwt) {
  cfn::Map config{{"Issuer", jwt.issuer}, {"JwksEndpoint", jwt.jwks_url}};
  cfn::List claims;
  for (const auto& [name, claim] : jwt.claims) {
    if (!claim.has_value()) continue;
    const ClaimFormat format = claim->is_large ? *claim->large.format : ClaimFormat::kSingleString;
    const cfn::Value values =
        claim->is_large ? cfn::Value(claim->large.values) : cfn::List{claim->scalar};
    claims.push_back(cfn::Map{{"Format", format_of(format)}, {"Name", name}, {"Values", values}});
  }
  if (!claims.empty()) config.set("AdditionalClaims", std::move(claims));
  return config;
}

}  // namespace

cfn::List forward(const cfn::Value& target_group_arn, const JwtProps* jwt) {
  cfn::Map forward{{"Type", "forward"}, {"TargetGroupArn", target_group_arn}};
  if (jwt == nullptr) return cfn::List{std::move(forward)};
  forward.set("Order", 2);
  return cfn::List{
      cfn::Map{
          {"Type", "jwt-validation"}, {"JwtValidationConfig", validation_of(*jwt)}, {"Order", 1}},
      std::move(forward)};
}

void check_claims(const JwtProps& jwt, const std::string& label, Diagnostics& to) {
  const auto report = [&](const Origin& where, std::string_view what, std::size_t count) {
    to.error("ARC1871", where,
             fmt::format("{} has {} {}, but a load balancer checks at most 10", quoted(label),
                         count, what))
        .fix = "remove the least important, and check them in the service";
  };
  if (jwt.claims.size() > kMostClaims) report(jwt.claims.origin(), "claims", jwt.claims.size());
  for (const auto& [name, claim] : jwt.claims) {
    if (!claim.has_value() || !claim->is_large) continue;
    const auto& values = claim->large.values;
    if (values.empty()) {
      to.error("ARC1871", name.origin(),
               fmt::format("{} has no values", quoted(label + ".claims." + *name)))
          .fix = "list the values that tokens must have";
    }
    if (values.size() > kMostClaimValues) {
      report(name.origin(), "values of " + quoted(*name), values.size());
    }
  }
}

/// https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateTrustStore.html
std::string trust_store_name(const std::string& stack) {
  constexpr std::size_t kMost = 32;
  constexpr std::size_t kHashDigits = 8;
  std::string name;
  for (const std::string_view part : split(stack, '-')) {
    if (!part.empty()) name += (name.empty() ? "" : "-") + std::string(part);
  }
  if (name.size() <= kMost) return name;
  name.resize(kMost - kHashDigits - 1);
  if (name.back() == '-') name.pop_back();
  return fmt::format("{}-{:08x}", name, static_cast<std::uint32_t>(stable_hash(stack)));
}

/// https://docs.aws.amazon.com/elasticloadbalancing/latest/application/configuring-mtls-with-elb.html
void LoadBalancer::authenticate_clients() {
  if (props_.jwt) check_claims(*props_.jwt, label() + ".jwt", diagnostics());
  if (!props_.mutual_tls) return;
  const auto& tls = *props_.mutual_tls;
  cfn::Map authentication;
  if (!tls.is_large) {
    if (*tls.scalar == ClientCertificates::kNone) return;
    authentication.set("Mode", "passthrough");
  } else {
    authentication.set("Mode", "verify");
    authentication.set("TrustStoreArn", trust_store(tls.large));
    if (*tls.large.allow_expired) authentication.set("IgnoreClientCertificateExpiry", true);
    if (*tls.large.advertise_ca_names) authentication.set("AdvertiseTrustStoreCaNames", "on");
  }
  serving_listener_->properties.set(
      "MutualAuthentication",
      cfn::Value(std::move(authentication)).with_origin(props_.mutual_tls.origin()));
}

cfn::Value LoadBalancer::trust_store(const MutualTlsProps& props) {
  const std::string key = label() + ".mutual_tls";
  const bool is_existing = !props.trust_store_arn.missing();
  const bool is_misspelt =
      !is_existing && describe::has_unknown_key(diagnostics(), props_.mutual_tls.origin());
  if (is_existing == !props.ca_bundle.missing() && !is_misspelt) {
    diagnostics()
        .error("ARC1870", props_.mutual_tls.origin(),
               fmt::format("{} needs {} \"ca_bundle\" {} \"trust_store_arn\"", quoted(key),
                           is_existing ? "only one of" : "a", is_existing ? "and" : "or a"))
        .fix = is_existing ? "remove one of them" : "set \"ca_bundle\" to s3://BUCKET/KEY";
  }
  if (is_existing && !props.ca_bundle_version.missing() && props.ca_bundle.missing()) {
    diagnostics()
        .error("ARC1870", props.ca_bundle_version.origin(),
               fmt::format("{} has no effect with an existing trust store",
                           quoted(key + ".ca_bundle_version")))
        .fix = "remove the key";
  }
  if (is_existing || props.ca_bundle.missing()) return props.trust_store_arn;
  const std::string bundle = *props.ca_bundle;
  if (!bundle.starts_with("s3://")) return {};  // was reported
  const std::size_t bucket = bundle.find("//") + 2;
  const std::size_t slash = std::min(bundle.find('/', bucket), bundle.size() - 1);
  const Origin& origin = props.ca_bundle.origin();
  cfn::Resource& store = add_resource(
      "TrustStore", "AWS::ElasticLoadBalancingV2::TrustStore",
      {{"CaCertificatesBundleS3Bucket",
        cfn::Value(bundle.substr(bucket, slash - bucket)).with_origin(origin)},
       {"CaCertificatesBundleS3Key", cfn::Value(bundle.substr(slash + 1)).with_origin(origin)},
       {"Name", trust_store_name(stack().full_name())}});
  if (props.ca_bundle_version) {
    store.properties.set("CaCertificatesBundleS3ObjectVersion", props.ca_bundle_version);
  }
  store.origin = props_.mutual_tls.origin();
  return store.ref();
}

/// The tokens that requests of a route must have; null for none.
const JwtProps* LoadBalancer::tokens_of(const construct::Name& name, const RouteProps& route) {
  const JwtProps* const common = props_.jwt ? &*props_.jwt : nullptr;
  if (!route.jwt) return https_ ? common : nullptr;
  const std::string key = name.label + ".jwt";
  if (!route.jwt->is_large && common == nullptr) {
    diagnostics()
        .error("ARC1872", route.jwt.origin(),
               fmt::format("{} has no effect without {}", quoted(key), quoted(label() + ".jwt")))
        .fix = "remove the key, or write the issuer and the URL of its keys here";
  } else if (!https_ && route.jwt->is_large) {
    refuse_without_certificate(key, route.jwt.origin());
  }
  if (!https_) return nullptr;
  if (!route.jwt->is_large) return *route.jwt->scalar ? common : nullptr;
  check_claims(route.jwt->large, key, diagnostics());
  return &route.jwt->large;
}

}  // namespace archsynth::elbv2
