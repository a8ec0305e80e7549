#include "model/identities/identities.h"

#include <algorithm>
#include <array>

#include "archsynth/support/characters.h"
#include "archsynth/support/text.h"
#include "spec/managed_policies.h"
#include "spec/permissions.h"

namespace archsynth::model {
namespace {

bool is_identity(const cfn::Resource& resource) {
  return resource.type == "AWS::IAM::Role" || resource.type == "AWS::IAM::User" ||
         resource.type == "AWS::IAM::Group";
}

std::vector<const cfn::Value*> items_of(const cfn::Value* value) {
  if (value == nullptr || cfn::is_no_value(*value)) return {};
  if (value->list() == nullptr) return {value};
  std::vector<const cfn::Value*> all;
  for (const cfn::Value& each : *value->list()) {
    if (!cfn::is_no_value(each)) all.push_back(&each);
  }
  return all;
}

template <typename Texts>
std::vector<std::string> copies_of(const Texts& texts) {
  return {texts.begin(), texts.end()};
}

/// Where policies are attached, with what names the identities.
struct AttachedPolicy {
  std::string_view type;
  std::array<std::string_view, 3> names;
};
constexpr AttachedPolicy kAttachedPolicies[] = {
    {"AWS::IAM::Policy", {"Roles", "Users", "Groups"}},
    {"AWS::IAM::ManagedPolicy", {"Roles", "Users", "Groups"}},
    {"AWS::IAM::RolePolicy", {"RoleName", "", ""}},
    {"AWS::IAM::UserPolicy", {"UserName", "", ""}},
    {"AWS::IAM::GroupPolicy", {"GroupName", "", ""}},
};

/// Policies on resources; an empty `names`: the resource has the policy itself.
struct PolicyOn {
  std::string_view type;
  std::string_view document;
  std::string_view names;
};
constexpr PolicyOn kPoliciesOn[] = {
    {"AWS::DynamoDB::Table", "ResourcePolicy.PolicyDocument", ""},
    {"AWS::ECR::Repository", "RepositoryPolicyText", ""},
    {"AWS::EFS::FileSystem", "FileSystemPolicy", ""},
    {"AWS::KMS::Key", "KeyPolicy", ""},
    {"AWS::S3::BucketPolicy", "PolicyDocument", "Bucket"},
    {"AWS::SNS::TopicPolicy", "PolicyDocument", "Topics"},
    {"AWS::SQS::QueuePolicy", "PolicyDocument", "Queues"},
    {"AWS::SecretsManager::ResourcePolicy", "ResourcePolicy", "SecretId"},
};

/// Properties with the role whose credentials the code within has.
/// Source: the descriptions of the properties in the registry schemas.
constexpr std::array<std::string_view, 2> kCodeRoles[] = {
    {"AWS::AppRunner::Service", "InstanceConfiguration.InstanceRoleArn"},
    {"AWS::AutoScaling::LaunchConfiguration", "IamInstanceProfile"},
    {"AWS::Batch::JobDefinition", "ContainerProperties.JobRoleArn"},
    {"AWS::CodeBuild::Project", "ServiceRole"},
    {"AWS::EC2::Instance", "IamInstanceProfile"},
    {"AWS::EC2::LaunchTemplate", "LaunchTemplateData.IamInstanceProfile.Arn"},
    {"AWS::EC2::LaunchTemplate", "LaunchTemplateData.IamInstanceProfile.Name"},
    {"AWS::ECS::TaskDefinition", "TaskRoleArn"},
    {"AWS::Glue::DevEndpoint", "RoleArn"},
    {"AWS::Glue::Job", "Role"},
    {"AWS::Lambda::Function", "Role"},
    {"AWS::SageMaker::NotebookInstance", "RoleArn"},
    {"AWS::Serverless::Function", "Role"},
};

RoleUse::Kind kind_of(std::string_view type, std::string_view property) {
  if (type == "AWS::ECS::TaskDefinition" && property == "ExecutionRoleArn")
    return RoleUse::Kind::kAgent;
  const bool is_code =
      std::any_of(std::begin(kCodeRoles), std::end(kCodeRoles),
                  [&](const auto& each) { return each[0] == type && each[1] == property; });
  return is_code ? RoleUse::Kind::kCode : RoleUse::Kind::kService;
}

/// Null where there is none.
template <typename Row, std::size_t count>
const Row* row_of(const Row (&rows)[count], std::string_view type) {
  const auto* found = std::find_if(std::begin(rows), std::end(rows),
                                   [&](const Row& each) { return each.type == type; });
  return found == std::end(rows) ? nullptr : found;
}

/// The identities and what holds policies, without a question about any other resource.
view::View::Resources resources_of_identities(const view::View& view) {
  view::View::Resources all;
  for (const cfn::Resource& each : view.source().resources) {
    const bool has_policies = row_of(kPoliciesOn, each.type) != nullptr ||
                              row_of(kAttachedPolicies, each.type) != nullptr;
    if (!has_policies && !is_identity(each)) continue;
    if (const cfn::Resource* here = view.find(each.id.str())) all.push_back(here);
  }
  return all;
}

/// All resources that act with a role of the template, in the state that the view is in.
class RoleUses {
 public:
  explicit RoleUses(const view::View& view);

