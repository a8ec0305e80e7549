#include "archsynth/analysis/images.h"

#include <algorithm>

#include "archsynth/cfn/value.h"
#include "archsynth/spec/catalogue.h"
#include "model/workloads/workloads.h"
#include "view/view.h"

namespace archsynth::analysis {
namespace {

/// The output that gives a repository's URI.
std::string output_of(const cfn::Template& stack, const std::string& repository) {
  for (const cfn::Output& each : stack.outputs) {
    for (const cfn::Reference& reference : cfn::references(each.value)) {
      if (reference.target.str() == repository && reference.attribute == "RepositoryUri") {
        return each.id.str();
      }
    }
  }
  return {};
}

/// The parameter that an image of a repository takes its tag from.
std::string tag_parameter_of(const cfn::Template& stack, const cfn::Value& image) {
  for (const cfn::Reference& reference : cfn::references(image)) {
    if (stack.find_parameter(reference.target) != nullptr) return reference.target.str();
  }
  return {};
}

/// Fargate runs x86_64 where a task definition does not say.
std::string platform_of(const view::View& view, const cfn::Resource& task) {
  const cfn::Value* processor = view::property_at(task, "RuntimePlatform.CpuArchitecture");
  if (processor == nullptr) return "linux/amd64";
  const auto name = view.text(processor);
  if (!name) return {};
  return name == "ARM64" ? "linux/arm64" : "linux/amd64";
}

}  // namespace

std::vector<ContainerImage> container_images(const cfn::Template& stack) {
  const spec::Catalogue catalogue{};
  const view::View view(stack, {}, catalogue);
  const model::Workloads workloads(view);
  std::vector<ContainerImage> all;
  for (const model::Task& task : workloads.tasks()) {
    bool is_first = true;
    for (const model::Container& each : task.containers) {
      ContainerImage made{task.resource->id.str(), each.name.value.value_or(""), is_first};
      is_first = false;
      if (each.image == nullptr) continue;
      made.platform = platform_of(view, *task.resource);
      if (each.repository != nullptr) {
        made.repository = each.repository->id.str();
        made.repository_output = output_of(stack, made.repository);
        const cfn::Value* whole = view::member(each.at, {"Image"});
        if (whole != nullptr) made.tag_parameter = tag_parameter_of(stack, *whole);
      } else {
        made.uri = view.text(each.image).value_or("");
      }
      all.push_back(std::move(made));
    }
  }
  return all;
}

}  // namespace archsynth::analysis
