#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "archsynth/cfn/template.h"
#include "archsynth/rules/parameters.h"
#include "archsynth/spec/prices.h"
#include "archsynth/support/diagnostic.h"

namespace archsynth::analysis {

/// How much a stack is used in a month, of which its template says nothing. See `usage_fields`.
struct Usage {
  std::string profile = "medium";
  double load_balancer_lcus = 0;
  double nat_gb = 0;
  double endpoint_gb = 0;
  double internet_gb = 0;
  double zone_gb = 0;
  double log_gb = 0;
  double log_stored_share = 0;
  double log_query_gb = 0;
  double image_gb = 0;
  double backup_gb = 0;
  double insights_cluster_metrics = 0;
  double insights_service_metrics = 0;
  double secret_calls = 0;
  double kms_requests = 0;
  double dns_queries = 0;
  double web_requests = 0;
  double topic_requests = 0;
  double bucket_gb = 0;
  double bucket_writes = 0;
  double bucket_reads = 0;
  double queue_requests = 0;
  double table_writes = 0;
  double table_reads = 0;
  double table_gb = 0;
  double function_calls = 0;
  double function_seconds = 0;
  double file_system_gb = 0;
  double file_system_read_gb = 0;
  double file_system_write_gb = 0;
  double aurora_gb = 0;
  double aurora_requests = 0;
};

/// A key of a usage file with its meaning and its value in each profile.
struct UsageField {
  std::string_view key;
  std::string_view doc;
  double Usage::*member;
  double small;
  double medium;
  double large;
};
std::span<const UsageField> usage_fields();
/// `small`, `medium` or `large`.
std::optional<Usage> usage_profile(std::string_view name);
/// Reads a usage file: a mapping of keys to numbers, and `profile`, whose values are used for the
/// keys left out (`medium`). Diagnostics (ARC0302) name unknown keys with the nearest, and values
/// that are not amounts.
std::optional<Usage> read_usage(const cfn::Value& document, Diagnostics& diagnostics);

/// From the least to the most that it can come to.
struct MoneyRange {
  spec::Money least;
  spec::Money most;
  friend MoneyRange operator+(const MoneyRange& a, const MoneyRange& b) {
    return {a.least + b.least, a.most + b.most};
  }
  friend bool operator==(const MoneyRange&, const MoneyRange&) = default;
};

/// One thing that is paid for.
struct CostLine {
  std::string resource;   ///< the logical id; empty for what belongs to the whole stack
  std::string component;  ///< what an architect calls it: `NAT gateway`
  std::string detail;     ///< its size: `0.5 vCPU, 1 GB`; empty: how many there are says it
  spec::Quantity count;   ///< how many things that is, at most: addresses, tasks
  std::string what;       ///< what is counted: `hours`, `data processed`
  spec::Quantity least;   ///< in a month
  spec::Quantity most;
  std::string assumption;  ///< why it is so many
  spec::Price price;
  MoneyRange monthly;
  Origin origin;  ///< of the resource
};

/// A resource that costs something that is not known.
struct Unpriced {
  std::string resource;
  std::string type;
  std::string why;
  Origin origin;
};

struct CostOptions {
  std::string region = "us-east-1";
  std::vector<ParameterValue> parameters;
  Usage usage;
};

struct CostEstimate {
  std::string region;
  std::string usage;
  std::string oldest_price;  ///< the day of the oldest price that was used; empty when none was
  std::vector<CostLine> lines;
  std::vector<Unpriced> unpriced;
  /// What was taken as given, said once.
  std::vector<std::string> assumptions;
  MoneyRange monthly;
};

/// Hours of a month, as AWS's own calculator counts them.
inline constexpr int kHoursPerMonth = 730;

/// What a stack of the template costs in a month: every resource that costs anything is in `lines`
/// or in `unpriced`. What conditions and parameters decide is followed as far as it is known; a
/// parameter has its default, and one whose default is empty is assumed to be set.
/// What stays open makes a range. Free tiers of accounts are not counted, except the first 100 GB
/// that go to the internet.
CostEstimate estimate_cost(const cfn::Template& stack, const CostOptions& options,
                           const spec::PriceBook& book);

/// All lines of one component.
struct CostComponent {
  std::string name;  ///< with the size: `ECS Fargate (2 tasks, 0.5 vCPU, 1 GB)`
  MoneyRange monthly;
  std::size_t resources = 0;
};
/// In the order in which they first appear.
std::vector<CostComponent> cost_components(const CostEstimate& estimate);

/// A way to pay less, with what it comes to for one stack.
struct Advice {
  std::string title{};   ///< `one NAT gateway for all zones`
  bool pays = false;     ///< saves a dollar a month or more
  MoneyRange saving{};   ///< a month; below zero where it costs more
  std::string reason{};  ///< the arithmetic, or why there is nothing to save
  std::string price{};   ///< what it costs in availability or freedom; empty: nothing
  /// Lines of an architecture file that make it so; empty where no file can.
  std::string file_lines{};
  std::string template_lines{};  ///< the same of a template
};
/// Ways to save that fit the resources of the stack, those that save most first and those that
/// do not pay at the end. The estimate is the stack's, made with the same options.
std::vector<Advice> advise_on_cost(const cfn::Template& stack, const CostOptions& options,
                                   const spec::PriceBook& book, const CostEstimate& estimate);

}  // namespace archsynth::analysis
