#pragma once

#include <string>
#include <string_view>

#include "archsynth/describe/shape.h"

namespace archsynth::describe::internal {

/// How a scalar, or a list of scalars, is written where a mapping should be: `{engine: postgres}`
/// for `postgres`; empty where several keys could be meant.
std::string long_form(const document::Node& node, const TakenMapping& taken);

/// How a mapping, or a text, is written where a list of records should be: `[{from: a, to: b}]` for
/// `{a: b}`; empty where that is not clear.
std::string list_form(const document::Node& node, const RecordView& record);

/// How an amount with a unit is written under a key: `60` for `1m` under `stop_timeout_seconds`;
/// empty where it is none.
std::string without_unit(std::string_view key, std::string_view text);

}  // namespace archsynth::describe::internal
