#pragma once

#include "rules/rule.h"

namespace archsynth::analysis {

/// Reports actions that state machines, functions, container instances, and what reads from or
/// writes to other resources need of their roles.
void check_roles_of_edges(const View& view, const Report& report);

}  // namespace archsynth::analysis
