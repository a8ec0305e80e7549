#include <fmt/format.h>

#include "archsynth/aws/ecs.h"
#include "archsynth/support/text.h"

namespace archsynth::ecs {

void FargateService::reach(elasticache::Cache& cache, const Origin& why) {
  depend_on(cache.security_group().allow_from(*security_group_, elasticache::kPort,
                                              "From" + logical_id().str(),
                                              "Connections from " + name_, why));
}

void FargateService::connect_to(elasticache::Cache& cache, std::string_view prefix,
                                const Origin& why) {
  inject(std::string(prefix) + "_HOST", "Value", cache.host(), why);
  inject(std::string(prefix) + "_PORT", "Value", cache.port(), why);
  inject(std::string(prefix) + "_URL", "Value", cache.url(), why);
  reach(cache, why);
}

void FargateService::connect_to(elasticache::Cache& cache, const CacheUseProps& use,
                                const Origin& why) {
  const auto setting = [this](const Sourced<std::string>& variable, cfn::Value value) {
    if (variable) inject(*variable, "Value", std::move(value), variable.origin());
  };
  setting(use.url, cache.url());
  setting(use.host, cache.host());
  setting(use.port, cache.port());
  if (use.reader_host && cache.reader_host().absent() && cache.props().replicas.stated()) {
    diagnostics()
        .error("ARC1230", use.reader_host.origin(),
               fmt::format("{} has no replica to read from", quoted(cache.label())))
        .fix = "raise \"replicas\", or leave \"reader_host\" out";
  } else {  // a profile without replicas reads from the primary
    setting(use.reader_host, cache.reader_host().absent() ? cache.host() : cache.reader_host());
  }
  reach(cache, why);
}

}  // namespace archsynth::ecs
