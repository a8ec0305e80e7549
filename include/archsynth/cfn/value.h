#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "archsynth/support/origin.h"

/// CloudFormation's own vocabulary: values with typed intrinsic functions, resources, templates,
/// and their readers and writers. Every analysis is a function of a `Template`.
namespace archsynth::cfn {

/// The name of a resource, parameter or condition within a template.
class LogicalId {
 public:
  LogicalId() = default;
  explicit LogicalId(std::string text) : text_(std::move(text)) {}
  const std::string& str() const { return text_; }
  bool empty() const { return text_.empty(); }
  friend auto operator<=>(const LogicalId&, const LogicalId&) = default;

 private:
  std::string text_;
};

class Value;
struct MapEntry;

using List = std::vector<Value>;

/// Key → value in insertion order; emission order is this order. An absent value is dropped. Two
/// maps are equal when they hold equal entries in the same order.
class Map {
 public:
  Map();
  Map(std::initializer_list<std::pair<std::string_view, Value>> entries);
  Map(const Map&);
  Map(Map&&) noexcept;
  Map& operator=(const Map&);
  Map& operator=(Map&&) noexcept;
  ~Map();

  /// Replaces or appends; an absent value removes the key.
  void set(std::string_view key, Value value);
  /// Appends a key that is known to be new, without looking for it. `key_origin` is where the key
  /// itself was written.
  void append(std::string_view key, Value value, Origin key_origin = {});
  /// The value to amend; appends an absent one where the key is new, which no writer prints.
  Value& operator[](std::string_view key);
  const Value* find(std::string_view key) const;
  Value* find(std::string_view key);
  const MapEntry* find_entry(std::string_view key) const;
  bool contains(std::string_view key) const { return find(key) != nullptr; }
  /// False when there was none.
  bool erase(std::string_view key);
  bool empty() const;
  std::size_t size() const;

  std::vector<MapEntry>::const_iterator begin() const;
  std::vector<MapEntry>::const_iterator end() const;
  /// Values can be amended; keys cannot.
  std::vector<MapEntry>::iterator begin();
  std::vector<MapEntry>::iterator end();

  friend bool operator==(const Map&, const Map&);

 private:
  class Index;

  void added();

  std::vector<MapEntry> entries_;
  /// Where the entries of a large map are; null for a small one.
  std::unique_ptr<Index> index_;
};

/// `Ref`: a resource's or a parameter's value; also pseudo parameters (`AWS::Region`).
struct Ref {
  LogicalId target;
  friend bool operator==(const Ref&, const Ref&) = default;
};

/// `Fn::GetAtt`: an attribute of a resource; the attribute may have dots (`Endpoint.Address`).
struct GetAtt {
  LogicalId target;
  std::string attribute;
  friend bool operator==(const GetAtt&, const GetAtt&) = default;
};

/// `Fn::Sub`: text with `${Name}`, `${Resource.Attribute}` and named variables.
struct Sub {
  /// As written, `${!Literal}` included.
  std::string text;
  /// The optional second argument: variables that `text` names.
  Map variables;
  friend bool operator==(const Sub&, const Sub&) = default;
};

/// A dynamic reference `{{resolve:service:reference}}` whose parts may hold intrinsics. Emitted as
/// a string when every part is text, as `Fn::Sub` or `Fn::Join` otherwise (see `spelled_out`); a
/// reader finds that string or function again, and the two are equal.
struct DynamicReference {
  std::string service;  ///< `secretsmanager`, `ssm`, `ssm-secure`
  List parts;           ///< what stands between the colons: id, `SecretString`, JSON key, …
  friend bool operator==(const DynamicReference&, const DynamicReference&) = default;
};

/// The other intrinsic functions and condition functions.
enum class Function {
  kBase64,
  kCidr,
  kFindInMap,
  kGetAZs,
  kGetStackOutput,
  kIf,
  kImportValue,
  kJoin,
  kSelect,
  kSplit,
  kTransform,
  kAnd,
  kEquals,
  kNot,
  kOr,
  kCondition,
  kContains,
  kEachMemberEquals,
  kEachMemberIn,
  kRefAll,
  kValueOf,
  kValueOfAll,
  kForEach,
  kLength,
  kToJsonString,
};

/// The name in a template: `Fn::Join`; `Condition` has no prefix.
std::string_view long_name(Function function);
/// The function of a long name (`Fn::Join`, `Condition`); false when there is none.
bool function_of(std::string_view long_name, Function& function);

/// A call of an intrinsic function with its argument as written: a list for most, a scalar for
/// `Fn::GetAZs` and its like. Any shape is kept, so that a checker can say what is wrong with it.
struct Call {
  Function function = Function::kJoin;
  /// Exactly one value: the argument.
  List argument;
  friend bool operator==(const Call&, const Call&) = default;
};

/// JSON's null, which CloudFormation refuses in most places. Not the same as an absent value.
struct Null {
  friend bool operator==(const Null&, const Null&) = default;
};

/// Anything that can stand in a template, with the origin of whoever stated it. A default
/// constructed value is absent: it is dropped wherever it would be stored.
class Value {
 public:
  using Data = std::variant<std::monostate, Null, bool, std::int64_t, double, std::string, List,
                            Map, Ref, GetAtt, Sub, DynamicReference, Call>;

