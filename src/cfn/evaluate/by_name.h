#pragma once

#include <string_view>
#include <unordered_map>
#include <vector>

#include "archsynth/cfn/template.h"

/// Parameters and their values by name, for those that look up many.
namespace archsynth::cfn {

template <typename Item>
using ByName = std::unordered_map<std::string_view, const Item*>;

inline ByName<Parameter> by_name(const std::vector<Parameter>& parameters) {
  ByName<Parameter> all;
  for (const Parameter& each : parameters) all.emplace(each.id.str(), &each);
  return all;
}

/// The first known value of each name.
inline ByName<Value> by_name(const std::vector<ParameterValue>& values) {
  ByName<Value> all;
  for (const ParameterValue& each : values) {
    if (!each.value.absent()) all.emplace(each.name, &each.value);
  }
  return all;
}

/// Null where there is none.
template <typename Item>
const Item* find(const ByName<Item>& all, std::string_view name) {
  const auto found = all.find(name);
  return found == all.end() ? nullptr : found->second;
}

}  // namespace archsynth::cfn
