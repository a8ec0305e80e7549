#pragma once

#include <map>
#include <string>

#include "archsynth/architecture/architecture.h"
#include "moves.h"

namespace archsynth::architecture {

/// The images of containers, and the repositories that the stack makes for them.
class Images {
 public:
  using Services = std::map<std::string, ecs::FargateService*>;
  /// Where an image is pushed to, and the service whose it is; null where the stack has neither.
  struct Source {
    ecr::Repository* repository = nullptr;
    ecs::FargateService* owner = nullptr;
  };

  Images(const Architecture& file, Stack& stack, const Moves& moves)
      : file_(file), stack_(stack), moves_(moves) {}

  /// Makes of what is said of an image what runs: that of the service that `service` names; a
  /// `build` that is pushed nowhere else gets a repository called like its container.
  Source source_of(ecs::ImageProps& image, const construct::Name& container, kms::Key& key,
                   const Services& services);

 private:
  ecr::Repository& repository(const ecr::RepositoryProps& props, kms::Key& key);

  struct Repository {
    ecr::Repository* repository;
    Origin origin;
  };
  const Architecture& file_;
  Stack& stack_;
  const Moves& moves_;
  std::map<std::string, Repository> repositories_;
};

}  // namespace archsynth::architecture
