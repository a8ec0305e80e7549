#include "aws/elbv2/routes.h"

#include <algorithm>

#include "archsynth/aws/elbv2.h"
#include "archsynth/support/wildcards.h"

namespace archsynth::elbv2 {

namespace {

bool is_pattern(std::string_view text) { return text.find_first_of("*?") != text.npos; }

bool any_pattern(const describe::List<std::string>& texts) {
  return std::any_of(texts.begin(), texts.end(),
                     [](const Sourced<std::string>& text) { return is_pattern(*text); });
}

/// How much of a path pattern is literal before the first wildcard: twice the whole segments, and
/// one for the beginning of another. `/*` has 2, `/api*` 3, `/api/*` 4.
int depth(std::string_view path) {
  const std::string_view literal = path.substr(0, path.find_first_of("*?"));
  const int slashes = static_cast<int>(std::count(literal.begin(), literal.end(), '/'));
  return 2 * slashes + (literal.empty() || literal.back() == '/' ? 0 : 1);
}

struct Band {
  int first;
  int size;
};

/// Of `total` priorities from `first` on, those of a pattern of that depth: most for `/api/*`.
Band band_of_depth(int first, int total, int depth) {
  struct Share {
    int least_depth;
    int percent;
  };
  constexpr Share kShares[] = {{7, 10}, {6, 18}, {5, 8}, {4, 36}, {3, 20}, {2, 4}, {0, 4}};
  for (const Share& share : kShares) {
    const int size = total * share.percent / 100;
    if (depth >= share.least_depth) return {first, size};
    first += size;
  }
  return {first, 1};
}

/// The route as one text that does not depend on the order of its values.
std::string text_of(const RouteProps& route) {
  std::string text;
  for (const describe::List<std::string>* list : {&route.host, &route.path}) {
    std::vector<std::string> values;
    for (const Sourced<std::string>& each : *list) values.push_back(*each);
    std::sort(values.begin(), values.end());
    for (const std::string& value : values) text += value + '\n';
    text += '\n';
  }
  return text;
}

Band band_of(const RouteProps& route) {
  const bool host_pattern = any_pattern(route.host);
  if (route.path.empty() && route.host.empty()) return {49'999, 1};  // which was reported
  if (route.path.empty()) return host_pattern ? Band{28'000, 2'000} : Band{21'000, 7'000};
  if (!any_pattern(route.path)) {
    if (route.host.empty()) return {30'000, 5'000};
    return host_pattern ? Band{17'000, 1'000} : Band{1'000, 4'000};
  }
  std::optional<int> least;
  for (const Sourced<std::string>& path : route.path) {
    if (is_pattern(*path)) least = std::min(least.value_or(depth(*path)), depth(*path));
  }
  if (route.host.empty()) return band_of_depth(35'000, 15'000, *least);
  return host_pattern ? band_of_depth(18'000, 3'000, *least) : band_of_depth(5'000, 12'000, *least);
}

}  // namespace

std::uint64_t stable_hash(std::string_view text) {
  std::uint64_t value = 14695981039346656037U;
  for (char c : text) value = (value ^ static_cast<unsigned char>(c)) * 1099511628211U;
  return value;
}

int derived_priority(const RouteProps& route) {
  const Band band = band_of(route);
  return band.first +
         static_cast<int>(stable_hash(text_of(route)) % static_cast<std::uint64_t>(band.size));
}

bool covers(std::string_view wide, std::string_view narrow) {
  // The wildcards of `narrow` are characters that only a wildcard as wide can take.
  return matches_wildcards(wide, narrow, [](char wanted, char is) {
    return is != '*' && (wanted == is || wanted == '?');
  });
}

bool cover(const std::vector<std::string>& wide, const std::vector<std::string>& narrow) {
  if (wide.empty()) return true;
  const auto covered = [&](std::string_view each) {
    return std::any_of(wide.begin(), wide.end(),
                       [&](const std::string& pattern) { return covers(pattern, each); });
  };
  // Every path begins with a slash.
  return narrow.empty() ? covered("*") || covered("/*")
                        : std::all_of(narrow.begin(), narrow.end(), covered);
}

}  // namespace archsynth::elbv2
