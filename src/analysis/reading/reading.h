#pragma once

#include <span>

#include "archsynth/analysis/rules.h"

namespace archsynth::analysis {

/// Rows for codes of other layers, which cannot know of rules; a table for each subject.
std::span<const RuleDescription> reading_rules();
std::span<const RuleDescription> commands_rules();
std::span<const RuleDescription> databases_rules();
std::span<const RuleDescription> keys_rules();
std::span<const RuleDescription> networks_rules();
std::span<const RuleDescription> services_rules();
std::span<const RuleDescription> synthesis_rules();

}  // namespace archsynth::analysis
