#include "archsynth/analysis/rules.h"

#include <algorithm>
#include <vector>

#include "analysis/audit/answers.h"
#include "analysis/diff/hazards.h"
#include "analysis/functions/checks.h"
#include "analysis/policies/policies.h"
#include "analysis/reading/reading.h"
#include "analysis/relations/rule.h"
#include "analysis/start/checks.h"
#include "analysis/structure/stages.h"
#include "analysis/validate/schema_rules.h"

namespace archsynth::analysis {

namespace {

constexpr std::span<const Rule> (*kTables[])() = {suppression_rules,
                                                  commands_rules,
                                                  databases_rules,
                                                  keys_rules,
                                                  networks_rules,
                                                  services_rules,
                                                  synthesis_rules,
                                                  uses_rules,
                                                  reading_rules,
                                                  structure_rules,
                                                  parameter_rules,
                                                  parameter_value_rules,
                                                  attribute_rules,
                                                  scalar_rules,
                                                  metadata_rules,
                                                  dynamic_rules,
                                                  schema_rules,
                                                  argument_rules,
                                                  text_rules,
                                                  state_rules,
                                                  value_rules,
                                                  lookup_rules,
                                                  policy_rules,
                                                  service_rules,
                                                  task_rules,
                                                  load_balancer_rules,
                                                  subnet_rules,
                                                  placement_rules,
                                                  route_rules,
                                                  scaling_rules,
                                                  database_rules,
                                                  alarm_rules,
                                                  storage_rules,
                                                  messaging_rules,
                                                  name_rules,
                                                  lifecycle_rules,
                                                  store_rules,
                                                  password_rules,
                                                  identity_rules,
                                                  duplicate_rules,
                                                  tag_rules,
                                                  instance_rules,
                                                  document_rules,
                                                  schedule_rules,
                                                  service_placement_rules,
                                                  task_content_rules,
                                                  load_balancer_setting_rules,
                                                  physical_name_rules,
                                                  database_setting_rules,
                                                  generated_password_rules,
                                                  lambda_setting_rules,
                                                  api_gateway_rules,
                                                  network_bound_rules,
                                                  pipeline_rules,
                                                  permission_rules,
                                                  edge_rules,
                                                  trust_rules,
                                                  property_pair_rules,
                                                  combination_rules,
                                                  order_rules,
                                                  target_rules,
                                                  event_target_rules,
                                                  gateway_rules,
                                                  sibling_rules,
                                                  api_form_rules,
                                                  bucket_setting_rules,
                                                  alarm_metric_rules,
                                                  serverless_api_rules,
                                                  embedded_text_rules,
                                                  table_setting_rules,
                                                  network_rules,
                                                  network_route_rules,
                                                  shared_item_rules,
                                                  record_rules,
                                                  content_rules,
                                                  metric_name_rules,
                                                  user_data_rules,
                                                  endpoint_service_rules,
                                                  log_pattern_rules,
                                                  state_field_rules,
                                                  parameter_family_rules,
                                                  web_access_rules,
                                                  task_log_rules,
                                                  alarm_expression_rules,
                                                  parameter_store_rules,
                                                  condition_key_rules,
                                                  nested_stack_rules,
                                                  graphql_rules,
                                                  architecture_rules,
                                                  api_method_rules,
                                                  step_scaling_rules,
                                                  event_pattern_rules,
                                                  serverless_rules,
                                                  start_rules,
                                                  data_rules,
                                                  database_hazards,
                                                  service_hazards,
                                                  stack_hazards,
                                                  side_effect_rules,
                                                  access_hazards,
                                                  loss_rules,
                                                  security_rules};

std::vector<Rule> sorted_rules() {
  std::vector<Rule> all;
  for (const auto table : kTables) all.insert(all.end(), table().begin(), table().end());
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
