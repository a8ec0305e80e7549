#include "analysis/permissions/policies.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "archsynth/cfn/writer.h"

namespace archsynth::analysis::permissions_of {
namespace {

/// Characters of a managed policy without white space.
/// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
constexpr std::size_t kMost = 6144;

cfn::Value texts(cfn::List all) {
  if (all.size() == 1) return all.front();
  return all;
}

cfn::List to_list(const Texts& all) { return {all.begin(), all.end()}; }

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

/// Adds a statement, in halves where it is larger than `most`: those of its longer list.
void add_halves(const cfn::Value& statement, std::size_t most, cfn::List& to) {
  std::string_view longest;
  std::size_t size = 0;
  for (const std::string_view key : {"Action", "Resource"}) {
    const cfn::Value* value = statement.map()->find(key);
    if (value == nullptr || value->list() == nullptr || value->list()->size() < 2) continue;
    if (const std::size_t here = size_of(*value); here > size) {
      longest = key;
      size = here;
    }
  }
  if (longest.empty() || size_of(statement) <= most) return to.push_back(statement);
  const cfn::List& all = *statement.map()->find(longest)->list();
  const auto middle = all.begin() + static_cast<std::ptrdiff_t>(all.size() / 2);
  for (const auto& [begin, end] : {std::pair(all.begin(), middle), {middle, all.end()}}) {
    cfn::Map half = *statement.map();
    half.set(std::string(longest), texts(cfn::List(begin, end)));
    add_halves(half, most, to);
  }
}

}  // namespace

cfn::Map statement(const Texts& actions, const Texts& resources,
                   const std::vector<StatementCondition>& conditions) {
  cfn::Map result{{"Effect", "Allow"},
                  {"Action", texts(to_list(actions))},
                  {"Resource", texts(to_list(resources))}};
  cfn::Map tests;
  for (const StatementCondition& each : conditions) {
    cfn::Value& test = tests[each.test];
    if (test.absent()) test = cfn::Map();
    test.map()->set(each.key, texts(to_list(each.values)));
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
  cfn::List small;
  const std::size_t most = kMost - empty - 1;
  // Smaller parts than necessary fill policies better.
  for (const cfn::Value& each : statements)
    add_halves(each, size_of(each) > most ? most / 2 : most, small);
  std::vector<std::pair<cfn::List, std::size_t>> parts;
  for (const cfn::Value& each : small) {
    const std::size_t added = size_of(each) + 1;
    auto part = std::find_if(parts.begin(), parts.end(),
                             [&](const auto& one) { return one.second + added <= kMost; });
    if (part == parts.end()) part = parts.insert(part, {cfn::List(), empty});
    part->first.push_back(each);
    part->second += added;
  }
  std::vector<PermissionPolicy> result;
  for (auto& [part, size] : parts) {
    const std::string number = parts.size() == 1 ? "" : std::to_string(result.size() + 1);
    result.push_back({name + number, document_of(std::move(part))});
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
