#pragma once

#include <deque>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "model/identities/statements.h"

namespace archsynth::model {

/// A role, a user or a group of the template, with all that the template lets it do.
struct Identity {
  const cfn::Resource* resource = nullptr;
  std::vector<Statement> statements{};
  /// Who may assume it, for a role.
  std::vector<Statement> trust{};
  /// Policies whose statements are not known: managed ones of AWS or of other stacks.
  std::vector<std::string> unknown_policies{};
  /// Managed policies of the template that it has.
  std::vector<const cfn::Resource*> managed{};
  std::vector<const cfn::Resource*> groups{};  ///< of a user
  bool has_boundary = false;
  std::vector<Statement> boundary{};
  std::string unknown_boundary{};

  const std::string& id() const { return resource->id.str(); }
  bool is_role() const { return resource->type == "AWS::IAM::Role"; }
};

/// A resource that acts with a role.
struct RoleUse {
  enum class Kind {
    kCode,     ///< what runs in it has the role's credentials
    kAgent,    ///< the agent of ECS starts it with the role
    kService,  ///< the service acts with the role
  };
  const cfn::Resource* user = nullptr;
  const cfn::Resource* role = nullptr;
  Kind kind = Kind::kService;
  std::string property{};
  Origin origin{};
};

/// A policy on a resource that says who may use it.
struct ResourcePolicy {
  const cfn::Resource* on = nullptr;      ///< bucket, key, secret, queue, topic
  const cfn::Resource* policy = nullptr;  ///< that holds the document
  std::vector<Statement> statements{};
};

/// The property of a resource that holds a policy document: `KeyPolicy`; `Policies` of identities.
std::string_view policy_property(std::string_view type);

/// Who may do what in a template, in the state of the conditions that the view is in; holds as long
/// as the identities and policies are the same in that of the view. What looks at other resources
/// is made for each state.
class Identities {
 public:
  explicit Identities(const view::View& view);
  Identities(const Identities&) = delete;
  Identities& operator=(const Identities&) = delete;

  const Arns& arns() const;
  const std::deque<Identity>& all() const { return identities_; }
  const std::vector<RoleUse>& uses() const;
  const std::deque<ResourcePolicy>& policies() const { return policies_; }
  const Identity* find(const cfn::Resource* resource) const;
  /// The policies on a resource.
  std::vector<const ResourcePolicy*> on(const cfn::Resource& resource) const;
  /// Whether the policies of an identity, within its boundary, allow an action on one of the ARNs.
  Allowance allows(const Identity& who, std::string_view action,
                   const std::vector<std::string>& arns, const RequestContext& request = {}) const;
  /// Whether a statement of a resource's or a trust policy lets an identity of the template in:
  /// `kMaybe` where the policies of the identity decide, as it lets the account in.
  Certainty lets_in(const Statement& statement, const Identity& who, bool& is_by_account) const;

 private:
  /// Adds its statements, and the policy to the unknown ones where not all of it is known.
  void add_document(Identity& to, const cfn::Resource& policy, const cfn::Value* document) const;
  void add_identities(const view::View::Resources& all);
  void add_attached(const cfn::Resource& policy);
  void add_managed(Identity& to, const cfn::Value& arn);
  void add_boundary(Identity& to);
  void add_policies(const cfn::Resource& resource);
  std::vector<Statement> read(const cfn::Resource& resource, const cfn::Value* document) const;

  const view::View& view_;
  Arns own_arns_;  ///< for reading alone: those of other states would be known later
  std::deque<Identity> identities_;
  std::map<const cfn::Resource*, Identity*> by_resource_;
  std::deque<ResourcePolicy> policies_;
};

}  // namespace archsynth::model
