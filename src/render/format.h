#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace archsynth::picture {

/// A way to write a result. Each result has one table of these.
template <typename Result>
struct Format {
  std::string_view name;
  std::string (*write)(const Result&);
};

template <typename Table>
std::vector<std::string> names_in(const Table& formats) {
  std::vector<std::string> names;
  for (const auto& each : formats) names.emplace_back(each.name);
  return names;
}

/// The result in the format of that name; empty where there is none.
template <typename Table, typename Result>
std::string write_as(const Table& formats, std::string_view name, const Result& result) {
  for (const auto& each : formats) {
    if (each.name == name) return each.write(result);
  }
  return {};
}

}  // namespace archsynth::picture
