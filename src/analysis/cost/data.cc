// Databases, caches, files, objects, images, queues and topics.

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "pricing.h"
#include "spec/rds.h"

namespace archsynth::analysis {
namespace {

constexpr double kDataHours = kHoursPerMonth;
constexpr std::string_view kDataDatabase = "AWS::RDS::DBInstance";

/// What is said of a database in all its lines.
struct Database {
  std::string engine;
  std::string instance_class;
  Bounds copies = 1;  ///< 2 with a standby in another zone
  std::string detail;
};

/// `gp3` has so many IOPS without being paid for them.
/// https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/CHAP_Storage.html#gp3-storage
double free_iops(double gigabytes) {
  constexpr double kStriped = 400;
  return gigabytes >= kStriped ? 12000 : 3000;
}

/// The size may be stated by another resource than the one that is paid for.
void price_storage(Pricing& pricing, const cfn::Resource& resource, const cfn::Resource& stated,
                   const Database& database) {
  std::string type = pricing.text(at(stated, {"StorageType"}));
  const Bounds iops = pricing.number(at(stated, {"Iops"}), 0);
  if (type.empty()) type = iops.most > 0 ? "io1" : "gp2";
  const Bounds size = pricing.number(at(stated, {"AllocatedStorage"}), 0);
  if (size.most <= 0) return pricing.add_unpriced(resource, "the size of its storage is not known");
  const std::string counted = database.copies.most > 1 ? ", in two zones" : "";
  pricing.add(resource, {.component = "RDS",
                         .detail = database.detail,
                         .item = "rds.storage." + type,
                         .what = type + " storage GB",
                         .quantity = size * database.copies,
                         .assumption = text_of(size) + " GB allocated" + counted});
  const bool is_gp3 = type == "gp3";
  const Bounds paid{std::max(0.0, iops.least - (is_gp3 ? free_iops(size.least) : 0)),
                    std::max(0.0, iops.most - (is_gp3 ? free_iops(size.most) : 0))};
  if (paid.most > 0) {
    pricing.add(resource, {.component = "RDS",
                           .detail = database.detail,
                           .item = "rds.iops." + type,
                           .what = "IOPS",
                           .quantity = paid * database.copies,
                           .assumption = is_gp3 ? "above those included with gp3" + counted
                                                : "provisioned" + counted});
  }
}

void price_insights(Pricing& pricing, const cfn::Resource& resource, const Database& database) {
  if (pricing.text(at(resource, {"DatabaseInsightsMode"})) == "advanced") {
    return pricing.add_unpriced(resource,
                                "Database Insights in advanced mode is not in the price list");
  }
  constexpr double kFreeDays = 7;
  if (pricing.number(at(resource, {"PerformanceInsightsRetentionPeriod"}), 0).most <= kFreeDays) {
    return;
  }
  const auto size = spec::instance_class(database.instance_class);
  // The class is `db.t4g.small`, or `db.serverless`.
  const std::string family =
      database.instance_class.substr(3, database.instance_class.find('.', 3) - 3);
  pricing.add(resource, {.component = "RDS",
                         .detail = database.detail,
                         .item = "rds.insights." + family,
                         .what = "vCPUs with long insights",
                         .quantity = Bounds(size ? size->vcpus : 0) * database.copies,
                         .assumption = "kept for more than 7 days"});
}

/// Of `EngineLifecycleSupport`: RDS upgrades the database instead.
constexpr std::string_view kNoExtendedSupport = "open-source-rds-extended-support-disabled";

void price_old_version(Pricing& pricing, const cfn::Resource& resource, const Database& database) {
  const spec::Price* price = pricing.price("rds.extended-support");
  const std::string version = pricing.text(at(resource, {"EngineVersion"}));
  const auto end =
      spec::extended_support_since(database.engine, spec::major_version(database.engine, version));
  if (price == nullptr || version.empty() || !end || *end >= price->date) return;
  if (pricing.text(at(resource, {"EngineLifecycleSupport"})) == kNoExtendedSupport) return;
  const auto size = spec::instance_class(database.instance_class);
  pricing.add(resource,
              {.component = "RDS Extended Support",
               .detail = database.detail,
               .item = "rds.extended-support",
               .what = "vCPU hours of extended support",
               .quantity = Bounds((size ? size->vcpus : 2) * kDataHours) * database.copies,
               .assumption = fmt::format("standard support for {} {} ended on {}", database.engine,
                                         version, *end)});
}

/// The database that a replica copies, or the resource itself.
const cfn::Resource& origin_of(const Pricing& pricing, const cfn::Resource& resource) {
  const cfn::Resource* source =
      pricing.target(at(resource, {"SourceDBInstanceIdentifier"}), kDataDatabase);
  return source == nullptr ? resource : *source;
}

/// None where the engine or the class is not known.
std::optional<Database> database_of(const Pricing& pricing, const cfn::Resource& resource,
                                    const cfn::Resource& origin) {
  Database database;
  database.engine = pricing.text(at(origin, {"Engine"}));
  database.instance_class = pricing.text(at(resource, {"DBInstanceClass"}));
  if (database.engine.empty() || database.instance_class.size() < 4) return std::nullopt;
  const Bounds is_multi = pricing.truth(at(resource, {"MultiAZ"}));
  database.copies = {1 + is_multi.least, 1 + is_multi.most};
  if (at(resource, {"DBClusterIdentifier"}) != nullptr) database.copies = 1;
  database.detail = database.instance_class + (database.copies.most > 1 ? " Multi-AZ" : "") +
                    (&origin != &resource ? " replica" : "");
  return database;
}

/// What an instance adds that has storage of its own, beside that.
void price_extras(Pricing& pricing, const cfn::Resource& resource, const Database& database) {
  const double backup = pricing.usage().backup_gb;
  if (pricing.number(at(resource, {"BackupRetentionPeriod"}), 1).most > 0) {
    pricing.add(resource, {.component = "RDS",
                           .detail = database.detail,
                           .item = "rds.backup",
                           .what = "backup GB",
                           .quantity = backup,
                           .assumption = "backup_gb: " + spec::Quantity(backup).text() +
                                         " beyond the size of the database, which is free"});
  }
  if (pricing.truth(at(resource, {"ManageMasterUserPassword"})).most > 0) {
    pricing.add(resource, {.component = "Secrets Manager",
                           .item = "secrets.secret",
                           .what = "secrets",
                           .quantity = 1,
                           .assumption = "the password that RDS keeps"});
  }
  if (pricing.truth(at(resource, {"PubliclyAccessible"})).most > 0) {
    pricing.add(resource, {.component = "Public IPv4 addresses",
                           .item = "ipv4.hour",
                           .what = "address hours",
                           .quantity = kDataHours,
                           .assumption = "the database is publicly accessible"});
  }
  if (pricing.number(at(resource, {"MonitoringInterval"}), 0).most > 0) {
    pricing.assume("log_gb includes the logs of enhanced monitoring");
  }
}

void price_hours(Pricing& pricing, const cfn::Resource& resource, const Database& database) {
  if (is_aurora(database.engine)) {
    return price_aurora_instance(pricing, resource, database.instance_class);
  }
  pricing.add(resource,
              {.component = "RDS",
               .detail = database.detail,
               .item = "rds." + database.engine + "." + database.instance_class,
               .what = "instance hours",
               .quantity = database.copies * Bounds(kDataHours),
               .assumption = database.copies.most > 1
                                 ? "Multi-AZ: a standby in another zone costs the same again"
                                 : "all hours of a month"});
}

void price_database(Pricing& pricing, const cfn::Resource& resource) {
  const cfn::Resource& origin = origin_of(pricing, resource);
  const std::optional<Database> database = database_of(pricing, resource, origin);
  if (!database) return pricing.add_unpriced(resource, "its engine or class is not known");
  price_hours(pricing, resource, *database);
  price_insights(pricing, resource, *database);
  price_old_version(pricing, resource, *database);
  if (at(resource, {"DBClusterIdentifier"}) != nullptr) return;
  const bool has_own = at(resource, {"AllocatedStorage"}) != nullptr;
  price_storage(pricing, resource, has_own ? resource : origin, *database);
  price_extras(pricing, resource, *database);
}

void price_cache(Pricing& pricing, const cfn::Resource& cache) {
  const std::string type = pricing.text(at(cache, {"CacheNodeType"}));
  if (type.empty()) return pricing.add_unpriced(cache, "its node type is not known");
  const std::string engine = pricing.text(at(cache, {"Engine"}));
  Bounds nodes = pricing.number(at(cache, {"NumCacheNodes"}), 1);
  if (cache.type == "AWS::ElastiCache::ReplicationGroup") {
    nodes = pricing.number(at(cache, {"NumCacheClusters"}), 0);
    if (nodes.most <= 0) {
      const Bounds replicas = pricing.number(at(cache, {"ReplicasPerNodeGroup"}), 0);
      nodes = pricing.number(at(cache, {"NumNodeGroups"}), 1) *
              Bounds(1 + replicas.least, 1 + replicas.most);
    }
  }
  pricing.add(cache, {.component = "ElastiCache",
                      .detail = type,
                      .item = (engine == "valkey" ? "elasticache.valkey." : "elasticache.") + type,
                      .what = "node hours",
                      .quantity = nodes * Bounds(kDataHours),
                      .assumption = text_of(nodes) + " nodes",
                      .count = nodes});
}

void price_files(Pricing& pricing, const cfn::Resource& files) {
  const bool is_one_zone = at(files, {"AvailabilityZoneName"}) != nullptr;
  const double size = pricing.usage().file_system_gb;
  pricing.add(files, {.component = "EFS",
                      .item = is_one_zone ? "efs.one-zone" : "efs.standard",
                      .what = "GB",
                      .quantity = size,
                      .assumption = "file_system_gb: " + spec::Quantity(size).text()});
  if (pricing.text(at(files, {"ThroughputMode"})) == "elastic") {
    const auto add = [&](const char* item, const char* what, double gigabytes, const char* key) {
      pricing.add(files, {.component = "EFS",
                          .item = item,
                          .what = what,
                          .quantity = gigabytes,
                          .assumption = key + (": " + spec::Quantity(gigabytes).text())});
    };
    const Usage& usage = pricing.usage();
    add("efs.elastic-read", "GB read", usage.file_system_read_gb, "file_system_read_gb");
    add("efs.elastic-write", "GB written", usage.file_system_write_gb, "file_system_write_gb");
  }
  const Bounds throughput = pricing.number(at(files, {"ProvisionedThroughputInMibps"}), 0);
  if (throughput.most > 0) {
    pricing.add(files, {.component = "EFS",
                        .item = "efs.throughput",
                        .what = "MiB/s",
                        .quantity = throughput,
                        .assumption = "provisioned"});
  }
}

void price_table(Pricing& pricing, const cfn::Resource& table) {
  const Usage& usage = pricing.usage();
  const auto add = [&](const char* item, const char* what, const Bounds& quantity,
                       const std::string& assumption) {
    pricing.add(table, {.component = "DynamoDB",
                        .item = item,
                        .what = what,
                        .quantity = quantity,
                        .assumption = assumption});
  };
  if (pricing.text(at(table, {"BillingMode"})) == "PAY_PER_REQUEST") {
    add("dynamodb.write", "million writes", usage.table_writes, "table_writes");
    add("dynamodb.read", "million reads", usage.table_reads, "table_reads");
  } else {
    const cfn::Value* units = at(table, {"ProvisionedThroughput"});
    add("dynamodb.wcu", "write unit hours",
        pricing.number(at(units, {"WriteCapacityUnits"}), 0) * Bounds(kDataHours), "provisioned");
    add("dynamodb.rcu", "read unit hours",
        pricing.number(at(units, {"ReadCapacityUnits"}), 0) * Bounds(kDataHours), "provisioned");
  }
  add("dynamodb.storage", "GB", usage.table_gb, "table_gb");
  const cfn::Value* recovery = at(table, {"PointInTimeRecoverySpecification"});
  if (pricing.truth(at(recovery, {"PointInTimeRecoveryEnabled"})).most > 0) {
    add("dynamodb.pitr", "GB that can be recovered", usage.table_gb, "table_gb");
  }
}

void price_bucket(Pricing& pricing, const cfn::Resource& bucket) {
  const Usage& usage = pricing.usage();
  const auto add = [&](const char* item, const char* what, double quantity, const char* key) {
    pricing.add(bucket, {.component = "S3",
                         .item = item,
                         .what = what,
                         .quantity = quantity,
                         .assumption = key + (": " + spec::Quantity(quantity).text())});
  };
  add("s3.storage", "GB", usage.bucket_gb, "bucket_gb");
  add("s3.put", "million writes", usage.bucket_writes, "bucket_writes");
  add("s3.get", "million reads", usage.bucket_reads, "bucket_reads");
}

void price_repository(Pricing& pricing, const cfn::Resource& repository) {
  const std::string size = spec::Quantity(pricing.usage().image_gb).text();
  pricing.add(repository, {.component = "ECR storage",
                           .detail = size + " GB",
                           .item = "ecr.storage",
                           .what = "GB",
                           .quantity = pricing.usage().image_gb,
                           .assumption = "image_gb: " + size});
}

void price_queue(Pricing& pricing, const cfn::Resource& queue) {
  const bool is_fifo = pricing.truth(at(queue, {"FifoQueue"})).most > 0;
  const double requests = pricing.usage().queue_requests;
  pricing.add(queue, {.component = "SQS",
                      .item = is_fifo ? "sqs.fifo" : "sqs.standard",
                      .what = "million requests",
                      .quantity = requests,
                      .assumption = "queue_requests: " + spec::Quantity(requests).text()});
}

void price_topic(Pricing& pricing, const cfn::Resource& topic) {
  const double requests = pricing.usage().topic_requests;
  pricing.add(topic, {.component = "SNS",
                      .item = "sns.requests",
                      .what = "million requests",
                      .quantity = requests,
                      .assumption = "topic_requests: " + spec::Quantity(requests).text() +
                                    "; mails cost more from the thousandth on"});
}

constexpr Pricer kDataPricers[] = {
    {kDataDatabase, price_database},
    {"AWS::ElastiCache::CacheCluster", price_cache},
    {"AWS::ElastiCache::ReplicationGroup", price_cache},
    {"AWS::EFS::FileSystem", price_files},
    {"AWS::DynamoDB::Table", price_table},
    {"AWS::S3::Bucket", price_bucket},
    {"AWS::ECR::Repository", price_repository},
    {"AWS::SQS::Queue", price_queue},
    {"AWS::SNS::Topic", price_topic},
};

}  // namespace

std::span<const Pricer> data_pricers() { return kDataPricers; }

}  // namespace archsynth::analysis
