#include "archsynth/support/origin.h"

#include <fmt/format.h>

namespace archsynth {

std::string Origin::to_string() const {
  if (const Span* span = this->span()) {
    if (span->source == nullptr) return {};
    const Position position = span->source->position_at(span->begin);
    return fmt::format("{}:{}:{}", span->source->name(), position.line, position.column);
  }
  if (const CallSite* site = call_site()) {
    const std::string_view file = site->file;
    const std::size_t slash = file.rfind('/');
    return fmt::format("{}:{}", slash == file.npos ? file : file.substr(slash + 1), site->line);
  }
  if (const DefaultOf* source = default_of()) {
    return source->profile.empty() ? "default" : fmt::format("default of {}", source->profile);
  }
  return {};
}

}  // namespace archsynth
