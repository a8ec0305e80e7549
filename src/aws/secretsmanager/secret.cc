#include <fmt/format.h>

#include "archsynth/aws/secretsmanager.h"
#include "archsynth/construct/waiver.h"
#include "archsynth/support/text.h"

namespace archsynth::secretsmanager {

Secret::Secret(construct::Scope scope, kms::Key& key, SecretProps props)
    : Construct(std::move(scope)), props_(aws::settled(std::move(props), *this)) {
  check();
  resource_ =
      &add_resource("", "AWS::SecretsManager::Secret",
                    {{"Description", fmt::format("{} of {}", described(), stack().full_name())},
                     {"KmsKeyId", key.arn()}});
  if (props_.value) {
    resource_->properties.set("SecretString", aws::value_of(props_.value, diagnostics()));
  } else {
    resource_->properties.set("GenerateSecretString", generated());
  }
  const bool keeps = *props_.on_delete == OnDelete::kRetain;
  resource_->deletion_policy = keeps ? "RetainExceptOnCreate" : "Delete";
  resource_->update_replace_policy = keeps ? "Retain" : "Delete";
  construct::waive(*resource_, {.cdk_nag = "AwsSolutions-SMG4"},
                   "Only the application knows how to change it");
}

/// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-secretsmanager-secret-generatesecretstring.html
cfn::Value Secret::generated() const {
  cfn::Map made{{"PasswordLength", props_.length}};
  const Characters characters = *props_.characters;
  if (characters != Characters::kAny) made.set("ExcludePunctuation", true);
  if (characters == Characters::kHexadecimal) {
    made.set("ExcludeUppercase", true);
    made.set("ExcludeCharacters", "ghijklmnopqrstuvwxyz");
  }
  return made;
}

void Secret::check() {
  if (!props_.value) return;
  if (!props_.value->is_function()) {
    diagnostics()
        .error("ARC1066", props_.value.origin(),
               fmt::format("{} is written in the file", quoted(label() + ".value")))
        .fix = "remove it to have one generated, or use a parameter with \"no_echo\"";
  }
  for (const auto& [key, stated] : {std::pair{"length", &props_.length.origin()},
                                    std::pair{"characters", &props_.characters.origin()}}) {
    if (!stated->is_stated()) continue;
    diagnostics()
        .error("ARC1065", *stated,
               fmt::format("{} has no effect beside \"value\"", quoted(label() + "." + key)))
        .fix = "remove the key";
  }
}

cfn::Value Secret::arn() const { return resource_->ref(); }

}  // namespace archsynth::secretsmanager

namespace archsynth::describe::internal {
template const RecordView& record_of<secretsmanager::SecretProps>();
}  // namespace archsynth::describe::internal
