#include <cstdio>

#include "reference.h"

// Prints the template, or what is wrong with the architecture and where.
int main() {
  const auto stack = reference_architecture();
  archsynth::Diagnostics diagnostics = stack->diagnostics();
  const archsynth::cfn::Template result = archsynth::synthesize(*stack, diagnostics);
  std::fputs(archsynth::render(diagnostics).c_str(), stderr);
  if (diagnostics.has_errors()) return 1;
  std::fputs(archsynth::cfn::to_json(result).c_str(), stdout);
  return 0;
}
