#pragma once

#include <string>

#include "archsynth/aws/forms.h"
#include "archsynth/describe/record.h"

namespace archsynth::ecs {

using describe::field;

/// A place for files: on a file system that tasks share and that stays, or in the task alone.
struct VolumeProps {
  Sourced<std::string> path{};
  Sourced<std::string> file_system{};
  Sourced<std::string> directory = Default("data");
  Sourced<bool> read_only = Default(false);
  static constexpr auto fields() {
    using P = VolumeProps;
    return describe::fields(
        "a volume",
        field<&P::path>("path", "where the container finds it")
            .form(forms::kContainerPath)
            .required()
            .example("/app/media"),
        field<&P::file_system>("file_system",
                               "a file system of the file; when left out, scratch space that the "
                               "containers of a task share, that ends with the task, and that "
                               "root owns unless the image declares the path as a volume")
            .example("files"),
        field<&P::directory>("directory",
                             "the directory of the file system that the container sees; volumes "
                             "with the same one share their files")
            .form(forms::kName)
            .example("attachments"),
        field<&P::read_only>("read_only",
                             "the service's own container cannot write to it; sidecars that use "
                             "the volume have a `read_only` of their own"));
  }
};
static_assert(describe::complete<VolumeProps>());

/// Where a sidecar finds a volume of the service.
struct MountProps {
  Sourced<std::string> path{};
  Sourced<bool> read_only = Default(false);
  static constexpr auto fields() {
    using P = MountProps;
    return describe::fields("a mount",
                            field<&P::path>("path", "where the sidecar finds the volume")
                                .form(forms::kContainerPath)
                                .required()
                                .example("/usr/share/nginx/html"),
                            field<&P::read_only>("read_only", "the sidecar cannot write to it"));
  }
};
static_assert(describe::complete<MountProps>());

}  // namespace archsynth::ecs
