#include "yaml_text.h"
#include "archsynth/support/characters.h"

#include <algorithm>

namespace archsynth::document {
namespace {

bool is_flow_indicator(char c) { return c == ',' || c == '[' || c == ']' || c == '{' || c == '}'; }

bool is_tag_punctuation(char c) {
  return std::string_view("#;/?:@&=+$_.~*'()").find(c) != std::string_view::npos;
}

}  // namespace

std::size_t YamlText::skip_space(std::size_t i) const {
  while (i < text_.size()) {
    const bool starts_comment = text_[i] == '#' && (i == 0 || is_space(text_[i - 1]));
    if (starts_comment) {
      i = line_end(i);
    } else if (is_space(text_[i])) {
      ++i;
    } else {
      break;
    }
  }
  return i;
}

std::size_t YamlText::line_end(std::size_t i) const {
  return std::min(text_.find('\n', i), text_.size());
}

std::size_t YamlText::indent_at(std::size_t line_begin) const {
  const std::size_t content = std::min(text_.find_first_not_of(' ', line_begin), text_.size());
  return content - line_begin;
}

std::size_t YamlText::name_end(std::size_t begin) const {
  std::size_t i = begin;
  while (i < text_.size() && !is_space(text_[i]) && !is_flow_indicator(text_[i])) ++i;
  return i;
}

std::size_t YamlText::tag_end(std::size_t begin) const {
  if (at(begin + 1) == '<') return std::min(text_.find('>', begin), text_.size() - 1) + 1;
  bool may_be_handle = true;
  std::size_t i = begin + 1;
  for (; i < text_.size(); ++i) {
    const char c = text_[i];
    const bool word = is_letter_or_digit(c) || c == '-';
    const bool escape = c == '%' && is_hex_digit(at(i + 1)) && is_hex_digit(at(i + 2));
    const bool ends_handle = c == '!' && may_be_handle;
    if (!word && !escape && !ends_handle && !is_tag_punctuation(c)) break;
    may_be_handle = may_be_handle && word;
    if (escape) i += 2;
  }
  return i;
}

YamlText::Properties YamlText::properties(std::size_t begin, bool has_anchor,
                                          bool may_have_tag) const {
  Properties result{std::nullopt, begin, begin};
  std::size_t i = begin;
  while ((has_anchor && at(i) == '&') || (may_have_tag && at(i) == '!')) {
    if (at(i) == '&') {
      has_anchor = false;
      i = name_end(i);
    } else {
      may_have_tag = false;
      result.tag = i;
      i = tag_end(i);
    }
    result.end = i;
    i = skip_space(i);
  }
  result.content = i;
  return result;
}

std::size_t YamlText::plain_end(std::size_t begin, std::string_view value) const {
  std::size_t i = begin;
  for (std::size_t v = 0; v < value.size() && i < text_.size();) {
    std::size_t run = i;
    std::size_t breaks = 0;
    while (run < text_.size() && is_space(text_[run])) breaks += text_[run++] == '\n' ? 1 : 0;
    if (breaks > 0) {
      v += std::max<std::size_t>(1, breaks - 1);
      i = run;
    } else if (text_[i] == value[v]) {
      ++i;
      ++v;
    } else {
      break;
    }
  }
  return i;
}

std::optional<std::size_t> YamlText::quoted_end(std::size_t begin) const {
  const char quote = at(begin);
  for (std::size_t i = begin + 1; i < text_.size(); ++i) {
    if (text_[i] == '\\' && quote == '"') {
      ++i;
    } else if (text_[i] == quote) {
      const bool escaped = quote == '\'' && at(i + 1) == quote;
      if (!escaped) return i + 1;
      ++i;
    }
  }
  return std::nullopt;
}

std::size_t YamlText::block_end(std::size_t begin, std::string_view value) const {
  const auto trimmed = [&](std::size_t end) {
    while (end > begin && is_space(text_[end - 1])) --end;
    return end;
  };
  const std::size_t header = line_end(begin);
  const std::size_t first = value.find_first_not_of("\n \t");
  if (first == std::string_view::npos) return trimmed(header);

  // The block's indent: what its first line with content has more than the value keeps of it.
  std::size_t line = std::min(header + 1, text_.size());
  while (line < text_.size() && skip_space(line) >= line_end(line) &&
         text_.substr(line, line_end(line) - line).find_first_not_of(" \t\r") == text_.npos) {
    line = line_end(line) + 1;
  }
  const std::size_t value_line = value.rfind('\n', first) + 1;
  const std::size_t kept = value.find_first_not_of(' ', value_line) - value_line;
  const std::size_t total = line < text_.size() ? indent_at(line) : 0;
  const std::size_t indent = total > kept ? total - kept : 0;

  std::size_t end = header;
  while (line < text_.size()) {
    const std::size_t stop = line_end(line);
    const std::string_view content = text_.substr(line, stop - line);
    const bool blank = content.find_first_not_of(" \t\r") == std::string_view::npos;
    const bool marker = content.starts_with("---") || content.starts_with("...");
    if (!blank && (indent_at(line) < indent || (indent == 0 && marker))) break;
    if (!blank) end = stop;
    line = stop + 1;
  }
  return trimmed(end);
}

std::size_t YamlText::close_end(std::size_t from, char bracket) const {
  for (std::size_t i = skip_space(from); i < text_.size(); i = skip_space(i + 1)) {
    if (text_[i] == bracket) return i + 1;
    if (text_[i] != ',' && text_[i] != ':' && text_[i] != '?') break;
  }
  return from;
}

std::size_t YamlText::after_indicator(std::size_t from, std::size_t until) const {
  std::size_t result = from;
  for (std::size_t i = skip_space(from); i < until; i = skip_space(i + 1)) {
    const char c = text_[i];
    const bool indicator = c == ':' || c == '-' || c == ',' || c == '?';
    if (indicator) result = i + 1;
  }
  return result;
}

bool YamlText::is_explicit_key(std::size_t key_begin) const {
  std::size_t i = key_begin;
  while (i > 0 && is_space(text_[i - 1])) --i;
  return i > 0 && text_[i - 1] == '?';
}

std::optional<std::size_t> YamlText::null_end(std::size_t begin) const {
  for (const std::string_view word : {"~", "null", "Null", "NULL"}) {
    if (text_.substr(begin).starts_with(word)) return begin + word.size();
  }
  return std::nullopt;
}

}  // namespace archsynth::document
