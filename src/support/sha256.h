#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace archsynth {

/// The SHA-256 of bytes, as FIPS 180-4 has it.
std::array<std::uint8_t, 32> sha256(std::string_view bytes);

/// The same in Base64 with padding, as content security policies name scripts.
std::string sha256_base64(std::string_view bytes);

}  // namespace archsynth
