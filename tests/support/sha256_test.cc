#include "support/sha256.h"

#include <gtest/gtest.h>

namespace archsynth {
namespace {

std::string hex(std::string_view text) {
  std::string result;
  for (const std::uint8_t byte : sha256(text)) {
    constexpr char kDigits[] = "0123456789abcdef";
    result += {kDigits[byte / 16], kDigits[byte % 16]};
  }
  return result;
}

// Source: https://csrc.nist.gov/projects/cryptographic-standards-and-guidelines/example-values
TEST(Sha256, IsTheStandards) {
  EXPECT_EQ(hex(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(hex("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(hex("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"),
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  EXPECT_EQ(hex(std::string(1000000, 'a')),
            "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST(Sha256, IsPaddedAsBase64) {
  EXPECT_EQ(sha256_base64(""), "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=");
}

}  // namespace
}  // namespace archsynth
