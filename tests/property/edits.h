#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "archsynth/cfn/template.h"

namespace archsynth::property {

/// The same numbers on every machine.
class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed * 2654435761U + 88172645463325252U) {}
  std::size_t below(std::size_t bound) { return bound == 0 ? 0 : next() % bound; }
  bool one_in(std::size_t many) { return below(many) == 0; }

 private:
  std::uint64_t next() {
    state_ ^= state_ << 13U;
    state_ ^= state_ >> 7U;
    state_ ^= state_ << 17U;
    return state_ >> 11U;
  }
  std::uint64_t state_;
};

/// Some resources of a template, with what they refer to; names and policies are given to some.
cfn::Template some_of(const cfn::Template& whole, Random& random);

/// Makes one change of those that people make, and says which; empty where it found no place.
std::string edit(cfn::Template& changed, Random& random);
/// Says the same in other words.
std::string respell(cfn::Template& changed, Random& random);

}  // namespace archsynth::property
