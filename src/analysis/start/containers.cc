// What containers wait for, where their logs go, and what they read out of secrets.

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "archsynth/support/text.h"
#include "checks.h"
#include "model/identities/identities.h"
#include "model/workloads/settings.h"
#include "rules/stores/secret_keys.h"

namespace archsynth::analysis {
namespace {

using model::Container;
using model::Task;

void check_secret(const View& view, const Report& report, const Task& task,
                  const model::SecretVariable& secret, const std::string& key) {
  if (secret.source != nullptr)
    check_key(view, report, *task.resource, secret.from, *secret.source, key);
}

/// Source: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/private-auth.html
void check_secrets(const View& view, const Report& report, const Task& task,
                   const Container& container) {
  for (const auto& each : container.secrets) check_secret(view, report, task, each, each.key);
  if (!container.registry) return;
  for (const char* key : {"username", "password"})
    check_secret(view, report, task, *container.registry, key);
}

/// Whether a container waits for itself, by way of others.
bool waits_for_itself(const Task& task, const Container& of, const Container& at,
                      std::set<const Container*>& seen) {
  for (const model::Wait& each : at.waits) {
    const Container* next = each.container.value ? task.container(*each.container.value) : nullptr;
    if (next == &of) return true;
    if (next != nullptr && seen.insert(next).second && waits_for_itself(task, of, *next, seen)) {
      return true;
    }
  }
  return false;
}

}  // namespace

void check_keys_of_secrets(const View& view, const Report& report) {
  const auto& workloads = view.made<model::Workloads>();
  for (const auto* tasks : {&workloads.tasks(), &workloads.batch_jobs()}) {
    for (const Task& task : *tasks) {
      for (const Container& each : task.containers) check_secrets(view, report, task, each);
    }
  }
}

void check_circles_of_containers(const View& view, const Report& report) {
  const auto& workloads = view.made<model::Workloads>();
  for (const Task& task : workloads.tasks()) {
    for (const Container& each : task.containers) {
      std::set<const Container*> seen;
      if (each.waits.empty() || !waits_for_itself(task, each, each, seen)) continue;
      report(*task.resource, origin_within(each.at, "DependsOn"),
             fmt::format("containers of {} wait for each other", quoted(task.resource->id.str())));
      break;
    }
  }
}

void check_finishing_containers(const View& view, const Report& report) {
  const auto& workloads = view.made<model::Workloads>();
  for (const Task& task : workloads.tasks()) {
    for (const Container& container : task.containers) {
      for (const model::Wait& each : container.waits) {
        const std::string condition = each.condition.value.value_or("");
        if (condition != "COMPLETE" && condition != "SUCCESS") continue;
        const Container* other =
            each.container.value ? task.container(*each.container.value) : nullptr;
        if (other == nullptr || other->is_essential.or_default(true) != true) continue;
        report(*task.resource, each.condition.at,
               fmt::format("{} is essential, so no container can wait until it exits",
                           quoted(*each.container.value)))
            .related.push_back({other->at->origin(), "the essential container"});
      }
    }
  }
}

void check_region_of_logs(const View& view, const Report& report) {
  // Where nobody gave the region, the first one that is stated is it.
  std::string here(view.region());
  const auto& workloads = view.made<model::Workloads>();
  for (const Task& task : workloads.tasks()) {
    for (const Container& each : task.containers) {
      const model::Logging& logging = each.logging;
      const bool is_ours = logging.driver.value == "awslogs" && logging.group.resource != nullptr &&
                           logging.group.resource->type == "AWS::Logs::LogGroup";
      if (!is_ours || !logging.region.value || logging.creates_group.value == true) continue;
      if (here.empty()) here = *logging.region.value;
      if (*logging.region.value == here) continue;
      report(
          *task.resource, logging.region.at,
          view.region().empty()
              ? fmt::format("log groups of one stack cannot be in both {} and {}", here,
                            *logging.region.value)
              : fmt::format("the log group {} is in {}, not in {}",
                            quoted(logging.group.resource->id.str()), here, *logging.region.value))
          .fix = "use !Ref AWS::Region";
    }
  }
}

/// `arn:aws:secretsmanager:REGION:ACCOUNT:secret:NAME`, alone or with key, stage and version.
void check_forms_of_secrets(const View& view, const Report& report) {
  for (const model::Task& task : view.made<model::Workloads>().tasks()) {
    for (const model::Container& container : task.containers) {
      for (const model::SecretVariable& each : container.secrets) {
        if (each.from == nullptr || service_of_secret(view, each) != "secretsmanager") continue;
        const std::string text = view.made<model::Identities>().arns().text(*each.from);
        const std::size_t parts = model::arn_parts(text).size();
        if (!text.starts_with("arn:") || parts == 7 || parts == 10) continue;
        report(*task.resource, each.from,
               fmt::format("the reference to the secret has {} after its name, not 0 or 3",
                           counted(parts < 7 ? 0 : parts - 7, "part")));
      }
    }
  }
}

void check_names_of_images(const View& view, const Report& report) {
  const auto& workloads = view.made<model::Workloads>();
  const auto told = [&](const cfn::Resource& of, const cfn::Value* image) {
    report(of, image,
           fmt::format("the image of {} is an ARN, not the address of a repository",
                       quoted(of.id.str())))
        .fix = "use the attribute RepositoryUri instead of Arn";
  };
  for (const auto* tasks : {&workloads.tasks(), &workloads.batch_jobs()}) {
    for (const Task& task : *tasks) {
      for (const Container& each : task.containers) {
        if (each.names_arn) told(*task.resource, each.image);
      }
    }
  }
  for (const model::Function& each : workloads.functions()) {
    if (model::source_of_image(view, each.image).is_arn) told(*each.resource, each.image);
  }
}

}  // namespace archsynth::analysis
