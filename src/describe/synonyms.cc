#include "synonyms.h"

#include <algorithm>

namespace archsynth::describe::internal {
namespace {

struct Synonym {
  std::string_view other;
  std::string_view ours;
};

/// Words for keys in the formats of Copilot (manifests), Compose, CDK and Terraform (ECS, RDS). A
/// word can stand for several keys of different records.
constexpr Synonym kSynonyms[] = {
    {"count", "tasks"},
    {"replicas", "tasks"},
    {"scale", "tasks"},
    {"desired_count", "tasks"},
    {"desiredCount", "tasks"},
    {"autoscaling", "tasks"},
    {"env", "variables"},
    {"env_vars", "variables"},
    {"environment_variables", "variables"},
    {"environment", "variables"},
    {"ports", "port"},
    {"container_port", "port"},
    {"containerPort", "port"},
    {"healthcheck", "health_check"},
    {"healthCheck", "health_check"},
    {"health_check_path", "health_check"},
    {"memory", "memory_mib"},
    {"mem_limit", "memory_mib"},
    {"memoryLimitMiB", "memory_mib"},
    {"platform", "architecture"},
    {"cpu_architecture", "architecture"},
    {"entrypoint", "entry_point"},
    {"cmd", "command"},
    {"build", "image"},
    {"stage", "environment"},
    {"profile", "environment"},
    {"vpc", "network"},
    {"alb", "load_balancer"},
    {"certificate", "certificate_arn"},
    {"dns", "domain"},
    {"db", "databases"},
    {"database", "databases"},
    {"rds", "databases"},
    {"service", "services"},
    {"containers", "services"},
    {"allocated_storage", "storage_gib"},
    {"allocatedStorage", "storage_gib"},
    {"storage", "storage_gib"},
    {"instanceType", "instance_class"},
    {"instance_type", "instance_class"},
    {"multiAz", "multi_az"},
    {"master_username", "username"},
    {"backup_retention_period", "backup_retention_days"},
    {"engineVersion", "engine_version"},
    {"version", "engine_version"},
};

}  // namespace

std::optional<std::string_view> key_for_synonym(std::string_view word,
                                                std::span<const std::string_view> keys) {
  for (const Synonym& each : kSynonyms) {
    if (each.other == word && std::find(keys.begin(), keys.end(), each.ours) != keys.end()) {
      return each.ours;
    }
  }
  return std::nullopt;
}

}  // namespace archsynth::describe::internal
