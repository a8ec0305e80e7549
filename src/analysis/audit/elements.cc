// The elements of statements: what they say, and at most.

#include "elements.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "archsynth/rules/parameters.h"
#include "archsynth/support/text.h"
#include "cfn/children.h"
#include "model/identities/patterns.h"
#include "rules/identities/grants.h"
#include "spec/permissions.h"

namespace archsynth::analysis {
namespace {

/// Whether what a resource returns is made outside of the template.
bool is_of_others(std::string_view type) {
  return type == "AWS::CloudFormation::Stack" || type == "AWS::CloudFormation::CustomResource" ||
         type == "AWS::CloudFormation::Macro" || type.starts_with("Custom::");
}

/// Ids of resources that exist are no patterns.
bool takes_star(const cfn::Parameter& parameter) {
  const bool is_id =
      parameter.type.starts_with("AWS::") && !parameter.type.starts_with("AWS::SSM::");
  return !is_id && !refusal_of(parameter, "*");
}

/// Puts `*` in the place of what only the deployment knows.
class Widening {
 public:
  Widening(const View& view, Values values) : view_(view), values_(values) {}

  cfn::Value widest(const cfn::Value& value) {
    if (const auto* ref = value.get_if<cfn::Ref>())
      return is_open(ref->target.str(), {}) ? cfn::Value("*") : value;
    if (const auto* att = value.get_if<cfn::GetAtt>())
      return is_open(att->target.str(), att->attribute) ? cfn::Value("*") : value;
    if (const auto* sub = value.get_if<cfn::Sub>()) return widest_sub(*sub);
    if (value.get_if<cfn::DynamicReference>() != nullptr) return opened("a dynamic reference");
    const auto* call = value.get_if<cfn::Call>();
    return call == nullptr ? value : widest_call(*call, value);
  }

  std::string open() const { return join(open_, " and "); }

 private:
  cfn::Value opened(std::string what) {
    if (std::find(open_.begin(), open_.end(), what) == open_.end())
      open_.push_back(std::move(what));
    return cfn::Value("*");
  }

  bool is_open(const std::string& target, const std::string& attribute) {
    if (target.starts_with("AWS::")) return false;
    if (target.empty()) {  // what Fn::Join puts into a text
      opened("a value");
      return true;
    }
    if (const cfn::Resource* resource = view_.find(target)) {
      const bool is_stack_id = attribute.empty() && resource->type == "AWS::CloudFormation::Stack";
      if (is_stack_id || !is_of_others(resource->type)) return false;
      opened(attribute.empty() ? target : target + "." + attribute);
      return true;
    }
    const cfn::LogicalId id(target);
    const cfn::Parameter* parameter = view_.source().find_parameter(id);
    const cfn::Value ref = cfn::Ref{id};
    if (parameter == nullptr || view_.text(&ref)) return false;
    if (values_ == Values::kTaken && !takes_star(*parameter)) return false;
    opened(target);
    return true;
  }

  cfn::Value widest_sub(const cfn::Sub& sub) {
    cfn::List parts;
    for (const cfn::SubPiece& each : cfn::pieces(sub)) {
      if (each.kind == cfn::SubPiece::Kind::kText) {
        parts.emplace_back(each.text);
      } else if (const cfn::Value* variable = sub.variables.find(each.text)) {
        parts.push_back(widest(*variable));
      } else {
        const std::size_t dot = each.text.find('.');
        const cfn::LogicalId id(each.text.substr(0, dot));
        parts.push_back(widest(dot == each.text.npos
                                   ? cfn::Value(cfn::Ref{id})
                                   : cfn::get_att(id, each.text.substr(dot + 1))));
      }
    }
    return cfn::join("", std::move(parts));
  }

  cfn::Value widest_call(const cfn::Call& call, const cfn::Value& whole) {
    using cfn::Function;
    // The states of conditions are looked at one by one.
    if (cfn::is_choice(whole)) return whole;
    if (call.function == Function::kImportValue || call.function == Function::kGetStackOutput)
      return opened("an import");
    if (call.function == Function::kTransform) return opened("a macro");
    const std::size_t before = open_.size();
    cfn::Value made =
        cfn::with_children(whole, [&](const cfn::Value& each) { return widest_deep(each); });
    return call.function == Function::kJoin || open_.size() == before ? made : cfn::Value("*");
  }

  cfn::Value widest_deep(const cfn::Value& value) {
    if (value.list() == nullptr) return widest(value);
    return cfn::with_children(value, [&](const cfn::Value& each) { return widest_deep(each); });
  }

