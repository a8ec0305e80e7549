#pragma once

#include <string>
#include <string_view>

#include "support/patterns.h"

namespace archsynth::analysis {

/// A form that texts of one kind have: ids, ARNs and names of AWS's things, dates, networks.
struct TextFormat {
  std::string_view name;     ///< as schemas name it: `AWS::EC2::Subnet.Id`
  std::string_view see;      ///< cfn-lint's id
  std::string_view thing;    ///< for messages: `a subnet id`
  std::string_view pattern;  ///< empty where code decides
};

/// The format of that name; nullptr where there is none to check.
const TextFormat* text_format(std::string_view name);

/// Whether the text has the format. A network has no bits set behind its length: `10.0.0.0/16`, but
/// not `10.0.0.1/16`.
bool has_format(const TextFormat& format, const std::string& text, Patterns& patterns);

}  // namespace archsynth::analysis
