#include "places.h"

namespace archsynth::analysis {

std::string_view needs_of(const cfn::Resource& resource, std::string_view key) {
  if (key == "AwsPcaAuthorityArn") return "the tag AmazonECSManaged: true";
  if (key == "TaskRoleArn") return "trust in ecs-tasks.amazonaws.com";
  if (key == "Role" && resource.type == "AWS::Lambda::Function") {
    return "trust in lambda.amazonaws.com";
  }
  return key == "ExecutionRoleArn"
             ? "trust in ecs-tasks.amazonaws.com, and permissions to pull images, read secrets and "
               "write logs"
             : std::string_view();
}

bool is_location(std::string_view key) {
  return key == "TemplateURL" || key == "ScriptLocation" || key.ends_with("Uri") ||
         key.ends_with("S3Location");
}

std::string_view file_of_task(const cfn::Resource& resource, std::string_view text) {
  if (resource.type != "AWS::ECS::TaskDefinition" || !text.starts_with("arn:")) return {};
  const std::size_t at = text.find(":s3:::");
  const std::string_view path = at == text.npos ? "" : text.substr(at + 6);
  return path.find('/') == path.npos ? std::string_view() : path;
}

bool is_of_another_account(const cfn::Resource& resource, std::string_view key) {
  if (resource.type != "AWS::EC2::VPCPeeringConnection") return false;
  const bool is_vpc = key == "PeerVpcId" && (resource.properties.contains("PeerOwnerId") ||
                                             resource.properties.contains("PeerRegion"));
  return is_vpc || key == "PeerRoleArn";
}

}  // namespace archsynth::analysis
