#include "archsynth/analysis/validate.h"

#include <algorithm>
#include <atomic>
#include <map>
#include <utility>
#include <vector>

#include "archsynth/cfn/loops.h"
#include "archsynth/rules/relations.h"
#include "archsynth/rules/schemas.h"
#include "archsynth/rules/structure.h"
#include "rules/functions/checks.h"
#include "rules/parts.h"
#include "rules/policies/policies.h"
#include "rules/schemas/codes.h"
#include "rules/structure/stages.h"
#include "rules/template/codes.h"
#include "view/serverless.h"

namespace archsynth::analysis {

namespace {

/// What a template says of itself holds whatever it is deployed with.
void check_written(const cfn::Template& checked, const spec::Catalogue& catalogue,
                   Diagnostics& diagnostics) {
  check_structure(checked, diagnostics, catalogue);
  const ConditionStates states(checked);
  const auto with_ids = view::with_serverless_ids(checked);
  const cfn::Template& named = with_ids ? *with_ids : checked;
  check_functions({named, TemplateIndex(named), states, diagnostics, catalogue});
  report_bound(checked, states, diagnostics);
}

/// Runs tasks that share nothing they change, each when somebody is free for it.
void run_all(const std::vector<std::function<void()>>& tasks, const ValidateOptions& options) {
  std::atomic<std::size_t> next = 0;
  const auto work = [&] {
    for (std::size_t i = next++; i < tasks.size(); i = next++) tasks[i]();
  };
  run_both(options.run_both, work, work);
}

/// Whether the second place is the first one, or the value of the key that the first one is.
bool is_at_same_value(const Origin& key, const Origin& value) {
  const Span* first = key.span();
  const Span* second = value.span();
  if (first == nullptr || second == nullptr || first->source != second->source) return false;
  if (first->begin == second->begin) return true;
  if (second->begin < first->end) return false;
  const std::string_view between =
      std::string_view(first->source->text()).substr(first->end, second->begin - first->end);
  return between.find(':') != between.npos && between.find_first_not_of(": \t\"'") == between.npos;
}

/// Whether a rule that knows the service says the same as the schemas, with its reason.
bool is_told_by(const Diagnostic& of_schema, const Diagnostic& other) {
  const auto is_among = [&](const auto& codes) {
    return std::find(std::begin(codes), std::end(codes), of_schema.code) != std::end(codes);
  };
  if (other.severity < of_schema.severity) return false;
  const bool is_of_pair = other.code == kPropertyPairRule;
  if (is_among(kCombinationRules) || (is_of_pair && is_among(kValueRules))) {
    if (is_at_same_value(of_schema.origin, other.origin)) return true;
  }
  return of_schema.code == kConditionRule &&
         std::any_of(of_schema.missing.begin(), of_schema.missing.end(), [&](const auto& each) {
           return std::find(other.missing.begin(), other.missing.end(), each) !=
                  other.missing.end();
         });
}

/// Whether a rule of its own says what a row of a table says of the same value.
bool is_row_told_by(const Diagnostic& row, const Diagnostic& other) {
  return row.code == kPropertyPairRule && other.code != row.code &&
         other.severity >= row.severity && other.origin.known() && other.origin == row.origin;
}

/// One mistake is told once, by the rule that knows most of it.
void add_found(const std::vector<const Diagnostics*>& all, std::size_t known,
               Diagnostics& diagnostics) {
  std::vector<const Diagnostic*> found;
  std::multimap<std::string_view, const Diagnostic*> by_resource;
  for (const Diagnostics* each : all) {
    for (std::size_t i = known; i < each->items().size(); ++i) {
      const Diagnostic& one = each->items()[i];
      found.push_back(&one);
      if (one.code.starts_with("ARC4")) by_resource.emplace(one.subject.resource, &one);
    }
  }
  for (const Diagnostic* each : found) {
    const auto [first, last] = by_resource.equal_range(each->subject.resource);
    const bool is_told = std::any_of(first, last, [&](const auto& other) {
      return is_told_by(*each, *other.second) || is_row_told_by(*each, *other.second);
    });
    if (!is_told) diagnostics.add(*each);
  }
}

/// `written` is the template before parameters had values; the two may be one.
void validate_deployed(const cfn::Template& written, const cfn::Template& deployed,
                       const ValidateOptions& options, Diagnostics& diagnostics) {
  const spec::Catalogue& catalogue = *options.catalogue;
  const auto parts = relation_parts();
  // Each begins with what is known, so that what is malformed is not judged further.
  const std::size_t known = diagnostics.items().size();
  Diagnostics of_schemas = diagnostics;
  Diagnostics of_relations[] = {diagnostics, diagnostics};
  std::vector<std::function<void()>> tasks;
  // A macro of the account's own may rewrite anything.
  if (!has_own_macro(written)) {
    tasks = {[&] { check_schemas(deployed, of_schemas, options.region, catalogue); },
             [&] {
               check_policies(deployed, of_relations[0]);
               check_relations(parts[0], deployed, of_relations[0], options.region, catalogue);
             },
             [&] {
               check_relations(parts[1], deployed, of_relations[1], options.region, catalogue);
               check_made_relations(deployed, of_relations[1], options.region, catalogue);
             }};
  }
  tasks.push_back([&] {
    check_written(written, catalogue, diagnostics);
    if (options.parameters) check_parameter_values(written, *options.parameters, diagnostics);
  });
  run_all(tasks, options);
  add_found({&of_schemas, &of_relations[0], &of_relations[1]}, known, diagnostics);
}

/// Whether the template is so far past what CloudFormation takes that only this is worth saying.
bool is_past_analysis(const cfn::Template& checked) {
  constexpr std::size_t kMost = 2'000;
  return checked.resources.size() > kMost || checked.parameters.size() > kMost ||
         checked.outputs.size() > kMost || checked.mappings.size() > kMost;
}

void validate_unrolled(const cfn::Template& checked, const ValidateOptions& options,
                       Diagnostics& diagnostics) {
  if (is_past_analysis(checked)) {
    diagnostics.warning("ARC2038", {},
                        "the template is too large for CloudFormation; only its size is checked");
    return check_quotas(checked, diagnostics);
  }
  if (!options.parameters) return validate_deployed(checked, checked, options, diagnostics);
  validate_deployed(checked, with_parameter_values(checked, *options.parameters), options,
                    diagnostics);
}

/// Where parameters and mappings stand that loops go through.
std::vector<Origin> places_used_by_loops(const cfn::Template& looped) {
  const std::set<std::string> used = cfn::used_by_loops(looped);
  std::vector<Origin> places;
  for (const cfn::Parameter& each : looped.parameters) {
    if (used.contains(each.id.str())) places.push_back(each.origin);
  }
  for (const cfn::MapEntry& each : looped.mappings) {
    if (used.contains(each.key)) places.push_back(each.key_origin);
  }
  return places;
}

/// What a loop makes is wrong at one place many times: the first finding of a kind is enough.
void add_once(const Diagnostics& found, const std::vector<Origin>& used, Diagnostics& diagnostics) {
  std::vector<std::pair<Origin, std::string>> known;
  for (const Origin& each : used) known.emplace_back(each, kUnused);
  for (const Diagnostic& each : found.items()) {
    const std::pair<Origin, std::string> kind(each.origin, each.code);
    const bool is_known =
        each.origin.known() && std::find(known.begin(), known.end(), kind) != known.end();
    if (!is_known) diagnostics.add(each);
    known.push_back(kind);
  }
}

}  // namespace

void validate(const cfn::Template& checked, const ValidateOptions& options,
              Diagnostics& diagnostics) {
  if (options.catalogue == nullptr) {
    const spec::Catalogue of_aws;
    ValidateOptions complete = options;
    complete.catalogue = &of_aws;
    return validate(checked, complete, diagnostics);
  }
  if (!has_transform(checked, "AWS::LanguageExtensions") || !cfn::has_loops(checked)) {
    validate_unrolled(checked, options, diagnostics);
    return diagnostics.drop_consequences();
  }
  const bool is_given = options.parameters.has_value();
  Diagnostics found;
  validate_unrolled(
      cfn::unrolled(is_given ? with_parameter_values(checked, *options.parameters) : checked,
                    found),
      options, found);
  add_once(found, places_used_by_loops(checked), diagnostics);
  diagnostics.drop_consequences();
}

}  // namespace archsynth::analysis
