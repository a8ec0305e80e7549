#pragma once

// The shapes of the member types that props may have. Include "archsynth/describe/field.h".

#include <concepts>
#include <cstdint>
#include <type_traits>
#include <utility>

#include "archsynth/describe/expression_shapes.h"
#include "archsynth/describe/shape.h"

namespace archsynth::describe {

namespace internal {

template <typename T>
concept Props = requires {
  T::fields();
};

template <Props P>
const RecordView& record_of() {
  static constexpr auto kTable = P::fields();
  static const P kSample{};
  static const RecordView kView{kTable.title, std::span<const Field>(kTable.items), &kSample};
  return kView;
}

template <typename T>
constexpr Shape::Kind scalar_kind() {
  if constexpr (std::is_enum_v<T>)
    return Shape::Kind::kChoice;
  else if constexpr (std::same_as<T, bool>)
    return Shape::Kind::kBoolean;
  else if constexpr (std::integral<T>)
    return Shape::Kind::kInteger;
  else if constexpr (std::floating_point<T>)
    return Shape::Kind::kNumber;
  else
    return Shape::Kind::kString;
}

template <typename T>
class ScalarShape final : public Shape {
 public:
  Kind kind() const override { return scalar_kind<T>(); }
  void decode(const document::Node& node, const Path& path, void* member,
              Diagnostics& to) const override {
    Sourced<T>& target = *static_cast<Sourced<T>*>(member);
    T value{};
    bool good = false;
    if constexpr (std::is_enum_v<T>) {
      std::size_t index = 0;
      good = read_choice(node, path, names(), index, to);
      value = static_cast<T>(index);
    } else {
      good = read_scalar(node, path, value, to);
    }
    if (good)
      target.set(std::move(value), node.span);
    else
      target.set_invalid(node.span);
  }
  void set_invalid(void* member, Origin origin) const override {
    static_cast<Sourced<T>*>(member)->set_invalid(origin);
  }
  void settle(void* member, Profile profile, std::string_view key) const override {
    static_cast<Sourced<T>*>(member)->settle(profile, key);
  }
  void check(const void* member, const Field& field, const Path& path, const Origin&,
             Diagnostics& to) const override {
    const Sourced<T>& value = get(member);
    if (!value.has_value()) return;
    if constexpr (std::is_arithmetic_v<T> && !std::same_as<T, bool>) {
      check_number(static_cast<double>(*value), value.origin(), field, path, to);
    } else if constexpr (std::same_as<T, std::string>) {
      check_string(*value, value.origin(), field, path, to);
    }
  }
  bool stated(const void* member) const override {
    return !get(member).missing() && !get(member).is_default();
  }
  bool missing(const void* member) const override { return get(member).missing(); }
  std::string default_text(const void* member, Profile profile) const override {
    const Sourced<T>& value = get(member);
    if (!value.has_value()) return {};
    if constexpr (std::is_enum_v<T>) {
      return name_of_enumerator(value.default_for(profile));
    } else if constexpr (std::integral<T> && !std::same_as<T, bool>) {
      return text_of(static_cast<std::int64_t>(value.default_for(profile)));
    } else {
      return text_of(value.default_for(profile));
    }
  }
  bool default_differs(const void* member) const override {
    return get(member).differs_by_profile();
  }
  std::span<const char* const> names() const override {
    if constexpr (std::is_enum_v<T>) {
      static constexpr auto kNames = names_of(T{});
      return kNames;
    } else {
      return {};
    }
  }

 private:
  static const Sourced<T>& get(const void* m) { return *static_cast<const Sourced<T>*>(m); }
};

/// A record that is always there: a plain struct member.
template <Props P>
class RecordShape final : public Shape {
 public:
  Kind kind() const override { return Kind::kRecord; }
  void decode(const document::Node& node, const Path& path, void* member,
              Diagnostics& to) const override {
    decode_record(record_of<P>(), node, path, member, to);
  }
  void set_invalid(void* member, Origin origin) const override {
    set_record_invalid(record_of<P>(), member, origin);
  }
  void settle(void* member, Profile profile, std::string_view) const override {
    settle_record(record_of<P>(), member, profile);
  }
  void check(const void* member, const Field&, const Path& path, const Origin& owner,
             Diagnostics& to) const override {
    check_record(record_of<P>(), member, path, owner, to);
  }
  bool stated(const void* member) const override { return any_stated(record_of<P>(), member); }
  bool missing(const void* member) const override { return !stated(member); }
  const RecordView* record() const override { return &record_of<P>(); }
};

/// A record that may be absent.
template <Props P>
class OptionalRecordShape final : public Shape {
 public:
  Kind kind() const override { return Kind::kRecord; }
  void decode(const document::Node& node, const Path& path, void* member,
              Diagnostics& to) const override {
    Sourced<P>& target = *static_cast<Sourced<P>*>(member);
    if (!expect_mapping(node, path, {record()}, to)) return target.set_invalid(node.span);
    P props{};
    decode_record(record_of<P>(), node, path, &props, to);
    target.set(std::move(props), node.span);
  }
  void set_invalid(void* member, Origin origin) const override {
    static_cast<Sourced<P>*>(member)->set_invalid(origin);
  }
  void settle(void* member, Profile profile, std::string_view key) const override {
    Sourced<P>& target = *static_cast<Sourced<P>*>(member);
    target.settle(profile, key);
    if (target.has_value()) settle_record(record_of<P>(), &target.mutable_value(), profile);
  }
  void check(const void* member, const Field&, const Path& path, const Origin&,
             Diagnostics& to) const override {
    if (const auto& v = get(member); v.has_value()) {
      check_record(record_of<P>(), &*v, path, v.origin(), to);
    }
  }
  bool stated(const void* member) const override {
    return !get(member).missing() && !get(member).is_default();
  }
  bool missing(const void* member) const override { return get(member).missing(); }
  bool is_optional() const override { return true; }
  const RecordView* record() const override { return &record_of<P>(); }

