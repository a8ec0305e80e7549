#include "support/patterns.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

namespace archsynth {

namespace {

/// Steps of one match; fewer once several patterns were given up, which no honest template has.
constexpr std::uint32_t kMostSteps = 200'000;
constexpr std::uint32_t kFewSteps = 2'000;
constexpr std::size_t kMostGivenUp = 20;

/// Classes of characters that the schemas name as Java does, in this engine's words.
std::string translate(std::string_view pattern) {
  constexpr std::string_view kClasses[][2] = {{R"(\p{Print})", R"(\P{C})"},
                                              {R"(\p{Graph})", R"(\P{C})"},
                                              {R"(\p{Alnum})", R"(\p{Xan})"},
                                              {R"(\p{Alpha})", R"(\p{L})"},
                                              {R"(\p{IsAlphabetic})", R"(\p{L})"}};
  std::string text(pattern);
  for (const auto& [name, words] : kClasses) {
    for (std::size_t at = text.find(name); at != text.npos; at = text.find(name, at)) {
      text.replace(at, name.size(), words);
    }
  }
  return text;
}

}  // namespace

struct Patterns::Compiled {
  explicit Compiled(std::string_view text) : pattern(text), translated(translate(text)) {
    PCRE2_SIZE at = 0;
    const auto* bytes = reinterpret_cast<PCRE2_SPTR>(translated.data());
    code = pcre2_compile(bytes, translated.size(), PCRE2_UTF | PCRE2_UCP, &error, &at, nullptr);
    if (code != nullptr) data = pcre2_match_data_create_from_pattern(code, nullptr);
    limits = pcre2_match_context_create(nullptr);
    pcre2_set_match_limit(limits, kMostSteps);
    pcre2_set_depth_limit(limits, 20'000);
    pcre2_set_heap_limit(limits, 20'000);
  }
  ~Compiled() {
    pcre2_match_data_free(data);
    pcre2_match_context_free(limits);
    pcre2_code_free(code);
  }
  Compiled(const Compiled&) = delete;
  Compiled& operator=(const Compiled&) = delete;

  std::string pattern;
  std::string translated;
  int error = 0;
  pcre2_code* code = nullptr;
  pcre2_match_data* data = nullptr;
  pcre2_match_context* limits = nullptr;
};

std::string Patterns::fault(std::string_view pattern) {
  const Compiled compiled(pattern);
  if (compiled.code != nullptr) return {};
  PCRE2_UCHAR text[256] = {};
  pcre2_get_error_message(compiled.error, text, sizeof text);
  return reinterpret_cast<const char*>(text);
}

std::string Patterns::of_glob(std::string_view glob) {
  PCRE2_UCHAR* text = nullptr;
  PCRE2_SIZE size = 0;
  const auto* bytes = reinterpret_cast<PCRE2_SPTR>(glob.data());
  constexpr std::uint32_t kOptions = PCRE2_CONVERT_GLOB | PCRE2_CONVERT_UTF;
  if (pcre2_pattern_convert(bytes, glob.size(), kOptions, &text, &size, nullptr) != 0) return {};
  std::string expression(reinterpret_cast<const char*>(text), size);
  pcre2_converted_pattern_free(text);
  return expression;
}

Patterns::Patterns() = default;
Patterns::~Patterns() = default;

bool Patterns::matches(std::string_view pattern, std::string_view text) {
  return search(pattern, text).value_or(true);
}

std::optional<bool> Patterns::search(std::string_view pattern, std::string_view text) {
  auto found = compiled_.find(pattern);
  if (found == compiled_.end()) {
    auto compiled = std::make_unique<Compiled>(pattern);
    std::string_view key = compiled->pattern;
    found = compiled_.emplace(key, std::move(compiled)).first;
  }
  const Compiled& use = *found->second;
  if (use.code == nullptr) return std::nullopt;
  if (given_up_ > kMostGivenUp) pcre2_set_match_limit(use.limits, kFewSteps);
  int count = pcre2_match(use.code, reinterpret_cast<PCRE2_SPTR>(text.data()), text.size(), 0, 0,
                          use.data, use.limits);
  if (count >= 0 || count == PCRE2_ERROR_NOMATCH) return count >= 0;
  ++given_up_;
  return std::nullopt;
}

}  // namespace archsynth
