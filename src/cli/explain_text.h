#pragma once

#include <string>

#include "cli/explained.h"

namespace archsynth::cli {

/// What there is to say of a value of the template, as text or as JSON.
std::string explained_value(const Explained& file, const analysis::Explanation& what, bool as_json);
/// The same of a key of an architecture file.
std::string explained_key(const Explained& file, const describe::KeyInForce& key, bool as_json);
/// Every default in force.
std::string explained_defaults(const Explained& file, bool as_json);

}  // namespace archsynth::cli
