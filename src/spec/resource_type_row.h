#pragma once

#include "archsynth/spec/resource_types.h"
#include "facts.h"

namespace archsynth::spec {

/// The table of resource types, of the binary's image or of users' own.
inline constexpr std::string_view kResourceTypes = "resource_types";

ResourceType resource_type(const Row& row);

}  // namespace archsynth::spec
