#include "calls.h"

#include <fmt/format.h>

#include <algorithm>

#include "archsynth/support/text.h"
#include "describe/shown.h"

namespace archsynth::architecture {

Calls::Calls(const Architecture& file, Diagnostics& to) : file_(file), to_(to) {
  for (const auto& [name, props] : file.services) {
    for (const auto& [callee, use] : props.calls) {
      if (check(callee, *name)) called_.insert(*callee);
    }
  }
  const Origin& tls = file.cluster.calls_tls.origin();
  if (file.services.empty() || !called_.empty() || !tls.is_stated()) return;
  to.error("ARC1510", tls, "\"cluster.calls_tls\" has no effect: no service calls another").fix =
      "remove the key, or list the services to call under \"calls\"";
}

bool Calls::check(const Sourced<std::string>& callee, const std::string& caller) const {
  const std::string label = quoted("services." + caller);
  const ServiceProps* const props = file_.services.find(*callee);
  if (props == nullptr) {
    to_.error("ARC1527", callee.origin(),
              fmt::format("{} calls {}, which is not in \"services\"", label,
                          describe::shown(*callee, callee.origin())))
        .fix = suggest(*callee, file_.services.names());
  } else if (*callee == caller) {
    to_.error("ARC1528", callee.origin(), label + " calls itself").fix =
        "remove the key: the code reaches its own container at localhost";
  } else if (!ecs::takes_requests(props->service)) {
    to_.error("ARC1528", callee.origin(),
              fmt::format("{} calls {}, which has no port", label, quoted(*callee)))
        .fix = fmt::format("give {} a \"port\"", quoted("services." + *callee));
  } else {
    return true;
  }
  return false;
}

void Calls::offer(ecs::FargateService& service, const std::string& name,
                  const ServiceProps& props) const {
  const bool is_called = called_.contains(name);
  if (is_called) service.answer_as(name);
  if (const Origin& ports = props.service.ports.origin(); !is_called && ports.is_stated()) {
    to_.error("ARC1510", ports,
              fmt::format("\"ports\" has no effect: no service calls {}", quoted(service.label())))
        .fix = "remove the key; between tasks of the service, list the ports as \"peer_ports\"";
  }
  const Sourced<int>& timeout = props.service.request_timeout_seconds;
  if (!timeout.stated()) return;
  if (!is_called) {
    to_.error("ARC1510", timeout.origin(),
              fmt::format("\"request_timeout_seconds\" has no effect: no service calls {}",
                          quoted(service.label())))
        .fix = "remove the key";
  } else if (const auto protocol = *props.service.protocol;
             protocol == elbv2::Protocol::kHttps || protocol == elbv2::Protocol::kTcp) {
    to_.error("ARC1510", timeout.origin(),
              "\"request_timeout_seconds\" has no effect: the proxy forwards bytes without reading "
              "them")
        .fix = "remove the key";
  }
}

bool Calls::waits_for(const std::string& one, const std::string& other) const {
  std::set<std::string_view> seen = {one};
  std::vector<std::string_view> open = {one};
  while (!open.empty()) {
    const std::string_view at = open.back();
    open.pop_back();
    if (at == other) return true;
    const auto found = waits_.find(at);
    if (found == waits_.end()) continue;
    for (const std::string& next : found->second) {
      if (seen.insert(next).second) open.push_back(next);
    }
  }
  return false;
}

void Calls::connect(const std::map<std::string, ecs::FargateService*>& services) {
  for (const auto& [name, props] : file_.services) {
    for (const auto& [callee, use] : props.calls) {
      if (!called_.contains(*callee) || *callee == *name) continue;
      if (&use != props.calls.find(*callee)) continue;  // named before, which was reported
      const bool is_circle = waits_for(*callee, *name);
      if (is_circle) {
        to_.warning("ARC1529", callee.origin(),
                    fmt::format("{} starts before {}, and cannot call it until its next deployment",
                                quoted("services." + *name), quoted(*callee)))
            .fix = fmt::format("remove one of the calls, or force a new deployment of {} later",
                               quoted(*name));
      } else {
        waits_[*name].push_back(*callee);
      }
      services.at(*name)->connect_to(
          *services.at(*callee), use, callee.origin(),
          is_circle ? ecs::CalleeStarts::kWhenever : ecs::CalleeStarts::kBefore);
    }
  }
}

}  // namespace archsynth::architecture
