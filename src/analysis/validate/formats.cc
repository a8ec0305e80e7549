#include "analysis/validate/formats.h"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <string>

namespace archsynth::analysis {
namespace {

// Source: cfn-lint's rules of these ids. Networks are bounded in each number and in their length.
constexpr std::array kFormats = {
    TextFormat{"AWS::ACM::Certificate.Arn", "E1159", "the ARN of a certificate",
               R"(^arn:aws[a-zA-Z-]*:acm:[a-z0-9-]+:\d{12}:certificate/.+$)"},
    TextFormat{"AWS::EC2::Image.Id", "E1152", "an image id", R"(^ami-([0-9a-z]{8}|[0-9a-z]{17})$)"},
    TextFormat{"AWS::EC2::SecurityGroup.Id", "E1150", "a security group id",
               R"(^sg-([a-fA-F0-9]{8}|[a-fA-F0-9]{17})$)"},
    TextFormat{"AWS::EC2::SecurityGroup.Name", "E1153", "a security group's name",
               R"(^[a-zA-Z0-9 \._\-:\/()#\,@\[\]+=&;\{\}!\$\*]+$)"},
    TextFormat{"AWS::EC2::Subnet.Id", "E1154", "a subnet id",
               R"(^subnet-(([0-9A-Fa-f]{8})|([0-9A-Fa-f]{17}))$)"},
    TextFormat{"AWS::EC2::VPC.Id", "E1151", "a VPC id",
               R"(^vpc-(([0-9A-Fa-f]{8})|([0-9A-Fa-f]{17}))$)"},
    TextFormat{"AWS::IAM::Role.Arn", "E1156", "the ARN of a role",
               R"(^arn:aws[a-zA-Z-]*:iam::\d{12}:role/.+$)"},
    TextFormat{"AWS::KMS::Alias.AliasName", "E1164", "the name of a key's alias",
               R"(^alias/[a-zA-Z0-9:/_-]+$)"},
    TextFormat{"AWS::KMS::Key.Arn", "E1157", "the ARN of a key",
               R"(^arn:aws[a-zA-Z-]*:kms:[a-z0-9-]+:\d{12}:(key|alias)/.+$)"},
    TextFormat{
        "AWS::KMS::Key.Id", "E1162", "a key id",
        R"(^([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|mrk-[0-9a-f]{32}|alias/[a-zA-Z0-9/_-]+)$)"},
    TextFormat{"AWS::Lambda::Function.Arn", "E1160", "the ARN of a function",
               R"(^arn:aws[a-zA-Z-]*:lambda:[a-z0-9-]+:\d{12}:function:.+(:.+)?$)"},
    TextFormat{"AWS::Logs::LogGroup.Name", "E1155", "the name of a log group",
               R"(^[\.\-_\/#A-Za-z0-9]{1,512}\Z)"},
    TextFormat{"AWS::S3::Bucket.Name", "E1161", "the name of a bucket",
               R"(^(?![.\-])(?!.*\.\.)(?!.*\-\.)(?!.*\.\-)[a-z0-9.\-]{3,63}(?<![.\-])$)"},
    TextFormat{"AWS::SNS::Topic.Arn", "E1158", "the ARN of a topic",
               R"(^arn:aws[a-zA-Z-]*:sns:[a-z0-9-]+:\d{12}:.+$)"},
    TextFormat{"ipv4", "E3023", "an IPv4 address such as 192.0.2.1", ""},
    TextFormat{
        "ipv4-network", "E1103", "an IPv4 network such as 10.0.0.0/16",
        R"(^((25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(25[0-5]|2[0-4]\d|1?\d?\d)(/(3[0-2]|[12]?\d))?$)"},
    TextFormat{"ipv6", "E3023", "an IPv6 address such as 2001:db8::1", ""},
};

/// Whether no bit stands where a network's address has none.
bool is_network_address(std::string_view network) {
  std::uint64_t address = 0;
  std::uint64_t number = 0;
  std::size_t at = 0;
  for (; at < network.size() && network[at] != '/'; ++at) {
    if (network[at] == '.') {
      address = address << 8 | number;
      number = 0;
    } else {
      number = number * 10 + static_cast<std::uint64_t>(network[at] - '0');
    }
  }
  address = address << 8 | number;
  if (at == network.size()) return true;
  std::uint64_t length = 0;
  for (++at; at < network.size(); ++at) {
    length = length * 10 + static_cast<std::uint64_t>(network[at] - '0');
  }
  return length >= 32 || (address & ((std::uint64_t{1} << (32 - length)) - 1)) == 0;
}

bool is_address(int family, const std::string& text) {
  std::array<unsigned char, 16> address{};
  return inet_pton(family, text.c_str(), address.data()) == 1;
}

}  // namespace

const TextFormat* text_format(std::string_view name) {
  const auto* found = std::find_if(kFormats.begin(), kFormats.end(),
                                   [&](const TextFormat& format) { return format.name == name; });
  return found == kFormats.end() ? nullptr : found;
}

bool has_format(const TextFormat& format, const std::string& text, Patterns& patterns) {
  if (format.name == "ipv4") return is_address(AF_INET, text);
  if (format.name == "ipv6") return is_address(AF_INET6, text);
  if (!patterns.matches(format.pattern, text)) return false;
  return format.name != "ipv4-network" || is_network_address(text);
}

}  // namespace archsynth::analysis
