#include "archsynth/construct/waiver.h"

namespace archsynth::construct {

namespace {

// `metadata[tool][list]` with one more item, unless an equal one stands there.
void append(cfn::Value& metadata, std::string_view tool, std::string_view list, cfn::Value item) {
  if (metadata.map() == nullptr) metadata = cfn::Map{};
  cfn::Value& section = (*metadata.map())[tool];
  if (section.map() == nullptr) section = cfn::Map{};
  cfn::Value& items = (*section.map())[list];
  if (items.list() == nullptr) items = cfn::List{};
  for (const cfn::Value& present : *items.list()) {
    if (present == item) return;
  }
  items.list()->push_back(std::move(item));
}

}  // namespace

void waive(cfn::Resource& resource, const Rule& rule, std::string_view reason) {
  if (!rule.checkov.empty()) {
    append(resource.metadata, "checkov", "skip",
           cfn::Map{{"id", rule.checkov}, {"comment", reason}});
  }
  if (!rule.cdk_nag.empty()) {
    append(resource.metadata, "cdk_nag", "rules_to_suppress",
           cfn::Map{{"id", rule.cdk_nag}, {"reason", reason}});
  }
  if (!rule.cfn_lint.empty()) {
    if (resource.metadata.map() == nullptr) resource.metadata = cfn::Map{};
    cfn::Value& lint = (*resource.metadata.map())["cfn-lint"];
    if (lint.map() == nullptr) lint = cfn::Map{};
    append(lint, "config", "ignore_checks", rule.cfn_lint);
  }
  if (!rule.cfn_nag.empty()) {
    append(resource.metadata, "cfn_nag", "rules_to_suppress",
           cfn::Map{{"id", rule.cfn_nag}, {"reason", reason}});
  }
  if (!rule.guard.empty()) append(resource.metadata, "guard", "SuppressedRules", rule.guard);
}

}  // namespace archsynth::construct
