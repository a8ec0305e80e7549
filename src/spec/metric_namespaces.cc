#include "spec/metric_namespaces.h"

#include <algorithm>

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

const MetricNamespace* metric_namespace(std::string_view name) {
  const std::vector<MetricNamespace>& all = metric_namespaces();
  const auto found = std::find_if(all.begin(), all.end(),
                                  [&](const MetricNamespace& each) { return each.name == name; });
  return found == all.end() ? nullptr : &*found;
}

}  // namespace archsynth::spec
