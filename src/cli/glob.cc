#include "cli/glob.h"

#include <fmt/format.h>

#include <filesystem>
#include <set>
#include <span>

#include "archsynth/support/text.h"
#include "support/patterns.h"
#include "support/utf8.h"

namespace archsynth::cli {

namespace {

namespace fs = std::filesystem;

constexpr std::string_view kAnyFolders = "**";

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

/// Without recursion: a later `**` replaces an earlier one, which is enough since it takes whatever
/// the rest leaves.
bool fits(Parts pattern, Parts path) {
  constexpr std::size_t kNone = std::string_view::npos;
  std::size_t part = 0;
  std::size_t folder = 0;
  std::size_t any = kNone;
  std::size_t resumed = 0;
  while (part < pattern.size()) {
    if (pattern[part] == kAnyFolders) {
      any = part++;
      resumed = folder;
    } else if (folder < path.size() && matches_glob(pattern[part], path[folder])) {
      ++part;
      ++folder;
    } else if (any != kNone && resumed < path.size()) {
      part = any + 1;
      folder = ++resumed;
    } else {
      return false;
    }
  }
  return true;
}

/// Adds what the parts of a pattern name below a folder; `base` is the folder with its slash.
class Expansion {
 public:
  Expansion(std::set<std::string>& found, Diagnostics& diagnostics)
      : found_(found), diagnostics_(diagnostics) {}

  void below(const std::string& base, std::span<const std::string_view> parts) {
    // Many `**` lead to one folder in many ways.
    if (!seen_.emplace(base, parts.data()).second) return;
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

  std::vector<fs::directory_entry> entries(const std::string& folder) {
    std::vector<fs::directory_entry> all;
    std::error_code failed;
    const fs::directory_iterator end;
    for (fs::directory_iterator each(folder.empty() ? "." : folder, failed); !failed && each != end;
         each.increment(failed)) {
      all.push_back(*each);
    }
    if (failed) report_unreadable(folder, failed, diagnostics_);
    return all;
  }

  void take(const std::string& path, std::span<const std::string_view> parts) {
    std::error_code failed;
    if (parts.size() > 1) {
      if (fs::is_directory(path, failed)) below(path + "/", parts.subspan(1));
    } else if (fs::is_regular_file(path, failed)) {
      found_.insert(path);
    }
    if (failed == std::errc::permission_denied) report_unreadable(path, failed, diagnostics_);
  }

  std::set<std::string>& found_;
  Diagnostics& diagnostics_;
  std::set<std::pair<std::string, const std::string_view*>> seen_;
};

}  // namespace

bool is_glob(std::string_view text) { return text.find_first_of("*?[") != text.npos; }

bool matches_glob(std::string_view pattern, std::string_view name) {
  if (name.starts_with('.') && !pattern.starts_with('.')) return false;
  const std::string expression = Patterns::of_glob(pattern);
  // A malformed pattern names itself.
  return expression.empty() ? pattern == name : Patterns().matches(expression, valid_utf8(name));
}

bool matches_path(std::string_view pattern, std::string_view path) {
  return pattern.starts_with('/') == path.starts_with('/') &&
         fits(parts_of(pattern), parts_of(path));
}

void report_unreadable(const std::string& folder, const std::error_code& why,
                       Diagnostics& diagnostics) {
  diagnostics.error("ARC0001", {},
                    fmt::format("cannot read the folder {}: {}", quoted(folder), why.message()));
}

std::vector<std::string> files_of_glob(std::string_view pattern, Diagnostics& diagnostics) {
  std::string base;
  if (pattern.starts_with('/')) base = "/";
  const std::vector<std::string_view> parts = parts_of(pattern);
  std::set<std::string> found;
  if (!parts.empty()) Expansion(found, diagnostics).below(base, parts);
  return {found.begin(), found.end()};
}

}  // namespace archsynth::cli
