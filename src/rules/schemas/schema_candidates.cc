#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "archsynth/support/text.h"
#include "rules/schemas/schema_walk.h"

namespace archsynth::analysis {
namespace {

/// A value that a parameter can have, as its declaration tells.
struct Candidate {
  const cfn::Value* value;
  std::string_view attribute;
  Origin origin;
  bool is_given = false;  ///< not by the declaration: no other is possible
};

/// Whether the default is a value that stands for it (`with_parameter_values`).
bool is_given(const cfn::Parameter& parameter, const cfn::Value& value) {
  const Span* declared = parameter.origin.span();
  const Span* stated = value.origin().span();
  return declared != nullptr && stated != nullptr && declared->source != stated->source;
}

/// Of the values that a declaration allows, at every use: what is wrong with the rest is the same.
constexpr std::size_t kMostTried = 200;

std::vector<Candidate> candidates_of(const cfn::Parameter& parameter) {
  std::vector<Candidate> found;
  const cfn::Value* given = parameter.attributes.find("Default");
  if (given != nullptr && is_given(parameter, *given)) {
    return {{given, "value", given->origin(), true}};
  }
  for (const cfn::MapEntry& entry : parameter.attributes) {
    if (entry.key == "Default" || entry.key == "MinValue" || entry.key == "MaxValue") {
      found.push_back({&entry.value, entry.key, entry.key_origin});
    }
    const cfn::List* list = entry.key == "AllowedValues" ? entry.value.list() : nullptr;
    const std::size_t tried = list == nullptr ? 0 : std::min(list->size(), kMostTried);
    for (std::size_t i = 0; i < tried; ++i) {
      found.push_back({&(*list)[i], entry.key, (*list)[i].origin()});
    }
  }
  return found;
}

/// Whether what is found is about the text alone, and whether the declaration is where to mend it.
constexpr std::string_view kAboutTexts[] = {"ARC3005", "ARC3006", "ARC3008", "ARC3009", "ARC3018"};
constexpr std::string_view kMendedAtParameter[] = {"ARC3005", "ARC3006", "ARC3009"};

template <std::size_t N>
bool among(const std::string_view (&codes)[N], std::string_view code) {
  return std::find(std::begin(codes), std::end(codes), code) != std::end(codes);
}

/// The place of the word `Ref` where it is written out, else `place`.
Origin origin_of_word(const cfn::Value& value, Origin place) {
  const Span* span = value.origin().span();
  if (span == nullptr) return place;
  std::string_view text = span->source->text();
  if (span->begin >= text.size() || text[span->begin] == '!') return place;
  std::size_t at = text.find_first_not_of("{ \t\r\n", span->begin);
  if (at == text.npos || at >= span->end) return place;
  return Span{span->source, static_cast<std::uint32_t>(at), span->end};
}

}  // namespace

void SchemaWalk::check_candidates(const Value& value, Schema schema, Origin place) {
  const auto* ref = value.get_if<cfn::Ref>();
  const cfn::Parameter* parameter =
      ref == nullptr ? nullptr : run_.index.parameter(ref->target.str());
  // Lists, and names of what is stored elsewhere, are no values of properties.
  if (parameter == nullptr || parameter->type.find("List") != std::string::npos ||
      parameter->type.starts_with("AWS::SSM::")) {
    return;
  }
  std::set<std::string_view> told;
  for (const Candidate& candidate : candidates_of(*parameter)) {
    auto text = scalar_text(*candidate.value);
    if (!text || !run_.scenarios.possible_value(assumptions_, ref->target, *text)) continue;
    Judgement judgement;
    Judgement* outer = judgement_;
    judgement_ = &judgement;
    in_rule_ = in_candidate_ = true;
    check(*candidate.value, schema, candidate.origin);
    in_rule_ = in_candidate_ = false;
    judgement_ = outer;
    for (SchemaFinding& finding : judgement.findings) {
      if (!among(kAboutTexts, finding.code)) continue;
      bool at_parameter = among(kMendedAtParameter, finding.code);
      if (!at_parameter && !told.insert(finding.code).second) continue;
      finding.origin = at_parameter ? candidate.origin : origin_of_word(value, place);
      finding.message +=
          fmt::format(" ({} of parameter {})", candidate.attribute, quoted(ref->target.str()));
      finding.fix = fmt::format("change the parameter, or its use at {}", path_);
      finding.code = "ARC3022";
      finding.see = "W1030";
      if (!candidate.is_given) finding.severity = Severity::kWarning;
      judgement_->findings.push_back(std::move(finding));
    }
  }
}

}  // namespace archsynth::analysis