 private:
  static const Sourced<P>& get(const void* m) { return *static_cast<const Sourced<P>*>(m); }
};

template <typename T>
class ListShape final : public Shape {
 public:
  Kind kind() const override { return Kind::kList; }
  void decode(const document::Node& node, const Path& path, void* member,
              Diagnostics& to) const override {
    List<T>& target = *static_cast<List<T>*>(member);
    if (!expect_sequence(node, path, record(), to)) return target.set_invalid(node.span);
    target = {};
    target.set_origin(node.span);
    for (const document::Node& each : node.items) {
      Sourced<T> value;
      item()->decode(each, path, &value, to);
      target.add(std::move(value));
    }
  }
  void set_invalid(void* member, Origin origin) const override {
    static_cast<List<T>*>(member)->set_invalid(origin);
  }
  void settle(void* member, Profile profile, std::string_view key) const override {
    for (Sourced<T>& value : *static_cast<List<T>*>(member)) item()->settle(&value, profile, key);
  }
  void check(const void* member, const Field& field, const Path& path, const Origin& owner,
             Diagnostics& to) const override {
    const List<T>& list = get(member);
    if (stated(member) && !list.invalid()) {
      check_items(list.size(), list.origin(), field, path, to);
    }
    for (const Sourced<T>& value : list) item()->check(&value, field, path, owner, to);
  }
  bool stated(const void* member) const override {
    return get(member).origin().is_stated() || (!get(member).empty() && get(member)[0].stated());
  }
  bool missing(const void* member) const override {
    return get(member).empty() && !get(member).origin().known();
  }
  std::string default_text(const void* member, Profile profile) const override {
    std::string text;
    for (const Sourced<T>& value : get(member)) {
      text += (text.empty() ? "" : ", ") + item()->default_text(&value, profile);
    }
    return text.empty() ? text : "[" + text + "]";
  }
  const Shape* item() const override { return &shape_of<Sourced<T>>(); }
  const RecordView* record() const override { return item()->record(); }

 private:
  static const List<T>& get(const void* m) { return *static_cast<const List<T>*>(m); }
};

template <typename T>
class MapShape final : public Shape {
 public:
  Kind kind() const override { return Kind::kMap; }
  void decode(const document::Node& node, const Path& path, void* member,
              Diagnostics& to) const override {
    Map<T>& target = *static_cast<Map<T>*>(member);
    if (!expect_mapping(node, path, {record(), item()}, to)) return target.set_invalid(node.span);
    target = {};
    target.set_origin(node.span);
    for (const document::Entry& entry : node.entries) {
      typename Map<T>::Item each{Sourced<std::string>::at(entry.key.text, entry.key.span), T{}};
      item()->decode(entry.value, Path(&path, *each.name), &each.value, to);
      target.add(std::move(each));
    }
  }
  void set_invalid(void* member, Origin origin) const override {
    static_cast<Map<T>*>(member)->set_invalid(origin);
  }
  void settle(void* member, Profile profile, std::string_view key) const override {
    for (auto& each : *static_cast<Map<T>*>(member)) item()->settle(&each.value, profile, key);
  }
  void check(const void* member, const Field& field, const Path& path, const Origin&,
             Diagnostics& to) const override {
    const Map<T>& map = get(member);
    if (stated(member) && !map.invalid()) {
      check_items(map.size(), map.origin(), field, path, to);
    }
    for (auto each = map.begin(); each != map.end(); ++each) {
      for (auto earlier = map.begin(); earlier != each; ++earlier) {
        if (*earlier->name == *each->name) check_repeated(each->name, earlier->name, path, to);
      }
      check_key(each->name, field, path, to);
      item()->check(&each->value, field, Path(&path, *each->name), each->name.origin(), to);
    }
  }
  bool stated(const void* member) const override {
    return get(member).origin().is_stated() || !get(member).empty();
  }
  bool missing(const void* member) const override {
    return get(member).empty() && !get(member).origin().known();
  }
  const Shape* item() const override { return &shape_of<T>(); }
  const RecordView* record() const override { return item()->record(); }

