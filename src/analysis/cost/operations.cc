// Logs, alarms, dashboards, secrets, keys, zones and web ACLs.

#include <fmt/format.h>

#include <algorithm>

#include "pricing.h"

namespace archsynth::analysis {
namespace {

constexpr std::string_view kGroup = "AWS::Logs::LogGroup";
constexpr std::string_view kSecret = "AWS::SecretsManager::Secret";
constexpr std::string_view kKey = "AWS::KMS::Key";

/// Flow logs have a price of their own; the resource that makes them says so.
bool takes_flow_logs(const Pricing& pricing, const cfn::Resource& group) {
  for (const cfn::Resource* log : pricing.of("AWS::EC2::FlowLog")) {
    for (const char* key : {"LogGroupName", "LogDestination"}) {
      if (pricing.target(at(*log, {key}), kGroup) == &group) return true;
    }
  }
  return false;
}

void price_logs(Pricing& pricing, const cfn::Resource& group) {
  if (takes_flow_logs(pricing, group)) return;
  double groups = 0;
  for (const cfn::Resource* each : pricing.of(kGroup)) {
    groups += takes_flow_logs(pricing, *each) ? 0 : 1;
  }
  constexpr double kDaysPerMonth = 30;
  constexpr double kForever = 365;
  const Usage& usage = pricing.usage();
  const double share = usage.log_gb / groups;
  const Bounds days = pricing.number(at(group, {"RetentionInDays"}), kForever);
  const std::string size = spec::Quantity(share).text();
  const auto add = [&](const char* item, const char* what, const Bounds& quantity,
                       std::string assumption) {
    pricing.add(group, {.component = "CloudWatch Logs",
                        .detail = size + " GB",
                        .item = item,
                        .what = what,
                        .quantity = quantity,
                        .assumption = std::move(assumption)});
  };
  const std::string total = spec::Quantity(usage.log_gb).text();
  add("logs.ingest", "GB ingested", share,
      fmt::format("log_gb: {} in {} group{}", total, groups, groups == 1 ? "" : "s"));
  const bool is_kept = at(group, {"RetentionInDays"}) == nullptr;
  add("logs.storage", "GB kept", Bounds(share * usage.log_stored_share / kDaysPerMonth) * days,
      fmt::format("{}, {} of it after compression",
                  is_kept ? "a year of those kept forever" : text_of(days) + " days",
                  usage.log_stored_share));
  if (usage.log_query_gb > 0) {
    add("logs.query", "GB read by queries", usage.log_query_gb / groups,
        fmt::format("log_query_gb: {}", spec::Quantity(usage.log_query_gb).text()));
  }
}

void price_metric_filter(Pricing& pricing, const cfn::Resource& filter) {
  pricing.add(filter, {.component = "CloudWatch metrics",
                       .item = "cloudwatch.metric",
                       .what = "metrics",
                       .quantity = 1,
                       .assumption = "one, without dimensions"});
}

void price_alarm(Pricing& pricing, const cfn::Resource& alarm) {
  constexpr double kHighResolution = 60;
  double metrics = 0;
  const cfn::Value* list = at(alarm, {"Metrics"});
  if (list != nullptr && list->list() != nullptr) {
    for (const cfn::Value& metric : *list->list()) {
      metrics += at(&metric, {"MetricStat"}) != nullptr ? 1 : 0;
    }
  }
  metrics = std::max(metrics, 1.0);
  // The band of an anomaly detector counts as two more metrics.
  if (at(alarm, {"ThresholdMetricId"}) != nullptr) metrics *= 3;
  const bool is_fast =
      pricing.number(at(alarm, {"Period"}), kHighResolution).least < kHighResolution;
  pricing.add(alarm, {.component = "CloudWatch alarms",
                      .item = is_fast ? "cloudwatch.alarm-high-resolution" : "cloudwatch.alarm",
                      .what = "metrics watched",
                      .quantity = metrics,
                      .assumption = is_fast ? "periods below a minute" : "standard resolution"});
}

void price_dashboard(Pricing& pricing, const cfn::Resource& dashboard) {
  pricing.add(dashboard, {.component = "CloudWatch dashboard",
                          .item = "cloudwatch.dashboard",
                          .what = "dashboards",
                          .quantity = 1,
                          .assumption = "the free ones of an account are not counted"});
}

void price_secret(Pricing& pricing, const cfn::Resource& secret) {
  const double secrets = static_cast<double>(pricing.of(kSecret).size());
  const double calls = pricing.usage().secret_calls;
  pricing.add(secret, {.component = "Secrets Manager",
                       .item = "secrets.secret",
                       .what = "secrets",
                       .quantity = 1,
                       .assumption = "kept all month"});
  pricing.add(secret, {.component = "Secrets Manager",
                       .item = "secrets.calls",
                       .what = "million calls",
                       .quantity = calls / secrets,
                       .assumption = "secret_calls: " + spec::Quantity(calls).text() + " of all"});
}

void price_key(Pricing& pricing, const cfn::Resource& key) {
  const double keys = static_cast<double>(pricing.of(kKey).size());
  const double requests = pricing.usage().kms_requests;
  pricing.add(key, {.component = "KMS keys",
                    .item = "kms.key",
                    .what = "keys",
                    .quantity = 1,
                    .assumption = "kept all month; each rotation may add as much"});
  pricing.add(key, {.component = "KMS keys",
                    .item = "kms.requests",
                    .what = "million requests",
                    .quantity = requests / keys,
                    .assumption = "kms_requests: " + spec::Quantity(requests).text() + " of all"});
}

void price_zone(Pricing& pricing, const cfn::Resource& zone) {
  const double queries = pricing.usage().dns_queries;
  pricing.add(zone, {.component = "Route 53",
                     .item = "route53.zone",
                     .what = "hosted zones",
                     .quantity = 1,
                     .assumption = "kept all month"});
  pricing.add(zone, {.component = "Route 53",
                     .item = "route53.queries",
                     .what = "million queries",
                     .quantity = queries,
                     .assumption = "dns_queries: " + spec::Quantity(queries).text()});
}

void price_acl(Pricing& pricing, const cfn::Resource& acl) {
  const cfn::Value* list = at(acl, {"Rules"});
  const double rules =
      list == nullptr || list->list() == nullptr ? 0 : static_cast<double>(list->list()->size());
  const double requests = pricing.usage().web_requests;
  const auto add = [&](const char* item, const char* what, double quantity, std::string why) {
    pricing.add(acl, {.component = "WAF",
                      .item = item,
                      .what = what,
                      .quantity = quantity,
                      .assumption = std::move(why)});
  };
  add("waf.acl", "web ACLs", 1, "kept all month");
  add("waf.rule", "rules and managed groups", rules, "as in the template");
  add("waf.requests", "million requests", requests,
      "web_requests: " + spec::Quantity(requests).text());
}

constexpr Pricer kOperationsPricers[] = {
    {kGroup, price_logs},
    {"AWS::Logs::MetricFilter", price_metric_filter},
    {"AWS::CloudWatch::Alarm", price_alarm},
    {"AWS::CloudWatch::Dashboard", price_dashboard},
    {kSecret, price_secret},
    {kKey, price_key},
    {"AWS::Route53::HostedZone", price_zone},
    {"AWS::WAFv2::WebACL", price_acl},
};

}  // namespace

std::span<const Pricer> operation_pricers() { return kOperationsPricers; }

}  // namespace archsynth::analysis
