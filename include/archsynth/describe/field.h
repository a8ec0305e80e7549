#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string_view>
#include <utility>

#include "archsynth/describe/shape.h"

namespace archsynth::describe {

/// A form that a string must have beyond being a string.
struct Form {
  std::string_view what;     ///< what a value is, for messages: `a CIDR block`
  std::string_view pattern;  ///< the same as a regular expression, for the JSON Schema
  std::string_view example;  ///< one that matches
  bool (*matches)(std::string_view text) = nullptr;
  /// What is wrong with one that does not match, as a clause; where there is none `what` says it.
  std::string (*fault)(std::string_view text) = nullptr;
  /// What to do about it; empty: what is meant, or the example, says it.
  std::string (*fix)(std::string_view text) = nullptr;
  /// The value that is meant, beyond what `describe::meant_value` tries for every form. What does
  /// not match is not told. Empty: not known.
  std::string (*meant)(std::string_view text) = nullptr;
};

/// The value of a form that a text is meant to be, by small changes such as a case, a separator, a
/// scheme or a slash; empty: none of them matches.
std::string meant_value(std::string_view text, const Form& form);

/// One key of a props struct: everything that is said about it, once.
struct Field {
  std::string_view name;  ///< the key; equal to the member's name
  std::string_view doc;   ///< meaning and unit, one or two sentences
  const Shape& (*shape)() = nullptr;
  void* (*member)(void* props) = nullptr;
  bool is_required = false;
  /// A record whose keys stand among those of its owner.
  bool is_flat = false;
  std::optional<double> minimum;
  std::optional<double> maximum;
  std::optional<std::size_t> least_items;
  const Form* string_form = nullptr;
  const Form* key_form = nullptr;
  std::string_view sample;

  /// The user must state it.
  constexpr Field required() const {
    Field f = *this;
    f.is_required = true;
    return f;
  }
  /// A number's bounds, both allowed.
  constexpr Field range(double least, double most) const {
    Field f = *this;
    f.minimum = least;
    f.maximum = most;
    return f;
  }
  constexpr Field at_least(double least) const {
    Field f = *this;
    f.minimum = least;
    return f;
  }
  /// The form of the string, of every item of a list, or of every value of a map of strings.
  constexpr Field form(const Form& form) const {
    Field f = *this;
    f.string_form = &form;
    return f;
  }
  /// The form of a map's keys.
  constexpr Field keys(const Form& form) const {
    Field f = *this;
    f.key_form = &form;
    return f;
  }
  /// Fewest items of a list or map, when it is stated.
  constexpr Field items(std::size_t least) const {
    Field f = *this;
    f.least_items = least;
    return f;
  }
  /// A value for the reference page, as YAML.
  constexpr Field example(std::string_view yaml) const {
    Field f = *this;
    f.sample = yaml;
    return f;
  }

  void* at(void* props) const { return member(props); }
  const void* at(const void* props) const { return member(const_cast<void*>(props)); }
};

/// The table of a props struct.
template <std::size_t N>
struct Fields {
  std::string_view title;  ///< what one is: `a database`
  std::array<Field, N> items;
};

namespace internal {

template <typename T>
struct MemberPointer;
template <typename P, typename M>
struct MemberPointer<M P::*> {
  using Props = P;
  using Member = M;
};

struct AnyMember {
  template <typename T>
  constexpr operator T() const;
};
template <typename P, std::size_t... I>
constexpr bool initialisable(std::index_sequence<I...>) {
  return requires { P{((void)I, AnyMember{})...}; };
}
template <typename P, std::size_t N = 0>
constexpr std::size_t member_count() {
  if constexpr (initialisable<P>(std::make_index_sequence<N + 1>())) {
    return member_count<P, N + 1>();
  } else {
    return N;
  }
}

}  // namespace internal

/// A row of a table: `field<&TasksProps::min>("min", "fewest tasks that run")`.
template <auto Pointer>
constexpr Field field(std::string_view name, std::string_view doc) {
  using Props = typename internal::MemberPointer<decltype(Pointer)>::Props;
  using Member = typename internal::MemberPointer<decltype(Pointer)>::Member;
  Field result;
  result.name = name;
  result.doc = doc;
  result.shape = &shape_of<Member>;
  result.member = [](void* props) -> void* { return &(static_cast<Props*>(props)->*Pointer); };
  return result;
}

/// A record member whose keys stand among those of its owner, so that sections share structs.
template <auto Pointer>
constexpr Field flat() {
  Field result = field<Pointer>("", "");
  result.is_flat = true;
  return result;
}

template <typename... F>
constexpr Fields<sizeof...(F)> fields(std::string_view title, F... items) {
  return {title, {items...}};
}

/// Whether the table of `P` has a row for each of its members. Write
/// `static_assert(describe::complete<P>());` under each struct.
template <typename P>
constexpr bool complete() {
  return internal::member_count<P>() == P::fields().items.size();
}

}  // namespace archsynth::describe
