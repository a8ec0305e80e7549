// Resources that exist only after others, which they do not refer to.

#include "rules/template/order.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "archsynth/support/text.h"
#include "rules/identities/grants.h"
#include "rules/identities/permissions.h"
#include "rules/rule.h"
#include "rules/template/paths.h"
#include "spec/edges.h"

namespace archsynth::analysis {
namespace {

constexpr std::string_view kOrderPage =
    "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-attribute-dependson.html";

/// What a resource names itself, or depends on.
View::Resources direct_needs(const View& view, const cfn::Resource& resource) {
  View::Resources all;
  for (const cfn::LogicalId& id : resource.depends_on) all.push_back(view.find(id.str()));
  for (const cfn::Reference& each : view.references(resource)) {
    all.push_back(view.find(each.target.str()));
  }
  std::erase(all, nullptr);
  return all;
}

bool waits(const View& view, const cfn::Resource& resource, const View::Resources& others,
           View::Resources& seen) {
  const auto is_one = [&](const cfn::Resource* each) {
    return std::find(others.begin(), others.end(), each) != others.end();
  };
  seen.push_back(&resource);
  const View::Resources next = direct_needs(view, resource);
  return std::any_of(next.begin(), next.end(), [&](const cfn::Resource* each) {
    if (std::find(seen.begin(), seen.end(), each) != seen.end()) return false;
    return is_one(each) || waits(view, *each, others, seen);
  });
}

/// Whether two values are the same name: a parameter stands for its default.
bool is_same_name(const View& view, const cfn::Value* a, const cfn::Value* b) {
  if (view.same(a, b)) return true;
  const auto one = view.text(a);
  return one && one == view.text(b);
}

/// Whether the two stand in what both name: the same API, the same pool.
bool share(const View& view, const cfn::Resource& resource, const cfn::Value* item,
           const cfn::Resource& other, std::string_view same) {
  if (same.empty()) return true;
  const std::size_t equals = same.find('=');
  return is_same_name(view, value_of(resource, item, same.substr(0, equals)),
                      property_at(other, same.substr(equals + 1)));
}

/// Whether the place has what the other is named by: `Identifier/`, what stands before a slash;
/// `@any`: every one of the type is meant; `@any!OFF`: unless the place has that value.
bool is_named(const View& view, const cfn::Value& place, const cfn::Resource& other,
              std::string_view named) {
  constexpr std::string_view kAny = "@any";
  if (named.starts_with(kAny)) return named == kAny || view.text(&place) != named.substr(5);
  if (!named.ends_with('/')) return is_same_name(view, &place, property_at(other, named));
  const auto text = view.text(&place);
  const auto name = view.text(property_at(other, named.substr(0, named.size() - 1)));
  return text && name && text->find('/') != text->npos &&
         text->substr(0, text->rfind('/')) == *name;
}

/// Whether something that the resource waits for begins no sooner than the other one: then the
/// order is not promised, but usual.
bool usually_comes_after(const View& view, const cfn::Resource& resource,
                         const cfn::Resource& other) {
  const View::Resources first = direct_needs(view, other);
  const View::Resources own = direct_needs(view, resource);
  return !first.empty() && std::any_of(own.begin(), own.end(), [&](const cfn::Resource* each) {
    return std::all_of(first.begin(), first.end(),
                       [&](const cfn::Resource* need) { return waits_for(view, *each, {need}); });
  });
}

void check_wait(const View& view, const Report& report, const spec::Wait& wait,
                const cfn::Resource& resource, const cfn::Value* item, const cfn::Value& place) {
  View::Resources needed;
  for (const cfn::Resource* other : view.of(wait.other)) {
    if (!is_named(view, place, *other, wait.named)) continue;
    if (share(view, resource, item, *other, wait.same)) needed.push_back(other);
  }
  // A reference is waited for; that of an other one of the type is meant.
  if (needed.empty() || waits_for(view, resource, needed)) return;
  if (waits_for(view, *needed.front(), {&resource})) return;
  Diagnostic& found =
      report(resource, &place,
             fmt::format("{} can be created before {}, which it needs", quoted(resource.id.str()),
                         quoted(needed.front()->id.str())));
  found.fix = fmt::format("add `DependsOn: {}`", needed.front()->id.str());
  if (!wait.is_documented || usually_comes_after(view, resource, *needed.front())) {
    found.severity = Severity::kWarning;
  }
}

void check_waits(const View& view, const Report& report) {
  for (const spec::Wait& wait : spec::waits()) {
    if (view.of(wait.other).empty()) continue;
    // `A.*.B` is of an item of `A` where the other property is too.
    const std::size_t in_list = wait.same.find(".*.");
    const std::string_view list = in_list == wait.same.npos ? "" : wait.same.substr(0, in_list + 2);
    spec::Wait of_item = wait;
    if (!list.empty()) {
      of_item.place.remove_prefix(list.size() + 1);
      of_item.same.remove_prefix(list.size() + 1);
    }
    for (const cfn::Resource* resource : view.of(wait.type)) {
      each_item(view, *resource, list, [&](const cfn::Value* item) {
        const VisitValue check = [&](const cfn::Value& place) {
          check_wait(view, report, of_item, *resource, item, place);
        };
        if (item != nullptr) return each_place(view, item, of_item.place, check);
        each_place(view, *resource, of_item.place, check);
      });
    }
  }
}

/// The policies of the template that a service needs where it checks at once whether it may.
void check_policy_order(const View& view, const Report& report, const cfn::Resource& resource,
                        const cfn::Value& place, const View::Resources& policies,
                        Severity severity = Severity::kWarning) {
  if (policies.empty() || waits_for(view, resource, policies)) return;
  const bool is_behind = std::all_of(policies.begin(), policies.end(), [&](const auto* policy) {
    return waits_for(view, *policy, {&resource});
  });
  const std::string name = quoted(policies.front()->id.str());
  Diagnostic& found = report(resource, &place,
                             is_behind ? fmt::format("{} needs {}, which is created after it",
                                                     quoted(resource.id.str()), name)
                                       : fmt::format("{} can be created before {}, which it needs",
                                                     quoted(resource.id.str()), name));
  found.fix = is_behind ? fmt::format("write the name of {} instead of a reference in {}",
                                      quoted(resource.id.str()), name)
                        : fmt::format("add `DependsOn: {}`", policies.front()->id.str());
  if (!is_behind) found.severity = severity;
}

/// Those of a type whose property, or an item of it, refers to a resource.
View::Resources naming(const View& view, std::string_view type, std::string_view place,
                       const cfn::Resource& target) {
  View::Resources all;
  for (const cfn::Resource* each : view.of(type)) {
    bool is_named = false;
    each_place(view, *each, place,
               [&](const cfn::Value& name) { is_named |= view.target(&name) == &target; });
    if (is_named) all.push_back(each);
  }
  return all;
}

void check_permission_order(const View& view, const Report& report) {
  for (const spec::FunctionInvoker& invoker : spec::function_invokers()) {
    if (!invoker.at_creation) continue;
    for (const cfn::Resource* resource : view.of(invoker.type)) {
      const VisitValue check = [&](const cfn::Value& place) {
        const cfn::Resource* function = view.target(&place);
        if (function == nullptr) return;
        View::Resources needed = naming(view, "AWS::Lambda::Permission", "FunctionName", *function);
        std::erase_if(needed, [&](const cfn::Resource* each) {
          return view.text(property(*each, {"Principal"})) != invoker.principal;
        });
        check_policy_order(view, report, *resource, place, needed);
      };
      each_place_unless(view, *resource, invoker.place, invoker.unless, check);
    }
  }
}

/// Where policies stand that let services send to queues and topics.
constexpr std::array<std::array<std::string_view, 3>, 3> kPolicyTypes = {{
    {"AWS::SQS::Queue", "AWS::SQS::QueuePolicy", "Queues.*"},
    {"AWS::SNS::Topic", "AWS::SNS::TopicPolicy", "Topics.*"},
    {"AWS::S3::Bucket", "AWS::S3::BucketPolicy", "Bucket"},
}};

void check_sending_order(const View& view, const Report& report) {
  for (const spec::MessageSender& sender : spec::message_senders()) {
    if (sender.when != "created") continue;
    for (const auto& each : kPolicyTypes) {
      const auto& policy_type = std::get<1>(each);
      if (std::get<0>(each) != sender.target || view.of(policy_type).empty()) continue;
      for (const cfn::Resource* resource : view.of(sender.type)) {
        const VisitValue check = [&](const cfn::Value& place) {
          const cfn::Resource* target = view.target(&place, sender.target);
          if (target == nullptr) return;
          check_policy_order(view, report, *resource, place,
                             naming(view, policy_type, std::get<2>(each), *target));
        };
        each_place_unless(view, *resource, sender.place, sender.unless, check);
      }
    }
  }
}

/// What a role may do only by policies that are resources of their own: nothing orders them before
/// what uses the role.
void check_role_order(const View& view, const Report& report) {
  for (const spec::RoleNeed& row : spec::role_needs()) {
    if (row.created.empty()) continue;
    each_role_edge(view, row, [&](const RoleEdge& edge) {
      const GrantTarget on = {row.on_target ? edge.target : nullptr, {}};
      check_policy_order(view, report, edge.resource, edge.place,
                         attached_grants(view, edge.role, row.actions[0], on),
                         row.created == "may" ? Severity::kWarning : Severity::kError);
    });
  }
}

void check_order(const View& view, const Report& report) {
  check_waits(view, report);
  check_permission_order(view, report);
  check_sending_order(view, report);
  check_role_order(view, report);
}

constexpr Rule kOrderRules[] = {
    {"ARC4829", Severity::kError, "resource does not wait for what it needs",
     "the service refuses the resource if it is created first", "add it to \"DependsOn\"",
     kOrderPage, "", check_order},
};

}  // namespace

bool waits_for(const View& view, const cfn::Resource& resource, const View::Resources& others) {
  View::Resources seen;
  return waits(view, resource, others, seen);
}

std::span<const Rule> order_rules() { return kOrderRules; }

}  // namespace archsynth::analysis
