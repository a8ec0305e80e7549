#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "archsynth/spec/text_list.h"

namespace archsynth::spec {

/// Facts about an RDS database engine.
struct Engine {
  std::string_view name;  ///< as in the property `Engine`: `postgres`
  int default_port = 0;   ///< what RDS takes when no port is stated
  TextList log_exports;   ///< allowed in `EnableCloudwatchLogsExports`, sorted
};
/// Nothing for engines whose settings are those of a cluster (`aurora-…`) and for unknown ones.
std::optional<Engine> engine(std::string_view name);
/// Names of the engines above, sorted.
std::vector<std::string_view> engines();

/// Whether RDS refuses the name as `MasterUsername`: reserved by RDS, by a prefix (`pg_`), or as a
/// key word of the engine. Compared ignoring case.
bool is_reserved_user_name(std::string_view engine, std::string_view name);
/// The longest `MasterUsername`, in characters.
int longest_user_name(std::string_view engine);

/// An engine version as the data releases know it.
struct EngineVersion {
  std::string_view engine;
  std::string_view version;
  /// RDS creates instances of it, by the newest data release and AWS's later notices.
  bool creatable = false;
  /// Every data release says so, the oldest that is supported too. What archsynth itself puts into
  /// a template is always such a version, so that older and newer linters agree with it.
  bool in_every_release = false;
  /// The day from which RDS creates none, `YYYY-MM-DD`, by a notice of AWS; empty when creatable or
  /// when no notice is known.
  std::string_view retired_on;
};
/// The known version; nothing when no data release lists it. A bare major version such as `15` is
/// known too, and mostly not creatable.
std::optional<EngineVersion> engine_version(std::string_view engine, std::string_view version);
/// All known versions of the engine, oldest first.
std::vector<EngineVersion> engine_versions(std::string_view engine);
/// The day of the newest data release about versions, `YYYY-MM-DD`.
std::string_view engine_versions_date();

/// The version to put in place of one that cannot be created: of the same major version the next
/// newer minor, else its latest; else the latest of the next newer major version that is in
/// standard support on the day of the newest data release. Always `in_every_release`, and never a
/// bare major version or one of paid extended support (`-rds.`). Nothing when there is none.
std::optional<std::string_view> nearest_creatable(std::string_view engine,
                                                  std::string_view version);
/// The latest version of the next newer major version that is in standard support on the day of the
/// newest data release; `in_every_release`. Nothing when there is none.
std::optional<std::string_view> next_supported(std::string_view engine, std::string_view version);
/// The newest version of a major version that is `in_every_release`.
std::optional<std::string_view> latest_creatable(std::string_view engine, std::string_view major);
/// The version to take when none is stated: the latest of the newest major version that has one
/// `in_every_release`. A major version that only the newest data knows is passed over.
std::optional<std::string_view> default_version(std::string_view engine);

/// `15` of PostgreSQL `15.4`, `9.6` of `9.6.24`, `8.4` of MySQL `8.4.5`.
std::string_view major_version(std::string_view engine, std::string_view version);
/// `postgres15`; nothing when the engine's families do not follow from the version.
std::optional<std::string> parameter_group_family(std::string_view engine,
                                                  std::string_view version);
/// The last day of RDS standard support of a major version, `YYYY-MM-DD`; nothing when not known.
std::optional<std::string_view> end_of_standard_support(std::string_view engine,
                                                        std::string_view major);
/// The same where RDS charges Extended Support afterwards, which MariaDB does not have:
/// https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_SupportedEngineLifecycle.html
std::optional<std::string_view> extended_support_since(std::string_view engine,
                                                       std::string_view major);

/// A DB instance class. Figures are those of the EC2 instance type of the same name.
struct InstanceClass {
  std::string_view name;        ///< `db.t3.micro`
  int vcpus = 0;                ///< 0 when not known (`db.serverless`, `…tpc1.mem2x`)
  std::int64_t memory_mib = 0;  ///< nominal; 0 when not known
};
std::optional<InstanceClass> instance_class(std::string_view name);

/// Whether RDS offers the class for the engine in the region; with an empty region, or one the data
/// does not cover, whether it does anywhere.
bool class_valid(std::string_view engine, std::string_view instance_class,
                 std::string_view region = {});
/// Whether the engine's version runs on the class, by its family: new versions leave old ones
/// behind. True where the data says nothing.
bool version_runs_on(std::string_view engine, std::string_view version,
                     std::string_view instance_class);
/// Whether the data has classes for the engine at all.
bool has_instance_classes(std::string_view engine);
/// The classes of an engine, sorted by family and then size; `region` as above.
std::vector<std::string_view> instance_classes(std::string_view engine,
                                               std::string_view region = {});

/// `max_connections` of the default parameter group.
struct MaxConnections {
  /// RDS's documented formula on the class's nominal memory.
  std::int64_t nominal = 0;
  /// What is surely there. RDS applies the formula to the memory left beside the system and its own
  /// processes and does not publish that figure; measured were 198 of 225 connections (2 GiB) and
  /// 413 of 450 (4 GiB) with PostgreSQL and 29 of 42 (1 GiB) with MariaDB. Taken here: a tenth of
  /// the memory, at least 320 MiB, is held back. Alarms belong below this figure.
  std::int64_t cautious = 0;
};
/// Nothing when the engine has no such formula or the class's memory is not known.
/// Source: https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/CHAP_Limits.html
std::optional<MaxConnections> default_max_connections(std::string_view engine,
                                                      std::string_view instance_class);

}  // namespace archsynth::spec
