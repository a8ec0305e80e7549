#pragma once

#include "archsynth/construct/construct.h"
#include "archsynth/describe/record.h"

namespace archsynth::aws {

/// What every constructor does first with its props: the profile's defaults taken, the constraints
/// checked, under the name by which the user knows the construct.
template <typename P>
P settled(P props, const construct::Construct& owner) {
  describe::settle(props, owner.profile());
  describe::check(props, owner.label(), owner.origin(), owner.diagnostics());
  return props;
}

}  // namespace archsynth::aws
