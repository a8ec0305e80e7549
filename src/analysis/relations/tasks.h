#pragma once

#include <string>

#include "graph.h"

namespace archsynth::analysis {

/// The containers of an ECS task definition.
Items containers_of(const Graph& graph, const cfn::Resource& task);
/// The container of that name; null when there is none.
const cfn::Value* container_named(const Graph& graph, const Items& containers,
                                  const std::string& name);
/// Whether every container's name is known, so that one can be said to be missing.
bool names_are_known(const Graph& graph, const Items& containers);

}  // namespace archsynth::analysis
