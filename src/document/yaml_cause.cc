#include "yaml_cause.h"

#include <algorithm>

#include "yaml_text.h"

namespace archsynth::document {
namespace {

constexpr std::size_t kNone = std::string_view::npos;

std::string_view line_from(std::string_view text, std::size_t begin) {
  return text.substr(begin, std::min(text.find('\n', begin), text.size()) - begin);
}

std::size_t line_of(std::string_view text, std::size_t place) {
  return place == 0 ? 0 : text.rfind('\n', std::min(place, text.size()) - 1) + 1;
}

bool is_blank(char c) { return c == ' ' || c == '\t'; }

bool is_of_key(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         c == '-' || c == '.' || c == '/';
}

/// Where the words of a line begin, after the dashes of lists.
std::size_t words_of(std::string_view line) {
  std::size_t at = 0;
  while (at < line.size() && (is_blank(line[at]) || (line[at] == '-' && at + 1 < line.size() &&
                                                     is_blank(line[at + 1])))) {
    ++at;
  }
  return at;
}

/// Where the colon of `key:` is in a line; `kNone` where the line does not begin like that.
std::size_t colon_of_key(std::string_view line) {
  const std::size_t begin = words_of(line);
  std::size_t at = begin;
  if (at < line.size() && (line[at] == '"' || line[at] == '\'')) {
    at = YamlText(line).quoted_end(at).value_or(line.size());
  }
  while (at < line.size() && is_of_key(line[at])) ++at;
  return at > begin && at < line.size() && line[at] == ':' ? at : kNone;
}

bool is_item(std::string_view line) {
  const std::size_t dash = line.find_first_not_of(" \t");
  return dash != kNone && line[dash] == '-' && dash + 1 < line.size() && is_blank(line[dash + 1]);
}

bool is_key_or_item(std::string_view line) {
  const std::size_t colon = colon_of_key(line);
  if (colon != kNone) return colon + 1 == line.size() || is_blank(line[colon + 1]);
  return is_item(line);
}

bool takes_in_keys(std::string_view text, std::size_t begin, std::size_t end) {
  for (std::size_t at = text.find('\n', begin); at < end; at = text.find('\n', at + 1)) {
    if (is_key_or_item(line_from(text, at + 1))) return true;
  }
  return false;
}

/// Whether a value can begin at a place of a line: after a key, a dash, an opening bracket or a
/// tag.
bool begins_a_value(std::string_view text, std::size_t line, std::size_t place) {
  constexpr std::size_t kLongestTag = 100;
  std::size_t end = place;
  while (end > line && is_blank(text[end - 1])) --end;
  if (end == line) return true;
  const char last = text[end - 1];
  if (last == '[' || last == '{' || last == ',') return true;
  if (end == place) return false;
  if (last == ':' || last == '-') return true;
  const std::size_t from = std::max(line, end - std::min(end, kLongestTag));
  const std::string_view near = text.substr(from, end - from);
  return near[near.find_last_of(" \t") + 1] == '!';
}

/// Past the lines of a block scalar whose header ends the line, or the same place.
std::size_t past_block_scalar(std::string_view text, std::size_t line, std::size_t end) {
  std::string_view header = text.substr(line, end - line);
  while (!header.empty() && (is_blank(header.back()) || header.back() == '\r')) {
    header.remove_suffix(1);
  }
  const std::size_t mark = header.find_last_not_of("+-0123456789");
  const bool is_block = mark != kNone && mark > 0 && (header[mark] == '|' || header[mark] == '>') &&
                        is_blank(header[mark - 1]);
  if (!is_block) return end;
  const std::size_t indent = header.find_first_not_of(' ');
  while (end < text.size()) {
    const std::string_view next = line_from(text, end + 1);
    const std::size_t begin = next.find_first_not_of(" \r");
    if (begin != kNone && begin <= indent) return end;
    end += 1 + next.size();
  }
  return std::min(end, text.size());
}

std::optional<YamlCause> open_quote_before(std::string_view text, std::size_t error) {
  std::size_t line = 0;
  for (std::size_t at = 0; at < std::min(error, text.size()); ++at) {
    const char c = text[at];
    if (c == '\n') {
      at = past_block_scalar(text, line, at);
      line = at + 1;
    } else if (c == '#' && (at == 0 || is_blank(text[at - 1]) || text[at - 1] == '\n')) {
      at += line_from(text, at).size() - 1;
    } else if ((c == '"' || c == '\'') && begins_a_value(text, line, at)) {
      const std::size_t end = YamlText(text).quoted_end(at).value_or(text.size());
      if (takes_in_keys(text, at, end)) return YamlCause{YamlCause::Kind::kOpenQuote, at, at + 1};
      at = end - 1;
    }
  }
  return std::nullopt;
}

std::optional<YamlCause> tight_colon_at(std::string_view text, std::size_t error) {
  std::size_t begin = line_of(text, error);
  for (int looked_at = 0; looked_at < 2;) {
    const std::string_view line = line_from(text, begin);
    if (line.find_first_not_of(" \t\r") != kNone) {
      ++looked_at;
      const std::size_t colon = colon_of_key(line);
      const bool is_tight = colon != kNone && colon + 1 < line.size() &&
                            !is_blank(line[colon + 1]) && line[colon + 1] != '/' &&
                            line[colon + 1] != ':' && line[colon + 1] != '\r';
      if (is_tight) {
        return YamlCause{YamlCause::Kind::kNoBlankAfterColon, begin + words_of(line),
                         begin + colon + 1};
      }
    }
    if (begin == 0) break;
    begin = line_of(text, begin - 1);
  }
  return std::nullopt;
}

/// Where the last line before one begins that has more than blanks and comments.
std::size_t line_above(std::string_view text, std::size_t line) {
  while (line > 0) {
    line = line_of(text, line - 1);
    const std::string_view whole = line_from(text, line);
    const std::size_t first = whole.find_first_not_of(" \t\r");
    if (first != kNone && whole[first] != '#') return line;
  }
  return kNone;
}

/// Where a word ends that could be a key, without a colon behind it.
std::size_t end_of_bare_key(std::string_view line) {
  const std::size_t begin = words_of(line);
  std::size_t at = begin;
  while (at < line.size() && is_of_key(line[at])) ++at;
  const bool is_bare = at > begin && (at == line.size() || is_blank(line[at]) || line[at] == '\r');
  return is_bare ? at : kNone;
}

/// Whether a plain text of the line above goes on in a line that begins at a column.
bool goes_on(std::string_view text, std::size_t above, std::size_t column) {
  if (above == kNone) return false;
  const std::string_view line = line_from(text, above);
  const std::size_t colon = colon_of_key(line);
  const bool has_value = line.find_first_not_of(" \t\r", colon == kNone ? 0 : colon + 1) != kNone;
  return has_value && words_of(line) < column;
}

}  // namespace

std::optional<YamlCause> missing_colon_before(std::string_view text, std::size_t error) {
  const std::size_t key = line_of(text, error);
  const std::size_t key_column = words_of(line_from(text, key));
  std::size_t line = line_above(text, key);
  // A list whose own key has no colon.
  while (line != kNone && is_item(line_from(text, line)) &&
         line_from(text, line).find('-') >= key_column) {
    line = line_above(text, line);
  }
  if (line == kNone) return std::nullopt;
  const std::string_view bare = line_from(text, line);
  const std::size_t column = words_of(bare);
  const std::size_t end = end_of_bare_key(bare);
  const bool is_key =
      end != kNone && column <= key_column && !goes_on(text, line_above(text, line), column);
  if (!is_key) return std::nullopt;
  return YamlCause{YamlCause::Kind::kNoColon, line + column, line + end};
}

bool leaves_block(std::string_view text, std::size_t from, std::size_t until) {
  const std::string_view first = line_from(text, line_of(text, from));
  const std::size_t column = std::min(first.find_first_not_of(' '), first.size());
  for (std::size_t at = text.find('\n', from); at < until; at = text.find('\n', at + 1)) {
    const std::string_view line = line_from(text, at + 1);
    if (is_key_or_item(line) && line.find_first_not_of(' ') <= column) return true;
  }
  return false;
}

std::optional<YamlCause> cause_of(std::string_view text, std::size_t error) {
  if (auto quote = open_quote_before(text, error)) return quote;
  return tight_colon_at(text, error);
}

}  // namespace archsynth::document
