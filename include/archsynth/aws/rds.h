#pragma once

#include <string>
#include <vector>

#include "archsynth/aws/ec2.h"
#include "archsynth/aws/iam.h"
#include "archsynth/aws/kms.h"
#include "archsynth/aws/secretsmanager.h"

/// Relational databases.
namespace archsynth::rds {

/// The code of a version that RDS creates no databases with, but that those which have it keep.
extern const std::string_view kRetiredVersion;

using describe::field;

enum class Engine { kPostgres, kMysql, kMariadb, kAuroraPostgres, kAuroraMysql };
constexpr auto names_of(Engine) {
  return std::array{"postgres", "mysql", "mariadb", "aurora_postgres", "aurora_mysql"};
}
constexpr bool is_aurora(Engine engine) {
  return engine == Engine::kAuroraPostgres || engine == Engine::kAuroraMysql;
}

/// Who makes and keeps the master password.
enum class Credentials { kGenerated, kManaged, kIam };
constexpr auto names_of(Credentials) { return std::array{"generated", "managed", "iam"}; }

/// Where the template takes the name of the master user from.
enum class UsernameFrom { kSecret, kTemplate };
constexpr auto names_of(UsernameFrom) { return std::array{"secret", "template"}; }

enum class OnDelete { kSnapshot, kRetain, kDelete };
constexpr auto names_of(OnDelete) { return std::array{"snapshot", "retain", "delete"}; }

enum class Insights { kAdvanced, kStandard, kOff };
constexpr auto names_of(Insights) { return std::array{"advanced", "standard", "off"}; }

/// Automated backups copied to a second region.
struct BackupReplicationProps {
  Sourced<std::string> region{};
  Sourced<int> retention_days = Default(7);
  Sourced<std::string> kms_key_arn{};
  static constexpr auto fields() {
    return describe::fields(
        "backup replication",
        field<&BackupReplicationProps::region>("region", "the region that keeps the copies")
            .form(forms::kRegion)
            .required()
            .example("us-west-2"),
        field<&BackupReplicationProps::retention_days>("retention_days",
                                                       "days that copies are kept")
            .range(1, 35),
        field<&BackupReplicationProps::kms_key_arn>(
            "kms_key_arn", "a KMS key of that region; needed where the database is encrypted")
            .form(forms::kKmsKeyArn)
            .required());
  }
};
static_assert(describe::complete<BackupReplicationProps>());

struct ReadReplicaProps {
  Sourced<std::string> instance_class{};
  static constexpr auto fields() {
    return describe::fields(
        "a read replica", field<&ReadReplicaProps::instance_class>(
                              "instance_class", "the replica's class; the database's when left out")
                              .form(forms::kInstanceClass));
  }
};
static_assert(describe::complete<ReadReplicaProps>());

/// What each instance of a serverless Aurora cluster may grow to and shrink to.
struct CapacityUnitsProps {
  Sourced<double> min = Default(0.5);
  Sourced<double> max = Default(4.0);
  static constexpr auto fields() {
    return describe::fields(
        "capacity units",
        field<&CapacityUnitsProps::min>("min",
                                        "the minimum, in steps of 0.5; 0 lets idle instances pause")
            .range(0, 256),
        field<&CapacityUnitsProps::max>("max", "the maximum under load, in steps of 0.5")
            .range(1, 256));
  }
};
static_assert(describe::complete<CapacityUnitsProps>());

struct DatabaseProps {
  Sourced<Engine> engine = Default(Engine::kPostgres);
  Sourced<std::string> engine_version{};
  Sourced<std::string> instance_class = ByProfile("db.t3.small", "db.t3.micro", "db.t3.micro");
  Sourced<CapacityUnitsProps> capacity_units{};
  Sourced<int> readers{};
  Sourced<int> storage_gib = Default(20);
  Sourced<int> max_storage_gib = Default(100);
  Sourced<bool> multi_az = ByProfile(true, false, false);
  Sourced<int> port{};
  Sourced<std::string> database_name = Default("app");
  Sourced<std::string> username = Default("app_admin");
  Sourced<UsernameFrom> username_from{};
  Sourced<Credentials> credentials = Default(Credentials::kGenerated);
  Sourced<int> rotation_days{};
  Sourced<int> backup_retention_days = ByProfile(7, 1, 1);
  Sourced<std::string> backup_window{};
  Sourced<std::string> maintenance_window{};
  Sourced<BackupReplicationProps> backup_replication{};
  Sourced<std::string> snapshot_identifier{};
  describe::Map<ReadReplicaProps> read_replicas{};
  Sourced<OnDelete> on_delete =
      ByProfile(OnDelete::kSnapshot, OnDelete::kSnapshot, OnDelete::kDelete);
  Sourced<bool> deletion_protection = ByProfile(true, false, false);
  Sourced<Insights> insights = ByProfile(Insights::kStandard, Insights::kOff, Insights::kOff);
  Sourced<int> monitoring_interval_seconds = ByProfile(60, 0, 0);
  Sourced<bool> auto_minor_version_upgrade = Default(true);
  Sourced<bool> allow_major_version_upgrade = Default(false);
  Sourced<bool> require_tls = Default(true);
  describe::Map<Sourced<std::string>> parameters{};
  static constexpr auto fields() {
    return describe::fields(
        "a database",
        field<&DatabaseProps::engine>(
            "engine",
            "the database engine; its error and slow statement logs go to CloudWatch Logs, in "
            "groups that RDS creates and never empties; `aurora_postgres` and `aurora_mysql` are "
            "clusters whose storage grows by itself in three zones"),
        field<&DatabaseProps::engine_version>(
            "engine_version",
            "a version that RDS can create, in quotes; a current one of the newest well-tested "
            "major version when left out")
            .form(forms::kEngineVersion)
            .example("\"15.17\""),
        field<&DatabaseProps::instance_class>("instance_class",
                                              "the machine; an Aurora cluster scales by "
                                              "`capacity_units` when left out")
            .form(forms::kInstanceClass),
        field<&DatabaseProps::capacity_units>(
            "capacity_units",
            "Aurora capacity units, of about 2 GiB of memory each, between which each instance of "
            "a cluster scales; 0.5 to 4 when left out")
            .example("{min: 0.5, max: 8}"),
        field<&DatabaseProps::readers>(
            "readers",
            "instances of an Aurora cluster in addition to the writer, which take over and answer "
            "at `reader_host`; 1 in production and 0 elsewhere when left out")
            .range(0, 15),
        field<&DatabaseProps::storage_gib>("storage_gib", "initial gp3 storage in GiB")
            .range(20, 65536),
        field<&DatabaseProps::max_storage_gib>(
            "max_storage_gib",
            "GiB up to which storage grows automatically, at least a "
            "tenth more than `storage_gib`, or the same for "
            "never; twice `storage_gib` where the default is "
            "too little")
            .range(20, 65536),
        field<&DatabaseProps::multi_az>("multi_az", "a standby in a second zone that takes over"),
        field<&DatabaseProps::port>("port", "the TCP port; the engine's own when left out")
            .range(1150, 65535),
        field<&DatabaseProps::database_name>(
            "database_name",
            "the database that is created in the server; a change replaces the server")
            .form(forms::kDatabaseName),
        field<&DatabaseProps::username>("username", "the master user; a change replaces the server")
            .form(forms::kUserName),
        field<&DatabaseProps::username_from>(
            "username_from",
            "where the template reads `username` from: `secret`, a reference to the generated "
            "secret, as with `credentials: generated`, or `template`, a plain value, as with the "
            "others; a change replaces the server, so keep the former one here when `credentials` "
            "changes"),
        field<&DatabaseProps::credentials>(
            "credentials",
            "`generated`: a secret of this stack with user, password, host, port, "
            "database and, unless it rotates, a second one with the connection "
            "string; `managed`: RDS keeps the password and changes it every seven days, so "
            "tasks get its ARN too, to read it again; `iam`: no password, tasks connect with "
            "their role, PostgreSQL only"),
        field<&DatabaseProps::rotation_days>(
            "rotation_days",
            "days between new passwords in the `generated` secret, which then comes "
            "without a connection string; needs a transform, and "
            "CAPABILITY_AUTO_EXPAND to deploy")
            .range(1, 1000),
        field<&DatabaseProps::backup_retention_days>("backup_retention_days",
                                                     "days that automated "
                                                     "backups are kept")
            .range(1, 35),
        field<&DatabaseProps::backup_window>("backup_window", "when backups start, in UTC")
            .form(forms::kBackupWindow)
            .example("03:00-04:00"),
        field<&DatabaseProps::maintenance_window>("maintenance_window",
                                                  "when RDS may do maintenance, in UTC")
            .form(forms::kMaintenanceWindow)
            .example("sun:04:30-sun:05:30"),
        field<&DatabaseProps::backup_replication>("backup_replication",
                                                  "automated backups copied to "
                                                  "another region"),
        field<&DatabaseProps::snapshot_identifier>(
            "snapshot_identifier",
            "a snapshot to restore from when the database is created, with its encryption; "
            "`username` and `database_name` must be the ones in it. Keep it set: removing it "
            "replaces the server")
            .form(forms::kSnapshotId),
        field<&DatabaseProps::read_replicas>("read_replicas", "copies to read from, by name")
            .keys(forms::kName),
        field<&DatabaseProps::on_delete>("on_delete",
                                         "what happens to the data when the database "
                                         "leaves the stack or is replaced"),
        field<&DatabaseProps::deletion_protection>(
            "deletion_protection",
            "the database cannot be deleted until the protection is turned off"),
        field<&DatabaseProps::insights>("insights",
                                        "Database Insights: `standard` keeps seven days of "
                                        "load by statement at no cost, `advanced` "
                                        "fifteen months at a price; off by default where "
                                        "MySQL or MariaDB run on a micro or small class"),
        field<&DatabaseProps::monitoring_interval_seconds>(
            "monitoring_interval_seconds",
            "seconds between readings of operating system metrics: 0 (off), 1, 5, 10, 15, 30 or "
            "60"),
        field<&DatabaseProps::auto_minor_version_upgrade>(
            "auto_minor_version_upgrade",
            "RDS upgrades to newer minor versions in the maintenance window"),
        field<&DatabaseProps::allow_major_version_upgrade>("allow_major_version_upgrade",
                                                           "major version upgrades are allowed"),
        field<&DatabaseProps::require_tls>("require_tls", "connections without TLS are refused"),
        field<&DatabaseProps::parameters>("parameters", "further parameters of the engine")
            .example("{log_min_duration_statement: \"500\"}"));
  }
};
static_assert(describe::complete<DatabaseProps>());

/// Sets what settled props leave to the engine: its version in an edition of defaults (the newest
/// when empty), and what a cluster has in the place of an instance's class and standby.
void choose_defaults(DatabaseProps& props, Profile profile, std::string_view edition = {});

/// Whether a secret of generated credentials is accompanied by one that is a connection string.
enum class ConnectionString { kMade, kLeftOut };

/// An RDS instance, or an Aurora cluster, with its subnet group, parameter group, security group
/// and secret: encrypted, not public, TLS required, storage that grows, every property that costs
/// data on a change stated.
///
/// RDS itself makes the log groups of exported logs, named after the instance's generated id; their
/// retention cannot be set from a template.
class Database : public construct::Construct {
 public:
  using Props = DatabaseProps;
  Database(construct::Scope scope, ec2::Vpc& vpc, kms::Key& key, DatabaseProps props)
      : Database(std::move(scope), vpc, key, ConnectionString::kMade, std::move(props)) {}
  Database(construct::Scope scope, ec2::Vpc& vpc, kms::Key& key, ConnectionString connection_string,
           DatabaseProps props);

