#include "archsynth/spec/controls.h"

#include <algorithm>

#include "facts.h"

namespace archsynth::spec {
namespace {

constexpr std::string_view kLayers[] = {"network",    "security groups", "identities",
                                        "encryption", "application",     "monitoring"};

Severity severity_of(std::string_view name) {
  return name == "error"     ? Severity::kError
         : name == "warning" ? Severity::kWarning
                             : Severity::kNote;
}

std::vector<Control> read_controls() {
  const Table table("controls");
  std::vector<Control> all;
  for (std::size_t i = 0; i < table.size(); ++i) {
    const Row row = table[i];
    all.push_back({row.text(0), static_cast<int>(row.number(1)), severity_of(row.text(2)),
                   row.text(3), row.text(4), row.text(5), row.list(6), row.list(7), row.list(8),
                   row.list(9), row.list(10), row.list(11), row.list(12), row.text(13)});
  }
  return all;
}

}  // namespace

const std::vector<Control>& controls() {
  static const std::vector<Control> kAll = read_controls();
  return kAll;
}

const Control* control(std::string_view id) {
  const std::vector<Control>& all = controls();
  const auto found = std::lower_bound(
      all.begin(), all.end(), id, [](const Control& a, std::string_view b) { return a.id < b; });
  return found != all.end() && found->id == id ? &*found : nullptr;
}

std::vector<std::string_view> control_packs() {
  return {"cis", "pci", "hipaa", "nist", "fsbp", "waf"};
}

std::string_view control_layer(int layer) {
  return layer < 1 || layer > 6 ? std::string_view() : kLayers[layer - 1];
}

std::vector<ControlProperty> control_properties(std::string_view control) {
  return rows_of(Table("control_properties"), control, [](const Row& row) {
    return ControlProperty{row.text(1), row.text(2), row.text(3), row.text(4), row.text(5)};
  });
}

bool is_rule_for(const Control& control, std::string_view rule, std::string_view type) {
  const Table table("control_properties");
  const Table::Range range = table.range(control.id);
  bool is_of_other = false;
  bool has_rules = false;
  for (std::size_t i = range.begin; i < range.end; ++i) {
    const bool is_type = table[i].text(1) == type;
    for (const std::string_view each : table[i].list(6)) {
      const bool is_shared = each.starts_with('+');
      if (each.substr(is_shared ? 1 : 0) == rule) {
        if (is_type) return true;
        is_of_other |= !is_shared;
      }
      has_rules |= is_type;
    }
  }
  return !has_rules && !is_of_other;
}

std::vector<std::string_view> scanner_rules(std::string_view tool) {
  return rows_of(Table("scanner_rules"), tool, [](const Row& row) { return row.text(1); });
}

}  // namespace archsynth::spec
