#include "archsynth/cfn/value.h"

namespace archsynth::cfn {
namespace {

bool is_number(const Value& value) {
  return value.get_if<std::int64_t>() != nullptr || value.get_if<double>() != nullptr;
}

/// Whether an integer and a double are the same number, without rounding either.
bool same_number(std::int64_t integer, double real) {
  constexpr double kLimit = 9223372036854775808.0;
  return real >= -kLimit && real < kLimit && static_cast<std::int64_t>(real) == integer &&
         static_cast<double>(static_cast<std::int64_t>(real)) == real;
}

bool same_number(const Value& a, const Value& b) {
  const auto* integer = a.get_if<std::int64_t>();
  const auto* real = b.get_if<double>();
  if (integer != nullptr) return same_number(*integer, *real);
  return same_number(*b.get_if<std::int64_t>(), *a.get_if<double>());
}

/// A list without the copies that an initialiser list makes.
template <typename... Items>
List list_of(Items&&... items) {
  List list;
  list.reserve(sizeof...(items));
  (list.emplace_back(std::forward<Items>(items)), ...);
  return list;
}

}  // namespace

Value::Value() noexcept = default;
Value::Value(const Value&) = default;
Value::Value(Value&&) noexcept = default;
Value& Value::operator=(const Value&) = default;
Value& Value::operator=(Value&&) noexcept = default;
Value::~Value() = default;

bool Value::is_intrinsic() const {
  return get_if<Ref>() != nullptr || get_if<GetAtt>() != nullptr || get_if<Sub>() != nullptr ||
         get_if<DynamicReference>() != nullptr || get_if<Call>() != nullptr;
}

bool operator==(const Value& a, const Value& b) {
  if (a.data_.index() == b.data_.index()) return a.data_ == b.data_;
  if (is_number(a) && is_number(b)) return same_number(a, b);
  if (const auto* reference = a.get_if<DynamicReference>()) return spelled_out(*reference) == b;
  if (const auto* reference = b.get_if<DynamicReference>()) return a == spelled_out(*reference);
  return false;
}

Value ref(LogicalId target) { return Ref{std::move(target)}; }

Value pseudo(std::string_view name) { return Ref{LogicalId(std::string(name))}; }

Value get_att(LogicalId target, std::string_view attribute) {
  return GetAtt{std::move(target), std::string(attribute)};
}

Value sub(std::string_view text, Map variables) {
  return Sub{std::string(text), std::move(variables)};
}

Value join(std::string_view delimiter, List parts) {
  return call(Function::kJoin, list_of(delimiter, std::move(parts)));
}

Value select(int index, Value list) {
  return call(Function::kSelect, list_of(index, std::move(list)));
}

Value split(std::string_view delimiter, Value text) {
  return call(Function::kSplit, list_of(delimiter, std::move(text)));
}

Value if_(LogicalId condition, Value then, Value otherwise) {
  return call(Function::kIf, list_of(condition.str(), std::move(then), std::move(otherwise)));
}

Value equals(Value a, Value b) {
  return call(Function::kEquals, list_of(std::move(a), std::move(b)));
}

Value call(Function function, Value argument) {
  Call result{function, {}};
  result.argument.push_back(std::move(argument));
  return result;
}

Value no_value() { return pseudo("AWS::NoValue"); }

}  // namespace archsynth::cfn
