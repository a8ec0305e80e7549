#pragma once

#include <string>

#include "archsynth/aws/ecr.h"
#include "archsynth/aws/forms.h"

namespace archsynth::ecs {

using describe::field;

/// What an image is built from. Nothing is built here, and no template depends on it: `archsynth
/// images` hands it to whoever builds.
struct BuildProps {
  Sourced<std::string> context{};
  Sourced<std::string> dockerfile{};
  Sourced<std::string> target{};
  describe::Map<Sourced<std::string>> args{};
  static constexpr auto fields() {
    using P = BuildProps;
    return describe::fields(
        "a build",
        field<&P::context>("context",
                           "the folder that is sent to the builder, from the folder of this file; "
                           "that of the `dockerfile` when left out")
            .example("services/web"),
        field<&P::dockerfile>("dockerfile",
                              "the Dockerfile, from the folder of this file; `Dockerfile` in the "
                              "`context` when left out")
            .example("docker/web.Dockerfile"),
        field<&P::target>("target", "the stage of the Dockerfile to build; the last when left out"),
        field<&P::args>("args", "build arguments").keys(forms::kVariableName));
  }
};
static_assert(describe::complete<BuildProps>());

/// Which image runs: one of a repository made in this stack, or any other by its URI.
struct ImageProps {
  ecr::RepositoryProps repository{};
  Sourced<std::string> uri{};
  Sourced<std::string> tag{};
  Sourced<BuildProps> build{};
  Sourced<std::string> service{};
  static constexpr auto fields() {
    return describe::fields(
        "an image", describe::flat<&ImageProps::repository>(),
        field<&ImageProps::uri>("uri", "any image, instead of a repository of this stack")
            .form(forms::kImageUri)
            .example("public.ecr.aws/nginx/nginx:1.27"),
        field<&ImageProps::tag>("tag",
                                "the first value of the stack parameter that names the "
                                "repository's tag; while the parameter is empty no task runs")
            .form(forms::kImageTag),
        field<&ImageProps::build>("build",
                                  "what the image is built from, for `archsynth images`: a folder, "
                                  "the path of a Dockerfile, or a mapping; without a `repository` "
                                  "or a `uri` the repository is called like the service")
            .example("{context: ., target: production}"),
        field<&ImageProps::service>("service",
                                    "the service whose image also runs here: with its repository, "
                                    "and one parameter for the tag of both")
            .example("web"));
  }
};
static_assert(describe::complete<ImageProps>());

}  // namespace archsynth::ecs
