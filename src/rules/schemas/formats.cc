#include "rules/schemas/formats.h"

#include <arpa/inet.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "archsynth/support/text.h"

namespace archsynth::analysis {
namespace {

// Source: cfn-lint's rules of these ids. Networks are bounded in each number and in their length.
constexpr std::array kFormats = {
    TextFormat{
        "AWS::ACM::Certificate.Arn", "E1159", "the ARN of a certificate",
        R"(^arn:aws[a-zA-Z-]*:acm:[a-z0-9-]+:\d{12}:certificate/.+$)",
        "arn:aws:acm:us-east-1:123456789012:certificate/12345678-1234-1234-1234-123456789012"},
    // A parameter of Systems Manager stands for an image too:
    // https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/using-systems-manager-parameter-to-find-AMI.html
    TextFormat{"AWS::EC2::Image.Id", "E1152", "an image id",
               R"(^(ami-([0-9a-z]{8}|[0-9a-z]{17})|resolve:ssm:.+)$)", "ami-0abcdef1234567890"},
    TextFormat{"AWS::EC2::SecurityGroup.Id", "E1150", "a security group id",
               R"(^sg-([a-fA-F0-9]{8}|[a-fA-F0-9]{17})$)", "sg-0123456789abcdef0"},
    TextFormat{"AWS::EC2::SecurityGroup.Name", "E1153", "a security group's name",
               R"(^[a-zA-Z0-9 \._\-:\/()#\,@\[\]+=&;\{\}!\$\*]+$)", "web-servers"},
    TextFormat{"AWS::EC2::Subnet.Id", "E1154", "a subnet id",
               R"(^subnet-(([0-9A-Fa-f]{8})|([0-9A-Fa-f]{17}))$)", "subnet-0123456789abcdef0"},
    TextFormat{"AWS::EC2::VPC.Id", "E1151", "a VPC id",
               R"(^vpc-(([0-9A-Fa-f]{8})|([0-9A-Fa-f]{17}))$)", "vpc-0123456789abcdef0"},
    TextFormat{"AWS::IAM::Role.Arn", "E1156", "the ARN of a role",
               R"(^arn:aws[a-zA-Z-]*:iam::\d{12}:role/.+$)", "arn:aws:iam::123456789012:role/name"},
    TextFormat{"AWS::KMS::Alias.AliasName", "E1164", "the name of a key's alias",
               R"(^alias/[a-zA-Z0-9:/_-]+$)", "alias/name"},
    TextFormat{"AWS::KMS::Key.Arn", "E1157", "the ARN of a key",
               R"(^arn:aws[a-zA-Z-]*:kms:[a-z0-9-]+:\d{12}:(key|alias)/.+$)",
               "arn:aws:kms:us-east-1:123456789012:key/12345678-1234-1234-1234-123456789012"},
    TextFormat{
        "AWS::KMS::Key.Id", "E1162", "a key id",
        R"(^([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|mrk-[0-9a-f]{32}|alias/[a-zA-Z0-9/_-]+)$)",
        "12345678-1234-1234-1234-123456789012"},
    TextFormat{"AWS::Lambda::Function.Arn", "E1160", "the ARN of a function",
               R"(^arn:aws[a-zA-Z-]*:lambda:[a-z0-9-]+:\d{12}:function:.+(:.+)?$)",
               "arn:aws:lambda:us-east-1:123456789012:function:name"},
    TextFormat{"AWS::Logs::LogGroup.Name", "E1155", "the name of a log group",
               R"(^[\.\-_\/#A-Za-z0-9]{1,512}\Z)", "/name/of/group"},
    TextFormat{"AWS::S3::Bucket.Name", "E1161", "the name of a bucket",
               R"(^(?![.\-])(?!.*\.\.)(?!.*\-\.)(?!.*\.\-)[a-z0-9.\-]{3,63}(?<![.\-])$)",
               "my-bucket-1"},
    TextFormat{"AWS::SNS::Topic.Arn", "E1158", "the ARN of a topic",
               R"(^arn:aws[a-zA-Z-]*:sns:[a-z0-9-]+:\d{12}:.+$)",
               "arn:aws:sns:us-east-1:123456789012:name"},
    TextFormat{"ipv4", "E3023", "an IPv4 address", "", "192.0.2.1"},
    TextFormat{
        "ipv4-network", "E1103", "an IPv4 network",
        R"(^((25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(25[0-5]|2[0-4]\d|1?\d?\d)(/(3[0-2]|[12]?\d))?$)",
        "10.0.0.0/16"},
    TextFormat{"ipv6", "E3023", "an IPv6 address", "", "2001:db8::1"},
};

bool is_address(int family, const std::string& text) {
  std::array<unsigned char, 16> address{};
  return inet_pton(family, text.c_str(), address.data()) == 1;
}

// ECS: https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RegisterTaskDefinition.html
// Elastic Load Balancing:
// https://docs.aws.amazon.com/elasticloadbalancing/latest/application/https-listener-certificates.html
constexpr std::string_view kRoleName = R"(^[A-Za-z0-9+=,.@_/-]+$)";
constexpr std::string_view kServerCertificate =
    R"(^arn:aws[a-zA-Z-]*:iam::\d{12}:server-certificate/.+$)";
// Groups of networks before VPCs:
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-redshift-clustersecuritygroup.html
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-elasticache-securitygroup.html
constexpr std::string_view kGroupName = R"(^[a-zA-Z0-9-]+$)";
constexpr OtherFormat kOtherFormats[] = {
    {"AWS::ECS::TaskDefinition", "TaskRoleArn", kRoleName, "AWS::IAM::Role", ""},
    {"AWS::ECS::TaskDefinition", "ExecutionRoleArn", kRoleName, "AWS::IAM::Role", ""},
    {"AWS::ElastiCache::SecurityGroupIngress", "CacheSecurityGroupName", kGroupName,
     "AWS::ElastiCache::SecurityGroup", ""},
    {"AWS::Redshift::ClusterSecurityGroupIngress", "ClusterSecurityGroupName", kGroupName,
     "AWS::Redshift::ClusterSecurityGroup", ""},
    {"AWS::ElasticLoadBalancingV2::Listener", "CertificateArn", kServerCertificate,
     "AWS::IAM::ServerCertificate", "Arn"},
    {"AWS::ElasticLoadBalancingV2::ListenerCertificate", "CertificateArn", kServerCertificate,
     "AWS::IAM::ServerCertificate", "Arn"},
};

struct Unenforced {
  std::string_view type;
  std::string_view pointer;
  std::string_view code;
};

// What constructs of aws-cdk-lib write, which acknowledges the finding of AWS's validator there.
// Source: https://github.com/aws/aws-cdk/tree/main/packages/aws-cdk-lib
constexpr Unenforced kUnenforced[] = {
    {"AWS::CertificateManager::Certificate", "/properties/SubjectAlternativeNames", "ARC3010"},
    {"AWS::Synthetics::Canary", "/properties/ResourcesToReplicateTags", "ARC3007"},
};

constexpr std::string_view kIpv4Only[] = {"AWS::EC2::NetworkAclEntry",
                                          "AWS::EC2::Route",
                                          "AWS::EC2::SecurityGroup",
                                          "AWS::EC2::SecurityGroupEgress",
                                          "AWS::EC2::SecurityGroupIngress",
                                          "AWS::EC2::Subnet",
                                          "AWS::EC2::VPC",
                                          "AWS::EC2::VPCCidrBlock",
                                          "AWS::EC2::LocalGatewayRoute",
                                          "AWS::RDS::DBSecurityGroup",
                                          "AWS::RDS::DBSecurityGroupIngress"};

}  // namespace

const OtherFormat* other_format(std::string_view type, std::string_view pointer) {
  const auto* found =
      std::find_if(std::begin(kOtherFormats), std::end(kOtherFormats), [&](const OtherFormat& o) {
        return o.type == type && pointer.ends_with(o.property) &&
               pointer[pointer.size() - o.property.size() - 1] == '/';
      });
  return found == std::end(kOtherFormats) ? nullptr : found;
}

// https://github.com/aws/aws-cdk/issues/25432
bool takes_camel_case(std::string_view type, std::string_view pointer) {
  return pointer == "/properties/DestinationOptions" && type == "AWS::EC2::FlowLog";
}

bool is_unenforced(std::string_view type, std::string_view pointer, std::string_view code) {
  return std::any_of(std::begin(kUnenforced), std::end(kUnenforced), [&](const Unenforced& each) {
    return each.code == code && each.pointer == pointer && each.type == type;
  });
}

bool takes_ipv4_only(std::string_view type) {
  return std::find(std::begin(kIpv4Only), std::end(kIpv4Only), type) != std::end(kIpv4Only);
}

bool is_ipv6_network(const std::string& text) {
  const std::size_t slash = text.find('/');
  return slash != std::string::npos && is_address(AF_INET6, text.substr(0, slash));
}

std::string first_address(std::string_view network) {
  const std::size_t slash = network.find('/');
  if (slash == network.npos) return std::string(network);
  std::uint32_t address = 0;
  for (const std::string_view octet : split(network.substr(0, slash), '.')) {
    address = address << 8 | static_cast<std::uint32_t>(std::atoi(std::string(octet).c_str()));
  }
  const int length = std::atoi(std::string(network.substr(slash + 1)).c_str());
  const std::uint32_t mask = length == 0 ? 0 : ~std::uint32_t{0} << (32 - length);
  if ((address & mask) == address) return std::string(network);
  address &= mask;
  return fmt::format("{}.{}.{}.{}{}", address >> 24, address >> 16 & 0xFF, address >> 8 & 0xFF,
                     address & 0xFF, network.substr(slash));
}

const TextFormat* text_format(std::string_view name) {
  const auto* found = std::find_if(kFormats.begin(), kFormats.end(),
                                   [&](const TextFormat& format) { return format.name == name; });
  return found == kFormats.end() ? nullptr : found;
}

bool has_format(const TextFormat& format, const std::string& text, Patterns& patterns) {
  if (format.name == "ipv4") return is_address(AF_INET, text);
  if (format.name == "ipv6") return is_address(AF_INET6, text);
  return patterns.matches(format.pattern, text);
}

}  // namespace archsynth::analysis
