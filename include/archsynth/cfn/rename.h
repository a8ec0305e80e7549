#pragma once

#include <map>
#include <string>

#include "archsynth/cfn/template.h"

namespace archsynth::cfn {

/// Gives resources other logical ids, all at once, so that two can swap theirs: `names` leads from
/// the id that one has to the id that it gets. `Ref`, `GetAtt`, `Sub` and `DependsOn` follow, in
/// outputs too; an id within a plain string (of `Hooks`, of metadata) does not. Order and origins
/// stay.
void rename_resources(Template& changed, const std::map<std::string, std::string>& names);

}  // namespace archsynth::cfn
