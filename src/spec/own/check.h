#pragma once

#include "archsynth/document/node.h"
#include "archsynth/support/diagnostic.h"

namespace archsynth::spec::own {

inline constexpr std::string_view kMalformed = "ARC3090";

/// Whether a scalar of JSON is a text.
inline bool is_text(const document::Node& node) { return node.is_scalar() && !node.plain; }
/// `true` or `false`.
bool is_boolean(const document::Node& node);

/// Reports what is wrong with a type's schema, its `typeName` left aside, as `kMalformed`.
void check_schema(const document::Node& root, Diagnostics& diagnostics);

}  // namespace archsynth::spec::own
