#pragma once

#include <string>
#include <vector>

#include "facts_text.h"

namespace archsynth::spec::tools {

/// The bytes of the image (`image_format.h`) that hold the tables. Equal texts are stored once.
std::string write_image(const std::vector<FactsTable>& tables);

}  // namespace archsynth::spec::tools
