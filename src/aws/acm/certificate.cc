#include "archsynth/aws/acm.h"

namespace archsynth::acm {

Certificate::Certificate(construct::Scope scope, CertificateProps props)
    : Construct(std::move(scope)) {
  props = aws::settled(std::move(props), *this);
  // With the zone given, CloudFormation puts the proof there itself.
  const cfn::Map proof{{"DomainName", props.domain_name}, {"HostedZoneId", props.hosted_zone_id}};
  arn_ = add_resource("", "AWS::CertificateManager::Certificate",
                      {{"DomainName", props.domain_name},
                       {"DomainValidationOptions", cfn::List{proof}},
                       {"ValidationMethod", "DNS"}})
             .ref();
}

}  // namespace archsynth::acm
