#pragma once

#include <cstdint>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "view/view.h"

namespace archsynth::view {

/// Which conditions of a template can matter together: those that decide about one resource, or
/// about two of which one refers to the other, and all that decide what others may see: whether a
/// resource exists, its name, which resource it has, whole maps and lists. A text or a number that
/// only its own resource looks at, such as how many tasks run, matters with nothing else.
class Couplings {
 public:
  explicit Couplings(const View& view);

  /// True also of what is no condition of the template.
  bool are_coupled(std::string_view a, std::string_view b) const;

 private:
  using Bits = std::vector<std::uint64_t>;
  using Names = std::vector<std::string_view>;

  Bits bits_of(const Names& conditions) const;
  /// Couples each of the one with all of the other.
  void couple(const Bits& each, const Bits& with);

  std::unordered_map<std::string_view, std::size_t> places_;
  std::vector<Bits> rows_;
};

}  // namespace archsynth::view
