#include "analysis/known.h"

#include <algorithm>

#include "archsynth/spec/regions.h"
#include "archsynth/support/text.h"
#include "cfn/evaluate/choice.h"

namespace archsynth::analysis {

using cfn::is_no_value;

namespace {

constexpr int kDeepest = 100;

/// A scalar as the text that CloudFormation compares.
std::optional<std::string> text_of(const cfn::Value& value) {
  if (const std::string* text = value.string()) return *text;
  if (const auto* whole = value.get_if<std::int64_t>()) return std::to_string(*whole);
  if (const auto* truth = value.get_if<bool>()) return *truth ? "true" : "false";
  return std::nullopt;
}

/// A parameter's text as its type has it.
cfn::Value typed(const cfn::Parameter& parameter, const cfn::Value& value) {
  const std::string* text = value.string();
  const bool is_list =
      parameter.type == "CommaDelimitedList" || parameter.type.rfind("List<", 0) == 0;
  if (text == nullptr || !is_list) return value;
  cfn::List items;
  for (const std::string_view item : split(*text, ',')) {
    const std::size_t first = item.find_first_not_of(' ');
    if (first != item.npos) items.emplace_back(item.substr(first));
  }
  return cfn::Value(std::move(items)).with_origin(value.origin());
}

/// What stands in a store is not known before the stack is made.
bool names_another_value(const cfn::Parameter& parameter) {
  return parameter.type.rfind("AWS::SSM::Parameter::Value", 0) == 0;
}

}  // namespace

Known::Known(const cfn::Template& stack, std::string_view region,
             const std::vector<ParameterValue>& parameters)
    : stack_(stack), region_(region) {
  for (const cfn::Parameter& parameter : stack.parameters) {
    const auto given = std::find_if(parameters.begin(), parameters.end(), [&](const auto& each) {
      return each.name == parameter.id.str() && !each.value.absent();
    });
    const bool is_given = given != parameters.end();
    const cfn::Value* value = is_given ? &given->value : parameter.attributes.find("Default");
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

std::vector<cfn::Resource> Known::resources() {
  std::vector<cfn::Resource> result;
  for (const cfn::Resource& resource : stack_.resources) {
    const State exists =
        resource.condition.empty() ? State::kTrue : condition(resource.condition.str(), 0);
    if (exists == State::kFalse) continue;
    cfn::Resource& known = result.emplace_back(resource);
    if (exists == State::kTrue) known.condition = {};
    settle(known.properties, 0);
    // A whole `Properties` that one function chooses.
    if (known.properties.size() == 1 && known.properties.contains("Fn::If")) {
      const cfn::List* branches = known.properties.find("Fn::If")->list();
      if (branches != nullptr && branches->size() == 3 && branches->front().string() != nullptr) {
        const State state = condition(*branches->front().string(), 0);
        const cfn::Value& taken = (*branches)[state == State::kFalse ? 2 : 1];
        if (const cfn::Map* map = taken.map()) {
          cfn::Map chosen = *map;
          known.properties = std::move(chosen);
        }
      }
    }
  }
  return result;
}

cfn::Value Known::resolve(const cfn::Value& value, int depth) {
  cfn::Value known = value;
  settle(known, depth);
  return known;
}

void Known::settle(cfn::Value& value, int depth) {
  if (depth > kDeepest) return;
  if (auto* list = value.get_if<cfn::List>()) {
    for (cfn::Value& item : *list) settle(item, depth + 1);
    list->erase(std::remove_if(list->begin(), list->end(), is_no_value), list->end());
  } else if (auto* map = value.get_if<cfn::Map>()) {
    settle(*map, depth);
  } else if (const auto* ref = value.get_if<cfn::Ref>()) {
    if (auto known = resolve_ref(*ref, value)) value = std::move(*known);
  } else if (const auto* call = value.get_if<cfn::Call>()) {
    cfn::Value known = resolve_call(*call, value, depth);
    value = std::move(known);
  } else if (const auto* sub = value.get_if<cfn::Sub>()) {
    if (auto known = resolve_sub(*sub, value, depth)) value = std::move(*known);
  }
}

void Known::settle(cfn::Map& map, int depth) {
  bool has_none = false;
  for (cfn::MapEntry& entry : map) {
    settle(entry.value, depth + 1);
    has_none |= is_no_value(entry.value);
  }
  if (!has_none) return;
  cfn::Map kept;
  for (cfn::MapEntry& entry : map) {
    if (is_no_value(entry.value)) continue;
    kept.append(entry.key, std::move(entry.value), entry.key_origin);
  }
  map = std::move(kept);
}

std::optional<cfn::Value> Known::resolve_ref(const cfn::Ref& ref, const cfn::Value& whole) {
  const std::string& name = ref.target.str();
  if (name == "AWS::Region" && !region_.empty()) {
    return cfn::Value(region_).with_origin(whole.origin());
  }
  if (name == "AWS::Partition" && !region_.empty()) {
    const auto region = spec::region(region_);
    if (region) return cfn::Value(region->partition);
  }
  const auto found = values_.find(name);
  if (found == values_.end()) return std::nullopt;
  return found->second;
}

std::optional<cfn::Value> Known::resolve_sub(const cfn::Sub& sub, const cfn::Value& whole,
                                             int depth) {
  std::string text;
  for (const cfn::SubPiece& piece : cfn::pieces(sub)) {
    if (piece.kind == cfn::SubPiece::Kind::kText) {
      text += piece.text;
      continue;
    }
    const cfn::Value* variable = sub.variables.find(piece.text);
    const auto known = variable != nullptr ? resolve(*variable, depth + 1)
                                           : resolve_ref({cfn::LogicalId(piece.text)}, whole);
    const auto part = known ? text_of(*known) : std::nullopt;
    if (!part) return std::nullopt;
    text += *part;
  }
  return cfn::Value(std::move(text)).with_origin(whole.origin());
}

cfn::Value Known::resolve_call(const cfn::Call& call, const cfn::Value& whole, int depth) {
  const cfn::List* raw = call.argument.front().list();
  if (call.function == cfn::Function::kIf && raw != nullptr && raw->size() == 3 &&
      raw->front().string() != nullptr) {
    const State state = condition(*raw->front().string(), depth + 1);
    if (state != State::kOpen) return resolve((*raw)[state == State::kTrue ? 1 : 2], depth + 1);
    cfn::List kept{raw->front(), resolve((*raw)[1], depth + 1), resolve((*raw)[2], depth + 1)};
    return cfn::call(call.function, cfn::Value(std::move(kept))).with_origin(whole.origin());
  }
  const cfn::Value argument = resolve(call.argument.front(), depth + 1);
  const cfn::List* list = argument.list();
  if (list == nullptr) return whole;
  if (call.function == cfn::Function::kFindInMap && list->size() >= 3) {
    cfn::Value found = find_in_map(*list);
    if (!found.absent()) return found;
  }
  if (call.function == cfn::Function::kSelect && list->size() == 2) {
    const auto index = text_of(list->front());
    const cfn::List* items = list->back().list();
    if (index && index->size() == 1 && items != nullptr) {
      const auto at = static_cast<std::size_t>((*index)[0] - '0');
      if (at < items->size()) return (*items)[at];
    }
  }
  if (call.function == cfn::Function::kSplit && list->size() == 2) {
    const auto sign = text_of(list->front());
    const auto text = text_of(list->back());
    if (sign && sign->size() == 1 && text) {
      cfn::List items;
      for (const std::string_view item : split(*text, (*sign)[0])) items.emplace_back(item);
      return cfn::Value(std::move(items));
    }
  }
  if (call.function == cfn::Function::kJoin && list->size() == 2 &&
      list->back().list() != nullptr) {
    std::vector<std::string> parts;
    for (const cfn::Value& item : *list->back().list()) {
      if (const auto part = text_of(item)) parts.push_back(*part);
    }
    const auto sign = text_of(list->front());
    if (sign && parts.size() == list->back().list()->size()) return cfn::Value(join(parts, *sign));
  }
  return cfn::call(call.function, argument).with_origin(whole.origin());
}

cfn::Value Known::find_in_map(const cfn::List& keys) const {
  const cfn::Value* at = nullptr;
  for (std::size_t i = 0; i < 3; ++i) {
    const auto key = text_of(keys[i]);
    const cfn::Map* map = i == 0 ? &stack_.mappings : at->map();
    at = !key || map == nullptr ? nullptr : map->find(*key);
    if (at == nullptr) return {};
  }
  return *at;
}

Known::State Known::condition(const std::string& name, int depth) {
  const auto known = states_.find(name);
  if (known != states_.end()) return known->second;
  const cfn::Value* value = stack_.conditions.find(name);
  if (value == nullptr || depth > kDeepest) return State::kOpen;
  // A condition that refers to itself stays open.
  states_[name] = State::kOpen;
  return states_[name] = judge(*value, depth + 1);
}

Known::State Known::judge(const cfn::Value& value, int depth) {
  const auto* call = value.get_if<cfn::Call>();
  if (call == nullptr || depth > kDeepest) return State::kOpen;
  const cfn::Value& argument = call->argument.front();
  if (call->function == cfn::Function::kCondition) {
    return argument.string() == nullptr ? State::kOpen : condition(*argument.string(), depth + 1);
  }
  const cfn::List* list = argument.list();
  if (list == nullptr || list->empty()) return State::kOpen;
  if (call->function == cfn::Function::kNot) {
    const State state = judge(list->front(), depth + 1);
    if (state == State::kOpen) return state;
    return state == State::kTrue ? State::kFalse : State::kTrue;
  }
  if (call->function == cfn::Function::kEquals && list->size() == 2) {
    return equal(list->front(), list->back(), depth);
  }
  const bool is_and = call->function == cfn::Function::kAnd;
  if (!is_and && call->function != cfn::Function::kOr) return State::kOpen;
  const State decisive = is_and ? State::kFalse : State::kTrue;
  bool is_open = false;
  for (const cfn::Value& each : *list) {
    const State state = judge(each, depth + 1);
    if (state == decisive) return decisive;
    is_open |= state == State::kOpen;
  }
  if (is_open) return State::kOpen;
  return is_and ? State::kTrue : State::kFalse;
}

Known::State Known::equal(const cfn::Value& a, const cfn::Value& b, int depth) {
  const cfn::Value first = resolve(a, depth + 1);
  const cfn::Value second = resolve(b, depth + 1);
  const auto one = text_of(first);
  const auto other = text_of(second);
  if (one && other) return *one == *other ? State::kTrue : State::kFalse;
  const bool is_compared_with_nothing = (one && one->empty() && is_set_somehow(second)) ||
                                        (other && other->empty() && is_set_somehow(first));
  return is_compared_with_nothing ? State::kFalse : State::kOpen;
}

bool Known::is_set_somehow(const cfn::Value& value) const {
  const auto* ref = value.get_if<cfn::Ref>();
  return ref != nullptr && std::find(taken_as_set_.begin(), taken_as_set_.end(),
                                     ref->target.str()) != taken_as_set_.end();
}

}  // namespace archsynth::analysis
