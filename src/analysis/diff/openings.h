#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "analysis/diff/propagate.h"
#include "conditions.h"
#include "spec/updates.h"

namespace archsynth::analysis {

/// What a rule of a security group, or a range of addresses, lets through.
struct Traffic {
  bool is_ingress = true;
  std::string protocol;
  int from = 0;  ///< ports
  int to = 65535;
  std::string other;  ///< where it comes from or goes to
};

/// What is open in one state of a stack.
struct Opening {
  std::string resource;
  std::string owner;  ///< what it is an opening of, where a resource of its own says so
  bool is_public = false;
  bool is_administration = false;  ///< a port for administrators, for anyone
  Origin origin = {};
  Grant grant = {};
  std::optional<Traffic> traffic = {};
  std::string attached = {};  ///< the policy of the template that it attaches
  std::string policy = {};    ///< the ARN of a managed policy
  std::string within = {};    ///< the guard that it is a part of: without that one it is not told
  std::string limits = {};    ///< what its conditions say, in words
  std::string for_all = {};   ///< how the same reads where it is for anyone; empty: it never is
  /// Of a statement: operator and key → the values that meet it.
  Conditions conditions = {};
  /// What the principal is limited by, where that is said by it: `everyone in o-1`.
  Conditions of_principal = {};
};

/// By what one reads of it. Statements may say the same under several conditions.
using Openings = std::map<std::string, std::vector<Opening>>;

struct OpenState {
  Openings allowed;
  Openings denied;  ///< what is closed in any case
};

/// What policies permit and deny, as objects or as JSON text.
void add_policies(const cfn::Resource& resource, OpenState& state);

/// Of rows of `openings`: the property closes something while it has one of the values.
inline constexpr std::string_view kGuard = "guard:";
/// Firewalls and the like that are on: their removal opens what they guard.
void add_guards(const cfn::Resource& resource, Openings& guards);

/// What rows of `openings` say of a resource, guards apart.
void add_switches(const cfn::Resource& resource, const ResourcesById& all, OpenState& state);

/// What a policy in the language Cedar permits or forbids.
void add_cedar(const cfn::Resource& resource, const std::string& policy, OpenState& state);

/// How the guard reads that a rule of a web application firewall is.
std::string enforced(const cfn::Resource& rules, const std::string& rule);

/// What filters let through: entries of network ACLs, in their order, and sets of addresses that
/// rules of a web application firewall refer to.
void add_filters(const ResourcesById& resources, OpenState& state);

/// What items of a list, or the words of an access string, permit.
void add_permissions(const cfn::Resource& resource, const spec::OpenProperty& row,
                     Openings& openings);

/// What is open or closed of a resource as a whole.
Opening opening_of(const cfn::Resource& resource, std::string owner);

/// What is permitted, and on what, in words.
std::string action_text(const Grant& grant);
std::string on_text(const Grant& grant);

/// Whether an ARN is that of a managed policy of AWS.
inline bool is_managed_policy(std::string_view arn) {
  return arn.find(":iam::aws:policy/") != arn.npos;
}

/// A value in a word or two: that of a group or an ARN is the resource's name.
std::string shown(const cfn::Value* value);
bool is_anyone(std::string_view source);
/// Whether a port is let in by which machines are administered: SSH, Docker, Remote Desktop, WinRM.
bool is_for_administrators(const Traffic& traffic);
/// A block of IPv6 as it is customarily written; other texts as they are.
std::string block_text(std::string text);
/// Whether an address range is within another; equal texts are.
bool is_within(const std::string& part, const std::string& whole);
/// What stands at a path; the items of what is a list.
std::vector<const cfn::Value*> items_at(const cfn::Resource& resource, std::string_view path);
/// A value that a row of `openings` is about, and the object around it.
struct Item {
  const cfn::Value* value = nullptr;
  const cfn::Value* around = nullptr;
};
/// The values at the property of a row, as far as its `?` holds for what is around them.
std::vector<Item> items_of(const cfn::Resource& resource, const spec::OpenProperty& row);
/// Before the accounts, or the organization, all of whose principals are let in.
inline constexpr std::string_view kEveryoneOf = "every principal of ";
/// Between several of them.
inline constexpr std::string_view kOr = " or ";

/// Between `any action` and the actions that a grant leaves out.
inline constexpr std::string_view kExcept = " except ";
/// An account by its number, which means the same as the ARN of its root; a service by the name
/// that it has in each partition.
/// Source:
/// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
std::string principal_of(std::string text);

/// Ports that are open, from → to; no two ranges touch.
using PortRanges = std::map<int, int>;
/// The first and the last address of a block of IPv4.
using Addresses = std::pair<std::uint32_t, std::uint32_t>;
/// The ports that rules open, by whom they are for.
struct AddressRules {
  std::map<Addresses, PortRanges> ipv4;
  std::map<std::string, PortRanges> others;  ///< groups, prefix lists, blocks of IPv6
};

/// What openings let through, be it in other words: a wider range of ports, `s3:*`.
class LetThrough {
 public:
  explicit LetThrough(const Openings& all);

  /// Whether the same is let through, under conditions that are no stricter.
  bool has(const std::string& what, const Opening& opening) const;
  /// Whether the groups let it through, be it in parts of its addresses.
  bool has_traffic(const std::set<std::string>& groups, const Traffic& traffic) const;
  /// What the owner lets through from anyone.
  std::vector<const Opening*> public_traffic(const std::string& owner) const;

 private:
  bool has_grant(const Opening& opening) const;
  /// Whether the same resource has an access policy of Kubernetes that permits as much.
  bool has_access(const std::string& what) const;
  /// Whether policies of the same owner allow all that a managed policy does.
  bool has_policy(const Opening& opening) const;
  void add_rule(const Opening& opening);
  /// Whether rules let ports of the traffic through for all of the addresses, a block.
  bool has_addresses(const std::vector<const AddressRules*>& rules, const Addresses& all,
                     const Traffic& traffic) const;

  const Openings& all_;
  /// By owner, direction (whether it is ingress) and protocol.
  std::map<std::tuple<std::string, bool, std::string>, AddressRules> rules_;
  std::map<std::string, std::vector<const Opening*>, std::less<>> public_;  ///< traffic, by owner
  /// So many blocks are looked at by halves; past them, what only parts let through counts as
  /// closed.
  mutable std::size_t halves_left_ = 100'000;
  std::map<std::string, std::vector<const Opening*>, std::less<>> grants_;    ///< with wildcards
  std::map<std::string, std::vector<const Opening*>, std::less<>> by_name_;   ///< all grants
  std::map<std::string, std::vector<const Opening*>, std::less<>> policies_;  ///< that are managed
};

/// Everything that is open.
OpenState open_state(const ResourcesById& resources);

}  // namespace archsynth::analysis
