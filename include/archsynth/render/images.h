#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace archsynth::picture {

/// What an image is built from; paths are as seen from where the command runs.
struct ImageBuild {
  std::string context;
  std::string dockerfile;
  std::string target{};  ///< empty: the last stage
  std::map<std::string, std::string> args{};
};

/// An image that containers of a stack run.
struct ImageSummary {
  std::vector<std::string> used_by;      ///< services, and sidecars as `web/nginx`
  std::string uri{};                     ///< empty: of a repository of the stack, or computed
  std::string repository{};              ///< the logical id of a repository of the stack
  std::string repository_output{};       ///< the output that gives its URI
  std::string tag_parameter{};           ///< the parameter that gives the tag
  std::vector<std::string> platforms{};  ///< as `docker build --platform` takes them
  std::optional<ImageBuild> build{};     ///< nothing: it is not built here
};

/// `text`, `json` and `markdown`.
std::vector<std::string> images_formats();
/// The images in a format of these.
std::string images_as(std::string_view format, const std::vector<ImageSummary>& images);

}  // namespace archsynth::picture
