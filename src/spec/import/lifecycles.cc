#include <map>
#include <set>

#include "importers.h"

namespace archsynth::spec::import {
namespace {

const fs::path kAdditional = "cfnlint/data/AdditionalSpecs";

std::string text_or_empty(const Json& object, const char* key) {
  return object.contains(key) && object[key].is_string() ? object[key].get<std::string>()
                                                         : std::string();
}

}  // namespace

FactsTable import_lambda_runtimes(const Inputs& inputs) {
  const Package& package = inputs.cfn_lint.back();
  FactsTable table = tools::make_table(
      "lambda_runtimes", {"runtime!", "deprecated", "create_block", "update_block", "successor"},
      {"Runtimes of Lambda that have an end.", "source: " + credit(package)});
  const Json runtimes = package.json(kAdditional / "LmbdRuntimeLifecycle.json");
  for (const auto& [name, facts] : runtimes.items()) {
    table.rows.push_back({name, text_or_empty(facts, "deprecated"),
                          text_or_empty(facts, "create-block"),
                          text_or_empty(facts, "update-block"), text_or_empty(facts, "successor")});
  }
  return table;
}

FactsTable import_stateful_types(const Inputs& inputs) {
  const Package& package = inputs.cfn_lint.back();
  FactsTable table =
      tools::make_table("stateful_types", {"type!"},
                        {"Types whose resources hold data.", "source: " + credit(package)});
  const Json types = package.json(kAdditional / "StatefulResources.json");
  for (const auto& [name, _] : types["ResourceTypes"].items()) table.rows.push_back({name});
  return table;
}

FactsTable import_iam_actions(const Inputs& inputs) {
  const Package& package = inputs.cfn_lint.back();
  FactsTable table = tools::make_table(
      "iam_actions", {"service!", "actions*"},
      {"Actions that IAM policies can name, in lower case.", "source: " + credit(package)});
  const Json services = package.json(kAdditional / "Policies.json");
  for (const auto& [service, facts] : services.items()) {
    std::set<std::string> actions;
    for (const auto& [action, _] : facts["Actions"].items()) actions.insert(action);
    table.rows.push_back({service, join({actions.begin(), actions.end()})});
  }
  return table;
}

}  // namespace archsynth::spec::import
