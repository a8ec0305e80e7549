#pragma once

#include "archsynth/cfn/value.h"

namespace archsynth::cfn {

/// Makes the values directly within a value anew; the origin is left to the caller.
template <typename F>
Value with_children(const Value& value, const F& each) {
  const auto map_of = [&](const Map& map) {
    Map result;
    for (const MapEntry& entry : map) result.append(entry.key, each(entry.value), entry.key_origin);
    return result;
  };
  const auto list_of = [&](const List& list) {
    List result;
    result.reserve(list.size());
    for (const Value& item : list) result.push_back(each(item));
    return result;
  };
  if (const Map* map = value.map()) return map_of(*map);
  if (const List* list = value.list()) return list_of(*list);
  if (const Sub* sub = value.get_if<Sub>()) return Sub{sub->text, map_of(sub->variables)};
  if (const Call* call = value.get_if<Call>()) {
    return Call{call->function, list_of(call->argument)};
  }
  if (const auto* reference = value.get_if<DynamicReference>()) {
    return DynamicReference{reference->service, list_of(reference->parts)};
  }
  return value;
}

}  // namespace archsynth::cfn
