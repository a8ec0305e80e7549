#include <iostream>

#include "archsynth/analysis.h"
#include "read_file.h"

// Prints what a change does to a deployed stack: diff OLD NEW.
int main(int argc, char** argv) {
  if (argc != 3) return 2;
  archsynth::Sources sources;
  archsynth::Diagnostics findings;
  const auto before =
      archsynth::input::open(sources.add(argv[1], read_file(argv[1])), {}, sources, findings);
  const auto after =
      archsynth::input::open(sources.add(argv[2], read_file(argv[2])), {}, sources, findings);
  if (before && after) {
    auto changes = archsynth::analysis::diff(before->stack, after->stack);
    archsynth::analysis::judge_changes(changes, before->stack, after->stack, findings);
    std::cout << archsynth::picture::diff_as("text", {argv[1], argv[2], changes, {}});
  }
  std::cout << archsynth::render(findings);
  return findings.has_errors() ? 1 : 0;
}
