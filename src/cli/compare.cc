#include "cli/compare.h"

#include <fmt/format.h>

#include <algorithm>

#include "archsynth/architecture/architecture.h"
#include "archsynth/support/text.h"
#include "cli/key_moves.h"
#include "cli/parallel.h"

namespace archsynth::cli {

analysis::Diff changes_of(const Inputs& inputs) {
  const input::Input& before = *inputs.before;
  const input::Input& after = inputs.file;
  analysis::DiffOptions how;
  how.before = before.values();
  how.after = after.values();
  for (auto* values : {&how.before, &how.after}) {
    values->insert(values->end(), inputs.identity.begin(), inputs.identity.end());
  }
  for (const std::string& region : {after.region, before.region}) {
    if (region.empty()) continue;
    how.region = region;
    break;
  }
  how.has_moves = after.is_architecture();
  how.kept_ids = kept_ids(after.moves);
  how.run_both = run_both;
  analysis::Diff changes = analysis::diff(before.stack, after.stack, how);
  move_by_keys(before, after, changes);
  return changes;
}

namespace {

/// Reports moves by keys that keep the ids of nothing that is deployed.
void check_key_moves(const Inputs& inputs, picture::DiffReport& report) {
  if (!inputs.file.is_architecture()) return;
  const cfn::Template& before = inputs.before->stack;
  for (const auto& move : inputs.file.architecture->moved) {
    const std::string& label = *move->to;
    if (label.find('.') == label.npos) continue;
    const auto& makers = inputs.file.makers;
    const bool is_deployed = std::any_of(makers.begin(), makers.end(), [&](const auto& each) {
      return each.second == label && before.find_resource(cfn::LogicalId(each.first)) != nullptr;
    });
    if (is_deployed) continue;
    report.findings
        .warning("ARC0925", move->from.origin(),
                 fmt::format("{} keeps the ids of {}, of which none exists in {}", quoted(label),
                             quoted(*move->from), report.before))
        .fix = "correct the key, or remove the move";
  }
}

/// A stack stays in its region.
void check_region(const Inputs& inputs, picture::DiffReport& report) {
  const std::string& old = inputs.before->region;
  const std::string& now = inputs.file.region;
  if (old.empty() || now.empty() || old == now) return;
  report.findings
      .warning("ARC0928", {},
               fmt::format("{} is deployed in {}, and {} is for {}: it creates another stack, "
                           "without the data of the first",
                           report.before, old, report.after, now))
      .fix = "keep the region, or move the data and delete the old stack";
}

}  // namespace

picture::DiffReport compare(const Inputs& inputs, const InputOptions& options,
                            std::chrono::year_month_day today) {
  const cfn::Template& before = inputs.before->stack;
  picture::DiffReport report{options.against, options.file, changes_of(inputs), {}};
  if (options.compares_environments()) {
    // None becomes the other.
    analysis::set_side_by_side(report.changes);
    report.before += fmt::format(" ({})", options.environment.front());
    report.after += fmt::format(" ({})", options.environment.back());
    return report;
  }
  report.findings = judged(report.changes, before, inputs.file.stack);
  for (const Diagnostic& each : inputs.before->found.items()) {
    if (each.severity == Severity::kNote) report.findings.add(each);
  }
  acknowledge(report, inputs.file.acknowledgements, today);
  check_moves(report, before, inputs.file.moves);
  check_key_moves(inputs, report);
  check_region(inputs, report);
  return report;
}

}  // namespace archsynth::cli
