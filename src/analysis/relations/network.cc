#include "network.h"

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

std::string name_of(const View& view, const cfn::Value* value) {
  if (const cfn::Resource* resource = view.target(value)) return quoted(resource->id.str());
  return value != nullptr && value->string() != nullptr ? quoted(*value->string()) : "another";
}

}  // namespace archsynth::analysis
