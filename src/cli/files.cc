#include "cli/files.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <set>

#include "archsynth/support/text.h"
#include "cli/glob.h"

namespace archsynth::cli {

namespace {

namespace fs = std::filesystem;

bool is_template_name(const fs::path& path) {
  const std::string extension = path.extension().string();
  return extension == ".yaml" || extension == ".yml" || extension == ".json" ||
         extension == ".template";
}

/// Adds the templates below a folder. Links to folders are not followed.
void add_files_below(const fs::path& folder, std::vector<std::string>& found,
                     Diagnostics& diagnostics) {
  std::error_code failed;
  for (fs::directory_iterator each(folder, failed), end; !failed && each != end;
       each.increment(failed)) {
    if (each->path().filename().string().starts_with('.')) continue;
    std::error_code unknown;  // a link to nothing
    if (each->is_directory(unknown) && !each->is_symlink(unknown)) {
      add_files_below(each->path(), found, diagnostics);
    } else if (is_template_name(each->path()) && each->is_regular_file(unknown)) {
      found.push_back(each->path().string());
    }
  }
  if (failed) report_unreadable(folder.string(), failed, diagnostics);
}

}  // namespace

std::vector<std::string> files_of(const std::vector<std::string>& arguments,
                                  Diagnostics& diagnostics) {
  std::vector<std::string> files;
  std::set<std::string> known;
  const auto add = [&](const std::vector<std::string>& all) {
    for (const std::string& each : all) {
      if (known.insert(each).second) files.push_back(each);
    }
  };
  for (const std::string& argument : arguments) {
    std::error_code failed;
    const std::size_t before = diagnostics.items().size();
    if (fs::is_directory(argument, failed)) {
      std::vector<std::string> found;
      add_files_below(argument, found, diagnostics);
      if (found.empty() && diagnostics.items().size() == before) {
        diagnostics
            .error("ARC0903", {}, fmt::format("nothing to check: {} has no template", argument))
            .fix = "folders are searched for files that end in .yaml, .yml, .json or .template";
      }
      std::sort(found.begin(), found.end());
      add(found);
    } else if (is_glob(argument) && !fs::exists(argument, failed)) {
      const std::vector<std::string> found = files_of_glob(argument, diagnostics);
      if (found.empty() && diagnostics.items().size() == before) {
        diagnostics.error("ARC0903", {}, fmt::format("no file matches {}", quoted(argument)));
      }
      add(found);
    } else {
      add({argument});
    }
  }
  return files;
}

}  // namespace archsynth::cli
