#include "archsynth/render/images.h"

#include <algorithm>
#include <filesystem>

#include "archsynth/analysis/images.h"
#include "archsynth/architecture/architecture.h"
#include "cli/inputs.h"
#include "cli/output.h"

namespace archsynth::cli {

namespace {

struct ImagesOptions {
  InputOptions input;
  std::string format = "text";
  std::optional<std::string> output;
};

constexpr const char* kImagesFooter = R"(Examples:
  archsynth images prod.yaml
  archsynth images prod.yaml --format json | jq -c '[.images[] | select(.build)]'

Lists each image that containers run: who runs it, what `build` says it is built from, where it is
pushed to (the stack's output with the repository's URI), and the stack parameter that takes its tag.
Nothing is built; CI builds, pushes, and deploys with the tag.)";

/// A path of the file as seen from where the command runs.
std::string path_from_here(const std::string& file, const std::string& path) {
  if (file == "-") return path;
  const std::string whole =
      (std::filesystem::path(file).parent_path() / path).lexically_normal().generic_string();
  return whole.size() > 1 && whole.ends_with('/') ? whole.substr(0, whole.size() - 1) : whole;
}

picture::ImageBuild build_of(const ecs::BuildProps& props, const std::string& file) {
  namespace fs = std::filesystem;
  std::string context = props.context ? *props.context : ".";
  if (!props.context && props.dockerfile) {
    context = fs::path(*props.dockerfile).parent_path().generic_string();
    if (context.empty()) context = ".";
  }
  const std::string dockerfile =
      props.dockerfile ? *props.dockerfile : (fs::path(context) / "Dockerfile").generic_string();
  picture::ImageBuild made{path_from_here(file, context), path_from_here(file, dockerfile)};
  if (props.target) made.target = *props.target;
  for (const auto& [name, value] : props.args) made.args[*name] = *value;
  return made;
}

bool is_same(const picture::ImageSummary& one, const analysis::ContainerImage& other) {
  return one.uri == other.uri && one.repository == other.repository &&
         one.tag_parameter == other.tag_parameter && !(one.uri.empty() && one.repository.empty());
}

/// The service of an architecture file that made a task definition.
std::string service_of(const input::Input& file, const std::string& task) {
  constexpr std::string_view kServices = "services.";
  const auto maker = file.makers.find(task);
  if (maker == file.makers.end() || !maker->second.starts_with(kServices)) return task;
  return maker->second.substr(kServices.size());
}

/// What the file says of the image of a container; null where that is an address alone.
const ecs::ImageProps* image_of(const architecture::ServiceProps& props,
                                const analysis::ContainerImage& container) {
  if (container.is_first) return &props.service.image;
  const ecs::SidecarProps* const sidecar = props.service.sidecars.find(container.container);
  const bool is_stated = sidecar != nullptr && sidecar->image && sidecar->image->is_large;
  return is_stated ? &sidecar->image->large : nullptr;
}

std::vector<picture::ImageSummary> images_of(const input::Input& file, const std::string& path) {
  std::vector<picture::ImageSummary> all;
  for (const analysis::ContainerImage& each : analysis::container_images(file.stack)) {
    auto found = std::find_if(all.begin(), all.end(),
                              [&](const auto& image) { return is_same(image, each); });
    if (found == all.end()) {
      all.push_back({{}, each.uri, each.repository, each.repository_output, each.tag_parameter});
      found = std::prev(all.end());
    }
    const std::string service = service_of(file, each.task);
    found->used_by.push_back(each.is_first ? service : service + "/" + each.container);
    auto& platforms = found->platforms;
    const bool is_new =
        std::find(platforms.begin(), platforms.end(), each.platform) == platforms.end();
    if (is_new && !each.platform.empty()) platforms.push_back(each.platform);
    const architecture::ServiceProps* const props =
        file.is_architecture() ? file.architecture->services.find(service) : nullptr;
    const ecs::ImageProps* const image = props == nullptr ? nullptr : image_of(*props, each);
    if (image != nullptr && image->build) found->build = build_of(*image->build, path);
  }
  return all;
}

int run_images(const ImagesOptions& options, const Common& common) {
  Run run(common);
  if (!spares_inputs(options.input.files(), {options.output}, run.usage)) return run.finish(false);
  const auto inputs = open_inputs(options.input, run);
  if (!inputs) return run.finish(false);
  const auto all = images_of(inputs->file, options.input.file);
  return run.finish(write_result(run, options.output, picture::images_as(options.format, all)));
}

}  // namespace

Command images_command() {
  const auto options = std::make_shared<ImagesOptions>();
  return {"images", "List the images that a stack runs, for CI that builds and pushes them",
          kImagesFooter,
          with_input(options->input, {{"--format", "text, json or markdown", "FORMAT",
                                       &options->format, picture::images_formats()},
                                      output_option(options->output)}),
          [options](const Common& common) { return run_images(*options, common); }};
}

}  // namespace archsynth::cli
