#include "archsynth/document/scalar.h"
#include "archsynth/support/characters.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>

namespace archsynth::document {
namespace {

// The patterns are those of https://yaml.org/type/ (YAML 1.1), narrowed as PyYAML narrows them (no
// `y` and `n`, exponents need a sign), and of the core schema, YAML 1.2 section 10.3.2.

bool is_one_of(std::string_view text, std::initializer_list<std::string_view> words) {
  return std::find(words.begin(), words.end(), text) != words.end();
}

bool is_null(std::string_view text) { return is_one_of(text, {"", "~", "null", "Null", "NULL"}); }

std::optional<bool> core_bool(std::string_view text) {
  if (is_one_of(text, {"true", "True", "TRUE"})) return true;
  if (is_one_of(text, {"false", "False", "FALSE"})) return false;
  return std::nullopt;
}

std::optional<bool> yaml11_bool(std::string_view text) {
  if (is_one_of(text, {"yes", "Yes", "YES", "on", "On", "ON"})) return true;
  if (is_one_of(text, {"no", "No", "NO", "off", "Off", "OFF"})) return false;
  return core_bool(text);
}

/// A text read from the left, piece by piece.
class Cursor {
 public:
  explicit Cursor(std::string_view text) : text_(text) {}
  bool done() const { return at_ == text_.size(); }
  bool take(char c) {
    if (done() || text_[at_] != c) return false;
    ++at_;
    return true;
  }
  bool take_one_of(std::string_view characters) {
    if (done() || characters.find(text_[at_]) == std::string_view::npos) return false;
    ++at_;
    return true;
  }
  /// As many of the characters as there are.
  std::string_view take_all(std::string_view characters) {
    const std::size_t end = std::min(text_.find_first_not_of(characters, at_), text_.size());
    const std::string_view taken = text_.substr(at_, end - at_);
    at_ = end;
    return taken;
  }
  std::string_view rest() const { return text_.substr(at_); }

