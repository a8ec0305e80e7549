#pragma once

#include "archsynth/construct/stack.h"

namespace archsynth {

/// Folds the stack's tree into a template: resources in the order in which they were added, the
/// stack's tags on everything that takes tags, raw resources merged, overrides applied.
///
/// Two paths that print the same logical id, references to nothing, dependency cycles and
/// exceeded CloudFormation quotas are errors; 80 % of a quota is a warning. The stack's own
/// diagnostics are not repeated: ask `stack.diagnostics()` first.
cfn::Template synthesize(const Stack& stack, Diagnostics& diagnostics);

}  // namespace archsynth
