#include "rule.h"

#include <algorithm>

#include "analysis/finding.h"

namespace archsynth::analysis {
namespace {

constexpr std::span<const Rule> (*kTables[])() = {service_rules,
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
                                                  tag_rules,
                                                  schedule_rules,
                                                  document_rules,
                                                  instance_rules,
                                                  duplicate_rules,
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
                                                  serverless_rules};

}  // namespace

Diagnostic& Report::operator()(const cfn::Resource& resource, const cfn::Value* where,
                               std::string message) const {
  return (*this)(resource, where == nullptr ? Origin() : where->origin(), std::move(message));
}

Diagnostic& Report::operator()(const cfn::Resource& resource, const Origin& where,
                               std::string message) const {
  return report(to_, rule_, resource.id.str(), where.known() ? where : resource.origin,
                std::move(message));
}

std::vector<RelationRule> relation_rules() {
  std::vector<RelationRule> rules;
  for (const auto table : kTables) {
    for (const Rule& rule : table()) rules.push_back(rule);
  }
  std::sort(rules.begin(), rules.end(),
            [](const RelationRule& a, const RelationRule& b) { return a.id < b.id; });
  return rules;
}

void check_relations(const cfn::Template& checked, Diagnostics& diagnostics,
                     std::string_view region, const spec::Catalogue& catalogue) {
  const Graph graph(checked, region, catalogue);
  for (const auto table : kTables) {
    for (const Rule& rule : table()) rule.check(graph, Report(rule, diagnostics));
  }
}

}  // namespace archsynth::analysis
