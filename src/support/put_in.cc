#include "support/put_in.h"

#include "archsynth/support/source.h"

namespace archsynth {

std::string_view written_at(const Origin& origin) {
  const Span* span = origin.span();
  if (span == nullptr || span->source == nullptr) return {};
  std::string_view text = std::string_view(span->source->text()).substr(span->begin);
  text = text.substr(0, span->end - span->begin);
  const bool is_in_quotes =
      text.size() > 1 && text.front() == text.back() && (text[0] == '"' || text[0] == '\'');
  return is_in_quotes ? text.substr(1, text.size() - 2) : text;
}

bool is_put_in(std::string_view value, const Origin& origin) {
  const std::string_view text = written_at(origin);
  return text.find("${") != text.npos && text.find(value) == text.npos;
}

}  // namespace archsynth
