#pragma once

#include <array>
#include <concepts>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "archsynth/support/origin.h"
#include "archsynth/support/profile.h"

/// Props: plain structs whose members carry where their value comes from, and a table beside each
/// struct from which decoding, checks, JSON Schema and the reference page follow.
namespace archsynth::describe {

/// Marks a member's initialiser as a default (a bare `= 20` would be attributed to the caller).
template <typename T>
struct Default {
  T value;
  explicit constexpr Default(T v) : value(std::move(v)) {}
};
Default(const char*)->Default<std::string>;

/// A default that differs between the profiles.
template <typename T>
struct ByProfile {
  T production;
  T staging;
  T development;
  constexpr ByProfile(T in_production, T in_staging, T in_development)
      : production(std::move(in_production)),
        staging(std::move(in_staging)),
        development(std::move(in_development)) {}
};
ByProfile(const char*, const char*, const char*)->ByProfile<std::string>;

/// The textual name of an enumerator, found by argument-dependent lookup:
/// `constexpr auto names_of(Nat) { return std::array{"per_zone", "single", "none"}; }`, in the
/// order of the enumerators, which count from 0.
template <typename E>
concept NamedEnum = std::is_enum_v<E> && requires(E e) {
  names_of(e);
};

template <NamedEnum E>
constexpr const char* name_of_enumerator(E value) {
  return names_of(value)[static_cast<std::size_t>(value)];
}

template <typename Scalar, typename Large>
struct Either;

namespace internal {

template <typename T>
inline constexpr bool is_either = false;
template <typename S, typename L>
inline constexpr bool is_either<Either<S, L>> = true;

/// Whether a value of type `From` means the same as a `To` where C++ would convert it.
template <typename From, typename To>
inline constexpr bool keeps_meaning =
    !std::is_arithmetic_v<To> || std::is_class_v<From> ||
    (std::is_arithmetic_v<From> && std::same_as<From, bool> == std::same_as<To, bool> &&
     !(std::is_floating_point_v<From> && std::is_integral_v<To>));

}  // namespace internal

/// A member that remembers who stated it.
///
/// It is unset (nobody stated it and there is no default), a default, or stated at a line of a
/// document or of a C++ program. Reading an unset one gives a value-initialised `T`, so that work
/// can go on after a mistake was reported.
template <typename T>
class Sourced {
 public:
  using value_type = T;

  Sourced() = default;
  /// States a value; the call site is its origin. What would lose its meaning on the way (a pointer
  /// or number as a boolean, a boolean or fraction as a whole number) does not compile.
  template <typename U = T>
  requires(std::constructible_from<T, U&&> &&
           (std::convertible_to<U&&, T> ||
            !std::is_class_v<
                std::remove_cvref_t<U>>)&&internal::keeps_meaning<std::remove_cvref_t<U>, T> &&
           !std::same_as<std::remove_cvref_t<U>, Sourced>)
      Sourced(U&& value, const char* file = __builtin_FILE(), std::uint32_t line = __builtin_LINE())
      : value_(std::forward<U>(value)), origin_(CallSite{file, line}), state_(State::kSet) {
    share_origin();
  }
  template <typename U>
  Sourced(Default<U> value)
      : value_(std::move(value.value)), origin_(DefaultOf{}), state_(State::kSet) {
    share_origin();
  }
  template <typename U>
  Sourced(ByProfile<U> values)
      : value_(values.production),
        origin_(DefaultOf{}),
        state_(State::kByProfile),
        by_profile_{{T(values.production)}, {T(values.staging)}, {T(values.development)}} {}

  static Sourced at(T value, Origin origin) {
    Sourced result;
    result.set(std::move(value), origin);
    return result;
  }

  void set(T value, Origin origin) {
    value_ = std::move(value);
    origin_ = origin;
    state_ = State::kSet;
    by_profile_.clear();
  }
  /// Something stood there that could not be decoded: no value, but not missing either. What
  /// `operator*` answers stays, so that a default is judged in its place rather than nothing.
  void set_invalid(Origin origin) {
    by_profile_.clear();
    origin_ = origin;
    state_ = State::kInvalid;
  }

  bool has_value() const { return state_ == State::kSet || state_ == State::kByProfile; }
  explicit operator bool() const { return has_value(); }
  /// Nobody stated it, rightly or wrongly, and there is no default.
  bool missing() const { return state_ == State::kUnset; }
  bool is_default() const { return origin_.is_default(); }
  bool stated() const { return origin_.is_stated(); }

  const T& operator*() const { return value_; }
  const T* operator->() const { return &value_; }
  T& mutable_value() { return value_; }
  const T& value_or(const T& other) const { return has_value() ? value_ : other; }
  const Origin& origin() const { return origin_; }

