#include "archsynth/construct/waiver.h"

#include <algorithm>
#include <string>
#include <utility>

namespace archsynth::construct {

namespace {

// `metadata[tool][list]`.
cfn::List& list_in(cfn::Value& metadata, std::string_view tool, std::string_view list) {
  if (metadata.map() == nullptr) metadata = cfn::Map{};
  cfn::Value& section = (*metadata.map())[tool];
  if (section.map() == nullptr) section = cfn::Map{};
  cfn::Value& items = (*section.map())[list];
  if (items.list() == nullptr) items = cfn::List{};
  return *items.list();
}

void append(cfn::List& items, std::string_view rule) {
  if (std::find(items.begin(), items.end(), cfn::Value(rule)) == items.end())
    items.emplace_back(rule);
}

// The tools read one entry for each rule, so that further reasons stand in the same.
void append(cfn::List& items, std::string_view rule, std::string_view key,
            std::string_view reason) {
  for (cfn::Value& present : items) {
    cfn::Map* entry = present.map();
    const cfn::Value* id = entry == nullptr ? nullptr : entry->find("id");
    if (id == nullptr || *id != cfn::Value(rule)) continue;
    const std::string* earlier = (*entry)[key].string();
    if (earlier != nullptr && earlier->find(reason) == earlier->npos)
      (*entry)[key] = *earlier + "; " + std::string(reason);
    return;
  }
  items.emplace_back(cfn::Map{{"id", rule}, {std::string(key), reason}});
}

}  // namespace

void waive(cfn::Resource& resource, const Rule& rule, std::string_view reason) {
  cfn::Value& metadata = resource.metadata;
  if (!rule.checkov.empty())
    append(list_in(metadata, "checkov", "skip"), rule.checkov, "comment", reason);
  for (const auto& [tool, id] : {std::pair("cdk_nag", rule.cdk_nag), {"cfn_nag", rule.cfn_nag}}) {
    if (!id.empty()) append(list_in(metadata, tool, "rules_to_suppress"), id, "reason", reason);
  }
  if (!rule.cfn_lint.empty()) {
    if (metadata.map() == nullptr) metadata = cfn::Map{};
    append(list_in((*metadata.map())["cfn-lint"], "config", "ignore_checks"), rule.cfn_lint);
  }
  if (!rule.guard.empty()) append(list_in(metadata, "guard", "SuppressedRules"), rule.guard);
}

}  // namespace archsynth::construct
