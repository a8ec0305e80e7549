#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "openings.h"
#include "updates.h"
#include "view/view.h"

namespace archsynth::analysis {
namespace {

/// An entry of a network ACL: the first one that fits decides.
struct Entry {
  const cfn::Resource* resource = nullptr;
  std::string list;
  std::string range;
  std::string protocol;
  std::string first;
  std::string last;
  bool is_out = false;
  bool is_allow = false;
  std::optional<long> number;
};

Entry entry_of(const cfn::Resource& resource) {
  const auto text = [&](std::string_view key) { return shown(property(resource, {key})); };
  Entry entry;
  entry.resource = &resource;
  entry.list = text("NetworkAclId");
  entry.range = text("CidrBlock");
  if (entry.range.empty()) entry.range = text("Ipv6CidrBlock");
  entry.protocol = text("Protocol");
  entry.first = shown(property(resource, {"PortRange", "From"}));
  entry.last = shown(property(resource, {"PortRange", "To"}));
  entry.is_out = text("Egress") == "true";
  entry.is_allow = text("RuleAction") == "allow";
  entry.number = whole_number(text("RuleNumber"));
  return entry;
}

/// Whether the first of two entries decides all that the second one is for.
bool decides(const Entry& first, const Entry& second) {
  if (first.list != second.list || first.is_out != second.is_out || !first.number ||
      !second.number || *first.number >= *second.number || !is_within(second.range, first.range)) {
    return false;
  }
  if (first.protocol == "-1") return true;
  if (first.protocol != second.protocol) return false;
  const auto from = whole_number(first.first);
  const auto to = whole_number(first.last);
  const auto second_from = whole_number(second.first);
  const auto second_to = whole_number(second.last);
  const bool is_stated = from && to && second_from && second_to;
  return is_stated ? *from <= *second_from && *second_to <= *to
                   : first.first == second.first && first.last == second.last;
}

void add_entries(const std::vector<Entry>& entries, OpenState& state) {
  for (const Entry& each : entries) {
    const bool is_without_effect =
        std::any_of(entries.begin(), entries.end(), [&](const Entry& other) {
          return other.is_allow != each.is_allow && decides(other, each);
        });
    if (is_without_effect) continue;
    const std::string what = fmt::format(
        "{}: {} protocol {} ports {}-{} {} {}", each.list, each.is_out ? "egress" : "ingress",
        each.protocol, each.first, each.last, each.is_out ? "to" : "from", each.range);
    Opening opening = opening_of(*each.resource, each.list);
    opening.is_public = each.is_allow && !each.is_out && is_anyone(each.range);
    (each.is_allow ? state.allowed : state.denied)[what].push_back(opening);
  }
}

/// A rule of a web application firewall that lets requests pass, or blocks them.
struct AddressRule {
  std::string name;
  bool is_allow = false;
};

/// The ranges of a set of addresses that the rule lets in.
void add_set(const cfn::Resource& set, const AddressRule& rule, Openings& openings) {
  for (const cfn::Value* each : items_at(set, "Addresses")) {
    const std::string range = shown(each);
    Opening opening = opening_of(set, set.id.str());
    opening.is_public = is_anyone(range);
    opening.traffic = {true, "all protocols", 0, 65535, range};
    if (each->origin().known()) opening.origin = each->origin();
    openings[fmt::format("{}: the rule {} lets in {}", opening.owner, rule.name, range)].push_back(
        opening);
  }
}

void add_statement_of(const cfn::Value* statement, const AddressRule& rule, bool is_negated,
                      const ResourcesById& all, Openings& openings) {
  if (statement == nullptr || statement->map() == nullptr) return;
  if (const cfn::Value* set = member(statement, {"IPSetReferenceStatement", "Arn"})) {
    for (const cfn::Reference& each : cfn::references(*set)) {
      const auto found = all.find(each.target.str());
      const bool is_set = found != all.end() && found->second->type == "AWS::WAFv2::IPSet";
      if (is_set && rule.is_allow != is_negated) add_set(*found->second, rule, openings);
    }
  }
  add_statement_of(member(statement, {"NotStatement", "Statement"}), rule, !is_negated, all,
                   openings);
  for (const char* key : {"AndStatement", "OrStatement"}) {
    const cfn::Value* several = member(statement, {key, "Statements"});
    if (several == nullptr || several->list() == nullptr) continue;
    for (const cfn::Value& each : *several->list()) {
      add_statement_of(&each, rule, is_negated, all, openings);
    }
  }
}

void add_address_rules(const cfn::Resource& rules, const ResourcesById& all, Openings& openings) {
  for (const cfn::Value* each : items_at(rules, "Rules")) {
    const bool is_allow = member(each, {"Action", "Allow"}) != nullptr;
    if (!is_allow && member(each, {"Action", "Block"}) == nullptr) continue;
    add_statement_of(member(each, {"Statement"}), {shown(member(each, {"Name"})), is_allow}, false,
                     all, openings);
  }
}

}  // namespace

void add_filters(const ResourcesById& resources, OpenState& state) {
  std::vector<Entry> entries;
  for (const auto& [id, resource] : resources) {
    if (resource->type == "AWS::EC2::NetworkAclEntry") entries.push_back(entry_of(*resource));
    if (resource->type == "AWS::WAFv2::WebACL" || resource->type == "AWS::WAFv2::RuleGroup") {
      add_address_rules(*resource, resources, state.allowed);
    }
  }
  add_entries(entries, state);
}

}  // namespace archsynth::analysis
