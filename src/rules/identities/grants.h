#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "rules/finding.h"
#include "view/view.h"

namespace archsynth::analysis {

/// What the identity policies of a role let it do.
enum class Grant {
  kAllowed,
  kLacking,  ///< no policy of the role allows it
  kDenied,   ///< a policy denies it whatever others allow; never the whole answer
  kUnknown,  ///< a policy cannot be read, or a condition decides
};

/// The items of a list, or one value alone; what policies have in either form.
Items one_or_many(const View& view, const cfn::Value* value);

/// Whether instances that join an ECS cluster start with the instance profile: the agent needs its
/// role.
bool is_of_container_instances(const View& view, const cfn::Resource& profile);

/// What an action is called on: a resource of the template, another one by its ARN, or anything.
struct GrantTarget {
  const cfn::Resource* resource = nullptr;
  std::string arn{};
};

/// Whether a role of the template may call an action, `sqs:ReceiveMessage`, on the target: by its
/// own policies, those of the template that name it, and the managed policies that are known.
Grant grant_of(const View& view, const cfn::Resource& role, std::string_view action,
               const GrantTarget& on = {});

/// The policies of the template, resources of their own, by which alone a role may call an action;
/// none where the role itself or the target may let it.
View::Resources attached_grants(const View& view, const cfn::Resource& role,
                                std::string_view action, const GrantTarget& on = {});

/// Who needs an action of a role, and where that is said.
struct ActionNeed {
  const cfn::Resource& resource;
  const Origin& where;
  const cfn::Resource& role;
  std::string_view who;  ///< `reading this secret`
  bool is_mild = false;  ///< a warning
};

/// Reports an action that the role surely lacks; whether it does.
bool need_action(const View& view, const Report& report, const ActionNeed& need,
                 std::string_view action, const GrantTarget& on = {});

/// Whether a resource that a statement names is another than the target for certain.
bool is_other_target(const View& view, const cfn::Value& named, const GrantTarget& on);

/// The resource that an ARN or a name stands for: the secret of an attachment.
const cfn::Resource* behind(const View& view, const cfn::Resource* resource);

/// Whether a nested stack or a custom resource is given the resource, and may add to it.
bool is_handed_on(const View& view, const cfn::Resource& resource);
/// Whether others than this template can find the resource, and let a service in: it has a name of
/// its own, or an output or a parameter of Systems Manager tells which it is.
bool is_found_outside(const View& view, const cfn::Resource& resource);

/// Whether a pattern of a policy, with `*` and `?`, names the action; upper and lower case do not
/// count.
bool names_action(std::string_view pattern, std::string_view action);

}  // namespace archsynth::analysis
