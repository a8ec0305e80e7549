// Databases, buckets and logs.

#include <fmt/format.h>

#include <algorithm>

#include "advising.h"

namespace archsynth::analysis {
namespace {

constexpr std::string_view kDatabase = "AWS::RDS::DBInstance";

/// What the lines of a database whose item begins so come to.
spec::Money paid_for(const Advising& advising, const cfn::Resource& database,
                     std::string_view item) {
  spec::Money total;
  for (const CostLine& line : advising.estimate.lines) {
    if (line.resource == database.id.str() && line.price.item.rfind(item, 0) == 0) {
      total += line.monthly.most;
    }
  }
  return total;
}

std::string of_database(const cfn::Resource& database, const std::string& lines) {
  return fmt::format("databases:\n  {}:\n    {}", key_of(database), lines);
}

void advise_reserved(const Advising& advising, const cfn::Resource& database, spec::Money hours) {
  const spec::Price* year = advising.pricing.price("rds.reserved.1y-no-upfront");
  const spec::Price* three = advising.pricing.price("rds.reserved.3y-all-upfront");
  if (year == nullptr || three == nullptr || hours <= spec::Money()) return;
  const auto percent = [](const spec::Price& price) {
    return static_cast<double>(price.trillionths) / 1e12;
  };
  const spec::Money one = part_of(hours, percent(*year));
  const spec::Money most = part_of(hours, percent(*three));
  advising.add(
      {.title = "a reserved instance for " + database.id.str(),
       .saving = {one, most},
       .reason = fmt::format("its hours cost {} on demand; up to {} % less for one year with no "
                             "upfront payment, up to {} % for three years paid upfront",
                             dollars(hours), percent(*year), percent(*three)),
       .price = "none in availability, but the engine, class family and region are fixed until the "
                "term ends"});
}

void advise_graviton(const Advising& advising, const cfn::Resource& database, spec::Money hours) {
  const std::string name = advising.pricing.text(at(database, {"DBInstanceClass"}));
  const std::string engine = advising.pricing.text(at(database, {"Engine"}));
  constexpr std::string_view kOld = "db.t3.";
  if (name.rfind(kOld, 0) != 0) return;
  const std::string other = "db.t4g." + name.substr(kOld.size());
  const spec::Price* now = advising.pricing.price("rds." + engine + "." + name);
  const spec::Price* then = advising.pricing.price("rds." + engine + "." + other);
  if (now == nullptr || then == nullptr) return;
  const spec::Money after = spec::Money::of_nanos(static_cast<std::int64_t>(
      static_cast<double>(hours.nanos()) * static_cast<double>(then->trillionths) /
      static_cast<double>(now->trillionths)));
  advising.add(
      {.title = fmt::format("{} for {}", other, database.id.str()),
       .saving = {hours - after, hours - after},
       .reason = fmt::format("its hours cost {} instead of {}", dollars(after), dollars(hours)),
       .price = "a failover of one to two minutes when the class changes",
       .file_lines = of_database(database, "instance_class: " + other),
       .template_lines = "DBInstance: DBInstanceClass: " + other});
}

void advise_storage(const Advising& advising, const cfn::Resource& database) {
  const std::string type = advising.pricing.text(at(database, {"StorageType"}));
  const spec::Money iops = paid_for(advising, database, "rds.iops.");
  const spec::Money storage = paid_for(advising, database, "rds.storage.");
  const Bounds size = advising.pricing.number(at(database, {"AllocatedStorage"}), 0);
  const std::string title = "gp3 storage of the right size for " + database.id.str();
  const spec::Price* gp3 = advising.pricing.price("rds.storage.gp3");
  const spec::Price* own = advising.pricing.price("rds.storage." + (type.empty() ? "gp2" : type));
  if (gp3 == nullptr || own == nullptr || size.most <= 0) return;
  if (type == "gp3") {
    advising.add(
        {.title = title,
         .saving = {{}, iops},
         .reason = iops > spec::Money()
                       ? fmt::format("IOPS beyond those that gp3 has cost {}", dollars(iops))
                       : fmt::format("it is already gp3 without paid IOPS; storage cannot shrink, "
                                     "so start small and let it grow: {} GB cost {}",
                                     text_of(size), dollars(storage)),
         .file_lines = "",
         .template_lines = iops > spec::Money() ? "DBInstance: Iops: 3000" : ""});
    return;
  }
  const spec::Money after = spec::Money::of_nanos(static_cast<std::int64_t>(
      static_cast<double>(storage.nanos()) * static_cast<double>(gp3->trillionths) /
      static_cast<double>(own->trillionths)));
  const spec::Money saved = storage + iops - after;
  advising.add({.title = title,
                .saving = {saved, saved},
                .reason = fmt::format("{} GB of gp3 with 3000 IOPS cost {} instead of {}",
                                      text_of(size), dollars(after), dollars(storage + iops)),
                .price = iops > spec::Money() ? "possibly fewer IOPS than are provisioned now" : "",
                .template_lines = "DBInstance: StorageType: gp3"});
}

void advise_archive(const Advising& advising) {
  if (advising.pricing.of("AWS::S3::Bucket").empty()) {
    advising.add(
        {.title = "archive old objects in buckets", .reason = "the template has no bucket"});
  }
  for (const cfn::Resource* bucket : advising.pricing.of("AWS::S3::Bucket")) {
    const double size = advising.pricing.usage().bucket_gb;
    const spec::Money now = advising.cost("s3.storage", size);
    const spec::Money after = advising.cost("s3.storage-glacier", size);
    const bool has_rules = at(*bucket, {"LifecycleConfiguration"}) != nullptr;
    if (!advising.has_prices({"s3.storage", "s3.storage-glacier"})) return;
    advising.add({.title = "archive old objects in " + bucket->id.str(),
                  .saving = {{}, now - after},
                  .reason = fmt::format("{} GB cost {}, {} in Glacier{}",
                                        spec::Quantity(size).text(), dollars(now), dollars(after),
                                        has_rules ? "; it already has lifecycle rules" : ""),
                  .price = "it takes hours until an archived object can be read",
                  .template_lines = "Bucket: LifecycleConfiguration: Rules with a Transition to "
                                    "GLACIER"});
  }
}

void advise_retention(const Advising& advising) {
  constexpr double kShort = 7;
  constexpr double kForever = 365;
  const MoneyRange kept = advising.sum("CloudWatch Logs", "logs.storage");
  const MoneyRange taken = advising.sum("CloudWatch Logs", "logs.ingest");
  if (taken.most <= spec::Money()) return;
  spec::Money saved;
  for (const CostLine& line : advising.estimate.lines) {
    if (line.price.item != "logs.storage") continue;
    const cfn::Resource* group = advising.pricing.find(line.resource);
    const Bounds days = advising.pricing.number(
        group == nullptr ? nullptr : at(*group, {"RetentionInDays"}), kForever);
    if (days.most > kShort) saved += part_of(line.monthly.most, 100 * (1 - kShort / days.most));
  }
  advising.add({.title = "keep logs for a week",
                .saving = {saved, saved},
                .reason = fmt::format("storage costs {}, ingestion {}: log less to save",
                                      dollars(kept.most), dollars(taken.most)),
                .price = "older logs are missing when an incident is investigated",
                .file_lines = "cluster:\n  log_retention_days: 7",
                .template_lines = "LogGroup: RetentionInDays: 7"});
}

}  // namespace

void advise_on_data(const Advising& advising) {
  for (const cfn::Resource* database : advising.pricing.of(kDatabase)) {
    const std::string engine = advising.pricing.text(at(*database, {"Engine"}));
    const spec::Money hours = paid_for(advising, *database, "rds." + engine + ".db.");
    advise_reserved(advising, *database, hours);
    advise_graviton(advising, *database, hours);
    advise_storage(advising, *database);
  }
  advise_archive(advising);
  advise_retention(advising);
}

}  // namespace archsynth::analysis
