#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>

namespace archsynth::analysis {

/// The conditions of a statement: values by operator and key, `StringEquals aws:SourceAccount`.
using Conditions = std::map<std::string, std::set<std::string>>;

/// Whether a text with `*` and `?` is for all that another one is for.
bool is_for(std::string_view pattern, std::string_view text, bool folds_case);

/// Whether what meets all conditions of one met those of the other as well, as far as is certain.
bool are_as_strict(const Conditions& now, const Conditions& old);

}  // namespace archsynth::analysis
