#include <vector>

#include "archsynth/aws/forms.h"
#include "archsynth/support/text.h"
#include "aws/meant_forms.h"
#include "aws/text_match.h"
#include "spec/quotas.h"

// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html
namespace archsynth::forms {

namespace {

using namespace match;

bool partition(std::string_view s) {
  if (!eat(s, "aws")) return false;
  return s.empty() ||
         (eat(s, "-") && !s.empty() && all(s, [](char c) { return lower(c) || c == '-'; }));
}

/// What stands behind the account of a well-formed ARN; empty when it is none.
std::string_view resource_of(std::string_view arn, bool* is_regional = nullptr,
                             std::string_view* service = nullptr) {
  const std::vector<std::string_view> parts = split(arn, ':');
  if (parts.size() < 6 || parts[0] != "arn" || !partition(parts[1])) return {};
  if (parts[2].empty() || !all(parts[2], lower_alnum_dash)) return {};
  if (!all(parts[3], lower_alnum_dash)) return {};
  const bool owned = spec::is_account_id(parts[4]);
  if (!owned && !parts[4].empty() && parts[4] != "aws") return {};
  const std::string_view rest = arn.substr(static_cast<std::size_t>(parts[5].data() - arn.data()));
  if (!all(rest, visible)) return {};
  if (is_regional != nullptr) *is_regional = owned && !parts[3].empty();
  if (service != nullptr) *service = parts[2];
  return rest;
}

/// The same of an ARN of that service that has a region and an account.
std::string_view resource_of(std::string_view arn, std::string_view service) {
  bool is_regional = false;
  std::string_view found;
  const std::string_view rest = resource_of(arn, &is_regional, &found);
  return is_regional && found == service ? rest : std::string_view();
}

bool arn(std::string_view s) { return !resource_of(s).empty(); }

bool hex_dash(char c) { return lower_hex(c) || c == '-'; }

bool certificate_arn(std::string_view s) {
  std::string_view rest = resource_of(s, "acm");
  return eat(rest, "certificate/") && !rest.empty() && all(rest, hex_dash);
}

bool certificate_authority_arn(std::string_view s) {
  std::string_view rest = resource_of(s, "acm-pca");
  return eat(rest, "certificate-authority/") && !rest.empty() && all(rest, hex_dash);
}

bool kms_key_arn(std::string_view s) {
  std::string_view rest = resource_of(s, "kms");
  return eat(rest, "key/") && !rest.empty() && all(rest, alnum_dash);
}

/// `!` is in the names that AWS gives secrets of its own (`rds!db-…`):
/// https://docs.aws.amazon.com/appsync/latest/APIReference/API_RdsDataApiConfig.html
bool secret_arn(std::string_view s) {
  std::string_view rest = resource_of(s, "secretsmanager");
  if (eat(rest, "secret:")) {
    const std::vector<std::string_view> parts = split(rest, ':');
    return parts.size() <= 4 && !parts[0].empty() &&
           all(parts[0], [](char c) { return alnum(c) || one_of(c, "/_+=.@!-"); });
  }
  rest = resource_of(s, "ssm");
  return eat(rest, "parameter/") && !rest.empty() &&
         all(rest, [](char c) { return alnum(c) || one_of(c, "_.-/"); });
}

/// https://docs.aws.amazon.com/systems-manager/latest/userguide/sysman-paramstore-su-create.html
bool parameter_path(std::string_view s) {
  return s.size() > 1 && s.size() <= 1011 && s[0] == '/' && s.back() != '/' &&
         s.find("//") == std::string_view::npos &&
         all(s, [](char c) { return alnum(c) || one_of(c, "_.-/"); });
}

bool parameter_name(std::string_view s) {
  return s.find('/') == s.npos ? parameter_path("/" + std::string(s)) : parameter_path(s);
}

/// https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_CreateSecret.html
bool secret_name(std::string_view s) {
  return !s.empty() && s.size() <= 512 &&
         all(s, [](char c) { return alnum(c) || one_of(c, "/_+=.@!-"); });
}

bool parameter_id(std::string_view s) {
  return !s.empty() && s.size() <= 255 && s[0] >= 'A' && s[0] <= 'Z' && all(s, alnum);
}

bool json_key(std::string_view s) {
  return !s.empty() && all(s, [](char c) { return visible(c) && c != ':'; });
}

bool secret_source(std::string_view s) {
  return secret_arn(s) || parameter_path(s) || forms::kName.matches(s);
}

/// `ssm:/x` and plain names, as other tools write them.
std::string fix_of_secret_source(std::string_view s) {
  for (const std::string_view prefix : {"ssm:", "parameter:", "parameterstore:"}) {
    std::string_view name = s;
    if (eat(name, prefix) && parameter_name(name))
      return "write {parameter: " + std::string(name) + "}";
  }
  for (const std::string_view prefix : {"secretsmanager:", "secret:"}) {
    std::string_view name = s;
    if (eat(name, prefix) && secret_name(name)) return "write {secret: " + std::string(name) + "}";
  }
  if (!secret_name(s)) return {};
  return "write {secret: " + std::string(s) + "}, or {parameter: " + std::string(s) +
         "} for an SSM parameter";
}

/// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_action.html
bool iam_action(std::string_view s) {
  const std::size_t colon = s.find(':');
  if (colon == 0 || colon >= s.size() - 1) return false;
  return all(s.substr(0, colon), alnum_dash) &&
         all(s.substr(colon + 1), [](char c) { return alnum(c) || one_of(c, "*?"); });
}

bool policy_arn(std::string_view s) {
  std::string_view service;
  std::string_view rest = resource_of(s, nullptr, &service);
  return service == "iam" && eat(rest, "policy/") && !rest.empty() &&
         all(rest, [](char c) { return alnum(c) || one_of(c, "/_+=,.@-"); });
}

bool topic_arn(std::string_view s) {
  std::string_view rest = resource_of(s, "sns");
  if (rest.size() > 5 && rest.substr(rest.size() - 5) == ".fifo") rest.remove_suffix(5);
  return !rest.empty() && rest.size() <= 256 && all(rest, alnum_dash_underscore);
}

bool web_acl_arn(std::string_view s) {
  std::string_view rest = resource_of(s, "wafv2");
  if (!eat(rest, "regional/webacl/")) return false;
  const std::vector<std::string_view> parts = split(rest, '/');
  return parts.size() == 2 && !parts[0].empty() && !parts[1].empty() &&
         all(parts[0], alnum_dash_underscore) && all(parts[1], hex_dash);
}

bool trust_store_arn(std::string_view s) {
  std::string_view rest = resource_of(s, "elasticloadbalancing");
  if (!eat(rest, "truststore/")) return false;
  const std::vector<std::string_view> parts = split(rest, '/');
  return parts.size() == 2 && !parts[0].empty() && !parts[1].empty() && all(parts[0], alnum_dash) &&
         all(parts[1], lower_hex);
}

/// https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBSnapshot.html
bool snapshot_id(std::string_view s) {
  std::string_view name = s;
  if (s.substr(0, 4) == "arn:") {
    name = resource_of(s, "rds");
    if (!eat(name, "snapshot:")) return false;
  }
  eat(name, "rds:");
  return !name.empty() && name.size() <= 255 && alpha(name[0]) && all(name, alnum_dash) &&
         name.back() != '-' && name.find("--") == std::string_view::npos;
}

}  // namespace

const describe::Form kArn = {
    "an ARN", R"(^arn:aws(-[a-z-]+)?:[a-z0-9-]+:[a-z0-9-]*:([0-9]{12}|aws)?:[!-~]+$)",
    "arn:aws:iam::123456789012:role/deploy", arn};
const describe::Form kCertificateArn = {
    "the ARN of an ACM certificate",
    R"(^arn:aws(-[a-z-]+)?:acm:[a-z0-9-]+:[0-9]{12}:certificate/[0-9a-f-]+$)",
    "arn:aws:acm:us-east-1:123456789012:certificate/12345678-1234-1234-1234-123456789012",
    certificate_arn};
const describe::Form kCertificateAuthorityArn = {
    "the ARN of a private certificate authority",
    R"(^arn:aws(-[a-z-]+)?:acm-pca:[a-z0-9-]+:[0-9]{12}:certificate-authority/[0-9a-f-]+$)",
    "arn:aws:acm-pca:us-east-1:123456789012:certificate-authority/"
    "12345678-1234-1234-1234-123456789012",
    certificate_authority_arn};
const describe::Form kKmsKeyArn = {
    "the ARN of a KMS key", R"(^arn:aws(-[a-z-]+)?:kms:[a-z0-9-]+:[0-9]{12}:key/[A-Za-z0-9-]+$)",
    "arn:aws:kms:us-east-1:123456789012:key/12345678-1234-1234-1234-123456789012", kms_key_arn};
const describe::Form kSecretArn = {
    "the ARN of an SSM parameter or of a Secrets Manager secret",
    R"(^arn:aws(-[a-z-]+)?:(secretsmanager:[a-z0-9-]+:[0-9]{12}:secret:[A-Za-z0-9/_+=.@!-]+(:[!-9;-~]*){0,3}|ssm:[a-z0-9-]+:[0-9]{12}:parameter/[A-Za-z0-9_./-]+)$)",
    "arn:aws:secretsmanager:us-east-1:123456789012:secret:stripe-AbCdEf:api_key::", secret_arn};
const describe::Form kSecretSource = {
    "the ARN or path of an SSM parameter, the ARN of a Secrets Manager secret, or a name in "
    "\"secrets\"",
    R"(^(arn:aws(-[a-z-]+)?:(secretsmanager:[a-z0-9-]+:[0-9]{12}:secret:[A-Za-z0-9/_+=.@!-]+(:[!-9;-~]*){0,3}|ssm:[a-z0-9-]+:[0-9]{12}:parameter/[A-Za-z0-9_./-]+)|(/[A-Za-z0-9_.-]+)+|[A-Za-z][A-Za-z0-9_-]{0,39})$)",
    "/shop/stripe",
    secret_source,
    nullptr,
    fix_of_secret_source};
const describe::Form kSecretName = {"the name of a secret", R"(^[A-Za-z0-9/_+=.@!-]{1,512}$)",
                                    "shop/stripe", secret_name};
const describe::Form kParameterName = {"the name of an SSM parameter",
                                       R"(^([A-Za-z0-9_.-]+|(/[A-Za-z0-9_.-]+)+)$)", "/shop/stripe",
                                       parameter_name};
const describe::Form kParameterId = {"a name of letters and digits that starts with a capital",
                                     "^[A-Z][A-Za-z0-9]{0,254}$", "SessionToken", parameter_id};
const describe::Form kJsonKey = {"a key without a colon", R"(^[!-9;-~]+$)", "api_key", json_key};
const describe::Form kIamAction = {"an IAM action", R"(^[A-Za-z0-9-]+:[A-Za-z0-9*?]+$)",
                                   "ses:SendEmail", iam_action};
const describe::Form kPolicyArn = {
    "the ARN of an IAM policy",
    R"(^arn:aws(-[a-z-]+)?:iam:[a-z0-9-]*:([0-9]{12}|aws)?:policy/[A-Za-z0-9/_+=,.@-]+$)",
    "arn:aws:iam::aws:policy/AmazonSSMReadOnlyAccess",
    policy_arn,
    nullptr,
    nullptr,
    meant_policy};
const describe::Form kTopicArn = {
    "the ARN of an SNS topic",
    R"(^arn:aws(-[a-z-]+)?:sns:[a-z0-9-]+:[0-9]{12}:[A-Za-z0-9_-]{1,256}(\.fifo)?$)",
    "arn:aws:sns:us-east-1:123456789012:oncall", topic_arn};
const describe::Form kWebAclArn = {
    "the ARN of a regional web ACL",
    R"(^arn:aws(-[a-z-]+)?:wafv2:[a-z0-9-]+:[0-9]{12}:regional/webacl/[A-Za-z0-9_-]+/[0-9a-f-]+$)",
    "arn:aws:wafv2:us-east-1:123456789012:regional/webacl/shop/"
    "12345678-1234-1234-1234-123456789012",
    web_acl_arn};
const describe::Form kTrustStoreArn = {
    "the ARN of a trust store",
    R"(^arn:aws(-[a-z-]+)?:elasticloadbalancing:[a-z0-9-]+:[0-9]{12}:truststore/[A-Za-z0-9-]+/[0-9a-f]+$)",
    "arn:aws:elasticloadbalancing:us-east-1:123456789012:truststore/clients/73e2d6bc24d8a067",
    trust_store_arn};
const describe::Form kSnapshotId = {
    "the name or ARN of an RDS snapshot",
    R"(^(arn:aws(-[a-z-]+)?:rds:[a-z0-9-]+:[0-9]{12}:snapshot:)?(rds:)?(?!.*--)(?!.*-$)[A-Za-z][A-Za-z0-9-]{0,254}$)",
    "shop-before-upgrade", snapshot_id};

}  // namespace archsynth::forms
