#pragma once

#include "archsynth/cfn/value.h"

namespace archsynth::ecs {

/// The condition that a service uses a key in the name of the role, and not its code by itself.
/// https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html
cfn::Value only_via(const char* service);

}  // namespace archsynth::ecs
