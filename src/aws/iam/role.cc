#include <algorithm>
#include <stdexcept>

#include "archsynth/aws/iam.h"
#include "archsynth/cfn/writer.h"
#include "archsynth/construct/waiver.h"

namespace archsynth::iam {

namespace {

cfn::List items_of(const cfn::Value& one_or_more) {
  return one_or_more.list() != nullptr ? *one_or_more.list() : cfn::List{one_or_more};
}

/// Both together, sorted by their text, each once; a single one stands alone, as IAM prints it.
cfn::Value united(const cfn::Value& present, const cfn::List& more) {
  cfn::List all = present.absent() ? cfn::List{} : items_of(present);
  all.insert(all.end(), more.begin(), more.end());
  std::vector<std::pair<std::string, cfn::Value>> by_text;
  for (cfn::Value& each : all) by_text.emplace_back(cfn::to_json(each, true), std::move(each));
  std::stable_sort(by_text.begin(), by_text.end(),
                   [](const auto& a, const auto& b) { return a.first < b.first; });
  all.clear();
  for (auto& [text, each] : by_text) {
    if (all.empty() || !(all.back() == each)) all.push_back(std::move(each));
  }
  return all.size() == 1 ? all.front() : cfn::Value(std::move(all));
}

/// A resource as cdk-nag spells it in the names of its findings: `<Bucket.Arn>/*`.
std::string flat(const cfn::Value& value) {
  if (const std::string* text = value.string()) return *text;
  if (const auto* ref = value.get_if<cfn::Ref>()) return "<" + ref->target.str() + ">";
  if (const auto* att = value.get_if<cfn::GetAtt>()) {
    return "<" + att->target.str() + "." + att->attribute + ">";
  }
  if (const auto* sub = value.get_if<cfn::Sub>()) {
    std::string text;
    for (const cfn::SubPiece& piece : cfn::pieces(*sub)) {
      text += piece.kind == cfn::SubPiece::Kind::kText ? piece.text : "<" + piece.text + ">";
    }
    return text;
  }
  return cfn::to_json(value, true);
}

void waive_any(cfn::Resource& policy, std::string_view kind, const cfn::List& items,
               std::string_view why) {
  for (const cfn::Value& item : items) {
    const std::string text = flat(item);
    if (text.find('*') == std::string::npos) continue;
    const std::string finding = "AwsSolutions-IAM5[" + std::string(kind) + "::" + text + "]";
    construct::waive(policy, {.checkov = {}, .cdk_nag = finding, .cfn_lint = {}}, why);
  }
}

std::string_view sid_of(const cfn::Value& statement) {
  return *statement.map()->find("Sid")->string();
}

/// The statement of that name, made in its place when there is none.
cfn::Map& statement_of(cfn::List& statements, std::string_view sid, const cfn::Value& condition) {
  const auto place = std::lower_bound(
      statements.begin(), statements.end(), sid,
      [](const cfn::Value& statement, std::string_view name) { return sid_of(statement) < name; });
  if (place == statements.end() || sid_of(*place) != sid) {
    return *statements
                .insert(place, cfn::Map{{"Sid", sid},
                                        {"Effect", "Allow"},
                                        {"Action", cfn::List{}},
                                        {"Resource", cfn::List{}},
                                        {"Condition", condition}})
                ->map();
  }
  const cfn::Value* present = place->map()->find("Condition");
  if ((present == nullptr ? cfn::Value() : *present) != condition) {
    throw std::logic_error("grants with the same sid have different conditions: " +
                           std::string(sid));
  }
  return *place->map();
}

}  // namespace

Role::Role(construct::Scope scope, RoleProps props) : Construct(std::move(scope)) {
  props = aws::settled(std::move(props), *this);
  cfn::Map statement{{"Effect", "Allow"},
                     {"Principal", cfn::Map{{"Service", props.service}}},
                     {"Action", "sts:AssumeRole"}};
  resource_ = &add_resource(
      "", "AWS::IAM::Role",
      {{"Description", props.description},
       {"AssumeRolePolicyDocument",
        cfn::Map{{"Version", "2012-10-17"}, {"Statement", cfn::List{std::move(statement)}}}}});
  const std::string& boundary = stack().props().permissions_boundary_arn;
  if (!boundary.empty()) resource_->properties.set("PermissionsBoundary", boundary);
}

cfn::Value Role::arn() const { return resource_->att("Arn"); }

void Role::allow(std::string_view sid, const std::vector<std::string>& actions,
                 const std::vector<cfn::Value>& resources, cfn::Value condition,
                 std::string_view why_any) {
  if (policy_ == nullptr) {
    policy_ = &add_resource(
        "Policy", "AWS::IAM::Policy",
        {{"PolicyName", logical_id("Policy").str()},
         {"PolicyDocument", cfn::Map{{"Version", "2012-10-17"}, {"Statement", cfn::List{}}}},
         {"Roles", cfn::List{resource_->ref()}}});
  }
  cfn::Value& document = *policy_->properties.find("PolicyDocument");
  cfn::Map& statement = statement_of(*document.map()->find("Statement")->list(), sid, condition);
  const cfn::List action_list(actions.begin(), actions.end());
  statement.set("Action", united(*statement.find("Action"), action_list));
  statement.set("Resource", united(*statement.find("Resource"), resources));
  if (!why_any.empty()) {
    waive_any(*policy_, "Action", action_list, why_any);
    waive_any(*policy_, "Resource", resources, why_any);
  }
}

void Role::limit_trust(cfn::Value condition) {
  cfn::Value& document = *resource_->properties.find("AssumeRolePolicyDocument");
  cfn::Value& statement = document.map()->find("Statement")->list()->front();
  statement.map()->set("Condition", std::move(condition));
}

}  // namespace archsynth::iam
