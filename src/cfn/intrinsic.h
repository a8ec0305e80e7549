#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "archsynth/cfn/value.h"
#include "archsynth/support/diagnostic.h"

namespace archsynth::cfn {

/// The code of a `Fn::` name or a tag that is no function of CloudFormation.
inline constexpr std::string_view kUnknownFunction = "ARC0211";

/// How a function was written, for messages.
struct Spelling {
  std::string_view name;  ///< `Fn::Join`, `Ref`, or a tag `!Join`
  Origin origin;
};

/// Whether the only key of a map makes it a function: `Ref`, `Condition`, `Fn::…`.
bool names_function(std::string_view key);

/// A function by its long name with its argument (itself typed already). What no type fits stays
/// `{name: argument}`: the malformed with a diagnostic, the computed (`{"Ref": {"Fn::Sub": …}}`,
/// which language extensions allow) and loops without.
Value make_intrinsic(std::string_view long_name, Value argument, const Spelling& spelling,
                     Diagnostics& diagnostics);

/// The value as the map it is in JSON, of which a section or an attribute takes the members, moved
/// out of it; nothing, and the value unchanged, when it is none there either.
std::optional<Map> take_members(Value& value);
/// Whether `take_members` would give any.
bool has_members(const Value& value);

/// What the user would call the value: `a mapping`, `a list`, `the function Fn::If`, …
std::string kind_name(const Value& value);

}  // namespace archsynth::cfn
