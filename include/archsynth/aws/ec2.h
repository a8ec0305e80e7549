#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "archsynth/aws/forms.h"
#include "archsynth/aws/kms.h"
#include "archsynth/aws/props.h"
#include "archsynth/construct/stack.h"

/// The network: VPC, subnets per availability zone, NAT, endpoints, flow logs, security groups.
namespace archsynth::ec2 {

using describe::field;
using describe::fields;

enum class Nat { kPerZone, kSingle, kNone, kRegional };
constexpr auto names_of(Nat) { return std::array{"per_zone", "single", "none", "regional"}; }

/// Where the tasks of services run: behind NAT, or with public addresses of their own.
enum class TaskSubnets { kPrivate, kPublic };
constexpr auto names_of(TaskSubnets) { return std::array{"private", "public"}; }

/// Where something runs that calls AWS services.
enum class Caller { kTask, kPrivateSubnet };

/// The CIDR blocks of one availability zone.
struct ZoneProps {
  Sourced<std::string> public_cidr{};
  Sourced<std::string> private_cidr{};
  Sourced<std::string> data_cidr{};
  static constexpr auto fields() {
    return describe::fields(
        "a zone",
        field<&ZoneProps::public_cidr>("public", "the public subnet: load balancer, NAT gateway")
            .form(forms::kCidr)
            .example("10.0.1.0/24"),
        field<&ZoneProps::private_cidr>("private",
                                        "the private subnet: tasks, and databases where "
                                        "there is no data tier")
            .form(forms::kCidr)
            .example("10.0.11.0/24"),
        field<&ZoneProps::data_cidr>(
            "data", "the isolated subnet of databases; setting it in any zone creates a data tier")
            .form(forms::kCidr)
            .example("10.0.21.0/24"));
  }
};
static_assert(describe::complete<ZoneProps>());
using Zones = describe::Map<ZoneProps>;

struct FlowLogsProps {
  Sourced<int> retention_days = ByProfile(90, 30, 7);
  static constexpr auto fields() {
    return describe::fields(
        "flow logs", field<&FlowLogsProps::retention_days>(
                         "retention_days",
                         "days that flow logs are kept; a period that CloudWatch Logs supports"));
  }
};
static_assert(describe::complete<FlowLogsProps>());

enum class EndpointSet { kS3Only, kNeeded, kNone };
constexpr auto names_of(EndpointSet) { return std::array{"s3_only", "needed", "none"}; }

/// The AWS services that a VPC endpoint can lead to; `ecr` is both of its endpoints, `ssmmessages`
/// carries the sessions of ECS Exec.
/// https://docs.aws.amazon.com/vpc/latest/privatelink/aws-services-privatelink-support.html
enum class Endpoint {
  kS3,
  kDynamodb,
  kEcr,
  kLogs,
  kSecretsmanager,
  kSsm,
  kKms,
  kSqs,
  kSns,
  kSsmmessages,
  kSts,
  kXray
};
constexpr auto names_of(Endpoint) {
  return std::array{"s3",  "dynamodb",    "ecr", "logs", "secretsmanager", "ssm", "kms", "sqs",
                    "sns", "ssmmessages", "sts", "xray"};
}

/// The network of a stack.
struct VpcProps {
  Sourced<std::string> cidr = Default("10.0.0.0/16");
  Sourced<describe::Either<int, Zones>> zones = Default(2);
  Sourced<TaskSubnets> task_subnets = Default(TaskSubnets::kPrivate);
  Sourced<Nat> nat = ByProfile(Nat::kPerZone, Nat::kSingle, Nat::kSingle);
  Sourced<std::string> nat_zone{};
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
        field<&VpcProps::cidr>("cidr",
                               "the VPC's IPv4 block, /16 to /28; a zone of a block smaller "
                               "than /24 must set its own")
            .form(forms::kCidr),
        field<&VpcProps::zones>("zones",
                                "how many availability zones, or the zones by letter with "
                                "their blocks; adding one never moves another")
            .range(1, 6)
            .keys(forms::kZoneLetter)
            .items(1),
        field<&VpcProps::task_subnets>(
            "task_subnets",
            "where tasks run: in `private` subnets behind NAT, or in `public` ones, each with a "
            "public address and no inbound traffic but the load balancer's, which needs no NAT"),
        field<&VpcProps::nat>("nat",
                              "NAT gateways: one in each zone, a single one in the first zone, "
                              "a regional one, which AWS runs in every zone that has a subnet and "
                              "whose addresses AWS allocates, or none, which is the default for "
                              "tasks in public subnets"),
        field<&VpcProps::nat_zone>("nat_zone",
                                   "the zone of a single NAT gateway, by letter; the first one "
                                   "when left out. Set it before you add zones in front: otherwise "
                                   "the gateway and its address move to the new first zone")
            .form(forms::kZoneLetter)
            .example("a"),
        field<&VpcProps::data_tier>("data_tier",
                                    "databases in isolated subnets of their own, "
                                    "without a route to the internet"),
        field<&VpcProps::endpoints>(
            "endpoints",
            "VPC endpoints: only the free S3 gateway, all that the services need, none, or a list"),
        field<&VpcProps::flow_logs>("flow_logs", "VPC flow logs of all traffic to CloudWatch Logs"),
        field<&VpcProps::network_acls>(
            "network_acls",
            "stateless network ACLs on each tier, in addition to the security groups"),
        field<&VpcProps::vpc_id>("vpc_id", "an existing VPC to use instead of creating one")
            .form(forms::kVpcId),
        field<&VpcProps::public_subnet_ids>("public_subnet_ids",
                                            "its public subnets, at least two "
                                            "zones for an internet-facing load balancer")
            .form(forms::kSubnetId),
        field<&VpcProps::private_subnet_ids>(
            "private_subnet_ids",
            "its private subnets; when left out and tasks are public, everything is in the public "
            "ones, as in the default VPC of an account")
            .form(forms::kSubnetId));
  }
};
static_assert(describe::complete<VpcProps>());

