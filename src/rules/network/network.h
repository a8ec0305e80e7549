#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "view/view.h"

namespace archsynth::analysis {

/// A block of IPv4 addresses.
struct Block {
  std::uint32_t first = 0;
  int prefix = 0;
  std::uint64_t last() const { return first + (std::uint64_t{1} << (32 - prefix)) - 1; }
  bool contains(const Block& other) const { return first <= other.first && other.last() <= last(); }
  bool overlaps(const Block& other) const { return first <= other.last() && other.first <= last(); }
  std::string shown() const;  ///< `10.0.0.0/16`
};
std::optional<Block> block_of(const std::optional<std::string>& text);
/// The same of a value: also what `Fn::Select` takes of `Fn::Cidr`, and the block of a VPC or
/// subnet that `Fn::GetAtt` names, after so many references that were followed.
std::optional<Block> block_of(const View& view, const cfn::Value* value, int references = 0);

/// A block of a VPC, and the value that states it.
struct StatedBlock {
  Block block;
  const cfn::Value* value = nullptr;
};

/// The blocks of IPv4 addresses that a VPC of the template has.
std::vector<StatedBlock> blocks_of(const View& view, const cfn::Resource& vpc);

/// The VPC of a subnet, security group or route table of the template; null when it is not known.
const cfn::Value* vpc_of_subnet(const View& view, const cfn::Value* subnet);
const cfn::Value* vpc_of_group(const View& view, const cfn::Value* group);
const cfn::Value* vpc_of_table(const View& view, const cfn::Value* table);

/// A zone, or that of a subnet, as far as two can be compared: its name, or `Fn::GetAZs 0`; empty
/// where it is not known.
std::string zone_name(const View& view, const cfn::Value* zone);
std::string zone_of(const View& view, const cfn::Value* subnet);

/// Whether a load balancer, NAT gateway or database is public for certain, by what it says or
/// leaves out. A Gateway Load Balancer has no scheme.
bool faces_internet(const View& view, const cfn::Resource& resource);

/// What messages call a subnet, group, gateway or VPC.
std::string name_of(const View& view, const cfn::Value* value);

}  // namespace archsynth::analysis
