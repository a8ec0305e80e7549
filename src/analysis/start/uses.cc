// What the variables of workloads name, and whether their roles may use any of it.

#include <fmt/format.h>

#include <algorithm>

#include "archsynth/support/text.h"
#include "checks.h"
#include "model/identities/requests.h"
#include "rules/identities/grants.h"

namespace archsynth::analysis {
namespace {

/// What code does with a resource; any of the actions will do.
struct Usable {
  std::string_view type;
  std::string_view actions;  ///< blanks between
};
/// Source: https://docs.aws.amazon.com/service-authorization/latest/reference/reference.html
constexpr Usable kUsable[] = {
    {"AWS::DynamoDB::Table",
     "dynamodb:BatchGetItem dynamodb:BatchWriteItem dynamodb:DeleteItem dynamodb:DescribeTable "
     "dynamodb:GetItem dynamodb:PartiQLSelect dynamodb:PutItem dynamodb:Query dynamodb:Scan "
     "dynamodb:UpdateItem"},
    {"AWS::SNS::Topic", "sns:Publish sns:Subscribe sns:GetTopicAttributes"},
    {"AWS::SQS::Queue",
     "sqs:ChangeMessageVisibility sqs:DeleteMessage sqs:GetQueueAttributes sqs:PurgeQueue "
     "sqs:ReceiveMessage sqs:SendMessage"},
    {"AWS::SecretsManager::Secret",
     "secretsmanager:GetSecretValue secretsmanager:DescribeSecret secretsmanager:PutSecretValue "
     "secretsmanager:UpdateSecret"},
};

const Usable* usable(std::string_view type) {
  const auto* found = std::find_if(std::begin(kUsable), std::end(kUsable),
                                   [&](const Usable& each) { return each.type == type; });
  return found == std::end(kUsable) ? nullptr : found;
}

/// Whether a role surely may do none of it.
bool may_do_nothing(const View& view, const cfn::Resource* role, const cfn::Resource& on) {
  const auto& identities = view.made<model::Identities>();
  const model::Identity* who = identities.find(role);
  if (who == nullptr || is_handed_on(view, *role)) return false;
  const auto actions = split(usable(on.type)->actions, ' ');
  return std::all_of(actions.begin(), actions.end(), [&](std::string_view action) {
    return model::decide(identities, *who, on, action).answer == model::Certainty::kNo &&
           grant_of(view, *role, action, {&on, {}}) == Grant::kLacking;
  });
}

void check_variable(const View& view, const Report& report, const cfn::Resource& workload,
                    const cfn::Resource* role, const cfn::Value* value) {
  const cfn::Resource* named = behind(view, view.target(value));
  if (role == nullptr || named == nullptr || usable(named->type) == nullptr) return;
  if (!may_do_nothing(view, role, *named)) return;
  report(workload, value,
         fmt::format("{} gets {}, but no policy of {} allows it to use it",
                     quoted(workload.id.str()), quoted(named->id.str()), quoted(role->id.str())))
      .related.push_back({role->origin, "the role"});
}

}  // namespace

void check_uses_of_variables(const View& view, const Report& report) {
  for (const cfn::Resource* function : view.of("AWS::Lambda::Function")) {
    const cfn::Value* all = property(*function, {"Environment", "Variables"});
    if (all == nullptr || all->map() == nullptr) continue;
    const cfn::Resource* role = view.target(property(*function, {"Role"}), "AWS::IAM::Role");
    for (const cfn::MapEntry& each : *all->map())
      check_variable(view, report, *function, role, &each.value);
  }
  for (const model::Task& task : view.made<model::Workloads>().tasks()) {
    const cfn::Resource* role = task.role.resource;
    if (role == nullptr || role->type != "AWS::IAM::Role") continue;
    for (const model::Container& container : task.containers) {
      for (const cfn::Value* each : view.items(member(container.at, {"Environment"})).values)
        check_variable(view, report, *task.resource, role, member(each, {"Value"}));
    }
  }
}

}  // namespace archsynth::analysis
