#include "archsynth/aws/acm.h"

#include <fmt/format.h>

namespace archsynth::acm {

namespace {
constexpr std::size_t kLongestName = 64;
}

Certificate::Certificate(construct::Scope scope, CertificateProps props)
    : Construct(std::move(scope)) {
  props = aws::settled(std::move(props), *this);
  // Source: https://docs.aws.amazon.com/acm/latest/APIReference/API_RequestCertificate.html
  if (props.domain_name->size() > kLongestName) {
    diagnostics().error("ARC1601", props.domain_name.origin(),
                        fmt::format("a certificate's name has at most {} characters, not {}",
                                    kLongestName, props.domain_name->size()));
  }
  // With the zone given, CloudFormation puts the proof there itself.
  const cfn::Map proof{{"DomainName", props.domain_name}, {"HostedZoneId", props.hosted_zone_id}};
  arn_ = add_resource("", "AWS::CertificateManager::Certificate",
                      {{"DomainName", props.domain_name},
                       {"DomainValidationOptions", cfn::List{proof}},
                       {"ValidationMethod", "DNS"}})
             .ref();
}

}  // namespace archsynth::acm
