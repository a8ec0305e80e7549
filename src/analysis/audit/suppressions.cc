// The suppressions in a template's metadata: tools ignore silently what they do not understand.

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>

#include "answers.h"
#include "archsynth/support/characters.h"
#include "archsynth/support/text.h"
#include "spec/cfn_lint_ids.h"
#include "waivers.h"

namespace archsynth::analysis {
namespace {

constexpr std::string_view kFormsPage = "docs/audit.md";

constexpr Rule kUnknownRule = {"ARC6001",
                               Severity::kError,
                               "suppression names an unknown rule",
                               "nothing is suppressed",
                               "use the id that the tool prints",
                               kFormsPage,
                               ""};
constexpr Rule kIgnoredKey = {"ARC6002",
                              Severity::kError,
                              "suppression key is ignored by the tool",
                              "the tool skips the key silently",
                              "use the key that the tool reads",
                              kFormsPage,
                              ""};
constexpr Rule kNoReason = {"ARC6003",
                            Severity::kWarning,
                            "suppression without a reason",
                            "no one can tell whether it still applies",
                            "say why the finding is acceptable",
                            kFormsPage,
                            ""};
constexpr Rule kStale = {"ARC6004",
                         Severity::kWarning,
                         "suppression is not needed",
                         "it hides the finding once it is justified",
                         "remove the entry",
                         kFormsPage,
                         ""};
constexpr Rule kSuppressionRules[] = {kUnknownRule, kIgnoredKey, kNoReason, kStale};

/// `cfn-nag`, `CFN_NAG` and `cfnNag` as `cfnnag`.
std::string plain(std::string_view name) {
  std::string text = lower_case(name);
  std::erase_if(text, [](char each) { return each == '-' || each == '_'; });
  return text;
}

/// The service of a type; services whose rules look at each other's types count as one.
std::string_view family_of(std::string_view type) {
  constexpr std::array<std::array<std::string_view, 2>, 6> kSame = {
      {{"AutoScaling", "EC2"},
       {"DocDB", "RDS"},
       {"Elasticsearch", "OpenSearchService"},
       {"ElasticLoadBalancing", "ElasticLoadBalancingV2"},
       {"ApiGateway", "ApiGatewayV2"},
       {"Neptune", "RDS"}}};
  const std::vector<std::string_view> parts = split(type, ':');
  const std::string_view service = parts.size() < 3 ? type : parts[2];
  for (const auto& [one, other] : kSame) {
    if (one == service) return other;
  }
  return service;
}

class SuppressionCheck {
 public:
  SuppressionCheck(const cfn::Template& stack, const AuditResult& result, Diagnostics& to)
      : stack_(stack), to_(to) {
    for (const AuditedControl& control : result.controls) {
      for (const AuditAnswer& each : control.answers) {
        Verdict& known =
            verdicts_.try_emplace({each.resource, control.control->id}, each.verdict).first->second;
        if (each.verdict != Verdict::kPass) known = each.verdict;
        properties_[{each.resource, control.control->id}] = each.property;
      }
    }
  }

  void check() {
    check_keys(stack_.metadata, stack_.metadata.origin());
    for (const cfn::Resource& each : stack_.resources) {
      const auto about = to_.about(each.id.str());
      check_keys(each.metadata, each.origin);
      for (const Suppressed& one : suppressed_in(each.metadata)) check_entry(each, one);
    }
    for (const Suppressed& one : suppressed_in(stack_.metadata)) check_id(one);
  }

 private:
  void report(const Rule& rule, const Origin& at, std::string message, std::string fix = {}) {
    Diagnostic& made = rule.severity == Severity::kError
                           ? to_.error(rule.id, at, std::move(message))
                           : to_.warning(rule.id, at, std::move(message));
    made.fix = fix.empty() ? std::string(rule.fix) : std::move(fix);
  }

