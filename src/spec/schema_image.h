#pragma once

#include <optional>
#include <string_view>

#include "archsynth/spec/schema.h"

/// Images of resource schemas: the one in the binary, and those of users' own schemas.
namespace archsynth::spec::schema_image {

const Datum::Word* built_in();

/// The schema of a type in a region, as `resource_schema` promises it.
std::optional<ResourceSchema> find(const Datum::Word* image, std::string_view name,
                                   std::string_view region);

}  // namespace archsynth::spec::schema_image
