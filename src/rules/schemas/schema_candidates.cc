#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <utility>

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

/// Values of mappings at every use: what is wrong with the rest is the same.
constexpr std::size_t kMostMapped = 200;

/// The keys that an argument of `Fn::FindInMap` can be: one that is written out, or those that a
/// parameter allows. What else decides, such as the region, may never be all that a map has.
std::vector<std::string> keys_of(const cfn::Value& key, const TemplateIndex& index) {
  if (const auto text = scalar_text(key)) return {*text};
  const auto* ref = key.get_if<cfn::Ref>();
  const cfn::Parameter* parameter = ref == nullptr ? nullptr : index.parameter(ref->target.str());
  const cfn::Value* allowed =
      parameter == nullptr ? nullptr : parameter->attributes.find("AllowedValues");
  std::vector<std::string> keys;
  if (allowed == nullptr || allowed->list() == nullptr) return keys;
  for (const cfn::Value& each : *allowed->list()) {
    if (const auto text = scalar_text(each)) keys.push_back(*text);
  }
  return keys;
}

/// What `Fn::FindInMap` can find: the value, and the keys that are not written out.
struct Mapped {
  const cfn::Value* value;
  std::vector<std::pair<std::string_view, std::string>> parameters;  ///< with the value of each
  std::string keys;                                                  ///< `M, prod, Days`
  bool is_certain;
};

/// The values below a key, on the way through both keys.
void add_mapped(const cfn::List& arguments, std::size_t at, const cfn::Value& from,
                const TemplateIndex& index, const Mapped& way, std::vector<Mapped>& all) {
  if (at == 3) {
    all.push_back(way);
    all.back().value = &from;
    return;
  }
  if (from.map() == nullptr) return;
  const bool is_written = scalar_text(arguments[at]).has_value();
  const auto* ref = arguments[at].get_if<cfn::Ref>();
  for (const std::string& key : keys_of(arguments[at], index)) {
    const cfn::Value* next = from.map()->find(key);
    if (next == nullptr || all.size() >= kMostMapped) continue;
    Mapped longer = way;
    longer.keys += ", " + key;
    longer.is_certain = longer.is_certain && is_written;
    if (ref != nullptr) longer.parameters.emplace_back(ref->target.str(), key);
    add_mapped(arguments, at + 1, *next, index, longer, all);
  }
}

std::vector<Mapped> mapped_by(const cfn::Value& value, const cfn::Template& checked,
                              const TemplateIndex& index) {
  const auto* call = value.get_if<cfn::Call>();
  std::vector<Mapped> all;
  if (call == nullptr || call->function != cfn::Function::kFindInMap || call->argument.empty()) {
    return all;
  }
  const cfn::List* arguments = call->argument.front().list();
  const std::string* name =
      arguments == nullptr || arguments->size() < 3 ? nullptr : arguments->front().string();
  const cfn::Value* map = name == nullptr ? nullptr : checked.mappings.find(*name);
  if (map != nullptr) add_mapped(*arguments, 1, *map, index, {nullptr, {}, *name, true}, all);
  return all;
}

}  // namespace

std::vector<SchemaFinding> SchemaWalk::findings_of_text(const Value& value, Schema schema,
                                                        Origin place) {
  Judgement judgement;
  Judgement* outer = std::exchange(judgement_, &judgement);
  in_rule_ = in_candidate_ = true;
  check(value, schema, place);
  in_rule_ = in_candidate_ = false;
  judgement_ = outer;
  std::erase_if(judgement.findings,
                [](const SchemaFinding& each) { return !among(kAboutTexts, each.code); });
  return std::move(judgement.findings);
}

void SchemaWalk::check_mapped(const Value& value, Schema schema) {
  for (const Mapped& each : mapped_by(value, run_.checked, run_.index)) {
    if (!scalar_text(*each.value)) continue;
    const bool is_possible =
        std::all_of(each.parameters.begin(), each.parameters.end(), [&](const auto& parameter) {
          return run_.scenarios.possible_value(
              assumptions_, cfn::LogicalId(std::string(parameter.first)), parameter.second);
        });
    if (!is_possible) continue;
    for (SchemaFinding& finding : findings_of_text(*each.value, schema, each.value->origin())) {
      finding.message += fmt::format(" (mapping {})", each.keys);
      if (!each.is_certain) finding.severity = std::min(finding.severity, Severity::kWarning);
      judgement_->findings.push_back(std::move(finding));
    }
  }
}

void SchemaWalk::check_candidates(const Value& value, Schema schema, Origin place) {
  check_mapped(value, schema);
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
    for (SchemaFinding& finding : findings_of_text(*candidate.value, schema, candidate.origin)) {
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
