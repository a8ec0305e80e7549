#include "conditions.h"

#include <algorithm>
#include <charconv>
#include <iterator>
#include <optional>
#include <string_view>

#include "archsynth/support/characters.h"
#include "archsynth/support/text.h"
#include "archsynth/support/wildcards.h"
#include "model/network/packets.h"
#include "openings.h"

namespace archsynth::analysis {
namespace {

/// An operator and a key of a condition.
/// Source:
/// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
struct Test {
  std::string_view quantifier;  ///< `ForAnyValue`, `ForAllValues`, or nothing
  std::string_view name;        ///< of the operator, without its suffix
  bool is_met_without_key = false;
  std::string key;  ///< in lower case
};

Test test_of(std::string_view text) {
  Test test;
  test.name = text.substr(0, text.find(' '));
  test.key = lower_case(text.substr(test.name.size()));
  if (const std::size_t colon = test.name.find(':'); colon != test.name.npos) {
    test.quantifier = test.name.substr(0, colon);
    test.name.remove_prefix(colon + 1);
  }
  constexpr std::string_view kSuffix = "IfExists";
  if (test.name.ends_with(kSuffix)) {
    test.is_met_without_key = true;
    test.name.remove_suffix(kSuffix.size());
  }
  // Both compare with wildcards.
  if (test.name == "ArnEquals") test.name = "ArnLike";
  if (test.name == "ArnNotEquals") test.name = "ArnNotLike";
  return test;
}

/// `Numeric` or `Date`, and the direction, of an operator that compares.
struct Ordering {
  std::string_view of;
  bool is_less = false;
  bool has_bound = false;  ///< the bound itself meets it
};

std::optional<Ordering> ordering_of(std::string_view name) {
  for (const std::string_view of : {"Numeric", "Date"}) {
    if (!name.starts_with(of)) continue;
    const std::string_view how = name.substr(of.size());
    const bool is_less = how.starts_with("LessThan");
    if (!is_less && !how.starts_with("GreaterThan")) return std::nullopt;
    return Ordering{of, is_less, how.ends_with("Equals")};
  }
  return std::nullopt;
}

/// -1, 0 or 1; nothing where the values do not tell.
std::optional<int> order_of(std::string_view of, std::string_view a, std::string_view b) {
  if (of == "Date") {
    if (a.size() != b.size()) return std::nullopt;
    return a < b ? -1 : a > b ? 1 : 0;
  }
  double one = 0;
  double other = 0;
  const auto read = [](std::string_view text, double& to) {
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), to);
    return error == std::errc() && end == text.data() + text.size();
  };
  if (!read(a, one) || !read(b, other)) return std::nullopt;
  return one < other ? -1 : one > other ? 1 : 0;
}

/// Whether a value that is in a block of one test is in that of the other.
bool is_in_block(const std::string& part, const std::string& whole) {
  if (is_within(part, whole)) return true;
  const auto one = model::block_of(part);
  const auto other = model::block_of(whole);
  return one && other && one->family == other->family && other->addresses.contains(one->addresses);
}

bool is_covered(const Test& now, const std::string& value, const Test& old,
                const std::string& other) {
  const auto narrow = ordering_of(now.name);
  const auto wide = ordering_of(old.name);
  if (narrow && wide) {
    const auto order = order_of(narrow->of, value, other);
    if (narrow->of != wide->of || narrow->is_less != wide->is_less || !order) return false;
    return *order == 0 ? wide->has_bound || !narrow->has_bound : (*order < 0) == narrow->is_less;
  }
  if (now.name == old.name) {
    return is_in_block(value, other) ||
           (old.name.find("Like") != old.name.npos && is_for(other, value, false));
  }
  if (now.name != "StringEquals") return false;
  if (old.name == "StringLike") return is_for(other, value, false);
  return old.name == "StringEqualsIgnoreCase" && lower_case(other) == lower_case(value);
}

/// A test of texts without wildcards is one for equality.
/// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
Test test_of(const Conditions::value_type& condition) {
  Test test = test_of(condition.first);
  const auto& values = condition.second;
  const bool is_exact = std::none_of(values.begin(), values.end(), [](const std::string& each) {
    return each.find_first_of("*?") != each.npos;
  });
  if (is_exact && test.name == "StringLike") test.name = "StringEquals";
  if (is_exact && test.name == "StringNotLike") test.name = "StringNotEquals";
  return test;
}

/// A condition with its operator taken apart.
struct Condition {
  Test test;
  const Conditions::mapped_type& values;
};

Condition taken_apart(const Conditions::value_type& condition) {
  return {test_of(condition), condition.second};
}

bool is_as_strict(const Condition& now, const Condition& old) {
  const Test& mine = now.test;
  const Test& its = old.test;
  if (mine.key != its.key || mine.quantifier != its.quantifier) return false;
  if (mine.is_met_without_key && !its.is_met_without_key) return false;
  if (its.name.find("Not") != its.name.npos) {
    return mine.name == its.name &&
           std::all_of(old.values.begin(), old.values.end(), [&](const std::string& each) {
             return std::any_of(now.values.begin(), now.values.end(), [&](const auto& other) {
               return is_covered(its, each, mine, other);
             });
           });
  }
  return std::all_of(now.values.begin(), now.values.end(), [&](const std::string& each) {
    return std::any_of(old.values.begin(), old.values.end(), [&](const std::string& other) {
      return is_covered(mine, each, its, other);
    });
  });
}

}  // namespace

bool is_for(std::string_view pattern, std::string_view text, bool folds_case) {
  return matches_wildcards(pattern, text, [&](char wanted, char is) {
    return wanted == is || (wanted == '?' && is != '*') ||
           (folds_case && to_lower(wanted) == to_lower(is));
  });
}

bool are_as_strict(const Conditions& now, const Conditions& old) {
  std::vector<Condition> read_now;
  return std::all_of(old.begin(), old.end(), [&](const auto& each) {
    const auto same = now.find(each.first);
    if (same != now.end() && same->second == each.second) return true;
    if (read_now.empty())
      std::transform(now.begin(), now.end(), std::back_inserter(read_now), taken_apart);
    const Condition its = taken_apart(each);
    return std::any_of(read_now.begin(), read_now.end(),
                       [&](const Condition& one) { return is_as_strict(one, its); });
  });
}

}  // namespace archsynth::analysis
