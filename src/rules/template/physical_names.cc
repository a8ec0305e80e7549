// Names of resources whose schema does not state their form.

#include <fmt/format.h>

#include <algorithm>

#include "archsynth/support/characters.h"
#include "archsynth/support/text.h"
#include "rules/rule.h"

namespace archsynth::analysis {
namespace {

constexpr std::string_view kBalancerNamePage =
    "https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/"
    "API_CreateLoadBalancer.html";

/// What a service takes as a name. Letters and digits always count.
struct NameForm {
  std::string_view type;
  std::string_view property;
  std::size_t most;
  std::string_view others;  ///< other characters
  bool starts_with_letter;
  bool dashes_stand_alone;  ///< no two in a row, none at the end
  std::string_view not_at_start;
};

constexpr NameForm kNameForms[] = {
    {"AWS::ElasticLoadBalancingV2::LoadBalancer", "Name", 32, "-", false, false, "internal-"},
    {"AWS::ElasticLoadBalancingV2::TargetGroup", "Name", 32, "-", false, false, ""},
    {"AWS::RDS::DBInstance", "DBInstanceIdentifier", 63, "-", true, true, ""},
    {"AWS::RDS::DBCluster", "DBClusterIdentifier", 63, "-", true, true, ""},
    {"AWS::RDS::DBSubnetGroup", "DBSubnetGroupName", 255, ".-_ ", true, false, ""},
    {"AWS::ElastiCache::ReplicationGroup", "ReplicationGroupId", 40, "-", true, true, ""},
};

/// What stands for a part of a name that only a deployment tells.
constexpr char kUnknown = '\x01';

/// The name with `kUnknown` for each part that is not known; empty when nothing is.
std::string known_parts(const View& view, const cfn::Value* value) {
  if (value == nullptr) return {};
  if (const auto text = view.text(value)) return *text;
  const auto* sub = value->get_if<cfn::Sub>();
  if (sub == nullptr || !sub->variables.empty()) return {};
  std::string name;
  for (const cfn::SubPiece& piece : cfn::pieces(*sub)) {
    name += piece.kind == cfn::SubPiece::Kind::kText ? piece.text : std::string(1, kUnknown);
  }
  return name.find("{{") == name.npos ? name : std::string();
}

std::string name_fault(const NameForm& form, const std::string& name) {
  const auto is_unknown = [](char c) { return c == kUnknown; };
  const auto known = static_cast<std::size_t>(
      std::count_if(name.begin(), name.end(), [](char c) { return c != kUnknown; }));
  const bool whole = known == name.size();
  if (known > form.most) {
    return fmt::format("has {}{} characters; at most {} are allowed", whole ? "" : "at least ",
                       known, form.most);
  }
  for (const char c : name) {
    if (is_unknown(c) || is_letter_or_digit(c) || form.others.find(c) != form.others.npos) continue;
    return fmt::format("contains {}, but only letters, digits and {} are allowed",
                       quoted(std::string(1, c)), quoted(form.others));
  }
  if (!form.not_at_start.empty() && name.starts_with(form.not_at_start)) {
    return fmt::format("must not start with {}", quoted(form.not_at_start));
  }
  if (form.starts_with_letter && !is_unknown(name.front()) && !is_letter(name.front())) {
    return "must start with a letter";
  }
  if (name.front() == '-' || name.back() == '-') return "must not start or end with a hyphen";
  if (form.dashes_stand_alone && name.find("--") != name.npos) {
    return "must not have two hyphens in a row";
  }
  return {};
}

void check_names(const View& view, const Report& report) {
  for (const NameForm& form : kNameForms) {
    for (const cfn::Resource* resource : view.of(form.type)) {
      const cfn::Value* place = property(*resource, {form.property});
      const std::string name = known_parts(view, place);
      if (name.empty()) continue;
      const std::string fault = name_fault(form, name);
      if (fault.empty()) continue;
      report(*resource, place,
             fmt::format("\"{}\" of {} {}", form.property, quoted(resource->id.str()), fault));
    }
  }
}

constexpr Rule kPhysicalNamesRules[] = {
    {"ARC4920", Severity::kError, "name is not valid for the service",
     "the service refuses the name", "change the name", kBalancerNamePage, "", check_names},
};

}  // namespace

std::span<const Rule> physical_name_rules() { return kPhysicalNamesRules; }

}  // namespace archsynth::analysis
