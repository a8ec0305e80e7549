#include <fmt/format.h>

#include <algorithm>

#include "archsynth/aws/ecs.h"
#include "archsynth/describe/unknown_keys.h"
#include "archsynth/support/characters.h"
#include "archsynth/support/text.h"
#include "aws/ecs/key_use.h"

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

constexpr std::string_view kParameterArn =
    "arn:${AWS::Partition}:ssm:${AWS::Region}:${AWS::AccountId}:parameter";
/// A name without a path has its slash in the ARN alone.
std::string parameter_arn(const std::string& name) {
  return fmt::format("{}{}{}", kParameterArn, name.starts_with('/') ? "" : "/", name);
}

constexpr std::string_view kSecretArn =
    "arn:${AWS::Partition}:secretsmanager:${AWS::Region}:${AWS::AccountId}:secret:";

/// Of `!Ref Stripe` or `!Sub "${Stripe}:api_key::"` the reference to the secret; else absent.
cfn::Value secret_within(const cfn::Value& value) {
  if (value.get_if<cfn::Ref>() != nullptr || value.get_if<cfn::GetAtt>() != nullptr) return value;
  const auto* sub = value.get_if<cfn::Sub>();
  if (sub == nullptr || !sub->variables.empty()) return {};
  const std::vector<cfn::SubPiece> pieces = cfn::pieces(*sub);
  const bool is_one = !pieces.empty() && pieces.size() <= 2 &&
                      pieces.front().kind == cfn::SubPiece::Kind::kVariable &&
                      (pieces.size() == 1 || (pieces.back().kind == cfn::SubPiece::Kind::kText &&
                                              pieces.back().text.starts_with(':')));
  if (!is_one) return {};
  const std::string& name = pieces.front().text;
  const std::size_t dot = name.find('.');
  if (dot == std::string::npos) return cfn::ref(cfn::LogicalId(name));
  return cfn::GetAtt{cfn::LogicalId(name.substr(0, dot)), name.substr(dot + 1)};
}

std::string joined(const std::vector<std::string_view>& parts, std::size_t count) {
  std::string text;
  for (std::size_t i = 0; i < count; ++i) text += (i == 0 ? "" : ":") + std::string(parts[i]);
  return text;
}

}  // namespace

cfn::Value only_via(const char* service) {
  return cfn::Map{
      {"StringEquals",
       cfn::Map{{"kms:ViaService",
                 cfn::sub(fmt::format("{}.${{AWS::Region}}.${{AWS::URLSuffix}}", service))}}}};
}

void FargateService::read_secrets() {
  for (const auto& [name, secret] : props_.secrets) {
    if (!secret) continue;
    cfn::Value from = read_secret(secret, label() + ".secrets." + *name);
    if (!from.absent()) inject(*name, "ValueFrom", std::move(from), name.origin());
  }
}

cfn::Value FargateService::read_secret(const Secret& secret, const std::string& name) {
  if (secret->is_large) return read_named_secret(secret->large, secret.origin(), name);
  const Sourced<describe::Expression>& source = secret->scalar;
  if (source->is_function()) return read_secret_function(source->function, name);
  if (forms::kName.matches(source->text)) return read_secret_of_stack(source, name);
  if (source->text.starts_with('/')) {
    return read_parameter(cfn::sub(parameter_arn(source->text)).with_origin(source.origin()));
  }
  return read_secret_arn(Sourced<std::string>::at(source->text, source.origin()));
}

cfn::Value FargateService::read_secret_of_stack(const Sourced<describe::Expression>& source,
                                                const std::string& name) {
  const auto& secrets = cluster_->secrets();
  const auto found = secrets.find(source->text);
  if (found != secrets.end()) {
    const cfn::Value arn = found->second->arn().with_origin(source.origin());
    return read_whole_secret(arn, arn);
  }
  std::vector<std::string> known;
  for (const auto& [each, secret] : secrets) known.push_back(each);
  const auto near = nearest(source->text, known);
  diagnostics()
      .error("ARC1067", source.origin(),
             fmt::format("{} names {}, which is not in \"secrets\"", quoted(name),
                         quoted(source->text)))
      .fix = near ? fmt::format("did you mean {}?", quoted(*near))
                  : fmt::format(
                        "add `secrets: {{{0}: {{}}}}` at the top to have one generated; for "
                        "an existing one write {{secret: {0}}}, or {{parameter: {0}}} for "
                        "an SSM parameter",
                        source->text);
  return {};
}

