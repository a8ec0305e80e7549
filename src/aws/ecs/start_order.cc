#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "archsynth/support/text.h"
#include "aws/ecs/container_parts.h"

namespace archsynth::ecs {

namespace {

/// The containers that each waits for.
using Waits = std::map<std::string, std::vector<std::string>>;

bool waits_for(const Waits& waits, const std::string& one, const std::string& other) {
  std::vector<std::string> open{one};
  std::set<std::string> seen;
  while (!open.empty()) {
    const std::string each = open.back();
    open.pop_back();
    if (each == other) return true;
    if (!seen.insert(each).second) continue;
    const auto next = waits.find(each);
    if (next != waits.end()) open.insert(open.end(), next->second.begin(), next->second.end());
  }
  return false;
}

void add_wait(Waits& waits, const std::string& one, const std::string& other) {
  std::vector<std::string>& list = waits[one];
  if (std::find(list.begin(), list.end(), other) == list.end()) list.push_back(other);
}

Waits stated_waits(const std::string& service, const FargateServiceProps& props,
                   const std::string& label, Diagnostics& to) {
  Waits waits;
  std::vector<std::string> known = props.sidecars.names();
  known.push_back(service);
  for (const auto& [name, sidecar] : props.sidecars) {
    for (const Sourced<std::string>& other : sidecar.after) {
      if (std::find(known.begin(), known.end(), *other) != known.end()) {
        add_wait(waits, *name, *other);
        continue;
      }
      to.error("ARC1237", other.origin(),
               fmt::format("{} names the container {}, which the service does not have",
                           quoted(label + ".sidecars." + *name + ".after"), quoted(*other)))
          .fix = suggest(*other, known);
    }
  }
  return waits;
}

/// Those that run before come before all others; one with a health check beside the service's
/// container comes before that, unless it waits for it.
void add_usual_waits(Waits& waits, const std::string& service, const FargateServiceProps& props) {
  const Waits stated = waits;
  for (const auto& [name, sidecar] : props.sidecars) {
    if (*sidecar.runs == Runs::kBefore) {
      add_wait(waits, service, *name);
      for (const auto& [other, beside] : props.sidecars) {
        if (*beside.runs == Runs::kBeside) add_wait(waits, *other, *name);
      }
    } else if (sidecar.health_check && !waits_for(stated, *name, service)) {
      add_wait(waits, service, *name);
    }
  }
}

void check_circles(const Waits& waits, const FargateServiceProps& props, const std::string& label,
                   Diagnostics& to) {
  for (const auto& [name, sidecar] : props.sidecars) {
    for (const Sourced<std::string>& other : sidecar.after) {
      if (!waits_for(waits, *other, *name)) continue;
      to.error("ARC1236", other.origin(),
               fmt::format("{} waits for {}, which waits for it in turn",
                           quoted(label + ".sidecars." + *name), quoted(*other)))
          .fix = "remove one of them from \"after\"";
      return;
    }
  }
}

const char* condition_of(const std::string& name, const FargateServiceProps& props) {
  const SidecarProps* sidecar = props.sidecars.find(name);
  if (sidecar == nullptr) return props.container_health_check ? "HEALTHY" : "START";
  if (*sidecar->runs == Runs::kBefore) return "SUCCESS";
  return sidecar->health_check ? "HEALTHY" : "START";
}

}  // namespace

/// https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDependency.html
std::map<std::string, cfn::List> start_order_of(const std::string& service,
                                                const FargateServiceProps& props,
                                                const std::string& label, Diagnostics& to) {
  Waits waits = stated_waits(service, props, label, to);
  add_usual_waits(waits, service, props);
  check_circles(waits, props, label, to);
  std::map<std::string, cfn::List> order;
  for (const auto& [name, others] : waits) {
    for (const std::string& other : others) {
      order[name].push_back(
          cfn::Map{{"Condition", condition_of(other, props)}, {"ContainerName", other}});
    }
  }
  return order;
}

}  // namespace archsynth::ecs
