#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "archsynth/analysis/permissions.h"

namespace archsynth::picture {

std::string permissions_as(std::string_view format, const analysis::Permissions& permissions);
/// `json`, `cloudformation`, `markdown`.
std::vector<std::string> permissions_formats();

/// The policies of one role alone, as IAM takes them: `service`, `ci` or `boundary`. A list where
/// there are several; an empty list where there is none.
std::string permissions_of_role(std::string_view role, const analysis::Permissions& permissions);

}  // namespace archsynth::picture
