#include "rule.h"

#include "archsynth/analysis/relations.h"

namespace archsynth::analysis {

void check_relations(const cfn::Template& checked, Diagnostics& diagnostics,
                     std::string_view region, const spec::Catalogue& catalogue) {
  const Graph graph(checked, region, catalogue);
  for (const Rule& rule : rules()) {
    const auto* check = std::get_if<RelationCheck>(&rule.check);
    if (check != nullptr) (*check)(graph, Report(rule, diagnostics));
  }
}

}  // namespace archsynth::analysis
