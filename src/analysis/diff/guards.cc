#include <fmt/format.h>

#include <algorithm>

#include "archsynth/support/text.h"
#include "openings.h"
#include "view/view.h"

namespace archsynth::analysis {
namespace {

/// What a row of `openings` says of values that close something, `guard:V|W@KEY?KEY=V`.
struct GuardForm {
  explicit GuardForm(std::string_view form) {
    form = form.substr(0, form.find('?'));
    if (const std::size_t at = form.find('@'); at != form.npos) {
      key = form.substr(at + 1);
      form = form.substr(0, at);
    }
    values = split(form.substr(kGuard.size()), '|');
    is_any = values.front() == "*" || values.front() == "each";
    is_each = values.front() == "each";
  }
  bool is_met(const cfn::Value* value) const {
    return is_any || std::find(values.begin(), values.end(), shown(value)) != values.end();
  }

  std::vector<std::string_view> values;
  std::string_view key;
  bool is_any = false;
  bool is_each = false;
};

void add_guard_of(const cfn::Resource& resource, const spec::OpenProperty& row, Openings& guards) {
  const GuardForm form(row.open);
  for (const Item& each : items_of(resource, row)) {
    if (!form.is_met(each.value)) continue;
    std::string what = fmt::format("{}: {}", resource.id.str(), row.what);
    if (form.is_each) what += " " + shown(each.value);
    if (!form.key.empty()) what += " " + shown(member(each.around, {form.key}));
    guards[what].push_back(opening_of(resource, resource.id.str()));
  }
}

}  // namespace

void add_guards(const cfn::Resource& resource, Openings& guards) {
  for (const spec::OpenProperty& row : spec::open_properties(resource.type)) {
    if (row.open.starts_with(kGuard)) add_guard_of(resource, row, guards);
  }
  const bool has_rules =
      resource.type == "AWS::WAFv2::WebACL" || resource.type == "AWS::WAFv2::RuleGroup";
  if (!has_rules) return;
  for (const cfn::Value* each : items_at(resource, "Rules")) {
    const bool only_counts = member(each, {"Action", "Count"}) != nullptr ||
                             member(each, {"OverrideAction", "Count"}) != nullptr;
    if (only_counts) continue;
    guards[enforced(resource, shown(member(each, {"Name"})))].push_back(
        opening_of(resource, resource.id.str()));
  }
}

std::string enforced(const cfn::Resource& rules, const std::string& rule) {
  return fmt::format("{}: enforces the rule {}", rules.id.str(), rule);
}

}  // namespace archsynth::analysis
