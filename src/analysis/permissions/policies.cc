#include "analysis/permissions/policies.h"

#include <fmt/format.h>

#include <map>
#include <set>

#include "archsynth/cfn/writer.h"

namespace archsynth::analysis::permissions_of {
namespace {

/// Characters of a managed policy without white space.
/// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
constexpr std::size_t kMost = 6144;

cfn::Value texts(const Texts& all) {
  if (all.size() == 1) return all.front();
  return cfn::List(all.begin(), all.end());
}

/// The size once the longest partition, region and account are put in.
std::size_t size_of(const cfn::Value& value) {
  const std::string text = cfn::to_json(value, true);
  std::size_t size = text.size();
  for (const auto& [name, longest] : {std::pair<std::string_view, std::size_t>("${Partition}", 10),
                                      {"${Region}", 14},
                                      {"${Account}", 12}}) {
    for (std::size_t at = text.find(name); at != text.npos; at = text.find(name, at + 1))
      size = size + longest - name.size();
  }
  return size;
}

}  // namespace

cfn::Map statement(const Texts& actions, const Texts& resources,
                   const std::vector<StatementCondition>& conditions) {
  cfn::Map result{{"Effect", "Allow"}, {"Action", texts(actions)}, {"Resource", texts(resources)}};
  cfn::Map tests;
  for (const StatementCondition& each : conditions) {
    cfn::Value& test = tests[each.test];
    if (test.absent()) test = cfn::Map();
    test.map()->set(each.key, texts(each.values));
  }
  if (!tests.empty()) result.set("Condition", std::move(tests));
  return result;
}

cfn::Map document_of(cfn::List statements) {
  return {{"Version", "2012-10-17"}, {"Statement", std::move(statements)}};
}

std::vector<PermissionPolicy> policies_of(const std::vector<Permission>& needs,
                                          const std::string& name) {
  std::map<std::pair<Texts, std::vector<StatementCondition>>, Texts> grouped;
  for (const Permission& each : needs)
    grouped[{each.resources, each.conditions}].push_back(each.action);
  cfn::List statements;
  for (const auto& [on, actions] : grouped)
    statements.push_back(statement(actions, on.first, on.second));
  return parted(statements, name);
}

std::vector<PermissionPolicy> parted(const cfn::List& statements, const std::string& name) {
  const std::size_t empty = size_of(document_of({}));
  std::vector<cfn::List> parts;
  std::size_t size = kMost;
  for (const cfn::Value& each : statements) {
    const std::size_t added = size_of(each) + 1;
    if (parts.empty() || size + added > kMost) {
      parts.emplace_back();
      size = empty;
    }
    parts.back().push_back(each);
    size += added;
  }
  std::vector<PermissionPolicy> result;
  for (cfn::List& each : parts) {
    const std::string number = parts.size() == 1 ? "" : std::to_string(result.size() + 1);
    result.push_back({name + number, document_of(std::move(each))});
  }
  return result;
}

std::string role_name(const PermissionsOptions& options, std::string_view purpose) {
  return options.stack_name + (options.stack_name.empty() ? "" : "-") + std::string(purpose);
}

cfn::Map service_trust() {
  return document_of({cfn::Map{
      {"Effect", "Allow"},
      {"Principal", cfn::Map{{"Service", "cloudformation.amazonaws.com"}}},
      {"Action", "sts:AssumeRole"},
      {"Condition", cfn::Map{{"StringEquals", cfn::Map{{"aws:SourceAccount", "${Account}"}}}}}}});
}

}  // namespace archsynth::analysis::permissions_of
