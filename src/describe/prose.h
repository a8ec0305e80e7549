#pragma once

#include <string>

#include "archsynth/describe/field.h"

namespace archsynth::describe::internal {

/// The default of a field in words, each value between backticks: `` `30` `` where all profiles
/// agree, else `` production `30`, staging and development `7` ``; empty when there is none.
std::string default_in_words(const Field& field, const void* member);

/// A number's bounds in words: `from 1 to 5`, `at least 1`; empty when there are none.
std::string bounds_in_words(const Field& field);

/// `a, b or c`.
std::string alternatives(const std::vector<std::string>& items);

/// What to do where a text may be meant to be an environment variable's; empty where it is not.
std::string variable_help(std::string_view text);

/// The text with its first letter as a capital.
std::string capitalized(std::string_view text);

}  // namespace archsynth::describe::internal
