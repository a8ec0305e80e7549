#pragma once

#include <utility>

#include "archsynth/cfn/value.h"

namespace archsynth::cfn {

/// `[value]` and `{key: value}` without the copies of initialiser lists, which make building deep
/// values quadratic.
inline List list_of(Value value) {
  List list;
  list.push_back(std::move(value));
  return list;
}

inline Map map_of(std::string_view key, Value value) {
  Map map;
  map.append(key, std::move(value));
  return map;
}

}  // namespace archsynth::cfn
