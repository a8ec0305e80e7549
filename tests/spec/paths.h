#pragma once

#include <algorithm>
#include <string_view>

#include "archsynth/spec/schema.h"

namespace archsynth::spec {

/// Whether a schema has the rest of a path, through lists and forms that it may take, or leaves it
/// open.
inline bool has_path(Schema schema, std::string_view path) {
  schema = schema.resolved();
  if (const auto items = schema.child(Keyword::kItems)) return has_path(*items, path);
  if (path.empty()) return true;
  const std::string_view name = path.substr(0, path.find('.'));
  if (const auto property = schema.property(name)) {
    return has_path(*property, path.substr(std::min(name.size() + 1, path.size())));
  }
  // JSON of any form, such as a policy.
  if (!schema.find(Keyword::kProperties) && !schema.find(Keyword::kAnyOf) &&
      !schema.find(Keyword::kOneOf) && !schema.find(Keyword::kAllOf)) {
    return true;
  }
  for (const Keyword forms : {Keyword::kAnyOf, Keyword::kOneOf, Keyword::kAllOf}) {
    const auto list = schema.find(forms);
    for (std::size_t i = 0; list && i < list->size(); ++i) {
      if (has_path(Schema((*list)[i], schema.root()), path)) return true;
    }
  }
  return false;
}

}  // namespace archsynth::spec
