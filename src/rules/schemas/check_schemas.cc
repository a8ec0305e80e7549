#include <algorithm>
#include <utility>
#include <vector>

#include "archsynth/rules/schemas.h"
#include "archsynth/spec/schema.h"
#include "archsynth/support/text.h"
#include "rules/functions/checks.h"
#include "rules/schemas/schema_check.h"
#include "view/serverless.h"

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

void add_finding(const cfn::Template& checked, const cfn::Resource& resource, SchemaFinding finding,
                 Diagnostics& diagnostics) {
  if (turns_off(checked.metadata, finding.see) || turns_off(resource.metadata, finding.see)) return;
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
}

std::string last_of(const std::string& pointer) { return pointer.substr(pointer.rfind('/') + 1); }

/// Says of what was written what is found of what it becomes; false where nothing was written.
bool tell_as_written(const view::MadeResource& made, SchemaFinding& finding) {
  const std::string start = "Resources/" + made.resource.id.str() + "/Properties/";
  if (!finding.path.starts_with(start)) return false;
  const std::string path = finding.path.substr(start.size());
  for (const view::MadeValue& each : made.values) {
    const bool is_within = path.starts_with(each.path) &&
                           (path.size() == each.path.size() || path[each.path.size()] == '/');
    if (!is_within) continue;
    const std::string name = quoted(last_of(each.path));
    const std::size_t at = finding.message.find(name);
    if (path.size() == each.path.size() && at != std::string::npos) {
      finding.message.replace(at, name.size(), quoted(last_of(each.written)));
    }
    finding.path = start + each.written + path.substr(each.path.size());
    return true;
  }
  return false;
}

/// What the serverless transform takes over has to fit what it makes. What `Globals` says is wrong
/// once.
void check_made(const SchemaRun& run, Diagnostics& diagnostics) {
  std::vector<std::pair<Origin, std::string>> known;
  for (const view::MadeResource& made : view::made_resources(run.checked)) {
    check_schema(made.resource, run, [&](SchemaFinding finding) {
      if (!tell_as_written(made, finding)) return;
      std::pair<Origin, std::string> key(finding.origin, finding.message);
      if (std::find(known.begin(), known.end(), key) != known.end()) return;
      known.push_back(std::move(key));
      add_finding(run.checked, made.resource, std::move(finding), diagnostics);
    });
  }
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
      add_finding(checked, resource, std::move(finding), diagnostics);
    });
  }
  check_made(run, diagnostics);
  report_bound(checked, states, diagnostics);
}

}  // namespace archsynth::analysis
