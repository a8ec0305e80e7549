#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "archsynth/support/text.h"
#include "aws/ec2/vpc_builder.h"
#include "spec/regions.h"

namespace archsynth::ec2 {

namespace {

bool is_gateway(Endpoint endpoint) {
  return endpoint == Endpoint::kS3 || endpoint == Endpoint::kDynamodb;
}

std::vector<std::string_view> services_of(Endpoint endpoint) {
  if (endpoint == Endpoint::kEcr) return {"ecr.api", "ecr.dkr"};
  return {describe::name_of_enumerator(endpoint)};
}

cfn::Value service_name(std::string_view service, std::string_view prefix = "com.amazonaws") {
  return cfn::sub(fmt::format("{}.${{AWS::Region}}.{}", prefix, service));
}

}  // namespace

void VpcBuilder::add_endpoints() {
  const auto& choice = *vpc_.props_.endpoints;
  if (choice.is_large) {
    for (const Sourced<Endpoint>& endpoint : choice.large) vpc_.add_endpoint(*endpoint);
  } else if (*choice.scalar != EndpointSet::kNone) {
    vpc_.add_endpoint(Endpoint::kS3);
  }
}

void Vpc::need_endpoint(Endpoint endpoint, const Origin& why, Caller caller) {
  if (imported_ || has_endpoint(endpoint)) return;
  const auto& choice = *props_.endpoints;
  if (!choice.is_large && *choice.scalar == EndpointSet::kNeeded) {
    add_endpoint(endpoint);
  } else if (*props_.nat == Nat::kNone && !(caller == Caller::kTask && has_public_tasks())) {
    // One answer cures all of them.
    if (!choice.is_large && std::exchange(is_cut_off_told_, true)) return;
    Diagnostic& diagnostic = diagnostics().error(
        "ARC1314", props_.nat.origin(),
        fmt::format("{} leaves the private subnets without access to {}", quoted(label() + ".nat"),
                    quoted(describe::name_of_enumerator(endpoint))));
    diagnostic.fix =
        fmt::format("set {} to needed, or add a NAT gateway", quoted(label() + ".endpoints"));
    if (why.is_stated()) diagnostic.related.push_back({why, "needed here"});
  }
}

bool Vpc::has_endpoint(Endpoint endpoint) const {
  return std::find(endpoints_.begin(), endpoints_.end(), endpoint) != endpoints_.end();
}

void Vpc::add_endpoint(Endpoint endpoint) {
  if (has_endpoint(endpoint)) return;
  endpoints_.push_back(endpoint);
  for (std::string_view service : services_of(endpoint)) {
    if (is_gateway(endpoint)) {
      add_gateway_endpoint(service);
    } else {
      add_interface_endpoint(service);
    }
  }
}

void Vpc::add_gateway_endpoint(std::string_view service) {
  cfn::Resource& resource =
      add_resource(std::string(service) + "-endpoint", "AWS::EC2::VPCEndpoint",
                   {{"RouteTableIds", gateway_route_tables_},
                    {"ServiceName", service_name(service)},
                    {"VpcEndpointType", "Gateway"},
                    {"VpcId", id_}});
  resource.origin = props_.endpoints.origin();
  if (*props_.nat == Nat::kNone) egress_.push_back(resource.id);
}

void Vpc::add_interface_endpoint(std::string_view service) {
  if (endpoint_security_group_ == nullptr) {
    endpoint_security_group_ = &add<SecurityGroup>(
        construct::Name("EndpointSecurityGroup", label(), props_.endpoints.origin()), *this,
        {.description = "VPC endpoints of " + stack().full_name()});
    endpoint_security_group_->allow_from_cidr(cidr(), 443, "HTTPS from the VPC");
  }
  cfn::Resource& resource =
      add_resource(std::string(service) + "-endpoint", "AWS::EC2::VPCEndpoint",
                   {{"PrivateDnsEnabled", true},
                    {"SecurityGroupIds", cfn::List{endpoint_security_group_->id()}},
                    {"ServiceName",
                     service_name(service, spec::endpoint_prefix(stack().props().region, service))},
                    {"SubnetIds", cfn::List(private_subnets_.begin(), private_subnets_.end())},
                    {"VpcEndpointType", "Interface"},
                    {"VpcId", id_}});
  resource.origin = props_.endpoints.origin();
  if (*props_.nat == Nat::kNone) egress_.push_back(resource.id);
}

}  // namespace archsynth::ec2