 private:
  std::string_view text_;
  std::size_t at_ = 0;
};

constexpr std::string_view kDigits = "0123456789";
constexpr std::string_view kDigitsOrUnderscore = "0123456789_";

std::string without_underscores(std::string_view text) {
  std::string result(text);
  std::erase(result, '_');
  return result;
}

/// An integer in a base; a string when it has no digits or does not fit.
Scalar integer(std::string_view original, bool negative, std::string_view digits, int base) {
  const std::string number = (negative ? "-" : "") + without_underscores(digits);
  std::int64_t value = 0;
  const char* end = number.data() + number.size();
  const auto [stop, error] = std::from_chars(number.data(), end, value, base);
  if (error != std::errc() || stop != end) return std::string(original);
  return value;
}

Scalar decimal_fraction(std::string_view original, std::string_view text) {
  std::string number = without_underscores(text);
  if (number.starts_with('+')) number.erase(0, 1);
  double value = 0;
  const char* end = number.data() + number.size();
  const auto [stop, error] = std::from_chars(number.data(), end, value);
  if (error != std::errc() || stop != end) return std::string(original);
  return value;
}

std::optional<Scalar> special_float(std::string_view text) {
  if (is_one_of(text, {".nan", ".NaN", ".NAN"})) return std::numeric_limits<double>::quiet_NaN();
  Cursor cursor(text);
  const bool negative = cursor.take('-');
  if (!negative) cursor.take('+');
  if (!is_one_of(cursor.rest(), {".inf", ".Inf", ".INF"})) return std::nullopt;
  const double infinity = std::numeric_limits<double>::infinity();
  return negative ? -infinity : infinity;
}

std::optional<Scalar> core_number(std::string_view text) {
  if (text.starts_with("0o") || text.starts_with("0x")) {
    const bool octal = text[1] == 'o';
    const std::string_view allowed = octal ? "01234567" : "0123456789abcdefABCDEF";
    const std::string_view digits = text.substr(2);
    if (digits.empty() || digits.find_first_not_of(allowed) != digits.npos) return std::nullopt;
    return integer(text, false, digits, octal ? 8 : 16);
  }
  Cursor cursor(text);
  const bool negative = cursor.take('-');
  if (!negative) cursor.take('+');
  const std::string_view whole = cursor.take_all(kDigits);
  if (!whole.empty() && cursor.done()) return integer(text, negative, whole, 10);
  const bool has_point = cursor.take('.');
  const std::string_view fraction = has_point ? cursor.take_all(kDigits) : std::string_view();
  if (whole.empty() && fraction.empty()) return special_float(text);
  if (cursor.take_one_of("eE")) {
    cursor.take_one_of("+-");
    if (cursor.take_all(kDigits).empty()) return std::nullopt;
  }
  if (!cursor.done()) return std::nullopt;
  return decimal_fraction(text, text);
}

/// `190:20:30` and `190:20:30.15`: base 60. `first` is what stood before the first colon.
std::optional<Scalar> sexagesimal(std::string_view text, bool negative, std::string_view first,
                                  Cursor cursor) {
  const Scalar start = integer(text, false, first, 10);
  const auto* whole = std::get_if<std::int64_t>(&start);
  std::int64_t value = whole == nullptr ? 0 : *whole;
  bool fits = whole != nullptr;
  while (cursor.take(':')) {
    const std::string_view digits = cursor.take_all(kDigits);
    if (digits.empty() || digits.size() > 2 || (digits.size() == 2 && digits[0] > '5')) {
      return std::nullopt;
    }
    std::int64_t part = 0;
    std::from_chars(digits.data(), digits.data() + digits.size(), part);
    fits = fits && !__builtin_mul_overflow(value, 60, &value) &&
           !__builtin_add_overflow(value, part, &value);
  }
  if (cursor.done()) {
    if (first.front() == '0') return std::nullopt;
    if (!fits) return Scalar(std::string(text));
    return negative ? -value : value;
  }
  if (!cursor.take('.')) return std::nullopt;
  const std::string_view digits = cursor.take_all(kDigitsOrUnderscore);
  if (!cursor.done()) return std::nullopt;
  if (!fits) return Scalar(std::string(text));
  const Scalar fraction = decimal_fraction(text, fmt::format("0.{}", digits));
  const auto* part = std::get_if<double>(&fraction);
  const double sum = static_cast<double>(value) + (part == nullptr ? 0 : *part);
  return negative ? -sum : sum;
}

/// `0b101`, `0x1F`, `017`.
std::optional<Scalar> yaml11_based(std::string_view text, bool negative, std::string_view rest) {
  const auto in_base = [&](std::string_view digits, std::string_view allowed,
                           int base) -> std::optional<Scalar> {
    if (digits.empty() || digits.find_first_not_of(allowed) != digits.npos) return std::nullopt;
    return integer(text, negative, digits, base);
  };
  if (rest.starts_with("0b")) return in_base(rest.substr(2), "01_", 2);
  if (rest.starts_with("0x")) return in_base(rest.substr(2), "0123456789abcdefABCDEF_", 16);
  if (rest.size() > 1 && rest[0] == '0') return in_base(rest, "01234567_", 8);
  return std::nullopt;
}

std::optional<Scalar> yaml11_number(std::string_view text) {
  Cursor cursor(text);
  const bool negative = cursor.take('-');
  const bool has_sign = negative || cursor.take('+');
  if (const auto based = yaml11_based(text, negative, cursor.rest())) return based;
  std::string_view whole;
  if (!cursor.done() && is_digit(cursor.rest().front())) {
    whole = cursor.take_all(kDigitsOrUnderscore);
  }
  if (!whole.empty() && cursor.done()) {
    if (whole.size() > 1 && whole[0] == '0') return std::nullopt;
    return integer(text, negative, whole, 10);
  }
  if (!whole.empty() && cursor.rest().front() == ':') {
    return sexagesimal(text, negative, whole, cursor);
  }
  if (!cursor.take('.')) return std::nullopt;
  const std::string_view fraction = cursor.take_all(kDigitsOrUnderscore);
  if (whole.empty() && (has_sign || fraction.empty() || fraction[0] == '_')) {
    return special_float(text);
  }
  if (cursor.take_one_of("eE")) {
    if (!cursor.take_one_of("+-") || cursor.take_all(kDigits).empty()) return std::nullopt;
  }
  if (!cursor.done()) return std::nullopt;
  return decimal_fraction(text, text);
}

/// `2012-10-17` and `2001-12-14 21:59:43.10 -05:00`.
bool is_timestamp(std::string_view text) {
  Cursor cursor(text);
  const auto digits = [&](std::size_t least, std::size_t most) {
    const std::size_t count = cursor.take_all(kDigits).size();
    return count >= least && count <= most;
  };
  if (!digits(4, 4) || !cursor.take('-')) return false;
  const std::size_t month = cursor.take_all(kDigits).size();
  if (!cursor.take('-')) return false;
  const std::size_t day = cursor.take_all(kDigits).size();
  if (cursor.done()) return month == 2 && day == 2;
  if (month < 1 || month > 2 || day < 1 || day > 2) return false;
  if (!cursor.take_one_of("Tt") && cursor.take_all(" \t").empty()) return false;
  if (!digits(1, 2) || !cursor.take(':') || !digits(2, 2) || !cursor.take(':') || !digits(2, 2)) {
    return false;
  }
  if (cursor.take('.')) cursor.take_all(kDigits);
  if (cursor.done()) return true;
  cursor.take_all(" \t");
  if (cursor.take('Z')) return cursor.done();
  if (!cursor.take_one_of("+-") || !digits(1, 2)) return false;
  return cursor.done() || (cursor.take(':') && digits(2, 2) && cursor.done());
}

bool same(const Scalar& a, const Scalar& b) {
  const auto* x = std::get_if<double>(&a);
  const auto* y = std::get_if<double>(&b);
  if (x != nullptr && y != nullptr && std::isnan(*x) && std::isnan(*y)) return true;
  return a == b;
}

}  // namespace

Scalar resolve(std::string_view text, Schema schema) {
  if (is_null(text)) return std::monostate();
  const bool core = schema == Schema::kCore;
  if (const auto flag = core ? core_bool(text) : yaml11_bool(text)) return *flag;
  const auto number = core ? core_number(text) : yaml11_number(text);
  return number ? *number : Scalar(std::string(text));
}

Scalar resolve(const Node& node, Schema schema) {
  if (node.is_null()) return std::monostate();
  return node.plain ? resolve(node.text, schema) : Scalar(node.text);
}

std::string yaml11_surprise(std::string_view text) {
  if (is_timestamp(text)) return "a date";
  const Scalar meant = resolve(text, Schema::kCore);
  const Scalar read = resolve(text, Schema::kYaml11);
  if (same(meant, read)) return {};
  if (std::holds_alternative<bool>(read)) return "a boolean";
  if (const auto* number = std::get_if<double>(&read)) return fmt::format("the number {}", *number);
  const auto* number = std::get_if<std::int64_t>(&read);
  if (number == nullptr) return "a string";
  const std::size_t first = text.find_first_not_of("+-");
  const bool octal = text.substr(first).size() > 1 && text[first] == '0' &&
                     (is_digit(text[first + 1]) || text[first + 1] == '_');
  return fmt::format("the {}number {}", octal ? "octal " : "", *number);
}

std::string_view kind_name(const Node& node) {
  switch (node.kind) {
    case Node::Kind::kNull:
      return "null";
    case Node::Kind::kSequence:
      return "a list";
    case Node::Kind::kMapping:
      return "a mapping";
    case Node::Kind::kScalar:
      break;
  }
  const Scalar value = resolve(node, Schema::kYaml11);
  if (std::holds_alternative<std::monostate>(value)) return "null";
  if (std::holds_alternative<bool>(value)) return "a boolean";
  return std::holds_alternative<std::string>(value) ? "a string" : "a number";
}

}  // namespace archsynth::document
