#pragma once

#include "archsynth/architecture/architecture.h"

namespace archsynth::architecture {

/// The certificate of the load balancer, and the records of the domain's names.
void build_domain(const Architecture& file, Stack& stack, elbv2::LoadBalancer& load_balancer);

/// The records of the domain's names where only TCP services are exposed.
void build_domain(const Architecture& file, Stack& stack,
                  const elbv2::NetworkLoadBalancer& load_balancer);

/// Reports a name that the stack without a suffix has as well.
void check_suffixed_name(const Architecture& file, const std::string& suffix, Diagnostics& to);

/// Reports hosts of a route that neither the stack's certificate nor its records cover.
void check_hosts(const Architecture& file, const ServiceProps& props, const std::string& label,
                 Diagnostics& to);

}  // namespace archsynth::architecture
