#include "cfn/random_value.h"

#include <array>
#include <cmath>
#include <cstring>
#include <iterator>
#include <limits>

namespace archsynth::cfn {
namespace {

constexpr const char* kStrings[] = {"true",
                                    "False",
                                    "yes",
                                    "NO",
                                    "on",
                                    "y",
                                    "null",
                                    "~",
                                    "012",
                                    "1.10",
                                    "8000",
                                    "-1",
                                    "+1",
                                    ".5",
                                    "0x1F",
                                    "0o17",
                                    "0b11",
                                    "1_000",
                                    "1e3",
                                    "1E-3",
                                    ".inf",
                                    ".NaN",
                                    "12:30:45",
                                    "2012-10-17",
                                    "2001-12-14 21:59:43",
                                    "10.0.0.0",
                                    "=",
                                    "<<",
                                    "---",
                                    "...",
                                    "- a",
                                    "? a",
                                    ": a",
                                    "[a]",
                                    "{a}",
                                    "a: b",
                                    "a:",
                                    "a #b",
                                    "#a",
                                    "&a",
                                    "*a",
                                    "!a",
                                    "|",
                                    ">",
                                    "%a",
                                    "@a",
                                    "AWS::Region",
                                    "10.0.0.0/16",
                                    "it's",
                                    "say \"x\"",
                                    "C:\\x",
                                    "${A}",
                                    "${A.B} ${!C}",
                                    "{{resolve:ssm:a}}",
                                    "#!/bin/bash\necho \"${A}\"\n\tx\n\n  y\n",
                                    "a\nb",
                                    "a\n\n",
                                    "\na",
                                    " a\nb",
                                    "a\n \nb",
                                    "a\n ",
                                    "a\r\nb",
                                    "Ref",
                                    "Condition",
                                    "--- a\n--- b\n"};

constexpr const char* kFragments[] = {
    " ",      "\n",     "\t",     "\r",     "\"",     "'",          "\\",    ":",
    "#",      "-",      "?",      ",",      "[",      "]",          "{",     "}",
    "&",      "*",      "!",      "|",      ">",      "%",          "@",     "`",
    "=",      "<",      "~",      "$",      "${",     "0",          "1",     ".",
    "e",      "_",      "x",      "word",   "\x01",   "\x1f",       "\x7f",  "\u0085",
    "\u00a0", "\u2028", "\ufeff", "\u00fc", "\u4e2d", "\U0001F680", "\uffff"};

constexpr double kReals[] = {0.1,
                             -2.5,
                             1e22,
                             1.5e-9,
                             9007199254740993.0,
                             9.3e18,
                             5e-324,
                             1.7976931348623157e308,
                             -0.0,
                             70.0,
                             123456789012345680000.0,
                             0.3};

constexpr std::int64_t kIntegers[] = {0,
                                      1,
                                      -1,
                                      8000,
                                      5432,
                                      std::numeric_limits<std::int64_t>::max(),
                                      std::numeric_limits<std::int64_t>::min()};

}  // namespace

int RandomValues::below(int limit) {
  return static_cast<int>(random_() % static_cast<std::uint64_t>(limit));
}

std::string RandomValues::fragment() { return kFragments[below(std::size(kFragments))]; }

std::string RandomValues::text() {
  if (below(2) == 0) return kStrings[below(std::size(kStrings))];
  std::string text;
  for (int length = below(12); length > 0; --length) text += fragment();
  return text;
}

/// Not empty, and no name of a function.
std::string RandomValues::name() {
  std::string name = text();
  if (name.empty() || name == "Ref" || name == "Condition") name = "Name";
  return name;
}

Value RandomValues::scalar() {
  switch (below(6)) {
    case 0:
      return Null{};
    case 1:
      return below(2) == 0;
    case 2:
      return kIntegers[below(std::size(kIntegers))];
    case 3:
      return kReals[below(std::size(kReals))];
    case 4: {
      double real = 0;
      const std::uint64_t bits = random_();
      std::memcpy(&real, &bits, sizeof real);
      return std::isfinite(real) ? real : 0.5;
    }
    default:
      return text();
  }
}

Value RandomValues::intrinsic(int depth) {
  switch (below(6)) {
    case 0:
      return ref(LogicalId(name()));
    case 1:
      return get_att(LogicalId(name()), name());
    case 2:
      return sub(text());
    case 3:
      return sub(text(), map(depth));
    case 4:
      return DynamicReference{"ssm", {text(), value(depth > 0 ? 0 : -1), ref(LogicalId("A"))}};
    default:
      return call(depth);
  }
}

Value RandomValues::call(int depth) {
  const auto function = static_cast<Function>(below(static_cast<int>(Function::kToJsonString) + 1));
  if (function == Function::kCondition) return cfn::call(function, name());
  if (below(2) == 0) return cfn::call(function, list(depth));
  return cfn::call(function, value(depth));
}

List RandomValues::list(int depth) {
  List list;
  for (int size = below(4); size > 0; --size) list.push_back(value(depth));
  return list;
}

Map RandomValues::map(int depth) {
  Map map;
  for (int size = below(4); size > 0; --size) map.set(name(), value(depth));
  return map;
}

Value RandomValues::value(int depth) {
  if (depth < 0) return text();
  const int kind = below(depth == 0 ? 4 : 8);
  if (kind < 3) return scalar();
  if (kind == 3) return depth == 0 ? scalar() : intrinsic(depth - 1);
  if (kind < 6) return list(depth - 1);
  return map(depth - 1);
}

}  // namespace archsynth::cfn
