#pragma once

#include <string_view>

#include "archsynth/cfn/template.h"

namespace archsynth::construct {

/// One practice rule under the names that the policy tools give it; empty where a tool has none.
struct Rule {
  std::string_view checkov{};
  std::string_view cdk_nag{};
  std::string_view cfn_lint{};
  std::string_view cfn_nag{};
  std::string_view guard{};
};

/// Records on the resource that the rule does not apply, and why a reviewer may accept that: once
/// here, in every tool's own form in the resource's `Metadata`.
void waive(cfn::Resource& resource, const Rule& rule, std::string_view reason);

}  // namespace archsynth::construct
