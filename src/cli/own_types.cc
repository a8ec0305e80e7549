#include "cli/own_types.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "archsynth/support/text.h"
#include "cli/console.h"

namespace archsynth::cli {

namespace {

namespace fs = std::filesystem;

/// The schemas of a folder, sorted.
std::vector<std::string> schemas_in(const std::string& folder) {
  std::vector<std::string> found;
  std::error_code failed;
  for (fs::directory_iterator each(folder, failed), end; !failed && each != end;
       each.increment(failed)) {
    const fs::path& path = each->path();
    const bool is_hidden = path.filename().string().starts_with('.');
    if (path.extension() == ".json" && !is_hidden && !fs::is_directory(path, failed)) {
      found.push_back(path.string());
    }
  }
  std::sort(found.begin(), found.end());
  return found;
}

}  // namespace

std::optional<spec::Catalogue> read_own_types(const std::vector<std::string>& places,
                                              Sources& sources, Diagnostics& diagnostics) {
  std::vector<const Source*> schemas;
  bool complete = true;
  for (const std::string& place : places) {
    std::error_code failed;
    const bool is_folder = fs::is_directory(place, failed);
    const std::vector<std::string> files = is_folder ? schemas_in(place) : std::vector{place};
    if (files.empty()) {
      diagnostics.error("ARC0940", {}, fmt::format("no schema found in {}", quoted(place))).fix =
          "use a folder of files that end in \".json\"";
      complete = false;
    }
    for (const std::string& file : files) {
      const Source* source = read_input(file, sources, diagnostics);
      if (source != nullptr) schemas.push_back(source);
      complete = complete && source != nullptr;
    }
  }
  std::optional<spec::Catalogue> catalogue = spec::read_catalogue(schemas, diagnostics);
  return complete ? catalogue : std::nullopt;
}

}  // namespace archsynth::cli
