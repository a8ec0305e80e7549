// Who needs which action on what, so that an edge between two resources works.

#include <fmt/format.h>

#include <array>

#include "archsynth/spec/edges.h"
#include "archsynth/support/text.h"
#include "model/identities/requests.h"
#include "rules/events/state_machines.h"
#include "rules/identities/grants.h"
#include "rules/identities/permissions.h"
#include "rules/rule.h"
#include "rules/template/pair_place.h"

namespace archsynth::analysis {
namespace {

/// Up to four actions; the others are empty.
using Actions = std::array<std::string_view, 4>;

/// Who uses what is encrypted, with which role, and where that is said.
struct KeyUser {
  const cfn::Resource& resource;
  const Origin& where;
  const cfn::Resource& role;
  std::string_view who;
};

/// Reports what the key of the target needs, where the role has the action itself.
void need_key(const View& view, const Report& report, const KeyUser& what, std::string_view action,
              const cfn::Resource& target) {
  if (model::key_used(view, target, action) == nullptr) return;
  const auto& identities = view.made<model::Identities>();
  const model::Identity* who = identities.find(&what.role);
  if (who == nullptr) return;
  const model::Decision made = model::decide_with_key(view, identities, *who, target, action);
  const bool is_of_key = made.action.starts_with("kms:") && made.on != nullptr;
  if (made.answer != model::Certainty::kNo || !is_of_key || made.lacking == nullptr) return;
  if (made.denied_by != nullptr || made.unmet != nullptr) return;
  const std::string role = quoted(what.role.id.str());
  const std::string key = quoted(made.on->id.str());
  report(what.resource, what.where,
         made.lacking == made.on ? fmt::format("{} cannot work: the policy of {} does not allow {}",
                                               what.who, key, role)
                                 : fmt::format("{} cannot work: the role {} lacks {} on {}",
                                               what.who, role, made.action, key))
      .fix = fmt::format("allow {} on the key {}", made.action,
                         made.lacking == made.on ? "in its policy" : "in a policy of the role");
}

/// Reports the first of the actions that the role surely lacks.
template <typename List>
void need(const View& view, const Report& report, const cfn::Resource& resource,
          const cfn::Value* place, const cfn::Value* role_name, std::string_view who,
          const List& actions, const GrantTarget& on = {},
          const cfn::Resource* encrypted = nullptr) {
  const cfn::Resource* role = view.target(role_name, "AWS::IAM::Role");
  const Origin& where = place->origin().known() ? place->origin() : resource.origin;
  for (const std::string_view action : actions) {
    if (role == nullptr) return;
    if (action.empty()) break;
    if (need_action(view, report, {resource, where, *role, who}, action, on)) return;
  }
  if (encrypted == nullptr || role == nullptr) return;
  for (const std::string_view action : actions) {
    if (!action.empty()) need_key(view, report, {resource, where, *role, who}, action, *encrypted);
  }
}

/// A function runs without its logs.
void check_logs_of_function(const View& view, const Report& report, const cfn::Resource& function) {
  const cfn::Value* at = property(function, {"Role"});
  const cfn::Resource* role = view.target(at, "AWS::IAM::Role");
  if (role == nullptr || grant_of(view, *role, "logs:PutLogEvents") != Grant::kLacking) return;
  Diagnostic& found = report(function, at,
                             fmt::format("{} writes no logs: the role {} lacks logs:PutLogEvents",
                                         quoted(function.id.str()), quoted(role->id.str())));
  found.severity = Severity::kWarning;
  found.fix = "attach AWSLambdaBasicExecutionRole to the role";
}

/// Whether a text of the value, or one that it puts together, names the setting.
bool sets(const cfn::Value* value, std::string_view setting) {
  bool is_found = false;
  if (value == nullptr) return false;
  cfn::walk(*value, [&](const cfn::Value& each) {
    const auto* sub = each.get_if<cfn::Sub>();
    const std::string* text = sub != nullptr ? &sub->text : each.string();
    is_found |= text != nullptr && text->find(setting) != std::string::npos;
  });
  return is_found;
}

/// What an instance calls to become one of a cluster and to get tasks.
/// Source: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/instance_IAM_role.html
void check_container_instances(const View& view, const Report& report) {
  for (const char* type : {"AWS::AutoScaling::LaunchConfiguration", "AWS::EC2::Instance",
                           "AWS::EC2::LaunchTemplate"}) {
    for (const cfn::Resource* each : view.of(type)) {
      const bool is_template = each->type == "AWS::EC2::LaunchTemplate";
      const auto at = [&](std::initializer_list<std::string_view> within,
                          std::initializer_list<std::string_view> path) {
        return property(*each, is_template ? within : path);
      };
      if (!sets(at({"LaunchTemplateData", "UserData"}, {"UserData"}), "ECS_CLUSTER")) continue;
      const cfn::Value* named =
          at({"LaunchTemplateData", "IamInstanceProfile", "Arn"}, {"IamInstanceProfile"});
      const cfn::Resource* profile = view.target(named, "AWS::IAM::InstanceProfile");
      if (profile == nullptr) continue;
      const Items roles = view.items(property(*profile, {"Roles"}));
      if (roles.values.size() != 1) continue;
      need(view, report, *each, named, roles.values.front(), "joining the ECS cluster",
           Actions{"ecs:RegisterContainerInstance", "ecs:DiscoverPollEndpoint", "ecs:Poll",
                   "ecs:SubmitTaskStateChange"});
    }
  }
}

void check_function_roles(const View& view, const Report& report) {
  for (const cfn::Resource* function : view.of("AWS::Lambda::Function")) {
    const cfn::Value* role = property(*function, {"Role"});
    const std::string name = quoted(function->id.str());
    const cfn::Value* subnets = property(*function, {"VpcConfig", "SubnetIds"});
    if (!view.items(subnets).values.empty()) {
      need(view, report, *function, subnets, role, name + " in a VPC",
           Actions{"ec2:CreateNetworkInterface", "ec2:DescribeNetworkInterfaces",
                   "ec2:DeleteNetworkInterface"});
    }
    const cfn::Value* letters = property(*function, {"DeadLetterConfig", "TargetArn"});
    if (view.target(letters, "AWS::SQS::Queue") != nullptr) {
      need(view, report, *function, letters, role, "the dead-letter queue of " + name,
           Actions{"sqs:SendMessage"}, {}, view.target(letters));
    } else if (view.target(letters, "AWS::SNS::Topic") != nullptr) {
      need(view, report, *function, letters, role, "the dead-letter topic of " + name,
           Actions{"sns:Publish"}, {}, view.target(letters));
    }
    check_logs_of_function(view, report, *function);
    const cfn::Value* tracing = property(*function, {"TracingConfig", "Mode"});
    if (view.text(tracing) == "Active") {
      need(view, report, *function, tracing, role, "tracing of " + name,
           Actions{"xray:PutTraceSegments"});
    }
  }
}

struct SourceNeed {
  std::string_view type;
  Actions actions;
};

constexpr SourceNeed kSourceNeeds[] = {
    {"AWS::SQS::Queue", {"sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"}},
    {"AWS::Kinesis::Stream", {"kinesis:GetRecords", "kinesis:GetShardIterator"}},
    {"AWS::DynamoDB::Table",
     {"dynamodb:GetRecords", "dynamodb:GetShardIterator", "dynamodb:DescribeStream",
      "dynamodb:ListStreams"}},
};

void check_source_roles(const View& view, const Report& report) {
  for (const cfn::Resource* mapping : view.of("AWS::Lambda::EventSourceMapping")) {
    const cfn::Value* place = property(*mapping, {"EventSourceArn"});
    const cfn::Resource* source = view.target(place);
    const cfn::Resource* function =
        view.target(property(*mapping, {"FunctionName"}), "AWS::Lambda::Function");
    if (source == nullptr || function == nullptr) continue;
    for (const SourceNeed& each : kSourceNeeds) {
      if (each.type != source->type) continue;
      need(view, report, *mapping, place, property(*function, {"Role"}),
           fmt::format("reading {}", quoted(source->id.str())), each.actions, {source, {}});
    }
  }
}

/// A stream of Firehose that says itself with which key it writes.
bool has_key_of_its_own(const cfn::Resource& resource) {
  for (const char* to : {"ExtendedS3DestinationConfiguration", "S3DestinationConfiguration"}) {
    const cfn::Value* own = property(resource, {to, "EncryptionConfiguration"});
    if (own != nullptr) return true;
  }
  return false;
}

/// Edges whose needs are the same for all resources of a type.
void check_edges(const View& view, const Report& report) {
  for (const spec::RoleNeed& edge : spec::role_needs()) {
    for (const cfn::Resource* resource : view.of(edge.type)) {
      each_item(view, *resource, edge.each, [&](const cfn::Value* item) {
        const cfn::Value* place = value_of(*resource, item, edge.place);
        if (place == nullptr) return;
        if (!edge.unless.empty() && value_of(*resource, item, edge.unless) != nullptr) return;
        const cfn::Resource* target = view.target(place);
        const bool is_any = edge.target == "*";
        if (!is_any && (target == nullptr || target->type != edge.target)) return;
        const std::string who = is_any ? std::string(edge.who)
                                       : fmt::format("{} {}", edge.who, quoted(target->id.str()));
        const cfn::Value* role = PairPlace{view, *resource, item}.at(edge.role);
        need(view, report, *resource, place, role, who, edge.actions,
             {edge.on_target ? target : nullptr, {}},
             has_key_of_its_own(*resource) ? nullptr : target);
      });
    }
  }
}

}  // namespace

void check_roles_of_edges(const View& view, const Report& report) {
  check_edges(view, report);
  check_roles_of_machines(view, report);
  check_function_roles(view, report);
  check_container_instances(view, report);
  check_source_roles(view, report);
}

}  // namespace archsynth::analysis
