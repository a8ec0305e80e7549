#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace archsynth::document {

/// What made a syntax error that a parser meets later.
struct YamlCause {
  enum class Kind { kOpenQuote, kNoBlankAfterColon };
  Kind kind;
  std::size_t begin;  ///< of the quote, or of the key
  std::size_t end;
};

/// The first quote before `error` whose string takes in lines that look like keys or items, or else
/// a key without a blank after its colon on the line of the error or the one above it.
std::optional<YamlCause> cause_of(std::string_view text, std::size_t error);

}  // namespace archsynth::document
