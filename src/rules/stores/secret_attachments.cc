// Secrets of databases, and what attaches them.

#include <fmt/format.h>

#include <algorithm>

#include "archsynth/support/text.h"
#include "rules/functions/checks.h"
#include "rules/rule.h"
#include "rules/template/embedded.h"

namespace archsynth::analysis {
namespace {

constexpr std::string_view kAttachmentPage =
    "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/"
    "aws-resource-secretsmanager-secrettargetattachment.html";

constexpr std::string_view kHostedRotationPage =
    "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/"
    "transform-aws-secretsmanager.html";

void check_secret_target(const View& view, const Report& report) {
  for (const cfn::Resource* attachment : view.of("AWS::SecretsManager::SecretTargetAttachment")) {
    const cfn::Resource* target = view.target(property(*attachment, {"TargetId"}));
    const cfn::Value* place = property(*attachment, {"TargetType"});
    const auto type = view.text(place);
    const bool known = target != nullptr && (target->type.rfind("AWS::RDS::", 0) == 0 ||
                                             target->type.rfind("AWS::Redshift", 0) == 0 ||
                                             target->type.rfind("AWS::DocDB::", 0) == 0);
    if (!known || !type || *type == target->type) continue;
    report(*attachment, place,
           fmt::format("{} is {}, not {}", quoted(target->id.str()), quoted(target->type),
                       quoted(*type)));
  }
}

/// The user of a secret that is stated as JSON; empty: not known.
std::string user_of(const View& view, const cfn::Resource& secret) {
  for (const cfn::Value* text :
       {property(secret, {"SecretString"}),
        property(secret, {"GenerateSecretString", "SecretStringTemplate"})}) {
    const auto document = embedded(text);
    if (document) return view.text(member(&document->value, {"username"})).value_or("");
  }
  return {};
}

/// Whether the secret may be that of another user than the first: alternating users have one each.
/// Source: https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotation-strategy.html
bool may_be_of_another_user(const View& view, const cfn::Resource& secret,
                            const cfn::Resource& password, const cfn::Resource& database) {
  const cfn::Value* generated = property(secret, {"GenerateSecretString"});
  const bool has_user =
      !lacks(secret, "SecretString") ||
      (generated != nullptr &&
       (generated->map() == nullptr || generated->map()->contains("SecretStringTemplate")));
  if (!has_user) return false;
  const std::string own = user_of(view, secret);
  const auto stated = view.text(property(database, {"MasterUsername"}));
  const bool is_known = stated && !stated->starts_with("{{");
  return own.empty() || own != (is_known ? *stated : user_of(view, password));
}

/// Whether the secret is attached to the database as well.
bool is_attached(const View& view, const cfn::Resource& secret, const cfn::Resource& database) {
  const auto& all = view.of("AWS::SecretsManager::SecretTargetAttachment");
  return std::any_of(all.begin(), all.end(), [&](const cfn::Resource* each) {
    return view.target(property(*each, {"SecretId"})) == &secret &&
           view.target(property(*each, {"TargetId"})) == &database;
  });
}

void check_secret_of_target(const View& view, const Report& report) {
  // The database takes its password from the secret that is attached to it.
  for (const cfn::Resource* attachment : view.of("AWS::SecretsManager::SecretTargetAttachment")) {
    const cfn::Value* place = property(*attachment, {"SecretId"});
    const cfn::Resource* secret = view.target(place, "AWS::SecretsManager::Secret");
    const cfn::Resource* database = view.target(property(*attachment, {"TargetId"}));
    if (secret == nullptr || database == nullptr || !secret->condition.empty()) continue;
    const cfn::Value* password = property(*database, {"MasterUserPassword"});
    if (password == nullptr || password->get_if<cfn::Ref>() != nullptr) continue;
    std::vector<cfn::Reference> named = cfn::references(*password);
    if (named.empty()) continue;
    const bool is_it = std::any_of(named.begin(), named.end(), [&](const cfn::Reference& each) {
      const cfn::Resource* other = view.find(each.target.str());
      return other == nullptr || other == secret || other->type != "AWS::SecretsManager::Secret";
    });
    if (is_it) continue;
    const cfn::Resource& read = *view.find(named.front().target.str());
    if (is_attached(view, read, *database) ||
        may_be_of_another_user(view, *secret, read, *database)) {
      continue;
    }
    report(*attachment, place,
           fmt::format("{} reads its password from {}, but {} is attached to it",
                       quoted(database->id.str()), quoted(named.front().target.str()),
                       quoted(secret->id.str())));
  }
}

/// Functions for rotation are made by a transform, which a macro of the template's own may add.
void check_hosted_rotation(const View& view, const Report& report) {
  if (view.of("AWS::SecretsManager::RotationSchedule").empty()) return;
  const cfn::Template& source = view.source();
  if (has_own_macro(source) || has_transform(source, "AWS::SecretsManager-2020-07-23") ||
      has_transform(source, "AWS::SecretsManager-2024-09-16")) {
    return;
  }
  for (const cfn::Resource* schedule : view.of("AWS::SecretsManager::RotationSchedule")) {
    if (!has(*schedule, "HostedRotationLambda")) continue;
    report(*schedule, property(*schedule, {"HostedRotationLambda"}),
           "\"HostedRotationLambda\" needs the transform AWS::SecretsManager-2024-09-16")
        .fix = "add AWS::SecretsManager-2024-09-16 to \"Transform\"";
  }
}

constexpr Rule kSecretAttachmentsRules[] = {
    {"ARC4987", Severity::kError, "hosted rotation without its transform",
     "CloudFormation makes no function, and the secret is not rotated",
     "add the transform AWS::SecretsManager-2024-09-16", kHostedRotationPage, "",
     check_hosted_rotation},
    {"ARC4511", Severity::kError, "secret attachment has the wrong target type",
     "Secrets Manager cannot attach the secret", "set \"TargetType\" to the type of the target",
     kAttachmentPage, "", check_secret_target},
    {"ARC4512", Severity::kError, "attached secret does not hold the password",
     "the secret contains a password that the database does not accept",
     "attach the secret from which the database reads its password", kAttachmentPage, "",
     check_secret_of_target},
};

}  // namespace

std::span<const Rule> secret_attachment_rules() { return kSecretAttachmentsRules; }

}  // namespace archsynth::analysis
