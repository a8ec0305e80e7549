#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "canonical.h"
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
  if (entry.range.empty()) entry.range = block_text(text("Ipv6CidrBlock"));
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

/// What an entry lets through, whichever number it has; nothing where others of its list deny.
std::optional<Traffic> traffic_of(const Entry& entry, const std::vector<Entry>& all) {
  constexpr std::pair<std::string_view, std::string_view> kNames[] = {
      {"-1", "all protocols"}, {"6", "tcp"}, {"17", "udp"}};
  const bool has_denial = std::any_of(all.begin(), all.end(), [&](const Entry& each) {
    return !each.is_allow && each.list == entry.list && each.is_out == entry.is_out;
  });
  const auto name = std::find_if(std::begin(kNames), std::end(kNames),
                                 [&](const auto& each) { return each.first == entry.protocol; });
  if (has_denial || !entry.is_allow || name == std::end(kNames)) return std::nullopt;
  Traffic traffic{!entry.is_out, std::string(name->second), 0, 65535, entry.range};
  if (entry.protocol == "-1") return traffic;
  const auto from = whole_number(entry.first);
  const auto to = whole_number(entry.last);
  if (!from || !to) return std::nullopt;
  traffic.from = static_cast<int>(*from);
  traffic.to = static_cast<int>(*to);
  return traffic;
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
    opening.traffic = traffic_of(each, entries);
    (each.is_allow ? state.allowed : state.denied)[what].push_back(opening);
  }
}

/// A rule of a web application firewall that lets requests pass, or blocks them.
struct RequestRule {
  const cfn::Resource& rules;
  std::string name;
  bool is_allow = false;
};

/// What a rule lets in or blocks: of `what`, in words.
Opening& add_request(const RequestRule& rule, bool is_allow, const std::string& what,
                     OpenState& state) {
  const std::string& id = rule.rules.id.str();
  Openings& openings = is_allow ? state.allowed : state.denied;
  Opening& opening = openings[fmt::format("{}: the rule {} {} {}", id, rule.name,
                                          is_allow ? "lets in" : "blocks", what)]
                         .emplace_back(opening_of(rule.rules, id));
  opening.within = enforced(rule.rules, rule.name);
  return opening;
}

/// The ranges of a set of addresses that the rule lets in, or blocks.
void add_set(const cfn::Resource& set, const RequestRule& rule, bool is_allow, OpenState& state) {
  Openings& openings = is_allow ? state.allowed : state.denied;
  for (const cfn::Value* each : items_at(set, "Addresses")) {
    const std::string range = shown(each);
    Opening opening = opening_of(set, set.id.str());
    opening.is_public = is_allow && is_anyone(range);
    opening.traffic = {true, "all protocols", 0, 65535, range};
    opening.within = enforced(rule.rules, rule.name);
    if (each->origin().known()) opening.origin = each->origin();
    openings[fmt::format("{}: the rule {} {} {}", opening.owner, rule.name,
                         is_allow ? "lets in" : "blocks", range)]
        .push_back(opening);
  }
}

/// Texts that a part of a request has to have, as a pattern.
std::string searched_pattern(const cfn::Value& match) {
  const std::string text = shown(member(&match, {"SearchString"}));
  const std::string where = shown(member(&match, {"PositionalConstraint"}));
  if (where == "EXACTLY") return text;
  if (where == "STARTS_WITH") return text + "*";
  return where == "ENDS_WITH" ? "*" + text : "*" + text + "*";
}

/// Countries, rates and texts that a statement is about.
void add_requests(const cfn::Value& statement, const RequestRule& rule, bool is_allow,
                  OpenState& state) {
  const cfn::Value* countries = member(&statement, {"GeoMatchStatement", "CountryCodes"});
  if (countries != nullptr && countries->list() != nullptr) {
    for (const cfn::Value& each : *countries->list()) {
      add_request(rule, is_allow, "requests from " + shown(&each), state);
    }
  }
  if (const cfn::Value* match = member(&statement, {"ByteMatchStatement"})) {
    const cfn::Value* field = member(match, {"FieldToMatch"});
    const std::string pattern = searched_pattern(*match);
    Opening& opening = add_request(rule, is_allow, "requests with " + pattern, state);
    opening.grant = {rule.name, field == nullptr ? "*" : brief(*field), pattern};
  }
  if (const cfn::Value* limit = member(&statement, {"RateBasedStatement", "Limit"})) {
    Opening& opening = add_request(rule, is_allow, "more requests than its limit", state);
    opening.conditions["NumericGreaterThan limit"] = {shown(limit)};
  }
}

void add_statement_of(const cfn::Value* statement, const RequestRule& rule, bool is_negated,
                      const ResourcesById& all, OpenState& state) {
  if (statement == nullptr || statement->map() == nullptr) return;
  const bool is_allow = rule.is_allow != is_negated;
  if (const cfn::Value* set = member(statement, {"IPSetReferenceStatement", "Arn"})) {
    for (const cfn::Reference& each : cfn::references(*set)) {
      const auto found = all.find(each.target.str());
      const bool is_set = found != all.end() && found->second->type == "AWS::WAFv2::IPSet";
      if (is_set) add_set(*found->second, rule, is_allow, state);
    }
  }
  add_requests(*statement, rule, is_allow, state);
  add_statement_of(member(statement, {"NotStatement", "Statement"}), rule, !is_negated, all, state);
  for (const char* key : {"AndStatement", "OrStatement"}) {
    const cfn::Value* several = member(statement, {key, "Statements"});
    if (several == nullptr || several->list() == nullptr) continue;
    for (const cfn::Value& each : *several->list()) {
      add_statement_of(&each, rule, is_negated, all, state);
    }
  }
}

void add_request_rules(const cfn::Resource& rules, const ResourcesById& all, OpenState& state) {
  for (const cfn::Value* each : items_at(rules, "Rules")) {
    const bool is_allow = member(each, {"Action", "Allow"}) != nullptr;
    if (!is_allow && member(each, {"Action", "Block"}) == nullptr) continue;
    add_statement_of(member(each, {"Statement"}), {rules, shown(member(each, {"Name"})), is_allow},
                     false, all, state);
  }
}

}  // namespace

void add_filters(const ResourcesById& resources, OpenState& state) {
  std::vector<Entry> entries;
  for (const auto& [id, resource] : resources) {
    if (resource->type == "AWS::EC2::NetworkAclEntry") entries.push_back(entry_of(*resource));
    if (resource->type == "AWS::WAFv2::WebACL" || resource->type == "AWS::WAFv2::RuleGroup") {
      add_request_rules(*resource, resources, state);
    }
  }
  add_entries(entries, state);
}

}  // namespace archsynth::analysis
