#include "spec/existing.h"

#include "facts.h"

namespace archsynth::spec {

const std::vector<Existing>& existing_kinds() {
  static const std::vector<Existing> kKinds = [] {
    const Table table("existing");
    std::vector<Existing> all;
    for (std::size_t i = 0; i < table.size(); ++i) {
      const Row row = table[i];
      all.push_back({row.text(0), row.list(1), row.list(2), row.list(3), row.list(4), row.text(5),
                     row.text(6), row.text(7), row.text(8), row.text(9), row.text(10), row.text(11),
                     row.list(12)});
    }
    return all;
  }();
  return kKinds;
}

}  // namespace archsynth::spec
