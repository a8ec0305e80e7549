#include "prose.h"

#include <fmt/format.h>

#include <array>

#include "archsynth/support/text.h"

namespace archsynth::describe::internal {

std::string default_in_words(const Field& field, const void* member) {
  struct Group {
    std::string value;
    std::vector<std::string> profiles;
  };
  std::vector<Group> groups;
  for (Profile profile : kProfiles) {
    const std::string value = field.shape().default_text(member, profile);
    if (value.empty()) return {};
    if (groups.empty() || groups.back().value != value) groups.push_back({value, {}});
    groups.back().profiles.emplace_back(name_of(profile));
  }
  if (groups.size() == 1) return fmt::format("`{}`", groups.front().value);
  std::vector<std::string> parts;
  for (const Group& each : groups) {
    parts.push_back(fmt::format("{} `{}`", join(each.profiles, " and "), each.value));
  }
  return join(parts, ", ");
}

std::string bounds_in_words(const Field& field) {
  if (field.minimum && field.maximum) {
    return fmt::format("from {} to {}", *field.minimum, *field.maximum);
  }
  if (field.minimum) return fmt::format("at least {}", *field.minimum);
  return field.maximum ? fmt::format("at most {}", *field.maximum) : "";
}

std::string variable_help(std::string_view text) {
  const std::size_t begin = text.find("${");
  const std::size_t end = text.find('}', begin);
  if (begin == text.npos || end == text.npos) return {};
  return fmt::format("set {} in the environment, and run with `--env` to replace {}",
                     text.substr(begin + 2, end - begin - 2), text.substr(begin, end - begin + 1));
}

std::string alternatives(const std::vector<std::string>& items) {
  if (items.size() < 2) return join(items, "");
  return fmt::format("{} or {}", join({items.data(), items.size() - 1}, ", "), items.back());
}

std::string capitalized(std::string_view text) {
  std::string result(text);
  if (!result.empty() && result[0] >= 'a' && result[0] <= 'z') {
    result[0] = static_cast<char>(result[0] - 'a' + 'A');
  }
  return result;
}

}  // namespace archsynth::describe::internal
