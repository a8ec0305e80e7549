#pragma once

#include "archsynth/aws/ecs.h"

/// Application Auto Scaling of services.
namespace archsynth::autoscaling {

/// Scales a service between `tasks.min` and `tasks.max` as its `scaling` says: target tracking on
/// CPU, memory and requests, and schedules. Nothing where the count is fixed. Call it last, when
/// the service is exposed.
void scale(ecs::FargateService& service);

}  // namespace archsynth::autoscaling