  /// A key that looks like that of a tool, but is not.
  void check_keys(const cfn::Value& metadata, const Origin& owner) {
    if (metadata.map() == nullptr) return;
    for (const cfn::MapEntry& entry : *metadata.map()) {
      for (const ToolForm& form : tool_forms()) {
        const Origin& at = first_known(entry.key_origin, owner);
        if (entry.key == form.tool) {
          check_section(form, entry.value, at);
        } else if (plain(entry.key) == plain(form.tool) ||
                   (form.tool == "guard" && plain(entry.key) == "cfnguard")) {
          report(kIgnoredKey, at,
                 fmt::format("{} ignores the metadata {}", form.tool, quoted(entry.key)),
                 fmt::format("did you mean {}?", quoted(form.tool)));
        }
      }
    }
  }

  void check_section(const ToolForm& form, const cfn::Value& section, const Origin& owner) {
    if (section.map() == nullptr || form.tool == "archsynth") return;
    const std::string_view wanted = form.section.empty() ? form.list : form.section;
    for (const cfn::MapEntry& entry : *section.map()) {
      const Origin& at = first_known(entry.key_origin, owner);
      if (entry.key == wanted) {
        if (!form.section.empty()) check_members(form, entry.value, at);
        if (!form.reason.empty())
          check_entries(form, entry.value, at);
        else if (form.section.empty())
          check_ids(form, entry.value, at);
      } else if (!form.section.empty() && is_like(entry.key, form.list)) {
        report(kIgnoredKey, at, fmt::format("{} ignores the key {}", form.tool, quoted(entry.key)),
               fmt::format("move it into {}", quoted(form.section)));
      } else {
        report_key(form, entry.key, wanted, at);
      }
    }
  }

  static bool is_like(std::string_view key, std::string_view wanted) {
    return nearest(key, std::array<std::string_view, 1>{wanted}) || plain(key) == plain(wanted);
  }

  void report_key(const ToolForm& form, std::string_view key, std::string_view wanted,
                  const Origin& at) {
    report(kIgnoredKey, at, fmt::format("{} ignores the key {}", form.tool, quoted(key)),
           is_like(key, wanted) ? fmt::format("did you mean {}?", quoted(wanted))
                                : fmt::format("use {}", quoted(wanted)));
  }

  /// The members of a section that holds the list.
  void check_members(const ToolForm& form, const cfn::Value& section, const Origin& owner) {
    if (section.map() == nullptr) return;
    for (const cfn::MapEntry& entry : *section.map()) {
      const Origin& at = first_known(entry.key_origin, owner);
      if (entry.key == form.list) {
        check_ids(form, entry.value, at);
      } else if (is_like(entry.key, form.list)) {
        report_key(form, entry.key, form.list, at);
      }
    }
  }

  void report_no_list(const ToolForm& form, const cfn::Value& list, const Origin& owner) {
    report(kIgnoredKey, first_known(list.origin(), owner),
           fmt::format("{} ignores {}, which is not a list", form.tool, quoted(form.list)),
           "put a hyphen before the entry");
  }

  /// A list of ids alone.
  void check_ids(const ToolForm& form, const cfn::Value& list, const Origin& owner) {
    if (list.list() == nullptr) return report_no_list(form, list, owner);
    for (const cfn::Value& each : *list.list()) {
      if (each.map() == nullptr) continue;
      misnamed_.push_back(each.origin());
      report(kIgnoredKey, first_known(each.origin(), owner),
             fmt::format("{} ignores an entry that is not an id", form.tool), "list the ids alone");
    }
  }

