#include <fmt/format.h>

#include "archsynth/aws/ecs.h"
#include "archsynth/support/text.h"
#include "aws/ecs/container_parts.h"

namespace archsynth::ecs {

void FargateService::make_sidecars() {
  std::map<int, std::string> ports;
  if (props_.log_forwarding) ports.emplace(kLogRouterPort, kLogRouter);
  for (const int port : kTracePorts) {
    if (props_.tracing) ports.emplace(port, kTraceCollector);
  }
  check_port(props_.port, name_, ports);
  for (const auto& [name, port] : props_.ports) check_port(port, name_, ports);
  for (const auto& [name, props] : props_.sidecars) {
    check_sidecar(*name, name.origin(), props, ports);
    cfn::List& containers = *task_definition_->properties["ContainerDefinitions"].list();
    if (props.image.missing()) copies_.push_back(containers.size());
    containers.emplace_back(container_of(*name, props));
  }
  std::map<std::string, cfn::List> order = start_order_of(name_, props_, label(), diagnostics());
  std::size_t index = 0;
  const auto set_order = [&](const std::string& name) {
    cfn::List& first = order[name];
    if (!first.empty()) container(index).set("DependsOn", std::move(first));
    ++index;
  };
  set_order(name_);
  for (const auto& [name, props] : props_.sidecars) set_order(*name);
}

void FargateService::check_port(const Sourced<int>& port, const std::string& name,
                                std::map<int, std::string>& ports) {
  if (!port) return;
  const auto [first, is_new] = ports.emplace(*port, name);
  if (is_new) return;
  const std::string message =
      first->second == name
          ? fmt::format("the container {} has the port {} twice", quoted(name), *port)
          : fmt::format("the containers {} and {} both listen on port {}", quoted(first->second),
                        quoted(name), *port);
  diagnostics().error("ARC1231", port.origin(), message).fix =
      "use another port for one of them; containers of a task share one network";
}

void FargateService::check_sidecar(const std::string& name, const Origin& origin,
                                   const SidecarProps& props, std::map<int, std::string>& ports) {
  const std::string where = label() + ".sidecars." + name;
  const bool is_router = props_.log_forwarding && name == kLogRouter;
  const bool is_collector = props_.tracing && name == kTraceCollector;
  if (name == name_ || is_router || is_collector) {
    diagnostics()
        .error("ARC1231", origin,
               fmt::format("{} has the name of the {}", quoted(where),
                           is_router      ? "container that forwards logs"
                           : is_collector ? "container that collects traces"
                                          : "service's own container"))
        .fix = "rename the sidecar";
  }
  if (props.image && props.image->is_large) check_image(props.image->large, where, name);
  check_port(props.port, name, ports);
  check_container_health(props.health_check, diagnostics());
  if (*props.runs != Runs::kBefore) return;
  for (const auto& [key, stated] :
       {std::pair{"port", &props.port.origin()}, std::pair{"essential", &props.essential.origin()},
        std::pair{"health_check", &props.health_check.origin()}}) {
    if (!stated->is_stated()) continue;
    diagnostics()
        .error("ARC1232", *stated,
               fmt::format("{} has no effect on a sidecar that runs before the others",
                           quoted(where + "." + key)))
        .fix = "remove the key";
  }
}

cfn::Map FargateService::container_of(const std::string& name, const SidecarProps& props) {
  const bool is_before = *props.runs == Runs::kBefore;
  cfn::Map made{{"Name", name},
                {"Essential", is_before ? cfn::Value(false) : cfn::Value(props.essential)},
                {"EntryPoint", props.entry_point},
                {"Command", props.command},
                {"User", props.user},
                {"Ulimits", limits_of(props.open_files)},
                {"LogConfiguration", log_configuration_of(*cluster_, name_)}};
  if (props.port) made.set("PortMappings", cfn::List{cfn::Map{{"ContainerPort", props.port}}});
  if (props.health_check) made.set("HealthCheck", health_check_of(*props.health_check));
  const bool has_uri = props.image && (!props.image->is_large || props.image->large.uri);
  if (has_uri) {
    cfn::Value image = props.image->is_large ? cfn::Value(props.image->large.uri)
                                             : aws::value_of(props.image->scalar, diagnostics());
    allow_pull_of(image);
    made.set("Image", std::move(image));
  }
  add_settings(made, name, props);
  return made;
}

/// Variables, secrets and volumes.
void FargateService::add_settings(cfn::Map& container, const std::string& name,
                                  const SidecarProps& props) {
  const std::string where = label() + ".sidecars." + name;
  for (const auto& [variable, value] : props.variables) {
    waive_plain_variables();
    environment_[place_of(name)].emplace(*variable, variable.origin());
    append(container["Environment"],
           {{"Name", cfn::Value(*variable).with_origin(variable.origin())},
            {"Value", aws::value_of(value, diagnostics())}});
  }
  for (const auto& [variable, secret] : props.secrets) {
    cfn::Value from = secret ? read_secret(secret, where + ".secrets." + *variable) : cfn::Value();
    if (from.absent()) continue;
    environment_[place_of(name)].emplace(*variable, variable.origin());
    append(container["Secrets"], {{"Name", cfn::Value(*variable).with_origin(variable.origin())},
                                  {"ValueFrom", std::move(from)}});
  }
  for (const auto& [volume, mounted] : props.volumes) {
    if (props_.volumes.find(*volume) == nullptr) {
      diagnostics()
          .error("ARC1234", volume.origin(),
                 fmt::format("{} names the volume {}, which the service does not have",
                             quoted(where + ".volumes"), quoted(*volume)))
          .fix = suggest(*volume, props_.volumes.names());
      continue;
    }
    if (!mounted) continue;
    append(container["MountPoints"],
           mounted->is_large ? mount_of(*volume, mounted->large.path, mounted->large.read_only)
                             : mount_of(*volume, mounted->scalar, Default(false)));
  }
}

void FargateService::check_requests() {
  const Sourced<std::string>& to = props_.requests_to;
  if (!to) return;
  const SidecarProps* proxy = props_.sidecars.find(*to);
  if (proxy == nullptr) {
    diagnostics()
        .error("ARC1233", to.origin(),
               fmt::format("{} names the sidecar {}, which the service does not have",
                           quoted(label() + ".requests_to"), quoted(*to)))
        .fix = suggest(*to, props_.sidecars.names());
    return;
  }
  const std::string where = quoted(label() + ".sidecars." + *to);
  if (*proxy->runs == Runs::kBefore) {
    diagnostics().error("ARC1233", to.origin(), where + " has already ended when requests arrive");
  } else if (proxy->port.missing()) {
    diagnostics().error("ARC1233", to.origin(), where + " has no port for requests").fix =
        "give the sidecar a \"port\"";
  } else if (!*proxy->essential) {
    diagnostics()
        .error("ARC1233", proxy->essential.origin(),
               where + " receives the requests, so the task must stop with it")
        .fix = "remove \"essential\"";
  }
}

Sourced<int> FargateService::request_port() const {
  if (!props_.requests_to) return props_.port;
  const SidecarProps* proxy = props_.sidecars.find(*props_.requests_to);
  return proxy == nullptr ? props_.port : proxy->port;
}

}  // namespace archsynth::ecs
