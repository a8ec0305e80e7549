#pragma once

#include <string_view>
#include <vector>

#include "archsynth/support/diagnostic.h"

/// What `--env` put in may be a secret, and is shown as the file has it.
namespace archsynth {

/// What stands at the place, without the quotes around it.
std::string_view written_at(const Origin& origin);
/// Whether a variable of the environment was put in at the place.
bool is_put_in(std::string_view value, const Origin& origin);
/// Writes `${NAME}` for what was put in, wherever findings repeat it: of a finding about the place
/// of the variable any value, of others one that is too long to be there by chance.
void hide_put_in(std::vector<Diagnostic>& findings);

}  // namespace archsynth