  void check_entries(const ToolForm& form, const cfn::Value& list, const Origin& owner) {
    if (list.list() == nullptr) return report_no_list(form, list, owner);
    const bool is_of_nag = form.tool == "cdk_nag";
    for (const cfn::Value& each : *list.list()) {
      if (each.map() == nullptr) continue;
      for (const cfn::MapEntry& entry : *each.map()) {
        const bool is_known =
            entry.key == "id" || entry.key == form.reason ||
            (is_of_nag && (entry.key == "applies_to" || entry.key == "is_reason_encoded"));
        if (is_known) continue;
        std::vector<std::string_view> keys = {"id", form.reason};
        if (is_of_nag) keys.emplace_back("applies_to");
        std::string fix = suggest(entry.key, keys);
        if (form.tool == "checkov" && entry.key == "reason") fix = "did you mean \"comment\"?";
        const Origin& at = first_known(entry.key_origin, owner);
        if (!each.map()->contains(form.reason) || !each.map()->contains("id"))
          misnamed_.push_back(each.origin());
        report(kIgnoredKey, at, fmt::format("{} ignores the key {}", form.tool, quoted(entry.key)),
               std::move(fix));
      }
    }
  }

  /// The rules of a tool; empty: not known.
  static std::vector<std::string_view> rules_of(std::string_view tool) {
    if (tool == "archsynth") return control_ids();
    if (tool == "guard") return guard_rules();
    if (tool == "cfn-lint") return split(spec::kCfnLintIds, ' ');
    return spec::scanner_rules(tool);
  }

  /// Whether the tool can have such a rule.
  bool check_id(const Suppressed& each) {
    const std::string id(rule_of(each.id));
    if (each.tool == "cfn_nag") return check_nag_id(id, each);
    const std::vector<std::string_view> known = rules_of(each.tool);
    const auto near = nearest(id, known);
    // Rules that are no controls have ids, too, and of those of cfn-guard not all are known.
    const bool may_be =
        known.empty() || std::find(known.begin(), known.end(), id) != known.end() ||
        (each.tool == "archsynth" && (!id.starts_with("ARC6") || find_rule(id) != nullptr)) ||
        (each.tool == "guard" && !near) || (each.tool == "cfn-lint" && is_start_of_one(id, known));
    if (may_be) return true;
    report(kUnknownRule, each.origin, fmt::format("{} has no rule {}", each.tool, quoted(each.id)),
           near ? fmt::format("did you mean {}?", quoted(*near)) : std::string());
    return false;
  }

  bool check_nag_id(const std::string& id, const Suppressed& each) {
    const bool is_form = id.size() > 1 && (id[0] == 'W' || id[0] == 'F') &&
                         std::all_of(id.begin() + 1, id.end(), is_digit);
    if (!is_form) {
      report(kUnknownRule, each.origin, fmt::format("cfn_nag has no rule {}", quoted(each.id)),
             "use an id such as W28 or F80");
    }
    return is_form;
  }

  /// cfn-lint leaves out all rules whose ids start with what is stated.
  static bool is_start_of_one(std::string_view id, const std::vector<std::string_view>& known) {
    return !id.empty() && std::any_of(known.begin(), known.end(),
                                      [&](std::string_view each) { return each.starts_with(id); });
  }

  static std::vector<std::string_view> control_ids() {
    std::vector<std::string_view> ids;
    for (const spec::Control& each : spec::controls()) ids.push_back(each.id);
    return ids;
  }

  static std::vector<std::string_view> guard_rules() {
    std::vector<std::string_view> names;
    for (const spec::Control& each : spec::controls()) {
      for (const std::string_view name : each.guard) names.push_back(name);
    }
    return names;
  }

  void check_entry(const cfn::Resource& resource, const Suppressed& each) {
    const bool is_misnamed =
        std::find(misnamed_.begin(), misnamed_.end(), each.origin) != misnamed_.end();
    if (is_misnamed && each.id.empty()) return;
    if (!check_id(each) || each.tool == "cfn-lint") return;
    if (each.tool != "guard" && !is_misnamed &&
        each.reason.find_first_not_of(" \t\r\n") == std::string::npos) {
      report(kNoReason, each.origin, fmt::format("{} is suppressed without a reason", each.id));
    }
    if (is_of_other_service(resource, each)) {
      report(kStale, each.origin,
             fmt::format("{} does not look at {}", rule_of(each.id), resource.type));
    } else {
      check_need(resource, each);
    }
  }

