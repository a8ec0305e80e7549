#pragma once

#include <span>
#include <string>
#include <string_view>

namespace archsynth::describe::internal {

/// What is answered to a word of Copilot, Compose, CDK or Terraform where a record with these keys
/// does not have it: the key that is meant, or where the way is; empty where the word is unknown.
std::string answer_to(std::string_view word, std::span<const std::string_view> keys);

/// The same of the word's singular or plural.
std::string answer_to_other_number(std::string_view word, std::span<const std::string_view> keys);

/// What is answered to a value of the wrong kind at a key.
std::string answer_to_value(std::string_view key);

}  // namespace archsynth::describe::internal
