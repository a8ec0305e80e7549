#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace archsynth::elbv2 {

/// FNV-1a, which is the same everywhere.
std::uint64_t stable_hash(std::string_view text);

/// Whether every text that `narrow` matches is matched by `wide` too; both patterns with `*` and
/// `?`. Some that overlap in a roundabout way are not recognised; what is, is certain.
bool covers(std::string_view wide, std::string_view narrow);

/// Whether every item of `narrow` is covered by one of `wide`; no items stand for everything.
bool cover(const std::vector<std::string>& wide, const std::vector<std::string>& narrow);

}  // namespace archsynth::elbv2
