#include <algorithm>
#include <vector>

#include "archsynth/rules/rules.h"
#include "rule_tables.h"

namespace archsynth::analysis {
namespace {

std::vector<Rule> sorted_rules() {
  std::vector<Rule> all;
  for (const auto table : kRuleTables) all.insert(all.end(), table().begin(), table().end());
  std::sort(all.begin(), all.end(), [](const Rule& a, const Rule& b) { return a.id < b.id; });
  return all;
}

}  // namespace

std::span<const Rule> rules() {
  static const std::vector<Rule> kAll = sorted_rules();
  return kAll;
}

const Rule* find_rule(std::string_view id) {
  const std::span<const Rule> all = rules();
  const auto found = std::lower_bound(all.begin(), all.end(), id,
                                      [](const Rule& a, std::string_view b) { return a.id < b; });
  return found != all.end() && found->id == id ? &*found : nullptr;
}

}  // namespace archsynth::analysis
