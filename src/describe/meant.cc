#include <algorithm>
#include <vector>

#include "archsynth/describe/field.h"
#include "archsynth/support/characters.h"

namespace archsynth::describe {
namespace {

/// Longer texts were not slips of one who wrote a name.
constexpr std::size_t kLongest = 256;

std::string same(std::string_view text) { return std::string(text); }

std::string trimmed(std::string_view text) {
  while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
  return std::string(text);
}

/// Names of several words; not addresses, paths and the like.
template <char kBetween>
std::string joined_words(std::string_view text) {
  const auto is_of_name = [](char c) {
    return is_letter_or_digit(c) || c == ' ' || c == '-' || c == '_';
  };
  if (!std::all_of(text.begin(), text.end(), is_of_name)) return {};
  std::string result(text);
  std::replace(result.begin(), result.end(), ' ', kBetween);
  return result;
}

template <char kFrom, char kTo>
std::string replaced(std::string_view text) {
  std::string result(text);
  std::replace(result.begin(), result.end(), kFrom, kTo);
  return result;
}

std::string with_dashes(std::string_view text) {
  std::string result(text);
  const auto is_other = [](char c) { return c == '_' || c == '/' || c == '.'; };
  std::replace_if(result.begin(), result.end(), is_other, '-');
  return result;
}

std::string upper_case(std::string_view text) {
  std::string result(text);
  std::transform(result.begin(), result.end(), result.begin(), to_upper);
  return result;
}

std::string_view after_scheme(std::string_view text) {
  const std::size_t scheme = text.find("://");
  return scheme == text.npos ? text : text.substr(scheme + 3);
}

std::string without_scheme(std::string_view text) { return std::string(after_scheme(text)); }

std::string host(std::string_view text) {
  const std::string_view rest = after_scheme(text);
  return std::string(rest.substr(0, rest.find('/')));
}

/// The scheme and the host.
std::string origin(std::string_view text) {
  const std::size_t path = text.find('/', text.size() - after_scheme(text).size());
  return std::string(text.substr(0, path));
}

std::string path(std::string_view text) {
  const std::string_view rest = after_scheme(text);
  if (rest.size() == text.size()) return {};
  const std::size_t slash = rest.find('/');
  return slash == rest.npos ? "/" : std::string(rest.substr(slash));
}

std::string last_segment(std::string_view text) {
  const std::size_t slash = text.rfind('/');
  return slash == text.npos ? std::string() : std::string(text.substr(slash + 1));
}

template <char kEnd>
std::string without_end(std::string_view text) {
  return text.ends_with(kEnd) ? std::string(text.substr(0, text.size() - 1)) : std::string();
}

using Change = std::string (*)(std::string_view text);

/// Of letters and blanks, then of what is between and around them; the smallest first.
constexpr Change kSpellings[] = {same, trimmed, lower_case, upper_case};
constexpr Change kChanges[] = {same,
                               joined_words<'-'>,
                               joined_words<'_'>,
                               replaced<'_', '-'>,
                               replaced<'-', '_'>,
                               replaced<'/', ':'>,
                               replaced<'/', '-'>,
                               with_dashes,
                               without_end<'/'>,
                               without_end<'.'>,
                               without_scheme,
                               host,
                               origin,
                               path,
                               last_segment};

}  // namespace

std::string meant_value(std::string_view text, const Form& form) {
  const bool has_word = std::any_of(text.begin(), text.end(), is_letter_or_digit);
  const bool is_number = std::any_of(text.begin(), text.end(), is_digit);
  if (!has_word || text.size() > kLongest) return {};
  for (const Change spell : kSpellings) {
    // Ids in capitals have digits.
    if (spell == upper_case && !is_number) continue;
    const std::string spelled = spell(text);
    std::vector<std::string> meant;
    if (form.meant != nullptr) meant.push_back(form.meant(spelled));
    for (const std::string_view start : {"/", "https://"}) {
      const bool lacks_it = form.example.starts_with(start) &&
                            is_letter_or_digit(spelled.front()) &&
                            spelled.find("://") == spelled.npos;
      if (lacks_it) meant.push_back(std::string(start) + spelled);
    }
    for (const Change change : kChanges) meant.push_back(change(spelled));
    const auto found = std::find_if(meant.begin(), meant.end(), [&](const std::string& each) {
      return !each.empty() && form.matches(each);
    });
    if (found != meant.end()) return *found;
  }
  return {};
}

}  // namespace archsynth::describe
