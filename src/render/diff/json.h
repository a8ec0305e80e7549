#pragma once

#include <string>

#include "archsynth/render/diff.h"

namespace archsynth::picture {

/// `new.yaml:5`; empty where only the command's own source says where.
std::string line_of(const Origin& origin);

/// As `docs/schemas/diff.json` describes it.
std::string json_of_diff(const DiffReport& report);

}  // namespace archsynth::picture
