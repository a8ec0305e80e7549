#include "archsynth/analysis/audit.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "answers.h"
#include "open_states.h"
#include "spec/type_facts.h"
#include "waivers.h"

namespace archsynth::analysis {
namespace {

const AuditCheck* check_of(std::string_view control) {
  static const std::map<std::string_view, AuditCheck> kChecks = [] {
    std::map<std::string_view, AuditCheck> all;
    for (const auto table :
         {network_checks, group_checks, identity_checks, escalation_checks, access_checks,
          secret_checks, policy_checks, encryption_checks, host_checks, container_checks,
          application_checks, monitoring_checks}) {
      for (const AuditCheck& each : table()) all.emplace(each.control, each);
    }
    return all;
  }();
  const auto found = kChecks.find(control);
  return found == kChecks.end() ? nullptr : &found->second;
}

void answer_properties(const AuditedStack& stack, std::string_view control, AuditAnswers& to) {
  for (const spec::ControlProperty& each : spec::control_properties(control)) {
    for (const cfn::Resource* resource : stack.view.of(each.type)) {
      to.property(stack.view, *resource, each);
    }
  }
}

/// One answer for each property of a resource: passes say nothing beside a failure.
void merge(std::vector<AuditAnswer>& answers) {
  std::map<std::string_view, int> worst;
  for (const AuditAnswer& each : answers) {
    int& known = worst[each.resource];
    known = std::max(known, rank_of(each.verdict));
  }
  std::vector<AuditAnswer> kept;
  for (const AuditAnswer& each : answers) {
    if (rank_of(each.verdict) == worst[each.resource]) kept.push_back(each);
  }
  answers = std::move(kept);
}

/// Optional parameters as a deployment without values for them has them.
std::vector<cfn::ParameterValue> empty_parameters(const cfn::Template& source,
                                                  const AuditOptions& options) {
  std::vector<cfn::ParameterValue> found;
  if (source.conditions.empty()) return found;
  for (const cfn::Parameter& each : source.parameters) {
    const cfn::Value* value = each.attributes.find("Default");
    const bool is_given = std::any_of(options.parameters.begin(), options.parameters.end(),
                                      [&](const auto& one) { return one.name == each.id.str(); });
    if (!is_given && value != nullptr && value->string() != nullptr && value->string()->empty())
      found.push_back({each.id.str(), *value, {}});
  }
  return found;
}

/// Replaces answers on resources that another state of the stack has worse ones for.
void worsen(std::vector<AuditAnswer>& answers, std::vector<AuditAnswer> others) {
  std::map<std::string, int> worst;
  for (const AuditAnswer& each : answers) worst.emplace(each.resource, rank_of(each.verdict));
  std::erase_if(others, [&](const AuditAnswer& each) {
    const auto known = worst.find(each.resource);
    return known != worst.end() && known->second >= rank_of(each.verdict);
  });
  std::erase_if(answers, [&](const AuditAnswer& each) {
    return std::any_of(others.begin(), others.end(),
                       [&](const AuditAnswer& one) { return one.resource == each.resource; });
  });
  for (AuditAnswer& each : others) {
    each.evidence += ", while optional parameters are empty";
    answers.push_back(std::move(each));
  }
}

/// The types without an answer.
std::vector<std::string> unanswered_types(const cfn::Template& stack, const AuditResult& result) {
  std::set<std::string_view> answered;
  for (const AuditedControl& control : result.controls) {
    for (const AuditAnswer& each : control.answers) answered.insert(each.resource);
  }
  std::map<std::string, bool> types;
  for (const cfn::Resource& each : stack.resources)
    types[each.type] |= answered.contains(each.id.str());
  std::vector<std::string> found;
  for (const auto& [type, is_answered] : types) {
    const auto facts = spec::type_facts(type);
    if (!is_answered && (!facts || facts->part_of.empty())) found.push_back(type);
  }
  return found;
}

}  // namespace

bool has_check(std::string_view control) { return check_of(control) != nullptr; }

int rank_of(Verdict verdict) {
  return verdict == Verdict::kFail ? 2 : verdict == Verdict::kUnknown ? 1 : 0;
}

void answer_control(const AuditedStack& stack, AuditedControl& made) {
  AuditAnswers to(made.answers);
  answer_properties(stack, made.control->id, to);
  if (const AuditCheck* check = check_of(made.control->id)) check->answer(stack, to);
  answer_unknown_policies(stack, made.control->id, to);
  merge(made.answers);
}

Verdict AuditedControl::verdict() const {
  if (answers.empty()) return Verdict::kNotApplicable;
  Verdict worst = Verdict::kPass;
  bool is_waived = false;
  for (const AuditAnswer& each : answers) {
    is_waived |= each.waiver && each.verdict == Verdict::kFail;
    if (!each.waiver && rank_of(each.verdict) > rank_of(worst)) worst = each.verdict;
  }
  return worst == Verdict::kPass && is_waived ? Verdict::kWaived : worst;
}

std::size_t AuditResult::count(Verdict verdict) const {
  return static_cast<std::size_t>(
      std::count_if(controls.begin(), controls.end(),
                    [&](const AuditedControl& each) { return each.verdict() == verdict; }));
}

std::size_t AuditResult::waived() const {
  std::size_t count = 0;
  for (const AuditedControl& control : controls) {
    for (const AuditAnswer& each : control.answers) count += each.waiver ? 1 : 0;
  }
  return count;
}

AuditResult audit(const cfn::Template& source, const AuditOptions& options) {
  const AuditedStack stack(source, options);
  std::optional<AuditedStack> without;
  AuditOptions as_empty = options;
  if (const auto empty = empty_parameters(source, options); !empty.empty()) {
    as_empty.parameters.insert(as_empty.parameters.end(), empty.begin(), empty.end());
    without.emplace(source, as_empty);
  }
  const OpenStates open(source, stack, options);
  AuditResult result;
  Waivers waivers(source, options, result.waivers);
  for (const spec::Control& control : spec::controls()) {
    if (!options.pack.empty() && !control.packs.contains(options.pack)) continue;
    AuditedControl& made = result.controls.emplace_back();
    made.control = &control;
    answer_control(stack, made);
    open.correct(made);
    if (without) {
      AuditedControl other{&control, {}};
      answer_control(*without, other);
      worsen(made.answers, std::move(other.answers));
    }
    waivers.apply(made);
  }
  if (options.pack.empty()) result.identities = stack.identity;
  if (options.pack.empty()) result.unanswered = unanswered_types(stack.deployed, result);
  if (options.pack.empty()) waivers.report_unused(result.waivers);
  return result;
}

Diagnostics findings_of(const AuditResult& result) {
  Diagnostics found;
  for (const AuditedControl& control : result.controls) {
    for (const AuditAnswer& each : control.answers) {
      if (each.verdict != Verdict::kFail) continue;
      Diagnostic finding;
      finding.severity = each.waiver ? Severity::kNote : control.control->severity;
      finding.code = control.control->id;
      finding.subject.resource = each.resource;
      finding.origin = each.origin;
      finding.message = fmt::format("{}: {}", control.control->title, each.evidence);
      finding.fix = control.control->fix;
      finding.suppression = each.waiver;
      found.add(std::move(finding));
    }
  }
  return found;
}

}  // namespace archsynth::analysis
