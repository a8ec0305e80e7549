// Clusters of Aurora and their instances.

#include "pricing.h"
#include "spec/rds.h"

namespace archsynth::analysis {
namespace {

constexpr double kAuroraHours = kHoursPerMonth;
constexpr std::string_view kAuroraServerless = "db.serverless";

bool is_io_optimized(const Pricing& pricing, const cfn::Resource& cluster) {
  return pricing.text(at(cluster, {"StorageType"})) == "aurora-iopt1";
}

void price_aurora_cluster(Pricing& pricing, const cfn::Resource& cluster) {
  if (!is_aurora(pricing.text(at(cluster, {"Engine"})))) {
    return pricing.add_unpriced(cluster, "clusters other than Aurora are not in the price list");
  }
  const Usage& usage = pricing.usage();
  const auto add = [&](const char* item, const char* what, double quantity, const char* key) {
    pricing.add(cluster, {.component = "Aurora",
                          .detail = "storage",
                          .item = item,
                          .what = what,
                          .quantity = quantity,
                          .assumption = key + (": " + spec::Quantity(quantity).text())});
  };
  const bool is_optimized = is_io_optimized(pricing, cluster);
  add(is_optimized ? "rds.aurora.storage-iopt" : "rds.aurora.storage", "GB", usage.aurora_gb,
      "aurora_gb");
  if (!is_optimized) {
    add("rds.aurora.io", "million I/O requests", usage.aurora_requests, "aurora_requests");
  }
  add("rds.aurora.backup", "backup GB", usage.backup_gb, "backup_gb");
  if (pricing.truth(at(cluster, {"ManageMasterUserPassword"})).most > 0) {
    pricing.add(cluster, {.component = "Secrets Manager",
                          .item = "secrets.secret",
                          .what = "secrets",
                          .quantity = 1,
                          .assumption = "the password that RDS keeps"});
  }
}

void price_capacity(Pricing& pricing, const cfn::Resource& instance, const cfn::Resource& cluster) {
  const cfn::Value* scaling = at(cluster, {"ServerlessV2ScalingConfiguration"});
  const Bounds units{pricing.number(at(scaling, {"MinCapacity"}), 0).least,
                     pricing.number(at(scaling, {"MaxCapacity"}), 0).most};
  if (units.most <= 0) return pricing.add_unpriced(instance, "its capacity is not known");
  pricing.add(instance, {.component = "Aurora",
                         .detail = "serverless",
                         .item = is_io_optimized(pricing, cluster) ? "rds.aurora.unit-iopt"
                                                                   : "rds.aurora.unit",
                         .what = "capacity unit hours",
                         .quantity = units * Bounds(kAuroraHours),
                         .assumption = text_of(units) + " capacity units"});
}

constexpr Pricer kAuroraPricers[] = {{"AWS::RDS::DBCluster", price_aurora_cluster}};

}  // namespace

bool is_aurora(std::string_view engine) { return engine.starts_with("aurora"); }

void price_aurora_instance(Pricing& pricing, const cfn::Resource& instance,
                           const std::string& instance_class) {
  const cfn::Resource* cluster =
      pricing.target(at(instance, {"DBClusterIdentifier"}), "AWS::RDS::DBCluster");
  if (instance_class == kAuroraServerless) {
    if (cluster == nullptr) return pricing.add_unpriced(instance, "its capacity is not known");
    return price_capacity(pricing, instance, *cluster);
  }
  if (cluster != nullptr && is_io_optimized(pricing, *cluster)) {
    return pricing.add_unpriced(instance, "I/O-Optimized instances are not in the price list");
  }
  pricing.add(instance, {.component = "Aurora",
                         .detail = instance_class,
                         .item = "rds.aurora." + instance_class,
                         .what = "instance hours",
                         .quantity = kAuroraHours,
                         .assumption = "all hours of a month"});
}

std::span<const Pricer> aurora_pricers() { return kAuroraPricers; }

}  // namespace archsynth::analysis
