#include "text_check.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "archsynth/support/text.h"

namespace archsynth::document {
namespace {

using namespace std::string_view_literals;

/// The name of the encoding, when the text is not even meant to be UTF-8.
std::string_view foreign_encoding(std::string_view text) {
  if (text.starts_with("\xFF\xFE\0\0"sv) || text.starts_with("\0\0\xFE\xFF"sv)) return "UTF-32";
  if (text.starts_with("\xFF\xFE"sv) || text.starts_with("\xFE\xFF"sv)) return "UTF-16";
  if (text.size() < 4) return {};
  const bool zero[] = {text[0] == '\0', text[1] == '\0', text[2] == '\0', text[3] == '\0'};
  if (zero[1] && zero[2] && zero[3] && !zero[0]) return "UTF-32";
  if (zero[0] && zero[1] && zero[2] && !zero[3]) return "UTF-32";
  if (zero[0] != zero[1] && zero[0] == zero[2] && zero[1] == zero[3]) return "UTF-16";
  return {};
}

bool is_refused_control(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return (byte < 0x20 && c != '\t' && c != '\n' && c != '\r') || byte == 0x7F;
}

}  // namespace

std::size_t byte_order_mark_length(std::string_view text) {
  constexpr std::string_view kMark = "\xEF\xBB\xBF";
  return text.starts_with(kMark) ? kMark.size() : 0;
}

std::string bytes_text(std::size_t bytes) {
  for (const auto& [unit, name] :
       {std::pair(1U << 30U, "GiB"), std::pair(1U << 20U, "MiB"), std::pair(1U << 10U, "KiB")}) {
    if (bytes >= unit && bytes % unit == 0) return fmt::format("{} {}", bytes / unit, name);
  }
  return fmt::format("{} byte{}", bytes, bytes == 1 ? "" : "s");
}

Span span_of(const Source& source, std::size_t begin, std::size_t end) {
  return {&source, static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end)};
}

bool check_text(const Source& source, Diagnostics& diagnostics, const Limits& limits) {
  const std::string_view text = source.text();
  const std::size_t limit =
      std::min<std::size_t>(limits.bytes, std::numeric_limits<std::uint32_t>::max() - 1);
  if (text.size() > limit) {
    diagnostics.error(code::kLimit, span_of(source, 0, 0),
                      fmt::format("the file has {}, more than the limit of {}",
                                  bytes_text(text.size()), bytes_text(limit)));
    return false;
  }
  if (const std::string_view encoding = foreign_encoding(text); !encoding.empty()) {
    diagnostics
        .error(code::kEncoding, span_of(source, 0, 0), fmt::format("the file is {}", encoding))
        .fix = "save it as UTF-8";
    return false;
  }
  if (const auto invalid = first_invalid_utf8(text)) {
    diagnostics
        .error(code::kEncoding, span_of(source, *invalid, *invalid + 1),
               fmt::format("byte 0x{:02x} is not valid UTF-8 here",
                           static_cast<unsigned char>(text[*invalid])))
        .fix = "save the file as UTF-8";
    return false;
  }
  return true;
}

bool check_yaml_characters(const Source& source, Diagnostics& diagnostics) {
  const std::string_view text = source.text();
  const std::size_t mark = byte_order_mark_length(text);
  if (mark != 0 && byte_order_mark_length(text.substr(mark)) != 0) {
    diagnostics.error(code::kEncoding, span_of(source, mark, 2 * mark), "a second byte order mark");
    return false;
  }
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    const bool lone_return = c == '\r' && (i + 1 == text.size() || text[i + 1] != '\n');
    if (!lone_return && !is_refused_control(c)) continue;
    diagnostics.error(
        code::kEncoding, span_of(source, i, i + 1),
        lone_return ? "carriage return without a line feed"
                    : fmt::format("control character U+{:04X}", static_cast<unsigned char>(c)));
    return false;
  }
  return true;
}

}  // namespace archsynth::document
