#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace archsynth::spec {

/// The TCP port on which a resource of that type and engine listens where none is stated; nothing
/// where that is not known.
std::optional<std::int64_t> listening_port(std::string_view type, std::string_view engine);

}  // namespace archsynth::spec
