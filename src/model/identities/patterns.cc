#include "model/identities/patterns.h"

#include <algorithm>
#include <vector>

#include "archsynth/support/characters.h"
#include "archsynth/support/wildcards.h"

namespace archsynth::model {
namespace {

constexpr char kBegin = '\x01';
constexpr char kEnd = '\x02';
constexpr char kUnknown = '?';
/// The characters that Secrets Manager adds to a name.
constexpr std::string_view kSix = "?six";
/// A name that CloudFormation makes up: letters, digits, hyphens.
constexpr char kMadeUp = '\x05';
/// The same where only an equal token names it.
constexpr char kNobody = '\x06';

/// Calls `visit` for each text outside of tokens, and for each token.
template <typename Text, typename Token>
void each_piece(std::string_view text, const Text& on_text, const Token& on_token) {
  while (!text.empty()) {
    const std::size_t begin = text.find(kBegin);
    if (begin != 0) on_text(text.substr(0, begin));
    if (begin == text.npos) return;
    const std::size_t end = text.find(kEnd, begin);
    if (end == text.npos) return;
    on_token(text.substr(begin + 1, end - begin - 1));
    text.remove_prefix(end + 1);
  }
}

/// Whether a text that is not known is in it.
bool has_unknown(std::string_view text) { return text.find("\x01?") != text.npos; }

/// Whether a token stands for an account or a region: letters, digits, hyphens, and no name.
bool is_owner(std::string_view token) {
  return token == "?AWS::AccountId" || token == "?AWS::Region";
}

/// Whether a pattern may name what nobody has called so far: by a wildcard, or by a text that is
/// not known.
bool may_name_made_up(std::string_view pattern) {
  bool may = false;
  each_piece(
      pattern, [&](std::string_view piece) { may |= piece.find_first_of("*?") != piece.npos; },
      [&](std::string_view token) { may |= token.front() == kUnknown && !is_owner(token); });
  return may;
}

/// A pattern whose tokens are wildcards; an owner that the text has too is something made up.
std::string loosened_pattern(std::string_view pattern, std::string_view text) {
  std::string result;
  each_piece(
      pattern, [&](std::string_view piece) { result += piece; },
      [&](std::string_view token) {
        result += is_owner(token) && text.find(token) != text.npos ? '0' : '*';
      });
  return result;
}

/// A text whose tokens are parts: what is not known is anything, `made_up` stands for names.
std::string loosened_text(std::string_view text, char made_up) {
  std::string result;
  each_piece(
      text, [&](std::string_view piece) { result += piece; },
      [&](std::string_view token) {
        const bool is_word = is_owner(token) || token == kSix;
        result += is_word ? kMadeUp : token.front() == kUnknown ? kSomePart : made_up;
      });
  return result;
}

/// Whether a pattern names a resource that the text does not.
bool names_another(std::string_view pattern, std::string_view text) {
  bool is_another = false;
  each_piece(
      pattern, [](std::string_view) {},
      [&](std::string_view token) {
        is_another |= token.front() != kUnknown &&
                      text.find(std::string(1, kBegin) + std::string(token) + kEnd) == text.npos;
      });
  return is_another;
}

bool fits_made_up(char each) { return is_letter_or_digit(each) || each == '-'; }

bool is_part(char each) { return each == kSomePart || each == kMadeUp; }

/// Drops what both begin with and end with to the letter; false where they differ there.
bool drop_equal_ends(std::string_view& pattern, std::string_view& text) {
  const auto is_literal = [](char wanted, char is) {
    return wanted != '*' && wanted != '?' && !is_part(is);
  };
  while (!pattern.empty() && !text.empty() && is_literal(pattern.front(), text.front())) {
    if (pattern.front() != text.front()) return false;
    pattern.remove_prefix(1);
    text.remove_prefix(1);
  }
  while (!pattern.empty() && !text.empty() && is_literal(pattern.back(), text.back())) {
    if (pattern.back() != text.back()) return false;
    pattern.remove_suffix(1);
    text.remove_suffix(1);
  }
  return true;
}

/// Whether two patterns have a text in common: `*` and `?` of the one, parts of the other.
bool intersect(std::string_view pattern, std::string_view text) {
  if (!drop_equal_ends(pattern, text)) return false;
  // For each length of the text that is read: whether the pattern so far can end there.
  std::vector<char> ends(text.size() + 1, 0);
  std::vector<char> next;
  const auto skip_parts = [&](std::vector<char>& of) {
    for (std::size_t t = 0; t < text.size(); ++t) of[t + 1] |= of[t] && is_part(text[t]);
  };
  ends[0] = 1;
  skip_parts(ends);
  for (const char each : pattern) {
    next.assign(text.size() + 1, 0);
    for (std::size_t t = 0; t <= text.size(); ++t) {
      if (!ends[t]) continue;
      if (each == '*') {
        std::fill(next.begin() + static_cast<std::ptrdiff_t>(t), next.end(), 1);
        break;
      }
      if (t == text.size()) continue;
      const char at = text[t];
      if (at == kSomePart || (at == kMadeUp && (each == '?' || fits_made_up(each)))) next[t] = 1;
      if (!is_part(at) && (each == '?' || each == at)) next[t + 1] = 1;
    }
    skip_parts(next);
    if (std::find(next.begin(), next.end(), 1) == next.end()) return false;
    std::swap(ends, next);
  }
  return ends.back() != 0;
}

/// Whether the texts before the first wildcard or token of both are different.
bool begin_apart(std::string_view pattern, std::string_view text) {
  constexpr std::string_view kOpen("\x01\x03*?", 4);
  const std::size_t p = std::min(pattern.find_first_of(kOpen), pattern.size());
  const std::size_t t = std::min(text.find_first_of(kOpen), text.size());
  const std::size_t both = std::min(p, t);
  return pattern.substr(0, both) != text.substr(0, both);
}

/// Whether the texts after the last wildcard or token of both are different.
bool end_apart(std::string_view pattern, std::string_view text) {
  constexpr std::string_view kOpen("\x02\x03*?", 4);
  const auto tail = [&](std::string_view of) {
    const std::size_t open = of.find_last_of(kOpen);
    return open == of.npos ? of : of.substr(open + 1);
  };
  const std::string_view p = tail(pattern);
  const std::string_view t = tail(text);
  const std::size_t both = std::min(p.size(), t.size());
  return p.substr(p.size() - both) != t.substr(t.size() - both);
}

/// Whether it may fit once the deployment knows the names; `all`: with all of each part.
bool may_cover(std::string_view pattern, std::string text, bool all) {
  if (names_another(pattern, text)) return false;
  const bool is_open = may_name_made_up(pattern);
  if (!is_open && !has_unknown(pattern) && !has_unknown(text)) return false;
  if (all) std::replace(text.begin(), text.end(), kSomePart, kNobody);
  return intersect(loosened_pattern(pattern, text),
                   loosened_text(text, is_open ? kMadeUp : kNobody));
}

}  // namespace

std::string name_token(std::string_view id) {
  return std::string(1, kBegin) + std::string(id) + kEnd;
}

std::string unknown_token(std::string_view what) {
  return std::string(1, kBegin) + kUnknown + std::string(what) + kEnd;
}

Certainty covers_some(std::string_view pattern, std::string_view text) {
  if (pattern == "*") return Certainty::kYes;
  if (begin_apart(pattern, text) || end_apart(pattern, text)) return Certainty::kNo;
  if (intersect(pattern, text)) return Certainty::kYes;
  return may_cover(pattern, std::string(text), false) ? Certainty::kMaybe : Certainty::kNo;
}

Certainty covers_all(std::string_view pattern, std::string_view text) {
  if (pattern == "*") return Certainty::kYes;
  if (begin_apart(pattern, text) || end_apart(pattern, text)) return Certainty::kNo;
  const bool is_all = matches_wildcards(pattern, text, [](char wanted, char is) {
    return wanted == is || (wanted == '?' && is > kNobody);
  });
  if (is_all) return Certainty::kYes;
  return may_cover(pattern, std::string(text), true) ? Certainty::kMaybe : Certainty::kNo;
}

Certainty covers_action(std::string_view pattern, std::string_view action) {
  const bool fits = matches_wildcards(pattern, action, [](char wanted, char is) {
    return wanted == '?' || to_lower(wanted) == to_lower(is);
  });
  if (fits) return Certainty::kYes;
  return has_unknown(pattern) ? Certainty::kMaybe : Certainty::kNo;
}

std::vector<std::string_view> arn_parts(std::string_view arn) {
  std::vector<std::string_view> parts;
  std::size_t from = 0;
  bool is_token = false;
  for (std::size_t at = 0; at < arn.size(); ++at) {
    if (arn[at] == kBegin || arn[at] == kEnd) is_token = arn[at] == kBegin;
    if (arn[at] != ':' || is_token) continue;
    parts.push_back(arn.substr(from, at - from));
    from = at + 1;
  }
  parts.push_back(arn.substr(from));
  return parts;
}

std::string readable(std::string_view text) {
  std::string result;
  each_piece(
      text, [&](std::string_view piece) { result += piece; },
      [&](std::string_view token) {
        if (token.front() == kUnknown) token.remove_prefix(1);
        result += token;
      });
  std::replace(result.begin(), result.end(), kSomePart, '*');
  return result;
}

}  // namespace archsynth::model
