#pragma once

#include <functional>

#include "rules/rule.h"
#include "spec/edges.h"

namespace archsynth::analysis {

/// A place of the template that a row of needs is about.
struct RoleEdge {
  const cfn::Resource& resource;
  const cfn::Value& place;
  const cfn::Resource* target;  ///< null: what stands there is none of the template
  const cfn::Resource& role;
};

/// Visits the edges of a row whose role is one of the template.
void each_role_edge(const View& view, const spec::RoleNeed& need,
                    const std::function<void(const RoleEdge&)>& visit);

/// Reports actions that state machines, functions, container instances, and what reads from or
/// writes to other resources need of their roles.
void check_roles_of_edges(const View& view, const Report& report);

}  // namespace archsynth::analysis
