#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace archsynth::document {

/// Letters, digits and what else may stand in a number or an unquoted name.
bool is_word_character(char c);
std::size_t end_of_word(std::string_view text, std::size_t begin);

/// Empty when the text is a number by RFC 8259, else what to write instead (or that it is none).
std::string_view number_problem(std::string_view text);

/// The character that a one-letter escape stands for; NUL when there is no such escape.
char escape_meaning(char c);
/// -1 when it is no hexadecimal digit.
int hex_value(char c);
void append_utf8(std::string& out, std::uint32_t code);

}  // namespace archsynth::document
