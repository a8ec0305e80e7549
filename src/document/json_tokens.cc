#include "json_tokens.h"
#include "archsynth/support/characters.h"

namespace archsynth::document {
namespace {}  // namespace

bool is_word_character(char c) {
  return is_letter(c) || is_digit(c) || c == '_' || c == '$' || c == '-' || c == '+' || c == '.' ||
         static_cast<unsigned char>(c) >= 0x80;
}

std::size_t end_of_word(std::string_view text, std::size_t begin) {
  while (begin < text.size() && is_word_character(text[begin])) ++begin;
  return begin;
}

std::string_view number_problem(std::string_view text) {
  constexpr std::string_view kNone = "a string needs double quotes";
  std::size_t i = 0;
  const auto at = [&](std::size_t k) { return k < text.size() ? text[k] : '\0'; };
  const auto skip_digits = [&] {
    const std::size_t begin = i;
    while (is_digit(at(i))) ++i;
    return i > begin;
  };
  if (at(0) == '+') return "a number starts with a digit or \"-\"";
  if (at(0) == '-') ++i;
  if (at(i) == '.') return "write a digit before the point";
  const bool leading_zero = at(i) == '0' && is_digit(at(i + 1));
  if (!skip_digits()) return kNone;
  if (at(i) == '.') {
    ++i;
    if (!skip_digits()) return "write a digit after the point";
  }
  if (at(i) == 'e' || at(i) == 'E') {
    ++i;
    if (at(i) == '+' || at(i) == '-') ++i;
    if (!skip_digits()) return "write a digit after the exponent's \"e\"";
  }
  if (i != text.size()) return kNone;
  return leading_zero ? "numbers have no leading zeros; a string needs double quotes" : "";
}

char escape_meaning(char c) {
  switch (c) {
    case '"':
      return '"';
    case '\\':
      return '\\';
    case '/':
      return '/';
    case 'b':
      return '\b';
    case 'f':
      return '\f';
    case 'n':
      return '\n';
    case 'r':
      return '\r';
    case 't':
      return '\t';
    default:
      return '\0';
  }
}

int hex_value(char c) {
  if (is_digit(c)) return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

void append_utf8(std::string& out, std::uint32_t code) {
  const auto put = [&](std::uint32_t byte) { out += static_cast<char>(byte); };
  if (code < 0x80) {
    put(code);
  } else if (code < 0x800) {
    put(0xC0U | (code >> 6U));
    put(0x80U | (code & 0x3FU));
  } else if (code < 0x10000) {
    put(0xE0U | (code >> 12U));
    put(0x80U | ((code >> 6U) & 0x3FU));
    put(0x80U | (code & 0x3FU));
  } else {
    put(0xF0U | (code >> 18U));
    put(0x80U | ((code >> 12U) & 0x3FU));
    put(0x80U | ((code >> 6U) & 0x3FU));
    put(0x80U | (code & 0x3FU));
  }
}

}  // namespace archsynth::document