  const DatabaseProps& props() const { return props_; }
  ec2::SecurityGroup& security_group() { return *security_group_; }
  bool is_cluster() const { return is_aurora(*props_.engine); }
  /// The name of the instance, or of the cluster.
  cfn::Value identifier() const;
  cfn::Value host() const;
  /// An address that leads to the readers of a cluster; absent for an instance.
  cfn::Value reader_host() const;
  cfn::Value port() const;
  /// The port as a number, the engine's own when none was stated.
  int port_number() const;
  /// `postgresql`, `mysql`: the scheme of connection strings.
  std::string url_scheme() const;
  /// The secret's ARN for `generated` and `managed`; absent for `iam`.
  cfn::Value secret_arn() const;
  /// A key of the secret, in the form that ECS's `ValueFrom` takes: `username`, `password`, `host`,
  /// `port`, `dbname`, `engine`, `json` for all of them, or `url` for the connection string. Absent
  /// where there is no such key: a managed secret has user and password only, a rotating one no
  /// `url`.
  cfn::Value secret_value_from(std::string_view key) const;
  /// The secret that `secret_value_from` points into: what a reader of the key must be allowed to
  /// read. Absent where there is none.
  cfn::Value secret_arn_of(std::string_view key) const;
  /// What must exist before a task connects: the attachment of the secret, a cluster's instances.
  const std::vector<cfn::LogicalId>& ready() const { return ready_; }
  /// Lets a role connect with IAM authentication as the master user.
  void grant_connect(iam::Role& role, const Origin& why);
  /// The number in `parameters.max_connections`; nothing where there is none.
  std::optional<int> stated_max_connections() const;
  /// The same, else those that the class's memory surely allows by the engine's default; 0 when
  /// not known.
  int max_connections() const;
  /// The names of CloudWatch's dimension for the primary and each replica.
  const std::vector<cfn::Value>& replicas() const { return replicas_; }

