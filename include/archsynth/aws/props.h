#pragma once

#include "archsynth/cfn/reader.h"
#include "archsynth/construct/stack.h"
#include "archsynth/describe/record.h"

namespace archsynth::aws {

/// What every constructor does first with its props: the profile's defaults taken, the constraints
/// checked, under the name by which the user knows the construct.
template <typename P>
P settled(P props, const construct::Construct& owner) {
  describe::settle(props, owner.profile());
  if (!owner.stack().props().has_checked_props) {
    describe::check(props, owner.label(), owner.origin(), owner.diagnostics());
  }
  return props;
}

/// A stated value: its text, or its function.
inline cfn::Value value_of(const Sourced<describe::Expression>& expression, Diagnostics& to) {
  if (!expression) return {};
  if (expression->is_function()) return cfn::read_value(expression->function, to);
  return cfn::Value(expression->text).with_origin(expression.origin());
}

}  // namespace archsynth::aws
