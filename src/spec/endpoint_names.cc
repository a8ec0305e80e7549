#include "spec/endpoint_names.h"

#include "facts.h"

namespace archsynth::spec {

const std::vector<std::string_view>& endpoint_names() {
  static const auto kAll = [] {
    const Table table("endpoint_names");
    std::vector<std::string_view> all;
    for (std::size_t i = 0; i < table.size(); ++i) all.push_back(table[i].text(0));
    return all;
  }();
  return kAll;
}

}  // namespace archsynth::spec
