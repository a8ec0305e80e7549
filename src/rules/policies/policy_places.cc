#include <array>

#include "rules/policies/policies.h"
#include "rules/policies/policy_parts.h"

namespace archsynth::analysis {
namespace {

using Kind = PolicyKind;

struct Place {
  std::string_view type;
  std::array<std::string_view, 3> path;  ///< "*" steps into a list
  Kind kind;
};

constexpr Place kPlaces[] = {
    {"AWS::ECR::Repository", {"RepositoryPolicyText", "", ""}, Kind::kRepository},
    {"AWS::IAM::Group", {"Policies", "*", "PolicyDocument"}, Kind::kIdentity},
    {"AWS::IAM::GroupPolicy", {"PolicyDocument", "", ""}, Kind::kIdentity},
    {"AWS::IAM::ManagedPolicy", {"PolicyDocument", "", ""}, Kind::kIdentity},
    {"AWS::IAM::Policy", {"PolicyDocument", "", ""}, Kind::kIdentity},
    {"AWS::IAM::Role", {"AssumeRolePolicyDocument", "", ""}, Kind::kTrust},
    {"AWS::IAM::Role", {"Policies", "*", "PolicyDocument"}, Kind::kIdentity},
    {"AWS::IAM::RolePolicy", {"PolicyDocument", "", ""}, Kind::kIdentity},
    {"AWS::IAM::User", {"Policies", "*", "PolicyDocument"}, Kind::kIdentity},
    {"AWS::IAM::UserPolicy", {"PolicyDocument", "", ""}, Kind::kIdentity},
    {"AWS::KMS::Key", {"KeyPolicy", "", ""}, Kind::kResource},
    {"AWS::OpenSearchService::Domain", {"AccessPolicies", "", ""}, Kind::kResource},
    {"AWS::S3::BucketPolicy", {"PolicyDocument", "", ""}, Kind::kResource},
    {"AWS::SNS::TopicPolicy", {"PolicyDocument", "", ""}, Kind::kResource},
    {"AWS::SQS::QueuePolicy", {"PolicyDocument", "", ""}, Kind::kResource},
    {"AWS::SSO::PermissionSet", {"InlinePolicy", "", ""}, Kind::kIdentity},
};

}  // namespace

void each_policy(const cfn::Resource& resource,
                 const std::function<void(const PolicyDocument&)>& visit) {
  for (const Place& place : kPlaces) {
    if (place.type != resource.type) continue;
    const cfn::MapEntry* entry = resource.properties.find_entry(place.path[0]);
    if (entry == nullptr) continue;
    if (place.path[1].empty()) {
      visit({entry->value, entry->key_origin, place.path[0], place.kind});
      continue;
    }
    each_policy_item(entry->value, [&](const cfn::Value& item) {
      const cfn::Map* map = item.map();
      const cfn::MapEntry* document = map == nullptr ? nullptr : map->find_entry(place.path[2]);
      if (document == nullptr) return;
      visit({document->value, document->key_origin, place.path[0], place.kind});
    });
  }
}

}  // namespace archsynth::analysis
