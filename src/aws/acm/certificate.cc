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
                        fmt::format("a certificate name can have at most {} characters, not {}",
                                    kLongestName, props.domain_name->size()));
  }
  // With the zone given, CloudFormation puts the proof there itself.
  cfn::List proofs{
      cfn::Map{{"DomainName", props.domain_name}, {"HostedZoneId", props.hosted_zone_id}}};
  cfn::List further;
  for (const Sourced<CertificateNameProps>& each : props.further_names) {
    further.emplace_back(each->name);
    proofs.emplace_back(
        cfn::Map{{"DomainName", each->name}, {"HostedZoneId", each->hosted_zone_id}});
  }
  cfn::Resource& made = add_resource("", "AWS::CertificateManager::Certificate",
                                     {{"DomainName", props.domain_name},
                                      {"DomainValidationOptions", std::move(proofs)},
                                      {"ValidationMethod", "DNS"}});
  if (!further.empty()) made.properties.set("SubjectAlternativeNames", std::move(further));
  arn_ = made.ref();
}

}  // namespace archsynth::acm
