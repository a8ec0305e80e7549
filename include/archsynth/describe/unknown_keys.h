#pragma once

#include "archsynth/support/diagnostic.h"

namespace archsynth::describe {

/// Codes of findings about keys and their values: of a key that no record has, and of a value of
/// another kind than its key takes.
inline constexpr std::string_view kUnknownKeyCode = "ARC1001";
inline constexpr std::string_view kMissingKeyCode = "ARC1003";
inline constexpr std::string_view kWrongKindCode = "ARC1002";

/// Whether an unknown key was reported within a mapping: what it lacks is a consequence then.
bool has_unknown_key(const Diagnostics& found, const Origin& mapping);

}  // namespace archsynth::describe
