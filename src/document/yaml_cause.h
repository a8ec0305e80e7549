#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace archsynth::document {

/// What made a syntax error that a parser meets later.
struct YamlCause {
  enum class Kind { kOpenQuote, kNoBlankAfterColon, kNoColon };
  Kind kind;
  std::size_t begin;  ///< of the quote, or of the key
  std::size_t end;
};

/// The first quote before `error` whose string takes in lines that look like keys or items, or else
/// a key without a blank after its colon on the line of the error or the one above it.
std::optional<YamlCause> cause_of(std::string_view text, std::size_t error);

/// A word without a colon that begins the lines above the one of `error`, a key in its column or
/// deeper, and that does not go on with the value above it.
std::optional<YamlCause> missing_colon_before(std::string_view text, std::size_t error);

/// Whether a line between two places looks like a key or an item that is no deeper than the line of
/// the first.
bool leaves_block(std::string_view text, std::size_t from, std::size_t until);

}  // namespace archsynth::document
