#include "house/lines.h"

#include <regex>

namespace archsynth::house {

std::string at(std::string_view path, std::size_t line, std::string_view what) {
  return std::string(path) + ":" + std::to_string(line) + ": " + std::string(what);
}

std::vector<std::string_view> lines(std::string_view text) {
  std::vector<std::string_view> all;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    all.push_back(text.substr(0, end));
    if (end == text.npos) break;
    text.remove_prefix(end + 1);
  }
  return all;
}

std::vector<Include> includes(std::string_view text) {
  static const std::regex kInclude(R"(^\s*#\s*include\s*["<]([^">]+)[">])");
  std::vector<Include> found;
  std::size_t number = 0;
  for (std::string_view line : lines(text)) {
    ++number;
    std::match_results<std::string_view::const_iterator> match;
    if (std::regex_search(line.begin(), line.end(), match, kInclude)) {
      found.push_back({number, match[1].str()});
    }
  }
  return found;
}

}  // namespace archsynth::house
