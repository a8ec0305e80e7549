#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace archsynth::analysis {

/// `a, b or c`.
std::string listed_words(std::vector<std::string> parts, std::string_view last_word);

/// What a pattern asks for, in words: `must start with arn:`, `must have only letters and digits`.
/// `is_wanted`: it has to be found, else it must not. Empty: it has no words.
std::string words_of_pattern(std::string_view pattern, bool is_wanted);

}  // namespace archsynth::analysis
