// The values that parameters allow, where what is wrong takes more than one property.

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <utility>

#include "archsynth/support/text.h"
#include "rules/schemas/schema_walk.h"

namespace archsynth::analysis {
namespace {

/// Runs over one resource.
constexpr std::size_t kMostTriedValues = 32;

const cfn::List& allowed_values(const cfn::Parameter& parameter) {
  return *parameter.attributes.find("AllowedValues")->list();
}

bool is_default(const cfn::Parameter& parameter, std::size_t value) {
  const cfn::Value* stated = parameter.attributes.find("Default");
  return stated != nullptr && scalar_text(*stated) == scalar_text(allowed_values(parameter)[value]);
}

std::vector<std::size_t> default_first(const cfn::Parameter& parameter) {
  std::vector<std::size_t> order(allowed_values(parameter).size());
  std::iota(order.begin(), order.end(), 0);
  std::stable_partition(order.begin(), order.end(),
                        [&](std::size_t each) { return is_default(parameter, each); });
  return order;
}

/// With the value for which it is so, and as a warning, where that is not the default.
void add_new(std::vector<SchemaFinding> found, const cfn::Parameter& parameter, std::size_t value,
             std::vector<SchemaFinding>& all) {
  for (SchemaFinding& each : found) {
    if (has_finding(all, each)) continue;
    if (!is_default(parameter, value)) {
      each.state = fmt::format("when {} is {}", quoted(parameter.id.str()),
                               quoted(*scalar_text(allowed_values(parameter)[value])));
      each.severity = std::min(each.severity, Severity::kWarning);
    }
    all.push_back(std::move(each));
  }
}

}  // namespace

bool has_finding(const std::vector<SchemaFinding>& all, const SchemaFinding& finding) {
  return std::any_of(all.begin(), all.end(), [&](const SchemaFinding& each) {
    return each.code == finding.code && each.path == finding.path &&
           each.message == finding.message;
  });
}

const cfn::Value* SchemaWalk::tried_parameter(const Value& value) {
  const auto* ref = value.get_if<cfn::Ref>();
  if (ref == nullptr) return nullptr;
  const std::vector<std::string>& names = run_.scenarios.values(ref->target);
  const cfn::Parameter* parameter =
      names.empty() ? nullptr : run_.index.parameter(ref->target.str());
  if (parameter == nullptr) return nullptr;
  for (std::size_t i = 0; i < names.size(); ++i) {
    const Assumption* known = assumed(names[i]);
    if (known != nullptr && known->holds) return &allowed_values(*parameter)[i];
  }
  if (std::find(open_.begin(), open_.end(), parameter) == open_.end()) open_.push_back(parameter);
  return nullptr;
}

const cfn::Value& SchemaWalk::tried(const Value& value) {
  if (!value.is_intrinsic() || !run_.scenarios.has_values()) return value;
  const Value* found = tried_parameter(value);
  if (found == nullptr) {
    found = cfn::found_in_map(run_.checked.mappings, value, [&](const Value& key) {
      const Value* known = tried_parameter(key);
      return scalar_text(known == nullptr ? key : *known);
    });
  }
  return found == nullptr ? value : *found;
}

void SchemaWalk::run_values(Judgement& all, Origin place) {
  const std::vector<const cfn::Parameter*> parameters = std::exchange(open_, {});
  const Value properties = cfn::as_value(resource_.properties);
  std::size_t left = kMostTriedValues;
  for (const cfn::Parameter* parameter : parameters) {
    const std::vector<std::string>& names = run_.scenarios.values(parameter->id);
    for (const std::size_t i : default_first(*parameter)) {
      assumptions_.push_back({names[i], true});
      if (left > 0 && run_.scenarios.possible(assumptions_)) {
        Judgement found;
        judgement_ = &found;
        check(properties, type_.root(), place);
        add_new(std::move(found.findings), *parameter, i, all.findings);
        --left;
      }
      assumptions_.pop_back();
    }
  }
}

}  // namespace archsynth::analysis
