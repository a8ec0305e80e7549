#pragma once

#include <string_view>
#include <vector>

#include "archsynth/spec/text_list.h"

namespace archsynth::spec {

/// A statement of a managed policy of AWS; all of them allow.
struct ManagedStatement {
  bool has_other_actions = false;    ///< `NotAction`
  bool has_other_resources = false;  ///< `NotResource`
  TextList actions{};
  TextList resources{};
  TextList conditions{};  ///< `StringEquals|iam:PassedToService|ecs.amazonaws.com`
};

/// What a policy such as `arn:aws:iam::aws:policy/ReadOnlyAccess` allows; none for one that is not
/// known.
std::vector<ManagedStatement> managed_policy(std::string_view arn);

}  // namespace archsynth::spec
