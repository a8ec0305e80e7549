#include "render/json_values.h"

namespace archsynth::picture {

std::optional<std::int64_t> line_of_origin(const Origin& origin) {
  if (const Span* span = origin.span(); span != nullptr && span->source != nullptr) {
    return static_cast<std::int64_t>(span->source->position_at(span->begin).line);
  }
  if (const CallSite* site = origin.call_site()) return static_cast<std::int64_t>(site->line);
  return std::nullopt;
}

cfn::Value line_or_null(const Origin& origin) {
  const auto line = line_of_origin(origin);
  return line ? cfn::Value(*line) : cfn::Value(cfn::Null{});
}

cfn::Value texts(const std::vector<std::string>& all) { return cfn::List(all.begin(), all.end()); }

}  // namespace archsynth::picture
