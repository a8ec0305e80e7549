#include "number.h"

#include <charconv>
#include <cmath>
#include <stdexcept>
#include <string_view>

namespace archsynth::cfn {
namespace {

template <typename T, typename... Format>
void append_chars(std::string& out, T number, Format... format) {
  char buffer[64];
  const auto result = std::to_chars(buffer, buffer + sizeof buffer, number, format...);
  out.append(buffer, result.ptr);
}

void append_real(std::string& out, double real) {
  if (!std::isfinite(real)) throw std::logic_error("a template cannot hold NaN or an infinity");
  constexpr double kExact = 9007199254740992.0;  // 2^53
  if (std::abs(real) <= kExact && std::trunc(real) == real) {
    append_chars(out, static_cast<std::int64_t>(real));
    return;
  }
  std::string text;
  append_chars(text, real);
  if (text.find_first_of(".e") == std::string::npos) {
    text.clear();
    append_chars(text, real, std::chars_format::scientific);
  }
  const std::size_t exponent = text.find('e');
  if (exponent != std::string::npos && text.find('.') == std::string::npos) {
    text.insert(exponent, ".0");
  }
  out += text;
}

}  // namespace

bool append_number(std::string& out, const Value& value) {
  if (const auto* integer = value.get_if<std::int64_t>()) {
    append_chars(out, *integer);
  } else if (const auto* real = value.get_if<double>()) {
    append_real(out, *real);
  } else {
    return false;
  }
  return true;
}

}  // namespace archsynth::cfn
