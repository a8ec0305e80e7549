#pragma once

#include "archsynth/support/diagnostic.h"

namespace archsynth::describe {

/// Codes of findings about keys and their values: of a key that no record has, of a value of
/// another kind than its key takes, and of a key that is required and not there.
inline constexpr std::string_view kUnknownKeyCode = "ARC1001";
inline constexpr std::string_view kWrongKindCode = "ARC1002";
inline constexpr std::string_view kMissingKeyCode = "ARC1003";

/// Whether an unknown key was reported within a mapping: what it lacks is a consequence then.
bool has_unknown_key(const Diagnostics& found, const Origin& mapping);

}  // namespace archsynth::describe
