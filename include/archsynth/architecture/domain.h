#pragma once

#include <string>

#include "archsynth/aws/forms.h"
#include "archsynth/describe/record.h"

namespace archsynth::architecture {

using describe::field;

/// A further name of the application.
struct DomainAliasProps {
  Sourced<std::string> name{};
  Sourced<std::string> hosted_zone_id{};
  static constexpr auto fields() {
    using P = DomainAliasProps;
    return describe::fields(
        "a domain alias",
        field<&P::name>("name", "another name that leads to the load balancer")
            .form(forms::kDomainName)
            .required()
            .example("www.example.com"),
        field<&P::hosted_zone_id>("hosted_zone_id",
                                  "the public hosted zone that holds it; the domain's own when "
                                  "left out")
            .form(forms::kHostedZoneId));
  }
};
static_assert(describe::complete<DomainAliasProps>());

/// Where users find the application.
struct DomainProps {
  Sourced<std::string> name{};
  Sourced<std::string> hosted_zone_id{};
  Sourced<std::string> certificate_arn{};
  describe::List<DomainAliasProps> aliases{};
  static constexpr auto fields() {
    using P = DomainProps;
    return describe::fields(
        "the domain",
        field<&P::name>("name",
                        "the name that leads to the load balancer: through alias records in "
                        "`hosted_zone_id`, or through DNS elsewhere with a `certificate_arn`")
            .form(forms::kDomainName)
            .example("api.example.com"),
        field<&P::hosted_zone_id>("hosted_zone_id",
                                  "the public hosted zone that holds the name; it gets the DNS "
                                  "records, and those that validate the certificate")
            .form(forms::kHostedZoneId)
            .example("Z0123456789ABCDEFGHIJ"),
        field<&P::certificate_arn>(
            "certificate_arn",
            "an existing ACM certificate; one is created for the names when left out")
            .form(forms::kCertificateArn),
        field<&P::aliases>(
            "aliases",
            "further names that lead to the load balancer, for users or for the routes of "
            "services: each a name in the domain's hosted zone, or a mapping with a zone of its "
            "own. One certificate is created for all of them")
            .example("[www.example.com]"));
  }
};
static_assert(describe::complete<DomainProps>());

}  // namespace archsynth::architecture
