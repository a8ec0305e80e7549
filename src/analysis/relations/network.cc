#include "network.h"

#include <fmt/format.h>

#include "archsynth/support/text.h"

namespace archsynth::analysis {
namespace {

constexpr std::string_view kSubnet = "AWS::EC2::Subnet";
constexpr std::string_view kRouteTable = "AWS::EC2::RouteTable";
constexpr std::string_view kGroup = "AWS::EC2::SecurityGroup";

}  // namespace

const cfn::Value* vpc_of_subnet(const View& view, const cfn::Value* subnet) {
  const cfn::Resource* resource = view.target(subnet, kSubnet);
  return resource == nullptr ? nullptr : property(*resource, {"VpcId"});
}

const cfn::Value* vpc_of_group(const View& view, const cfn::Value* group) {
  const cfn::Resource* resource = view.target(group, kGroup);
  return resource == nullptr ? nullptr : property(*resource, {"VpcId"});
}

const cfn::Value* vpc_of_table(const View& view, const cfn::Value* table) {
  const cfn::Resource* resource = view.target(table, kRouteTable);
  return resource == nullptr ? nullptr : property(*resource, {"VpcId"});
}

std::string zone_name(const View& view, const cfn::Value* zone) {
  if (zone == nullptr) return {};
  if (const auto text = view.text(zone)) return *text;
  const auto* attribute = zone->get_if<cfn::GetAtt>();
  if (attribute != nullptr && attribute->attribute == "AvailabilityZone") {
    if (view.target(zone, kSubnet) != nullptr) return zone_of(view, zone);
  }
  const auto* call = zone->get_if<cfn::Call>();
  if (call == nullptr || call->function != cfn::Function::kSelect) return {};
  const cfn::List* arguments = call->argument.front().list();
  if (arguments == nullptr || arguments->size() != 2) return {};
  const auto index = view.number(&(*arguments)[0]);
  const auto* zones = (*arguments)[1].get_if<cfn::Call>();
  if (!index || zones == nullptr || zones->function != cfn::Function::kGetAZs) return {};
  return fmt::format("Fn::GetAZs {}", *index);
}

std::string zone_of(const View& view, const cfn::Value* subnet) {
  const cfn::Resource* resource = view.target(subnet, kSubnet);
  if (resource == nullptr) return {};
  const cfn::Value* zone = property(*resource, {"AvailabilityZone"});
  return zone_name(view, zone != nullptr ? zone : property(*resource, {"AvailabilityZoneId"}));
}

std::string name_of(const View& view, const cfn::Value* value) {
  if (const cfn::Resource* resource = view.target(value)) return quoted(resource->id.str());
  return value != nullptr && value->string() != nullptr ? quoted(*value->string()) : "another";
}

}  // namespace archsynth::analysis
