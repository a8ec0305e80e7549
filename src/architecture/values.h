#pragma once

#include "archsynth/architecture/architecture.h"

namespace archsynth::architecture {

/// Reports secrets of a service that refer to something of `resources` that is no secret.
void check_secret_references(const Architecture& file, const ServiceProps& props,
                             const std::string& label, Diagnostics& to);

/// Lets the code use the stack's key where its `permissions` are for what is encrypted with it.
void use_keys(const Architecture& file, const Stack& stack, const kms::Key& key,
              ecs::FargateService& service, const ServiceProps& props);

/// A connection string is left out where all services of a database name other settings of it, and
/// nothing else of the file names the secret.
rds::ConnectionString connection_string_of(const Architecture& file, std::string_view database);

/// Notes paths without a pattern where no service gets the other requests.
void note_exact_paths(const Architecture& file, const ServiceProps& props, Diagnostics& to);

/// Notes a port of a sidecar that no load balancer reaches, where the service has no other.
void note_unreached_sidecar(const ServiceProps& props, const std::string& label, Diagnostics& to);

}  // namespace archsynth::architecture
