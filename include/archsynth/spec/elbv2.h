#pragma once

#include <string>
#include <string_view>

#include "archsynth/spec/text_list.h"

namespace archsynth::spec {

/// The security policies an HTTPS or TLS listener can name.
TextList tls_policies();

/// The policy AWS recommends for new listeners: TLS 1.3 and 1.2, forward secrecy, post-quantum key
/// exchange. CloudFormation's own default is older, so a listener should state one.
std::string_view recommended_tls_policy();

/// The service that writes the access logs of Application Load Balancers; the bucket policy allows
/// it `s3:PutObject`. Regions that AWS opened before August 2022 document it as well, in place of
/// the account number that older examples carry.
std::string_view access_log_delivery_service();

}  // namespace archsynth::spec