  // Defined in the source: a variant of this size costs every file that copies one a second to
  // compile.
  Value() noexcept;
  Value(const Value&);
  Value(Value&&) noexcept;
  Value& operator=(const Value&);
  Value& operator=(Value&&) noexcept;
  ~Value();
  Value(bool value) : data_(value) {}
  Value(int value) : data_(static_cast<std::int64_t>(value)) {}
  Value(std::int64_t value) : data_(value) {}
  Value(double value) : data_(value) {}
  Value(const char* value) : data_(std::string(value)) {}
  Value(std::string_view value) : data_(std::string(value)) {}
  Value(std::string value) : data_(std::move(value)) {}
  Value(List value) : data_(std::move(value)) {}
  Value(Map value) : data_(std::move(value)) {}
  Value(Null value) : data_(value) {}
  Value(Ref value) : data_(std::move(value)) {}
  Value(GetAtt value) : data_(std::move(value)) {}
  Value(Sub value) : data_(std::move(value)) {}
  Value(DynamicReference value) : data_(std::move(value)) {}
  Value(Call value) : data_(std::move(value)) {}
  /// Props (`describe::Sourced` and lists of them) with their origin. Unset becomes absent, and so
  /// does an empty list that nobody stated.
  template <typename S>
  requires requires(const S& s) {
    s.has_value();
    s.origin();
    *s;
  }
  Value(const S& sourced) : origin_(sourced.origin()) {
    if (sourced.has_value()) data_ = std::move(of_plain(*sourced).data_);
  }
  template <typename L>
  requires requires(const L& l) {
    l.begin()->has_value();
    l.origin();
    l.size();
  }
  Value(const L& items) : origin_(items.origin()) {
    if (items.empty() && !origin_.known()) return;
    data_ = List(items.begin(), items.end());
  }

  const Data& data() const { return data_; }
  Data& data() { return data_; }
  const Origin& origin() const { return origin_; }
  void set_origin(Origin origin) { origin_ = origin; }
  Value with_origin(Origin origin) && {
    origin_ = origin;
    return std::move(*this);
  }

  bool absent() const { return std::holds_alternative<std::monostate>(data_); }
  template <typename T>
  const T* get_if() const {
    return std::get_if<T>(&data_);
  }
  template <typename T>
  T* get_if() {
    return std::get_if<T>(&data_);
  }
  const std::string* string() const { return get_if<std::string>(); }
  const List* list() const { return get_if<List>(); }
  const Map* map() const { return get_if<Map>(); }
  Map* map() { return get_if<Map>(); }
  List* list() { return get_if<List>(); }
  /// `Ref`, `GetAtt`, `Sub`, `DynamicReference` or `Call`: known only when the stack is deployed.
  bool is_intrinsic() const;

  /// Equal data; origins do not count, 1 equals 1.0, and a `DynamicReference` equals what it is
  /// spelled out to.
  friend bool operator==(const Value& a, const Value& b);

 private:
  template <typename T>
  static Value of_plain(const T& value) {
    if constexpr (std::is_enum_v<T>) {
      return Value(names_of(value)[static_cast<std::size_t>(value)]);
    } else {
      return Value(value);
    }
  }

  Data data_;
  Origin origin_;
};

struct MapEntry {
  std::string key;
  Value value;
  Origin key_origin;  ///< of the key, where a wrong key is reported

  /// Origins do not count.
  friend bool operator==(const MapEntry& a, const MapEntry& b) {
    return a.key == b.key && a.value == b.value;
  }
};

Value ref(LogicalId target);
/// A pseudo parameter by its full name, `AWS::Region`.
Value pseudo(std::string_view name);
Value get_att(LogicalId target, std::string_view attribute);
Value sub(std::string_view text, Map variables = {});
Value join(std::string_view delimiter, List parts);
Value select(int index, Value list);
Value split(std::string_view delimiter, Value text);
Value if_(LogicalId condition, Value then, Value otherwise);
Value equals(Value a, Value b);
Value call(Function function, Value argument);
/// `{"Ref": "AWS::NoValue"}`.
Value no_value();

/// A piece of the text of `Fn::Sub`.
struct SubPiece {
  enum class Kind { kText, kVariable };
  Kind kind = Kind::kText;
  /// Literal text (`${!X}` already turned to `${X}`), or what stands between `${` and `}`.
  std::string text;
};
std::vector<SubPiece> pieces(const Sub& sub);

/// The string, `Fn::Sub` (when all intrinsic parts are `Ref`, `GetAtt` or plain `Sub`) or
/// `Fn::Join` that a dynamic reference is printed as.
Value spelled_out(const DynamicReference& reference);

/// A place where a value names something of the template.
struct Reference {
  LogicalId target;
  std::string attribute;  ///< empty for `Ref`
  Origin origin;
};

/// Every `Ref`, `GetAtt` and `Sub` variable within a value, pseudo parameters left out, in order.
/// A `Fn::GetAtt` whose attribute is computed counts, with an empty attribute.
std::vector<Reference> references(const Value& value);
/// The same of the values of a map, such as a resource's properties.
std::vector<Reference> references(const Map& map);

/// Calls `visit` for the value and everything in it, parents first: the items of lists, the values
/// of maps, the variables of `Sub`, the arguments of calls, the parts of dynamic references.
void walk(const Value& value, const std::function<void(const Value&)>& visit);

}  // namespace archsynth::cfn
