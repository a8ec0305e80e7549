// Rights on data whose key the same role may not use.

#include <fmt/format.h>

#include <algorithm>

#include "archsynth/support/text.h"
#include "model/identities/requests.h"
#include "rules/rule.h"

namespace archsynth::analysis {
namespace {

constexpr std::string_view kViaPage =
    "https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html";

struct EncryptedRequest {
  std::string_view type;
  std::string_view action;
};
constexpr EncryptedRequest kEncryptedRequests[] = {
    {"AWS::S3::Bucket", "s3:GetObject"},
    {"AWS::S3::Bucket", "s3:PutObject"},
    {"AWS::SQS::Queue", "sqs:ReceiveMessage"},
    {"AWS::SQS::Queue", "sqs:SendMessage"},
    {"AWS::SNS::Topic", "sns:Publish"},
    {"AWS::Kinesis::Stream", "kinesis:GetRecords"},
    {"AWS::Kinesis::Stream", "kinesis:PutRecord"},
    {"AWS::SecretsManager::Secret", "secretsmanager:GetSecretValue"},
};

/// The statement that allows an action on just this resource.
const model::Statement* statement_for(const model::Identity& who, std::string_view action,
                                      const std::vector<std::string>& arns) {
  const auto found =
      std::find_if(who.statements.begin(), who.statements.end(), [&](const model::Statement& each) {
        const auto is_any = [](const std::string& text) { return text == "*"; };
        return each.allows && each.source.empty() && !each.has_other_actions &&
               !each.has_other_resources && each.resource != nullptr &&
               std::none_of(each.actions.begin(), each.actions.end(), is_any) &&
               std::none_of(each.resources.begin(), each.resources.end(), is_any) &&
               each.names(action) == model::Certainty::kYes &&
               each.is_about_some(arns) == model::Certainty::kYes;
      });
  return found == who.statements.end() ? nullptr : &*found;
}

void check_identity(const View& view, const Report& report, const model::Identity& who,
                    const cfn::Resource& on, std::string_view action) {
  const auto& identities = view.made<model::Identities>();
  const model::Statement* by = statement_for(who, action, identities.arns().of(on, action));
  if (by == nullptr) return;
  const model::Decision made = model::decide_with_key(view, identities, who, on, action);
  if (made.answer != model::Certainty::kNo || made.lacking == nullptr || made.on == nullptr ||
      !made.action.starts_with("kms:") || made.denied_by != nullptr || made.unmet != nullptr) {
    return;
  }
  const std::string key = quoted(made.on->id.str());
  const bool is_policy = made.lacking == made.on;
  report(*by->resource, by->origin,
         fmt::format("the role {} may call {} on {}, but {}", quoted(who.id()), action,
                     quoted(on.id.str()),
                     is_policy ? fmt::format("the policy of {} leaves it out", key)
                               : fmt::format("lacks {} on {}", made.action, key)))
      .fix = fmt::format("allow {} on the key {}", made.action,
                         is_policy ? "in its policy" : "in a policy of the role");
}

/// Whether code under the role makes requests of its own to the data; what a service takes from
/// there for it, an event source or a schedule, has rules of its own.
bool is_for_code(const View& view, const model::Identity& who, const cfn::Resource& on) {
  const auto& uses = view.made<model::Identities>().uses();
  return std::any_of(uses.begin(), uses.end(), [&](const model::RoleUse& use) {
    if (use.role != who.resource || use.kind != model::RoleUse::Kind::kCode) return false;
    const View::Resources& mappings = view.of("AWS::Lambda::EventSourceMapping");
    return std::none_of(mappings.begin(), mappings.end(), [&](const cfn::Resource* each) {
      return view.target(property(*each, {"EventSourceArn"})) == &on &&
             view.target(property(*each, {"FunctionName"})) == use.user;
    });
  });
}

void check_encrypted_data(const View& view, const Report& report) {
  if (view.of("AWS::KMS::Key").empty()) return;
  for (const EncryptedRequest& each : kEncryptedRequests) {
    for (const cfn::Resource* on : view.of(each.type)) {
      if (model::key_used(view, *on, each.action) == nullptr) continue;
      for (const model::Identity& who : view.made<model::Identities>().all()) {
        if (who.is_role() && is_for_code(view, who, *on))
          check_identity(view, report, who, *on, each.action);
      }
    }
  }
}

constexpr Rule kEncryptedDataRules[] = {
    {"ARC1345", Severity::kWarning, "role may use encrypted data but not its key",
     "requests to the data are refused", "allow the use of the key in a policy of the role",
     kViaPage, "", check_encrypted_data},
};

}  // namespace

std::span<const Rule> encrypted_data_rules() { return kEncryptedDataRules; }

}  // namespace archsynth::analysis
