#include <fmt/format.h>

#include "archsynth/aws/ecs.h"
#include "archsynth/spec/fargate.h"
#include "archsynth/support/text.h"

namespace archsynth::ecs {

namespace {

std::string listed(const std::vector<int>& numbers) {
  std::string text;
  for (int number : numbers) text += fmt::format("{}{}", text.empty() ? "" : ", ", number);
  return text;
}

/// The place of a mistake between two values: of the one that somebody stated.
const Origin& stated_of(const Origin& a, const Origin& b) { return a.is_stated() ? a : b; }

void check_size(const FargateServiceProps& props, Diagnostics& to) {
  const std::vector<int> memories = spec::fargate_memories(*props.cpu);
  if (memories.empty()) {
    to.error("ARC1201", props.cpu.origin(), fmt::format("Fargate has no task of {} CPU units", *props.cpu))
        .help = "one of: " + listed(spec::fargate_cpus());
  } else if (!spec::is_fargate_size(*props.cpu, *props.memory_mib)) {
    to.error("ARC1202", stated_of(props.memory_mib.origin(), props.cpu.origin()),
             fmt::format("Fargate has no task of {} CPU units with {} MiB", *props.cpu,
                         *props.memory_mib))
        .help = fmt::format("memory_mib for cpu {}: {}", *props.cpu, listed(memories));
  }
}

void check_tasks(const TasksProps& tasks, Diagnostics& to) {
  if (*tasks.min > *tasks.max) {
    to.error("ARC1203", stated_of(tasks.min.origin(), tasks.max.origin()),
             fmt::format("\"min\" is {} tasks, more than \"max\", which is {}", *tasks.min,
                         *tasks.max));
  } else if (tasks.desired && *tasks.min < *tasks.max && *tasks.desired != *tasks.min) {
    to.error("ARC1204", tasks.desired.origin(),
             fmt::format("\"desired\" cannot be {}: scaling starts at \"min\", which is {}",
                         *tasks.desired, *tasks.min))
        .help = "every deployment would write it over the count that scaling chose; raise "
                "\"min\", or leave \"desired\" out";
  } else if (tasks.desired && *tasks.min == *tasks.max && *tasks.desired != *tasks.min) {
    to.error("ARC1204", tasks.desired.origin(),
             fmt::format("\"desired\" is {}, outside \"min\" and \"max\", which are {}",
                         *tasks.desired, *tasks.min));
  }
}

void check_scaling(const FargateServiceProps& props, Diagnostics& to) {
  if (*props.tasks.min != *props.tasks.max) return;
  const ScalingProps& scaling = props.scaling;
  for (const Sourced<int>* key :
       {&scaling.cpu_percent, &scaling.memory_percent, &scaling.requests_per_task,
        &scaling.scale_out_cooldown_seconds, &scaling.scale_in_cooldown_seconds}) {
    if (!key->stated()) continue;
    to.error("ARC1205", key->origin(),
             fmt::format("\"scaling\" has no effect: \"min\" and \"max\" are both {} tasks",
                         *props.tasks.min))
        .help = "raise \"max\", or leave \"scaling\" out";
    return;
  }
}

void check_capacity(const CapacityProps& capacity, Diagnostics& to) {
  const auto& fargate = capacity.fargate;
  const auto& spot = capacity.fargate_spot;
  if (fargate && spot && *fargate->base > 0 && *spot->base > 0) {
    to.error("ARC1206", spot->base.origin(), "only one capacity provider can have a \"base\"")
        .related.push_back({fargate->base.origin(), "the other base"});
  }
  int weight = 0;
  for (const auto* provider : {&fargate, &spot}) {
    if (*provider) weight += *(*provider)->weight;
  }
  if ((fargate || spot) && weight == 0) {
    to.error("ARC1206", stated_of(fargate.origin(), spot.origin()),
             "\"capacity\" needs a provider with a \"weight\" of at least 1");
  }
}

}  // namespace

void FargateService::check() {
  Diagnostics& to = diagnostics();
  check_size(props_, to);
  check_tasks(props_.tasks, to);
  check_scaling(props_, to);
  check_capacity(props_.capacity, to);
  const ImageProps& image = props_.image;
  if (image.uri && image.repository.repository_name) {
    to.error("ARC1207", image.uri.origin(),
             fmt::format("{} has both a \"repository\" and a \"uri\"", quoted(label() + ".image")))
        .related.push_back({image.repository.repository_name.origin(), "the repository"});
  } else if (image.uri.missing() && image.repository.repository_name.missing()) {
    to.error("ARC1207", origin(),
             fmt::format("{} needs a \"repository\" or a \"uri\"", quoted(label() + ".image")))
        .help = "for example `image: {repository: " + name_ + "}`";
  }
  if (image.uri && image.tag.stated()) {
    to.error("ARC1207", image.tag.origin(), "\"tag\" goes with a \"repository\"").help =
        "write the tag at the end of the uri";
  }
  if (const auto& inside = props_.container_health_check;
      inside && *inside->timeout_seconds >= *inside->interval_seconds) {
    to.error("ARC1208", stated_of(inside->timeout_seconds.origin(), inside->interval_seconds.origin()),
             fmt::format("\"timeout_seconds\" is {}, not less than \"interval_seconds\", which is {}",
                         *inside->timeout_seconds, *inside->interval_seconds));
  }
  if (*props_.deployment.min_healthy_percent == 100 && *props_.deployment.max_percent == 100) {
    to.error("ARC1209", stated_of(props_.deployment.max_percent.origin(),
                                  props_.deployment.min_healthy_percent.origin()),
             "with \"min_healthy_percent\" and \"max_percent\" both 100 no deployment can start or "
             "stop a task")
        .help = "raise \"max_percent\", or lower \"min_healthy_percent\"";
  }
}

void FargateService::check_addresses(const ec2::Vpc& vpc) {
  const std::optional<int> each = vpc.smallest_private_capacity();
  if (!each || vpc.private_subnets().empty()) return;
  const auto room = static_cast<std::int64_t>(*each) *
                    static_cast<std::int64_t>(vpc.private_subnets().size());
  const std::int64_t most =
      static_cast<std::int64_t>(*props_.tasks.max) * *props_.deployment.max_percent / 100;
  if (most <= room) return;
  diagnostics()
      .error("ARC1210", stated_of(props_.tasks.max.origin(), props_.deployment.max_percent.origin()),
             fmt::format("a deployment of {} can run {} tasks, but the private subnets have room "
                         "for {}",
                         quoted(label()), most, room))
      .help = "lower \"tasks.max\" or \"deployment.max_percent\", or give the private subnets "
              "larger blocks";
}

}  // namespace archsynth::ecs
