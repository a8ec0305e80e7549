#pragma once

#include <string>
#include <string_view>

#include "archsynth/architecture/architecture.h"

namespace archsynth::architecture {

/// What the file states in CloudFormation's own terms: outputs, raw resources, moves, overrides.
void add_escapes(const Architecture& file, Stack& stack);

/// `orders-db` → `ORDERS_DB`: a name within an environment variable's.
std::string environment_name(std::string_view name);

}  // namespace archsynth::architecture
