#include <algorithm>

#include "archsynth/rules/schemas.h"
#include "archsynth/spec/schema.h"
#include "rules/functions/checks.h"
#include "rules/schemas/schema_check.h"

namespace archsynth::analysis {
namespace {

/// Whether metadata, of the template or of a resource, turns cfn-lint's rule off.
bool turns_off(const cfn::Value& metadata, std::string_view rule) {
  const cfn::Value* at = &metadata;
  for (const char* key : {"cfn-lint", "config", "ignore_checks"}) {
    at = at == nullptr || at->map() == nullptr ? nullptr : at->map()->find(key);
  }
  if (at == nullptr || at->list() == nullptr) return false;
  return std::any_of(at->list()->begin(), at->list()->end(), [&](const cfn::Value& item) {
    return item.string() != nullptr && *item.string() == rule;
  });
}

}  // namespace

void check_schemas(const cfn::Template& checked, Diagnostics& diagnostics, std::string_view region,
                   const spec::Catalogue& catalogue) {
  ConditionStates states(checked);
  Patterns patterns;
  const TemplateIndex index(checked);
  std::size_t steps = 0;
  SchemaRun run{checked, index, states, patterns, region, catalogue, steps};
  for (const cfn::Resource& resource : checked.resources) {
    check_schema(resource, run, [&](SchemaFinding finding) {
      if (turns_off(checked.metadata, finding.see) || turns_off(resource.metadata, finding.see)) {
        return;
      }
      Diagnostic diagnostic;
      diagnostic.severity = finding.severity;
      diagnostic.code = finding.code;
      diagnostic.subject = {resource.id.str(), std::move(finding.path)};
      diagnostic.origin = finding.origin;
      diagnostic.message = std::move(finding.message);
      diagnostic.fix = std::move(finding.fix);
      diagnostic.see = std::move(finding.see);
      diagnostic.state = std::move(finding.state);
      diagnostic.meant = std::move(finding.meant);
      diagnostic.missing = std::move(finding.missing);
      diagnostics.add(std::move(diagnostic));
    });
  }
  report_bound(checked, states, diagnostics);
}

}  // namespace archsynth::analysis
