#pragma once

#include <string>

#include "../tools/facts_text.h"
#include "../tools/schema_image.h"
#include "archsynth/document/node.h"

namespace archsynth::spec::own {

/// Adds a type to an image; its schema has been checked.
void add_type(const std::string& name, const document::Node& schema, tools::SchemaImage& image);

/// The type's row of the table of resource types.
std::vector<std::string> row_of(const std::string& name, const document::Node& schema);

}  // namespace archsynth::spec::own
