#include "finding.h"

#include <fmt/format.h>

namespace archsynth::analysis {

Diagnostic& report(Diagnostics& to, const RelationRule& rule, const Origin& origin,
                   std::string message, std::string help, std::string_view see) {
  if (help.empty()) help = rule.mend;
  if (see.empty()) see = rule.see;
  if (!see.empty()) help += fmt::format("{}see {}", help.empty() ? "" : "; ", see);
  return to.add(
      {rule.severity, std::string(rule.id), origin, std::move(message), std::move(help), {}});
}

const Origin& place_of(const Origin& key, const Origin& value) {
  const Span* from = key.span();
  const Span* to = value.span();
  if (from == nullptr || to == nullptr || from->source != to->source || to->begin < from->end) {
    return value.known() ? value : key;
  }
  const std::string_view text = to->source->text();
  const bool is_later =
      text.substr(from->end, to->begin - from->end).find('\n') != std::string_view::npos;
  return is_later && text.substr(to->begin).starts_with('!') ? key : value;
}

const Origin& place_of_call(const cfn::Value& call) {
  const Span* span = call.origin().span();
  const auto* function = call.get_if<cfn::Call>();
  if (span == nullptr || function == nullptr || function->argument.empty() ||
      !function->argument.front().origin().known()) {
    return call.origin();
  }
  const std::string_view text = span->source->text();
  return text.substr(span->begin).starts_with('{') ? function->argument.front().origin()
                                                   : call.origin();
}

}  // namespace archsynth::analysis
