#pragma once

#include <random>

#include "archsynth/cfn/value.h"

namespace archsynth::cfn {

/// Values in the form that a reader gives them, with every kind of value, intrinsics at any place
/// and strings that writers get wrong. The same seed always gives the same values.
class RandomValues {
 public:
  explicit RandomValues(std::uint64_t seed) : random_(seed) {}

  /// A value with at most `depth` levels below it.
  Value value(int depth);
  /// A string, empty now and then.
  std::string text();

 private:
  int below(int limit);
  std::string name();
  std::string fragment();
  Value scalar();
  Value intrinsic(int depth);
  Value call(int depth);
  List list(int depth);
  Map map(int depth);

  std::mt19937_64 random_;
};

}  // namespace archsynth::cfn
