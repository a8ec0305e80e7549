// Layer 5: what containers may do.

#include <fmt/format.h>

#include <algorithm>

#include "answers.h"
#include "archsynth/support/characters.h"
#include "archsynth/support/text.h"
#include "model/workloads/settings.h"
#include "spec/credential_names.h"

namespace archsynth::analysis {
namespace {

using model::Container;
using model::Task;

template <typename Visit>
void each_container(const AuditedStack& stack, const Visit& visit) {
  for (const Task& task : stack.workloads.tasks()) {
    for (const Container& each : task.containers) {
      visit(task, each, each.name.value.value_or("a container"));
    }
  }
}

bool is_windows(const AuditedStack& stack, const Task& task) {
  const Seen family = seen(stack.view, *task.resource, "RuntimePlatform.OperatingSystemFamily");
  return family.text && family.text->starts_with("WINDOWS");
}

void check_privileges(const AuditedStack& stack, AuditAnswers& to) {
  each_container(stack, [&](const Task& task, const Container& each, const std::string& name) {
    const Seen found = seen_in(stack.view, each.at->map(), "Privileged");
    if (!found.is_absent && !found.text)
      return to.unknown(*task.resource, "ContainerDefinitions",
                        "Privileged of " + name + " is known at deployment", each.at->origin());
    to.answer(!found.is("true"), *task.resource, "ContainerDefinitions",
              fmt::format("Privileged of {} is {}", name, found.text.value_or("not set")),
              found.at == nullptr ? each.at->origin() : found.at->origin());
  });
}

void check_container_users(const AuditedStack& stack, AuditAnswers& to) {
  each_container(stack, [&](const Task& task, const Container& each, const std::string& name) {
    if (is_windows(stack, task)) return;
    const Seen found = seen_in(stack.view, each.at->map(), "User");
    if (!found.text) {
      return to.unknown(*task.resource, "ContainerDefinitions",
                        fmt::format("the user of {} is set by the image", name), each.at->origin());
    }
    const std::string user = found.text->substr(0, found.text->find(':'));
    to.answer(user != "root" && user != "0", *task.resource, "ContainerDefinitions",
              fmt::format("User of {} is {}", name, *found.text), found.at->origin());
  });
}

void check_root_file_systems(const AuditedStack& stack, AuditAnswers& to) {
  each_container(stack, [&](const Task& task, const Container& each, const std::string& name) {
    if (is_windows(stack, task)) return;
    const Seen found = seen_in(stack.view, each.at->map(), "ReadonlyRootFilesystem");
    if (!found.is_absent && !found.text) {
      return to.unknown(*task.resource, "ContainerDefinitions",
                        fmt::format("ReadonlyRootFilesystem of {} is known at deployment", name),
                        each.at->origin());
    }
    to.answer(
        found.is("true"), *task.resource, "ContainerDefinitions",
        fmt::format("ReadonlyRootFilesystem of {} is {}", name, found.text.value_or("not set")),
        found.at == nullptr ? each.at->origin() : found.at->origin());
  });
}

void check_host(const AuditedStack& stack, AuditAnswers& to) {
  for (const Task& each : stack.workloads.tasks()) {
    const Seen network = seen(stack.view, *each.resource, "NetworkMode");
    const Seen processes = seen(stack.view, *each.resource, "PidMode");
    const bool is_host = network.is("host") || processes.is("host");
    if ((!network.is_absent && !network.text) || (!processes.is_absent && !processes.text)) {
      to.unknown(*each.resource, "NetworkMode", "NetworkMode or PidMode is known at deployment");
      continue;
    }
    to.answer(!is_host, *each.resource, "NetworkMode",
              fmt::format("NetworkMode is {}, PidMode is {}", network.text.value_or("not set"),
                          processes.text.value_or("not set")),
              network.at == nullptr ? Origin() : network.at->origin());
  }
}

void check_variables(const AuditedStack& stack, AuditAnswers& to) {
  each_container(stack, [&](const Task& task, const Container& each, const std::string& name) {
    const Items all = stack.view.items(member(each.at, {"Environment"}));
    std::vector<std::string> found;
    Origin origin = each.at->origin();
    for (const cfn::Value* variable : all.values) {
      const auto key = stack.view.text(member(variable, {"Name"}));
      const cfn::Value* value = member(variable, {"Value"});
      const auto text = stack.view.text(value);
      if (!key || !text || !spec::is_plain_credential(*key, *text)) continue;
      found.push_back(*key);
      origin = variable->origin();
    }
    to.answer(found.empty(), *task.resource, "ContainerDefinitions",
              found.empty() ? fmt::format("no variable of {} looks like a credential", name)
                            : fmt::format("{} of {} is a plain value", join(found, ", "), name),
              origin);
  });
}

void check_function_credentials(const AuditedStack& stack, AuditAnswers& to) {
  for (const cfn::Resource* each : stack.view.of("AWS::Lambda::Function")) {
    const cfn::Value* variables = property(*each, {"Environment", "Variables"});
    if (variables == nullptr || variables->map() == nullptr) continue;
    std::vector<std::string> found;
    for (const cfn::MapEntry& one : *variables->map()) {
      const auto text = stack.view.text(&one.value);
      if (text && spec::is_plain_credential(one.key, *text)) found.push_back(one.key);
    }
    to.answer(found.empty(), *each, "Environment",
              found.empty() ? "no variable looks like a credential"
                            : join(found, ", ") + " is a plain value",
              variables->origin());
  }
}

void check_platforms(const AuditedStack& stack, AuditAnswers& to) {
  for (const model::Service& each : stack.workloads.services()) {
    if (!each.is_on_fargate) continue;
    const Seen platform = seen(stack.view, *each.resource, "PlatformVersion");
    if (!platform.is_absent && !platform.text) {
      to.unknown(*each.resource, "PlatformVersion", "PlatformVersion is known at deployment");
      continue;
    }
    const bool is_latest = platform.is_absent || platform.is("LATEST") || platform.is("1.4.0");
    to.answer(is_latest, *each.resource, "PlatformVersion",
              "PlatformVersion is " + platform.text.value_or("not set, which means LATEST"),
              platform.at == nullptr ? Origin() : platform.at->origin());
  }
}

void check_images(const AuditedStack& stack, AuditAnswers& to) {
  each_container(stack, [&](const Task& task, const Container& each, const std::string& name) {
    if (each.image == nullptr) return;
    const std::string_view where = "ContainerDefinitions";
    if (each.repository != nullptr) {
      const Seen mutability = seen(stack.view, *each.repository, "ImageTagMutability");
      const bool is_fixed = mutability.text && mutability.text->starts_with("IMMUTABLE");
      return to.answer(is_fixed, *task.resource, where,
                       fmt::format("image of {}: tags of {} are {}", name,
                                   each.repository->id.str(), is_fixed ? "immutable" : "mutable"),
                       each.image->origin());
    }
    const auto text = stack.view.text(each.image);
    if (!text)
      return to.unknown(*task.resource, where, "the image of " + name + " is known at deployment",
                        each.image->origin());
    const bool is_digest = text->find("@sha256:") != text->npos;
    to.answer(is_digest, *task.resource, where, fmt::format("image of {}: {}", name, *text),
              each.image->origin());
  });
}

void check_capabilities(const AuditedStack& stack, AuditAnswers& to) {
  each_container(stack, [&](const Task& task, const Container& each, const std::string& name) {
    const cfn::Value* added = member(each.at, {"LinuxParameters", "Capabilities", "Add"});
    std::vector<std::string> all;
    for (const cfn::Value* one : stack.view.items(added).values) {
      all.push_back(stack.view.text(one).value_or("?"));
    }
    to.answer(all.empty(), *task.resource, "ContainerDefinitions",
              all.empty() ? fmt::format("{} adds no capabilities", name)
                          : fmt::format("{} adds {}", name, join(all, ", ")),
              added == nullptr ? each.at->origin() : added->origin());
  });
}

void check_shells(const AuditedStack& stack, AuditAnswers& to) {
  for (const model::Service& each : stack.workloads.services()) {
    const Seen open = seen(stack.view, *each.resource, "EnableExecuteCommand");
    if (!open.is("true")) {
      if (open.is_absent || open.text)
        to.pass(*each.resource, "EnableExecuteCommand", "shell sessions cannot be opened");
      else
        to.unknown(*each.resource, "EnableExecuteCommand",
                   "EnableExecuteCommand is known at deployment");
      continue;
    }
    if (each.cluster.resource == nullptr) {
      to.unknown(*each.resource, "Cluster", "the cluster is not in the template");
      continue;
    }
    const cfn::Value* logging = property(
        *each.cluster.resource, {"Configuration", "ExecuteCommandConfiguration", "Logging"});
    const bool is_logged = logging != nullptr && stack.view.text(logging) != "NONE";
    to.answer(is_logged, *each.resource, "EnableExecuteCommand",
              fmt::format("{} {} shell sessions", each.cluster.resource->id.str(),
                          is_logged ? "logs" : "does not log"),
              open.at->origin());
  }
}

constexpr AuditCheck kContainerChecks[] = {
    {"ARC6501", check_privileges},
    {"ARC6502", check_container_users},
    {"ARC6503", check_root_file_systems},
    {"ARC6504", check_host},
    {"ARC6505", check_variables},
    {"ARC6506", check_platforms},
    {"ARC6507", check_images},
    {"ARC6508", check_capabilities},
    {"ARC6509", check_shells},
    {"ARC6537", check_function_credentials},
};

}  // namespace

std::span<const AuditCheck> container_checks() { return kContainerChecks; }

}  // namespace archsynth::analysis
