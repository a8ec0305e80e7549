#pragma once

#include <string_view>

#include "support/patterns.h"

namespace archsynth::analysis {

/// A form that texts of one kind have: ids, ARNs and names of AWS's things, dates, networks.
struct TextFormat {
  std::string_view name;   ///< as schemas name it: `AWS::EC2::Subnet.Id`
  std::string_view see;    ///< cfn-lint's id
  std::string_view thing;  ///< for messages: `a subnet id`
  std::string_view pattern;
};

/// Whether a text that looks like an IPv4 network has no bits set behind its length:
/// `10.0.0.0/16`, but not `10.0.0.1/16`.
bool is_network_address(std::string_view network);

/// The format of that name; nullptr where there is none to check.
const TextFormat* text_format(std::string_view name);

}  // namespace archsynth::analysis
