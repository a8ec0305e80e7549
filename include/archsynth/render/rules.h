#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "archsynth/analysis/rules.h"

namespace archsynth::picture {

/// Everything that `validate` can report, by id: `analysis::rules()` and what the command adds.
std::vector<analysis::RuleDescription> all_rules();

/// The rules as a list: `text`, `json` or `markdown` (the page examples/RULES.md).
std::string rules_as(std::string_view format);

/// What there is to say about our id, or which of ours correspond to an id of cfn-lint; `text` or
/// `json`. Nothing where nobody has the id.
std::optional<std::string> explanation(std::string_view id, std::string_view format);

}  // namespace archsynth::picture
