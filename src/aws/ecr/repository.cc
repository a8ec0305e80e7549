#include <fmt/format.h>

#include "archsynth/aws/ecr.h"
#include "archsynth/cfn/writer.h"

namespace archsynth::ecr {

namespace {

constexpr int kUntaggedDays = 7;

cfn::Map rule(int priority, std::string description, cfn::Map selection) {
  return {{"rulePriority", priority},
          {"description", std::move(description)},
          {"selection", std::move(selection)},
          {"action", cfn::Map{{"type", "expire"}}}};
}

/// ECR takes the policy as text.
/// Source: https://docs.aws.amazon.com/AmazonECR/latest/userguide/lifecycle_policy_parameters.html
std::string lifecycle_of(int tagged_images) {
  const cfn::Value policy = cfn::Map{
      {"rules",
       cfn::List{rule(1, fmt::format("Expire untagged images after {} days", kUntaggedDays),
                      {{"tagStatus", "untagged"},
                       {"countType", "sinceImagePushed"},
                       {"countUnit", "days"},
                       {"countNumber", kUntaggedDays}}),
                 rule(2, fmt::format("Keep the last {} tagged images", tagged_images),
                      {{"tagStatus", "tagged"},
                       {"tagPatternList", cfn::List{"*"}},
                       {"countType", "imageCountMoreThan"},
                       {"countNumber", tagged_images}})}}};
  std::string text = cfn::to_json(policy, true);
  while (text.ends_with('\n')) text.pop_back();
  return text;
}

}  // namespace

Repository::Repository(construct::Scope scope, kms::Key& key, RepositoryProps props)
    : Construct(std::move(scope)) {
  props = aws::settled(std::move(props), *this);
  const bool immutable = *props.tag_mutability == TagMutability::kImmutable;
  cfn::Value lifecycle = lifecycle_of(*props.keep_tagged_images);
  lifecycle.set_origin(props.keep_tagged_images.origin());
  // Without a key of the stack this is the account's free aws/ecr key.
  resource_ = &add_resource(
      "", "AWS::ECR::Repository",
      {{"EncryptionConfiguration", cfn::Map{{"EncryptionType", "KMS"}, {"KmsKey", key.arn()}}},
       {"ImageScanningConfiguration", cfn::Map{{"ScanOnPush", true}}},
       {"ImageTagMutability",
        cfn::Value(immutable ? "IMMUTABLE" : "MUTABLE").with_origin(props.tag_mutability.origin())},
       {"LifecyclePolicy", cfn::Map{{"LifecyclePolicyText", std::move(lifecycle)}}}});
  if (props.repository_name) {
    resource_->properties.set(
        "Tags", cfn::List{cfn::Map{{"Key", "Name"}, {"Value", props.repository_name}}});
  }
  resource_->deletion_policy = "RetainExceptOnCreate";
  resource_->update_replace_policy = "Retain";
}

cfn::Value Repository::arn() const { return resource_->att("Arn"); }

cfn::Value Repository::uri() const { return resource_->att("RepositoryUri"); }

}  // namespace archsynth::ecr