  const View& view_;
  Values values_;
  std::vector<std::string> open_;
};

void add_element(const AuditedStack& stack, const cfn::Value& value, Values values,
                 std::vector<Element>& to) {
  if (is_no_value(value)) return;
  const model::Arns& arns = stack.identities.arns();
  Widening widening(stack.view, values);
  const cfn::Value widest = widening.widest(value);
  Element& made = to.emplace_back();
  made.text = arns.text(value);
  made.open = widening.open();
  made.widest = made.open.empty() ? made.text : arns.text(widest);
  made.at = value.origin();
}

/// A pattern of ARNs for any partition, region and account.
std::string of_any_account(std::string_view pattern) {
  std::vector<std::string_view> parts = model::arn_parts(pattern);
  if (parts.size() < 6 || parts[0] != "arn") return std::string(pattern);
  parts[1] = "*";
  if (!parts[3].empty()) parts[3] = "*";
  if (!parts[4].empty() && parts[4] != "aws") parts[4] = "*";
  std::string any(parts[0]);
  for (std::size_t i = 1; i < parts.size(); ++i) any += ":" + std::string(parts[i]);
  return any;
}

/// Whether patterns take in all ARNs that requests for an action, or for one of those that a
/// pattern of actions names, can be about.
class EveryOne {
 public:
  EveryOne(const model::Arns& arns, std::string_view action) : arns_(arns), action_(action) {}

  bool is_in(const std::string& pattern) {
    if (pattern.find_first_not_of('*') == pattern.npos) return !pattern.empty();
    if (pattern.find('*') == pattern.npos) return false;
    const auto& all = forms_of(service_of(pattern));
    if (all.empty()) return false;
    const std::string any = of_any_account(pattern);
    return std::any_of(all.begin(), all.end(), [&](const std::string& form) {
      return model::covers_all(any, form) == Certainty::kYes;
    });
  }

 private:
  /// Of the action; where it is every one, of the ARNs.
  std::string_view service_of(std::string_view pattern) const {
    if (action_.find_first_not_of('*') != action_.npos) return action_.substr(0, action_.find(':'));
    const std::vector<std::string_view> parts = model::arn_parts(pattern);
    return parts.size() < 3 ? std::string_view() : parts[2];
  }

  /// The forms of the ARNs of all actions of the service that are meant.
  const std::set<std::string>& forms_of(std::string_view service) {
    const auto made = forms_.try_emplace(std::string(service));
    const std::string& of = made.first->first;
    std::set<std::string>& all = made.first->second;
    if (!made.second) return all;
    const auto add = [&](std::string_view name) {
      if (auto forms = arns_.forms(name)) all.insert(forms->begin(), forms->end());
    };
    if (action_.find_first_of("*?") == action_.npos) add(action_);
    for (const std::string_view each : spec::scoped_actions(of)) {
      const std::string name = of + ":" + std::string(each);
      if (action_ == "*" || names_action(action_, name)) add(name);
    }
    return all;
  }

  const model::Arns& arns_;
  std::string_view action_;
  std::map<std::string, std::set<std::string>> forms_;
};

}  // namespace

std::vector<Element> elements_of(const AuditedStack& stack, const cfn::Value* value,
                                 Values values) {
  std::vector<Element> all;
  if (value == nullptr) return all;
  if (value->list() == nullptr) {
    add_element(stack, *value, values, all);
  } else {
    for (const cfn::Value& each : *value->list()) add_element(stack, each, values, all);
  }
  return all;
}

Scope scope_of(const AuditedStack& stack, const cfn::Map& statement) {
  Scope made;
  made.has_other_actions = statement.contains("NotAction");
  made.has_other_resources = statement.contains("NotResource");
  made.actions =
      elements_of(stack, statement.find(made.has_other_actions ? "NotAction" : "Action"));
  made.resources =
      elements_of(stack, statement.find(made.has_other_resources ? "NotResource" : "Resource"));
  return made;
}

Found Scope::names(std::string_view action) const {
  const Found found = find_element(
      actions, [&](const std::string& each) { return each == "*" || names_action(each, action); });
  if (!has_other_actions) return found;
  return {found.is == Certainty::kYes ? Certainty::kNo : Certainty::kYes, nullptr};
}

Found Scope::reaches_all(const AuditedStack& stack, std::string_view action) const {
  EveryOne every_one(stack.identities.arns(), action);
  const Found found =
      find_element(resources, [&](const std::string& each) { return every_one.is_in(each); });
  if (!has_other_resources) return found;
  return {found.is == Certainty::kYes ? Certainty::kNo : Certainty::kYes, nullptr};
}

std::string why_open(const Element& element) { return "depends on " + element.open; }

const Origin& place_of(const AllowStatement& each, const Found& found) {
  return found.by == nullptr ? each.origin : each.at(found.by->at);
}

std::string resource_text(const Found& found) {
  return found.by == nullptr ? "all other resources"
                             : fmt::format("Resource \"{}\"", model::readable(found.by->text));
}

std::string some_of(const std::vector<std::string>& all) {
  constexpr std::size_t kShown = 4;
  if (all.size() <= kShown) return join(all, ", ");
  const std::vector<std::string> first(all.begin(), all.begin() + kShown);
  return fmt::format("{} and {} more", join(first, ", "), all.size() - kShown);
}

Found both(const Found& a, const Found& b) { return b.is < a.is ? b : a; }

}  // namespace archsynth::analysis
