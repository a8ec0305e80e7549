#include "archsynth/analysis/validate.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "analysis/functions/checks.h"
#include "analysis/policies/policies.h"
#include "analysis/structure/stages.h"
#include "archsynth/analysis/relations.h"
#include "archsynth/analysis/schemas.h"
#include "archsynth/analysis/structure.h"
#include "archsynth/cfn/loops.h"

namespace archsynth::analysis {

namespace {

void check_deployed(const cfn::Template& checked, const std::string& region,
                    Diagnostics& diagnostics) {
  check_schemas(checked, diagnostics, region);
  check_policies(checked, diagnostics);
  check_relations(checked, diagnostics, region);
}

void validate_unrolled(const cfn::Template& checked, const ValidateOptions& options,
                       Diagnostics& diagnostics) {
  // What a template says of itself holds whatever it is deployed with.
  check_structure(checked, diagnostics);
  const ConditionStates states(checked);
  check_functions({checked, TemplateIndex(checked), states, diagnostics});
  if (!options.parameters) return check_deployed(checked, options.region, diagnostics);
  check_parameter_values(checked, *options.parameters, diagnostics);
  check_deployed(with_parameter_values(checked, *options.parameters), options.region, diagnostics);
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
  if (!has_transform(checked, "AWS::LanguageExtensions") || !cfn::has_loops(checked)) {
    return validate_unrolled(checked, options, diagnostics);
  }
  const bool is_given = options.parameters.has_value();
  Diagnostics found;
  validate_unrolled(
      cfn::unrolled(is_given ? with_parameter_values(checked, *options.parameters) : checked,
                    found),
      options, found);
  add_once(found, places_used_by_loops(checked), diagnostics);
}

}  // namespace archsynth::analysis
