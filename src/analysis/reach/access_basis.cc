// What the judgement about requests to services reads, as text.

#include "access.h"
#include "archsynth/cfn/writer.h"

namespace archsynth::analysis {
namespace {

/// Adds texts, each with an end that no text of a template has.
void add_basis(std::string& to, std::initializer_list<std::string_view> texts) {
  for (const std::string_view each : texts) (to += each) += '\x1f';
}
void add_basis(std::string& to, const std::vector<std::string>& texts) {
  for (const std::string& each : texts) add_basis(to, {each});
  to += '\x1e';
}

std::string_view id_of(const cfn::Resource* resource) {
  return resource == nullptr ? std::string_view() : std::string_view(resource->id.str());
}

void add_basis(std::string& to, const std::vector<model::Statement>& statements) {
  for (const model::Statement& each : statements) {
    add_basis(to, {id_of(each.resource), each.source, each.allows ? "allows" : "denies",
                   each.has_other_actions ? "other" : "", each.has_other_resources ? "other" : "",
                   each.has_other_principals ? "other" : ""});
    add_basis(to, each.actions);
    add_basis(to, each.resources);
    for (const model::Principal& one : each.principals) {
      add_basis(to, {one.kind, one.text, id_of(one.resource)});
    }
    for (const model::ConditionTest& one : each.conditions) {
      add_basis(to, {one.operation, one.key});
      add_basis(to, one.values);
    }
    to += '\x1e';
  }
}

}  // namespace

std::string ServiceAccess::basis_of_workload(const std::string& id) const {
  const cfn::Resource* workload = view_.find(id);
  bool is_known = false;
  std::string basis;
  const auto all = workload == nullptr ? std::vector<Actor>() : actors(*workload, is_known);
  for (const Actor& each : all) {
    const model::Identity& one = *each.identity;
    add_basis(basis, {one.id(), each.is_agent ? "agent" : "", one.has_boundary ? "within" : "",
                      one.unknown_boundary, identities_.arns().of(*one.resource)});
    add_basis(basis, one.statements);
    add_basis(basis, one.boundary);
    add_basis(basis, one.unknown_policies);
  }
  add_basis(basis, {is_known ? "known" : ""});
  return basis;
}

std::string ServiceAccess::basis_of(const cfn::Resource& resource) const {
  std::string basis = resource.type;
  add_basis(basis,
            {identities_.arns().of(resource), cfn::to_json(cfn::Value(resource.properties), true)});
  for (const model::ResourcePolicy* each : identities_.on(resource)) {
    add_basis(basis, {each->policy->id.str()});
    add_basis(basis, each->statements);
  }
  return basis;
}

std::string ServiceAccess::basis_of_keys() const {
  std::string basis;
  for (const cfn::Resource* each : view_.resources()) {
    if (each->type != "AWS::KMS::Key" && each->type != "AWS::KMS::Alias") continue;
    add_basis(basis, {each->id.str(), basis_of(*each)});
  }
  return basis;
}

std::string ServiceAccess::basis_of_endpoint(const std::string& id) const {
  std::string basis;
  const cfn::Resource* endpoint = view_.find(id);
  const cfn::Value* document =
      endpoint == nullptr ? nullptr : view::property(*endpoint, {"PolicyDocument"});
  if (document == nullptr) return basis;
  add_basis(basis, {model::Arns::id_of(*endpoint)});
  add_basis(basis, model::statements_of(view_, identities_.arns(), *endpoint, document));
  return basis;
}

}  // namespace archsynth::analysis
