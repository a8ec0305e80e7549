#pragma once

#include <string>
#include <vector>

#include "archsynth/aws/cidr.h"
#include "archsynth/aws/ec2.h"

namespace archsynth::ec2 {

/// The block of one subnet: as it is emitted, with its origin, and as addresses. The addresses are
/// those of 0.0.0.0/0 when the text is no block, which was reported then.
struct Block {
  cfn::Value text;
  aws::Cidr cidr;
  bool known = false;
};

/// An availability zone of the VPC.
struct Zone {
  char letter = 'a';
  Origin origin;
  Block public_block;
  Block private_block;
  Block data_block;  ///< only with a data tier

  int index() const { return letter - 'a'; }
};

/// Whether databases have subnets of their own.
bool has_data_tier(const VpcProps& props);

/// The zones in the order in which they were stated, every block stated or planned and checked.
/// `label` is what the user calls the network.
std::vector<Zone> plan_zones(const VpcProps& props, const std::string& label,
                             const std::string& region, Diagnostics& diagnostics);

}  // namespace archsynth::ec2
