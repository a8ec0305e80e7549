#include "archsynth/render/cost.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "archsynth/cfn/writer.h"
#include "archsynth/support/text.h"
#include "render/format.h"
#include "render/table.h"
#include "support/utf8.h"

namespace archsynth::picture {
namespace {

using analysis::CostEstimate;
using analysis::CostLine;
using analysis::MoneyRange;

std::string text_of(const spec::Quantity& least, const spec::Quantity& most) {
  return least == most ? least.text() : least.text() + " to " + most.text();
}

std::string signed_text(spec::Money amount) {
  return (amount > spec::Money() ? "+" : "") + amount.text();
}

std::string signed_text(const MoneyRange& range) {
  if (range.least == range.most) return signed_text(range.least);
  return signed_text(range.least) + " to " + signed_text(range.most);
}

MoneyRange difference(const MoneyRange& before, const MoneyRange& after) {
  return {after.least - before.least, after.most - before.most};
}

MoneyRange hourly(const MoneyRange& monthly) {
  const auto part = [](spec::Money money) {
    return spec::Money::of_nanos(money.nanos() / analysis::kHoursPerMonth);
  };
  return {part(monthly.least), part(monthly.most)};
}

std::string hourly_text(const MoneyRange& monthly) {
  const MoneyRange hour = hourly(monthly);
  const std::string least = hour.least.text(4);
  const std::string most = hour.most.text(4);
  return least == most ? least : least + " to " + most;
}

TextTable component_table(const CostEstimate& estimate) {
  TextTable table;
  table.title = fmt::format("Monthly cost estimate, {}", estimate.region);
  table.columns = {{"component", false}, {"USD a month", true}};
  for (const analysis::CostComponent& each : analysis::cost_components(estimate)) {
    table.rows.push_back({each.name, picture::text_of(each.monthly)});
  }
  table.total = {"TOTAL, USD", picture::text_of(estimate.monthly)};
  return table;
}

TextTable line_table(const CostEstimate& estimate) {
  TextTable table;
  table.title = fmt::format("Monthly cost estimate, {}", estimate.region);
  table.columns = {{"component", false}, {"resource", false}, {"what", false},
                   {"quantity", true},   {"USD each", true},  {"USD a month", true},
                   {"assumption", false}};
  for (const CostLine& line : estimate.lines) {
    table.rows.push_back({line.component, line.resource, line.what, text_of(line.least, line.most),
                          line.price.text(), picture::text_of(line.monthly), line.assumption});
  }
  table.total = {"TOTAL", "", "", "", "", picture::text_of(estimate.monthly), ""};
  return table;
}

TextTable change_table(const CostEstimate& before, const CostEstimate& after) {
  TextTable table;
  table.title = fmt::format("Change of the monthly cost, {}", after.region);
  table.columns = {{"component", false}, {"resource", false}, {"what", false},
                   {"before", true},     {"after", true},     {"USD a month", true}};
  for (const CostChange& each : changes_between(before, after)) {
    table.rows.push_back({each.component, each.resource, each.what, picture::text_of(each.before),
                          picture::text_of(each.after),
                          signed_text(difference(each.before, each.after))});
  }
  table.total = {"TOTAL",
                 "",
                 "",
                 picture::text_of(before.monthly),
                 picture::text_of(after.monthly),
                 signed_text(difference(before.monthly, after.monthly))};
  return table;
}

/// What must be known to read the figures, as lines of text.
std::vector<std::string> notes_of(const CostEstimate& estimate) {
  std::vector<std::string> notes;
  notes.push_back(
      fmt::format("{} USD an hour; usage: {}", hourly_text(estimate.monthly), estimate.usage));
  if (!estimate.oldest_price.empty()) {
    notes.push_back(fmt::format(
        "list prices of {} or later, without taxes; of free tiers, only that of data transfer",
        estimate.oldest_price));
  }
  for (const std::string& each : estimate.assumptions) notes.push_back(each);
  return notes;
}

std::string unpriced_text(const analysis::Unpriced& each) {
  if (each.resource.empty()) return "the whole stack: " + each.why;
  return fmt::format("{} ({}): {}", each.resource, each.type, each.why);
}

/// The lines to change, for the kind of file that was read.
const std::string& lines_of(const analysis::Advice& advice, const CostReport& report) {
  return report.is_architecture ? advice.file_lines : advice.template_lines;
}

std::string headline(const analysis::Advice& advice) {
  if (advice.pays) return "saves " + picture::text_of(advice.saving) + " USD a month";
  const spec::Money none;
  if (advice.saving.most < none)
    return "costs " + (-advice.saving.most).text() + " USD a month more";
  if (advice.saving.most == none) return "saves nothing";
  return "saves only " + advice.saving.most.text() + " USD a month";
}

std::string advice_text(const CostReport& report, bool is_markdown) {
  std::string text;
  bool was_paying = false;
  for (const analysis::Advice& each : *report.advice) {
    if (text.empty() || each.pays != was_paying) {
      text += is_markdown ? "\n**" : "\n";
      text += each.pays ? "Worthwhile" : "Not worthwhile";
      text += is_markdown ? "**\n\n" : "\n";
    }
    was_paying = each.pays;
    text += fmt::format("{}{}: {}\n", is_markdown ? "- " : "\n* ", each.title, headline(each));
    text += fmt::format("  {}\n", each.reason);
    if (!each.price.empty()) text += fmt::format("  trade-off: {}\n", each.price);
    const std::string& lines = lines_of(each, report);
    if (!each.pays || lines.empty()) continue;
    const std::string fence = is_markdown ? "  ```yaml\n" : "";
    text += fence;
    for (const std::string_view line : split(lines, '\n')) {
      text += fmt::format("{}{}\n", is_markdown ? "  " : "      ", line);
    }
    text += is_markdown ? "  ```\n" : "";
  }
  return text;
}

std::string unpriced_and_advice(const CostReport& report, bool is_markdown) {
  std::string text;
  const auto& unpriced = report.estimate.unpriced;
  if (!unpriced.empty()) {
    text += fmt::format("\nNot in the total, because not priced ({}):\n", unpriced.size());
    if (is_markdown) text += "\n";
    for (const analysis::Unpriced& each : unpriced) {
      text += (is_markdown ? "- " : "  ") + printable(unpriced_text(each)) + "\n";
    }
  }
  return report.advice ? text + advice_text(report, is_markdown) : text;
}

std::string as_text(const CostReport& report, bool is_markdown) {
  const CostEstimate& estimate = report.estimate;
  const TextTable table = report.before   ? change_table(*report.before, estimate)
                          : report.detail ? line_table(estimate)
                                          : component_table(estimate);
  std::string text = is_markdown ? markdown(table) : framed(table);
  if (is_markdown) text += "\n";
  const char* bullet = is_markdown ? "- " : "";
  for (const std::string& note : notes_of(estimate)) text += bullet + note + "\n";
  return text + unpriced_and_advice(report, is_markdown);
}

/// A number with at most so many decimals; the same text everywhere.
cfn::Value number(const std::string& decimal) {
  double value = 0;
  std::from_chars(decimal.data(), decimal.data() + decimal.size(), value);
  return value;
}

cfn::Value in_json(const MoneyRange& range) {
  return cfn::Map{{"least", number(range.least.text(4))}, {"most", number(range.most.text(4))}};
}

cfn::Value in_json(const CostLine& line) {
  return cfn::Map{{"component", line.component},
                  {"resource", line.resource},
                  {"what", line.what},
                  {"quantity", cfn::Map{{"least", number(line.least.text())},
                                        {"most", number(line.most.text())}}},
                  {"assumption", line.assumption},
                  {"price", cfn::Map{{"item", line.price.item},
                                     {"usd", number(line.price.text())},
                                     {"unit", line.price.unit},
                                     {"date", line.price.date},
                                     {"confidence", line.price.confidence},
                                     {"source", line.price.source}}},
                  {"monthly_usd", in_json(line.monthly)}};
}

cfn::Value in_json(const CostEstimate& estimate) {
  cfn::List components;
  for (const analysis::CostComponent& each : analysis::cost_components(estimate)) {
    components.emplace_back(
        cfn::Map{{"component", each.name}, {"monthly_usd", in_json(each.monthly)}});
  }
  cfn::List lines;
  for (const CostLine& line : estimate.lines) lines.push_back(in_json(line));
  cfn::List unpriced;
  for (const analysis::Unpriced& each : estimate.unpriced) {
    unpriced.emplace_back(
        cfn::Map{{"resource", each.resource}, {"type", each.type}, {"why", each.why}});
  }
  cfn::List assumptions(estimate.assumptions.begin(), estimate.assumptions.end());
  return cfn::Map{{"version", 1},
                  {"region", estimate.region},
                  {"currency", "USD"},
                  {"usage", estimate.usage},
                  {"oldest_price", estimate.oldest_price},
                  {"monthly_usd", in_json(estimate.monthly)},
                  {"hourly_usd", in_json(hourly(estimate.monthly))},
                  {"components", std::move(components)},
                  {"lines", std::move(lines)},
                  {"unpriced", std::move(unpriced)},
                  {"assumptions", std::move(assumptions)}};
}

std::string as_json(const CostReport& report) {
  cfn::Value all = in_json(report.estimate);
  if (report.before) {
    cfn::List changes;
    for (const CostChange& each : changes_between(*report.before, report.estimate)) {
      changes.emplace_back(cfn::Map{{"component", each.component},
                                    {"resource", each.resource},
                                    {"what", each.what},
                                    {"before_usd", in_json(each.before)},
                                    {"after_usd", in_json(each.after)}});
    }
    all.map()->set("before_usd", in_json(report.before->monthly));
    all.map()->set("changes", cfn::Value(std::move(changes)));
  }
  if (report.advice) {
    cfn::List advice;
    for (const analysis::Advice& each : *report.advice) {
      advice.emplace_back(cfn::Map{{"title", each.title},
                                   {"pays", each.pays},
                                   {"saving_usd", in_json(each.saving)},
                                   {"reason", each.reason},
                                   {"price", each.price},
                                   {"change", lines_of(each, report)}});
    }
    all.map()->set("advice", cfn::Value(std::move(advice)));
  }
  return cfn::to_json(all);
}

/// Machines get the two ends of a range in columns of their own.
std::string as_csv(const CostReport& report) {
  TextTable table;
  const auto add = [&](const CostLine& line) {
    table.rows.push_back({line.component, line.resource, line.what, line.least.text(),
                          line.most.text(), line.price.item, line.price.text(), line.price.unit,
                          line.monthly.least.text(4), line.monthly.most.text(4), line.price.date,
                          line.assumption});
  };
  if (!report.before) {
    for (const char* name :
         {"component", "resource", "what", "quantity_least", "quantity_most", "item", "price_usd",
          "unit", "monthly_usd_least", "monthly_usd_most", "price_date", "assumption"}) {
      table.columns.push_back({name, false});
    }
    for (const CostLine& line : report.estimate.lines) add(line);
    for (const analysis::Unpriced& each : report.estimate.unpriced) {
      table.rows.push_back(
          {"", each.resource, each.type, "", "", "", "", "", "", "", "", each.why});
    }
    return csv(table);
  }
  for (const char* name : {"component", "resource", "what", "before_usd_least", "before_usd_most",
                           "after_usd_least", "after_usd_most"}) {
    table.columns.push_back({name, false});
  }
  for (const CostChange& each : changes_between(*report.before, report.estimate)) {
    table.rows.push_back({each.component, each.resource, each.what, each.before.least.text(4),
                          each.before.most.text(4), each.after.least.text(4),
                          each.after.most.text(4)});
  }
  return csv(table);
}

}  // namespace

std::string text_of(const MoneyRange& range) {
  const std::string least = range.least.text();
  const std::string most = range.most.text();
  return least == most ? least : least + " to " + most;
}

std::string usage_keys() {
  TextTable table;
  table.title = "Keys of a usage file, for one month";
  table.columns = {
      {"key", false}, {"small", true}, {"medium", true}, {"large", true}, {"meaning", false}};
  for (const analysis::UsageField& field : analysis::usage_fields()) {
    const auto text = [](double value) { return spec::Quantity(value).text(); };
    table.rows.push_back({std::string(field.key), text(field.small), text(field.medium),
                          text(field.large), std::string(field.doc)});
  }
  return framed(table);
}

std::vector<CostChange> changes_between(const CostEstimate& before, const CostEstimate& after) {
  std::vector<CostChange> changes;
  const auto change_of = [&](const CostLine& line) -> CostChange& {
    for (CostChange& each : changes) {
      if (each.resource == line.resource && each.component == line.component &&
          each.what == line.what) {
        return each;
      }
    }
    changes.push_back({line.resource, line.component, line.what, {}, {}});
    return changes.back();
  };
  for (const CostLine& line : before.lines) {
    CostChange& change = change_of(line);
    change.before = change.before + line.monthly;
  }
  for (const CostLine& line : after.lines) {
    CostChange& change = change_of(line);
    change.after = change.after + line.monthly;
  }
  std::erase_if(changes, [](const CostChange& each) { return each.before == each.after; });
  return changes;
}

namespace {

std::string as_terminal(const CostReport& report) { return as_text(report, false); }
std::string as_markdown(const CostReport& report) { return as_text(report, true); }

constexpr Format<CostReport> kCostFormats[] = {
    {"text", as_terminal},
    {"json", as_json},
    {"markdown", as_markdown},
    {"csv", as_csv},
};

}  // namespace

std::string cost_as(std::string_view format, const CostReport& report) {
  return write_as(kCostFormats, format, report);
}

std::vector<std::string> cost_formats() { return names_in(kCostFormats); }

}  // namespace archsynth::picture
