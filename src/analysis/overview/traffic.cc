#include "analysis/diagram/ports.h"
#include "parts.h"

namespace archsynth::analysis {
namespace {

struct Way {
  std::string_view property;  ///< of the group
  std::string_view type;      ///< of a rule by itself
  bool is_inbound;
  std::string_view others[5];  ///< properties of a rule that name the other end
};
constexpr Way kWays[] = {
    {"SecurityGroupIngress",
     "AWS::EC2::SecurityGroupIngress",
     true,
     {"SourceSecurityGroupId", "SourceSecurityGroupName", "SourcePrefixListId", "CidrIp",
      "CidrIpv6"}},
    {"SecurityGroupEgress",
     "AWS::EC2::SecurityGroupEgress",
     false,
     {"DestinationSecurityGroupId", "DestinationPrefixListId", "CidrIp", "CidrIpv6", {}}},
};

void add_rows(const View& view, const Way& way, const std::string& group, const cfn::Value& rule,
              std::vector<TrafficRow>& rows) {
  for (const std::string_view property : way.others) {
    if (property.empty()) continue;
    for (const cfn::Value* value : values_at(rule, property)) {
      TrafficRow row{group, way.is_inbound, shown_value(view, *value), rule_ports(view, rule), {}};
      for (const cfn::Value* reason : values_at(rule, "Description")) {
        row.reason = shown_value(view, *reason);
      }
      rows.push_back(std::move(row));
    }
  }
}

void add_rows_of(const View& view, const Way& way, const cfn::Resource& group,
                 std::vector<TrafficRow>& rows) {
  const std::size_t known = rows.size();
  for (const cfn::Value* value : values_at(group, way.property)) {
    const cfn::Value all = value->list() != nullptr ? *value : cfn::Value(cfn::List{*value});
    for (const cfn::Value& rule : *all.list()) {
      for (const Case& one : view.cases(&rule)) {
        if (one.value != nullptr) add_rows(view, way, group.id.str(), *one.value, rows);
      }
    }
  }
  for (const cfn::Resource* each : view.of(way.type)) {
    const cfn::Value rule(each->properties);
    for (const cfn::Value* value : values_at(*each, "GroupId")) {
      for (const Leaf& leaf : leaves(view, *value)) {
        if (leaf.resource == &group) add_rows(view, way, group.id.str(), rule, rows);
      }
    }
  }
  // Source: https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html
  if (!way.is_inbound && rows.size() == known && lacks(group, way.property)) {
    rows.push_back(
        {group.id.str(), false, "0.0.0.0/0", "all traffic", "allowed by AWS by default"});
  }
}

/// Rules of groups that the template does not make.
void add_foreign_rows(const View& view, const Way& way, std::vector<TrafficRow>& rows) {
  for (const cfn::Resource* each : view.of(way.type)) {
    const cfn::Value rule(each->properties);
    for (const cfn::Value* value : values_at(*each, "GroupId")) {
      for (const Leaf& leaf : leaves(view, *value)) {
        if (leaf.resource == nullptr) add_rows(view, way, leaf.name, rule, rows);
      }
    }
  }
}

}  // namespace

std::vector<TrafficRow> traffic_rows(const View& view) {
  std::vector<TrafficRow> rows;
  for (const cfn::Resource* group : view.of("AWS::EC2::SecurityGroup")) {
    for (const Way& way : kWays) add_rows_of(view, way, *group, rows);
  }
  for (const Way& way : kWays) add_foreign_rows(view, way, rows);
  return rows;
}

}  // namespace archsynth::analysis