  /// Whether all that a rule looks at is known, and of other services than the resource.
  static bool is_of_other_service(const cfn::Resource& resource, const Suppressed& each) {
    bool is_known = false;
    if (!resource.type.starts_with("AWS::") || resource.type.starts_with("AWS::Serverless::"))
      return false;
    for (const spec::Control& control : spec::controls()) {
      if (!ids_of(control, each.tool).contains(rule_of(each.id))) continue;
      if (has_check(control.id)) return false;
      for (const spec::ControlProperty& row : spec::control_properties(control.id)) {
        is_known = true;
        if (family_of(row.type) == family_of(resource.type)) return false;
      }
    }
    return is_known;
  }

  /// Controls that look for the same all pass, so that the rule does, too.
  void check_need(const cfn::Resource& resource, const Suppressed& each) {
    std::string passed;
    for (const spec::Control& control : spec::controls()) {
      const bool is_own = each.tool == "archsynth" && control.id == each.id;
      const bool is_for = ids_of(control, each.tool).contains(rule_of(each.id)) &&
                          spec::is_rule_for(control, rule_of(each.id), resource.type);
      if (!is_own && !is_for) continue;
      const auto found = verdicts_.find({resource.id.str(), control.id});
      if (found == verdicts_.end()) continue;
      if (found->second != Verdict::kPass || (!is_own && may_fail_elsewhere(resource, control.id)))
        return;
      passed = control.id;
    }
    if (passed.empty()) return;
    report(kStale, each.origin,
           fmt::format("the suppression of {} is not needed: {} passes", each.id, passed));
  }

  /// Controls that pass with a proof where a scanner fails by the property alone: docs/audit.md.
  static bool looks_at_text_alone(std::string_view control) {
    constexpr std::string_view kProofs[] = {"ARC6101", "ARC6106", "ARC6109", "ARC6202", "ARC6204",
                                            "ARC6206", "ARC6303", "ARC6307", "ARC6308", "ARC6309",
                                            "ARC6310", "ARC6312", "ARC6318", "ARC6321", "ARC6404",
                                            "ARC6411", "ARC6413", "ARC6414", "ARC6505", "ARC6528"};
    return std::find(std::begin(kProofs), std::end(kProofs), control) != std::end(kProofs);
  }

  /// Whether scanners may fail what passes here: with a proof, or by another resource.
  bool may_fail_elsewhere(const cfn::Resource& resource, std::string_view control) const {
    constexpr std::array kIfWritten = {"ARC6401", "ARC6517", "ARC6518", "ARC6519"};
    const bool is_property =
        std::find(kIfWritten.begin(), kIfWritten.end(), control) != kIfWritten.end();
    const cfn::Value* access = resource.properties.find("PubliclyAccessible");
    if (control == "ARC6101" && access != nullptr && cfn::scalar_text(*access) == "false")
      return false;
    if (!is_property) return looks_at_text_alone(control);
    const cfn::Value* value = property_at(resource, properties_.at({resource.id.str(), control}));
    return value == nullptr || !cfn::scalar_text(*value);
  }

  using Key = std::pair<std::string, std::string_view>;

  const cfn::Template& stack_;
  Diagnostics& to_;
  std::map<Key, Verdict> verdicts_;
  std::map<Key, std::string> properties_;
  std::vector<Origin> misnamed_;  ///< entries whose reason has another key
};

}  // namespace

std::span<const Rule> suppression_rules() { return kSuppressionRules; }

Diagnostics check_suppressions(const cfn::Template& stack, const AuditOptions& options) {
  AuditOptions all = options;
  all.pack.clear();
  const AuditResult result = audit(stack, all);
  Diagnostics found;
  SuppressionCheck(stack, result, found).check();
  return found;
}

}  // namespace archsynth::analysis
