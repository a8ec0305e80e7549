#pragma once

#include <array>
#include <string>

#include "archsynth/aws/forms.h"
#include "archsynth/describe/record.h"

/// How a load balancer knows its clients: by certificates, by tokens.
namespace archsynth::elbv2 {

using describe::field;

/// What happens to clients' certificates where there is no bundle to verify them with.
enum class ClientCertificates { kNone, kPassthrough };
constexpr auto names_of(ClientCertificates) { return std::array{"none", "passthrough"}; }

/// Mutual TLS that verifies clients' certificates.
/// https://docs.aws.amazon.com/elasticloadbalancing/latest/application/mutual-authentication.html
struct MutualTlsProps {
  Sourced<std::string> ca_bundle{};
  Sourced<std::string> ca_bundle_version{};
  Sourced<std::string> trust_store_arn{};
  Sourced<bool> allow_expired = Default(false);
  Sourced<bool> advertise_ca_names = Default(false);
  static constexpr auto fields() {
    using P = MutualTlsProps;
    return describe::fields(
        "mutual TLS",
        field<&P::ca_bundle>("ca_bundle",
                             "the certificates of the authorities that are trusted, as one PEM "
                             "file in a bucket of this region; a trust store is made from it")
            .form(forms::kS3Object)
            .example("s3://example-trust/clients.pem"),
        field<&P::ca_bundle_version>("ca_bundle_version",
                                     "the version of that object; the latest when the stack is "
                                     "deployed, when left out")
            .example("3HL4kqtJlcpXroDTDmJrmSpXd3dIbrHY"),
        field<&P::trust_store_arn>("trust_store_arn", "an existing trust store instead")
            .form(forms::kTrustStoreArn),
        field<&P::allow_expired>("allow_expired", "whether expired certificates are accepted"),
        field<&P::advertise_ca_names>("advertise_ca_names",
                                      "whether clients are shown which authorities are trusted"));
  }
};
static_assert(describe::complete<MutualTlsProps>());

enum class ClaimFormat { kSingleString, kSpaceSeparated, kStringArray };
constexpr auto names_of(ClaimFormat) {
  return std::array{"single_string", "space_separated", "string_array"};
}

/// A claim that a token must have.
struct ClaimProps {
  Sourced<ClaimFormat> format = Default(ClaimFormat::kSingleString);
  describe::List<std::string> values{};
  static constexpr auto fields() {
    using P = ClaimProps;
    return describe::fields("a claim",
                            field<&P::format>("format",
                                              "how the token encodes it: as one string, as values "
                                              "separated by spaces, or as an array of strings"),
                            field<&P::values>("values", "its values, at most 10")
                                .form(forms::kClaimValue)
                                .items(1)
                                .example("[orders.read]"));
  }
};
static_assert(describe::complete<ClaimProps>());

/// Which JSON Web Tokens requests must have.
/// https://docs.aws.amazon.com/elasticloadbalancing/latest/application/listener-verify-jwt.html
struct JwtProps {
  Sourced<std::string> issuer{};
  Sourced<std::string> jwks_url{};
  describe::Map<Sourced<describe::Either<std::string, ClaimProps>>> claims{};
  static constexpr auto fields() {
    using P = JwtProps;
    return describe::fields(
        "JWT validation",
        field<&P::issuer>("issuer", "the issuer of the tokens: their claim `iss`")
            .form(forms::kClaimValue)
            .required()
            .example("https://login.example.com"),
        field<&P::jwks_url>("jwks_url",
                            "where the issuer publishes its keys, which the load balancer must "
                            "reach over the internet")
            .form(forms::kHttpsUrl)
            .required()
            .example("https://login.example.com/.well-known/jwks.json"),
        field<&P::claims>("claims",
                          "claims that tokens must have besides `iss` and `exp`, by name: the "
                          "value, or its format with the values; at most 10")
            .keys(forms::kClaimName)
            .example("{aud: orders, scope: {format: space_separated, values: [orders.read]}}"));
  }
};
static_assert(describe::complete<JwtProps>());

}  // namespace archsynth::elbv2
