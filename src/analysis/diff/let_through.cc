#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "archsynth/support/characters.h"
#include "archsynth/support/text.h"
#include "conditions.h"
#include "equal_values.h"
#include "identities.h"
#include "openings.h"
#include "spec/managed_policies.h"

namespace archsynth::analysis {
namespace {

/// Negative where it is not a range.
int prefix_length(const std::string& range) {
  const std::size_t slash = range.find('/');
  int bits = -1;
  if (slash != range.npos) {
    std::from_chars(range.data() + slash + 1, range.data() + range.size(), bits);
  }
  return bits;
}

/// Whether what meets the conditions of one met those of the other as well.
bool is_as_strict(const Opening& now, const Opening& old) {
  return are_as_strict(now.conditions, old.conditions) ||
         are_as_strict(now.of_principal, old.conditions);
}

/// What `any action except …` leaves out; nothing for other texts.
std::vector<std::string_view> excluded(std::string_view text) {
  const std::size_t except = text.find(kExcept);
  if (!text.starts_with("any") || except == text.npos) return {};
  std::vector<std::string_view> left_out;
  for (std::string_view each : split(text.substr(except + kExcept.size()), ',')) {
    each.remove_prefix(std::min(each.size(), each.find_first_not_of(' ')));
    left_out.push_back(each);
  }
  return left_out;
}

/// The accounts and organizations of `every principal of o-1 or o-2`; other texts by themselves.
std::vector<std::string_view> members_of(std::string_view text) {
  if (text.starts_with(kEveryoneOf)) text.remove_prefix(kEveryoneOf.size());
  std::vector<std::string_view> members;
  for (std::size_t at = text.find(kOr); at != text.npos; at = text.find(kOr)) {
    members.push_back(text.substr(0, at));
    text.remove_prefix(at + kOr.size());
  }
  members.push_back(text);
  return members;
}

/// Whether one is for all principals that the other one is for.
bool is_for_principals(std::string_view whole, std::string_view part) {
  if (whole == part) return true;
  if (whole == "*") return !part.empty();
  if (!whole.starts_with(kEveryoneOf)) return false;
  const auto all = members_of(whole);
  const auto some = members_of(part);
  return std::all_of(some.begin(), some.end(), [&](std::string_view each) {
    return std::find(all.begin(), all.end(), each) != all.end();
  });
}

bool has_wildcard(const Grant& grant) {
  const auto is_pattern = [](const std::string& text) {
    return text.find_first_of("*?") != std::string::npos || !excluded(text).empty();
  };
  return grant.principal == "*" || grant.principal.starts_with(kEveryoneOf) ||
         is_pattern(grant.action) || is_pattern(grant.on);
}

/// Whether two patterns are for nothing in common, as far as their beginnings show.
bool are_apart(std::string_view a, std::string_view b) {
  const std::string_view one = a.substr(0, a.find_first_of("*?"));
  const std::string_view other = b.substr(0, b.find_first_of("*?"));
  if (one.size() == a.size() && other.size() == b.size()) return a != b;
  return !one.starts_with(other) && !other.starts_with(one);
}

/// Whether a text is for all that another one is for, each a pattern or `anything except …`.
bool is_as_wide(const std::string& a, const std::string& b, bool folds_case) {
  if (a == b || a == "*") return true;
  const auto without = excluded(a);
  const auto known = excluded(b);
  if (without.empty()) return known.empty() && is_for(a, b, folds_case);
  return std::all_of(without.begin(), without.end(), [&](std::string_view each) {
    if (known.empty()) return are_apart(each, b);
    return std::any_of(known.begin(), known.end(),
                       [&](std::string_view other) { return is_for(other, each, folds_case); });
  });
}

/// What a managed policy that is known permits.
std::vector<Opening> grants_of(const std::string& policy) {
  std::vector<Opening> grants;
  const auto texts = [](const spec::TextList& list, bool is_excluded) {
    std::vector<std::string> all;
    for (const std::string_view each : list) all.emplace_back(each);
    return is_excluded ? std::vector<std::string>{fmt::format("any{}{}", kExcept, join(all, ", "))}
                       : all;
  };
  for (const spec::ManagedStatement& each : spec::managed_policy(policy)) {
    for (const std::string& action : texts(each.actions, each.has_other_actions)) {
      for (const std::string& on : texts(each.resources, each.has_other_resources)) {
        Opening& grant = grants.emplace_back();
        grant.grant = {"", action, on};
        for (const std::string_view condition : each.conditions) {
          grant.conditions[std::string(condition)] = {};
        }
      }
    }
  }
  return grants;
}

/// Equal for grants of which one is the other: actions are the same in any case.
/// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_action.html
std::string name_of(const Opening& opening) {
  const Grant& grant = opening.grant;
  return fmt::format("{}\n{}\n{}\n{}", opening.resource, grant.principal, lower_case(grant.action),
                     grant.on);
}

bool covers(const Grant& whole, const Grant& part) {
  if (!is_for_principals(whole.principal, part.principal)) return false;
  return is_as_wide(whole.action, part.action, true) && is_as_wide(whole.on, part.on, false);
}

/// How much an access policy of a Kubernetes cluster permits, each all of those before it; 0: not
/// known.
/// Source: https://docs.aws.amazon.com/eks/latest/userguide/access-policy-permissions.html
std::size_t rank_of_access(std::string_view what) {
  constexpr std::string_view kPolicies[] = {"cluster-access-policy/AmazonEKSViewPolicy",
                                            "cluster-access-policy/AmazonEKSEditPolicy",
                                            "cluster-access-policy/AmazonEKSAdminPolicy",
                                            "cluster-access-policy/AmazonEKSClusterAdminPolicy"};
  for (std::size_t i = 0; i < std::size(kPolicies); ++i) {
    if (what.ends_with(kPolicies[i])) return i + 1;
  }
  return 0;
}

/// Whether the ports of a rule are ports; those of ICMP and the like count only where all are open.
bool has_usable_ports(const Traffic& rule) {
  if (rule.protocol == "tcp" || rule.protocol == "udp") return rule.from <= rule.to;
  return rule.from == 0 && rule.to == 65535;
}

void open_ports(PortRanges& ranges, int from, int to) {
  auto next = ranges.upper_bound(from);
  if (next != ranges.begin() && std::prev(next)->second + 1 >= from) --next;
  while (next != ranges.end() && next->first <= to + 1) {
    from = std::min(from, next->first);
    to = std::max(to, next->second);
    next = ranges.erase(next);
  }
  ranges.emplace(from, to);
}

/// Whether the ranges together have all ports of the traffic.
bool has_ports(const std::vector<const PortRanges*>& open, const Traffic& traffic) {
  for (int port = traffic.from;;) {
    int last = -1;
    for (const PortRanges* ranges : open) {
      const auto after = ranges->upper_bound(port);
      if (after != ranges->begin()) last = std::max(last, std::prev(after)->second);
    }
    if (last < port) return false;
    if (last >= traffic.to) return true;
    port = last + 1;
  }
}

/// Whether there is a rule for some of the addresses only.
bool has_parts(const std::map<Addresses, PortRanges>& ranges, const Addresses& all) {
  for (auto each = ranges.lower_bound({all.first, all.first}); each != ranges.end(); ++each) {
    if (each->first.first > all.second) return false;
    if (each->first.second <= all.second && each->first != all) return true;
  }
  return false;
}

}  // namespace

bool is_within(const std::string& part, const std::string& whole) {
  if (part == whole) return true;
  if (prefix_length(whole) < 0 || prefix_length(part) < prefix_length(whole)) return false;
  return overlap(AddressRange(part), AddressRange(whole));
}

/// Patterns of one resource that are looked through: policies that AWS takes have fewer.
constexpr std::size_t kMostPatterns = 64;

LetThrough::LetThrough(const Openings& all) : all_(all) {
  for (const auto& [what, openings] : all) {
    for (const Opening& each : openings) {
      if (each.traffic) add_rule(each);
      if (!each.policy.empty()) policies_[each.resource].push_back(&each);
      if (each.grant.action.empty()) continue;
      by_name_[name_of(each)].push_back(&each);
      if (!has_wildcard(each.grant)) continue;
      std::vector<const Opening*>& grants = grants_[each.resource];
      if (grants.size() < kMostPatterns) grants.push_back(&each);
    }
  }
}

void LetThrough::add_rule(const Opening& opening) {
  const Traffic& rule = *opening.traffic;
  if (opening.is_public) public_[opening.owner].push_back(&opening);
  if (!has_usable_ports(rule)) return;
  AddressRules& rules = rules_[{opening.owner, rule.is_ingress, rule.protocol}];
  const AddressRange range(rule.other);
  PortRanges& ports =
      range.is_ipv4 ? rules.ipv4[{range.first, range.last}] : rules.others[rule.other];
  open_ports(ports, rule.from, rule.to);
}

bool LetThrough::has(const std::string& what, const Opening& opening) const {
  const auto is_said = [&](const std::string& text) {
    const auto found = all_.find(text);
    return found != all_.end() &&
           std::any_of(found->second.begin(), found->second.end(),
                       [&](const Opening& each) { return is_as_strict(opening, each); });
  };
  if (is_said(what) || is_said(opening.for_all) || has_access(what)) return true;
  if (opening.traffic) return has_traffic({opening.owner}, *opening.traffic);
  if (!opening.policy.empty()) return has_policy(opening);
  return !opening.grant.action.empty() && has_grant(opening);
}

bool LetThrough::has_access(const std::string& what) const {
  const std::size_t rank = rank_of_access(what);
  const std::string_view subject = std::string_view(what).substr(0, what.rfind(' ') + 1);
  if (rank == 0) return false;
  for (auto each = all_.lower_bound(std::string(subject)); each != all_.end(); ++each) {
    if (!each->first.starts_with(subject)) return false;
    if (rank_of_access(each->first) >= rank) return true;
  }
  return false;
}

bool LetThrough::has_policy(const Opening& opening) const {
  std::vector<Opening> held;
  if (const auto found = policies_.find(opening.resource); found != policies_.end()) {
    for (const Opening* each : found->second) {
      std::vector<Opening> own = grants_of(each->policy);
      std::move(own.begin(), own.end(), std::back_inserter(held));
    }
  }
  std::vector<Opening> wanted = grants_of(opening.policy);
  return !wanted.empty() && std::all_of(wanted.begin(), wanted.end(), [&](Opening& each) {
    each.resource = opening.resource;
    return has_grant(each) || std::any_of(held.begin(), held.end(), [&](const Opening& other) {
             return covers(other.grant, each.grant) && is_as_strict(each, other);
           });
  });
}

bool LetThrough::has_grant(const Opening& opening) const {
  const auto permits = [&](const Opening* each) {
    return covers(each->grant, opening.grant) && is_as_strict(opening, *each);
  };
  for (const auto& [grants, key] :
       {std::pair(&by_name_, name_of(opening)), std::pair(&grants_, opening.resource)}) {
    const auto found = grants->find(key);
    if (found == grants->end()) continue;
    if (std::any_of(found->second.begin(), found->second.end(), permits)) return true;
  }
  return false;
}

bool LetThrough::has_addresses(const std::vector<const AddressRules*>& rules, const Addresses& all,
                               const Traffic& traffic) const {
  std::vector<const PortRanges*> open;
  // Blocks that hold this one are those with fewer bits of it.
  for (std::uint32_t size = all.second - all.first;; size = size << 1U | 1U) {
    for (const AddressRules* each : rules) {
      const auto found = each->ipv4.find({all.first & ~size, all.first | size});
      if (found != each->ipv4.end()) open.push_back(&found->second);
    }
    if (size == ~std::uint32_t{0}) break;
  }
  if (has_ports(open, traffic)) return true;
  if (halves_left_ == 0) return false;
  --halves_left_;
  const bool is_split = std::any_of(rules.begin(), rules.end(), [&](const AddressRules* each) {
    return has_parts(each->ipv4, all);
  });
  const std::uint32_t middle = all.first + (all.second - all.first) / 2;
  return is_split && has_addresses(rules, {all.first, middle}, traffic) &&
         has_addresses(rules, {middle + 1, all.second}, traffic);
}

bool LetThrough::has_traffic(const std::set<std::string>& groups, const Traffic& traffic) const {
  std::vector<const AddressRules*> rules;
  for (const std::string& group : groups) {
    for (const std::string& protocol : {traffic.protocol, std::string("all protocols")}) {
      const auto found = rules_.find({group, traffic.is_ingress, protocol});
      if (found != rules_.end()) rules.push_back(&found->second);
    }
  }
  const AddressRange range(traffic.other);
  if (range.is_ipv4) return has_addresses(rules, {range.first, range.last}, traffic);
  std::vector<const PortRanges*> open;
  for (const AddressRules* each : rules) {
    const auto found = each->others.find(traffic.other);
    if (found != each->others.end()) open.push_back(&found->second);
  }
  return has_ports(open, traffic);
}

std::vector<const Opening*> LetThrough::public_traffic(const std::string& owner) const {
  const auto found = public_.find(owner);
  return found == public_.end() ? std::vector<const Opening*>() : found->second;
}

}  // namespace archsynth::analysis
