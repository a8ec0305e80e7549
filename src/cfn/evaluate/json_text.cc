#include "json_text.h"

#include <string>
#include <string_view>

#include "archsynth/cfn/writer.h"
#include "choice.h"
#include "substitution.h"

namespace archsynth::cfn {
namespace {

std::string json(const Value& literal) {
  std::string text = to_json(literal, true);
  if (!text.empty() && text.back() == '\n') text.pop_back();
  return text;
}

class JsonText {
 public:
  explicit JsonText(const Resolve& resolved) : resolved_(resolved) {}

  std::size_t size() const { return text_.size(); }

  Value of(const Value& argument) {
    if (argument.map() == nullptr && argument.list() == nullptr) return {};
    if (!add(argument) || text_.size() > kLongestText) return {};
    if (!has_reference_) return text_;
    // A literal `${` would have to be marked.
    return has_sign_ ? Value() : Value(Sub{text_, {}});
  }

 private:
  bool add(const Value& value) {
    if (text_.size() > kLongestText) return false;
    if (const Map* map = value.map()) return add_map(*map);
    if (const List* list = value.list()) return add_list(*list);
    if (value.is_intrinsic()) return add_intrinsic(value, resolved_(value));
    add_literal(value);
    return true;
  }

  bool add_map(const Map& map) {
    text_ += "{";
    bool is_first = true;
    for (const MapEntry& entry : map) {
      if (is_left_out(entry.value)) continue;
      if (!is_first) text_ += ",";
      is_first = false;
      add_literal(entry.key);
      text_ += ":";
      if (!add(entry.value)) return false;
    }
    text_ += "}";
    return true;
  }

  bool add_list(const List& list) {
    text_ += "[";
    bool is_first = true;
    for (const Value& each : list) {
      if (is_left_out(each)) continue;
      if (!is_first) text_ += ",";
      is_first = false;
      if (!add(each)) return false;
    }
    text_ += "]";
    return true;
  }

  bool is_left_out(const Value& value) const {
    return is_no_value(value) || (is_choice(value) && is_no_value(resolved_(value)));
  }

  bool add_intrinsic(const Value& written, const Value& known) {
    const auto* ref = written.get_if<Ref>();
    if (const auto* open = known.get_if<Ref>()) return add_reference(open->target.str());
    if (const auto* get = known.get_if<GetAtt>()) {
      return add_reference(get->target.str() + "." + get->attribute);
    }
    // A parameter's value is a text, whatever its type.
    if (ref != nullptr && known.list() != nullptr) return add_list(*known.list());
    if (ref == nullptr && known.string() == nullptr) return false;
    const auto text = scalar_text(known);
    if (!text) return false;
    add_literal(Value(*text));
    return true;
  }

  bool add_reference(const std::string& name) {
    text_ += "\"${" + name + "}\"";
    has_reference_ = true;
    return true;
  }

  void add_literal(const Value& value) {
    const std::string text = json(value);
    has_sign_ |= text.find("${") != std::string::npos;
    text_ += text;
  }

  const Resolve& resolved_;
  std::string text_;  ///< as `Fn::Sub` has it where something is open
  bool has_reference_ = false;
  bool has_sign_ = false;
};

}  // namespace

Value json_text(const Value& argument, const Resolve& resolved, std::size_t& made) {
  JsonText text(resolved);
  Value result = text.of(argument);
  made += text.size();
  return result;
}

}  // namespace archsynth::cfn