 private:
  void check(const ec2::Vpc& vpc);
  void check_cluster();
  void make_server(const ec2::Vpc& vpc, const kms::Key& key, const std::string& what);
  void make_cluster(const kms::Key& key, const cfn::Value& subnet_group);
  void make_members(const kms::Key& key);
  void make_monitoring_role();
  void make_parameter_group(const std::string& what);
  void make_instance(const kms::Key& key, const cfn::Value& subnet_group);
  void set_content(const kms::Key& key);
  void set_common(cfn::Resource& instance, const kms::Key& key) const;
  void observe(cfn::Resource& instance, const kms::Key& key) const;
  void waive_port(cfn::Resource& resource) const;
  void replicate_backups();
  void set_credentials(const kms::Key& key);
  bool takes_user_from_secret() const;
  void retain(cfn::Resource& subnet_group);
  void complete_credentials(ec2::Vpc& vpc);
  void make_connection_string(kms::Key& key, const std::string& what);
  void rotate(ec2::Vpc& vpc);
  void make_replicas(const kms::Key& key);
  /// As AWS spells it: `aurora-postgresql`.
  std::string engine_name() const;
  construct::Name child(const char* name) const { return {name, label(), origin()}; }

  DatabaseProps props_;
  ec2::SecurityGroup* security_group_ = nullptr;
  cfn::Resource* server_ = nullptr;  ///< the instance, or the cluster
  cfn::Resource* parameter_group_ = nullptr;
  iam::Role* monitoring_role_ = nullptr;
  secretsmanager::DatabaseSecret* secret_ = nullptr;
  secretsmanager::TextSecret* url_secret_ = nullptr;
  std::vector<cfn::LogicalId> ready_;
  std::vector<cfn::Value> replicas_;
  std::vector<cfn::LogicalId> replica_ids_;
};

}  // namespace archsynth::rds

// Compiled once, with the shapes of all that is in it.
namespace archsynth::describe::internal {
extern template const RecordView& record_of<rds::DatabaseProps>();
}  // namespace archsynth::describe::internal
