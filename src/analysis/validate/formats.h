#pragma once

#include <string_view>

#include "analysis/validate/patterns.h"

namespace archsynth::analysis {

/// A form that texts of one kind have: ids, ARNs and names of AWS's things, dates, networks.
struct TextFormat {
  std::string_view name;   ///< as schemas name it: `AWS::EC2::Subnet.Id`
  std::string_view see;    ///< cfn-lint's id
  std::string_view thing;  ///< for messages: `a subnet id`
  std::string_view pattern;
};

/// The format of that name; nullptr where there is none to check.
const TextFormat* text_format(std::string_view name);

}  // namespace archsynth::analysis
