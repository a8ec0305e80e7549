#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "archsynth/analysis/cost.h"
#include "archsynth/support/text.h"

namespace archsynth::analysis {
namespace {

constexpr double kMost = 1e9;

constexpr UsageField kFields[] = {
    {"load_balancer_lcus", "average capacity units of each load balancer",
     &Usage::load_balancer_lcus, 0.1, 1, 10},
    {"nat_gb", "GB through all NAT gateways", &Usage::nat_gb, 10, 100, 1000},
    {"endpoint_gb", "GB through all interface endpoints", &Usage::endpoint_gb, 10, 100, 1000},
    {"internet_gb", "GB sent to the internet", &Usage::internet_gb, 10, 100, 1000},
    {"zone_gb", "GB between availability zones, each way", &Usage::zone_gb, 1, 10, 100},
    {"log_gb", "GB ingested by all log groups of the stack", &Usage::log_gb, 5, 50, 500},
    {"log_stored_share", "stored GB per GB ingested: logs are compressed", &Usage::log_stored_share,
     0.15, 0.15, 0.15},
    {"log_query_gb", "GB that log queries read", &Usage::log_query_gb, 5, 50, 500},
    {"image_gb", "GB of images in each repository", &Usage::image_gb, 2, 5, 20},
    {"backup_gb", "GB of each database's backups beyond its own size, which are free",
     &Usage::backup_gb, 0, 0, 100},
    {"insights_cluster_metrics", "metrics that Container Insights makes of each cluster",
     &Usage::insights_cluster_metrics, 16, 16, 16},
    {"insights_service_metrics", "metrics that Container Insights makes of each service",
     &Usage::insights_service_metrics, 16, 16, 16},
    {"secret_calls", "million calls that read secrets", &Usage::secret_calls, 0.001, 0.01, 0.1},
    {"kms_requests", "million requests to all keys", &Usage::kms_requests, 0.01, 0.1, 1},
    {"dns_queries", "million queries of each hosted zone", &Usage::dns_queries, 0.1, 1, 10},
    {"web_requests", "million requests to each web ACL", &Usage::web_requests, 1, 10, 100},
    {"topic_requests", "million messages to each topic", &Usage::topic_requests, 0, 0.01, 1},
    {"bucket_gb", "GB in each bucket", &Usage::bucket_gb, 1, 10, 100},
    {"bucket_writes", "million writes to each bucket", &Usage::bucket_writes, 0.01, 0.1, 1},
    {"bucket_reads", "million reads of each bucket", &Usage::bucket_reads, 0.01, 0.1, 1},
    {"queue_requests", "million requests to each queue", &Usage::queue_requests, 0.1, 1, 10},
    {"table_writes", "million writes to each table", &Usage::table_writes, 0.1, 1, 10},
    {"table_reads", "million reads of each table", &Usage::table_reads, 0.5, 5, 50},
    {"table_gb", "GB in each table", &Usage::table_gb, 1, 10, 100},
    {"function_calls", "million calls of each function", &Usage::function_calls, 0.1, 1, 10},
    {"function_seconds", "seconds that a call of a function takes", &Usage::function_seconds, 0.2,
     0.2, 0.2},
    {"file_system_gb", "GB in each file system", &Usage::file_system_gb, 5, 50, 500},
    {"file_system_read_gb", "GB read from each file system with elastic throughput",
     &Usage::file_system_read_gb, 5, 50, 500},
    {"file_system_write_gb", "GB written to each file system with elastic throughput",
     &Usage::file_system_write_gb, 1, 10, 100},
    {"aurora_gb", "GB in each Aurora cluster", &Usage::aurora_gb, 10, 50, 500},
    {"aurora_requests", "million I/O requests of each Aurora cluster", &Usage::aurora_requests, 1,
     10, 100},
};

double value_in(const UsageField& field, std::string_view profile) {
  if (profile == "small") return field.small;
  return profile == "large" ? field.large : field.medium;
}

}  // namespace

std::span<const UsageField> usage_fields() { return kFields; }

std::optional<Usage> usage_profile(std::string_view name) {
  if (name != "small" && name != "medium" && name != "large") return std::nullopt;
  Usage usage;
  usage.profile = name;
  for (const UsageField& field : kFields) usage.*field.member = value_in(field, name);
  return usage;
}

namespace {

constexpr std::string_view kMalformed = "ARC0302";

const UsageField* field_called(std::string_view key) {
  const auto found = std::find_if(std::begin(kFields), std::end(kFields),
                                  [&](const UsageField& each) { return each.key == key; });
  return found == std::end(kFields) ? nullptr : &*found;
}

void read_amount(const cfn::MapEntry& entry, Usage& usage, Diagnostics& diagnostics) {
  const UsageField* field = field_called(entry.key);
  if (field == nullptr) {
    std::vector<std::string_view> keys{"profile"};
    for (const UsageField& each : kFields) keys.push_back(each.key);
    diagnostics
        .error(kMalformed, entry.key_origin, fmt::format("unknown usage {}", quoted(entry.key)))
        .fix = suggest(entry.key, keys);
    return;
  }
  double amount = -1;
  if (const auto* whole = entry.value.get_if<std::int64_t>()) amount = static_cast<double>(*whole);
  if (const auto* real = entry.value.get_if<double>()) amount = *real;
  if (amount >= 0 && amount <= kMost) {
    usage.*field->member = amount;
    return;
  }
  diagnostics
      .error(kMalformed, entry.value.origin(), fmt::format("\"{}\" is not an amount", entry.key))
      .fix = "use a number from 0 to 1000000000";
}

}  // namespace

std::optional<Usage> read_usage(const cfn::Value& document, Diagnostics& diagnostics) {
  const std::size_t known_errors = diagnostics.error_count();
  const cfn::Map* file = document.map();
  if (file == nullptr) {
    diagnostics.error(kMalformed, document.origin(), "a usage file must be a mapping").fix =
        "such as `{profile: small, nat_gb: 20}`";
    return std::nullopt;
  }
  Usage usage = *usage_profile("medium");
  if (const cfn::Value* profile = file->find("profile")) {
    const auto stated = usage_profile(profile->string() == nullptr ? "" : *profile->string());
    if (!stated) {
      diagnostics.error(kMalformed, profile->origin(), "unknown usage profile").fix =
          "one of: small, medium, large";
    }
    usage = stated.value_or(usage);
  }
  for (const cfn::MapEntry& entry : *file) {
    if (entry.key != "profile") read_amount(entry, usage, diagnostics);
  }
  usage.profile += " with own figures";
  if (diagnostics.error_count() != known_errors) return std::nullopt;
  return usage;
}

}  // namespace archsynth::analysis
