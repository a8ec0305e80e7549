// CloudWatch: expressions of alarms, and alarms of alarms.

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "archsynth/support/text.h"
#include "rules/rule.h"
#include "rules/template/order.h"

namespace archsynth::analysis {
namespace {

constexpr std::string_view kMetricAlarm = "AWS::CloudWatch::Alarm";
constexpr std::string_view kExpressionPage =
    "https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MetricDataQuery.html";
constexpr std::string_view kCompositePage =
    "https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutCompositeAlarm.html";

bool is_word(char c) {
  return c == '_' || (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z');
}

/// The ids that an expression of metrics uses: words that begin with a small letter, texts apart.
std::vector<std::string> ids_in(std::string_view expression) {
  std::vector<std::string> ids;
  char quote = 0;
  for (std::size_t i = 0; i < expression.size(); ++i) {
    const char c = expression[i];
    if (quote != 0 ? c == quote : c == '"' || c == '\'') quote = quote == 0 ? c : 0;
    if (quote != 0 || !is_word(c)) continue;
    const std::size_t start = i;
    while (i + 1 < expression.size() && is_word(expression[i + 1])) ++i;
    const std::string_view word = expression.substr(start, i + 1 - start);
    if (word.front() >= 'a' && word.front() <= 'z') ids.emplace_back(word);
  }
  return ids;
}

/// The queries of an alarm with their ids; nothing where one is not known.
struct Queries {
  std::vector<const cfn::Value*> all;
  std::set<std::string> ids;
};

std::optional<Queries> queries_of(const View& view, const cfn::Resource& alarm) {
  const Items items = view.items(property(alarm, {"Metrics"}));
  if (!items.complete || items.values.empty()) return std::nullopt;
  Queries queries{items.values, {}};
  for (const cfn::Value* each : items.values) {
    const auto id = view.text(member(each, {"Id"}));
    if (!id) return std::nullopt;
    queries.ids.insert(*id);
  }
  return queries;
}

void check_expressions(const View& view, const Report& report, const cfn::Resource& alarm,
                       const Queries& queries) {
  for (const cfn::Value* each : queries.all) {
    const cfn::Value* place = member(each, {"Expression"});
    const auto expression = view.text(place);
    // `SELECT … FROM …` names metrics and dimensions.
    if (!expression || lower_case(*expression).find("select") != std::string::npos) continue;
    for (const std::string& id : ids_in(*expression)) {
      if (queries.ids.contains(id)) continue;
      const std::vector<std::string_view> known(queries.ids.begin(), queries.ids.end());
      report(alarm, place,
             fmt::format("the expression uses {}, which no metric has as \"Id\"", quoted(id)))
          .fix = suggest(id, known);
    }
  }
}

/// Exactly one query is what the alarm watches; two are with a band of expected values.
void check_returned(const View& view, const Report& report, const cfn::Resource& alarm,
                    const Queries& queries) {
  if (!lacks(alarm, "ThresholdMetricId")) return;
  const cfn::Value* second = nullptr;
  std::size_t returned = 0;
  for (const cfn::Value* each : queries.all) {
    if (each->map() == nullptr) return;
    const cfn::Value* place = member(each, {"ReturnData"});
    const auto truth = place == nullptr ? std::optional(true) : view.truth(place);
    if (!truth) return;
    if (*truth && ++returned == 2) second = place == nullptr ? member(each, {"Id"}) : place;
  }
  if (returned == 1) return;
  report(alarm, second == nullptr ? property(alarm, {"Metrics"}) : second,
         fmt::format("{} of the metrics of {} return data; exactly one must", returned,
                     quoted(alarm.id.str())))
      .fix = "set \"ReturnData\" to false for all but the one to watch";
}

void check_band(const View& view, const Report& report, const cfn::Resource& alarm,
                const Queries& queries) {
  const cfn::Value* place = property(alarm, {"ThresholdMetricId"});
  const auto id = view.text(place);
  if (!id || queries.ids.contains(*id)) return;
  const std::vector<std::string_view> known(queries.ids.begin(), queries.ids.end());
  report(alarm, place,
         fmt::format("\"ThresholdMetricId\" is {}, which no metric has as \"Id\"", quoted(*id)))
      .fix = suggest(*id, known);
}

void check_alarm_metrics(const View& view, const Report& report) {
  for (const cfn::Resource* alarm : view.of(kMetricAlarm)) {
    const auto queries = queries_of(view, *alarm);
    if (!queries) continue;
    check_expressions(view, report, *alarm, *queries);
    check_returned(view, report, *alarm, *queries);
    check_band(view, report, *alarm, *queries);
  }
}

/// The names of alarms in a rule: what stands in brackets, `ALARM("low")`.
std::vector<std::string> alarms_in(std::string_view rule) {
  std::vector<std::string> names;
  for (const std::string_view state : {"ALARM(", "OK(", "INSUFFICIENT_DATA("}) {
    for (std::size_t at = rule.find(state); at != rule.npos; at = rule.find(state, at + 1)) {
      std::string_view name = rule.substr(at + state.size());
      name = name.substr(0, name.find(')'));
      while (!name.empty() && (name.front() == '"' || name.front() == ' ')) name.remove_prefix(1);
      while (!name.empty() && (name.back() == '"' || name.back() == ' ')) name.remove_suffix(1);
      names.emplace_back(name);
    }
  }
  return names;
}

void check_composite_order(const View& view, const Report& report) {
  for (const cfn::Resource* composite : view.of("AWS::CloudWatch::CompositeAlarm")) {
    const cfn::Value* place = property(*composite, {"AlarmRule"});
    const auto rule = view.text(place);
    if (!rule) continue;
    for (const std::string& name : alarms_in(*rule)) {
      for (const cfn::Resource* alarm : view.of(kMetricAlarm)) {
        if (view.text(property(*alarm, {"AlarmName"})) != name) continue;
        if (waits_for(view, *composite, {alarm})) continue;
        report(*composite, place,
               fmt::format("{} can be created before {}, which its rule names",
                           quoted(composite->id.str()), quoted(alarm->id.str())))
            .fix = fmt::format("add `DependsOn: {}`", alarm->id.str());
      }
    }
  }
}

/// A rule without a function of states: the bare name of an alarm.
void check_composite_rules(const View& view, const Report& report) {
  for (const cfn::Resource* composite : view.of("AWS::CloudWatch::CompositeAlarm")) {
    const cfn::Value* place = property(*composite, {"AlarmRule"});
    const auto* sub = place == nullptr ? nullptr : place->get_if<cfn::Sub>();
    const auto text = view.text(place);
    const bool is_reference = view.target(place, kMetricAlarm) != nullptr;
    if (sub == nullptr && !text && !is_reference) continue;
    const std::string whole = sub != nullptr ? sub->text : text.value_or("");
    if (sub != nullptr && !sub->variables.empty()) continue;
    // A parameter can hold a whole rule.
    const bool is_of_alarms =
        sub == nullptr || std::any_of(view.of(kMetricAlarm).begin(), view.of(kMetricAlarm).end(),
                                      [&](const cfn::Resource* each) {
                                        return whole.starts_with("${" + each->id.str());
                                      });
    if (whole.find('(') != whole.npos || whole == "TRUE" || whole == "FALSE" || !is_of_alarms) {
      continue;
    }
    report(*composite, place, "\"AlarmRule\" has no function such as ALARM(…)").fix =
        "write ALARM(…) around each name";
  }
}

void check_composites(const View& view, const Report& report) {
  check_composite_order(view, report);
  check_composite_rules(view, report);
}

constexpr Rule kAlarmMetricRules[] = {
    {"ARC4610", Severity::kError, "alarm's metrics are inconsistent",
     "CloudWatch refuses the alarm",
     "refer to metrics by their \"Id\", and return data from exactly one", kExpressionPage, "",
     check_alarm_metrics},
    {"ARC4611", Severity::kError, "composite alarm refers to alarms incorrectly or too early",
     "CloudWatch refuses the alarm", "refer to alarms in ALARM(…), OK(…) or INSUFFICIENT_DATA(…)",
     kCompositePage, "", check_composites},
};

}  // namespace

std::span<const Rule> alarm_metric_rules() { return kAlarmMetricRules; }

}  // namespace archsynth::analysis
