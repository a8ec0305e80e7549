#pragma once

#include <string>
#include <string_view>

#include "archsynth/support/origin.h"

/// Values in messages. Law: what `--env` put in may be a secret, and is shown as the file has it.
namespace archsynth::describe {

/// Whether a variable of the environment was put in at the place.
bool is_put_in(std::string_view value, const Origin& origin);
/// The value in quotes, or what the file has in its place.
std::string shown(std::string_view value, const Origin& origin);
/// The same for a number, which has no quotes.
std::string shown_number(std::string_view number, const Origin& origin);

}  // namespace archsynth::describe
