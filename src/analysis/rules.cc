#include "archsynth/analysis/rules.h"

#include <algorithm>
#include <span>

#include "analysis/functions/checks.h"
#include "analysis/policies/policies.h"
#include "analysis/reading/reading.h"
#include "analysis/structure/stages.h"
#include "analysis/validate/schema_rules.h"
#include "archsynth/analysis/diff.h"
#include "archsynth/analysis/relations.h"

namespace archsynth::analysis {

namespace {

/// Those of relations are `relation_rules`, those of changes `change_rules`.
constexpr std::span<const RuleDescription> (*kTables[])() = {
    commands_rules,  databases_rules, keys_rules,      networks_rules,  services_rules,
    synthesis_rules, reading_rules,   structure_rules, parameter_rules, parameter_value_rules,
    attribute_rules, scalar_rules,    metadata_rules,  dynamic_rules,   schema_rules,
    argument_rules,  text_rules,      state_rules,     value_rules,     policy_rules,
};

}  // namespace

std::vector<RuleDescription> rules() {
  std::vector<RuleDescription> all = relation_rules();
  for (const RuleDescription& rule : change_rules()) all.push_back(rule);
  for (const auto table : kTables) {
    for (const RuleDescription& rule : table()) all.push_back(rule);
  }
  std::sort(all.begin(), all.end(),
            [](const RuleDescription& a, const RuleDescription& b) { return a.id < b.id; });
  return all;
}

}  // namespace archsynth::analysis
