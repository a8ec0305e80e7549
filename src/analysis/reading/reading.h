#pragma once

#include <span>

#include "archsynth/analysis/rules.h"

namespace archsynth::analysis {

/// Rows for codes of other layers, which cannot know of rules; a table for each subject.
std::span<const Rule> reading_rules();
std::span<const Rule> commands_rules();
std::span<const Rule> databases_rules();
std::span<const Rule> keys_rules();
std::span<const Rule> networks_rules();
std::span<const Rule> services_rules();
std::span<const Rule> synthesis_rules();
std::span<const Rule> uses_rules();

}  // namespace archsynth::analysis
