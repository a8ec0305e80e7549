#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "archsynth/analysis/reach.h"
#include "archsynth/input/input.h"
#include "golden.h"

namespace archsynth::analysis {

namespace fs = std::filesystem;

/// A file that is asked.
class File {
 public:
  explicit File(const fs::path& path) : File(path.filename().string(), testing::read_file(path)) {}
  File(const std::string& name, const std::string& text) {
    input::Settings settings;
    settings.variable = [](std::string_view) { return std::optional<std::string>("x"); };
    file_ = input::open(sources_.add(name, text), settings, sources_, found_);
    EXPECT_TRUE(file_) << render(found_);
  }

  ReachAnswer ask(const std::string& from, const std::string& to, std::optional<int> port = {},
                  const std::string& protocol = {}, const std::string& family = {}) const {
    const ReachResult result = reach(file_->stack, options(), {from, to, protocol, port, family});
    EXPECT_TRUE(result.answer) << from << " -> " << to;
    return result.answer.value_or(ReachAnswer{});
  }
  std::vector<ReachAnswer> flows() const { return reachable_flows(file_->stack, options()); }
  const input::Input& input() const { return *file_; }

 private:
  ReachOptions options() const { return {file_->region, {}, file_->makers}; }

  Sources sources_;
  Diagnostics found_;
  std::optional<input::Input> file_;
};

inline fs::path at(const char* path) { return fs::path(ARCHSYNTH_SOURCE_DIR) / path; }

inline std::string hops(const ReachAnswer& answer) {
  std::string text;
  for (const ReachHop& each : answer.path) text += (text.empty() ? "" : " ") + each.hop;
  return text;
}

inline std::string codes(const ReachAnswer& answer) {
  std::string text;
  for (const ReachBlock& each : answer.blocked_by) {
    text += (text.empty() ? "" : " ") + each.resource + ":" + each.code;
  }
  return text;
}

inline std::string messages(const ReachAnswer& answer) {
  std::string text;
  for (const ReachBlock& each : answer.blocked_by) text += each.message + "\n";
  return text;
}

inline const std::string kNetwork = R"(
Parameters: {Stage: {Type: String}, Existing: {Type: String}}
Conditions: {IsOpen: !Equals [!Ref Stage, open]}
Resources:
  Vpc: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.0.0.0/16, EnableDnsHostnames: true}}
  Gateway: {Type: AWS::EC2::InternetGateway}
  Attachment: {Type: AWS::EC2::VPCGatewayAttachment, Properties: {VpcId: !Ref Vpc, InternetGatewayId: !Ref Gateway}}
  Table: {Type: AWS::EC2::RouteTable, Properties: {VpcId: !Ref Vpc}}
  Route: {Type: AWS::EC2::Route, Properties: {RouteTableId: !Ref Table, DestinationCidrBlock: 0.0.0.0/0, GatewayId: !Ref Gateway}}
  A: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref Vpc, CidrBlock: 10.0.0.0/24, MapPublicIpOnLaunch: true}}
  InTable: {Type: AWS::EC2::SubnetRouteTableAssociation, Properties: {SubnetId: !Ref A, RouteTableId: !Ref Table}}
  B: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref Vpc, CidrBlock: 10.0.1.0/24}}
  Web: {Type: AWS::EC2::SecurityGroup, Properties: {GroupDescription: web, VpcId: !Ref Vpc, SecurityGroupIngress: [{IpProtocol: tcp, FromPort: 443, ToPort: 443, CidrIp: 0.0.0.0/0}]}}
  Host: {Type: AWS::EC2::Instance, Properties: {SubnetId: !Ref A, SecurityGroupIds: [!Ref Web]}}
)";

}  // namespace archsynth::analysis
