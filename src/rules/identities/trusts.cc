// Roles that a service has to assume.

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "archsynth/support/text.h"
#include "rules/identities/grants.h"
#include "rules/identities/statements.h"
#include "rules/rule.h"
#include "rules/template/codes.h"
#include "rules/template/paths.h"
#include "spec/edges.h"

namespace archsynth::analysis {
namespace {

constexpr std::string_view kTrustPage =
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-service.html";

/// Whether a principal of a statement is one of the services, or may be.
template <typename Services>
bool may_be_one(const View& view, const cfn::Value* principal, const Services& services) {
  if (principal == nullptr || principal->map() == nullptr) return true;
  // IAM takes `AWS: "*"` as it takes `"*"`.
  const Items accounts = one_or_many(view, principal->map()->find("AWS"));
  const bool is_anyone = std::any_of(accounts.values.begin(), accounts.values.end(),
                                     [&](const auto* each) { return view.text(each) == "*"; });
  const cfn::Value* named = principal->map()->find("Service");
  if (is_anyone) return true;
  if (named == nullptr) return principal->map()->begin()->key.starts_with("Fn::");
  std::vector<const cfn::Value*> all = {named};
  if (named->list() != nullptr) {
    const Items items = view.items(named);
    if (!items.complete) return true;
    all = items.values;
  }
  return std::any_of(all.begin(), all.end(), [&](const cfn::Value* each) {
    const auto text = view.text(each);
    return !text || std::any_of(services.begin(), services.end(), [&](std::string_view service) {
      return text->starts_with(service.substr(0, service.rfind(".amazonaws") + 1));
    });
  });
}

/// Whether the trust policy of a role lets one of the services assume it, or may do so.
template <typename Services>
bool may_be_assumed_by(const View& view, const cfn::Resource& role, const Services& services) {
  const cfn::Value* statements = property(role, {"AssumeRolePolicyDocument", "Statement"});
  if (statements == nullptr) return true;
  if (statements->map() != nullptr) {
    return may_be_one(view, member(statements, {"Principal"}), services);
  }
  const Items items = view.items(statements);
  return !items.complete || items.values.empty() ||
         std::any_of(items.values.begin(), items.values.end(), [&](const cfn::Value* each) {
           return may_be_one(view, member(each, {"Principal"}), services);
         });
}

/// The only service that a trust policy names, where one resource alone uses the role: then the
/// policy is what is wrong. Null otherwise.
const cfn::Value* wrong_principal(const View& view, const cfn::Resource& role,
                                  const cfn::Resource& user) {
  const auto uses = std::count_if(
      view.resources().begin(), view.resources().end(), [&](const cfn::Resource* other) {
        const bool is_user = other == &user || !other->type.starts_with("AWS::IAM::");
        return is_user && refers_to(view.references(*other), role);
      });
  const cfn::Value* statements = property(role, {"AssumeRolePolicyDocument", "Statement"});
  const Items items = view.items(statements);
  if (uses != 1 || items.values.size() != 1) return nullptr;
  const cfn::Value* service = member(items.values.front(), {"Principal", "Service"});
  if (service != nullptr && service->list() != nullptr && service->list()->size() == 1) {
    service = &service->list()->front();
  }
  return service != nullptr && view.text(service) ? service : nullptr;
}

void check_trusts(const View& view, const Report& report) {
  for (const spec::RoleTrust& trust : spec::role_trusts()) {
    for (const cfn::Resource* resource : view.of(trust.type)) {
      each_place(view, *resource, trust.role, [&](const cfn::Value& place) {
        const cfn::Resource* role = view.target(&place, "AWS::IAM::Role");
        if (role == nullptr || may_be_assumed_by(view, *role, trust.principals)) return;
        const cfn::Value* wrong = wrong_principal(view, *role, *resource);
        Diagnostic& found =
            report(wrong == nullptr ? *resource : *role, wrong == nullptr ? &place : wrong,
                   fmt::format("{} cannot assume the role {}, which does not trust the service",
                               trust.principals[0], quoted(role->id.str())));
        found.fix = fmt::format("add {} to the role's trust policy", trust.principals[0]);
        if (trust.is_mild && !is_of_container_instances(view, *resource))
          found.severity = Severity::kWarning;
      });
    }
  }
}

constexpr Rule kTrustsRules[] = {
    {kTrustRule, Severity::kError, "role does not trust the service that uses it",
     "the service refuses the resource, or cannot do its work",
     "add the service to the role's trust policy", kTrustPage, "", check_trusts},
};

}  // namespace

bool may_be_assumed(const View& view, const cfn::Resource& role, std::string_view service) {
  return may_be_assumed_by(view, role, std::array<std::string_view, 1>{service});
}

std::span<const Rule> trust_rules() { return kTrustsRules; }

}  // namespace archsynth::analysis
