#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "view/view.h"

namespace archsynth::analysis {

/// What the identity policies of a role let it do.
enum class Grant {
  kAllowed,
  kLacking,  ///< no policy of the role allows it
  kDenied,   ///< a policy denies it whatever others allow; never the whole answer
  kUnknown,  ///< a policy cannot be read, or a condition decides
};

/// Whether a role of the template may call an action, `sqs:ReceiveMessage`, on a resource of
/// the template, or on anything where that is null: by its own
/// policies, those of the template that name it, and the managed policies that are known.
Grant grant_of(const View& view, const cfn::Resource& role, std::string_view action,
               const cfn::Resource* on = nullptr);

/// Whether a pattern of a policy, with `*` and `?`, names the action; upper and lower case do not
/// count.
bool names_action(std::string_view pattern, std::string_view action);

}  // namespace archsynth::analysis