  /// Takes the profile's value where the default differs between profiles, and notes the key that
  /// took a default. Idempotent.
  void settle(Profile profile, std::string_view key) {
    if (state_ == State::kByProfile) {
      value_ = by_profile_[static_cast<std::size_t>(profile)].value;
      by_profile_.clear();
      state_ = State::kSet;
      origin_ = DefaultOf{name_of(profile), key};
      share_origin();
    } else if (const DefaultOf* source = origin_.default_of(); source && source->key.empty()) {
      origin_ = DefaultOf{source->profile, key};
      share_origin();
    }
  }
  /// The default under a profile before `settle`; for documentation.
  const T& default_for(Profile profile) const {
    return state_ == State::kByProfile ? by_profile_[static_cast<std::size_t>(profile)].value
                                       : value_;
  }
  bool differs_by_profile() const { return state_ == State::kByProfile; }

  friend bool operator==(const Sourced& a, const Sourced& b) {
    return a.has_value() == b.has_value() && (!a.has_value() || a.value_ == b.value_);
  }

 private:
  enum class State : std::uint8_t { kUnset, kSet, kByProfile, kInvalid };

  /// The scalar side of an `Either` was stated where the whole was.
  void share_origin() {
    if constexpr (internal::is_either<T>) {
      if (!value_.is_large) value_.scalar.set(*value_.scalar, origin_);
    }
  }

  T value_{};
  Origin origin_;
  State state_ = State::kUnset;
  /// The three defaults until the profile is known; wrapped because of `vector<bool>`.
  struct Wrapped {
    T value;
  };
  std::vector<Wrapped> by_profile_;
};

/// A list of stated values.
template <typename T>
class List {
 public:
  using value_type = T;
  List() = default;
  List(std::initializer_list<Sourced<T>> items) : items_(items) {}

  void add(Sourced<T> item) { items_.push_back(std::move(item)); }
  bool empty() const { return items_.empty(); }
  std::size_t size() const { return items_.size(); }
  const Sourced<T>& operator[](std::size_t i) const { return items_[i]; }
  Sourced<T>& operator[](std::size_t i) { return items_[i]; }
  auto begin() const { return items_.begin(); }
  auto end() const { return items_.end(); }
  auto begin() { return items_.begin(); }
  auto end() { return items_.end(); }
  /// Of the whole list; unknown when nobody stated one.
  const Origin& origin() const { return origin_; }
  void set_origin(Origin origin) { origin_ = origin; }
  /// Something else than a list stood there and was reported.
  bool invalid() const { return is_invalid_; }
  void set_invalid(Origin origin) {
    *this = {};
    origin_ = origin;
    is_invalid_ = true;
  }
  friend bool operator==(const List& a, const List& b) { return a.items_ == b.items_; }

 private:
  std::vector<Sourced<T>> items_;
  Origin origin_;
  bool is_invalid_ = false;
};

/// A map keyed by the user's names, in the order in which they were stated. `T` is a props struct
/// or a `Sourced`.
template <typename T>
class Map {
 public:
  struct Item {
    Sourced<std::string> name;
    T value;
    friend bool operator==(const Item&, const Item&) = default;
  };
  using value_type = T;
  Map() = default;
  Map(std::initializer_list<Item> items) : items_(items) {}

  Item& add(Item item) {
    items_.push_back(std::move(item));
    return items_.back();
  }
  const T* find(std::string_view name) const {
    for (const Item& item : items_)
      if (*item.name == name) return &item.value;
    return nullptr;
  }
  bool empty() const { return items_.empty(); }
  std::size_t size() const { return items_.size(); }
  std::vector<std::string> names() const {
    std::vector<std::string> result;
    for (const Item& item : items_) result.push_back(*item.name);
    return result;
  }
  auto begin() const { return items_.begin(); }
  auto end() const { return items_.end(); }
  auto begin() { return items_.begin(); }
  auto end() { return items_.end(); }
  const Origin& origin() const { return origin_; }
  void set_origin(Origin origin) { origin_ = origin; }
  /// Something else than a mapping stood there and was reported.
  bool invalid() const { return is_invalid_; }
  void set_invalid(Origin origin) {
    *this = {};
    origin_ = origin;
    is_invalid_ = true;
  }
  friend bool operator==(const Map& a, const Map& b) { return a.items_ == b.items_; }

 private:
  std::vector<Item> items_;
  Origin origin_;
  bool is_invalid_ = false;
};

/// A key that takes a scalar as shorthand or something larger: `zones: 2` or a map of zones,
/// `flow_logs: true` or a record. Exactly one side is set.
template <typename Scalar, typename Large>
struct Either {
  using scalar_type = Scalar;
  using large_type = Large;
  Sourced<Scalar> scalar;
  Large large;
  bool is_large = false;

  Either() = default;
  template <typename U>
  requires(std::constructible_from<Scalar, U> && !std::convertible_to<U, Large>)
      Either(U&& value, const char* file = __builtin_FILE(), std::uint32_t line = __builtin_LINE())
      : scalar(std::forward<U>(value), file, line) {}
  Either(Large value) : large(std::move(value)), is_large(true) {}
  friend bool operator==(const Either&, const Either&) = default;
};

}  // namespace archsynth::describe

namespace archsynth {
using describe::ByProfile;
using describe::Default;
using describe::Sourced;
}  // namespace archsynth
