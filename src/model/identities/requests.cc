#include "model/identities/requests.h"

#include <fmt/format.h>

#include <algorithm>

#include "archsynth/support/text.h"

namespace archsynth::model {
namespace {

constexpr std::string_view kKeyType = "AWS::KMS::Key";

/// What a request to an encrypted resource needs of the key, with the credentials of who sends it.
struct KeyUse {
  std::string_view action;
  std::string_view property;  ///< with the key
  std::string_view needs;     ///< blanks between
};
constexpr KeyUse kKeyUses[] = {
    // https://docs.aws.amazon.com/streams/latest/dev/permissions-user-key-KMS.html
    {"kinesis:GetRecords", "StreamEncryption.KeyId", "kms:Decrypt"},
    {"kinesis:PutRecord", "StreamEncryption.KeyId", "kms:GenerateDataKey"},
    {"kinesis:PutRecords", "StreamEncryption.KeyId", "kms:GenerateDataKey"},
    // https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html
    {"s3:GetObject", "BucketEncryption.ServerSideEncryptionConfiguration", "kms:Decrypt"},
    {"s3:PutObject", "BucketEncryption.ServerSideEncryptionConfiguration", "kms:GenerateDataKey"},
    // https://docs.aws.amazon.com/secretsmanager/latest/userguide/security-encryption.html
    {"secretsmanager:GetSecretValue", "KmsKeyId", "kms:Decrypt"},
    // https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html
    {"sns:Publish", "KmsMasterKeyId", "kms:GenerateDataKey kms:Decrypt"},
    // https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-key-management.html
    {"sqs:ReceiveMessage", "KmsMasterKeyId", "kms:Decrypt"},
    {"sqs:SendMessage", "KmsMasterKeyId", "kms:GenerateDataKey kms:Decrypt"},
};

const KeyUse* key_use(std::string_view action) {
  const auto* found = std::find_if(std::begin(kKeyUses), std::end(kKeyUses),
                                   [&](const KeyUse& each) { return each.action == action; });
  return found == std::end(kKeyUses) ? nullptr : found;
}

/// The key of the property; of a bucket, that of its first rule.
const cfn::Value* key_in(const view::View& view, const cfn::Resource& on, std::string_view at) {
  const cfn::Value* value = view::property_at(on, at);
  if (value == nullptr || value->list() == nullptr) return value;
  const view::Items rules = view.items(value);
  return rules.values.empty() ? nullptr
                              : view::member(rules.values.front(),
                                             {"ServerSideEncryptionByDefault", "KMSMasterKeyID"});
}

/// Those of AWS let in whoever may use the service.
bool is_key_of_aws(std::string_view key) {
  return key.starts_with("alias/aws/") || key.find(":alias/aws/") != key.npos;
}

Decision refused(std::string_view action, const cfn::Resource& on, const cfn::Resource* lacking) {
  Decision made;
  made.action = action;
  made.on = &on;
  made.lacking = lacking;
  return made;
}

/// What a request of an identity tells by itself.
RequestContext with_identity(const Identities& identities, const Identity& who,
                             RequestContext request) {
  request.try_emplace("aws:principalaccount", identities.arns().account());
  request.try_emplace("aws:principalarn", identities.arns().of(*who.resource));
  return request;
}

std::string what_decides(const Statement& statement, const RequestContext& request) {
  return statement.is_met(request) == Certainty::kMaybe
             ? "a condition on " + join(statement.condition_keys(), ", ")
             : "names that the deployment decides";
}

/// What the policies on a resource say.
struct OnResource {
  Allowance direct{};   ///< for the identity itself
  Allowance account{};  ///< for whom policies of the account allow it
  const Statement* denied_by = nullptr;
  std::string open{};  ///< a Deny that may be about it
};

OnResource on_resource(const Identities& identities, const Identity& who, const cfn::Resource& on,
                       std::string_view action, const std::vector<std::string>& arns,
                       const RequestContext& request) {
  OnResource found;
  for (const ResourcePolicy* policy : identities.on(on)) {
    for (const Statement& each : policy->statements) {
      bool is_by_account = false;
      const Certainty named = each.has_other_principals
                                  ? Certainty::kMaybe
                                  : identities.lets_in(each, who, is_by_account);
      const Certainty about = std::min(each.names(action), each.is_met(request));
      if (each.allows) {
        Allowance& to = is_by_account && named != Certainty::kYes ? found.account : found.direct;
        const Certainty one =
            std::min({is_by_account ? Certainty::kYes : named, about, each.is_about_some(arns)});
        if (one <= to.answer) continue;
        to = {one, &each, {}};
        if (one == Certainty::kMaybe) to.open = what_decides(each, request);
        continue;
      }
      const Certainty denied =
          std::min({is_by_account ? Certainty::kYes : named, about, each.is_about_all(arns)});
      if (denied == Certainty::kYes && found.denied_by == nullptr) found.denied_by = &each;
      if (denied == Certainty::kMaybe && found.open.empty())
        found.open = fmt::format("the Deny of {}", policy->policy->id.str());
    }
  }
  return found;
}

/// Whether the principals of an endpoint's policy take an identity in.
Certainty takes_in(const Identities& identities, const Statement& statement, const Identity* who) {
  const auto is_anyone = [](const Principal& each) { return each.text == "*"; };
  if (std::any_of(statement.principals.begin(), statement.principals.end(), is_anyone))
    return statement.has_other_principals ? Certainty::kMaybe : Certainty::kYes;
  if (who == nullptr) return Certainty::kMaybe;
  bool is_by_account = false;
  const Certainty named = identities.lets_in(statement, *who, is_by_account);
  return is_by_account ? Certainty::kYes : named;
}

}  // namespace

Decision decide(const Identities& identities, const Identity& who, const cfn::Resource& on,
                std::string_view action, const RequestContext& asked) {
  const RequestContext request = with_identity(identities, who, asked);
  const auto arns = identities.arns().of(on, action);
  const bool has_policy = !identities.on(on).empty();
  Allowance own = identities.allows(who, action, arns, request);
  const OnResource on_it = on_resource(identities, who, on, action, arns, request);
  Decision no = refused(action, on, who.resource);
  no.denied_by = own.denied_by != nullptr ? own.denied_by : on_it.denied_by;
  no.unmet = own.unmet;
  no.is_bounded = own.is_bounded;
  if (no.denied_by != nullptr) return no;
  if (on.type == kKeyType && has_policy && on_it.account.answer < own.answer) {
    if (on_it.account.answer == Certainty::kNo) no.lacking = &on;
    own = on_it.account;
  }
  const Allowance& best = on_it.direct.answer > own.answer ? on_it.direct : own;
  if (best.answer == Certainty::kNo) return no;
  Decision made{best.answer, best.by, best.open};
  if (!on_it.open.empty()) {
    made.answer = Certainty::kMaybe;
    if (made.open.empty()) made.open = on_it.open;
  }
  return made;
}

const cfn::Resource* key_named(const view::View& view, const cfn::Value* at) {
  const cfn::Resource* key = view.target(at);
  if (key != nullptr && key->type == "AWS::KMS::Alias") {
    key = view.target(view::property(*key, {"TargetKeyId"}));
  }
  return key != nullptr && key->type == kKeyType ? key : nullptr;
}

const cfn::Resource* key_used(const view::View& view, const cfn::Resource& on,
                              std::string_view action) {
  const KeyUse* use = key_use(action);
  return use == nullptr ? nullptr : key_named(view, key_in(view, on, use->property));
}

Decision decide_with_key(const view::View& view, const Identities& identities, const Identity& who,
                         const cfn::Resource& on, std::string_view action,
                         const RequestContext& request) {
  Decision made = decide(identities, who, on, action, request);
  const KeyUse* use = key_use(action);
  if (made.answer == Certainty::kNo || use == nullptr) return made;
  const cfn::Value* at = key_in(view, on, use->property);
  if (at == nullptr || cfn::is_no_value(*at)) return made;
  const cfn::Resource* key = key_named(view, at);
  if (key == nullptr) {
    const std::string text = identities.arns().text(*at);
    if (!is_key_of_aws(text)) {
      made.answer = Certainty::kMaybe;
      if (made.open.empty()) made.open = "the key of " + on.id.str();
    }
    return made;
  }
  const RequestContext through = {
      {"kms:calleraccount", identities.arns().account()},
      {"kms:viaservice", identities.arns().via(action.substr(0, action.find(':')))}};
  for (const std::string_view each : split(use->needs, ' ')) {
    Decision one = decide(identities, who, *key, each, through);
    if (one.answer == Certainty::kNo) return one;
    if (one.answer == Certainty::kYes) continue;
    made.answer = Certainty::kMaybe;
    if (made.open.empty()) made.open = one.open;
  }
  return made;
}

Allowance passes(const Identities& identities, const std::vector<Statement>& policy,
                 const Identity* who, std::string_view action, const std::vector<std::string>& arns,
                 const RequestContext& request) {
  std::vector<Statement> about;
  // Where each comes from, as the answer refers to the policy itself.
  std::vector<const Statement*> origins;
  for (const Statement& each : policy) {
    const Certainty named = takes_in(identities, each, who);
    if (named == Certainty::kNo) continue;
    origins.push_back(&each);
    about.push_back(each);
    if (named == Certainty::kMaybe) about.back().conditions.push_back({{}, "the principal", {}});
  }
  Allowance found = allowance_of(
      about, action, arns, who == nullptr ? request : with_identity(identities, *who, request));
  for (const Statement** each : {&found.by, &found.denied_by, &found.unmet}) {
    if (*each != nullptr) *each = origins[static_cast<std::size_t>(*each - about.data())];
  }
  return found;
}

}  // namespace archsynth::model
