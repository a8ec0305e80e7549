#pragma once

#include <string_view>
#include <vector>

namespace archsynth::spec {

/// A condition key of IAM that every service knows.
struct ConditionKey {
  std::string_view name;    ///< `aws:PrincipalTag`
  bool takes_name = false;  ///< one follows a slash
};

/// All of them, by name.
const std::vector<ConditionKey>& condition_keys();

}  // namespace archsynth::spec
