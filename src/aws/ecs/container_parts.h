#pragma once

#include "archsynth/aws/ecs.h"

namespace archsynth::ecs {

/// What a container's definition says of its health check.
cfn::Value health_check_of(const ContainerHealthCheckProps& check);

/// Logs in the cluster's group, in streams that begin with the service's name.
cfn::Value log_configuration_of(const Cluster& cluster, const std::string& service);

/// The container that forwards logs, and the port on which it takes them.
inline constexpr const char* kLogRouter = "log-router";
inline constexpr int kLogRouterPort = 24224;

/// The container that collects traces, and the ports on which it takes them and answers checks.
inline constexpr const char* kTraceCollector = "trace-collector";
inline constexpr int kTracePorts[] = {4317, 4318, 13133};

/// What a container's definition says of the files that it may have open; absent for the default.
cfn::Value limits_of(const Sourced<int>& open_files);

/// How a container finds a volume of its task.
cfn::Map mount_of(const std::string& volume, const Sourced<std::string>& path,
                  const Sourced<bool>& read_only);

/// Adds an item to a list that may not be there yet.
void append(cfn::Value& list, cfn::Map item);

/// `DependsOn` of each container by name, the service's own among them. A name that no container
/// has and a circle are reported.
std::map<std::string, cfn::List> start_order_of(const std::string& service,
                                                const FargateServiceProps& props,
                                                const std::string& label, Diagnostics& to);

/// Reports variables that have the name of a credential and a value in the file.
void check_plain_variables(const FargateServiceProps& props, const std::string& label,
                           Diagnostics& to);

/// Reports a health check that ECS cannot run.
void check_container_health(const Sourced<ContainerHealthCheckProps>& check, Diagnostics& to);

/// Whether the proxy of a service that is called takes TLS: not where its own container does.
bool encrypts_calls(const FargateService& service);

}  // namespace archsynth::ecs
