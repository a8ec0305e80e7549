#pragma once

// Shapes of values that services use of a stack. Include "archsynth/describe/field.h".

#include <string>
#include <utility>

#include "archsynth/describe/shape.h"

namespace archsynth::describe::internal {

/// `Uses<T>`: to readers of the table an either of a list of names and a mapping.
template <typename T>
class UsesShape final : public Shape {
 public:
  Kind kind() const override { return Kind::kEither; }
  void decode(const document::Node& node, const Path& path, void* member,
              Diagnostics& to) const override {
    Uses<T>& target = *static_cast<Uses<T>*>(member);
    Map<T>* const map = &target;
    if (!node.is_sequence()) {
      if (!node.is_mapping()) report_neither(node, path, *this, to);
      return node.is_mapping() ? item()->decode(node, path, map, to)
                               : target.set_invalid(node.span);
    }
    target = {};
    target.set_origin(node.span);
    for (const document::Node& each : node.items) {
      std::string name;
      if (!read_scalar(each, path, name, to)) continue;
      target.add({Sourced<std::string>::at(std::move(name), each.span), T{}});
    }
  }
  void set_invalid(void* member, Origin origin) const override {
    static_cast<Uses<T>*>(member)->set_invalid(origin);
  }
  void settle(void* member, Profile profile, std::string_view key) const override {
    item()->settle(static_cast<Map<T>*>(static_cast<Uses<T>*>(member)), profile, key);
  }
  void check(const void* member, const Field& field, const Path& path, const Origin& owner,
             Diagnostics& to) const override {
    item()->check(get(member), field, path, owner, to);
  }
  bool stated(const void* member) const override { return item()->stated(get(member)); }
  bool missing(const void* member) const override { return item()->missing(get(member)); }
  const Shape* item() const override { return &shape_of<Map<T>>(); }
  const Shape* scalar() const override { return &shape_of<List<std::string>>(); }
  const RecordView* record() const override { return item()->record(); }

 private:
  static const Map<T>* get(const void* m) { return static_cast<const Uses<T>*>(m); }
};

/// A string, or a CloudFormation function.
class ExpressionShape final : public Shape {
 public:
  using Member = Sourced<Expression>;
  Kind kind() const override { return Kind::kExpression; }
  void decode(const document::Node& node, const Path& path, void* member,
              Diagnostics& to) const override {
    Member& target = *static_cast<Member*>(member);
    if (is_function(node)) return target.set(Expression(node), node.span);
    std::string text;
    if (read_scalar(node, path, text, to))
      target.set(Expression(std::move(text)), node.span);
    else
      target.set_invalid(node.span);
  }
  void set_invalid(void* member, Origin origin) const override {
    static_cast<Member*>(member)->set_invalid(origin);
  }
  void settle(void* member, Profile profile, std::string_view key) const override {
    static_cast<Member*>(member)->settle(profile, key);
  }
  void check(const void* member, const Field& field, const Path& path, const Origin&,
             Diagnostics& to) const override {
    const Member& value = get(member);
    if (value.has_value() && !value->is_function()) {
      check_string(value->text, value.origin(), field, path, to);
    }
  }
  bool stated(const void* member) const override {
    return !missing(member) && !get(member).is_default();
  }
  bool missing(const void* member) const override { return get(member).missing(); }

 private:
  static const Member& get(const void* m) { return *static_cast<const Member*>(m); }
};

/// Any value, kept as the document has it.
class AnyShape final : public Shape {
 public:
  using Member = Sourced<document::Node>;
  Kind kind() const override { return Kind::kAny; }
  void decode(const document::Node& node, const Path&, void* member, Diagnostics&) const override {
    static_cast<Member*>(member)->set(node, node.span);
  }
  void set_invalid(void* member, Origin origin) const override {
    static_cast<Member*>(member)->set_invalid(origin);
  }
  void settle(void*, Profile, std::string_view) const override {}
  void check(const void*, const Field&, const Path&, const Origin&, Diagnostics&) const override {}
  bool stated(const void* member) const override { return !missing(member); }
  bool missing(const void* member) const override {
    return static_cast<const Member*>(member)->missing();
  }
};

}  // namespace archsynth::describe::internal
