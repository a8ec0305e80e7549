#pragma once

#include <string>
#include <string_view>

namespace archsynth::analysis {

/// What to do about a fault of the property that messages call `name`, from the words of the fault:
/// `set "Size" to at least 4` of `"Size" must be at least 4, not 1`. Empty: the words say none.
std::string fix_of_fault(const std::string& name, std::string_view fault);

}  // namespace archsynth::analysis
