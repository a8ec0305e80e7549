#include <iostream>

#include "archsynth/archsynth.h"
#include "read_file.h"

// Reads an architecture file and prints its template as YAML.
int main(int argc, char** argv) {
  const char* path = argc > 1 ? argv[1] : "examples/prod.yaml";
  archsynth::Sources sources;
  archsynth::Diagnostics diagnostics;
  const auto stack = archsynth::load(sources.add(path, read_file(path)), diagnostics);
  if (stack != nullptr) {
    diagnostics = stack->diagnostics();
    const auto result = archsynth::synthesize(*stack, diagnostics);
    if (!diagnostics.has_errors()) std::cout << archsynth::cfn::to_yaml(result);
  }
  std::cerr << archsynth::render(diagnostics);
  return diagnostics.has_errors() ? 1 : 0;
}
