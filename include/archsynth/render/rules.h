#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace archsynth::picture {

/// The rules as a list: `text`, `json` or `markdown` (the page examples/RULES.md).
std::string rules_as(std::string_view format);

/// What there is to say about our id, or which of ours correspond to an id of cfn-lint, checkov,
/// cdk-nag, cfn-guard, cfn_nag or Security Hub; `text` or `json`. Nothing where nobody has the id.
std::optional<std::string> explanation(std::string_view id, std::string_view format);

}  // namespace archsynth::picture
