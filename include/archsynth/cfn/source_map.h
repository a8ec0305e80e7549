#pragma once

#include <string>
#include <vector>

#include "archsynth/cfn/template.h"

namespace archsynth::cfn {

/// Where one value of a printed template comes from.
struct MappedValue {
  std::string pointer;  ///< RFC 6901, into the JSON that `to_json` prints
  /// Of the value. Where nobody stated it and it is no default, of the nearest thing around it that
  /// has an origin: what a construct made all of it for.
  Origin origin;
  bool derived = false;  ///< the origin is that of something around it, or unknown
};

/// Every value of the template in the order in which it is printed, parents first; functions count
/// as the objects that they are in JSON.
std::vector<MappedValue> source_map(const Template& template_);

/// The map as JSON: `version`, and `values` from pointers to `{"from": …}`, which is `file` (with
/// `file`, `line`, `column`), `program` (`file`, `line`), `default` (`profile` unless it is the
/// same in all, and the `key` that was left out) or `derived` (the same of what it was made for).
std::string source_map_json(const Template& template_);

}  // namespace archsynth::cfn
