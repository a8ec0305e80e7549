#include "waivers.h"

#include <fmt/format.h>

#include <algorithm>

#include "archsynth/support/text.h"
#include "support/dates.h"

namespace archsynth::analysis {
namespace {

const cfn::Value* inside(const cfn::Value* value, std::string_view key) {
  return value == nullptr || value->map() == nullptr ? nullptr : value->map()->find(key);
}

std::string text_in(const cfn::Value& entry, std::string_view key) {
  const cfn::Value* value = inside(&entry, key);
  return value == nullptr || value->string() == nullptr ? std::string() : *value->string();
}

/// The id of an entry; one for each finding where it lists them under `applies_to`. An expression
/// is for what only cdk-nag can find out.
std::vector<std::string> ids_in(const cfn::Value& entry) {
  const std::string rule = text_in(entry, "id");
  const cfn::Value* findings = inside(&entry, "applies_to");
  if (findings == nullptr || findings->list() == nullptr) return {rule};
  std::vector<std::string> ids;
  for (const cfn::Value& each : *findings->list()) {
    if (const std::string* finding = each.string()) ids.push_back(rule + "[" + *finding + "]");
  }
  return ids;
}

constexpr ToolForm kToolForms[] = {
    {"archsynth", "", "allow", "reason"},        {"cdk_nag", "", "rules_to_suppress", "reason"},
    {"cfn-lint", "config", "ignore_checks", ""}, {"cfn_nag", "", "rules_to_suppress", "reason"},
    {"checkov", "", "skip", "comment"},          {"guard", "", "SuppressedRules", ""},
};

/// Whether a waiver still counts; reports one that has expired, and a day that no calendar has.
bool is_current(const Suppressed& each, const std::string& today, Diagnostics& to) {
  const std::string& until = each.until;
  const Origin& at = each.origin;
  if (until.empty() && !each.has_until) return true;
  if (!is_date(until)) {
    to.error("ARC0920", at, fmt::format("{} is not a valid date", quoted(until))).fix =
        "use the form YYYY-MM-DD, such as 2027-01-31";
    return false;
  }
  if (today.empty() || until >= today) return true;
  to.warning("ARC0921", at, fmt::format("the waiver of {} expired on {}", each.id, until)).fix =
      "fix the finding, or review it and set a later date";
  return false;
}

}  // namespace

std::span<const ToolForm> tool_forms() { return kToolForms; }

std::string_view rule_of(std::string_view id) { return id.substr(0, id.find('[')); }

namespace {

/// Whether a suppression is for all findings of its rule, or for this one.
bool is_for(std::string_view id, std::string_view finding) {
  const std::string_view rule = rule_of(id);
  return rule == id || id.substr(rule.size()) == fmt::format("[{}]", finding);
}

}  // namespace

spec::TextList ids_of(const spec::Control& control, std::string_view tool) {
  if (tool == "checkov") return control.checkov;
  if (tool == "cdk_nag") return control.cdk_nag;
  if (tool == "cfn_nag") return control.cfn_nag;
  if (tool == "guard") return control.guard;
  if (tool == "cfn-lint") return control.cfn_lint;
  return {};
}

std::vector<Suppressed> suppressed_in(const cfn::Value& metadata) {
  std::vector<Suppressed> found;
  for (const ToolForm& form : kToolForms) {
    const cfn::Value* at = inside(&metadata, form.tool);
    if (!form.section.empty()) at = inside(at, form.section);
    at = inside(at, form.list);
    if (at == nullptr || at->list() == nullptr) continue;
    for (const cfn::Value& each : *at->list()) {
      const Origin& origin = first_known(each.origin(), at->origin());
      if (const std::string* id = each.string()) {
        found.push_back({form.tool, *id, {}, {}, origin});
      } else if (each.map() != nullptr) {
        for (const std::string& id : ids_in(each)) {
          std::string until = text_in(each, "until");
          if (until.empty()) until = text_in(each, "expires");
          const bool has_until =
              inside(&each, "until") != nullptr || inside(&each, "expires") != nullptr;
          found.push_back({form.tool, id, text_in(each, form.reason), std::move(until), origin,
                           has_until && form.tool == std::string_view("archsynth")});
        }
      }
    }
  }
  return found;
}

Waivers::Waivers(const cfn::Template& source, const AuditOptions& options, Diagnostics& to) {
  for (const AuditWaiver& each : options.waivers) {
    Suppressed waiver{"archsynth", each.control, each.reason, each.until, each.origin};
    if (!is_current(waiver, options.today, to)) continue;
    const bool is_second = std::any_of(known_.begin(), known_.end(), [&](const Known& one) {
      return one.id == each.control && one.resource == each.resource && one.within == each.within;
    });
    if (!is_second) {
      known_.push_back({std::move(waiver), each.resource, each.within});
      continue;
    }
    const auto about = to.about(each.resource);
    to.warning("ARC0922", each.origin,
               fmt::format("{} is waived twice{}", each.control,
                           each.resource.empty() ? "" : " of " + quoted(each.resource)))
        .fix = "keep one of the entries";
  }
  for (const cfn::Resource& resource : source.resources) {
    if (resource.metadata.absent()) continue;
    for (Suppressed& each : suppressed_in(resource.metadata)) {
      const auto about = to.about(resource.id.str());
      if (each.tool == "archsynth" &&
          each.reason.find_first_not_of(" \t\r\n") == each.reason.npos) {
        to.error("ARC0920", each.origin, fmt::format("{} is allowed without a reason", each.id))
            .fix = "add \"reason\", for reviewers";
        continue;
      }
      if (!is_current(each, options.today, to)) {
        if (is_date(each.until)) expired_.emplace_back(resource.id.str(), each.id);
        continue;
      }
      known_.push_back({std::move(each), resource.id.str(), {}});
    }
  }
}

bool Waivers::has_expired(std::string_view resource, std::string_view control) const {
  return std::any_of(expired_.begin(), expired_.end(), [&](const auto& each) {
    return each.first == resource && each.second == control;
  });
}

bool Waivers::Known::fits(const AuditAnswer& answer) const {
  if (!resource.empty() && resource != answer.resource) return false;
  const Span* span = answer.origin.span();
  return !within || (span != nullptr && span->source == within->source &&
                     within->begin <= span->begin && span->begin < within->end);
}

void Waivers::apply(AuditedControl& control) {
  for (AuditAnswer& answer : control.answers) {
    for (Known& each : known_) {
      if (!each.fits(answer)) continue;
      const bool is_own = each.tool == "archsynth" && each.id == control.control->id;
      const bool is_of_tool = ids_of(*control.control, each.tool).contains(rule_of(each.id));
      if (!is_own && (!is_of_tool || !is_for(each.id, answer.finding))) continue;
      if (!is_own && has_expired(answer.resource, control.control->id)) continue;
      each.is_used |= is_own && answer.verdict == Verdict::kFail;
      if (answer.verdict != Verdict::kFail || (answer.waiver && !is_own)) continue;
      answer.waiver = Suppression{each.reason, each.until, control.control->severity};
    }
  }
}

void Waivers::report_unused(Diagnostics& to) const {
  for (const Known& each : known_) {
    const bool is_of_control = each.tool == "archsynth" && spec::control(each.id) != nullptr;
    if (each.is_used || !is_of_control) continue;
    const auto about = to.about(each.resource);
    const std::string of = each.resource.empty() ? "" : " of " + quoted(each.resource);
    to.warning("ARC0922", each.origin,
               fmt::format("the waiver of {} matches no failure{}", each.id, of))
        .fix = "remove the entry";
  }
}

}  // namespace archsynth::analysis
