#include "cli/compare.h"

#include <fmt/format.h>

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
  return report;
}

}  // namespace archsynth::cli
