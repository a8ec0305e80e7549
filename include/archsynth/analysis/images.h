#pragma once

#include <string>
#include <vector>

#include "archsynth/cfn/template.h"

namespace archsynth::analysis {

/// The image of a container in a task definition.
struct ContainerImage {
  std::string task;          ///< the logical id of the task definition
  std::string container;     ///< its name
  bool is_first = false;     ///< it is the first container of the task
  std::string uri{};         ///< empty: the image is in a repository of the template, or computed
  std::string repository{};  ///< the logical id of a repository of the template
  std::string repository_output{};  ///< the output that gives its URI; empty: none does
  std::string tag_parameter{};      ///< the parameter that gives the tag; empty: none does
  std::string platform{};           ///< as `docker build --platform` takes it
};

/// The images that the containers of a template run, in the order of the template.
std::vector<ContainerImage> container_images(const cfn::Template& stack);

}  // namespace archsynth::analysis