/// A VPC with its subnets and ways out, or an existing one by its ids.
///
/// Zone `a` is the region's first, `b` its second, whatever other zones there are. The blocks that
/// a zone does not state follow from the VPC's block and the zone's letter alone: of a /20 or
/// larger block, cut into 256, the public, private and data subnets of `a` take 1, 11 and 21, those
/// of `b` 2, 12 and 22; of a smaller one, cut into 16, they take 0, 5 and 10. So zones and tiers
/// can be added at any time without moving another.
class Vpc : public construct::Construct {
 public:
  using Props = VpcProps;
  Vpc(construct::Scope scope, VpcProps props);
  /// With flow logs encrypted by the key.
  Vpc(construct::Scope scope, kms::Key& key, VpcProps props);

  const VpcProps& props() const { return props_; }
  bool imported() const { return imported_; }
  /// Whether a zone has a name that none has, so that its subnets are missing.
  bool has_misnamed_zones() const;
  const cfn::Value& id() const { return id_; }
  /// IPv4 block of a VPC made here; absent for an imported one.
  cfn::Value cidr() const;
  const std::vector<cfn::Value>& public_subnets() const { return public_subnets_; }
  const std::vector<cfn::Value>& private_subnets() const { return private_subnets_; }
  /// Where tasks go.
  const std::vector<cfn::Value>& task_subnets() const {
    return has_public_tasks() ? public_subnets_ : private_subnets_;
  }
  bool has_public_tasks() const { return *props_.task_subnets == TaskSubnets::kPublic; }
  /// Where databases go: the data tier when there is one, else the private subnets.
  const std::vector<cfn::Value>& data_subnets() const;
  /// The resources that must exist before something in a public subnet reaches the internet.
  const std::vector<cfn::LogicalId>& internet_dependencies() const { return internet_; }
  /// The resources that must exist before a task reaches the internet, or the AWS services that
  /// have endpoints so far where there is no way to the internet.
  const std::vector<cfn::LogicalId>& task_egress_dependencies() const {
    return has_public_tasks() ? internet_ : egress_;
  }
  /// Addresses of the smallest subnet of tasks that these can take: its size less the five that AWS
  /// keeps; nothing when imported.
  std::optional<int> smallest_task_capacity() const { return smallest_task_capacity_; }
  /// Notes that something of the stack calls an AWS service, for `endpoints: needed` (which adds
  /// the endpoint now) and for the check of `nat: none`.
  void need_endpoint(Endpoint endpoint, const Origin& why, Caller caller = Caller::kTask);
  /// With `network_acls`, lets connections from outside the VPC in to a TCP port of a load
  /// balancer: in the public subnets, or in the private ones.
  void admit(int port, bool is_internal);

