#include <iostream>

#include "archsynth/analysis.h"
#include "read_file.h"

// Prints what is wrong with an architecture file or a template.
int main(int argc, char** argv) {
  const char* path = argc > 1 ? argv[1] : "stack.json";
  archsynth::Sources sources;
  archsynth::Diagnostics findings;
  const auto& source = sources.add(path, read_file(path));
  if (const auto file = archsynth::input::open(source, {}, sources, findings)) {
    archsynth::analysis::validate(file->stack, {.region = "eu-central-1"}, findings);
  }
  std::cout << archsynth::render(findings);
  return findings.has_errors() ? 1 : 0;
}
