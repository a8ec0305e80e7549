#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

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

/// An attribute of a load balancer or of a target group.
struct BalancerAttribute {
  std::string_view key;
  TextList types;   ///< of load balancers that have it: `application`, `network`, `gateway`
  TextList values;  ///< empty: any
  std::int64_t least = 0;
  std::int64_t most = 0;  ///< 0: no bounds are known
};
/// `of` is `load_balancer` or `target_group`. Nothing when no page names it.
std::optional<BalancerAttribute> balancer_attribute(std::string_view of, std::string_view key);
std::vector<std::string_view> balancer_attributes(std::string_view of);

}  // namespace archsynth::spec
