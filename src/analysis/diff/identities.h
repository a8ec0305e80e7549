#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "analysis/diff/propagate.h"

namespace archsynth::analysis {

/// An address range (`10.0.0.0/16`) with its addresses, where it is one of IPv4.
struct AddressRange {
  AddressRange() = default;
  explicit AddressRange(std::string shown);

  std::string text;
  bool is_ipv4 = false;
  std::uint32_t first = 0;
  std::uint32_t last = 0;
};

/// Whether two address ranges have an address in common.
bool overlap(const AddressRange& a, const AddressRange& b);

/// Something that only one resource can have: a name, a port, an address.
struct Claim {
  const cfn::Resource* resource = nullptr;
  std::string_view name;  ///< `port`
  std::string key;        ///< equal for what cannot be had twice
  std::string shown;      ///< `port 80`
  /// Equal keys collide only where these differ; empty: always.
  std::string differing;
  /// Equal keys collide only where this is the value of `differing` of one of the two.
  std::string_view exclusive;
  AddressRange range;     ///< collides with those that overlap; empty: has none
  bool is_taken = false;  ///< it can be had twice, and goes for both when one is deleted
  long most = 0;          ///< so many can have it; 0: one
  std::string_view scope{};
  /// The part of the resource that a transform makes one of its own of.
  std::string_view part{};
  bool may_be_shared = false;  ///< whether it can be had twice is not known
  bool moves = false;          ///< a replacement takes it over from the old resource
};

/// A value that is equal for what is the same on the other side as well; empty where that is not
/// certain.
using Token = std::function<std::string(const cfn::Value&)>;

/// The side of a change that a resource is on.
struct ClaimContext {
  const ResourcesById& resources;
  Token token;
};

/// What a resource claims, as far as it is stated.
std::vector<Claim> claims_of(const cfn::Resource& resource, const ClaimContext& context);

}  // namespace archsynth::analysis
