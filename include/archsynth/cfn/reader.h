#pragma once

#include <optional>

#include "archsynth/cfn/template.h"
#include "archsynth/document/node.h"
#include "archsynth/support/diagnostic.h"

namespace archsynth::cfn {

/// A document's node as a value: plain scalars typed as CloudFormation types them (YAML 1.1), short
/// tags (`!Ref`, `!GetAtt A.B`, `!Sub`) and long forms (`Fn::…`) become typed intrinsics, origins
/// are the node's spans. A malformed intrinsic stays a map as written (with a diagnostic).
Value read_value(const document::Node& node, Diagnostics& diagnostics);

/// A value without typed intrinsics (maps such as `{"Ref": …}`) to one with them; the inverse of
/// what the writers do. For values that were built or patched as plain documents.
Value with_intrinsics(const Value& plain, Diagnostics& diagnostics);
/// A value with typed intrinsics to the plain document (`{"Fn::Join": […]}`) that JSON shows.
Value without_intrinsics(const Value& value);

/// A whole template. Unknown sections and resource attributes, and members of the wrong kind, are
/// errors; what is usable comes back.
std::optional<Template> read_template(const document::Node& node, Diagnostics& diagnostics);
/// The same from a plain value (a patched document).
std::optional<Template> read_template(const Value& document, Diagnostics& diagnostics);

}  // namespace archsynth::cfn
