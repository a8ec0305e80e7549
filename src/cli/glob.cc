#include "cli/glob.h"
#include "archsynth/support/characters.h"

#include <filesystem>
#include <set>
#include <span>

#include "archsynth/support/text.h"

namespace archsynth::cli {

namespace {

namespace fs = std::filesystem;

constexpr std::string_view kAnyFolders = "**";

/// The characters between brackets, or nothing where no bracket closes them. `end` is behind it.
struct CharacterSet {
  bool is_closed = false;
  bool holds = false;
  std::size_t end = 0;
};

CharacterSet look_into_set(std::string_view pattern, std::string_view character) {
  CharacterSet set;
  std::size_t at = 1;
  const bool is_negated = pattern.size() > 1 && (pattern[1] == '!' || pattern[1] == '^');
  if (is_negated) ++at;
  const std::size_t first = at;
  while (at < pattern.size() && (pattern[at] != ']' || at == first)) {
    if (pattern[at] == '\\' && at + 1 < pattern.size()) ++at;
    const std::string_view low = pattern.substr(at, character_size(pattern.substr(at)));
    at += low.size();
    std::string_view high = low;
    if (at + 1 < pattern.size() && pattern[at] == '-' && pattern[at + 1] != ']') {
      high = pattern.substr(at + 1, character_size(pattern.substr(at + 1)));
      at += 1 + high.size();
    }
    // UTF-8 sorts as its code points do.
    set.holds = set.holds || (low <= character && character <= high);
  }
  set.is_closed = at < pattern.size();
  set.holds = set.holds != is_negated;
  set.end = at + 1;
  return set;
}

bool matches(std::string_view pattern, std::string_view name) {
  // Where to try again with the last `*` taking one character more.
  std::size_t star = std::string_view::npos;
  std::size_t star_name = 0;
  std::size_t p = 0;
  std::size_t n = 0;
  while (n < name.size()) {
    const std::string_view character = name.substr(n, character_size(name.substr(n)));
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      star_name = n;
      continue;
    }
    bool is_met = false;
    std::size_t next = p;
    if (p < pattern.size()) {
      const CharacterSet set =
          pattern[p] == '[' ? look_into_set(pattern.substr(p), character) : CharacterSet{};
      if (set.is_closed) {
        is_met = set.holds;
        next = p + set.end;
      } else if (pattern[p] == '?') {
        is_met = true;
        next = p + 1;
      } else {
        if (pattern[p] == '\\' && p + 1 < pattern.size()) ++next;
        is_met = pattern.substr(next).starts_with(character);
        next += character.size();
      }
    }
    if (is_met) {
      p = next;
      n += character.size();
    } else if (star != std::string_view::npos) {
      p = star + 1;
      star_name += character_size(name.substr(star_name));
      n = star_name;
    } else {
      return false;
    }
  }
  while (p < pattern.size() && pattern[p] == '*') ++p;
  return p == pattern.size();
}

using Parts = std::span<const std::string_view>;

/// The parts of a path, without empty ones and `.`.
std::vector<std::string_view> parts_of(std::string_view path) {
  std::vector<std::string_view> parts;
  for (const std::string_view part : split(path, '/')) {
    // Any folders below any folders are the same ones.
    const bool is_repeated = part == kAnyFolders && !parts.empty() && parts.back() == kAnyFolders;
    if (!part.empty() && part != "." && !is_repeated) parts.push_back(part);
  }
  return parts;
}

bool fits(Parts pattern, Parts path) {
  if (pattern.empty()) return true;
  if (pattern.front() == kAnyFolders) {
    for (std::size_t skipped = 0; skipped <= path.size(); ++skipped) {
      if (fits(pattern.subspan(1), path.subspan(skipped))) return true;
    }
    return false;
  }
  return !path.empty() && matches_glob(pattern.front(), path.front()) &&
         fits(pattern.subspan(1), path.subspan(1));
}

/// Adds what the parts of a pattern name below a folder; `base` is the folder with its slash.
class Expansion {
 public:
  explicit Expansion(std::set<std::string>& found) : found_(found) {}

  void below(const std::string& base, std::span<const std::string_view> parts) {
    if (parts.front() == kAnyFolders) {
      const auto rest = parts.subspan(1);
      below(base, rest.empty() ? std::span<const std::string_view>(kAnything) : rest);
      for (const fs::directory_entry& each : entries(base)) {
        std::error_code failed;
        const std::string name = each.path().filename().string();
        if (each.is_symlink(failed) || !each.is_directory(failed) || name.front() == '.') continue;
        below(base + name + "/", parts);
      }
    } else if (!is_glob(parts.front())) {
      take(base + std::string(parts.front()), parts);
    } else {
      for (const fs::directory_entry& each : entries(base)) {
        const std::string name = each.path().filename().string();
        if (matches_glob(parts.front(), name)) take(base + name, parts);
      }
    }
  }

 private:
  static constexpr std::string_view kAnything[] = {"*"};

  static std::vector<fs::directory_entry> entries(const std::string& folder) {
    std::vector<fs::directory_entry> all;
    std::error_code failed;
    const fs::directory_iterator end;
    for (fs::directory_iterator each(folder.empty() ? "." : folder, failed); !failed && each != end;
         each.increment(failed)) {
      all.push_back(*each);
    }
    return all;
  }

  void take(const std::string& path, std::span<const std::string_view> parts) {
    std::error_code failed;
    if (parts.size() > 1) {
      if (fs::is_directory(path, failed)) below(path + "/", parts.subspan(1));
    } else if (fs::is_regular_file(path, failed)) {
      found_.insert(path);
    }
  }

  std::set<std::string>& found_;
};

}  // namespace

bool is_glob(std::string_view text) { return text.find_first_of("*?[") != text.npos; }

bool matches_glob(std::string_view pattern, std::string_view name) {
  if (name.starts_with('.') && !pattern.starts_with('.')) return false;
  return matches(pattern, name);
}

bool matches_path(std::string_view pattern, std::string_view path) {
  return pattern.starts_with('/') == path.starts_with('/') &&
         fits(parts_of(pattern), parts_of(path));
}

std::vector<std::string> files_of_glob(std::string_view pattern) {
  std::string base;
  if (pattern.starts_with('/')) base = "/";
  const std::vector<std::string_view> parts = parts_of(pattern);
  std::set<std::string> found;
  if (!parts.empty()) Expansion(found).below(base, parts);
  return {found.begin(), found.end()};
}

}  // namespace archsynth::cli
