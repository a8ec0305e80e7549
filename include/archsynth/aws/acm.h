#pragma once

#include "archsynth/aws/forms.h"
#include "archsynth/aws/props.h"
#include "archsynth/construct/stack.h"

/// TLS certificates.
namespace archsynth::acm {

using describe::field;

/// A further name of a certificate.
struct CertificateNameProps {
  Sourced<std::string> name{};
  Sourced<std::string> hosted_zone_id{};
  static constexpr auto fields() {
    using P = CertificateNameProps;
    return describe::fields(
        "a name of a certificate",
        field<&P::name>("name", "the name").form(forms::kDomainName).required(),
        field<&P::hosted_zone_id>("hosted_zone_id", "the public hosted zone that takes its proof")
            .form(forms::kHostedZoneId)
            .required());
  }
};
static_assert(describe::complete<CertificateNameProps>());

struct CertificateProps {
  Sourced<std::string> domain_name{};
  Sourced<std::string> hosted_zone_id{};
  describe::List<CertificateNameProps> further_names{};
  static constexpr auto fields() {
    return describe::fields(
        "a certificate",
        field<&CertificateProps::domain_name>("domain_name", "the name it is for")
            .form(forms::kDomainName)
            .required(),
        field<&CertificateProps::hosted_zone_id>(
            "hosted_zone_id",
            "the public hosted zone in which its proof is put, so that the stack "
            "does not wait for a person")
            .form(forms::kHostedZoneId)
            .required(),
        field<&CertificateProps::further_names>("further_names", "names that it is for as well"));
  }
};
static_assert(describe::complete<CertificateProps>());

/// A certificate proven by DNS in the same template.
class Certificate : public construct::Construct {
 public:
  using Props = CertificateProps;
  Certificate(construct::Scope scope, CertificateProps props);
  const cfn::Value& arn() const { return arn_; }

 private:
  cfn::Value arn_;
};

}  // namespace archsynth::acm
