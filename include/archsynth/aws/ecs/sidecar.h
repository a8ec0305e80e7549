#pragma once

#include <string>

#include "archsynth/aws/ecs/cache_use.h"
#include "archsynth/aws/ecs/container.h"
#include "archsynth/aws/ecs/database_use.h"
#include "archsynth/aws/ecs/image.h"
#include "archsynth/aws/ecs/secret.h"
#include "archsynth/aws/ecs/volume.h"
#include "archsynth/describe/expression.h"

namespace archsynth::ecs {

using describe::field;

/// When a sidecar runs: as long as the service's own container, or to its end before it.
enum class Runs { kBeside, kBefore };
constexpr auto names_of(Runs) { return std::array{"beside", "before"}; }

/// A container in the tasks of a service beside the service's own.
struct SidecarProps {
  Sourced<describe::Either<describe::Expression, ImageProps>> image{};
  Sourced<Runs> runs = Default(Runs::kBeside);
  describe::List<std::string> after{};
  Sourced<int> port{};
  describe::Map<Sourced<describe::Expression>> variables{};
  describe::List<std::string> variable_files{};
  describe::Map<Secret> secrets{};
  describe::Uses<DatabaseUseProps> databases{};
  describe::Uses<CacheUseProps> caches{};
  describe::Map<Sourced<describe::Either<std::string, MountProps>>> volumes{};
  describe::List<std::string> entry_point{};
  describe::List<std::string> command{};
  Sourced<std::string> user{};
  Sourced<int> open_files{};
  Sourced<bool> essential = Default(true);
  Sourced<ContainerHealthCheckProps> health_check{};
  static constexpr auto fields() {
    using P = SidecarProps;
    return describe::fields(
        "a sidecar",
        field<&P::image>("image",
                         "what runs: a URI, a function that gives one, or a mapping as a service "
                         "has it; when left out, the service's own image with its variables and "
                         "secrets")
            .form(forms::kImageUri)
            .example("public.ecr.aws/nginx/nginx:1.27"),
        field<&P::runs>("runs",
                        "`beside` the service's container, or to completion `before` it and the "
                        "containers beside it start"),
        field<&P::after>("after",
                         "containers that come first: those that run `before` must have completed, "
                         "those with a check must be healthy, the rest must have started")
            .example("[web]"),
        field<&P::port>("port",
                        "the port on which it listens; containers of a task share ports. Requests "
                        "from outside reach it only where `requests_to` names the sidecar")
            .range(1, 65535),
        field<&P::variables>("variables", "its environment variables").keys(forms::kVariableName),
        field<&P::variable_files>("variable_files",
                                  "files of lines `NAME=value`, as a service has them")
            .example("[nginx.env]"),
        field<&P::secrets>("secrets", "environment variables from secrets, as a service has them")
            .keys(forms::kVariableName)
            .form(forms::kSecretSource),
        field<&P::databases>("databases",
                             "databases that it uses, as a service does; none when left out")
            .example("{main: {url: DATABASE_URL}}"),
        field<&P::caches>("caches", "caches that it uses, as a service does; none when left out")
            .example("{main: {url: REDIS_URL}}"),
        field<&P::volumes>("volumes",
                           "volumes of the service, and where it finds them: the path alone, or a "
                           "mapping")
            .form(forms::kContainerPath)
            .example("{uploads: {path: /usr/share/nginx/html, read_only: true}}"),
        field<&P::entry_point>(
            "entry_point", "replaces the image's entry point; a list, or a line as in `command`"),
        field<&P::command>("command",
                           "replaces the image's command; a list, or one line that is split as a "
                           "shell would split it, though no shell runs it")
            .example("bundle exec rails server"),
        field<&P::user>("user", "the user that it runs as; the image's when left out"),
        field<&P::open_files>("open_files", kOpenFiles).range(1, kMostOpenFiles),
        field<&P::essential>(
            "essential", "the task stops when the sidecar stops; never for one that runs `before`"),
        field<&P::health_check>(
            "health_check",
            "a check inside it; the service's container starts once it is healthy"));
  }
};
static_assert(describe::complete<SidecarProps>());

}  // namespace archsynth::ecs
