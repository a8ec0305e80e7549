#include "cli/gate.h"

#include <algorithm>

#include "archsynth/cfn/writer.h"

namespace archsynth::cli {
namespace {

/// What a finding is to `--fail-on`; empty for what never stops.
std::string_view level_of(const Diagnostic& finding) {
  const std::string& code = finding.code;
  if (code == "ARC5001" || code == "ARC5003") return "data-lost";
  if (code == "ARC5002") return "deploy-fails";
  if (finding.severity == Severity::kError) return "hazard";
  return code.starts_with("ARC52") ? "widening" : "";
}

}  // namespace

const std::vector<std::string>& gate_levels() {
  static const std::vector<std::string> levels = {"data-lost", "deploy-fails", "hazard",
                                                  "widening",  "replacement",  "change"};
  return levels;
}

const std::vector<std::string>& default_gate() {
  static const std::vector<std::string> levels = {"data-lost", "deploy-fails", "hazard"};
  return levels;
}

bool fails(const DiffReport& report, const std::vector<std::string>& levels) {
  const auto asked = [&](std::string_view level) {
    return std::find(levels.begin(), levels.end(), level) != levels.end();
  };
  if (asked("change") && !report.changes.empty()) return true;
  for (const analysis::ResourceChange& each : report.changes.resources) {
    if (asked("replacement") && each.consequence >= analysis::Consequence::kMayReplace) return true;
  }
  const std::vector<Diagnostic>& findings = report.findings.items();
  return std::any_of(findings.begin(), findings.end(),
                     [&](const Diagnostic& each) { return asked(level_of(each)); });
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
