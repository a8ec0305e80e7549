#pragma once

#include "archsynth/document/reader.h"

namespace archsynth::document {

namespace code {
inline constexpr std::string_view kSyntax = "ARC0101";
inline constexpr std::string_view kEncoding = "ARC0102";
inline constexpr std::string_view kDuplicateKey = "ARC0103";
inline constexpr std::string_view kLimit = "ARC0104";
inline constexpr std::string_view kKey = "ARC0105";
inline constexpr std::string_view kDocuments = "ARC0106";
inline constexpr std::string_view kAlias = "ARC0107";
inline constexpr std::string_view kTag = "ARC0108";
inline constexpr std::string_view kMerge = "ARC0109";
}  // namespace code

/// The length of a UTF-8 byte order mark, when the text starts with one.
std::size_t byte_order_mark_length(std::string_view text);

/// Refuses, with a diagnostic, a text that is too large, empty, or not UTF-8.
bool check_text(const Source& source, Diagnostics& diagnostics, const Limits& limits);

/// Refuses characters that YAML does not allow in a text, among them NUL and a carriage return
/// without a line feed.
bool check_yaml_characters(const Source& source, Diagnostics& diagnostics);

/// `1 byte`, `3 bytes`, `16 MiB`.
std::string bytes_text(std::size_t bytes);

Span span_of(const Source& source, std::size_t begin, std::size_t end);

}  // namespace archsynth::document
