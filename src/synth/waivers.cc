#include <fmt/format.h>

#include <algorithm>

#include "archsynth/construct/waiver.h"
#include "archsynth/spec/controls.h"
#include "archsynth/support/text.h"
#include "stages.h"

namespace archsynth::synth {
namespace {

constexpr std::string_view kUnknownControl = "ARC2006";
constexpr std::string_view kUnknownResource = "ARC2007";

const spec::Control* control_of(const Waiver& waiver, Diagnostics& to) {
  if (const spec::Control* found = spec::control(waiver.control)) return found;
  std::vector<std::string_view> ids;
  for (const spec::Control& each : spec::controls()) ids.push_back(each.id);
  const auto near = nearest(waiver.control, ids);
  const bool is_rule = waiver.control.starts_with("ARC") &&
                       waiver.control.size() == kUnknownControl.size() &&
                       !waiver.control.starts_with("ARC6");
  to.error(kUnknownControl, waiver.control_origin,
           fmt::format("unknown control {}", quoted(waiver.control)))
      .fix = is_rule ? "\"waivers\" takes controls of `archsynth audit`; use \"allow\" for a rule"
             : near  ? fmt::format("did you mean {}?", quoted(*near))
                     : "use the id that `archsynth audit` shows, such as ARC6515";
  return nullptr;
}

cfn::Resource* resource_of(cfn::Template& result, const Waiver& waiver, Diagnostics& to) {
  if (cfn::Resource* found = result.find_resource(cfn::LogicalId(waiver.resource))) return found;
  std::vector<std::string> ids;
  for (const cfn::Resource& each : result.resources) ids.push_back(each.id.str());
  const auto near = nearest(waiver.resource, ids);
  to.error(kUnknownResource, waiver.resource_origin,
           fmt::format("the waiver of {} names an unknown resource {}", waiver.control,
                       quoted(waiver.resource)))
      .fix = near ? fmt::format("did you mean {}?", quoted(*near))
                  : "use the logical id that `archsynth audit` shows";
  return nullptr;
}

/// What a scanner prints: the reason, who accepted it, and until when.
std::string reason_of(const Waiver& waiver) {
  std::string text = waiver.reason;
  if (!waiver.approved_by.empty()) text += fmt::format(" (approved by {})", waiver.approved_by);
  if (!waiver.until.empty()) text += fmt::format(" (until {})", waiver.until);
  return text;
}

/// Whether a construct has said so of the rule already.
bool is_waived(const cfn::Resource& resource, std::string_view tool, std::string_view list,
               std::string_view id) {
  const cfn::Map* metadata = resource.metadata.map();
  const cfn::Value* section = metadata == nullptr ? nullptr : metadata->find(tool);
  const cfn::Map* map = section == nullptr ? nullptr : section->map();
  const cfn::Value* all = map == nullptr ? nullptr : map->find(list);
  if (all == nullptr || all->list() == nullptr) return false;
  return std::any_of(all->list()->begin(), all->list()->end(), [&](const cfn::Value& each) {
    const cfn::Value* known = each.map() == nullptr ? nullptr : each.map()->find("id");
    return known != nullptr && known->string() != nullptr && *known->string() == id;
  });
}

/// The rules that look at resources of the type.
std::vector<std::string_view> ids_for(const spec::Control& control, const spec::TextList& all,
                                      std::string_view type) {
  std::vector<std::string_view> ids;
  for (const std::string_view id : all) {
    if (spec::is_rule_for(control, id, type)) ids.push_back(id);
  }
  return ids;
}

/// The form of archsynth's own suppressions.
void record(cfn::Resource& resource, const Waiver& waiver) {
  if (resource.metadata.map() == nullptr) resource.metadata = cfn::Map{};
  cfn::Value& own = (*resource.metadata.map())["archsynth"];
  if (own.map() == nullptr) own = cfn::Map{};
  cfn::Value& all = (*own.map())["allow"];
  if (all.list() == nullptr) all = cfn::List{};
  std::string reason = waiver.reason;
  if (!waiver.approved_by.empty()) reason += fmt::format(" (approved by {})", waiver.approved_by);
  cfn::Map entry;
  entry.set("id", cfn::Value(waiver.control).with_origin(waiver.control_origin));
  entry.set("reason", std::move(reason));
  if (!waiver.until.empty())
    entry.set("expires", cfn::Value(waiver.until).with_origin(waiver.until_origin));
  all.list()->push_back(cfn::Value(std::move(entry)).with_origin(waiver.control_origin));
}

}  // namespace

void apply_waivers(cfn::Template& result, const std::vector<Waiver>& waivers, Diagnostics& to) {
  for (const Waiver& each : waivers) {
    const spec::Control* control = control_of(each, to);
    cfn::Resource* resource = resource_of(result, each, to);
    if (control == nullptr || resource == nullptr) continue;
    record(*resource, each);
    const std::string reason = reason_of(each);
    const auto ids = [&](spec::TextList all) { return ids_for(*control, all, resource->type); };
    for (const auto id : ids(control->checkov)) {
      if (!is_waived(*resource, "checkov", "skip", id))
        construct::waive(*resource, {.checkov = id}, reason);
    }
    for (const auto id : ids(control->cdk_nag)) {
      if (!is_waived(*resource, "cdk_nag", "rules_to_suppress", id))
        construct::waive(*resource, {.cdk_nag = id}, reason);
    }
    for (const auto id : ids(control->cfn_nag))
      construct::waive(*resource, {.cfn_nag = id}, reason);
    for (const auto id : ids(control->guard)) construct::waive(*resource, {.guard = id}, reason);
    for (const auto id : ids(control->cfn_lint))
      construct::waive(*resource, {.cfn_lint = id}, reason);
  }
}

}  // namespace archsynth::synth
