#include "images.h"

#include <fmt/format.h>

#include "archsynth/support/characters.h"
#include "archsynth/support/text.h"

namespace archsynth::architecture {
namespace {

constexpr const char* kImage = "ARC1534";

/// Reports keys beside `service`, which says all of an image.
void refuse_beside_service(const ecs::ImageProps& image, const std::string& label,
                           Diagnostics& to) {
  for (const Origin* stated :
       {&image.repository.repository_name.origin(), &image.repository.tag_mutability.origin(),
        &image.repository.keep_tagged_images.origin(), &image.uri.origin(), &image.tag.origin(),
        &image.build.origin()}) {
    if (!stated->is_stated()) continue;
    to.error(kImage, *stated,
             fmt::format("the key has no effect: {} is the image of another service",
                         quoted(label + ".image")))
        .fix = "remove the key, or remove \"service\"";
    return;
  }
}

std::string lower(std::string text) {
  for (char& c : text) c = to_lower(c);
  return text;
}

/// Where a build is pushed to.
void name_repository(ecs::ImageProps& image, const construct::Name& name, Diagnostics& to) {
  Sourced<std::string>& repository = image.repository.repository_name;
  if (!image.build || image.uri || repository) return;
  const std::string made = lower(name.id);
  if (!forms::kRepositoryName.matches(made)) {
    to.error(kImage, image.build.origin(),
             fmt::format("{} needs a \"repository\": {} cannot be the name of one",
                         quoted(name.label + ".image"), quoted(made)))
        .fix = fmt::format("for example `repository: {}`", forms::kRepositoryName.example);
    return;
  }
  repository = Sourced<std::string>::at(made, image.build.origin());
}

/// The image of a container as it is made; reports what cannot be.
ecs::ImageProps image_of(const Architecture& file, const ecs::ImageProps& stated,
                         const construct::Name& made, const Moves& moves, Diagnostics& to) {
  ecs::ImageProps image = stated;
  if (!image.service) {
    name_repository(image, made, to);
    return image;
  }
  refuse_beside_service(image, made.label, to);
  const std::string& wanted = *image.service;
  for (const auto& [other, owner] : file.services) {
    if (*other != wanted) continue;
    Diagnostics reported;  // where the owner is made
    if (!owner.service.image.service) {
      return image_of(file, owner.service.image, moves.name("services", other), moves, reported);
    }
    Diagnostic& chain = to.error(kImage, image.service.origin(),
                                 fmt::format("the image of {} is itself taken from another service",
                                             quoted("services." + wanted)));
    chain.fix = "services." + wanted == made.label
                    ? "name a service that sets its own image"
                    : fmt::format("name {}", quoted(*owner.service.image.service));
    return {};
  }
  std::vector<std::string> owners;
  for (const auto& [name, owner] : file.services) {
    if (!owner.service.image.service && "services." + *name != made.label) owners.push_back(*name);
  }
  to.error(kImage, image.service.origin(),
           fmt::format("{} runs the image of {}, which is not in \"services\"", quoted(made.label),
                       quoted(wanted)))
      .fix = owners.empty() ? "set `repository` or `uri` of its image" : suggest(wanted, owners);
  return {};
}

}  // namespace

Images::Source Images::source_of(ecs::ImageProps& image, const construct::Name& container,
                                 kms::Key& key, const Services& services) {
  const Sourced<std::string> owner = image.service;
  // A sidecar has no repository by its own name.
  const bool is_sidecar = container.label.find(".sidecars.") != std::string::npos;
  const bool is_empty = !image.uri && !owner && !image.build.stated() &&
                        !image.repository.repository_name && !image.tag.origin().is_stated() &&
                        !image.repository.tag_mutability.origin().is_stated() &&
                        !image.repository.keep_tagged_images.origin().is_stated();
  if (is_sidecar && is_empty) {
    stack_.diagnostics()
        .error(kImage, container.origin, fmt::format("{} has no image", quoted(container.label)))
        .fix = "set \"uri\", \"repository\", \"build\" or \"service\" of its image";
  }
  image = image_of(file_, image, container, moves_, stack_.diagnostics());
  Source source;
  if (owner && services.contains(*owner)) source.owner = services.at(*owner);
  const Sourced<std::string>& name = image.repository.repository_name;
  if (name) {
    source.repository = source.owner == nullptr ? &repository(image.repository, key)
                                                : repositories_.at(*name).repository;
  }
  return source;
}

ecr::Repository& Images::repository(const ecr::RepositoryProps& props, kms::Key& key) {
  const std::string& name = *props.repository_name;
  const auto found = repositories_.find(name);
  if (found != repositories_.end()) {
    for (const Origin* stated :
         {&props.tag_mutability.origin(), &props.keep_tagged_images.origin()}) {
      if (!stated->is_stated()) continue;
      stack_.diagnostics()
          .error("ARC1505", *stated,
                 fmt::format("the repository {} is already configured by an earlier service",
                             quoted(name)))
          .related.push_back({found->second.origin, "configured here"});
    }
    return *found->second.repository;
  }
  auto& made = stack_.add<ecr::Repository>(
      construct::Name(name + "-repository", "image", props.repository_name.origin()), key, props);
  stack_.add_output(made.logical_id("Uri").str(), "Where images of " + name + " are pushed",
                    made.uri());
  repositories_[name] = {&made, props.repository_name.origin()};
  return made;
}

}  // namespace archsynth::architecture
