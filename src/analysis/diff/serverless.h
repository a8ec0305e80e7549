#pragma once

#include <optional>
#include <utility>

#include "archsynth/cfn/template.h"
#include "openings.h"

namespace archsynth::analysis {

/// Two states of a resource as of one type, where one is written for the serverless transform,
/// which makes the type of the other one of it.
std::optional<std::pair<cfn::Resource, cfn::Resource>> of_one_type(const cfn::Resource& before,
                                                                   const cfn::Resource& after);

/// What the roles and events that the transform makes of a resource let through.
void add_serverless(const cfn::Resource& resource, Openings& openings);

}  // namespace archsynth::analysis
