#include "cli/named_files.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "archsynth/support/file_system.h"
#include "archsynth/support/text.h"

namespace archsynth::cli {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMostBytes = 1U << 20U;

bool is_below(const fs::path& file, const fs::path& folder) {
  std::error_code failed;
  const fs::path root = fs::weakly_canonical(folder, failed);
  return !failed &&
         std::mismatch(root.begin(), root.end(), file.begin(), file.end()).first == root.end();
}

}  // namespace

std::optional<input::NamedText> read_named_file(const Source& architecture, const std::string& path,
                                                Diagnostics& found) {
  if (path.empty() || fs::path(path).is_absolute()) {
    found.error("ARC1530", {}, fmt::format("{} is not a relative path", quoted(path))).fix =
        "use a path relative to the architecture file";
    return std::nullopt;
  }
  const fs::path folder = fs::path(architecture.name()).parent_path();
  const fs::path shown = (folder / path).lexically_normal();
  std::error_code failed;
  const fs::path real = fs::weakly_canonical(fs::absolute(shown), failed);
  const fs::path here = fs::current_path(failed);
  if (failed || !(is_below(real, here) || is_below(real, fs::absolute(here / folder)))) {
    found
        .error(
            "ARC1530", {},
            fmt::format("{} is outside the file's folder and the working directory", quoted(path)))
        .fix = "run archsynth in a folder above both files";
    return std::nullopt;
  }
  if (fs::exists(real, failed) && !fs::is_regular_file(real, failed)) {
    found.error("ARC1530", {}, fmt::format("{} is not a regular file", quoted(path)));
    return std::nullopt;
  }
  std::optional<std::string> text = Disk().read(shown.string(), kMostBytes, found);
  if (!text) return std::nullopt;
  return input::NamedText{shown.string(), std::move(*text)};
}

}  // namespace archsynth::cli
