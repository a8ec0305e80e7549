#pragma once

#include <string_view>

#include "archsynth/spec/text_list.h"

namespace archsynth::spec {

/// The predefined security policies that an HTTPS listener can name, sorted. AWS adds some every
/// year, so an unknown name may be a new one.
TextList tls_policies();

/// The policy AWS recommends for new listeners: TLS 1.3 and 1.2, forward secrecy, post-quantum key
/// exchange. CloudFormation's own default is older, so a listener should state one.
std::string_view recommended_tls_policy();

/// The service principal that writes the access logs of Application Load Balancers, in every region
/// and partition; the bucket policy allows it `s3:PutObject`, without a condition on ACLs. The
/// account numbers by region that older examples carry are superseded.
/// Source:
/// https://docs.aws.amazon.com/elasticloadbalancing/latest/application/enable-access-logging.html
std::string_view access_log_delivery_service();

}  // namespace archsynth::spec
