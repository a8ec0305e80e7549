#include <fmt/format.h>

#include <algorithm>

#include "archsynth/aws/ecs.h"
#include "archsynth/support/text.h"
#include "aws/ecs/container_parts.h"
#include "spec/fargate.h"

namespace archsynth::ecs {

namespace {

std::string listed(const std::vector<int>& numbers) {
  std::string text;
  for (int number : numbers) text += fmt::format("{}{}", text.empty() ? "" : ", ", number);
  return text;
}

/// The place of a mistake between two values: of the one that somebody stated.
const Origin& stated_of(const Origin& a, const Origin& b) { return a.is_stated() ? a : b; }

/// The smallest CPU size that takes the memory, as another way out; empty where none does.
std::string cpu_for(int memory_mib) {
  for (const int cpu : spec::fargate_cpus()) {
    if (spec::is_fargate_size(cpu, memory_mib)) {
      return fmt::format("; or keep {} MiB with `cpu: {}`", memory_mib, cpu);
    }
  }
  return {};
}

void check_size(const FargateServiceProps& props, Diagnostics& to) {
  const std::vector<int> memories = spec::fargate_memories(*props.cpu);
  if (memories.empty()) {
    to.error("ARC1201", props.cpu.origin(), fmt::format("{} is not a Fargate CPU size", *props.cpu))
        .fix = "one of: " + listed(spec::fargate_cpus());
  } else if (!spec::is_fargate_size(*props.cpu, *props.memory_mib)) {
    to.error("ARC1202", stated_of(props.memory_mib.origin(), props.cpu.origin()),
             fmt::format("Fargate does not support {} CPU units with {} MiB", *props.cpu,
                         *props.memory_mib))
        .fix = fmt::format("set \"memory_mib\" for {} CPU units to one of: {}{}", *props.cpu,
                           listed(memories), cpu_for(*props.memory_mib));
  }
}

void check_tasks(const TasksProps& tasks, Diagnostics& to) {
  if (*tasks.min > *tasks.max) {
    to.error("ARC1203", stated_of(tasks.min.origin(), tasks.max.origin()),
             fmt::format("\"min\" is {}, more than \"max\", which is {}", *tasks.min, *tasks.max));
  } else if (tasks.desired && *tasks.min < *tasks.max && *tasks.desired != *tasks.min) {
    to.error("ARC1204", tasks.desired.origin(),
             fmt::format("\"desired\" cannot be {}: scaling starts at \"min\", which is {}",
                         *tasks.desired, *tasks.min))
        .fix = fmt::format(
        "write `tasks: {}` for a fixed number; with scaling, raise \"min\" or remove \"desired\", "
        "because every deployment would overwrite the count that scaling chose",
        *tasks.desired);
  } else if (tasks.desired && *tasks.min == *tasks.max && *tasks.desired != *tasks.min) {
    to.error("ARC1204", tasks.desired.origin(),
             fmt::format("\"desired\" is {}, outside \"min\" and \"max\", which are {}",
                         *tasks.desired, *tasks.min));
  }
}

void check_scaling(const FargateServiceProps& props, Diagnostics& to) {
  if (*props.tasks.min != *props.tasks.max) return;
  const ScalingProps& scaling = props.scaling;
  const Origin metrics =
      scaling.metrics.empty() ? Origin() : scaling.metrics.begin()->name.origin();
  for (const Origin* key :
       {&scaling.cpu_percent.origin(), &scaling.memory_percent.origin(),
        &scaling.requests_per_task.origin(), &metrics, &scaling.scale_out_cooldown_seconds.origin(),
        &scaling.scale_in_cooldown_seconds.origin()}) {
    if (!key->is_stated()) continue;
    to.error("ARC1205", *key,
             fmt::format("\"scaling\" has no effect: \"min\" and \"max\" are both {}",
                         *props.tasks.min))
        .fix = "raise \"max\", or remove \"scaling\"";
    return;
  }
}

/// Without a task there are no metrics of it, so that target tracking never starts one again.
void check_return_from_zero(const FargateServiceProps& props, Diagnostics& to) {
  if (*props.tasks.min > 0 || *props.tasks.max == 0 || !props.scaling.metrics.empty()) return;
  for (const auto& [name, schedule] : props.scaling.schedules) {
    if (schedule.min && *schedule.min > 0) return;
  }
  to.warning("ARC1214", props.tasks.min.origin(),
             "with \"min\" 0, scaling can stop the last task, and no metric is left that would "
             "start one again")
      .fix = "set \"min\" to 1, or add a schedule that raises it";
}

/// Of so many tasks ECS keeps up a share that it rounds up, and runs at most one that it rounds
/// down: where both are all of them, a deployment can neither stop nor start one.
/// https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeploymentConfiguration.html
void check_deployment(const DeploymentProps& deployment, const TasksProps& tasks, Diagnostics& to) {
  const std::int64_t count = std::max(1, *tasks.min);
  const std::int64_t fewest = (count * *deployment.min_healthy_percent + 99) / 100;
  const std::int64_t most = count * *deployment.max_percent / 100;
  if (fewest < count || most > count) return;
  to.error("ARC1209",
           stated_of(deployment.max_percent.origin(), deployment.min_healthy_percent.origin()),
           fmt::format("with \"min_healthy_percent\" {} and \"max_percent\" {}, a deployment of {} "
                       "task{} can neither start nor stop one",
                       *deployment.min_healthy_percent, *deployment.max_percent, count,
                       count == 1 ? "" : "s"))
      .fix = "raise \"max_percent\", or lower \"min_healthy_percent\"";
}

/// Without a shell a container runs the first argument as a program.
void check_command(const FargateServiceProps& props, Diagnostics& to) {
  const bool replaces = !props.entry_point.empty();
  const describe::List<std::string>& program = replaces ? props.entry_point : props.command;
  const std::size_t arguments = program.size() + (replaces ? props.command.size() : 0);
  if (arguments != 1 || program[0]->find(' ') == std::string::npos) return;
  std::string words = *program[0];
  for (std::size_t at = words.find(' '); at != words.npos; at = words.find(' ', at + 2)) {
    words.replace(at, 1, ", ");
  }
  to.warning("ARC1225", program[0].origin(),
             fmt::format("{} is run as one program name, spaces included", quoted(*program[0])))
      .fix = fmt::format("write [{}], or [sh, -c, {}] to run a shell", words, quoted(*program[0]));
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

/// https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_AwsVpcConfiguration.html
void check_security_groups(const describe::List<std::string>& ids, Diagnostics& to) {
  constexpr std::size_t kMost = 4;
  if (ids.size() <= kMost) return;
  to.error("ARC1241", ids[kMost].origin(),
           fmt::format("{} is one security group too many", quoted(*ids[kMost])))
      .fix = "remove one: a task can have at most 5 security groups, including its own";
}

}  // namespace

void check_container_health(const Sourced<ContainerHealthCheckProps>& check, Diagnostics& to) {
  if (!check || check->command.empty()) return;
  if (const Sourced<std::string>& first = check->command[0];
      *first != "CMD" && *first != "CMD-SHELL") {
    to.error("ARC1216", first.origin(),
             fmt::format("a container health check cannot begin with {}", quoted(*first)))
        .fix =
        "begin with CMD for a program and its arguments, or with CMD-SHELL for one line for the "
        "container's shell";
  }
}

void FargateService::check() {
  Diagnostics& to = diagnostics();
  check_size(props_, to);
  check_tasks(props_.tasks, to);
  check_scaling(props_, to);
  check_return_from_zero(props_, to);
  check_capacity(props_.capacity, to);
  check_deployment(props_.deployment, props_.tasks, to);
  check_container_health(props_.container_health_check, to);
  check_command(props_, to);
  check_plain_variables(props_, label(), to);
  check_security_groups(props_.security_group_ids, to);
  check_image(props_.image, label(), name_);
  if (*props_.exec && *props_.read_only_root_filesystem) {
    to.error("ARC1215", props_.exec.origin(),
             "ECS Exec needs to write to the root filesystem, which is read-only")
        .related.push_back({props_.read_only_root_filesystem.origin(), "made read-only here"});
  }
}

void FargateService::check_image(const ImageProps& image, const std::string& where,
                                 const std::string& example) {
  const ecr::RepositoryProps& repository = image.repository;
  const std::string name = quoted(where + ".image");
  if (image.uri && repository.repository_name) {
    diagnostics()
        .error("ARC1207", image.uri.origin(),
               fmt::format("{} has both a repository and a \"uri\"", name))
        .related.push_back({repository.repository_name.origin(), "the repository"});
    return;
  }
  if (!repository.repository_name.missing()) return;
  for (const Origin* stated : {&image.tag.origin(), &repository.tag_mutability.origin(),
                               &repository.keep_tagged_images.origin()}) {
    if (!stated->is_stated()) continue;
    if (image.uri.missing()) {
      diagnostics()
          .error("ARC1207", *stated, fmt::format("{} needs a \"repository\" or a \"uri\"", name))
          .fix = "for example `image: {repository: " + example + "}`";
      return;
    }
    diagnostics()
        .error("ARC1207", *stated,
               fmt::format("{} has a \"uri\", so repository settings have no effect", name))
        .fix = stated == &image.tag.origin() ? "write the tag at the end of the uri" : "";
  }
}

void FargateService::check_unexposed() {
  const elbv2::HealthCheckProps& check = props_.health_check;
  const auto report = [this](const char* key, const Origin& stated) {
    if (!stated.is_stated()) return;
    diagnostics()
        .error("ARC1213", stated,
               fmt::format("{} has no effect: {} is not behind a load balancer", quoted(key),
                           quoted(label())))
        .fix = !takes_requests() ? "give the service a \"port\", or remove the key"
                                 : "set \"expose\" to true, or remove the key";
  };
  for (const Origin* stated :
       {&check.path.origin(), &check.interval_seconds.origin(), &check.timeout_seconds.origin(),
        &check.healthy_threshold.origin(), &check.unhealthy_threshold.origin(),
        &check.success_codes.origin(), &check.port.origin(), &check.protocol.origin()}) {
    if (!stated->is_stated()) continue;
    report("health_check", *stated);
    break;
  }
  if (!is_called()) {
    report("requests_to", props_.requests_to.origin());
    report("protocol", props_.protocol.origin());
  }
  report("sticky_seconds", props_.sticky_seconds.origin());
  report("health_check_grace_period_seconds", props_.health_check_grace_period_seconds.origin());
  report("deregistration_delay_seconds", props_.deregistration_delay_seconds.origin());
}

void FargateService::check_addresses() {
  const std::optional<int> each = vpc_->smallest_task_capacity();
  if (!each || vpc_->task_subnets().empty()) return;
  const auto room =
      static_cast<std::int64_t>(*each) * static_cast<std::int64_t>(vpc_->task_subnets().size());
  const std::int64_t most =
      static_cast<std::int64_t>(*props_.tasks.max) * *props_.deployment.max_percent / 100;
  const std::int64_t together = cluster_->expect_tasks(*vpc_, most);
  // Once is enough to say that the services have no room together.
  if (together <= room || (most <= room && together - most > room)) return;
  const bool alone = most > room;
  const std::string subnets =
      fmt::format("the {} subnets", describe::name_of_enumerator(*vpc_->props().task_subnets));
  diagnostics()
      .error("ARC1210",
             stated_of(stated_of(props_.tasks.max.origin(), props_.deployment.max_percent.origin()),
                       origin()),
             fmt::format("deployments of {}{} can run {} tasks, but {} have room for {}",
                         quoted(label()), alone ? "" : " and the services before it",
                         alone ? most : together, subnets, room))
      .fix = fmt::format(
      "lower \"tasks.max\" or \"deployment.max_percent\", or give {} larger blocks", subnets);
}

}  // namespace archsynth::ecs
