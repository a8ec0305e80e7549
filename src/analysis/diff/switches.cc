// Properties that leave something open: rows of `openings`.

#include <fmt/format.h>

#include <algorithm>

#include "analysis/diagram/values.h"
#include "archsynth/support/text.h"
#include "openings.h"
#include "rules/template/embedded.h"
#include "spec/updates.h"
#include "updates.h"
#include "view/view.h"

namespace archsynth::analysis {
namespace {

/// Whether an object in the JSON that a property holds has a member with a value.
bool has_member(const cfn::Value* json, std::string_view key, std::string_view wanted) {
  const auto document = embedded(json);
  if (!document) return false;
  bool found = false;
  cfn::walk(document->value, [&](const cfn::Value& each) {
    const cfn::Value* value = member(&each, {key});
    found |= value != nullptr && shown(value) == wanted;
  });
  return found;
}

bool is_open(const cfn::Resource& resource, const spec::OpenProperty& property) {
  constexpr std::string_view kLists[] = {"access", "actions", "cedar",   "grant",  "guards",
                                         "joins",  "lacks",   "members", "ranges", "reaches"};
  const std::string_view form = property.open.substr(0, property.open.find_first_of("?:@"));
  if (property.open.starts_with(kGuard) ||
      std::find(std::begin(kLists), std::end(kLists), form) != std::end(kLists)) {
    return false;
  }
  const cfn::Value* value = value_at(resource, property.property);
  constexpr std::string_view kJson = "json:";
  if (property.open.starts_with(kJson)) {
    const std::string_view wanted = property.open.substr(kJson.size());
    const std::size_t equals = wanted.find('=');
    return has_member(value, wanted.substr(0, equals), wanted.substr(equals + 1));
  }
  if (property.open == "absent") return value == nullptr;
  if (property.open == "present") return value != nullptr;
  std::string text = shown(value);
  const bool is_truth = property.open == "true" || property.open == "false";
  // CloudFormation takes booleans in any case.
  if (is_truth) {
    std::transform(text.begin(), text.end(), text.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  }
  if (property.open != "false_within") {
    if (value != nullptr && value->list() == nullptr) return text == property.open;
    // The path may lead through a list, or to one.
    const auto all = items_at(resource, property.property);
    return std::any_of(all.begin(), all.end(),
                       [&](const cfn::Value* each) { return shown(each) == property.open; });
  }
  const std::string_view around = property.property.substr(0, property.property.rfind('.'));
  return value_at(resource, around) != nullptr && text != "true" && text != "True";
}

/// The ranges of addresses that a list lets in; all where there is no list.
void add_ranges(const cfn::Resource& resource, const spec::OpenProperty& property,
                Openings& openings) {
  const std::vector<const cfn::Value*> stated = values_at(resource, property.property);
  cfn::List ranges;
  for (const cfn::Value* each : stated) {
    if (each->list() != nullptr)
      ranges.insert(ranges.end(), each->list()->begin(), each->list()->end());
  }
  const bool is_list = std::any_of(stated.begin(), stated.end(),
                                   [](const cfn::Value* each) { return each->list() != nullptr; });
  if (!is_list) ranges.emplace_back("0.0.0.0/0");
  for (const cfn::Value& each : ranges) {
    Opening opening = opening_of(resource, resource.id.str());
    opening.traffic = {true, "all protocols", 0, 65535, shown(&each)};
    openings[fmt::format("{}: {} {}", resource.id.str(), property.what, shown(&each))].push_back(
        opening);
  }
}

/// Accounts and others that a list lets in.
void add_members(const cfn::Resource& resource, const spec::OpenProperty& property,
                 Openings& openings) {
  for (const Item& item : items_of(resource, property)) {
    Opening opening = opening_of(resource, resource.id.str());
    const std::string who = principal_of(shown(item.value));
    opening.is_public = property.is_public || who == "*";
    if (is_managed_policy(who)) opening.policy = who;
    if (item.value->origin().known()) opening.origin = item.value->origin();
    opening.for_all = fmt::format("{}: {} anyone", resource.id.str(), property.what);
    openings[who == "*" ? opening.for_all
                        : fmt::format("{}: {} {}", resource.id.str(), property.what, who)]
        .push_back(opening);
  }
}

/// Whether one of the lists has no item with a value, or there is no list: of filters that all of
/// such a list must let pass.
bool lacks_item(const cfn::Resource& resource, const spec::OpenProperty& row) {
  const std::string_view form = row.open.substr(0, row.open.find('?'));
  const std::string_view wanted = form.substr(form.find(':') + 1);
  const std::size_t equals = wanted.find('=');
  const auto has_it = [&](const cfn::Value* list) {
    return list->list() != nullptr &&
           std::any_of(list->list()->begin(), list->list()->end(), [&](const cfn::Value& each) {
             return shown(member(&each, {wanted.substr(0, equals)})) == wanted.substr(equals + 1);
           });
  };
  const std::size_t mark = row.open.find('?');
  const std::string_view only = mark == row.open.npos ? "" : row.open.substr(mark + 1);
  const std::string_view around = row.property.substr(0, row.property.rfind('.'));
  for (const cfn::Value* each : items_at(resource, around)) {
    const bool counts = only.empty() || shown(member(each, {only.substr(0, only.find('='))})) ==
                                            only.substr(only.find('=') + 1);
    if (!counts) continue;
    const cfn::Value* lists = member(each, {row.property.substr(around.size() + 1)});
    if (lists == nullptr) return true;
    if (lists->list() == nullptr) continue;
    for (const cfn::Value& list : *lists->list()) {
      if (!has_it(&list)) return true;
    }
  }
  return false;
}

/// What the resource guards is named by a property: it is open once the resource is gone.
void add_guarded(const cfn::Resource& resource, const spec::OpenProperty& row, Openings& guards) {
  const std::size_t at = row.open.find('@');
  const std::string_view form = row.open.substr(0, row.open.find('?'));
  const std::string by =
      at == row.open.npos ? "" : " " + shown(value_at(resource, form.substr(at + 1)));
  for (const Item& each : items_of(resource, row)) {
    const std::string guarded = shown(each.value);
    guards[fmt::format("{}: {}{}", guarded, row.what, by)].push_back(opening_of(resource, guarded));
  }
}

/// One grant, whose parts are properties of the resource: `grant:ACTION@PRINCIPAL`, on what the
/// property names.
void add_grant(const cfn::Resource& resource, const spec::OpenProperty& row, Openings& openings) {
  const std::size_t at = row.open.find('@');
  const std::size_t colon = row.open.find(':');
  const cfn::Value* on = value_at(resource, row.property);
  const std::string stated = shown(value_at(resource, row.open.substr(colon + 1, at - colon - 1)));
  const std::string principal = principal_of(shown(value_at(resource, row.open.substr(at + 1))));
  const auto actions = stated == "READWRITE" ? std::vector<std::string>{"READ", "WRITE"}
                                             : std::vector<std::string>{stated};
  for (const std::string& action : actions) {
    Opening opening = opening_of(resource, resource.id.str());
    opening.grant = {principal, action, on == nullptr ? "*" : shown(on)};
    openings[fmt::format("{} {} {} {}{}", opening.owner, row.what, principal,
                         action_text(opening.grant), on_text(opening.grant))]
        .push_back(opening);
  }
}

/// What a front end makes reachable: not what is on the internet anyway.
void add_reached(const cfn::Resource& resource, const ResourcesById& all,
                 const spec::OpenProperty& row, Openings& openings) {
  for (const Item& each : items_of(resource, row)) {
    const std::string name = shown(each.value);
    const auto target = all.find(name);
    const bool is_balancer =
        target != all.end() && target->second->type == "AWS::ElasticLoadBalancingV2::LoadBalancer";
    if (is_balancer && shown(property(*target->second, {"Scheme"})) != "internal") continue;
    Opening opening = opening_of(resource, name);
    opening.is_public = row.is_public;
    openings[fmt::format("{}: {} {}", resource.id.str(), row.what, name)].push_back(opening);
  }
}

}  // namespace

void add_switches(const cfn::Resource& resource, const ResourcesById& all, OpenState& state) {
  for (const spec::OpenProperty& each : spec::open_properties(resource.type)) {
    if (each.open == "ranges") add_ranges(resource, each, state.allowed);
    if (each.open.starts_with("members")) add_members(resource, each, state.allowed);
    if (each.open == "access" || each.open == "actions") {
      add_permissions(resource, each, state.allowed);
    }
    if (each.open.starts_with("grant:")) add_grant(resource, each, state.allowed);
    if (each.open.starts_with("guards")) add_guarded(resource, each, state.denied);
    if (each.open == "reaches") add_reached(resource, all, each, state.allowed);
    if (each.open == "cedar") add_cedar(resource, shown(value_at(resource, each.property)), state);
    const bool is_lacking = each.open.starts_with("lacks:") && lacks_item(resource, each);
    if (!is_lacking && !is_open(resource, each)) continue;
    const cfn::Value* value = value_at(resource, each.property);
    Opening opening = opening_of(resource, resource.id.str());
    opening.is_public = each.is_public;
    if (value != nullptr && value->origin().known()) opening.origin = value->origin();
    state.allowed[fmt::format("{}: {}", resource.id.str(), each.what)].push_back(opening);
  }
}

}  // namespace archsynth::analysis
