#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "analysis/permissions/names.h"
#include "archsynth/analysis/permissions.h"

/// Policies of the permissions. Law: what is made fits what IAM takes, and grants no more.
namespace archsynth::analysis::permissions_of {

cfn::Map statement(const Texts& actions, const Texts& resources,
                   const std::vector<StatementCondition>& conditions);
cfn::Map document_of(cfn::List statements);
/// The permissions as policies, each small enough for a managed policy; names get a number where
/// there are several.
std::vector<PermissionPolicy> policies_of(const std::vector<Permission>& needs,
                                          const std::string& name);
/// The same for statements as they are.
std::vector<PermissionPolicy> parted(const cfn::List& statements, const std::string& name);

/// What the roles of the stack are granted, as far as its own policies tell; notes on the others.
std::vector<PermissionPolicy> boundary_of(const std::vector<cfn::Resource>& resources,
                                          const Names& names, Texts& notes);
/// The role of the pipeline.
PermissionRole ci_role(const std::vector<cfn::Resource>& resources, const cfn::Template& stack,
                       const Names& names, const PermissionsOptions& options, Texts& notes);
/// `shop-deploy`; `deploy` where the stack has no name.
std::string role_name(const PermissionsOptions& options, std::string_view purpose);
/// The trust of the role that CloudFormation assumes.
cfn::Map service_trust();

}  // namespace archsynth::analysis::permissions_of
