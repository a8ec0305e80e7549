#pragma once

#include <string>

#include "view/view.h"

namespace archsynth::analysis {

/// The containers of an ECS task definition.
Items containers_of(const View& view, const cfn::Resource& task);
/// The container of that name; null when there is none.
const cfn::Value* container_named(const View& view, const Items& containers,
                                  const std::string& name);
/// Whether an image lies in a private registry of ECR, wherever its name is put together.
bool is_private_image(const View& view, const cfn::Value* image);
/// Whether a task definition states that it runs on Fargate.
bool requires_fargate(const View& view, const cfn::Resource& task);
/// Whether a service runs on Fargate, by its launch type or capacity providers.
bool runs_on_fargate(const View& view, const cfn::Resource& service);
/// The task definition of a service when both are in the template.
const cfn::Resource* task_of(const View& view, const cfn::Resource& service);
/// Whether every container's name is known, so that one can be said to be missing.
bool names_are_known(const View& view, const Items& containers);

}  // namespace archsynth::analysis
