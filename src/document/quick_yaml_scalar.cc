// The tags, plain and quoted scalars of QuickYaml.

#include "archsynth/support/characters.h"
#include "json_tokens.h"
#include "quick_yaml.h"

namespace archsynth::document {
namespace {

bool is_tag_character(char c) {
  return is_letter_or_digit(c) || c == ':' || c == '.' || c == '_' || c == '-';
}

bool is_null_word(std::string_view text) {
  return text == "~" || text == "null" || text == "Null" || text == "NULL";
}

void trim_blanks(std::string& text, std::size_t kept) {
  while (text.size() > kept && (is_blank(text.back()) || text.back() == '\r')) text.pop_back();
}

/// What a fold leaves of line breaks.
void add_breaks(std::string& text, std::size_t breaks) {
  if (breaks == 1) text += ' ';
  text.append(breaks - 1, '\n');
}

/// As yaml-cpp does, leaves one of the line breaks at the end of a text that has more than those;
/// two if an escape, the last of which ends at `escaped`, stands right before them.
void clip(std::string& text, std::optional<std::size_t> escaped) {
  const std::size_t content = text.find_last_not_of('\n') + 1;
  std::size_t kept = content == 0 ? 0 : content + 1;
  if (escaped && content <= *escaped) kept = *escaped + 2;
  if (kept < text.size()) text.resize(kept);
}

/// How many hexadecimal digits follow; 0 when it is no such escape.
std::size_t hex_digits(char c) { return c == 'x' ? 2 : c == 'u' ? 4 : c == 'U' ? 8 : 0; }

/// The escapes of one character that are no shorter than what they mean, so that no text outgrows
/// its source.
std::string_view short_escape(char c) {
  using namespace std::string_view_literals;
  switch (c) {
    case '0':
      return "\0"sv;
    case 'a':
      return "\a";
    case 'b':
      return "\b";
    case 't':
    case '\t':
      return "\t";
    case 'n':
      return "\n";
    case 'v':
      return "\v";
    case 'f':
      return "\f";
    case 'r':
      return "\r";
    case 'e':
      return "\x1B";
    case 'N':
      return "\u0085";
    case '_':
      return "\u00A0";
    case ' ':
      return " ";
    case '"':
      return "\"";
    case '\'':
      return "'";
    case '\\':
      return "\\";
    case '/':
      return "/";
    default:
      return {};
  }
}

}  // namespace

bool QuickYaml::read_tag(Node& node) {
  const std::size_t begin = at_++;
  while (is_tag_character(here())) ++at_;
  node.tag = text_.substr(begin, at_ - begin);
  node.span = {&source_, static_cast<std::uint32_t>(begin), offset()};
  return node.tag.size() > 1 && ends_indicator(at_);
}

bool QuickYaml::starts_plain() const {
  constexpr std::string_view kIndicators = ",[]{}#&*!|>'\"%@`?";
  if (here() == '-' || here() == ':') return !ends_indicator(at_ + 1);
  return kIndicators.find(here()) == std::string_view::npos;
}

void QuickYaml::resolve_null(Node& node) {
  if (!node.tag.empty() || !is_null_word(node.text)) return;
  node.kind = Node::Kind::kNull;
  node.plain = false;
  node.text.clear();
}

bool QuickYaml::read_plain_line(Node& node) {
  if (!starts_plain()) return false;
  node.kind = Node::Kind::kScalar;
  node.plain = true;
  add_plain_line(node);
  return true;
}

void QuickYaml::add_plain_line(Node& node) {
  const std::size_t begin = at_;
  for (; !at_break(); ++at_) {
    if (here() == ':' && ends_indicator(at_ + 1)) break;
    if (here() == '#' && ends_indicator(at_ - 1)) break;
  }
  std::size_t end = at_;
  while (end > begin && is_blank(text_[end - 1])) --end;
  node.text += text_.substr(begin, end - begin);
  node.span.end = static_cast<std::uint32_t>(end);
}

bool QuickYaml::continue_plain(Node& node, Place place) {
  while (at_break()) {
    std::size_t breaks = 0;
    do {
      next_line();
      skip_spaces();
      ++breaks;
    } while (at_ < text_.size() && at_break());
    // yaml-cpp refuses some of the tabs that may stand here.
    if (here() == '\t') return false;
    settle_end();
    if (here() == '#' || column() <= place.parent) {
      resolve_null(node);
      return to_content();
    }
    add_breaks(node.text, breaks);
    add_plain_line(node);
  }
  resolve_null(node);
  return here() == '#' && next_content();
}

bool QuickYaml::read_quoted(Node& node) {
  const char quote = text_[at_++];
  std::string& text = node.text;
  std::optional<std::size_t> escaped;
  std::size_t kept = 0;  // of the text, what no line break can trim
  for (;; kept = text.size()) {
    add_quoted_run(text, quote);
    if (at_ >= text_.size()) return false;
    if (here() == quote) {
      ++at_;
      if (quote == '"' || here() != quote) break;
      text += text_[at_++];
      escaped = text.size();
    } else if (here() == '\n') {
      if (!fold_quoted(text, kept, false)) return false;
    } else if (at(at_ + 1) == '\n' || at(at_ + 1) == '\r') {
      escaped = text.size();
      if (!fold_quoted(text, text.size(), true)) return false;
    } else {
      if (!read_escape(text)) return false;
      escaped = text.size();
    }
  }
  clip(text, escaped);
  node.kind = Node::Kind::kScalar;
  node.span.end = offset();
  return true;
}

/// Up to the next character that is not simply one of the text.
void QuickYaml::add_quoted_run(std::string& text, char quote) {
  const std::size_t begin = at_;
  while (at_ < text_.size() && here() != quote && here() != '\n' &&
         (here() != '\\' || quote == '\'')) {
    ++at_;
  }
  text += text_.substr(begin, at_ - begin);
}

bool QuickYaml::fold_quoted(std::string& text, std::size_t kept, bool escaped) {
  trim_blanks(text, kept);
  std::size_t breaks = 0;
  do {
    next_line();
    if (at_marker()) return false;
    skip_blanks();
    ++breaks;
  } while (at_ < text_.size() && at_break());
  if (!escaped || breaks > 1) add_breaks(text, breaks);
  return true;
}

bool QuickYaml::read_escape(std::string& text) {
  const char c = at(at_ + 1);
  at_ += 2;
  const std::size_t digits = hex_digits(c);
  if (digits == 0) {
    const std::string_view meaning = short_escape(c);
    text += meaning;
    return !meaning.empty();
  }
  std::uint32_t code = 0;
  for (const std::size_t end = at_ + digits; at_ < end; ++at_) {
    const int value = hex_value(here());
    if (value < 0) return false;
    code = code * 16 + static_cast<std::uint32_t>(value);
  }
  if ((code >= 0xD800 && code <= 0xDFFF) || code > 0x10FFFF) return false;
  append_utf8(text, code);
  return true;
}

}  // namespace archsynth::document
