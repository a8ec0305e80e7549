#pragma once

#include <optional>
#include <span>
#include <string_view>

namespace archsynth::describe::internal {

/// The key among those of a record that a word of Copilot, Compose, CDK or Terraform stands for.
std::optional<std::string_view> key_for_synonym(std::string_view word,
                                                std::span<const std::string_view> keys);

/// What to do about such a word that no key stands for; empty where there is nothing to say.
std::string_view advice_for(std::string_view word);

}  // namespace archsynth::describe::internal
