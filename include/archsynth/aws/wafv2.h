#pragma once

#include "archsynth/aws/forms.h"
#include "archsynth/aws/props.h"
#include "archsynth/construct/stack.h"

/// The web application firewall.
namespace archsynth::wafv2 {

using describe::field;

struct WebAclProps {
  Sourced<std::string> web_acl_arn{};
  Sourced<int> rate_limit_per_5_minutes{};
  static constexpr auto fields() {
    return describe::fields(
        "a web ACL",
        field<&WebAclProps::web_acl_arn>("web_acl_arn",
                                         "an existing regional web ACL to use instead")
            .form(forms::kWebAclArn),
        field<&WebAclProps::rate_limit_per_5_minutes>(
            "rate_limit_per_5_minutes",
            "requests from one address in five minutes, above which it is blocked")
            .range(10, 2'000'000'000));
  }
};
static_assert(describe::complete<WebAclProps>());

/// A regional web ACL with AWS's managed groups (common rules, known bad inputs, IP reputation), or
/// an existing one, in front of a load balancer.
class WebAcl : public construct::Construct {
 public:
  using Props = WebAclProps;
  WebAcl(construct::Scope scope, WebAclProps props);
  const cfn::Value& arn() const { return arn_; }
  /// Puts it in front of a resource by its ARN.
  void protect(const cfn::Value& resource_arn);

 private:
  cfn::Value arn_;
};

}  // namespace archsynth::wafv2
