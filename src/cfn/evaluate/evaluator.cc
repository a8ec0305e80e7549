#include "cfn/evaluate/evaluator.h"

#include <algorithm>
#include <map>

#include "archsynth/support/text.h"
#include "cfn/evaluate/by_name.h"
#include "cfn/evaluate/choice.h"
#include "cfn/evaluate/json_text.h"
#include "cfn/evaluate/secrets.h"
#include "cfn/evaluate/substitution.h"

namespace archsynth::cfn {
namespace {

constexpr int kDeepest = 100;
/// What functions may make altogether, in bytes: many times what a template may have.
constexpr std::size_t kMostMade = 16U << 20U;
/// What is counted for an item of a list, for a text that cannot be made, and not at all.
constexpr std::size_t kItem = 64;
constexpr std::size_t kAttempt = 4096;
constexpr std::size_t kSmall = 64;

std::size_t size_of(const Value& value) {
  if (const std::string* text = value.string()) return text->size();
  std::size_t size = 0;
  if (const List* list = value.list()) {
    for (const Value& each : *list) size += kItem + size_of(each);
  } else if (const Map* map = value.map()) {
    for (const MapEntry& each : *map) size += kItem + each.key.size() + size_of(each.value);
  }
  return size;
}

bool is_list(const Parameter& parameter) {
  return parameter.type == "CommaDelimitedList" || parameter.type.rfind("List<", 0) == 0;
}

/// A parameter's text as its type has it.
Value typed(const Parameter& parameter, const Value& value) {
  const std::string* text = value.string();
  if (text == nullptr || !is_list(parameter)) return value;
  List items;
  for (const std::string_view item : archsynth::split(*text, ',')) {
    const std::size_t first = item.find_first_not_of(' ');
    if (first != item.npos) items.emplace_back(item.substr(first));
  }
  return Value(std::move(items)).with_origin(value.origin());
}

/// What stands in a store is not known before the stack is made.
bool names_another_value(const Parameter& parameter) {
  return parameter.type.rfind("AWS::SSM::Parameter::Value", 0) == 0;
}

/// Each answers nothing where an argument is not known.
Value selected(const Value& index, const Value& from) {
  const auto number = spelled_text(index);
  const List* items = from.list();
  if (!number || number->size() != 1 || items == nullptr) return {};
  const auto at = static_cast<std::size_t>((*number)[0] - '0');
  return at < items->size() ? (*items)[at] : Value();
}

Value parts_of(const Value& delimiter, const Value& whole) {
  const auto sign = spelled_text(delimiter);
  const auto text = spelled_text(whole);
  if (!sign || sign->size() != 1 || !text) return {};
  List items;
  for (const std::string_view item : archsynth::split(*text, (*sign)[0])) items.emplace_back(item);
  return items;
}

Value joined(const Value& delimiter, const Value& parts) {
  const auto sign = spelled_text(delimiter);
  if (!sign || parts.list() == nullptr) return {};
  std::vector<std::string> texts;
  for (const Value& part : *parts.list()) {
    auto text = spelled_text(part);
    if (!text) return {};
    texts.push_back(*std::move(text));
  }
  return archsynth::join(texts, *sign);
}

/// Nothing where an item may be left out.
Value length_of(const List& items) {
  const bool is_open = std::any_of(items.begin(), items.end(), is_choice);
  return is_open ? Value() : Value(static_cast<std::int64_t>(items.size()));
}

/// What a function of two arguments comes to; nothing where that is not known.
Value result_of(Function function, const Value& first, const Value& second) {
  if (function == Function::kSelect) return selected(first, second);
  if (function == Function::kSplit) return parts_of(first, second);
  if (function == Function::kJoin) return joined(first, second);
  return {};
}

}  // namespace

Template with_parameter_values(Template checked, const std::vector<ParameterValue>& values) {
  const ByName<Value> given = by_name(values);
  for (Parameter& parameter : checked.parameters) {
    const Value* value = find(given, parameter.id.str());
    if (value == nullptr) continue;
    if (is_no_echo(parameter)) {
      parameter.attributes.erase("Default");
      continue;
    }
    for (const char* key : {"Default", "AllowedValues", "MinValue", "MaxValue"}) {
      parameter.attributes.erase(key);
    }
    parameter.attributes.append("Default", *value, value->origin());
    // A list's items are texts of their own.
    if (!is_list(parameter)) parameter.attributes.append("AllowedValues", List{*value});
  }
  return checked;
}

Evaluator::Evaluator(const Template& stack, Place place,
                     const std::vector<ParameterValue>& parameters)
    : stack_(stack), place_(std::move(place)) {
  const ByName<Value> known = by_name(parameters);
  for (const Parameter& parameter : stack.parameters) {
    const Value* given = find(known, parameter.id.str());
    const bool is_given = given != nullptr;
    const Value* value = is_given ? given : parameter.attributes.find("Default");
    const bool is_empty =
        value != nullptr && value->string() != nullptr && value->string()->empty();
    if (value == nullptr || (is_empty && !is_given)) {
      taken_as_set_.push_back(parameter.id.str());
    } else if (!names_another_value(parameter)) {
      values_[parameter.id.str()] = typed(parameter, *value);
    }
  }
  for (const ParameterValue& each : parameters) {
    if (each.name.starts_with("AWS::")) values_[each.name] = each.value;
  }
}

std::vector<Resource> Evaluator::resources() {
  std::vector<Resource> result;
  for (const Resource& resource : stack_.resources) {
    const State exists =
        resource.condition.empty() ? State::kTrue : condition(resource.condition.str(), 0);
    if (exists == State::kFalse) continue;
    Resource& known = result.emplace_back(resource);
    if (exists == State::kTrue) known.condition = {};
    settle(known.properties, 0);
    if (const auto choice = choice_of(known.properties)) {
      const Map* map = choice->taken(condition(choice->condition, 0) != State::kFalse).map();
      if (map != nullptr) known.properties = Map(*map);
    }
  }
  return result;
}

Value Evaluator::resolve(const Value& value, int depth) {
  Value known = value;
  settle(known, depth);
  return known;
}

/// Puts in what decided choices take: one copy, however many of them there are.
void Evaluator::choose(Value& value, int depth) {
  const Value* taken = &value;
  while (const auto choice = choice_of(*taken)) {
    const State state = condition(choice->condition, ++depth);
    if (state == State::kOpen) break;
    taken = &choice->taken(state == State::kTrue);
  }
  if (taken != &value) value = Value(*taken);
}

void Evaluator::settle(Value& value, int depth) {
  if (depth > kDeepest) return;
  choose(value, depth);
  if (auto* list = value.get_if<List>()) {
    for (Value& item : *list) settle(item, depth + 1);
    list->erase(std::remove_if(list->begin(), list->end(), is_no_value), list->end());
  } else if (auto* map = value.get_if<Map>()) {
    settle(*map, depth);
  } else if (const auto* ref = value.get_if<Ref>()) {
    if (auto known = resolve_ref(*ref, value)) value = std::move(*known);
  } else if (choice_of(value)) {
    List& parts = *value.get_if<Call>()->argument.front().list();
    settle(parts[1], depth + 1);
    settle(parts[2], depth + 1);
  } else if (const auto* call = value.get_if<Call>()) {
    Value known = resolve_call(*call, value, depth);
    value = std::move(known);
  } else if (const auto* sub = value.get_if<Sub>()) {
    Value known = resolve_sub(*sub, value, depth);
    value = std::move(known);
  } else if (auto* reference = value.get_if<DynamicReference>()) {
    for (Value& part : reference->parts) settle(part, depth + 1);
  }
}

void Evaluator::settle(Map& map, int depth) {
  for (MapEntry& entry : map) settle(entry.value, depth + 1);
  drop_no_values(map);
}

std::optional<Value> Evaluator::resolve_ref(const Ref& ref, const Value& whole) {
  const std::string& name = ref.target.str();
  if (name == "AWS::Region" && !place_.region.empty()) {
    return Value(place_.region).with_origin(whole.origin());
  }
  if (name == "AWS::Partition" && !place_.partition.empty()) return Value(place_.partition);
  if (name == "AWS::URLSuffix" && !place_.url_suffix.empty()) return Value(place_.url_suffix);
  const auto found = values_.find(name);
  if (found == values_.end()) return std::nullopt;
  const std::size_t size = size_of(found->second);
  if (size <= kSmall) return found->second;
  if (has_made_too_much()) return std::nullopt;
  made_ += size;
  return found->second;
}

Value Evaluator::resolve_sub(const Sub& sub, const Value& whole, int depth) {
  if (has_made_too_much()) return whole;
  Value made = with_known_parts(sub, [&](const std::string& name) {
    const Value* variable = sub.variables.find(name);
    return variable != nullptr ? resolve(*variable, depth + 1)
                               : resolve_ref({LogicalId(name)}, whole).value_or(Value());
  });
  made_ += size_of(made);
  return std::move(made).with_origin(whole.origin());
}

Value Evaluator::resolve_call(const Call& call, const Value& whole, int depth) {
  if (has_made_too_much()) return whole;
  if (call.function == Function::kToJsonString) {
    made_ += kAttempt;
    Value text = json_text(
        call.argument.front(), [&](const Value& each) { return resolve(each, depth + 1); }, made_);
    if (!text.absent()) return std::move(text).with_origin(whole.origin());
  }
  const Value argument = resolve(call.argument.front(), depth + 1);
  const List* list = argument.list();
  if (list == nullptr) return cfn::call(call.function, argument).with_origin(whole.origin());
  Value result;
  if (call.function == Function::kLength) result = length_of(*list);
  if (call.function == Function::kFindInMap && list->size() >= 3) result = find_in_map(*list);
  if (list->size() == 2) result = result_of(call.function, list->front(), list->back());
  made_ += size_of(result);
  if (!result.absent()) return result;
  return cfn::call(call.function, argument).with_origin(whole.origin());
}

/// `DefaultValue` stands in for keys that the mapping does not have.
Value Evaluator::find_in_map(const List& keys) const {
  const Value* at = nullptr;
  const Map* options = keys.size() > 3 ? keys[3].map() : nullptr;
  const Value* otherwise = options == nullptr ? nullptr : options->find("DefaultValue");
  for (std::size_t i = 0; i < 3; ++i) {
    const auto key = spelled_text(keys[i]);
    const Map* map = i == 0 ? &stack_.mappings : at == nullptr ? nullptr : at->map();
    if (!key || (i == 1 && at == nullptr)) return {};
    at = map == nullptr ? nullptr : map->find(*key);
  }
  if (at != nullptr) return *at;
  return otherwise == nullptr ? Value() : *otherwise;
}

Evaluator::State Evaluator::condition(const std::string& name, int depth) {
  const auto known = states_.find(name);
  if (known != states_.end()) return known->second;
  const Value* value = stack_.conditions.find(name);
  if (value == nullptr || depth > kDeepest) return State::kOpen;
  // A condition that refers to itself stays open.
  states_[name] = State::kOpen;
  return states_[name] = judge(*value, depth + 1);
}

Evaluator::State Evaluator::judge(const Value& value, int depth) {
  const auto* call = value.get_if<Call>();
  if (call == nullptr || depth > kDeepest) return State::kOpen;
  const Value& argument = call->argument.front();
  if (call->function == Function::kCondition) {
    return argument.string() == nullptr ? State::kOpen : condition(*argument.string(), depth + 1);
  }
  const List* list = argument.list();
  if (list == nullptr || list->empty()) return State::kOpen;
  if (call->function == Function::kNot) {
    const State state = judge(list->front(), depth + 1);
    if (state == State::kOpen) return state;
    return state == State::kTrue ? State::kFalse : State::kTrue;
  }
  if (call->function == Function::kEquals && list->size() == 2) {
    return equal(list->front(), list->back(), depth);
  }
  const bool is_and = call->function == Function::kAnd;
  if (!is_and && call->function != Function::kOr) return State::kOpen;
  const State decisive = is_and ? State::kFalse : State::kTrue;
  bool is_open = false;
  for (const Value& each : *list) {
    const State state = judge(each, depth + 1);
    if (state == decisive) return decisive;
    is_open |= state == State::kOpen;
  }
  if (is_open) return State::kOpen;
  return is_and ? State::kTrue : State::kFalse;
}

Evaluator::State Evaluator::equal(const Value& a, const Value& b, int depth) {
  const Value first = resolve(a, depth + 1);
  const Value second = resolve(b, depth + 1);
  const auto one = spelled_text(first);
  const auto other = spelled_text(second);
  if (one && other) return *one == *other ? State::kTrue : State::kFalse;
  const bool is_compared_with_nothing = (one && one->empty() && is_set_somehow(second)) ||
                                        (other && other->empty() && is_set_somehow(first));
  return is_compared_with_nothing ? State::kFalse : State::kOpen;
}

bool Evaluator::has_made_too_much() const { return made_ > kMostMade; }

bool Evaluator::is_set_somehow(const Value& value) const {
  const auto* ref = value.get_if<Ref>();
  return ref != nullptr && std::find(taken_as_set_.begin(), taken_as_set_.end(),
                                     ref->target.str()) != taken_as_set_.end();
}

}  // namespace archsynth::cfn
