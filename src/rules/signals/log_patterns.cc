// CloudWatch Logs: patterns of filters, and the dimensions that they give; statistics of alarms.

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "archsynth/support/characters.h"
#include "archsynth/support/text.h"
#include "model/workloads/instances.h"
#include "rules/rule.h"

namespace archsynth::analysis {
namespace {

constexpr std::string_view kPatternSyntaxPage =
    "https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html";
constexpr std::string_view kRecursionPage =
    "https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/"
    "Subscriptions-recursion-prevention.html";
constexpr std::string_view kStatisticsPage =
    "https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Statistics-definitions.html";

std::string_view without_blanks_around(std::string_view text) {
  text.remove_prefix(std::min(text.find_first_not_of(" \t\r\n"), text.size()));
  return text.substr(0, text.find_last_not_of(" \t\r\n") + 1);
}

/// What is wrong with a pattern; empty: nothing that is certain.
std::string fault_of_pattern(std::string_view pattern) {
  pattern = without_blanks_around(pattern);
  if (pattern.empty()) return {};
  for (const auto& [open, close] : {std::pair{'{', '}'}, {'[', ']'}}) {
    if (pattern.front() == open && pattern.back() != close) {
      return fmt::format("starts with {} but does not end with {}", open, close);
    }
  }
  return {};
}

void check_filter_patterns(const View& view, const Report& report) {
  for (const char* type : {"AWS::Logs::MetricFilter", "AWS::Logs::SubscriptionFilter"}) {
    for (const cfn::Resource* filter : view.of(type)) {
      const cfn::Value* place = property(*filter, {"FilterPattern"});
      const auto pattern = view.text(place);
      const std::string fault = pattern ? fault_of_pattern(*pattern) : std::string();
      if (fault.empty()) continue;
      report(*filter, place, fmt::format("the pattern {} {}", quoted(*pattern), fault));
    }
  }
}

/// Dimensions take their values from fields, which only JSON and columns have.
void check_filter_dimensions(const View& view, const Report& report) {
  for (const cfn::Resource* filter : view.of("AWS::Logs::MetricFilter")) {
    const auto pattern = view.text(property(*filter, {"FilterPattern"}));
    if (!pattern) continue;
    const std::string_view inner = without_blanks_around(*pattern);
    if (inner.starts_with('{') || inner.starts_with('[') || inner.starts_with('%')) continue;
    for (const cfn::Value* each : view.items(property(*filter, {"MetricTransformations"})).values) {
      const cfn::Value* dimensions = member(each, {"Dimensions"});
      if (dimensions == nullptr || view.items(dimensions).values.empty()) continue;
      report(*filter, dimensions,
             fmt::format("the pattern {} of {} gives no dimensions", quoted(*pattern),
                         quoted(filter->id.str())))
          .fix = "use a pattern in braces or brackets, or remove \"Dimensions\"";
    }
  }
}

void check_log_filters(const View& view, const Report& report) {
  check_filter_patterns(view, report);
  check_filter_dimensions(view, report);
}

/// `p99.9`, `tm90` or `IQM`; forms with brackets are left alone.
bool may_be_statistic(std::string_view text) {
  const std::string lower = lower_case(text);
  if (text.find('(') != text.npos || lower == "iqm") return true;
  for (const std::string_view prefix : {"p", "tm", "tc", "ts", "wm"}) {
    if (!lower.starts_with(prefix)) continue;
    const std::string_view rest = std::string_view(lower).substr(prefix.size());
    double number = -1;
    const auto read = std::from_chars(rest.data(), rest.data() + rest.size(), number);
    if (read.ec == std::errc() && read.ptr == rest.data() + rest.size()) {
      // CloudWatch looks at the whole percents.
      return number >= 0 && number < 101;
    }
  }
  return false;
}

void check_percentiles(const View& view, const Report& report) {
  for (const cfn::Resource* alarm : view.of("AWS::CloudWatch::Alarm")) {
    const cfn::Value* place = property(*alarm, {"ExtendedStatistic"});
    const auto statistic = view.text(place);
    if (!statistic || may_be_statistic(*statistic)) continue;
    report(*alarm, place, fmt::format("unknown statistic {}", quoted(*statistic))).fix =
        "write p0 to p100, such as p99.9";
  }
}

/// Whether a log group, named or of the template, is the one that a function writes to.
bool is_log_of(const View& view, const cfn::Resource& function, const cfn::Value* named) {
  const cfn::Resource* group = view.target(named, "AWS::Logs::LogGroup");
  const cfn::Value* own = property(function, {"LoggingConfig", "LogGroup"});
  if (own != nullptr) return group != nullptr && view.target(own) == group;
  if (!lacks(function, "LoggingConfig")) return false;
  if (group != nullptr) named = property(*group, {"LogGroupName"});
  const auto name = model::text_made(view, named);
  const auto of_function = model::text_made(view, property(function, {"FunctionName"}));
  return name && (*name == "/aws/lambda/${" + function.id.str() + "}" ||
                  (of_function && *name == "/aws/lambda/" + *of_function));
}

void check_log_loops(const View& view, const Report& report) {
  for (const cfn::Resource* filter : view.of("AWS::Logs::SubscriptionFilter")) {
    const cfn::Resource* function =
        view.target(property(*filter, {"DestinationArn"}), "AWS::Lambda::Function");
    const cfn::Value* place = property(*filter, {"LogGroupName"});
    if (function == nullptr || !is_log_of(view, *function, place)) continue;
    report(*filter, place,
           fmt::format("{} sends the log of {} to the function itself", quoted(filter->id.str()),
                       quoted(function->id.str())));
  }
}

constexpr Rule kLogPatternRules[] = {
    {"ARC4866", Severity::kWarning, "function reads its own log",
     "each invocation writes to the log that invokes the function again, and costs grow",
     "use another function, or the log group of another one", kRecursionPage, "", check_log_loops},
    {"ARC4976", Severity::kError, "log filter has an invalid pattern or dimensions",
     "CloudWatch Logs refuses the filter", "correct the pattern", kPatternSyntaxPage, "",
     check_log_filters},
    {"ARC4977", Severity::kError, "unknown statistic of an alarm", "CloudWatch refuses the alarm",
     "write p0 to p100", kStatisticsPage, "", check_percentiles},
};

}  // namespace

std::span<const Rule> log_pattern_rules() { return kLogPatternRules; }

}  // namespace archsynth::analysis
