#pragma once

#include <string_view>

#include "archsynth/support/origin.h"

/// What `--env` put in may be a secret, and is shown as the file has it.
namespace archsynth {

/// What stands at the place, without the quotes around it.
std::string_view written_at(const Origin& origin);
/// Whether a variable of the environment was put in at the place.
bool is_put_in(std::string_view value, const Origin& origin);

}  // namespace archsynth
