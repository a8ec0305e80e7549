#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace archsynth::describe::internal {

/// What a word of Copilot, Compose, CDK or Terraform stands for in a record that does not have it.
struct Word {
  /// The key that is meant, or a key below one (`route.path`); empty where none is.
  std::string_view key;
  /// Where the way is, or what is said instead of "did you mean"; empty where `key` says it.
  std::string_view answer;
  /// What values become, `true=delete;false=snapshot`; see words.tsv.
  std::string_view values;

  std::string text() const;
};

/// `memoryLimitMiB`, `memory-limit-mib` and `memory_limit_mib` are one word.
std::string plain(std::string_view word);

/// The row of a word for a record with these keys. A word may be keys of mappings in each other,
/// `http.path`.
std::optional<Word> word_of(std::string_view word, std::span<const std::string_view> keys);

/// Whether there are rows for keys in a mapping at the word.
bool has_words_below(std::string_view word);

/// What is answered to a word where a record with these keys does not have it; empty where the word
/// is unknown.
std::string answer_to(std::string_view word, std::span<const std::string_view> keys);

/// The same of the word's singular or plural.
std::string answer_to_other_number(std::string_view word, std::span<const std::string_view> keys);

/// What is answered to a value of the wrong kind at a key.
std::string answer_to_value(std::string_view key);

}  // namespace archsynth::describe::internal
