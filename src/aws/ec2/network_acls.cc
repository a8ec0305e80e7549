#include <fmt/format.h>

#include "archsynth/construct/waiver.h"
#include "aws/ec2/vpc_builder.h"

namespace archsynth::ec2 {

namespace {

constexpr int kTcp = 6;
constexpr int kUdp = 17;
constexpr int kAny = -1;

/// NAT gateways and load balancers take their source ports from 1024 to 65535, so that answers come
/// in on any of these.
/// Source: https://docs.aws.amazon.com/vpc/latest/userguide/custom-network-acl.html
constexpr int kFirstEphemeral = 1024;
constexpr int kLastPort = 65535;

constexpr const char* kAcl = "NetworkAcl";

struct Entry {
  std::string name;
  int number;
  int protocol;
  int first_port;
  int last_port;
};

const Entry kHttp = {"InHttp", 200, kTcp, 80, 80};
const Entry kHttps = {"InHttps", 210, kTcp, 443, 443};
const Entry kTcpAnswers = {"InTcpAnswers", 300, kTcp, kFirstEphemeral, kLastPort};
const Entry kUdpAnswers = {"InUdpAnswers", 310, kUdp, kFirstEphemeral, kLastPort};

const char* const kWhy =
    "Network ACLs were asked for; answers come in on ephemeral ports, and the security groups, "
    "which are stateful, admit nothing else";

void settle(cfn::Resource& resource, const Vpc& vpc) {
  resource.origin = vpc.props().network_acls.origin();
  construct::waive(resource, {.checkov = {}, .cdk_nag = "AwsSolutions-VPC3", .cfn_lint = {}}, kWhy);
}

void add_entry(Vpc& vpc, const std::string& acl, const Entry& entry, bool egress,
               const cfn::Value& cidr) {
  const cfn::Value id = cfn::ref(cfn::LogicalId(vpc.logical_id().str() + acl));
  cfn::Map properties{{"CidrBlock", cidr},     {"Egress", egress},
                      {"NetworkAclId", id},    {"Protocol", entry.protocol},
                      {"RuleAction", "allow"}, {"RuleNumber", entry.number}};
  if (entry.protocol != kAny) {
    properties.set("PortRange", cfn::Map{{"From", entry.first_port}, {"To", entry.last_port}});
  }
  settle(vpc.add_resource(acl + entry.name, "AWS::EC2::NetworkAclEntry", std::move(properties)),
         vpc);
}

/// The network ACL of a tier: everything within the VPC, what is listed from anywhere, and out to
/// `way_out`.
void add_network_acl(Vpc& vpc, const std::string& tier, const std::vector<cfn::Value>& subnets,
                     const std::vector<Entry>& from_anywhere, const cfn::Value& way_out) {
  const std::string base = tier + kAcl;
  cfn::Resource& acl = vpc.add_resource(base, "AWS::EC2::NetworkAcl", {{"VpcId", vpc.id()}});
  settle(acl, vpc);
  const cfn::Value id = acl.ref();
  add_entry(vpc, base, {"InVpc", 100, kAny, 0, 0}, false, vpc.cidr());
  for (const Entry& entry : from_anywhere) add_entry(vpc, base, entry, false, "0.0.0.0/0");
  add_entry(vpc, base, {"Out", 100, kAny, 0, 0}, true, way_out);
  for (const cfn::Value& subnet : subnets) {
    const std::string name =
        subnet.get_if<cfn::Ref>()->target.str().substr(vpc.logical_id().str().size());
    vpc.add_resource(name + "NetworkAclAssociation", "AWS::EC2::SubnetNetworkAclAssociation",
                     {{"NetworkAclId", id}, {"SubnetId", subnet}})
        .origin = vpc.props().network_acls.origin();
  }
}

}  // namespace

void VpcBuilder::add_network_acls() {
  add_network_acl(vpc_, "Public", vpc_.public_subnets_, {kHttp, kHttps, kTcpAnswers, kUdpAnswers},
                  "0.0.0.0/0");
  // Gateway endpoints answer from public addresses, without a NAT gateway too.
  std::vector<Entry> answers{kTcpAnswers};
  if (*vpc_.props_.nat != Nat::kNone) answers.push_back(kUdpAnswers);
  add_network_acl(vpc_, "Private", vpc_.private_subnets_, answers, "0.0.0.0/0");
  if (!vpc_.data_subnets_.empty()) {
    add_network_acl(vpc_, "Data", vpc_.data_subnets_, {}, vpc_.cidr());
  }
}

void Vpc::admit(int port, bool is_internal) {
  const bool is_open = port >= kFirstEphemeral ||
                       (!is_internal && (port == kHttp.first_port || port == kHttps.first_port));
  if (imported_ || !*props_.network_acls || is_open) return;
  const std::string acl = std::string(is_internal ? "Private" : "Public") + kAcl;
  const std::string name = fmt::format("In{}", port);
  // By the port, so that other ports leave the number as it is.
  constexpr int kFirstNumber = 1000;
  if (!admitted_.insert(acl + name).second) return;
  add_entry(*this, acl, {name, kFirstNumber + port, kTcp, port, port}, false, "0.0.0.0/0");
}

}  // namespace archsynth::ec2
