#pragma once

#include "archsynth/architecture/architecture.h"

namespace archsynth::architecture {

/// The certificate of the load balancer, and the records of the domain's names.
void build_domain(const Architecture& file, Stack& stack, elbv2::LoadBalancer& load_balancer);

/// Reports hosts of a route that neither the stack's certificate nor its records cover.
void check_hosts(const Architecture& file, const ServiceProps& props, const std::string& label,
                 Diagnostics& to);

}  // namespace archsynth::architecture
