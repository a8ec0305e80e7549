#include "rules/finding.h"

namespace archsynth::analysis {

Diagnostic& report(Diagnostics& to, const Rule& rule, const Origin& origin, std::string message,
                   std::string fix, std::string_view see) {
  Diagnostic finding;
  finding.severity = rule.severity;
  finding.code = rule.id;
  finding.origin = origin;
  finding.message = std::move(message);
  finding.fix = fix.empty() ? std::string(rule.fix) : std::move(fix);
  finding.see = see.empty() ? rule.see : see;
  return to.add(std::move(finding));
}

Diagnostic& Report::operator()(const cfn::Resource& resource, const cfn::Value* where,
                               std::string message) const {
  return (*this)(resource, where == nullptr ? Origin() : where->origin(), std::move(message));
}

Diagnostic& Report::operator()(const cfn::Resource& resource, const Origin& where,
                               std::string message) const {
  return (*this)(resource.id.str(), where.known() ? where : resource.origin, std::move(message));
}

Diagnostic& Report::operator()(std::string_view resource, const Origin& where,
                               std::string message) const {
  const auto about = to_.about(resource);
  return report(to_, rule_, where, std::move(message));
}

bool is_crowded(const Diagnostics& findings) {
  constexpr std::size_t kCrowd = 500;
  return findings.items().size() > kCrowd;
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