cfn::Value FargateService::read_parameter(cfn::Value arn) {
  execution_role_->allow("ReadParameters", {"ssm:GetParameters"}, {arn});
  allow_decrypt(*execution_role_, "DecryptParameters", "ssm");
  vpc_->need_endpoint(ec2::Endpoint::kSsm, arn.origin());
  return arn;
}

cfn::Value FargateService::read_whole_secret(cfn::Value arn, cfn::Value value_from) {
  vpc_->need_endpoint(ec2::Endpoint::kSecretsmanager, arn.origin());
  execution_role_->allow("ReadSecrets", {"secretsmanager:GetSecretValue"}, {std::move(arn)});
  allow_decrypt(*execution_role_, "DecryptSecrets", "secretsmanager");
  return value_from;
}

cfn::Value FargateService::read_secret_arn(const Sourced<std::string>& arn) {
  const std::vector<std::string_view> parts = split(*arn, ':');
  if (parts.size() > 2 && parts[2] == "ssm") return read_parameter(arn);
  if (parts.size() < kPartsOfSecret) return {};  // no ARN, which was reported
  if (!ends_with_random_part(parts[6])) {
    diagnostics()
        .error("ARC1211", arn.origin(),
               fmt::format("{} is not the full ARN of a secret, which ends with a hyphen and six "
                           "random characters",
                           quoted(joined(parts, kPartsOfSecret))))
        .fix = fmt::format(
        "use the full ARN, such as `{0}-AbCdEf`; for a secret of this account and region write "
        "`{{secret: {0}}}`",
        parts[6]);
    return {};
  }
  std::string from = *arn;
  if (parts.size() > kPartsOfSecret) {
    // ECS wants all selectors or none: `…:api_key` alone is an "unexpected ARN format".
    for (std::size_t i = parts.size(); i < kPartsWithSelectors; ++i) from += ':';
  }
  return read_whole_secret(cfn::Value(joined(parts, kPartsOfSecret)).with_origin(arn.origin()),
                           cfn::Value(std::move(from)).with_origin(arn.origin()));
}

cfn::Value FargateService::read_secret_function(const document::Node& function,
                                                const std::string& name) {
  cfn::Value value = cfn::read_value(function, diagnostics());
  cfn::Value arn = secret_within(value);
  if (arn.absent()) {
    diagnostics()
        .error("ARC1217", function.span,
               fmt::format("{} must refer to one secret of the stack", quoted(name)))
        .fix = "for example `!Ref Stripe`, or `!Sub \"${Stripe}:api_key::\"` for a key of its JSON";
    return {};
  }
  arn.set_origin(function.span);
  return read_whole_secret(std::move(arn), std::move(value));
}

cfn::Value FargateService::read_named_secret(const SecretProps& props, const Origin& origin,
                                             const std::string& name) {
  if (props.secret.missing() == props.parameter.missing()) {
    if (describe::has_unknown_key(diagnostics(), origin)) return {};
    diagnostics().error("ARC1218", origin,
                        fmt::format("{} must have a \"secret\" or a \"parameter\"{}", quoted(name),
                                    props.secret.missing() ? "" : ", not both"));
    return {};
  }
  const bool is_secret = !props.secret.missing();
  if (!is_secret && props.key.stated()) {
    diagnostics().error(
        "ARC1218", props.key.origin(),
        fmt::format("{} has no effect: a parameter has no keys", quoted(name + ".key")));
  }
  if (props.kms_key_arn) {
    const char* service = is_secret ? "secretsmanager" : "ssm";
    execution_role_->allow(is_secret ? "DecryptForeignSecrets" : "DecryptForeignParameters",
                           {"kms:Decrypt"}, {props.kms_key_arn}, only_via(service));
  }
  if (!is_secret) {
    return read_parameter(cfn::sub(parameter_arn(*props.parameter)).with_origin(origin));
  }
  // Six characters that Secrets Manager chose end the ARN; ECS finds the secret without them.
  // https://docs.aws.amazon.com/secretsmanager/latest/userguide/permissions_grant-limited-resources.html
  const std::string arn = std::string(kSecretArn) + *props.secret;
  const std::string selectors = props.key ? ":" + *props.key + "::" : "";
  return read_whole_secret(cfn::sub(arn + "-??????").with_origin(origin),
                           cfn::sub(arn + selectors).with_origin(origin));
}

void FargateService::allow_decrypt(iam::Role& role, std::string_view sid, const char* service) {
  const kms::Key& key = cluster_->key();
  if (!key.is_customer_managed()) return;
  role.allow(sid, {"kms:Decrypt"}, {key.arn()}, only_via(service));
}

}  // namespace archsynth::ecs
