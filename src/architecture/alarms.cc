#include "alarms.h"

#include <fmt/format.h>

#include <algorithm>

namespace archsynth::architecture {

void check_alarms(const Architecture& file, const Watched& watched, Diagnostics& to) {
  const cloudwatch::AlarmsProps& limits = file.alarms.alarms;
  const bool has_readers =
      std::any_of(file.databases.begin(), file.databases.end(),
                  [](const auto& each) { return rds::is_aurora(*each.value.engine); });
  struct Setting {
    const Origin& stated;
    bool is_useful;
    const char* lacking;
  };
  const char* const kNoDatabases = "there are no databases";
  const char* const kNotExposed = "no service is exposed";
  const Setting settings[] = {
      {limits.database_connections_percent.origin(), !file.databases.empty(), kNoDatabases},
      {limits.database_free_storage_percent.origin(), !file.databases.empty(), kNoDatabases},
      {limits.database_free_memory_percent.origin(), !file.databases.empty(), kNoDatabases},
      {limits.database_replica_lag_seconds.origin(), has_readers,
       "no database is an Aurora cluster"},
      {limits.cache_memory_percent.origin(), !file.caches.empty(), "there are no caches"},
      {limits.table_throttles_per_5_minutes.origin(), !file.tables.empty(), "there are no tables"},
      {limits.file_system_io_percent.origin(), !file.file_systems.empty(),
       "there are no file systems"},
      {limits.http_5xx_per_5_minutes.origin(), watched.has_load_balancer, kNotExposed},
      {limits.response_time_seconds.origin(), watched.has_load_balancer, kNotExposed},
      {limits.memory_percent.origin(), watched.has_services, "there are no services"},
      {limits.cpu_percent.origin(), true, ""},
      {limits.topic.email.origin(), true, ""},
  };
  // A profile without alarms leaves those of the file for the others.
  const bool is_off = !*file.alarms.enabled && file.alarms.enabled.stated();
  for (const Setting& each : settings) {
    if (!each.stated.is_stated() || (each.is_useful && !is_off)) continue;
    to.error("ARC1510", each.stated,
             fmt::format("the key has no effect: {}",
                         each.is_useful ? "\"alarms.enabled\" is false" : each.lacking))
        .fix = "remove the key";
  }
}

}  // namespace archsynth::architecture
