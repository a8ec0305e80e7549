#pragma once

#include <string>
#include <vector>

#include "archsynth/cfn/value.h"
#include "archsynth/support/diagnostic.h"

namespace archsynth::cfn {

/// One operation of an RFC 6902 patch.
struct PatchOperation {
  enum class Kind { kAdd, kRemove, kReplace, kMove, kCopy, kTest };
  Kind kind = Kind::kAdd;
  std::string path;    ///< RFC 6901 JSON pointer
  std::string from;    ///< of `move` and `copy`
  Value value;         ///< of `add`, `replace` and `test`
  Origin origin;       ///< of the operation
  Origin path_origin;  ///< of the path, where an absent path is reported
};

/// Applies operations in order to a plain document. A path that does not exist is an error that
/// names the nearest one which does (`/Resources/Vpc/Properties/CidrBlok` → `…/CidrBlock`); later
/// operations still run. Values it puts in keep their origins.
void apply_patch(Value& document, const std::vector<PatchOperation>& operations,
                 Diagnostics& diagnostics);

}  // namespace archsynth::cfn
