#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace archsynth {

/// One character of a text, or one byte that is none.
struct Character {
  char32_t code = 0;       ///< the byte itself when not valid
  std::size_t length = 1;  ///< in bytes; never zero
  bool valid = false;
};

/// The character at `text[offset]`; `offset` must be within the text.
Character decode_utf8(std::string_view text, std::size_t offset);

inline bool is_utf8_continuation(char c) {
  return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U;
}

/// Columns that a terminal gives the character: 0 for combining marks, 2 for East Asian wide ones.
int display_width(char32_t code);

/// The character as it may stand on a terminal: escapes (`\x1b`, `\u202e`) instead of control
/// characters, marks that turn the writing direction, and bytes that are no UTF-8.
std::string printable(std::string_view text, std::size_t offset, const Character& character);

/// Control characters, separators of lines and paragraphs, and marks that turn the writing
/// direction: none may stand on a terminal as it is.
bool is_unprintable(char32_t code);

/// What is about to be written, in any format: its lines and tabs stay, other unprintable
/// characters become `\u202e`, which is the same character within JSON, and bytes that are no UTF-8
/// become U+FFFD.
std::string legible(std::string_view text);

/// A whole text made printable; line breaks are escaped too.
std::string printable(std::string_view text);

/// The text with U+FFFD in the place of every byte that is not well-formed UTF-8.
std::string valid_utf8(std::string_view text);

}  // namespace archsynth
