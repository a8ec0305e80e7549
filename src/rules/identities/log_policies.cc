// Services that write to log groups by policies of CloudWatch Logs.

#include <fmt/format.h>

#include <algorithm>

#include "archsynth/support/text.h"
#include "rules/identities/grants.h"
#include "rules/identities/statements.h"
#include "rules/rule.h"
#include "rules/template/embedded.h"
#include "rules/template/paths.h"

namespace archsynth::analysis {
namespace {

constexpr std::string_view kLogPolicyPage =
    "https://docs.aws.amazon.com/opensearch-service/latest/developerguide/createdomain-configure-"
    "slow-logs.html";

/// A service that checks, when it is told a log group, whether it may write there.
struct LogWriter {
  std::string_view type;
  std::string_view place;
  std::string_view principal;
  std::string_view actions;
};

constexpr LogWriter kLogWriters[] = {
    {"AWS::Elasticsearch::Domain", "LogPublishingOptions.*.CloudWatchLogsLogGroupArn",
     "es.amazonaws.com", "logs:CreateLogStream logs:PutLogEvents"},
    {"AWS::OpenSearchService::Domain", "LogPublishingOptions.*.CloudWatchLogsLogGroupArn",
     "es.amazonaws.com", "logs:CreateLogStream logs:PutLogEvents"},
    {"AWS::Route53::HostedZone", "QueryLoggingConfig.CloudWatchLogsLogGroupArn",
     "route53.amazonaws.com", "logs:CreateLogStream logs:PutLogEvents"},
};

/// Whether a statement lets the service do the action somewhere, or may do so.
bool may_write(const View& view, const cfn::Value& statement, std::string_view service,
               std::string_view action) {
  if (statement.map() == nullptr || view.text(member(&statement, {"Effect"})) == "Deny") {
    return statement.map() == nullptr;
  }
  if (!may_be_about(view, statement, service)) return false;
  const cfn::Value* actions = member(&statement, {"Action"});
  if (actions == nullptr) return true;
  const Items items = one_or_many(view, actions);
  return !items.complete ||
         std::any_of(items.values.begin(), items.values.end(), [&](const cfn::Value* each) {
           const auto text = view.text(each);
           return !text || names_action(*text, action);
         });
}

/// Policies of CloudWatch Logs in the template, opened; nothing where one cannot be read.
std::optional<std::vector<Embedded>> log_policies(const View& view) {
  std::vector<Embedded> all;
  for (const cfn::Resource* policy : view.of("AWS::Logs::ResourcePolicy")) {
    auto document = embedded(property(*policy, {"PolicyDocument"}));
    if (!document || !document->fault.empty()) return std::nullopt;
    all.push_back(std::move(*document));
  }
  return all;
}

/// Whether a policy is about the log group: it refers to it.
bool names_group(const View& view, const cfn::Resource& group) {
  const View::Resources& all = view.of("AWS::Logs::ResourcePolicy");
  return std::any_of(all.begin(), all.end(), [&](const cfn::Resource* policy) {
    return refers_to(view.references(*policy), group);
  });
}

void check_log_writers(const View& view, const Report& report) {
  // Without a policy in the template, one of the account may let it in.
  if (view.of("AWS::Logs::ResourcePolicy").empty()) return;
  const auto policies = log_policies(view);
  if (!policies) return;
  for (const LogWriter& row : kLogWriters) {
    for (const cfn::Resource* resource : view.of(row.type)) {
      each_place(view, *resource, row.place, [&](const cfn::Value& place) {
        const cfn::Resource* group = view.target(&place, "AWS::Logs::LogGroup");
        if (group == nullptr || !names_group(view, *group)) return;
        for (const std::string_view action : split(row.actions, ' ')) {
          const bool may = std::any_of(policies->begin(), policies->end(), [&](const auto& each) {
            const Items items = one_or_many(view, member(&each.value, {"Statement"}));
            return std::any_of(items.values.begin(), items.values.end(),
                               [&](const cfn::Value* one) {
                                 return may_write(view, *one, row.principal, action);
                               });
          });
          if (may) continue;
          report(*resource, &place,
                 fmt::format("{} may not write to {}: no resource policy allows {}", row.principal,
                             quoted(group->id.str()), action))
              .fix =
              fmt::format("allow {} to {} in the AWS::Logs::ResourcePolicy", action, row.principal);
          return;
        }
      });
    }
  }
}

constexpr Rule kLogPolicyRules[] = {
    {"ARC4984", Severity::kError, "service may not write to its log group",
     "the service refuses the log group", "complete the AWS::Logs::ResourcePolicy", kLogPolicyPage,
     "", check_log_writers},
};

}  // namespace

std::span<const Rule> log_policy_rules() { return kLogPolicyRules; }

}  // namespace archsynth::analysis
