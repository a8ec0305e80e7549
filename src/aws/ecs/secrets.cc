#include <fmt/format.h>

#include <algorithm>

#include "archsynth/aws/ecs.h"
#include "archsynth/support/characters.h"
#include "archsynth/support/text.h"

// https://docs.aws.amazon.com/AmazonECS/latest/developerguide/secrets-envvar-secrets-manager.html
// https://docs.aws.amazon.com/AmazonECS/latest/developerguide/secrets-envvar-ssm-paramstore.html
namespace archsynth::ecs {

namespace {

constexpr std::size_t kPartsOfSecret = 7;        // arn:partition:service:region:account:secret:name
constexpr std::size_t kPartsWithSelectors = 10;  // and JSON key, version stage, version id

/// Secrets Manager ends the names in its ARNs with a hyphen and six characters.
bool ends_with_random_part(std::string_view name) {
  if (name.size() < 8 || name[name.size() - 7] != '-') return false;
  const std::string_view random = name.substr(name.size() - 6);
  return std::all_of(random.begin(), random.end(), [](char c) { return is_letter_or_digit(c); });
}

std::string joined(const std::vector<std::string_view>& parts, std::size_t count) {
  std::string text;
  for (std::size_t i = 0; i < count; ++i) text += (i == 0 ? "" : ":") + std::string(parts[i]);
  return text;
}

}  // namespace

void FargateService::read_secrets() {
  for (const auto& [name, arn] : props_.secrets) {
    if (arn) read_secret(name, arn);
  }
}

void FargateService::read_secret(const Sourced<std::string>& variable,
                                 const Sourced<std::string>& arn) {
  const std::vector<std::string_view> parts = split(*arn, ':');
  if (parts.size() > 2 && parts[2] == "ssm") {
    inject(*variable, "ValueFrom", arn, variable.origin());
    execution_role_->allow("ReadParameters", {"ssm:GetParameters"}, {arn});
    allow_decrypt(*execution_role_, "DecryptParameters", "ssm");
    vpc_->need_endpoint(ec2::Endpoint::kSsm, arn.origin());
    return;
  }
  if (parts.size() < kPartsOfSecret) return;  // no ARN, which was reported
  if (!ends_with_random_part(parts[6])) {
    diagnostics()
        .error("ARC1211", arn.origin(),
               fmt::format("{} is not the whole ARN of a secret: a hyphen and six characters that "
                           "Secrets Manager chose follow the secret's name",
                           quoted(joined(parts, kPartsOfSecret))))
        .fix = fmt::format(
        "it ends like `{}-AbCdEf`; the role that reads it is granted that name "
        "alone",
        parts[6]);
    return;
  }
  std::string from = *arn;
  if (parts.size() > kPartsOfSecret) {
    // ECS wants all selectors or none: `…:api_key` alone is an "unexpected ARN format".
    for (std::size_t i = parts.size(); i < kPartsWithSelectors; ++i) from += ':';
  }
  inject(*variable, "ValueFrom", cfn::Value(std::move(from)).with_origin(arn.origin()),
         variable.origin());
  execution_role_->allow("ReadSecrets", {"secretsmanager:GetSecretValue"},
                         {cfn::Value(joined(parts, kPartsOfSecret)).with_origin(arn.origin())});
  allow_decrypt(*execution_role_, "DecryptSecrets", "secretsmanager");
  vpc_->need_endpoint(ec2::Endpoint::kSecretsmanager, arn.origin());
}

void FargateService::allow_decrypt(iam::Role& role, std::string_view sid, const char* service) {
  const kms::Key& key = cluster_->key();
  if (!key.is_customer_managed()) return;
  role.allow(sid, {"kms:Decrypt"}, {key.arn()},
             cfn::Map{{"StringEquals", cfn::Map{{"kms:ViaService",
                                                 cfn::sub(fmt::format("{}.${{AWS::Region}}.${{AWS::"
                                                                      "URLSuffix}}",
                                                                      service))}}}});
}

}  // namespace archsynth::ecs
