#include "random/mistake.h"

#include <algorithm>
#include <array>
#include <sstream>

namespace archsynth::testing {
namespace {

/// Where whatever is written means something.
bool is_free(const Path& path) {
  static constexpr std::array<std::string_view, 7> kFree{
      "resources", "overrides", "environments", "condition", "variables", "outputs", "parameters"};
  return std::any_of(path.begin(), path.end(), [](const std::string& each) {
    return std::find(kFree.begin(), kFree.end(), each) != kFree.end();
  });
}

struct Line {
  std::string indent;
  std::string key;    ///< with its colon
  std::string value;  ///< of one line; empty where a block follows
};

Line parts_of(const std::string& text) {
  Line line;
  const std::size_t begin = text.find_first_not_of(' ');
  const std::size_t colon = text.find(':', begin);
  line.indent = text.substr(0, begin);
  line.key = text.substr(begin, colon + 1 - begin);
  line.value = colon + 2 < text.size() ? text.substr(colon + 2) : "";
  return line;
}

/// Ends of blocks: the line after those that belong to `at`.
std::size_t end_of_block(const WrittenFile& file, std::size_t at) {
  std::size_t end = at + 1;
  while (end < file.lines.size() && file.lines[end].size() > file.lines[at].size()) ++end;
  return end;
}

using Kind = std::optional<std::string> (*)(const Line&);

std::optional<std::string> misspell(const Line& line) {
  return line.indent + "q" + line.key + (line.value.empty() ? "" : " " + line.value);
}

std::optional<std::string> take_a_list(const Line& line) {
  if (line.value.empty() || line.value[0] == '[' || line.value[0] == '{') return std::nullopt;
  return line.indent + line.key + " [[1]]";
}

std::optional<std::string> take_a_mapping(const Line& line) {
  if (line.value.empty() || line.value[0] == '{') return std::nullopt;
  return line.indent + line.key + " {nonsense: 1}";
}

std::optional<std::string> be_too_large(const Line& line) {
  const bool is_number =
      !line.value.empty() && line.value.find_first_not_of("0123456789.") == std::string::npos;
  if (!is_number) return std::nullopt;
  return line.indent + line.key + " 99999999999999";
}

std::optional<std::string> be_no_number(const Line& line) {
  if (!be_too_large(line)) return std::nullopt;
  return line.indent + line.key + " many";
}

std::optional<std::string> leave_a_quote_open(const Line& line) {
  if (line.value.empty() || line.value[0] != '"') return std::nullopt;
  return line.indent + line.key + " " + line.value.substr(0, line.value.size() - 1);
}

std::optional<std::string> leave_a_bracket_open(const Line& line) {
  if (line.value.empty()) return std::nullopt;
  return line.indent + line.key + " [" + line.value;
}

std::optional<std::string> lose_the_blank(const Line& line) {
  if (line.value.empty() || line.value[0] == '"') return std::nullopt;
  return line.indent + line.key + line.value;
}

std::optional<std::string> indent_by_a_tab(const Line& line) {
  if (line.indent.empty()) return std::nullopt;
  return "\t" + line.key + (line.value.empty() ? "" : " " + line.value);
}

struct NamedKind {
  const char* name;
  Kind make;
};
constexpr NamedKind kKinds[] = {
    {"misspelt key", misspell},
    {"list for another value", take_a_list},
    {"mapping for another value", take_a_mapping},
    {"number that is too large", be_too_large},
    {"word for a number", be_no_number},
    {"open quote", leave_a_quote_open},
    {"open bracket", leave_a_bracket_open},
    {"no blank after a colon", lose_the_blank},
    {"tab", indent_by_a_tab},
};

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

std::string joined(const std::vector<std::string>& lines) {
  std::string text;
  for (const std::string& line : lines) text += line + "\n";
  return text;
}

}  // namespace

std::optional<Mistaken> with_mistake(const WrittenFile& file, const std::set<std::string>& numbers,
                                     Random& random) {
  std::vector<std::string> lines = lines_of(file.text);
  const std::size_t at = random.below(lines.size());
  const bool is_item = lines[at].find_first_not_of(' ') == lines[at].find('-');
  if (is_item || is_free(file.lines[at])) return std::nullopt;
  if (random.chance(10)) {
    const std::vector<std::string> block(
        lines.begin() + static_cast<std::ptrdiff_t>(at),
        lines.begin() + static_cast<std::ptrdiff_t>(end_of_block(file, at)));
    lines.insert(lines.begin() + static_cast<std::ptrdiff_t>(at + block.size()), block.begin(),
                 block.end());
    return Mistaken{"key twice", joined(lines), at + block.size() + 1};
  }
  const NamedKind& kind = kKinds[random.below(std::size(kKinds))];
  const bool is_of_numbers = kind.make == be_too_large || kind.make == be_no_number;
  if (is_of_numbers && numbers.count(place_of(file.lines[at])) == 0) return std::nullopt;
  const std::optional<std::string> wrong = kind.make(parts_of(lines[at]));
  const bool names_something =
      !place_of(file.lines[at]).empty() && place_of(file.lines[at]).back() == '*';
  if (!wrong || (names_something && kind.make == misspell)) return std::nullopt;
  lines[at] = *wrong;
  return Mistaken{kind.name, joined(lines), at + 1};
}

}  // namespace archsynth::testing
