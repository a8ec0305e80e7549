#pragma once

#include <string>
#include <string_view>

#include "archsynth/support/origin.h"
#include "support/put_in.h"

/// Values in messages. Law: what `--env` put in may be a secret, and is shown as the file has it.
namespace archsynth::describe {

using archsynth::is_put_in;
/// The value in quotes, or what the file has in its place.
std::string shown(std::string_view value, const Origin& origin);
/// The same for a number, which has no quotes.
std::string shown_number(std::string_view number, const Origin& origin);

}  // namespace archsynth::describe
