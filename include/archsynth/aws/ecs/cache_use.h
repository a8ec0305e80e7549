#pragma once

#include <string>

#include "archsynth/aws/forms.h"
#include "archsynth/describe/record.h"

namespace archsynth::ecs {

using describe::field;

/// A URL of a cache, beyond its host and port.
struct CacheUrlProps {
  Sourced<int> database = Default(0);
  Sourced<std::string> parameters{};
  static constexpr auto fields() {
    using P = CacheUrlProps;
    return describe::fields(
        "a URL of a cache",
        field<&P::database>("database", "the number of the database within the cache").range(0, 15),
        field<&P::parameters>("parameters",
                              "what follows the question mark: Celery needs `ssl_cert_reqs` where "
                              "the cache requires TLS")
            .form(forms::kUrlQuery)
            .example("ssl_cert_reqs=required"));
  }
};
static_assert(describe::complete<CacheUrlProps>());

/// The variables in which a service finds a cache; those without a name are not set.
struct CacheUseProps {
  Sourced<std::string> url{};
  describe::Map<CacheUrlProps> urls{};
  Sourced<std::string> host{};
  Sourced<std::string> port{};
  Sourced<std::string> reader_host{};
  static constexpr auto fields() {
    using P = CacheUseProps;
    return describe::fields(
        "a use of a cache",
        field<&P::url>("url",
                       "the variable that gets the URL: `rediss://…`, with two s, where the cache "
                       "requires TLS")
            .form(forms::kVariableName)
            .example("REDIS_URL"),
        field<&P::urls>("urls",
                        "variables that get the URL with the number of a database, or with "
                        "parameters")
            .keys(forms::kVariableName)
            .example("{CELERY_RESULT_BACKEND: {database: 1, parameters: ssl_cert_reqs=required}}"),
        field<&P::host>("host", "the variable that gets the host name").form(forms::kVariableName),
        field<&P::port>("port", "the variable that gets the port").form(forms::kVariableName),
        field<&P::reader_host>("reader_host",
                               "the variable that gets the host name of the replicas")
            .form(forms::kVariableName));
  }
};
static_assert(describe::complete<CacheUseProps>());

}  // namespace archsynth::ecs
