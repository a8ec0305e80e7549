#include <iostream>

#include "archsynth/archsynth.h"

// Checks a text in one call: an architecture file here, and any template in the same way.
int main() {
  const archsynth::Checked checked = archsynth::check("name: shop\nservices: {}\n");
  std::cerr << archsynth::render(checked.findings);
  return checked.findings.has_errors() ? 1 : 0;
}
