#pragma once

#include <string_view>
#include <vector>

namespace archsynth::spec {

/// The parameter group family of a version that ElastiCache creates; empty for others.
std::string_view cache_family(std::string_view engine, std::string_view version);
/// The versions of an engine that ElastiCache creates, oldest first.
std::vector<std::string_view> cache_versions(std::string_view engine);

}  // namespace archsynth::spec
