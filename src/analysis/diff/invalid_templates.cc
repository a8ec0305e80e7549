// What CloudFormation refuses about the new template by itself.

#include <fmt/format.h>

#include <map>
#include <set>

#include "archsynth/support/text.h"
#include "hazards.h"
#include "rules/structure/stages.h"

namespace archsynth::analysis {
namespace {

/// Says once where the new stack names a resource that only the old one has.
class Dangling {
 public:
  Dangling(const Change& change, const Report& report) : change_(change), report_(report) {
    for (const cfn::Resource& each : change.before.resources) before_.insert(each.id);
    for (const cfn::Resource& each : change.after.resources) after_.emplace(each.id, &each);
  }

  void check(const cfn::LogicalId& user, const cfn::LogicalId& target, const Origin& origin) {
    const bool is_gone = !after_.contains(target) && before_.contains(target) &&
                         change_.after.find_parameter(target) == nullptr;
    if (!is_gone || !told_.emplace(user, target).second) return;
    report_(user.str(), origin,
            fmt::format("{} refers to {}, which the new template does not have", quoted(user.str()),
                        quoted(target.str())));
  }

  /// What a condition leaves out is not there for those that name it.
  void check_condition(const cfn::Resource& user, const cfn::Reference& reference) {
    const std::string& target = reference.target.str();
    const auto stated = after_.find(reference.target);
    // Who names it in vain on both sides has other values than assumed.
    const bool was_named_in_vain =
        before_.contains(reference.target) && !change_.sides.before().contains(target);
    const bool is_there = stated == after_.end() || change_.sides.after().contains(target);
    if (is_there || was_named_in_vain) return;
    if (!told_.emplace(user.id, reference.target).second) return;
    report_(user.id.str(), reference.origin,
            fmt::format("{} refers to {}, whose condition {} is false", quoted(user.id.str()),
                        quoted(target), quoted(stated->second->condition.str())));
  }

 private:
  const Change& change_;
  const Report& report_;
  std::set<cfn::LogicalId> before_;
  std::map<cfn::LogicalId, const cfn::Resource*> after_;
  std::set<std::pair<cfn::LogicalId, cfn::LogicalId>> told_;
};

/// What a transform or a macro makes is not known.
bool is_made_by_others(const cfn::Template& stack) {
  return !stack.transform.absent() || !stack.resource_macros.empty();
}

void check_dangling(const Change& change, const Report& report) {
  if (is_made_by_others(change.after)) return;
  Dangling dangling(change, report);
  for (const cfn::Resource& user : change.after.resources) {
    for (const cfn::Reference& each : cfn::references(user.properties)) {
      dangling.check(user.id, each.target, each.origin);
    }
    for (const cfn::LogicalId& id : user.depends_on) {
      dangling.check(user.id, id, user.depends_on_origin);
    }
  }
  for (const cfn::Output& output : change.after.outputs) {
    for (const cfn::Reference& each : cfn::references(output.value)) {
      dangling.check(output.id, each.target, each.origin);
    }
  }
  for (const cfn::Resource& user : change.sides.new_resources()) {
    for (const cfn::Reference& each : cfn::references(user.properties)) {
      dangling.check_condition(user, each);
    }
  }
}

/// The new template where what is gone is no unknown name: `check_dangling` tells of it.
cfn::Template with_what_is_gone(const Change& change) {
  cfn::Template whole = change.after;
  if (is_made_by_others(whole)) return whole;
  for (const cfn::Resource& each : change.before.resources) {
    const bool is_there = change.after.find_resource(each.id) != nullptr ||
                          change.after.find_parameter(each.id) != nullptr;
    if (is_there) continue;
    cfn::Resource gone;
    gone.id = each.id;
    gone.type = each.type;
    whole.resources.push_back(std::move(gone));
  }
  return whole;
}

/// What the old template has alike was deployed, whatever we think of it.
void check_invalid(const Change& change, const Report& report) {
  if (!refusals_of(change.after).has_errors()) return;
  const Diagnostics before = refusals_of(change.before);
  std::set<std::string> known;
  for (const Diagnostic& each : before.items()) known.insert(each.message);
  const Diagnostics found = refusals_of(with_what_is_gone(change));
  for (const Diagnostic& each : found.items()) {
    if (known.contains(each.message)) continue;
    Diagnostic& finding = report(each.subject.resource, each.origin, each.message);
    if (!each.fix.empty()) finding.fix = each.fix;
  }
}

constexpr Rule kInvalidRules[] = {
    {"ARC5129", Severity::kError, "reference to a removed resource",
     "CloudFormation refuses the template: \"Unresolved resource dependencies\"",
     "keep the resource, or remove the references to it as well",
     "https://aws.amazon.com/premiumsupport/knowledge-center/cloudformation-template-validation/",
     "", check_dangling, "deploy-fails"},
    {"ARC5130", Severity::kError, "new template is not valid",
     "CloudFormation refuses the template before it changes anything",
     "correct the name, or add what it names",
     "https://aws.amazon.com/premiumsupport/knowledge-center/cloudformation-template-validation/",
     "", check_invalid, "deploy-fails"},
};

}  // namespace

std::span<const Rule> invalid_template_rules() { return kInvalidRules; }

}  // namespace archsynth::analysis
