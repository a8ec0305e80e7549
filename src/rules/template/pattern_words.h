#pragma once

#include <string>
#include <string_view>

namespace archsynth::analysis {

/// What a pattern asks for, in words: `must start with arn:`, `must have only letters and digits`.
/// `is_wanted`: it has to be found, else it must not. Empty: it has no words.
std::string words_of_pattern(std::string_view pattern, bool is_wanted);

}  // namespace archsynth::analysis
