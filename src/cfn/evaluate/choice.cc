#include "cfn/evaluate/choice.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace archsynth::cfn {
namespace {

std::optional<Choice> choice_among(const List* parts) {
  if (parts == nullptr || parts->size() != 3 || parts->front().string() == nullptr) {
    return std::nullopt;
  }
  return Choice{*parts->front().string(), (*parts)[1], (*parts)[2]};
}

}  // namespace

const Value* found_in_map(const Map& mappings, const Value& lookup, const KeyText& text_of) {
  const auto* call = lookup.get_if<Call>();
  if (call == nullptr || call->function != Function::kFindInMap) return nullptr;
  const List* keys = call->argument.empty() ? nullptr : call->argument.front().list();
  if (keys == nullptr || keys->size() < 3) return nullptr;
  const std::string* name = keys->front().string();
  const Value* at = name == nullptr ? nullptr : mappings.find(*name);
  for (std::size_t i = 1; i < 3 && at != nullptr; ++i) {
    const auto key = text_of((*keys)[i]);
    at = at->map() == nullptr || !key ? nullptr : at->map()->find(*key);
  }
  return at == nullptr || at->map() != nullptr || at->is_intrinsic() ? nullptr : at;
}

bool is_choice(const Value& value) {
  const auto* call = value.get_if<Call>();
  return call != nullptr && call->function == Function::kIf;
}

std::optional<Choice> choice_of(const Value& value) {
  if (!is_choice(value)) return std::nullopt;
  const List& argument = value.get_if<Call>()->argument;
  return argument.empty() ? std::nullopt : choice_among(argument.front().list());
}

void drop_no_values(Map& map) {
  const auto is_none = [](const MapEntry& entry) { return is_no_value(entry.value); };
  if (std::none_of(map.begin(), map.end(), is_none)) return;
  Map kept;
  for (MapEntry& entry : map) {
    if (!is_none(entry)) kept.append(entry.key, std::move(entry.value), entry.key_origin);
  }
  map = std::move(kept);
}

Value as_value(const Map& properties) {
  const Value* alone = properties.size() == 1 ? &properties.begin()->value : nullptr;
  const bool is_chosen =
      alone != nullptr && properties.begin()->key == "Fn::If" && alone->list() != nullptr;
  return is_chosen ? call(Function::kIf, *alone) : Value(properties);
}

std::optional<Choice> choice_of(const Map& properties) {
  if (properties.size() != 1 || properties.begin()->key != "Fn::If") return std::nullopt;
  return choice_among(properties.begin()->value.list());
}

namespace {

constexpr int kDeepestChoice = 100;

void choose_within(Value& value, const Decide& decide, int depth);

void choose_among(Map& map, const Decide& decide, int depth) {
  for (MapEntry& entry : map) choose_within(entry.value, decide, depth + 1);
  drop_no_values(map);
}

void choose_within(Value& value, const Decide& decide, int depth) {
  if (depth > kDeepestChoice) return;
  const Value* taken = &value;
  while (const auto choice = choice_of(*taken)) {
    const std::optional<bool> holds = decide(choice->condition);
    if (!holds) break;
    taken = &choice->taken(*holds);
  }
  if (taken != &value) value = Value(*taken);
  if (auto* list = value.get_if<List>()) {
    for (Value& item : *list) choose_within(item, decide, depth + 1);
    list->erase(std::remove_if(list->begin(), list->end(), is_no_value), list->end());
  } else if (auto* map = value.get_if<Map>()) {
    choose_among(*map, decide, depth);
  } else if (auto* call = value.get_if<Call>()) {
    List* open = call->function == Function::kIf ? call->argument.front().get_if<List>() : nullptr;
    for (Value& each : open == nullptr ? call->argument : *open) {
      choose_within(each, decide, depth + 1);
    }
  } else if (auto* sub = value.get_if<Sub>()) {
    for (MapEntry& entry : sub->variables) choose_within(entry.value, decide, depth + 1);
  }
}

void collect_conditions(const Value& value, std::vector<std::string_view>& found) {
  walk(value, [&](const Value& each) {
    const auto choice = choice_of(each);
    if (choice && std::find(found.begin(), found.end(), choice->condition) == found.end()) {
      found.emplace_back(choice->condition);
    }
  });
}

}  // namespace

void choose(Value& value, const Decide& decide) { choose_within(value, decide, 0); }

void choose(Map& properties, const Decide& decide) {
  const auto choice = choice_of(properties);
  const std::optional<bool> holds = choice ? decide(choice->condition) : std::nullopt;
  if (!holds) return choose_among(properties, decide, 0);
  Value taken = choice->taken(*holds);
  choose(taken, decide);
  if (auto* map = taken.get_if<Map>()) properties = std::move(*map);
}

std::vector<std::string_view> conditions_within(const Map& properties) {
  std::vector<std::string_view> found;
  if (const auto choice = choice_of(properties)) found.emplace_back(choice->condition);
  for (const MapEntry& entry : properties) collect_conditions(entry.value, found);
  return found;
}

std::vector<std::string_view> conditions_of(const Resource& resource) {
  std::vector<std::string_view> all = conditions_within(resource.properties);
  if (!resource.condition.empty()) all.emplace_back(resource.condition.str());
  return all;
}

bool is_no_value(const Value& value) {
  const auto* ref = value.get_if<Ref>();
  return ref != nullptr && ref->target.str() == "AWS::NoValue";
}

std::optional<std::string> scalar_text(const Value& value) {
  if (const std::string* text = value.string()) return *text;
  if (const bool* flag = value.get_if<bool>()) return *flag ? "true" : "false";
  if (const auto* number = value.get_if<std::int64_t>()) return std::to_string(*number);
  if (const double* number = value.get_if<double>()) {
    const bool whole = std::floor(*number) == *number && std::fabs(*number) < 1e15;
    return whole ? fmt::format("{:.1f}", *number) : fmt::format("{}", *number);
  }
  return std::nullopt;
}

std::optional<std::string> spelled_text(const Value& value) {
  return value.get_if<double>() == nullptr ? scalar_text(value) : std::nullopt;
}

}  // namespace archsynth::cfn