  const std::vector<RoleUse>& all() const { return uses_; }

 private:
  void add(const cfn::Resource& resource);
  void find_roles(const cfn::Resource& resource, const cfn::Value& value, const std::string& path);

  const view::View& view_;
  std::vector<RoleUse> uses_;
};

RoleUses::RoleUses(const view::View& view) : view_(view) {
  for (const cfn::Resource* each : view.resources()) {
    if (!each->type.starts_with("AWS::IAM::")) add(*each);
  }
}

void RoleUses::find_roles(const cfn::Resource& resource, const cfn::Value& value,
                          const std::string& path) {
  if (const cfn::Map* map = value.map()) {
    for (const cfn::MapEntry& each : *map) {
      if (each.key.find("Polic") != each.key.npos) continue;
      find_roles(resource, each.value, path.empty() ? each.key : path + "." + each.key);
    }
    return;
  }
  if (const cfn::List* list = value.list()) {
    for (const cfn::Value& each : *list) find_roles(resource, each, path);
    return;
  }
  const cfn::Resource* role = view_.target(&value);
  if (role != nullptr && role->type == "AWS::IAM::InstanceProfile") {
    const auto roles = items_of(view::property(*role, {"Roles"}));
    role = roles.empty() ? nullptr : view_.target(roles.front());
  }
  if (role == nullptr || role->type != "AWS::IAM::Role") return;
  uses_.push_back({&resource, role, kind_of(resource.type, path), path,
                   value.origin().is_stated() ? value.origin() : resource.origin});
}

void RoleUses::add(const cfn::Resource& resource) {
  const auto& named = view_.references(resource);
  const bool has_role = std::any_of(named.begin(), named.end(), [&](const cfn::Reference& each) {
    const cfn::Resource* target = view_.find(each.target.str());
    return target != nullptr &&
           (target->type == "AWS::IAM::Role" || target->type == "AWS::IAM::InstanceProfile");
  });
  if (!has_role) return;
  for (const cfn::MapEntry& each : resource.properties) {
    if (each.key.find("Polic") == each.key.npos) find_roles(resource, each.value, each.key);
  }
}

/// ARNs take names of any resources: those of one state are none of another.
struct ArnsOfState {
  explicit ArnsOfState(const view::View& view) : arns(view) { view.resources(); }
  Arns arns;
};

}  // namespace

std::string_view policy_property(std::string_view type) {
  if (const PolicyOn* found = row_of(kPoliciesOn, type)) return found->document;
  return row_of(kAttachedPolicies, type) != nullptr ? "PolicyDocument" : "Policies";
}

Identities::Identities(const view::View& view) : view_(view), own_arns_(view) {
  const view::View::Resources all = resources_of_identities(view);
  add_identities(all);
  for (const cfn::Resource* each : all) {
    add_attached(*each);
    add_policies(*each);
  }
  for (Identity& user : identities_) {
    for (const cfn::Resource* group : user.groups) {
      const Identity* each = find(group);
      if (each == nullptr) continue;
      user.statements.insert(user.statements.end(), each->statements.begin(),
                             each->statements.end());
      user.managed.insert(user.managed.end(), each->managed.begin(), each->managed.end());
      user.unknown_policies.insert(user.unknown_policies.end(), each->unknown_policies.begin(),
                                   each->unknown_policies.end());
    }
  }
}

const Arns& Identities::arns() const { return view_.made<ArnsOfState>().arns; }

const std::vector<RoleUse>& Identities::uses() const { return view_.made<RoleUses>().all(); }

std::vector<Statement> Identities::read(const cfn::Resource& resource,
                                        const cfn::Value* document) const {
  return statements_of(view_, own_arns_, resource, document);
}

void Identities::add_document(Identity& to, const cfn::Resource& policy,
                              const cfn::Value* document) const {
  for (Statement& one : read(policy, document)) to.statements.push_back(std::move(one));
  if (document != nullptr && unknown_part(*document) != nullptr)
    to.unknown_policies.push_back(policy.id.str());
}

void Identities::add_identities(const view::View::Resources& all) {
  for (const cfn::Resource* each : all) {
    if (!is_identity(*each)) continue;
    Identity& made = identities_.emplace_back();
    made.resource = each;
    by_resource_.emplace(each, &made);
    made.trust = read(*each, view::property(*each, {"AssumeRolePolicyDocument"}));
    for (const cfn::Value* policy : items_of(view::property(*each, {"Policies"}))) {
      add_document(made, *each, view::member(policy, {"PolicyDocument"}));
    }
    for (const cfn::Value* arn : items_of(view::property(*each, {"ManagedPolicyArns"})))
      add_managed(made, *arn);
    add_boundary(made);
    for (const cfn::Value* group : items_of(view::property(*each, {"Groups"}))) {
      if (const auto* named = view_.target(group, "AWS::IAM::Group")) made.groups.push_back(named);
    }
  }
  for (const cfn::Resource* addition : view_.of("AWS::IAM::UserToGroupAddition")) {
    const auto* group = view_.target(view::property(*addition, {"GroupName"}), "AWS::IAM::Group");
    for (const cfn::Value* name : items_of(view::property(*addition, {"Users"}))) {
      const auto user = by_resource_.find(view_.target(name, "AWS::IAM::User"));
      if (user != by_resource_.end() && group != nullptr) user->second->groups.push_back(group);
    }
  }
}

void Identities::add_managed(Identity& to, const cfn::Value& arn) {
  if (const cfn::Resource* own = view_.target(&arn, "AWS::IAM::ManagedPolicy")) {
    if (std::find(to.managed.begin(), to.managed.end(), own) != to.managed.end()) return;
    to.managed.push_back(own);
    return add_document(to, *own, view::property(*own, {"PolicyDocument"}));
  }
  const std::string text = own_arns_.text(arn);
  const auto known = spec::managed_policy(text);
  if (known.empty()) return to.unknown_policies.push_back(readable(text));
  for (const spec::ManagedStatement& each : known) {
    Statement& made = to.statements.emplace_back();
    made.resource = to.resource;
    made.origin = arn.origin().is_stated() ? arn.origin() : to.resource->origin;
    made.source = text;
    made.actions = copies_of(each.actions);
    made.has_other_actions = each.has_other_actions;
    made.resources = copies_of(each.resources);
    made.has_other_resources = each.has_other_resources;
    for (const std::string_view condition : each.conditions) {
      auto cells = copies_of(split(condition, '|'));
      made.conditions.push_back({cells[0], cells[1], {cells.begin() + 2, cells.end()}});
    }
  }
}

void Identities::add_boundary(Identity& to) {
  const cfn::Value* boundary = view::property(*to.resource, {"PermissionsBoundary"});
  if (boundary == nullptr || cfn::is_no_value(*boundary)) return;
  to.has_boundary = true;
  if (const cfn::Resource* own = view_.target(boundary, "AWS::IAM::ManagedPolicy")) {
    to.boundary = read(*own, view::property(*own, {"PolicyDocument"}));
  } else {
    to.unknown_boundary = readable(own_arns_.text(*boundary));
  }
}

void Identities::add_attached(const cfn::Resource& policy) {
  for (const AttachedPolicy& each : kAttachedPolicies) {
    if (policy.type != each.type) continue;
    const bool is_managed = policy.type == "AWS::IAM::ManagedPolicy";
    for (const std::string_view name : each.names) {
      if (name.empty()) continue;
      for (const cfn::Value* named : items_of(policy.properties.find(name))) {
        const auto found = by_resource_.find(view_.target(named));
        if (found == by_resource_.end()) continue;
        Identity& to = *found->second;
        if (is_managed) {
          if (std::find(to.managed.begin(), to.managed.end(), &policy) != to.managed.end())
            continue;
          to.managed.push_back(&policy);
        }
        add_document(to, policy, view::property(policy, {"PolicyDocument"}));
      }
    }
  }
}

void Identities::add_policies(const cfn::Resource& resource) {
  for (const PolicyOn& each : kPoliciesOn) {
    if (resource.type != each.type) continue;
    const cfn::Value* document = view::property_at(resource, each.document);
    if (document == nullptr || document->map() == nullptr) continue;
    if (each.names.empty()) {
      policies_.push_back({&resource, &resource, read(resource, document)});
      // Policies of repositories have no "Resource": they are about the repository.
      for (Statement& one : policies_.back().statements) {
        if (one.resources.empty()) one.resources = {"*"};
      }
      continue;
    }
    for (const cfn::Value* named : items_of(resource.properties.find(each.names))) {
      const cfn::Resource* on = view_.target(named);
      if (on != nullptr) policies_.push_back({on, &resource, read(resource, document)});
    }
  }
}

const Identity* Identities::find(const cfn::Resource* resource) const {
  const auto found = by_resource_.find(resource);
  return found == by_resource_.end() ? nullptr : found->second;
}

std::vector<const ResourcePolicy*> Identities::on(const cfn::Resource& resource) const {
  std::vector<const ResourcePolicy*> found;
  for (const ResourcePolicy& each : policies_) {
    if (each.on == &resource) found.push_back(&each);
  }
  return found;
}

Allowance Identities::allows(const Identity& who, std::string_view action,
                             const std::vector<std::string>& arns,
                             const RequestContext& request) const {
  Allowance found = allowance_of(who.statements, action, arns, request);
  if (found.answer == Certainty::kNo && !who.unknown_policies.empty()) {
    found.answer = Certainty::kMaybe;
    found.open = "the policy " + who.unknown_policies.front();
  }
  if (found.answer == Certainty::kNo || !who.has_boundary) return found;
  if (!who.unknown_boundary.empty()) {
    if (found.answer == Certainty::kYes) found.open = "the boundary " + who.unknown_boundary;
    found.answer = Certainty::kMaybe;
    return found;
  }
  const Allowance within = allowance_of(who.boundary, action, arns, request);
  if (within.answer == Certainty::kNo) {
    found = within;
    found.is_bounded = true;
    return found;
  }
  if (within.answer < found.answer) {
    found.answer = within.answer;
    found.open = within.open;
  }
  return found;
}

Certainty Identities::lets_in(const Statement& statement, const Identity& who,
                              bool& is_by_account) const {
  is_by_account = false;
  if (statement.has_other_principals) return Certainty::kMaybe;
  const std::string own = arns().of(*who.resource);
  Certainty best = Certainty::kNo;
  for (const Principal& each : statement.principals) {
    if (each.kind != "AWS") continue;
    if (each.text == "*" || each.resource == who.resource || each.text == own)
      return Certainty::kYes;
    if (each.text == arns().account() || each.text == arns().iam("root")) {
      is_by_account = true;
      best = std::max(best, Certainty::kMaybe);
    } else if (each.resource == nullptr && !is_by_account &&
               covers_some(each.text, own) == Certainty::kMaybe) {
      best = std::max(best, Certainty::kMaybe);
    }
  }
  return best;
}

}  // namespace archsynth::model