 private:
  static const Map<T>& get(const void* m) { return *static_cast<const Map<T>*>(m); }
};

/// `Sourced<Either<Scalar, Large>>`.
template <typename S, typename L>
class EitherShape final : public Shape {
 public:
  using Member = Sourced<Either<S, L>>;
  Kind kind() const override { return Kind::kEither; }
  void decode(const document::Node& node, const Path& path, void* member,
              Diagnostics& to) const override {
    Member& target = *static_cast<Member*>(member);
    Either<S, L> value;
    value.is_large =
        node.kind == large_kind() && !(scalar()->kind() == Kind::kExpression && is_function(node));
    if (value.is_large) {
      item()->decode(node, path, &value.large, to);
    } else if (scalar()->kind() == Kind::kChoice && node.is_scalar()) {
      scalar()->decode(node, path, &value.scalar, to);
    } else {
      Diagnostics unsaid;
      scalar()->decode(node, path, &value.scalar, unsaid);
      if (unsaid.has_errors()) report_neither(node, path, *this, to);
    }
    if (!value.is_large && !value.scalar.has_value()) return target.set_invalid(node.span);
    target.set(std::move(value), node.span);
  }
  void set_invalid(void* member, Origin origin) const override {
    static_cast<Member*>(member)->set_invalid(origin);
  }
  void settle(void* member, Profile profile, std::string_view key) const override {
    Member& target = *static_cast<Member*>(member);
    target.settle(profile, key);
    if (!target.has_value()) return;
    if (target->is_large)
      item()->settle(&target.mutable_value().large, profile, key);
    else
      scalar()->settle(&target.mutable_value().scalar, profile, key);
  }
  void check(const void* member, const Field& field, const Path& path, const Origin&,
             Diagnostics& to) const override {
    const Member& value = get(member);
    if (!value.has_value()) return;
    if (value->is_large)
      item()->check(&value->large, field, path, value.origin(), to);
    else
      scalar()->check(&value->scalar, field, path, value.origin(), to);
  }
  bool stated(const void* member) const override {
    return !get(member).missing() && !get(member).is_default();
  }
  bool missing(const void* member) const override { return get(member).missing(); }
  std::string default_text(const void* member, Profile profile) const override {
    const Member& value = get(member);
    if (!value.has_value()) return {};
    const Either<S, L>& sides = value.default_for(profile);
    return sides.is_large ? item()->default_text(&sides.large, profile)
                          : scalar()->default_text(&sides.scalar, profile);
  }
  bool default_differs(const void* member) const override {
    return get(member).differs_by_profile();
  }
  const Shape* item() const override { return &shape_of<L>(); }
  const Shape* scalar() const override { return &shape_of<Sourced<S>>(); }
  const RecordView* record() const override { return item()->record(); }

 private:
  document::Node::Kind large_kind() const {
    return item()->kind() == Kind::kList ? document::Node::Kind::kSequence
                                         : document::Node::Kind::kMapping;
  }
  static const Member& get(const void* m) { return *static_cast<const Member*>(m); }
};

template <typename M>
struct ShapeFor;
template <Props P>
struct ShapeFor<P> {
  using type = RecordShape<P>;
};
template <typename T>
struct ShapeFor<Sourced<T>> {
  using type = ScalarShape<T>;
};
template <>
struct ShapeFor<Sourced<document::Node>> {
  using type = AnyShape;
};
template <>
struct ShapeFor<Sourced<Expression>> {
  using type = ExpressionShape;
};
template <Props P>
struct ShapeFor<Sourced<P>> {
  using type = OptionalRecordShape<P>;
};
template <typename S, typename L>
struct ShapeFor<Sourced<Either<S, L>>> {
  using type = EitherShape<S, L>;
};
template <typename T>
struct ShapeFor<List<T>> {
  using type = ListShape<T>;
};
template <typename T>
struct ShapeFor<Map<T>> {
  using type = MapShape<T>;
};
template <typename T>
struct ShapeFor<Uses<T>> {
  using type = UsesShape<T>;
};

}  // namespace internal

template <typename M>
const Shape& shape_of() {
  static const typename internal::ShapeFor<M>::type kShape;
  return kShape;
}

}  // namespace archsynth::describe
