#pragma once

#include "rules/identities/grants.h"

namespace archsynth::analysis {

/// Reports actions that tasks of state machines call and their roles lack.
void check_roles_of_machines(const View& view, const Report& report);

}  // namespace archsynth::analysis
