#pragma once

#include <span>
#include <string>
#include <string_view>

/// What the schemas do not know may be newer than they are. Of the 191 values that AWS added to its
/// lists from June to October 2026, 7 look like a slip by these rules; of 262 new types, 5.
namespace archsynth::analysis {

/// Whether a word is one of the known ones in another spelling: other case or separators, letters
/// swapped, up to two letters wrong, the beginning or the end alone. Words that differ in a digit
/// are versions of each other and no slips.
bool is_slip(std::string_view word, std::span<const std::string> known);

/// Whether a property certainly does not take a value beside the known ones: a slip, a value of
/// another form than all of these, or any where they switch something on and off.
bool is_certainly_wrong(std::string_view value, std::span<const std::string> known);

/// How to mend a value: the newest version of the same thing, else as `suggest` says.
std::string suggest_value(std::string_view value, std::span<const std::string> known);

/// `AWS's schemas of 2026-10-20`.
std::string dated_schemas();

}  // namespace archsynth::analysis
