#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "archsynth/aws/forms.h"
#include "archsynth/aws/props.h"
#include "archsynth/construct/stack.h"

/// The network: VPC, subnets per availability zone, NAT, endpoints, flow logs, security groups.
namespace archsynth::ec2 {

using describe::field;
using describe::fields;

enum class Nat { kPerZone, kSingle, kNone };
constexpr auto names_of(Nat) { return std::array{"per_zone", "single", "none"}; }

/// The CIDR blocks of one availability zone.
struct ZoneProps {
  Sourced<std::string> public_cidr{};
  Sourced<std::string> private_cidr{};
  Sourced<std::string> data_cidr{};
  static constexpr auto fields() {
    return describe::fields(
        "a zone",
        field<&ZoneProps::public_cidr>("public", "the public subnet: load balancer, NAT gateway")
            .form(forms::kCidr).example("10.0.1.0/24"),
        field<&ZoneProps::private_cidr>("private", "the private subnet: tasks, and databases where "
                                                   "there is no data tier")
            .form(forms::kCidr).example("10.0.11.0/24"),
        field<&ZoneProps::data_cidr>("data", "the isolated subnet of databases; stating it in any "
                                             "zone makes a data tier")
            .form(forms::kCidr).example("10.0.21.0/24"));
  }
};
static_assert(describe::complete<ZoneProps>());
using Zones = describe::Map<ZoneProps>;

struct FlowLogsProps {
  Sourced<int> retention_days = ByProfile(90, 30, 7);
  static constexpr auto fields() {
    return describe::fields("flow logs",
                            field<&FlowLogsProps::retention_days>(
                                "retention_days", "days that flow logs are kept; a length that "
                                                  "CloudWatch Logs knows"));
  }
};
static_assert(describe::complete<FlowLogsProps>());

enum class EndpointSet { kS3Only, kNeeded, kNone };
constexpr auto names_of(EndpointSet) { return std::array{"s3_only", "needed", "none"}; }

enum class Endpoint { kS3, kDynamodb, kEcr, kLogs, kSecretsmanager, kSsm, kKms, kSqs, kSns };
constexpr auto names_of(Endpoint) {
  return std::array{"s3", "dynamodb", "ecr", "logs", "secretsmanager", "ssm", "kms", "sqs", "sns"};
}

/// The network of a stack.
struct VpcProps {
  Sourced<std::string> cidr = Default("10.0.0.0/16");
  Sourced<describe::Either<int, Zones>> zones = Default(2);
  Sourced<Nat> nat = ByProfile(Nat::kPerZone, Nat::kSingle, Nat::kSingle);
  Sourced<bool> data_tier = Default(false);
  Sourced<describe::Either<EndpointSet, describe::List<Endpoint>>> endpoints =
      Default(EndpointSet::kS3Only);
  Sourced<describe::Either<bool, FlowLogsProps>> flow_logs = ByProfile(true, false, false);
  Sourced<bool> network_acls = Default(false);
  Sourced<std::string> vpc_id{};
  describe::List<std::string> public_subnet_ids{};
  describe::List<std::string> private_subnet_ids{};
  static constexpr auto fields() {
    return describe::fields(
        "the network",
        field<&VpcProps::cidr>("cidr", "the VPC's IPv4 block, /16 to /24").form(forms::kCidr),
        field<&VpcProps::zones>("zones", "how many availability zones, or the zones by letter with "
                                         "their blocks; adding one never moves another")
            .range(1, 6).keys(forms::kZoneLetter).items(1),
        field<&VpcProps::nat>("nat", "NAT gateways: one in each zone, a single one, or none"),
        field<&VpcProps::data_tier>("data_tier", "databases in isolated subnets of their own, "
                                                 "without a route to the internet"),
        field<&VpcProps::endpoints>("endpoints", "VPC endpoints: the free S3 gateway alone, all "
                                                 "that the services need, none, or a list"),
        field<&VpcProps::flow_logs>("flow_logs", "VPC flow logs of all traffic to CloudWatch Logs"),
        field<&VpcProps::network_acls>("network_acls", "stateless network ACLs on each tier beside "
                                                       "the security groups"),
        field<&VpcProps::vpc_id>("vpc_id", "an existing VPC to use instead of making one")
            .form(forms::kVpcId),
        field<&VpcProps::public_subnet_ids>("public_subnet_ids", "its public subnets, at least two "
                                                                 "zones for an internet-facing load balancer")
            .form(forms::kSubnetId),
        field<&VpcProps::private_subnet_ids>("private_subnet_ids", "its private subnets")
            .form(forms::kSubnetId));
  }
};
static_assert(describe::complete<VpcProps>());

/// A VPC with its subnets and ways out, or an existing one by its ids.
class Vpc : public construct::Construct {
 public:
  using Props = VpcProps;
  Vpc(construct::Scope scope, VpcProps props);

