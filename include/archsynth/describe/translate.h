#pragma once

#include <functional>
#include <string_view>

#include "archsynth/describe/shape.h"

namespace archsynth::describe {

/// What is wrong in a document that has some of its keys alone.
using Problems = std::function<Diagnostics(document::Node document)>;

/// Puts keys of our format in the place of words of other tools, with their values carried over and
/// converted, wherever the result is right; each is reported (ARC1001) as a finding that can be
/// pasted. Unknown keys that stay are reported when the document is decoded.
void translate_keys(const RecordView& record, document::Node& document, const Problems& problems,
                    Diagnostics& diagnostics);

/// A part of a document that stands elsewhere in it, as `environments.qa`. It may have one key of
/// its own. All of its unknown keys are reported, and removed.
struct Part {
  const Path& path;
  std::string_view own_key;
};
void translate_part(const RecordView& record, document::Node& part, const Part& place,
                    const Problems& problems, Diagnostics& diagnostics);

}  // namespace archsynth::describe
