#pragma once

#include <cstddef>
#include <string>

#include "archsynth/cfn/template.h"

namespace archsynth::cfn {

/// JSON with two spaces of indent and a final line break, or without any white space but that.
/// The same value always gives the same bytes. Numbers print the shortest text that reads back as
/// the same number.
std::string to_json(const Value& value, bool compact = false);
std::string to_json(const Template& template_, bool compact = false);

struct SizedJson {
  std::string text;
  std::size_t compact_size = 0;  ///< in bytes, whichever form the text has
};
/// JSON with indent where that has at most `most` bytes, else without white space.
SizedJson to_json_within(const Template& template_, std::size_t most);

/// YAML with short intrinsic tags (`!Ref`, `!GetAtt A.B`), block style, two spaces of indent.
/// Every string that a YAML 1.1 or 1.2 reader would retype is quoted; multi-line strings use
/// literal blocks where these keep the text exactly.
std::string to_yaml(const Value& value);
std::string to_yaml(const Template& template_);

}  // namespace archsynth::cfn
