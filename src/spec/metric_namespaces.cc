#include "archsynth/spec/metric_namespaces.h"

#include "facts.h"

namespace archsynth::spec {

const std::vector<MetricNamespace>& metric_namespaces() {
  static const auto kAll = [] {
    const Table table("metric_namespaces");
    std::vector<MetricNamespace> all;
    for (std::size_t i = 0; i < table.size(); ++i) {
      const Row row = table[i];
      all.push_back({row.text(0), row.list(1), row.list(2), row.text(3) == "yes", row.list(4)});
    }
    return all;
  }();
  return kAll;
}

}  // namespace archsynth::spec
