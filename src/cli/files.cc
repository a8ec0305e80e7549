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

std::vector<std::string> files_below(const std::string& folder) {
  std::vector<std::string> found;
  std::error_code failed;
  const fs::recursive_directory_iterator end;
  for (fs::recursive_directory_iterator each(folder, failed); !failed && each != end;
       each.increment(failed)) {
    if (each->path().filename().string().starts_with('.')) {
      each.disable_recursion_pending();
      continue;
    }
    if (each->is_regular_file(failed) && is_template_name(each->path())) {
      found.push_back(each->path().string());
    }
  }
  std::sort(found.begin(), found.end());
  return found;
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
    if (fs::is_directory(argument, failed)) {
      add(files_below(argument));
    } else if (is_glob(argument) && !fs::exists(argument, failed)) {
      const std::vector<std::string> found = files_of_glob(argument);
      if (found.empty()) {
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
