#pragma once

#include <string>

#include "archsynth/aws/elbv2.h"

namespace archsynth::elbv2 {

/// The actions that pass requests on, after their tokens are validated where there is `jwt`.
cfn::List forward(const cfn::Value& target_group_arn, const JwtProps* jwt);

/// Reports more claims or values than a load balancer checks (ARC1871).
void check_claims(const JwtProps& jwt, const std::string& label, Diagnostics& to);

/// The name of a stack as one of a trust store: at most 32 letters, digits and single hyphens.
std::string trust_store_name(const std::string& stack);

}  // namespace archsynth::elbv2
