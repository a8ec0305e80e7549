#pragma once

#include <vector>

namespace archsynth::spec {

/// The task sizes of Fargate. `cpu` is in CPU units (1024 is one vCPU), memory in MiB.
/// Source: cfn-lint's extension schema `fargate_cpu_memory`.
std::vector<int> fargate_cpus();
/// The memory sizes that go with a cpu, ascending; empty when the cpu is none of Fargate's.
std::vector<int> fargate_memories(int cpu);
bool is_fargate_size(int cpu, int memory_mib);

}  // namespace archsynth::spec
