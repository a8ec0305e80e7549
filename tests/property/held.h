#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "archsynth/cfn/template.h"

namespace archsynth::property {

/// A resource as it is deployed.
struct Physical {
  const cfn::Resource* resource = nullptr;
  cfn::Value properties;
};
/// What no two resources may have at a time, as lines.
struct Held {
  std::vector<std::string> lines;
  std::vector<std::string> moving;  ///< those that a replacement takes over
  bool is_open = false;             ///< it may hold more, which this model does not read
};

Held held_by(const Physical& physical);

/// The value at a path of keys with dots between them; null where there is none.
const cfn::Value* at(const cfn::Value& value, std::string_view path);

}  // namespace archsynth::property
