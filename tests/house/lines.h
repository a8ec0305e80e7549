#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace archsynth::house {

std::string at(std::string_view path, std::size_t line, std::string_view what);

/// Without line breaks.
std::vector<std::string_view> lines(std::string_view text);

struct Include {
  std::size_t line;
  std::string target;
};

/// Every `#include`, of either kind of quotes, in order.
std::vector<Include> includes(std::string_view text);

}  // namespace archsynth::house
