// RDS databases.

#include "archsynth/rules/rules.h"

namespace archsynth::analysis {
namespace {

constexpr std::string_view kDatabasesRds =
    "https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBInstance.html";
constexpr std::string_view kDatabasesRdsclass =
    "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Concepts.DBInstanceClass.Support.html";
constexpr std::string_view kDatabasesRdsgrow =
    "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_PIOPS.Autoscaling.html";
constexpr std::string_view kDatabasesRdslim =
    "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/CHAP_Limits.html";
constexpr std::string_view kDatabasesInsights =
    "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_DatabaseInsights.Engines.html";
constexpr std::string_view kDatabasesRdssecret =
    "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/rds-secrets-manager.html";
constexpr std::string_view kDatabasesRef = "examples/REFERENCE.md";

constexpr Rule kDatabasesRows[] = {
    {"ARC1701", Severity::kError, "engine version that RDS does not create",
     "RDS refuses the database", "use the suggested version", kDatabasesRds, ""},
    {"ARC1702", Severity::kError, "instance class that does not run the engine",
     "RDS refuses the database", "use one of the suggested classes", kDatabasesRdsclass, ""},
    {"ARC1703", Severity::kError, "maximum storage is too close to the initial storage",
     "RDS refuses the database",
     "raise \"max_storage_gib\" by at least a tenth, or set it to \"storage_gib\"",
     kDatabasesRdsgrow, ""},
    {"ARC1704", Severity::kError, "user name is reserved or too long", "RDS refuses the database",
     "use another user name", kDatabasesRdslim, ""},
    {"ARC1705", Severity::kError, "database name is reserved", "RDS refuses the database",
     "use another database name", kDatabasesRdslim, ""},
    {"ARC1706", Severity::kError, "maintenance and backup windows conflict",
     "RDS refuses the database", "use windows of 30 minutes to a day that do not overlap",
     kDatabasesRds, ""},
    {"ARC1707", Severity::kError, "monitoring interval that RDS does not offer",
     "RDS refuses the database", "use 0, 1, 5, 10, 15, 30 or 60", kDatabasesRds, ""},
    {"ARC1708", Severity::kError, "Database Insights on a class that does not support it",
     "RDS refuses the database", "use a larger class, or set \"insights\" to off",
     kDatabasesInsights, ""},
    {"ARC1709", Severity::kError, "setting conflicts with \"credentials\"",
     "the setting has no effect, or the user cannot log in",
     "remove the setting, or use other credentials", kDatabasesRdssecret, ""},
    {"ARC1710", Severity::kError, "backups are replicated to their own region",
     "RDS refuses the replication", "use another region", kDatabasesRds, ""},
    {"ARC1711", Severity::kError, "parameter is already set by \"require_tls\"",
     "two settings for one parameter conflict", "remove the parameter, and set \"require_tls\"",
     kDatabasesRef, ""},
    {"ARC1712", Severity::kError, "database in fewer than two zones",
     "RDS refuses the subnet group", "add a subnet in a second zone", kDatabasesRds, ""},
    {"ARC1713", Severity::kError, "read replica of a database with a managed password",
     "RDS refuses the replica", "use generated credentials, or remove \"read_replicas\"",
     kDatabasesRdssecret, ""},
    {"ARC1714", Severity::kError, "IAM login on an engine that does not support it",
     "the master user cannot log in", "use generated or managed credentials", kDatabasesRds, ""},
    {"ARC1715", Severity::kError, "database setting for another kind of engine",
     "the setting is ignored", "remove the key, or choose another engine", "examples/REFERENCE.md",
     ""},
    {"ARC1716", Severity::kError, "Aurora capacity units out of order", "RDS refuses the cluster",
     "use multiples of 0.5, with \"max\" at least \"min\"",
     "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/"
     "aws-properties-rds-dbcluster-serverlessv2scalingconfiguration.html",
     ""},
    {"ARC1717", Severity::kWarning, "engine version in paid Extended Support",
     "RDS charges for each vCPU and hour", "use a version in standard support",
     "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/extended-support.html", ""},
    {"ARC1718", Severity::kError, "engine version that RDS no longer creates",
     "RDS refuses a new database; one that is deployed with the version keeps it",
     "use the suggested version, or compare with the deployed stack (--against)", kDatabasesRds,
     ""},
};

}  // namespace

std::span<const Rule> databases_rules() { return kDatabasesRows; }

}  // namespace archsynth::analysis
