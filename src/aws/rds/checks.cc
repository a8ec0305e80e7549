#include <fmt/format.h>

#include <algorithm>

#include "archsynth/aws/rds.h"
#include "archsynth/support/text.h"
#include "engines.h"
#include "spec/rds.h"
#include "spec/regions.h"
#include "windows.h"

namespace archsynth::rds {

const std::string_view kRetiredVersion = "ARC1718";

namespace {

/// The place of a mistake between two values: of the one that somebody stated.
const Origin& stated_of(const Origin& a, const Origin& b) { return a.is_stated() ? a : b; }

/// The last day of standard support, where that is over in the data of versions.
std::optional<std::string_view> extended_since(std::string_view engine, std::string_view version) {
  const auto end = spec::extended_support_since(engine, spec::major_version(engine, version));
  return end && *end < spec::engine_versions_date() ? end : std::nullopt;
}

std::string nearest_version(std::string_view engine, std::string_view version) {
  const auto near = spec::nearest_creatable(engine, version);
  if (!near) return {};
  std::string text = fmt::format("the nearest version that RDS creates is {}", quoted(*near));
  const auto next = spec::next_supported(engine, *near);
  if (extended_since(engine, *near) && next) {
    text += fmt::format("; {} needs no paid Extended Support", quoted(*next));
  }
  return text;
}

bool is_known_major(std::string_view engine, std::string_view major) {
  for (const spec::EngineVersion& each : spec::engine_versions(engine)) {
    if (spec::major_version(engine, each.version) == major) return true;
  }
  return false;
}

void check_version(std::string_view engine, const Sourced<std::string>& version, Diagnostics& to) {
  if (!version.stated() || !version.has_value()) return;
  const std::string_view major = spec::major_version(engine, *version);
  const auto known = spec::engine_version(engine, *version);
  if (*version == major && is_known_major(engine, major)) {
    const auto latest = spec::latest_creatable(engine, major);
    Diagnostic& diagnostic = to.error(
        "ARC1701", version.origin(),
        fmt::format("{} is a major version of {}, not a full version", quoted(*version), engine));
    diagnostic.fix = latest ? fmt::format("set {}, the newest full version", quoted(*latest))
                            : nearest_version(engine, *version);
  } else if (known && !known->creatable) {
    const std::string date =
        known->retired_on.empty() ? std::string() : fmt::format(" on {}", known->retired_on);
    to.error(kRetiredVersion, version.origin(),
             fmt::format("RDS stopped offering {} {} for new databases{}", engine, *version, date))
        .fix = nearest_version(engine, *version);
  } else if (!known && !is_known_major(engine, major)) {
    to.error("ARC1701", version.origin(),
             fmt::format("{} has no version {}", engine, quoted(*version)))
        .fix = nearest_version(engine, *version);
  } else if (!known) {
    to.warning("ARC1701", version.origin(),
               fmt::format("{} {} is not in archsynth's data of {}", engine, *version,
                           spec::engine_versions_date()))
        .fix = nearest_version(engine, *version);
  } else if (const auto end = extended_since(engine, *version)) {
    const auto next = spec::next_supported(engine, *version);
    to.warning("ARC1717", version.origin(),
               fmt::format("standard support for {} {} ended on {}; Extended Support is charged "
                           "for each vCPU",
                           engine, major, *end))
        .fix = next ? fmt::format("set {}, or see the price in `archsynth cost`", quoted(*next))
                    : "see the price in `archsynth cost`";
  }
}

/// Near names, else the family's classes, else a few that are common.
std::string class_help(std::string_view engine, std::string_view name, std::string_view region) {
  const std::vector<std::string_view> classes = spec::instance_classes(engine, region);
  if (nearest(name, classes)) return suggest(name, classes);
  std::vector<std::string_view> family;
  const std::string_view prefix = name.substr(0, name.rfind('.') + 1);
  for (std::string_view each : classes) {
    if (each.starts_with(prefix)) family.push_back(each);
  }
  if (!family.empty() && family.size() < classes.size()) return suggest(name, family);
  std::string examples;
  for (const char* each : {"db.t3.small", "db.t4g.medium", "db.m7g.large", "db.r7g.large"}) {
    if (!spec::class_valid(engine, each, region)) continue;
    examples += (examples.empty() ? "for example " : ", ") + std::string(each);
  }
  return examples;
}

void check_class(std::string_view engine, const std::string& version,
                 const Sourced<std::string>& name, const std::string& region, Diagnostics& to) {
  if (!name.has_value()) return;
  if (spec::class_valid(engine, *name, region)) {
    if (spec::version_runs_on(engine, version, *name)) return;
    to.error("ARC1702", name.origin(),
             fmt::format("{} {} does not run on {}", engine, version, quoted(*name)))
        .fix = "use a newer family, for example db.t4g, db.m7g or db.r7g";
    return;
  }
  to.error("ARC1702", name.origin(),
           fmt::format("RDS has no class {} for {} in {}", quoted(*name), engine, region))
      .fix = class_help(engine, *name, region);
}

void check_storage(const DatabaseProps& props, Diagnostics& to) {
  const int least = *props.storage_gib;
  const int most = *props.max_storage_gib;
  const Origin& place = stated_of(props.max_storage_gib.origin(), props.storage_gib.origin());
  if (most < least) {
    to.error("ARC1703", place,
             fmt::format("\"max_storage_gib\" is {}, less than \"storage_gib\", which is {}", most,
                         least));
  } else if (most > least && most < least + (least + 9) / 10) {
    to.error("ARC1703", place,
             fmt::format("\"max_storage_gib\" is {}, but must be at least a tenth more than "
                         "\"storage_gib\", which is {}",
                         most, least))
        .fix = fmt::format("set at least {}, or {} to keep storage from growing",
                           least + (least + 9) / 10, least);
  }
}

void check_names(std::string_view engine, const DatabaseProps& props, Diagnostics& to) {
  const std::string& user = *props.username;
  const auto longest = static_cast<std::size_t>(spec::longest_user_name(engine));
  if (spec::is_reserved_user_name(engine, user)) {
    to.error("ARC1704", props.username.origin(),
             fmt::format("{} is a reserved user name in {}", quoted(user), engine));
  } else if (user.size() > longest) {
    to.error("ARC1704", props.username.origin(),
             fmt::format("the user name {} has {} characters, more than the {} that {} allows",
                         quoted(user), user.size(), longest, engine));
  }
  if (is_reserved_database_name(engine, *props.database_name)) {
    to.error(
        "ARC1705", props.database_name.origin(),
        fmt::format("{} is a reserved database name in {}", quoted(*props.database_name), engine));
  }
}

void check_windows(const DatabaseProps& props, Diagnostics& to) {
  const auto backup = daily_window(*props.backup_window);
  const auto maintenance = weekly_window(*props.maintenance_window);
  const auto check_length = [&](const std::optional<Window>& window,
                                const Sourced<std::string>& key) {
    if (!window) return;
    if (window->minutes() < 30) {
      to.error("ARC1706", key.origin(),
               fmt::format("the window {} is shorter than 30 minutes", quoted(*key)));
    } else if (window->minutes() > 24 * 60) {
      to.error("ARC1706", key.origin(),
               fmt::format("the window {} is longer than a day", quoted(*key)));
    }
  };
  check_length(backup, props.backup_window);
  check_length(maintenance, props.maintenance_window);
  if (backup && maintenance && overlap(*backup, *maintenance)) {
    to.error("ARC1706", props.maintenance_window.origin(),
             fmt::format("the maintenance window {} overlaps the backup window {}",
                         quoted(*props.maintenance_window), quoted(*props.backup_window)))
        .related.push_back({props.backup_window.origin(), "the backup window"});
  }
}

void check_monitoring(std::string_view engine, const DatabaseProps& props, Diagnostics& to) {
  constexpr std::array kIntervals = {0, 1, 5, 10, 15, 30, 60};
  const Sourced<int>& interval = props.monitoring_interval_seconds;
  if (std::find(kIntervals.begin(), kIntervals.end(), *interval) == kIntervals.end()) {
    to.error("ARC1707", interval.origin(),
             fmt::format("\"monitoring_interval_seconds\" cannot be {}", *interval))
        .fix = "one of: 0, 1, 5, 10, 15, 30, 60";
  }
  if (*props.insights != Insights::kOff && !has_insights(engine, *props.instance_class)) {
    to.error(
          "ARC1708", props.insights.origin(),
          fmt::format("Database Insights does not support {} on {}", engine, *props.instance_class))
        .fix = engine == "aurora-mysql"
                   ? "use a class of a family other than db.t, or `insights: off`"
                   : "use a medium or larger class, or `insights: off`";
  }
}

/// Sources: https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/rds-secrets-manager.html
/// (limitations), and `MasterUserAuthenticationType` of CreateDBInstance.
void check_credentials(std::string_view engine, const DatabaseProps& props, Diagnostics& to) {
  const Credentials credentials = *props.credentials;
  if (credentials == Credentials::kManaged && !props.read_replicas.empty()) {
    to.error("ARC1713", stated_of(props.credentials.origin(), props.read_replicas.origin()),
             "RDS does not create read replicas of a database whose password it manages")
        .fix = "set \"credentials\" to generated, or remove \"read_replicas\"";
  }
  if (credentials == Credentials::kIam && spoken_engine(engine) != "postgres") {
    to.error("ARC1714", props.credentials.origin(),
             fmt::format("the master user of {} cannot log in with an IAM role", engine))
        .fix = "set \"credentials\" to generated or managed";
  }
  if (props.rotation_days && credentials != Credentials::kGenerated) {
    to.error("ARC1709", props.rotation_days.origin(),
             fmt::format("\"rotation_days\" has no effect with the credentials \"{}\"",
                         describe::name_of_enumerator(credentials)))
        .fix = credentials == Credentials::kManaged
                   ? "remove \"rotation_days\": RDS rotates a managed password by itself"
                   : "remove \"rotation_days\": there is no password";
  }
  if (props.username_from && props.snapshot_identifier) {
    to.error("ARC1709", props.username_from.origin(),
             "\"username_from\" has no effect with \"snapshot_identifier\", because the snapshot "
             "has the user")
        .fix = "remove \"username_from\"";
  }
  if (props.snapshot_identifier && credentials == Credentials::kIam) {
    to.error("ARC1709", stated_of(props.credentials.origin(), props.snapshot_identifier.origin()),
             "a database restored from a snapshot keeps its login method, so \"credentials\" "
             "cannot be \"iam\"")
        .fix = "set \"credentials\" to generated or managed, which set a new password";
  }
}

void check_replication(const BackupReplicationProps& copy, const std::string& region,
                       Diagnostics& to) {
  if (!copy.region.has_value() || !forms::kRegion.matches(*copy.region)) return;
  const auto here = spec::region(region);
  const auto there = spec::region(*copy.region);
  if (*copy.region == region) {
    to.error("ARC1710", copy.region.origin(),
             fmt::format("backups cannot be replicated to {}, the region of the stack", region));
  } else if (!there) {
    to.error("ARC1710", copy.region.origin(),
             fmt::format("unknown region {}", quoted(*copy.region)))
        .fix = suggest(*copy.region, spec::region_names());
  } else if (here && here->partition != there->partition) {
    to.error("ARC1710", copy.region.origin(),
             fmt::format("backups cannot leave the partition {} of {} for {}", here->partition,
                         region, *copy.region));
  }
  const std::vector<std::string_view> arn = split(*copy.kms_key_arn, ':');
  if (!there || !forms::kKmsKeyArn.matches(*copy.kms_key_arn) || arn[3] == *copy.region) return;
  to.error("ARC1710", copy.kms_key_arn.origin(),
           fmt::format("the key is in {}, but the copies are in {}", arn[3], *copy.region))
      .fix = fmt::format("set the ARN of a key in {}", *copy.region);
}

}  // namespace

void Database::check(const ec2::Vpc& vpc) {
  Diagnostics& to = diagnostics();
  const std::string engine = engine_name();
  const std::string& region = stack().props().region;
  check_version(engine, props_.engine_version, to);
  check_class(engine, *props_.engine_version, props_.instance_class, region, to);
  for (const auto& [name, replica] : props_.read_replicas) {
    check_class(engine, *props_.engine_version, replica.instance_class, region, to);
  }
  check_cluster();
  if (!is_cluster()) check_storage(props_, to);
  check_names(engine, props_, to);
  check_windows(props_, to);
  check_monitoring(engine, props_, to);
  check_credentials(engine, props_, to);
  if (props_.backup_replication) check_replication(*props_.backup_replication, region, to);
  if (const auto* tls = props_.parameters.find(tls_parameter(engine))) {
    to.error("ARC1711", tls->origin(),
             fmt::format("the parameter {} is set by \"require_tls\"", tls_parameter(engine)))
        .fix = "remove it; `require_tls: false` lets clients connect without TLS";
  }
  if (const std::size_t subnets = vpc.data_subnets().size();
      subnets < 2 && !vpc.has_misnamed_zones()) {
    to.error("ARC1712", origin(),
             fmt::format("{} needs subnets in two zones, but the network has {}", quoted(label()),
                         subnets))
        .fix = "add a zone; RDS requires a second zone even if the database has no standby";
  }
}

}  // namespace archsynth::rds
