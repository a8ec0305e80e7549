#include <fmt/format.h>

#include <stdexcept>

#include "archsynth/aws/secretsmanager.h"
#include "archsynth/cfn/writer.h"
#include "archsynth/construct/waiver.h"

namespace archsynth::secretsmanager {

namespace {

constexpr std::string_view kTransform = "AWS::SecretsManager-2024-09-16";
/// What a new password must not hold either.
constexpr std::string_view kPunctuation = " !\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~";

void keep_with_the_stack(cfn::Resource& secret) {
  // Secrets Manager keeps a deleted secret for 30 days; it opens nothing that is left.
  secret.deletion_policy = "Delete";
  secret.update_replace_policy = "Delete";
}

}  // namespace

DatabaseSecret::DatabaseSecret(construct::Scope scope, kms::Key& key, DatabaseSecretProps props)
    : Construct(std::move(scope)),
      props_(aws::settled(std::move(props), *this)),
      key_arn_(key.arn()) {
  std::string start = cfn::to_json(cfn::Map{{"username", *props_.username}}, true);
  while (start.ends_with('\n')) start.pop_back();
  resource_ =
      &add_resource("", "AWS::SecretsManager::Secret",
                    {{"Description", props_.description},
                     {"GenerateSecretString",
                      cfn::Map{{"SecretStringTemplate",
                                cfn::Value(std::move(start)).with_origin(props_.username.origin())},
                               {"GenerateStringKey", "password"},
                               {"PasswordLength", 32},
                               {"ExcludePunctuation", true}}},
                     {"KmsKeyId", key.arn()}});
  keep_with_the_stack(*resource_);
  if (!props_.rotation_days) {
    construct::waive(*resource_, {.cdk_nag = "AwsSolutions-SMG4"},
                     "rotation_days is not set; rotation needs a Lambda function and a transform, "
                     "which credentials managed by RDS do without");
  }
}

cfn::Value DatabaseSecret::arn() const { return resource_->ref(); }

cfn::Value DatabaseSecret::resolve(std::string_view json_key) const {
  return cfn::DynamicReference{"secretsmanager", {resource_->ref(), "SecretString", json_key}};
}

cfn::LogicalId DatabaseSecret::attach(const cfn::Resource& database) {
  attachment_ = &add_resource("Attachment", "AWS::SecretsManager::SecretTargetAttachment",
                              {{"SecretId", resource_->ref()},
                               {"TargetId", database.ref()},
                               {"TargetType", database.type}});
  return attachment_->id;
}

cfn::Value DatabaseSecret::completed_arn() const {
  return attachment_ == nullptr ? cfn::Value() : attachment_->ref();
}

void DatabaseSecret::rotate(const Rotation& rotation) {
  if (attachment_ == nullptr) throw std::logic_error("a secret rotates once it is attached");
  const std::vector<cfn::Value>& subnets = rotation.vpc->private_subnets();
  cfn::Resource& schedule = add_resource(
      "RotationSchedule", "AWS::SecretsManager::RotationSchedule",
      {{"SecretId", resource_->ref()},
       {"HostedRotationLambda", cfn::Map{{"RotationType", rotation.type},
                                         {"ExcludeCharacters", kPunctuation},
                                         {"KmsKeyArn", key_arn_},
                                         {"VpcSecurityGroupIds", rotation.security_group->id()},
                                         {"VpcSubnetIds", cfn::join(",", subnets)}}},
       {"RotateImmediatelyOnUpdate", false},
       {"RotationRules", cfn::Map{{"AutomaticallyAfterDays", props_.rotation_days}}}});
  schedule.depends_on.push_back(attachment_->id);
  schedule.origin = rotation.why;
  stack().add_transform(kTransform);
  diagnostics()
      .warning("ARC1403", rotation.why,
               fmt::format("the rotation adds the transform {} to the template", kTransform))
      .fix =
      "deploy with `--capabilities CAPABILITY_IAM CAPABILITY_AUTO_EXPAND`, and restart the tasks "
      "after each rotation: they read the password when they start";
}

TextSecret::TextSecret(construct::Scope scope, kms::Key& key, const cfn::Value& text,
                       TextSecretProps props)
    : Construct(std::move(scope)) {
  props = aws::settled(std::move(props), *this);
  resource_ = &add_resource(
      "", "AWS::SecretsManager::Secret",
      {{"Description", props.description}, {"SecretString", text}, {"KmsKeyId", key.arn()}});
  keep_with_the_stack(*resource_);
  construct::waive(*resource_, {.cdk_nag = "AwsSolutions-SMG4"},
                   "It repeats a secret that does not rotate");
}

cfn::Value TextSecret::arn() const { return resource_->ref(); }

}  // namespace archsynth::secretsmanager
