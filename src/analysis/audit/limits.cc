// Conditions of statements, as far as they limit who calls.

#include <algorithm>
#include <array>

#include "answers.h"
#include "archsynth/support/text.h"

namespace archsynth::analysis {
namespace {

/// What a key's values tell.
enum class Kind { kName, kArn, kNetwork };

struct LimitKey {
  std::string_view name;  ///< in lower case
  Kind kind = Kind::kName;
};

/// Keys by which the caller is limited to an account, an organization, a network or a resource.
/// `kms:ViaService` says which service asks, for anyone.
/// Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
/// https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html
constexpr LimitKey kLimits[] = {
    {"aws:principalaccount"},
    {"aws:principalarn", Kind::kArn},
    {"aws:principalorgid"},
    {"aws:principalorgpaths"},
    {"aws:sourceaccount"},
    {"aws:sourcearn", Kind::kArn},
    {"aws:sourceip", Kind::kNetwork},
    {"aws:sourceorgid"},
    {"aws:sourceorgpaths"},
    {"aws:sourceowner"},
    {"aws:sourcevpc"},
    {"aws:sourcevpce"},
    {"aws:userid"},
    {"elasticfilesystem:accesspointarn", Kind::kArn},
    {"kms:calleraccount"},
    {"s3:dataaccesspointaccount"},
    {"s3:dataaccesspointarn", Kind::kArn},
    {"sts:externalid"},
};

/// Issuers of identities for everybody who has an account there.
/// Source of why a claim has to tell which:
/// https://docs.github.com/en/actions/how-tos/secure-your-work/security-harden-deployments/oidc-in-aws
constexpr std::string_view kSharedIssuers[] = {
    "accounts.google.com", "app.terraform.io",   "cognito-identity.amazonaws.com",
    "gitlab.com",          "graph.facebook.com", "token.actions.githubusercontent.com",
    "www.amazon.com"};

/// Claims of theirs that tell whose identity it is; the audience does where the issuer gives one
/// out.
constexpr std::string_view kClaims[] = {
    "sub",          "repository", "repository_id",  "repository_owner", "repository_owner_id",
    "project_path", "project_id", "namespace_path", "namespace_id",     "job_workflow_ref",
    "app_id",       "oaud"};
constexpr std::string_view kAudiences[] = {"accounts.google.com:aud",
                                           "cognito-identity.amazonaws.com:aud"};

template <typename Texts>
bool holds(const Texts& texts, std::string_view text) {
  return std::find(std::begin(texts), std::end(texts), text) != std::end(texts);
}

bool has_wildcard(std::string_view text) { return text.find_first_of("*?") != text.npos; }

/// Whether the first part of a name is stated.
bool is_fixed_name(std::string_view text) {
  const std::string_view first = text.substr(0, text.find_first_of(":/"));
  return !first.empty() && !has_wildcard(first);
}

/// `repo:owner/name:ref`: whether the owner is stated.
bool is_fixed_subject(std::string_view text) {
  const std::size_t kind = text.find(':');
  return is_fixed_name(kind == text.npos ? text : text.substr(kind + 1));
}

/// What is wider than any network of one owner is not a limit.
bool is_fixed_network(std::string_view text) {
  const auto block = model::block_of(text);
  if (!block) return true;
  if (block->family == model::Family::kIpv4) return block->prefix >= 8;
  return block->prefix >= 32 || lower_case(text).starts_with("f");
}

bool is_fixed(Kind kind, std::string_view text) {
  if (kind == Kind::kNetwork) return is_fixed_network(text);
  return kind == Kind::kArn ? is_fixed_arn(text) : is_fixed_name(text);
}

/// An operator of a condition that a value has to meet.
struct Operator {
  bool is_positive = false;
  bool has_wildcards = false;
};

/// Without a key, what ends in `IfExists` and what starts with `ForAllValues` are true.
/// Source:
/// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
Operator operator_of(std::string_view name) {
  const std::string lower = lower_case(name);
  std::string_view plain = lower;
  if (plain.starts_with("foranyvalue:")) plain.remove_prefix(12);
  constexpr std::string_view kWild[] = {"arnequals", "arnlike", "stringlike", "ipaddress"};
  constexpr std::string_view kExact[] = {"stringequals", "stringequalsignorecase"};
  return {holds(kWild, plain) || holds(kExact, plain), holds(kWild, plain)};
}

/// Whether values of a key of a condition that limits are of somebody; nothing for other keys.
bool is_limit(std::string_view key, const std::vector<std::optional<std::string>>& values,
              const Operator& how) {
  const std::string lower = lower_case(key);
  const auto each_is = [&](const auto& is_fixed) {
    return std::all_of(values.begin(), values.end(), [&](const auto& value) {
      return !value || is_fixed(std::string_view(*value));
    });
  };
  const std::size_t claim = lower.rfind(':');
  if (holds(kAudiences, lower)) return each_is(is_fixed_name);
  if (claim != lower.npos && holds(kClaims, std::string_view(lower).substr(claim + 1)))
    return !how.has_wildcards || each_is(is_fixed_subject);
  const auto* found = std::find_if(std::begin(kLimits), std::end(kLimits),
                                   [&](const LimitKey& each) { return each.name == lower; });
  if (found == std::end(kLimits)) return false;
  return !how.has_wildcards ||
         each_is([&](std::string_view text) { return is_fixed(found->kind, text); });
}

/// How a value ends, as far as it is stated.
std::string ending_of(const View& view, const cfn::Value& value) {
  if (const auto text = view.text(&value)) return *text;
  if (const auto* sub = value.get_if<cfn::Sub>()) return sub->text;
  if (const cfn::Resource* provider = view.target(&value, "AWS::IAM::OIDCProvider")) {
    return view.text(property(*provider, {"Url"})).value_or("");
  }
  const auto* call = value.get_if<cfn::Call>();
  const bool is_join = call != nullptr && call->function == cfn::Function::kJoin;
  const cfn::List* arguments = is_join ? call->argument.front().list() : nullptr;
  const cfn::List* parts =
      arguments == nullptr || arguments->size() != 2 ? nullptr : arguments->back().list();
  return parts == nullptr || parts->empty() ? "" : view.text(&parts->back()).value_or("");
}

/// Whether only those in the network of a file system's mount targets come to it.
/// Source: https://docs.aws.amazon.com/efs/latest/ug/access-control-block-public-access.html
bool is_of_mount_targets(const View& view, std::string_view test, const cfn::MapEntry& each) {
  return lower_case(test) == "bool" &&
         lower_case(each.key) == "elasticfilesystem:accessedviamounttarget" &&
         view.truth(&each.value) == true;
}

}  // namespace

bool is_fixed_arn(std::string_view text) {
  const std::vector<std::string_view> parts = split(text, ':');
  if (parts.size() < 6) return !has_wildcard(text);
  if (!parts[4].empty()) return !has_wildcard(parts[4]);
  std::string_view resource = parts[5];
  if (resource.starts_with('/')) resource.remove_prefix(1);
  return is_fixed_name(resource);
}

std::string limits_of(const View& view, const AllowStatement& statement) {
  const cfn::Value* condition = statement.map.find("Condition");
  if (condition == nullptr || condition->map() == nullptr) return {};
  std::vector<std::string> keys;
  for (const cfn::MapEntry& test : *condition->map()) {
    const Operator how = operator_of(test.key);
    if (test.value.map() == nullptr) continue;
    for (const cfn::MapEntry& each : *test.value.map()) {
      const bool is_one =
          how.is_positive && is_limit(each.key, texts_at(view, *test.value.map(), each.key), how);
      if (is_one || is_of_mount_targets(view, test.key, each)) keys.push_back(each.key);
    }
  }
  return join(keys, ", ");
}

std::string shared_issuer(const View& view, const cfn::Map& statement) {
  const cfn::Value* providers = member(statement.find("Principal"), {"Federated"});
  if (providers == nullptr) return {};
  std::vector<const cfn::Value*> all{providers};
  if (providers->list() != nullptr) all = view.items(providers).values;
  for (const cfn::Value* each : all) {
    const std::string ending = ending_of(view, *each);
    for (const std::string_view issuer : kSharedIssuers) {
      if (ending == issuer || ending.ends_with("/" + std::string(issuer))) {
        return std::string(issuer);
      }
    }
  }
  return {};
}

}  // namespace archsynth::analysis
