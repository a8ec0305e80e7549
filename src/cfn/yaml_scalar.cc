#include "yaml_scalar.h"
#include "archsynth/support/characters.h"

#include <algorithm>
#include <array>

#include "support/utf8.h"

namespace archsynth::cfn {
namespace {

/// The length of a character at the start of `text` that YAML wants escaped, or a terminal does:
/// all but tab and line feed that is unprintable, U+FFFE and U+FFFF. Zero for any other.
std::size_t unprintable(std::string_view text) {
  const char first = text.empty() ? ' ' : text.front();
  if ((first >= ' ' && first <= '~') || first == '\n' || first == '\t') return 0;
  const Character character = decode_utf8(text, 0);
  const bool is_none = character.code == 0xFFFE || character.code == 0xFFFF;
  return character.valid && (is_none || is_unprintable(character.code)) ? character.length : 0;
}

bool is_printable(std::string_view text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (unprintable(text.substr(i)) != 0) return false;
  }
  return true;
}

/// Words that YAML 1.1 or 1.2 turn to null or a boolean, in any case.
bool is_reserved_word(std::string_view text) {
  constexpr std::array<std::string_view, 9> kWords = {"null", "true", "false", "yes", "no",
                                                      "on",   "off",  "y",     "n"};
  std::string lower(text.substr(0, 6));
  for (char& c : lower) c = to_lower(c);
  return std::find(kWords.begin(), kWords.end(), lower) != kWords.end();
}

/// Numbers, dates and times of any YAML version, and what only resembles them.
bool resembles_number(std::string_view text) {
  const bool fraction = text[0] == '.';
  if (!is_digit(text[0]) && !fraction) return false;
  if (fraction && (text.size() < 2 || is_letter_or_digit(text[1]))) {
    return true;
  }
  return text.find_first_not_of("0123456789abcdefABCDEFxXoOtTzZ_.,:+- ") == std::string_view::npos;
}

/// Whether the text may stand without quotes.
bool is_plain(std::string_view text, YamlContext context) {
  constexpr std::string_view kIndicators = "-?:,[]{}#&*!|>'\"%@`+~=<";
  if (text.empty() || text.front() == ' ' || text.back() == ' ' || text.back() == ':') return false;
  if (kIndicators.find(text.front()) != std::string_view::npos) return false;
  if (text.find_first_of("\n\t") != std::string_view::npos) return false;
  if (text.find(": ") != std::string_view::npos) return false;
  if (text.find(" #") != std::string_view::npos) return false;
  if (text.substr(0, 3) == "...") return false;
  if (context == YamlContext::kFlow && text.find_first_of(",[]{}:?") != std::string_view::npos) {
    return false;
  }
  return is_printable(text) && !is_reserved_word(text) && !resembles_number(text);
}

void append_hex(std::string& out, char letter, unsigned code, int digits) {
  constexpr std::string_view kHex = "0123456789ABCDEF";
  out += '\\';
  out += letter;
  for (int shift = 4 * (digits - 1); shift >= 0; shift -= 4) {
    out += kHex[code >> static_cast<unsigned>(shift) & 0xFU];
  }
}

/// The escape of an unprintable character of one to three bytes.
void append_escape(std::string& out, std::string_view character) {
  const auto low = [&](std::size_t i) { return static_cast<unsigned char>(character[i]) & 0x3FU; };
  if (character.size() == 1) {
    append_hex(out, 'x', static_cast<unsigned char>(character[0]), 2);
  } else if (character.size() == 2) {
    append_hex(out, 'u', (static_cast<unsigned char>(character[0]) & 0x1FU) << 6U | low(1), 4);
  } else {
    append_hex(out, 'u',
               (static_cast<unsigned char>(character[0]) & 0xFU) << 12U | low(1) << 6U | low(2), 4);
  }
}

void append_double_quoted(std::string& out, std::string_view text) {
  out += '"';
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (const std::size_t length = unprintable(text.substr(i))) {
      if (c == '\r') {
        out += "\\r";
      } else {
        append_escape(out, text.substr(i, length));
      }
      i += length - 1;
    } else if (c == '\n') {
      out += "\\n";
    } else if (c == '\t') {
      out += "\\t";
    } else {
      if (c == '"' || c == '\\') out += '\\';
      out += c;
    }
  }
  out += '"';
}

void append_single_quoted(std::string& out, std::string_view text) {
  out += '\'';
  for (const char c : text) {
    if (c == '\'') out += '\'';
    out += c;
  }
  out += '\'';
}

bool is_blank(std::string_view text) {
  return text.find_first_not_of(" \t") == std::string_view::npos;
}

/// Whether a literal block gives back the text: its indentation must be clear from its first line,
/// and its end must not be blank lines, whose number readers lose.
bool fits_literal(std::string_view text) {
  if (text.find('\n') == std::string_view::npos || !is_printable(text)) return false;
  if (text.front() == ' ' || text.front() == '\t' || text.front() == '\n') return false;
  if (text.back() == '\n') text.remove_suffix(1);
  return !is_blank(text.substr(text.rfind('\n') + 1));
}

void append_literal(std::string& out, std::string_view text, std::size_t indent) {
  const bool line_break_at_end = text.back() == '\n';
  out += line_break_at_end ? "|" : "|-";
  if (line_break_at_end) text.remove_suffix(1);
  while (true) {
    const std::size_t end = text.find('\n');
    const std::string_view line = text.substr(0, end);
    out += '\n';
    if (!line.empty()) out.append(indent, ' ');
    out += line;
    if (end == std::string_view::npos) return;
    text.remove_prefix(end + 1);
  }
}

}  // namespace

void append_yaml_line(std::string& out, std::string_view text, YamlContext context) {
  if (is_plain(text, context)) {
    out += text;
  } else if (text.find_first_of("\"\\") != std::string_view::npos && is_printable(text) &&
             text.find_first_of("\n\t") == std::string_view::npos) {
    append_single_quoted(out, text);
  } else {
    append_double_quoted(out, text);
  }
}

void append_yaml_text(std::string& out, std::string_view text, std::size_t indent) {
  if (fits_literal(text)) {
    append_literal(out, text, indent);
  } else {
    append_yaml_line(out, text, YamlContext::kBlock);
  }
}

}  // namespace archsynth::cfn
