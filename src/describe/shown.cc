#include "describe/shown.h"

#include "archsynth/support/source.h"
#include "archsynth/support/text.h"

namespace archsynth::describe {
namespace {

/// What stands at the place, without the quotes around it.
std::string_view written(const Origin& origin) {
  const Span* span = origin.span();
  if (span == nullptr || span->source == nullptr) return {};
  std::string_view text = std::string_view(span->source->text()).substr(span->begin);
  text = text.substr(0, span->end - span->begin);
  const bool is_in_quotes =
      text.size() > 1 && text.front() == text.back() && (text[0] == '"' || text[0] == '\'');
  return is_in_quotes ? text.substr(1, text.size() - 2) : text;
}

}  // namespace

bool is_put_in(std::string_view value, const Origin& origin) {
  const std::string_view text = written(origin);
  return text.find("${") != text.npos && text.find(value) == text.npos;
}

std::string shown(std::string_view value, const Origin& origin) {
  return quoted(is_put_in(value, origin) ? written(origin) : value);
}

std::string shown_number(std::string_view number, const Origin& origin) {
  return is_put_in(number, origin) ? shown(number, origin) : std::string(number);
}

}  // namespace archsynth::describe
