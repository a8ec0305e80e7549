#pragma once

#include <optional>
#include <string_view>
#include <utility>

#include "archsynth/analysis/consequence.h"
#include "archsynth/cfn/template.h"
#include "openings.h"

namespace archsynth::analysis {

/// Two states of a resource as of one type, where one is written for the serverless transform,
/// which makes the type of the other one of it.
std::optional<std::pair<cfn::Resource, cfn::Resource>> of_one_type(const cfn::Resource& before,
                                                                   const cfn::Resource& after);

/// What a change of a property does to what the transform makes of the type; nothing where the
/// transform does not hand the property on.
std::optional<Consequence> consequence_of_made(std::string_view type, std::string_view path);

/// What the roles and events that the transform makes of a resource let through.
void add_serverless(const cfn::Resource& resource, Openings& openings);

}  // namespace archsynth::analysis
