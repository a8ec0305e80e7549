#include "cli/objectives.h"

namespace archsynth::cli {

analysis::ResilienceResult failures_of(const input::Input& file, const spec::Catalogue& catalogue,
                                       const std::string& region) {
  const spec::PriceBook book = spec::PriceBook::built_in();
  return analysis::simulate_failures(
      file.stack, {region.empty() ? "us-east-1" : region, file.values(), &catalogue, &book, true,
                   file.is_architecture()});
}

void check_objectives(const input::Input& file, const spec::Catalogue& catalogue,
                      const std::string& region, Diagnostics& found) {
  if (file.objectives.empty()) return;
  analysis::check_objectives(
      file.objectives,
      analysis::simulate_failures(
          file.stack, {region, file.values(), &catalogue, nullptr, true, file.is_architecture()}),
      found);
}

}  // namespace archsynth::cli
