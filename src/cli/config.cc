#include "cli/config.h"

#include <filesystem>

#include "archsynth/document/reader.h"
#include "archsynth/input/input.h"

namespace archsynth::cli {

std::string find_config_file() {
  namespace fs = std::filesystem;
  std::error_code failed;
  fs::path below;
  for (fs::path folder = fs::current_path(failed); !folder.empty(); below /= "..") {
    if (fs::is_regular_file(folder / kConfigName, failed)) return (below / kConfigName).string();
    if (fs::exists(folder / ".git", failed) || folder == folder.root_path()) break;
    folder = folder.parent_path();
  }
  return {};
}

std::optional<Config> read_config(const Source& source, Diagnostics& diagnostics) {
  Diagnostics found;
  const auto node = document::read(source, found);
  std::optional<Config> config;
  // An empty file says nothing.
  if (node && node->is_null()) config.emplace();
  if (node && !node->is_null()) {
    config = describe::decode<Config>(*node, found);
    describe::settle(*config, Profile::kProduction);
    describe::check(*config, "", Span{&source, 0, 0}, found);
    for (const Sourced<std::string>& name : texts_of(config->validate.region)) {
      input::check_region(*name, name.origin(), found);
    }
  }
  for (const Diagnostic& each : found.items()) diagnostics.add(each);
  return found.has_errors() ? std::nullopt : config;
}

std::vector<Sourced<std::string>> texts_of(const Texts& texts) {
  std::vector<Sourced<std::string>> all;
  if (!texts.has_value()) return all;
  if (!texts->is_large) return {texts->scalar};
  for (const Sourced<std::string>& each : texts->large) {
    if (each.has_value()) all.push_back(each);
  }
  return all;
}

std::string path_from(const std::string& config, const std::string& path) {
  if (path == "-") return path;
  return (std::filesystem::path(config).parent_path() / path).lexically_normal().string();
}

}  // namespace archsynth::cli
