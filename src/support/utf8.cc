#include "utf8.h"

#include <fmt/format.h>

#include "archsynth/support/text.h"

namespace archsynth {
namespace {

bool is_control(char32_t code) {
  return code < 0x20 || (code >= 0x7F && code < 0xA0) || code == 0x2028 || code == 0x2029;
}

// Marks that reorder what follows can make a line read as something it is not.
bool turns_direction(char32_t code) {
  return code == 0x061C || code == 0x200E || code == 0x200F || (code >= 0x202A && code <= 0x202E) ||
         (code >= 0x2066 && code <= 0x2069) || code == 0xFEFF;
}

// The end of the printable ASCII text, lines and tabs that begins at `at`: nearly all of what is
// written, and a character at a time costs ten times as much.
std::size_t end_of_plain(std::string_view text, std::size_t at) {
  const auto is_plain = [](char c) { return (c >= ' ' && c < '\x7F') || c == '\n' || c == '\t'; };
  while (at < text.size() && is_plain(text[at])) ++at;
  return at;
}

}  // namespace

bool is_unprintable(char32_t code) { return is_control(code) || turns_direction(code); }

Character decode_utf8(std::string_view text, std::size_t offset) {
  const auto byte = [&](std::size_t i) {
    return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U;
  };
  const unsigned lead = byte(offset);
  if (lead < 0x80) return {lead, 1, true};
  const Character invalid{lead, 1, false};
  std::size_t length = 0;
  char32_t code = 0;
  char32_t least = 0;
  if ((lead & 0xE0U) == 0xC0U) {
    length = 2, code = lead & 0x1FU, least = 0x80;
  } else if ((lead & 0xF0U) == 0xE0U) {
    length = 3, code = lead & 0x0FU, least = 0x800;
  } else if ((lead & 0xF8U) == 0xF0U) {
    length = 4, code = lead & 0x07U, least = 0x10000;
  } else {
    return invalid;
  }
  for (std::size_t i = 1; i < length; ++i) {
    const unsigned next = byte(offset + i);
    if ((next & 0xC0U) != 0x80U) return invalid;
    code = (code << 6U) | (next & 0x3FU);
  }
  if (code < least || code > 0x10FFFF || (code >= 0xD800 && code <= 0xDFFF)) return invalid;
  return {code, length, true};
}

std::string printable(std::string_view text, std::size_t offset, const Character& character) {
  const auto code = static_cast<std::uint32_t>(character.code);
  if (!character.valid) return fmt::format("\\x{:02x}", code);
  switch (code) {
    case '\n':
      return "\\n";
    case '\r':
      return "\\r";
    case '\t':
      return "\\t";
    default:
      break;
  }
  if (is_unprintable(code)) {
    return code < 0x80 ? fmt::format("\\x{:02x}", code) : fmt::format("\\u{:04x}", code);
  }
  return std::string(text.substr(offset, character.length));
}

std::string printable(std::string_view text) {
  std::string result;
  result.reserve(text.size());
  for (std::size_t i = 0; i < text.size();) {
    const Character character = decode_utf8(text, i);
    result += printable(text, i, character);
    i += character.length;
  }
  return result;
}

std::string valid_utf8(std::string_view text) {
  std::string result;
  while (const auto invalid = first_invalid_utf8(text)) {
    result += text.substr(0, *invalid);
    result += "\uFFFD";
    text.remove_prefix(*invalid + 1);
  }
  return result += text;
}

std::string legible(std::string_view text) {
  std::string result;
  result.reserve(text.size());
  for (std::size_t i = 0;;) {
    const std::size_t end = end_of_plain(text, i);
    result += text.substr(i, end - i);
    if (end == text.size()) return result;
    i = end;
    const Character character = decode_utf8(text, i);
    const auto code = static_cast<std::uint32_t>(character.code);
    if (!character.valid) {
      result += "\uFFFD";
    } else if (text.substr(i, 2) != "\r\n" && is_unprintable(code)) {
      result += fmt::format("\\u{:04x}", code);
    } else {
      result += text.substr(i, character.length);
    }
    i += character.length;
  }
}

}  // namespace archsynth
