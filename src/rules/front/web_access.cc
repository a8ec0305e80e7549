// Security policies of listeners, and addresses to which Cognito sends users back.

#include <fmt/format.h>

#include <algorithm>

#include "archsynth/support/text.h"
#include "rules/rule.h"
#include "spec/elbv2.h"

namespace archsynth::analysis {
namespace {

constexpr std::string_view kListenerPolicyPage =
    "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/"
    "describe-ssl-policies.html";
constexpr std::string_view kCallbackPage =
    "https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/"
    "API_CreateUserPoolClient.html";

constexpr std::string_view kProviderPage =
    "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/"
    "aws-properties-cognito-identitypool-cognitoidentityprovider.html";

/// Policies that the page no longer lists, and listeners still have.
constexpr std::string_view kOldPolicies[] = {"ELBSecurityPolicy-2015-05",
                                             "ELBSecurityPolicy-TLS-1-0-2015-04"};

void check_listener_policies(const View& view, const Report& report) {
  const spec::TextList known = spec::tls_policies();
  for (const cfn::Resource* listener : view.of("AWS::ElasticLoadBalancingV2::Listener")) {
    const cfn::Value* place = property(*listener, {"SslPolicy"});
    const auto name = view.text(place);
    if (!name || known.contains(*name)) continue;
    if (std::find(std::begin(kOldPolicies), std::end(kOldPolicies), *name) !=
        std::end(kOldPolicies)) {
      continue;
    }
    const auto near = nearest(*name, known.to_vector());
    report(*listener, place, fmt::format("unknown security policy {}", quoted(*name))).fix =
        near ? fmt::format("did you mean {}?", *near) : "use a predefined policy";
  }
}

bool is_own_machine(std::string_view address) {
  for (const std::string_view host : {"localhost", "127.0.0.1", "[::1]"}) {
    if (!address.starts_with(host)) continue;
    const std::string_view rest = address.substr(host.size());
    if (rest.empty() || rest.front() == ':' || rest.front() == '/' || rest.front() == '?') {
      return true;
    }
  }
  return false;
}

void check_callbacks(const View& view, const Report& report) {
  constexpr std::string_view kPlain = "http://";
  for (const cfn::Resource* client : view.of("AWS::Cognito::UserPoolClient")) {
    for (const char* key : {"CallbackURLs", "LogoutURLs"}) {
      for (const cfn::Value* each : view.items(property(*client, {key})).values) {
        const auto address = view.text(each);
        if (!address || !address->starts_with(kPlain)) continue;
        const std::string_view rest = std::string_view(*address).substr(kPlain.size());
        if (is_own_machine(rest) || rest.find("{{") != rest.npos) continue;
        report(*client, each, fmt::format("{} must use https", quoted(*address))).fix =
            fmt::format("write https://{}", rest);
      }
    }
  }
}

/// `Ref` of a pool is its id; an identity pool knows it by `cognito-idp.<region>…/<id>`.
void check_provider_names(const View& view, const Report& report) {
  for (const cfn::Resource* pool : view.of("AWS::Cognito::IdentityPool")) {
    for (const cfn::Value* each :
         view.items(property(*pool, {"CognitoIdentityProviders"})).values) {
      const cfn::Value* place = member(each, {"ProviderName"});
      const cfn::Resource* users = view.target(place, "AWS::Cognito::UserPool");
      if (users == nullptr) continue;
      const auto* attribute = place->get_if<cfn::GetAtt>();
      if (attribute != nullptr && attribute->attribute == "ProviderName") continue;
      report(*pool, place,
             fmt::format("\"ProviderName\" needs the provider name of {}", quoted(users->id.str())))
          .fix = fmt::format("write !GetAtt {}.ProviderName", users->id.str());
    }
  }
}

constexpr Rule kWebAccessRules[] = {
    {"ARC4970", Severity::kError, "unknown security policy of a listener",
     "Elastic Load Balancing refuses the listener", "use a predefined policy", kListenerPolicyPage,
     "", check_listener_policies},
    {"ARC4971", Severity::kError, "callback URL without TLS", "Cognito refuses the client",
     "use https, or http://localhost for tests", kCallbackPage, "", check_callbacks},
    {"ARC4979", Severity::kError, "identity pool has a wrong provider name for its user pool",
     "Cognito refuses the identity pool", "get \"ProviderName\" with Fn::GetAtt", kProviderPage, "",
     check_provider_names},
};

}  // namespace

std::span<const Rule> web_access_rules() { return kWebAccessRules; }

}  // namespace archsynth::analysis
