// Layers 4 and 5: disks and scripts of hosts, and what containers get of them.

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "answers.h"
#include "rules/template/paths.h"
#include "spec/credential_names.h"

namespace archsynth::analysis {
namespace {

/// Types that describe hosts, and the property that the description stands in.
struct HostType {
  std::string_view type;
  std::string_view data;
};
constexpr HostType kHostTypes[] = {
    {"AWS::AutoScaling::LaunchConfiguration", ""},
    {"AWS::EC2::Instance", ""},
    {"AWS::EC2::LaunchTemplate", "LaunchTemplateData."},
};

template <typename Visit>
void each_host(const AuditedStack& stack, const Visit& visit) {
  for (const HostType& each : kHostTypes) {
    for (const cfn::Resource* host : stack.view.of(each.type)) {
      visit(*host, std::string(each.data));
    }
  }
}

/// Whether a disk is encrypted; one from a snapshot may be as the snapshot is.
void check_disk(const AuditedStack& stack, const cfn::Resource& host, const cfn::Value& device,
                AuditAnswers& to) {
  constexpr std::string_view kWhere = "BlockDeviceMappings";
  const cfn::Value* disk = member(&device, {"Ebs"});
  if (disk == nullptr || disk->map() == nullptr) return;
  const std::string name = stack.view.text(member(&device, {"DeviceName"})).value_or("a disk");
  const Seen encrypted = seen_in(stack.view, disk->map(), "Encrypted");
  if (encrypted.is("true")) {
    to.pass(host, kWhere, name + " is encrypted", disk->origin());
  } else if (encrypted.is_absent && disk->map()->contains("SnapshotId")) {
    to.unknown(host, kWhere, name + " is encrypted if its snapshot is", disk->origin());
  } else if (encrypted.is_absent || encrypted.text) {
    to.fail(host, kWhere, fmt::format("Encrypted of {} is not true", name), disk->origin());
  } else {
    to.unknown(host, kWhere, fmt::format("Encrypted of {} is known at deployment", name),
               disk->origin());
  }
}

void check_disks(const AuditedStack& stack, AuditAnswers& to) {
  each_host(stack, [&](const cfn::Resource& host, const std::string& data) {
    each_item(stack.view, host, data + "BlockDeviceMappings.*", [&](const cfn::Value* device) {
      if (device != nullptr) check_disk(stack, host, *device, to);
    });
  });
}

/// What `Fn::Base64` encodes.
const cfn::Value* plain(const cfn::Value* value) {
  const auto* call = value == nullptr ? nullptr : value->get_if<cfn::Call>();
  const bool is_encoded = call != nullptr && call->function == cfn::Function::kBase64;
  return is_encoded && !call->argument.empty() ? &call->argument.front() : value;
}

void check_scripts(const AuditedStack& stack, AuditAnswers& to) {
  each_host(stack, [&](const cfn::Resource& host, const std::string& data) {
    const cfn::Value* script = property_at(host, data + "UserData");
    const auto text = shape_of(stack.view, plain(script));
    if (!text) return;
    const std::string found = spec::credential_in(*text);
    to.answer(found.empty(), host, "UserData",
              found.empty() ? "nothing in the script looks like a credential"
                            : found + " is a plain value",
              script->origin());
  });
}

/// The words of a command, with blanks between them.
std::string line_of(const AuditedStack& stack, const cfn::Value* command) {
  std::string line;
  for (const cfn::Value* each : stack.view.items(command).values) {
    if (!line.empty()) line += ' ';
    line += shape_of(stack.view, each).value_or("?");
  }
  return line;
}

void check_commands(const AuditedStack& stack, AuditAnswers& to) {
  for (const model::Task& task : stack.workloads.tasks()) {
    for (const model::Container& each : task.containers) {
      const std::string name = each.name.value.value_or("a container");
      for (const std::string_view key : {"Command", "EntryPoint"}) {
        const cfn::Value* command = member(each.at, {key});
        if (command == nullptr) continue;
        const std::string found = spec::credential_in(line_of(stack, command));
        to.answer(found.empty(), *task.resource, "ContainerDefinitions",
                  found.empty()
                      ? fmt::format("nothing in {} of {} looks like a credential", key, name)
                      : fmt::format("{} in {} of {} is a plain value", found, key, name),
                  command->origin());
      }
    }
  }
}

/// Whether whoever has a folder of a host, or writes to it, controls the host: its root, its
/// settings, the socket of its container engine and the credentials of its users.
/// Source:
/// https://docs.datadoghq.com/security/code_security/iac_security/iac_rules/kubernetes-docker-daemon-socket-is-exposed-to-containers/
bool is_sensitive(std::string_view folder) {
  while (folder.size() > 1 && folder.ends_with('/')) folder.remove_suffix(1);
  constexpr std::array kWhole = {"/", "/var", "/var/run", "/run", "/home"};
  constexpr std::array kBelow = {"/boot", "/dev", "/etc", "/proc", "/root",
                                 "/sys",  "/usr", "/bin", "/sbin", "/var/lib/docker"};
  if (folder.ends_with("docker.sock") || folder.ends_with("containerd.sock")) return true;
  return std::find(kWhole.begin(), kWhole.end(), folder) != kWhole.end() ||
         std::any_of(kBelow.begin(), kBelow.end(), [&](std::string_view each) {
           return folder == each || (folder.starts_with(each) && folder[each.size()] == '/');
         });
}

void check_folders(const AuditedStack& stack, AuditAnswers& to) {
  for (const model::Task& task : stack.workloads.tasks()) {
    for (const model::Volume& each : task.volumes) {
      const cfn::Value* path = member(each.at, {"Host", "SourcePath"});
      if (path == nullptr) continue;
      const auto folder = stack.view.text(path);
      if (!folder) {
        to.unknown(*task.resource, "Volumes", "a folder of the host is known at deployment",
                   path->origin());
        continue;
      }
      const bool is_bad = is_sensitive(*folder);
      to.answer(!is_bad, *task.resource, "Volumes",
                fmt::format("{} of the host is mounted", *folder), path->origin());
    }
  }
}

constexpr AuditCheck kHostChecks[] = {
    {"ARC6436", check_disks},
    {"ARC6541", check_scripts},
    {"ARC6542", check_commands},
    {"ARC6543", check_folders},
};

}  // namespace

std::span<const AuditCheck> host_checks() { return kHostChecks; }

}  // namespace archsynth::analysis
