#include "cfn/evaluate/secrets.h"

#include "cfn/children.h"
#include "cfn/evaluate/by_name.h"
#include "cfn/hash.h"
#include "support/put_in.h"

namespace archsynth::cfn {
namespace {

constexpr std::string_view kHidden = "****";

}  // namespace

std::size_t SecretWords::Hash::operator()(const Value& value) const { return hash_of(value); }

bool is_no_echo(const Parameter& parameter) {
  const Value* hidden = parameter.attributes.find("NoEcho");
  if (hidden == nullptr) return false;
  const bool* truth = hidden->get_if<bool>();
  const std::string* text = hidden->string();
  return truth != nullptr ? *truth : text != nullptr && (*text == "true" || *text == "True");
}

std::vector<ParameterValue> without_secrets(const Template& stack,
                                            std::vector<ParameterValue> values) {
  const ByName<Parameter> parameters = by_name(stack.parameters);
  for (ParameterValue& each : values) {
    const Parameter* parameter = find(parameters, each.name);
    if (parameter != nullptr && is_no_echo(*parameter)) each.value = {};
  }
  return values;
}

Value SecretWords::word(const Parameter* parameter, const Value& value) {
  const std::string* text = value.string();
  const bool is_word = text != nullptr && (text->empty() || text->starts_with(kHidden));
  if (parameter == nullptr || !is_no_echo(*parameter) || value.absent() || is_word) return value;
  const std::size_t index = known_.emplace(value, known_.size()).first->second;
  // Unlike what describe-stacks prints, which is no word.
  return Value(std::string(kHidden) + " (" + std::to_string(index + 1) + ")")
      .with_origin(value.origin());
}

Value without_put_in(const Value& value) {
  const std::string* text = value.string();
  if (text != nullptr && is_put_in(*text, value.origin())) {
    return Value(std::string(written_at(value.origin()))).with_origin(value.origin());
  }
  return with_children(value, without_put_in).with_origin(value.origin());
}

}  // namespace archsynth::cfn
