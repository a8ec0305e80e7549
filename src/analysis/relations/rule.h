#pragma once

#include <span>

#include "analysis/finding.h"
#include "archsynth/analysis/rules.h"
#include "view/view.h"

namespace archsynth::analysis {

/// The tables, each of one source file.
std::span<const Rule> service_rules();
std::span<const Rule> task_rules();
std::span<const Rule> load_balancer_rules();
std::span<const Rule> subnet_rules();
std::span<const Rule> placement_rules();
std::span<const Rule> route_rules();
std::span<const Rule> scaling_rules();
std::span<const Rule> database_rules();
std::span<const Rule> alarm_rules();
std::span<const Rule> storage_rules();
std::span<const Rule> messaging_rules();
std::span<const Rule> name_rules();
std::span<const Rule> lifecycle_rules();
std::span<const Rule> store_rules();
std::span<const Rule> password_rules();
std::span<const Rule> identity_rules();
std::span<const Rule> duplicate_rules();
std::span<const Rule> tag_rules();
std::span<const Rule> instance_rules();
std::span<const Rule> document_rules();
std::span<const Rule> schedule_rules();
std::span<const Rule> service_placement_rules();
std::span<const Rule> task_content_rules();
std::span<const Rule> load_balancer_setting_rules();
std::span<const Rule> physical_name_rules();
std::span<const Rule> database_setting_rules();
std::span<const Rule> generated_password_rules();
std::span<const Rule> lambda_setting_rules();
std::span<const Rule> api_gateway_rules();
std::span<const Rule> network_bound_rules();
std::span<const Rule> pipeline_rules();
std::span<const Rule> permission_rules();
std::span<const Rule> edge_rules();
std::span<const Rule> trust_rules();
std::span<const Rule> property_pair_rules();
std::span<const Rule> combination_rules();
std::span<const Rule> order_rules();
std::span<const Rule> target_rules();
std::span<const Rule> event_target_rules();
std::span<const Rule> serverless_rules();
std::span<const Rule> gateway_rules();
std::span<const Rule> sibling_rules();
std::span<const Rule> api_form_rules();
std::span<const Rule> bucket_setting_rules();
std::span<const Rule> alarm_metric_rules();
std::span<const Rule> serverless_api_rules();
std::span<const Rule> embedded_text_rules();
std::span<const Rule> table_setting_rules();
std::span<const Rule> network_rules();
std::span<const Rule> network_route_rules();
std::span<const Rule> shared_item_rules();
std::span<const Rule> record_rules();
std::span<const Rule> content_rules();
std::span<const Rule> metric_name_rules();
std::span<const Rule> user_data_rules();
std::span<const Rule> endpoint_service_rules();
std::span<const Rule> log_pattern_rules();
std::span<const Rule> state_field_rules();
std::span<const Rule> parameter_family_rules();
std::span<const Rule> web_access_rules();
std::span<const Rule> task_log_rules();
std::span<const Rule> alarm_expression_rules();
std::span<const Rule> parameter_store_rules();
std::span<const Rule> condition_key_rules();
std::span<const Rule> nested_stack_rules();
std::span<const Rule> graphql_rules();
std::span<const Rule> architecture_rules();
std::span<const Rule> api_method_rules();
std::span<const Rule> step_scaling_rules();
std::span<const Rule> event_pattern_rules();

}  // namespace archsynth::analysis
