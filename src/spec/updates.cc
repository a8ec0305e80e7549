#include "spec/updates.h"

#include "facts.h"

namespace archsynth::spec {

std::vector<UpdateRule> update_rules(std::string_view type) {
  static const Table table("updates");
  if (type.starts_with("Custom::")) type = "AWS::CloudFormation::CustomResource";
  return rows_of(table, type, [](const Row& row) -> UpdateRule {
    return {row.text(1), row.text(3), row.text(4), row.text(5), row.text(6)};
  });
}

std::vector<std::string> update_policies(std::string_view type) {
  const auto row = Table("update_policies").find({type});
  std::vector<std::string> names;
  if (row) {
    for (const std::string_view each : row->list(1)) names.emplace_back(each);
  }
  return names;
}

std::vector<OpenProperty> open_properties(std::string_view type) {
  static const Table table("openings");
  return rows_of(table, type, [](const Row& row) -> OpenProperty {
    return {row.text(1), row.text(2), row.text(3), row.text(4) == "yes", row.text(5)};
  });
}

std::vector<DataLoss> data_losses(std::string_view type) {
  static const Table table("data_losses");
  return rows_of(table, type, [](const Row& row) -> DataLoss {
    return {row.text(1), row.text(2), row.text(3), row.text(4), row.text(5)};
  });
}

std::string_view reference_value(std::string_view type, std::string_view attribute) {
  static const Table table("reference_values");
  const auto row = table.find({type, attribute.empty() ? "Ref" : attribute});
  return row ? row->text(2) : std::string_view();
}

std::optional<ServiceLogGroup> service_log_group(std::string_view type) {
  static const Table table("log_groups");
  const auto row = table.find({type});
  if (!row) return std::nullopt;
  return ServiceLogGroup{row->text(1), row->text(2), row->text(3)};
}

std::string_view client_address(std::string_view type) {
  static const Table table("client_addresses");
  const auto row = table.find({type});
  return row ? row->text(1) : std::string_view();
}

std::span<const BesideRule> beside_rules() {
  static const std::vector<BesideRule> kAll = [] {
    std::vector<BesideRule> all;
    const Table table("beside_rules");
    for (std::size_t i = 0; i < table.size(); ++i) {
      all.push_back(
          {table[i].text(0), table[i].list(1).to_vector(), table[i].text(2), table[i].list(3)});
    }
    return all;
  }();
  return kAll;
}

}  // namespace archsynth::spec
