// Who needs which action on what, so that an edge between two resources works.

#include <fmt/format.h>

#include <array>

#include "archsynth/support/text.h"
#include "model/identities/requests.h"
#include "rules/events/state_machines.h"
#include "rules/identities/grants.h"
#include "rules/identities/permissions.h"
#include "rules/rule.h"
#include "rules/template/pair_conditions.h"
#include "spec/edges.h"

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
void need(const View& view, const Report& report, const RoleEdge& edge, std::string_view who,
          const List& actions, const GrantTarget& on = {}, const cfn::Resource* encrypted = nullptr,
          bool is_mild = false) {
  const Origin& where = edge.place.origin().known() ? edge.place.origin() : edge.resource.origin;
  for (const std::string_view action : actions) {
    if (action.empty()) break;
    if (need_action(view, report, {edge.resource, where, edge.role, who, is_mild}, action, on))
      return;
  }
  if (encrypted == nullptr) return;
  for (const std::string_view action : actions) {
    if (action.empty()) break;
    need_key(view, report, {edge.resource, where, edge.role, who}, action, *encrypted);
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

/// Visits what starts instances of ECS clusters, also those of AWS Batch, with the profile of the
/// instances.
/// Sources: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/instance_IAM_role.html,
/// https://docs.aws.amazon.com/batch/latest/userguide/instance_IAM_role.html
void each_container_instance(const View& view,
                             const std::function<void(const cfn::Resource&, const cfn::Value&,
                                                      const cfn::Resource&)>& visit) {
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
      if (profile != nullptr) visit(*each, *named, *profile);
    }
  }
  for (const cfn::Resource* each : view.of("AWS::Batch::ComputeEnvironment")) {
    const cfn::Value* named = property(*each, {"ComputeResources", "InstanceRole"});
    const cfn::Resource* profile = view.target(named, "AWS::IAM::InstanceProfile");
    if (profile != nullptr && lacks(*each, "EksConfiguration")) visit(*each, *named, *profile);
  }
}

void check_container_instances(const View& view, const Report& report) {
  each_container_instance(
      view, [&](const cfn::Resource& each, const cfn::Value& named, const cfn::Resource& profile) {
        const Items roles = view.items(property(profile, {"Roles"}));
        if (roles.values.size() != 1) return;
        const cfn::Resource* role = view.target(roles.values.front(), "AWS::IAM::Role");
        if (role == nullptr) return;
        need(view, report, {each, named, nullptr, *role}, "joining the ECS cluster",
             Actions{"ecs:RegisterContainerInstance", "ecs:DiscoverPollEndpoint", "ecs:Poll",
                     "ecs:SubmitTaskStateChange"});
      });
}

void check_function_roles(const View& view, const Report& report) {
  for (const cfn::Resource* function : view.of("AWS::Lambda::Function")) {
    check_logs_of_function(view, report, *function);
    const cfn::Value* tracing = property(*function, {"TracingConfig", "Mode"});
    const cfn::Resource* role = view.target(property(*function, {"Role"}), "AWS::IAM::Role");
    if (role != nullptr && view.text(tracing) == "Active") {
      need(view, report, {*function, *tracing, nullptr, *role},
           "tracing of " + quoted(function->id.str()), Actions{"xray:PutTraceSegments"});
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

/// `delivering to "Bucket"`; `{}` in the words of the row is the name of the resource.
std::string who_of(const spec::RoleNeed& need, const RoleEdge& edge) {
  const std::size_t own = need.who.find("{}");
  if (own != need.who.npos) {
    return fmt::format("{}{}{}", need.who.substr(0, own), quoted(edge.resource.id.str()),
                       need.who.substr(own + 2));
  }
  return need.target == "*" ? std::string(need.who)
                            : fmt::format("{} {}", need.who, quoted(edge.target->id.str()));
}

/// Edges whose needs are the same for all resources of a type.
void check_edges(const View& view, const Report& report) {
  for (const spec::RoleNeed& row : spec::role_needs()) {
    each_role_edge(view, row, [&](const RoleEdge& edge) {
      // ARC4139 asks for the keys of event sources.
      const bool is_asked = row.place == "EventSourceArn" || has_key_of_its_own(edge.resource);
      need(view, report, edge, who_of(row, edge), row.actions,
           {row.on_target ? edge.target : nullptr, {}}, is_asked ? nullptr : edge.target,
           row.is_mild);
    });
  }
}

}  // namespace

bool is_of_container_instances(const View& view, const cfn::Resource& profile) {
  bool is_used = false;
  each_container_instance(view, [&](const cfn::Resource&, const cfn::Value&,
                                    const cfn::Resource& one) { is_used |= &one == &profile; });
  return is_used;
}

void each_role_edge(const View& view, const spec::RoleNeed& need,
                    const std::function<void(const RoleEdge&)>& visit) {
  for (const cfn::Resource* resource : view.of(need.type)) {
    each_item(view, *resource, need.each, [&](const cfn::Value* item) {
      const cfn::Value* place = value_of(*resource, item, need.place);
      if (place == nullptr) return;
      const PairPlace at{view, *resource, item};
      // A parameter may say that there is nothing.
      const bool is_given = place->get_if<cfn::Ref>() != nullptr && view.target(place) == nullptr;
      if (need.target == "*" && (is_given || !is_set(at, need.place))) return;
      if (!need.when.empty() && !all_hold(at, need.when)) return;
      const cfn::Resource* target = view.target(place);
      if (need.target != "*" && (target == nullptr || target->type != need.target)) return;
      const cfn::Resource* role = view.target(at.at(need.role), "AWS::IAM::Role");
      if (role != nullptr) visit({*resource, *place, target, *role});
    });
  }
}

void check_roles_of_edges(const View& view, const Report& report) {
  check_edges(view, report);
  check_roles_of_machines(view, report);
  check_function_roles(view, report);
  check_container_instances(view, report);
}

}  // namespace archsynth::analysis