  const VpcProps& props() const { return props_; }
  bool imported() const { return imported_; }
  const cfn::Value& id() const { return id_; }
  /// IPv4 block of a VPC made here; absent for an imported one.
  cfn::Value cidr() const;
  const std::vector<cfn::Value>& public_subnets() const { return public_subnets_; }
  const std::vector<cfn::Value>& private_subnets() const { return private_subnets_; }
  /// Where databases go: the data tier when there is one, else the private subnets.
  const std::vector<cfn::Value>& data_subnets() const;
  /// The resources that must exist before something in a public subnet reaches the internet.
  const std::vector<cfn::LogicalId>& internet_dependencies() const { return internet_; }
  /// The resources that must exist before something in a private subnet reaches the internet.
  const std::vector<cfn::LogicalId>& egress_dependencies() const { return egress_; }
  /// Addresses of the smallest private subnet that tasks can take: its size less the five that AWS
  /// keeps; nothing when imported.
  std::optional<int> smallest_private_capacity() const;
  /// Notes that something of the stack calls an AWS service from the private subnets, for
  /// `endpoints: needed` (which adds the endpoint now) and for the check of `nat: none`.
  void need_endpoint(Endpoint endpoint, const Origin& why);

 private:
  friend class VpcBuilder;
  VpcProps props_;
  bool imported_ = false;
  cfn::Value id_;
  std::vector<cfn::Value> public_subnets_;
  std::vector<cfn::Value> private_subnets_;
  std::vector<cfn::Value> data_subnets_;
  std::vector<cfn::LogicalId> internet_;
  std::vector<cfn::LogicalId> egress_;
  std::vector<cfn::Resource*> route_tables_;
  std::vector<Endpoint> endpoints_;
  cfn::Resource* endpoint_security_group_ = nullptr;
};

struct SecurityGroupProps {
  Sourced<std::string> description{};
  static constexpr auto fields() {
    return describe::fields("a security group", field<&SecurityGroupProps::description>(
                                                    "description", "what it guards; a change "
                                                                   "replaces the group")
                                                    .required());
  }
};
static_assert(describe::complete<SecurityGroupProps>());

/// A security group that starts closed in both directions: what nobody allows does not pass.
///
/// Rules are declared as edges, each with a description. Egress stands inline at its group, ingress
/// from another group alone in a resource of its own, so that two groups never depend on each other.
class SecurityGroup : public construct::Construct {
 public:
  using Props = SecurityGroupProps;
  SecurityGroup(construct::Scope scope, const Vpc& vpc, SecurityGroupProps props);

  /// Its `GroupId`.
  cfn::Value id() const;
  cfn::Resource& resource() { return *resource_; }

  /// TCP from a block of addresses (IPv4 or IPv6) into this group.
  void allow_from_cidr(const cfn::Value& cidr, const cfn::Value& port, std::string description);
  /// TCP from another group into this one, and the other's way out to it. `edge` names the rule's
  /// resource (`FromLoadBalancer`); the origin is the line that asked for the edge.
  void allow_from(SecurityGroup& peer, const cfn::Value& port, std::string_view edge,
                  std::string description, const Origin& why = {});
  /// TCP out of this group to a block of addresses.
  void allow_to_cidr(const cfn::Value& cidr, const cfn::Value& port, std::string description);
  /// Everything out of this group, to anywhere.
  void allow_all_egress(std::string description);

 private:
  bool reaches(const SecurityGroup& other) const;
  void add_egress(cfn::Map rule);

  cfn::Resource* resource_ = nullptr;
  bool closed_ = true;
  std::vector<const SecurityGroup*> inline_egress_;
};

}  // namespace archsynth::ec2