 private:
  friend class VpcBuilder;
  Vpc(construct::Scope scope, kms::Key* key, VpcProps props);
  void import();
  void check_task_subnets();
  bool has_endpoint(Endpoint endpoint) const;
  void add_endpoint(Endpoint endpoint);
  void add_gateway_endpoint(std::string_view service);
  void add_interface_endpoint(std::string_view service);

  VpcProps props_;
  bool imported_ = false;
  cfn::Value id_;
  std::vector<cfn::Value> public_subnets_;
  std::vector<cfn::Value> private_subnets_;
  std::vector<cfn::Value> data_subnets_;
  std::vector<cfn::LogicalId> internet_;
  std::vector<cfn::LogicalId> egress_;
  std::optional<int> smallest_task_capacity_;
  cfn::List gateway_route_tables_;  ///< those whose subnets use gateway endpoints
  std::vector<Endpoint> endpoints_;
  bool is_cut_off_told_ = false;
  std::set<std::string> admitted_;  ///< tiers with ports
  class SecurityGroup* endpoint_security_group_ = nullptr;
};

struct SecurityGroupProps {
  Sourced<std::string> description{};
  static constexpr auto fields() {
    return describe::fields("a security group",
                            field<&SecurityGroupProps::description>("description",
                                                                    "what it guards; a change "
                                                                    "replaces the group")
                                .form(forms::kGroupDescription)
                                .required());
  }
};
static_assert(describe::complete<SecurityGroupProps>());

/// A security group that starts closed in both directions: what nobody allows does not pass.
///
/// Rules are declared as edges, each with a description of at most 255 characters. Egress stands
/// inline at its group; ingress from another group stands alone in a resource of its own, and so
/// does egress that would close a circle, so that groups never depend on each other. An edge that
/// is declared twice makes one rule.
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
  /// resource (`FromLoadBalancer`; further ports of the edge add theirs to the name); the origin is
  /// the line that asked for the edge. Gives the id of the rule, for what needs it to be there.
  cfn::LogicalId allow_from(SecurityGroup& peer, const cfn::Value& port, std::string_view edge,
                            std::string description, const Origin& why = {});
  /// TCP out of this group to a block of addresses.
  void allow_to_cidr(const cfn::Value& cidr, const cfn::Value& port, std::string description);
  /// Everything out of this group, to anywhere; narrower egress is then left out.
  void allow_all_egress(std::string description);

 private:
  /// An ingress rule of its own.
  struct Edge {
    const SecurityGroup* peer;
    cfn::Value port;
    cfn::LogicalId rule;
  };
  void allow_to(SecurityGroup& target, const cfn::Value& port, const std::string& description,
                const Origin& why);
  bool reaches(const SecurityGroup& other) const;
  void add_ingress(cfn::Map rule);
  void add_egress(cfn::Map rule);

  cfn::Resource* resource_ = nullptr;
  bool closed_ = true;
  bool open_egress_ = false;
  std::vector<Edge> edges_;
  std::vector<const SecurityGroup*> inline_egress_;
};

}  // namespace archsynth::ec2

// Compiled once, with the shapes of all that is in it.
namespace archsynth::describe::internal {
extern template const RecordView& record_of<ec2::VpcProps>();
extern template const RecordView& record_of<ec2::FlowLogsProps>();
}  // namespace archsynth::describe::internal
