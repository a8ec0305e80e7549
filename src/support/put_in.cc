#include "support/put_in.h"

#include <algorithm>
#include <set>
#include <string>

#include "archsynth/support/characters.h"
#include "archsynth/support/source.h"
#include "archsynth/support/text.h"

namespace archsynth {
namespace {

/// From here on a value is hidden in findings about other places, too.
constexpr std::size_t kLongValue = 8;
/// Shorter values are hidden as whole words only.
constexpr std::size_t kShortValue = 4;

using PutIns = std::vector<const Source::PutIn*>;

/// All that was put into the sources, the longest first: one may be a part of another.
PutIns put_into_sources(const std::vector<Diagnostic>& findings) {
  PutIns all;
  std::set<const Source*> known;
  for (const Diagnostic& each : findings) {
    const Span* span = each.origin.span();
    if (span == nullptr || span->source == nullptr || !known.insert(span->source).second) continue;
    for (const Source::PutIn& variable : span->source->put_in()) all.push_back(&variable);
  }
  std::stable_sort(all.begin(), all.end(), [](const auto* one, const auto* other) {
    return one->value.size() > other->value.size();
  });
  return all;
}

bool is_in_word(const std::string& text, std::size_t begin, std::size_t end) {
  return (begin > 0 && is_letter_or_digit(text[begin - 1])) ||
         (end < text.size() && is_letter_or_digit(text[end]));
}

void replace_all(std::string& text, std::string_view value, const std::string& variable) {
  for (std::size_t at = text.find(value); at != text.npos; at = text.find(value, at)) {
    const bool is_part = value.size() < kShortValue && is_in_word(text, at, at + value.size());
    if (!is_part) text.replace(at, value.size(), variable);
    at += is_part ? value.size() : variable.size();
  }
}

/// Hides one value as it is, and as messages quote it.
void hide(const Source::PutIn& put_in, std::string& text) {
  const std::string variable = "${" + put_in.name + "}";
  const std::string in_quotes = quoted(put_in.value);
  for (const std::string_view value :
       {std::string_view(put_in.value),
        std::string_view(in_quotes).substr(1, in_quotes.size() - 2)}) {
    if (!value.empty()) replace_all(text, value, variable);
  }
}

}  // namespace

std::string_view written_at(const Origin& origin) {
  const Span* span = origin.span();
  if (span == nullptr || span->source == nullptr) return {};
  std::string_view text = std::string_view(span->source->text()).substr(span->begin);
  text = text.substr(0, span->end - span->begin);
  const bool is_in_quotes =
      text.size() > 1 && text.front() == text.back() && (text[0] == '"' || text[0] == '\'');
  return is_in_quotes ? text.substr(1, text.size() - 2) : text;
}

bool is_put_in(std::string_view value, const Origin& origin) {
  const std::string_view text = written_at(origin);
  return text.find("${") != text.npos && text.find(value) == text.npos;
}

void hide_put_in(std::vector<Diagnostic>& findings) {
  const PutIns all = put_into_sources(findings);
  if (all.empty()) return;
  for (Diagnostic& each : findings) {
    const std::string_view written = written_at(each.origin);
    for (const Source::PutIn* put_in : all) {
      const bool is_here = written.find("${" + put_in->name + "}") != written.npos;
      if (!is_here && put_in->value.size() < kLongValue) continue;
      for (std::string* text : {&each.message, &each.fix, &each.replacement}) hide(*put_in, *text);
      for (Diagnostic::Related& related : each.related) hide(*put_in, related.message);
    }
  }
}

}  // namespace archsynth
