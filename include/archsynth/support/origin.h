#pragma once

#include <string>
#include <string_view>
#include <variant>

#include "archsynth/support/source.h"

namespace archsynth {

/// A line of a C++ program that set a value.
struct CallSite {
  const char* file = "";
  std::uint32_t line = 0;
  friend bool operator==(const CallSite& a, const CallSite& b) {
    return a.line == b.line && std::string_view(a.file) == b.file;
  }
};

/// A default, used because the value was not set.
struct DefaultOf {
  /// The profile whose default it is (`production`, …); empty when every profile has the same.
  std::string_view profile;
  /// The key that took it; empty where a construct decided.
  std::string_view key;
  friend bool operator==(const DefaultOf&, const DefaultOf&) = default;
};

/// Where a value comes from: unknown, a default, a place in a document, or a C++ call site.
class Origin {
 public:
  Origin() = default;
  Origin(Span span) : data_(span) {}
  Origin(CallSite site) : data_(site) {}
  Origin(DefaultOf source) : data_(source) {}

  bool known() const { return !std::holds_alternative<std::monostate>(data_); }
  bool is_default() const { return std::holds_alternative<DefaultOf>(data_); }
  /// Stated by a person: a span or a call site.
  bool is_stated() const { return span() != nullptr || call_site() != nullptr; }
  const Span* span() const { return std::get_if<Span>(&data_); }
  const CallSite* call_site() const { return std::get_if<CallSite>(&data_); }
  const DefaultOf* default_of() const { return std::get_if<DefaultOf>(&data_); }

  /// `prod.yaml:3:7`, `main.cc:12`, `default of production`, `default`, or empty when unknown.
  std::string to_string() const;

  friend bool operator==(const Origin&, const Origin&) = default;

 private:
  std::variant<std::monostate, DefaultOf, Span, CallSite> data_;
};

/// `a` where it is known, else `b`.
inline const Origin& first_known(const Origin& a, const Origin& b) { return a.known() ? a : b; }

}  // namespace archsynth
