#include "archsynth/spec/updates.h"

#include "facts.h"

namespace archsynth::spec {

std::vector<UpdateRule> update_rules(std::string_view type) {
  const Table table("updates");
  const Table::Range range = table.range(type);
  std::vector<UpdateRule> rules;
  for (std::size_t i = range.begin; i < range.end; ++i) {
    const Row row = table[i];
    rules.push_back({row.text(1), row.text(3), row.text(4), row.text(5), row.text(6)});
  }
  return rules;
}

std::vector<OpenProperty> open_properties(std::string_view type) {
  const Table table("openings");
  const Table::Range range = table.range(type);
  std::vector<OpenProperty> result;
  for (std::size_t i = range.begin; i < range.end; ++i) {
    const Row row = table[i];
    result.push_back({row.text(1), row.text(2), row.text(3), row.text(4) == "yes", row.text(5)});
  }
  return result;
}

std::vector<DataLoss> data_losses(std::string_view type) {
  const Table table("data_losses");
  const Table::Range range = table.range(type);
  std::vector<DataLoss> result;
  for (std::size_t i = range.begin; i < range.end; ++i) {
    const Row row = table[i];
    result.push_back({row.text(1), row.text(2), row.text(3), row.text(4), row.text(5)});
  }
  return result;
}

}  // namespace archsynth::spec
