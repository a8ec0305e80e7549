#include "cli/gate.h"

#include <fmt/format.h>

#include <algorithm>

#include "archsynth/cfn/writer.h"
#include "archsynth/support/text.h"
#include "cli/date.h"

namespace archsynth::cli {
namespace {

// ARC0926: a change that stops only because --fail-on names it.
constexpr std::string_view kStopped = "ARC0926";

/// What a finding is to `--fail-on`; empty for what never stops.
std::string_view level_of(const Diagnostic& finding) {
  if (finding.suppression) return "";
  const analysis::Rule* rule = analysis::find_rule(finding.code);
  if (rule != nullptr && !rule->harm.empty()) return rule->harm;
  return finding.severity == Severity::kError ? "hazard" : "";
}

void accept(Diagnostic& finding, const Acknowledgement& by) {
  if (finding.suppression) return;
  finding.suppression = {"acknowledged: " + by.reason, by.until, finding.severity};
  finding.severity = Severity::kNote;
}

}  // namespace

void acknowledge(picture::DiffReport& report, const std::vector<Acknowledgement>& acknowledgements,
                 std::chrono::year_month_day today) {
  std::vector<bool> is_used(acknowledgements.size());
  std::vector<bool> counts(acknowledgements.size(), true);
  Diagnostics left;
  for (std::size_t i = 0; i < acknowledgements.size(); ++i) {
    const Acknowledgement& each = acknowledgements[i];
    if (each.until.empty()) continue;
    const auto day = date_of(each.until);
    counts[i] = day && *day >= today;
    is_used[i] = !counts[i];
    if (!day) {
      left.error("ARC0920", each.until_origin,
                 fmt::format("{} is not a valid date", quoted(each.until)))
          .fix = "use the form YYYY-MM-DD, such as 2027-01-31";
    } else if (!counts[i]) {
      left.warning("ARC0923", each.until_origin,
                   fmt::format("the acknowledgement for {} expired on {}", quoted(each.resource),
                               each.until));
    }
  }
  for (const Diagnostic& finding : report.findings.items()) {
    Diagnostic result = finding;
    for (std::size_t i = 0; i < acknowledgements.size(); ++i) {
      const Acknowledgement& each = acknowledgements[i];
      if (!counts[i] || each.change != finding.code || each.resource != finding.subject.resource) {
        continue;
      }
      is_used[i] = true;
      accept(result, each);
    }
    left.add(result);
  }
  for (std::size_t i = 0; i < acknowledgements.size(); ++i) {
    if (is_used[i]) continue;
    left.warning("ARC0924", acknowledgements[i].origin,
                 fmt::format("the acknowledgement of {} for {} matches no finding",
                             acknowledgements[i].change, quoted(acknowledgements[i].resource)))
        .fix = "remove the entry";
  }
  report.findings = std::move(left);
}

Diagnostics judged(const analysis::Diff& changes, const cfn::Template& before,
                   const cfn::Template& after) {
  Diagnostics found;
  analysis::judge_changes(changes, before, after, found);
  found.amend([](Diagnostic& each) {
    if (each.origin.call_site() != nullptr) each.origin = {};
  });
  return found;
}

std::vector<std::string> kept_ids(const std::vector<Move>& moves) {
  std::vector<std::string> ids;
  for (const Move& each : moves) ids.push_back(each.from);
  return ids;
}

void check_moves(picture::DiffReport& report, const cfn::Template& before,
                 const std::vector<Move>& moves) {
  for (const Move& each : moves) {
    // What is new in a circle of moves has the id that is left.
    const bool is_left = std::any_of(moves.begin(), moves.end(),
                                     [&](const Move& other) { return other.to == each.from; });
    if (is_left || before.find_resource(cfn::LogicalId(each.from)) != nullptr) continue;
    report.findings
        .warning("ARC0925", each.from_origin,
                 fmt::format("{} keeps the id {}, which does not exist in {}", quoted(each.to),
                             quoted(each.from), report.before))
        .fix = "remove the move, unless another stack still has the id";
  }
}

const std::vector<std::string>& gate_levels() {
  static const std::vector<std::string> levels = {"data-lost", "deploy-fails", "hazard", "unknown",
                                                  "widening",  "replacement",  "change"};
  return levels;
}

const std::vector<std::string>& default_gate() {
  static const std::vector<std::string> levels = {"data-lost", "deploy-fails", "hazard", "unknown"};
  return levels;
}

bool fails(picture::DiffReport& report, const std::vector<std::string>& levels) {
  const auto asked = [&](std::string_view level) {
    return std::find(levels.begin(), levels.end(), level) != levels.end();
  };
  const std::vector<Diagnostic>& findings = report.findings.items();
  if (std::any_of(findings.begin(), findings.end(),
                  [&](const Diagnostic& each) { return asked(level_of(each)); })) {
    return true;
  }
  for (const analysis::ResourceChange& each : report.changes.resources) {
    if (!asked("replacement") || each.consequence < analysis::Consequence::kMayReplace) continue;
    report.findings.error(
        kStopped, {},
        fmt::format("{} is or may be replaced (--fail-on replacement)", quoted(each.id)));
    return true;
  }
  if (!asked("change") || report.changes.empty()) return false;
  report.findings.error(kStopped, {},
                        fmt::format("the stack changes: {} (--fail-on change)",
                                    analysis::summary_of(report.changes)));
  return true;
}

std::string stack_policy(const cfn::Template& stack) {
  cfn::List kept;
  for (const cfn::Resource& each : stack.resources) {
    if (!analysis::data_of(each.type).empty()) {
      kept.emplace_back("LogicalResourceId/" + each.id.str());
    }
  }
  cfn::List statements;
  statements.emplace_back(
      cfn::Map{{"Effect", "Allow"}, {"Action", "Update:*"}, {"Principal", "*"}, {"Resource", "*"}});
  if (!kept.empty()) {
    statements.emplace_back(cfn::Map{{"Effect", "Deny"},
                                     {"Action", cfn::List{"Update:Replace", "Update:Delete"}},
                                     {"Principal", "*"},
                                     {"Resource", cfn::Value(std::move(kept))}});
  }
  return cfn::to_json(cfn::Value(cfn::Map{{"Statement", cfn::Value(std::move(statements))}}));
}

}  // namespace archsynth::cli
