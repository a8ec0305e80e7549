#pragma once

#include <string>
#include <vector>

#include "archsynth/support/diagnostic.h"

namespace archsynth::cli {

/// The words of a list in which commas separate words, too.
std::vector<std::string> separated(const std::vector<std::string>& words);

/// Whether an id, or the beginning of ids, names a rule of archsynth or cfn-lint. An error
/// (ARC0904) where not: an option with a typo would report nothing, or everything.
bool check_rule_id(const std::string& id, const Origin& origin, Diagnostics& diagnostics);
/// The same for what may name one rule alone, such as a suppression.
bool check_whole_rule_id(const std::string& id, const Origin& origin, Diagnostics& diagnostics);
/// The same for `--only`, which would report nothing for a rule that only cfn-lint has.
bool check_only_rule(const std::string& id, const Origin& origin, Diagnostics& diagnostics);

/// Help for an unknown id: the one that differs by a character, or where to look.
std::string nearest_rule(const std::string& id);

}  // namespace archsynth::cli
