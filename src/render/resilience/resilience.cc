#include "archsynth/render/resilience.h"

#include <fmt/format.h>

#include <algorithm>

#include "archsynth/cfn/writer.h"
#include "archsynth/support/text.h"
#include "render/format.h"
#include "render/json_values.h"
#include "render/resilience/words.h"

namespace archsynth::picture {
namespace {

using analysis::ResilienceFix;
using analysis::ResilienceResult;
using analysis::Scenario;
using analysis::SecondsRange;
using analysis::ServiceOutcome;
using analysis::StoreOutcome;

/// Grows when a member changes its meaning.
constexpr int kVersion = 1;

cfn::Value number_or_null(const std::optional<int>& number) {
  return number ? cfn::Value(*number) : cfn::Value(cfn::Null{});
}

cfn::Value range_json(const SecondsRange& range) {
  return cfn::Map{{"from", range.from},
                  {"to", range.to ? cfn::Value(*range.to) : cfn::Value(cfn::Null{})}};
}

cfn::Value service_json(const ServiceOutcome& each) {
  return cfn::Map{{"id", each.id},
                  {"served", each.served},
                  {"outbound", each.outbound},
                  {"capacity_percent", number_or_null(each.capacity_percent)},
                  {"peak_percent", number_or_null(each.peak_percent)},
                  {"outbound_percent", number_or_null(each.outbound_percent)},
                  {"recovery_seconds", range_json(each.recovery)},
                  {"refill_seconds", range_json(each.refill)},
                  {"reasons", texts(each.reasons)}};
}

cfn::Value store_json(const StoreOutcome& each) {
  SecondsRange lost = each.lost;
  if (each.is_everything) lost.to.reset();
  return cfn::Map{{"id", each.id},
                  {"data_lost", lost_words(each)},
                  {"data_lost_seconds", range_json(lost)},
                  {"reason", each.reason}};
}

cfn::Value fix_json(const ResilienceFix& each) {
  const cfn::Value price = each.monthly ? cfn::Value(dollars_of(*each.monthly)) : cfn::Null{};
  return cfn::Map{{"resource", each.resource},
                  {"property", each.property},
                  {"text", each.text},
                  {"line", line_or_null(each.origin)},
                  {"monthly_usd", price}};
}

template <typename All, typename Write>
cfn::Value list_json(const All& all, Write write) {
  cfn::List list;
  for (const auto& each : all) list.push_back(write(each));
  return list;
}

cfn::Value scenario_json(const Scenario& each) {
  return cfn::Map{{"scenario", each.name},
                  {"services", list_json(each.services, service_json)},
                  {"stores", list_json(each.stores, store_json)},
                  {"alarms", texts(each.alarms)},
                  {"fixes", list_json(each.fixes, fix_json)}};
}

cfn::Value percent_json(const std::optional<std::int64_t>& millionths) {
  if (!millionths) return cfn::Null{};
  return static_cast<double>(*millionths) / 10'000;
}

cfn::Value availability_json(const analysis::Availability& each) {
  cfn::List parts;
  for (const auto& part : each.parts) {
    const auto known = part.millionths == 0 ? std::nullopt : std::optional(part.millionths);
    parts.push_back(cfn::Map{
        {"resource", part.resource}, {"percent", percent_json(known)}, {"source", part.page}});
  }
  return cfn::Map{{"service", each.service},
                  {"percent", percent_json(each.millionths)},
                  {"parts", std::move(parts)}};
}

cfn::Map load_json(const analysis::ConnectionLoad& load) {
  cfn::List services;
  for (const auto& each : load.services) {
    services.push_back(
        cfn::Map{{"id", each.service},
                 {"tasks", each.tasks},
                 {"pool", each.pool ? cfn::Value(*each.pool) : cfn::Value(cfn::Null{})},
                 {"variable", each.variable}});
  }
  return cfn::Map{{"database", load.database},
                  {"services", std::move(services)},
                  {"needed", load.needed ? cfn::Value(*load.needed) : cfn::Value(cfn::Null{})},
                  {"max_connections", cfn::Map{{"from", load.from}, {"to", load.to}}},
                  {"line", line_or_null(load.origin)}};
}

/// `12 tasks open 240 connections, of 198 to 225`.
std::string load_words(const analysis::ConnectionLoad& load) {
  const std::string tasks = counted(static_cast<std::uint64_t>(load.tasks), "task");
  const std::string most = load.from == load.to ? fmt::format("{}", load.to)
                                                : fmt::format("{} to {}", load.from, load.to);
  if (!load.needed) {
    return fmt::format("{} share {} connections: at most {} each", tasks, most,
                       load.from / load.tasks);
  }
  return fmt::format("{} open up to {} connections, of {}", tasks, *load.needed, most);
}

std::string to_json(const ResilienceResult& result) {
  const auto point = [](const analysis::SinglePoint& each) {
    return cfn::Map{{"subject", each.subject},
                    {"resource", each.resource},
                    {"reason", each.what},
                    {"line", line_or_null(each.origin)}};
  };
  const auto left_out = [](const analysis::NotSimulated& each) {
    return cfn::Map{{"id", each.id}, {"type", each.type}};
  };
  return cfn::to_json(cfn::Map{{"version", kVersion},
                               {"scenarios", list_json(result.scenarios, scenario_json)},
                               {"single_points", list_json(result.single_points, point)},
                               {"availability", list_json(result.availability, availability_json)},
                               {"connections", list_json(result.connections, load_json)},
                               {"not_simulated", list_json(result.not_simulated, left_out)},
                               {"assumptions", texts(result.assumptions)}});
}

std::string place_of(const Origin& origin) {
  return origin.is_stated() ? "  " + origin.to_string() : std::string();
}

const char* harmless_words(const ResilienceResult& result) {
  return result.not_simulated.empty() ? "no effect" : "no effect on what is simulated";
}

/// `Web, Jobs (AWS::Lambda::Function); Broker (AWS::AmazonMQ::Broker)`.
std::string left_out_words(const ResilienceResult& result) {
  std::string words;
  std::string_view type;
  for (const analysis::NotSimulated& each : result.not_simulated) {
    if (!type.empty()) words += type == each.type ? ", " : fmt::format(" ({}); ", type);
    words += each.id;
    type = each.type;
  }
  return type.empty() ? words : fmt::format("{} ({})", words, type);
}

std::string to_text(const ResilienceResult& result) {
  if (result.scenarios.empty()) return "nothing to simulate\n";
  std::string out;
  for (const Scenario& scenario : result.scenarios) {
    out += scenario.name;
    out += is_harmless(scenario) ? fmt::format(": {}\n", harmless_words(result)) : "\n";
    if (is_harmless(scenario)) continue;
    for (const ServiceOutcome& each : scenario.services) {
      if (is_untouched(each)) continue;
      out += fmt::format("  {}: {}\n", each.id, join(outcome_words(each), ", "));
      for (const std::string& reason : each.reasons) out += fmt::format("    {}\n", reason);
    }
    for (const StoreOutcome& each : scenario.stores) {
      if (is_kept(each)) continue;
      out += fmt::format("  {}: {} ({})\n", each.id, loss_words(each), each.reason);
    }
    if (!scenario.alarms.empty()) out += fmt::format("  alarms: {}\n", join(scenario.alarms, ", "));
    if (is_silent(scenario)) out += "  alarms: none goes off\n";
    for (const ResilienceFix& each : scenario.fixes) {
      out += fmt::format("  fix: {}: {}{}{}\n", each.resource, each.text, price_words(each),
                         place_of(each.origin));
    }
  }
  out += "\nsingle points of failure\n";
  if (result.single_points.empty()) out += "  none\n";
  for (const auto& each : result.single_points) {
    out += fmt::format("  {} for {}: {}{}\n", each.resource, each.subject, each.what,
                       place_of(each.origin));
  }
  out += "\navailability that AWS commits to\n";
  for (const auto& each : result.availability) {
    out += fmt::format("  {}: {}\n", each.service, commitment_words(each));
  }
  if (!result.connections.empty()) out += "\nconnections after a failover\n";
  for (const auto& each : result.connections) {
    out += fmt::format("  {}: {}{}\n", each.database, load_words(each), place_of(each.origin));
  }
  if (!result.not_simulated.empty())
    out += fmt::format("\nnot simulated: {}\n", left_out_words(result));
  for (const std::string& each : result.assumptions) out += fmt::format("assumes {}\n", each);
  return out;
}

/// What a cell of a table may hold.
std::string cell(std::string text) {
  for (std::size_t at = text.find('|'); at != text.npos; at = text.find('|', at + 2)) {
    text.insert(at, "\\");
  }
  return text;
}

std::string to_markdown(const ResilienceResult& result) {
  std::string out = "| failure | what fails | outcome |\n|---|---|---|\n";
  const auto row = [&](const std::string& failure, const std::string& id, const std::string& text) {
    out += fmt::format("| `{}` | {} | {} |\n", cell(failure), cell(id), cell(text));
  };
  for (const Scenario& scenario : result.scenarios) {
    if (is_harmless(scenario)) row(scenario.name, "nothing", harmless_words(result));
    for (const ServiceOutcome& each : scenario.services) {
      if (!is_untouched(each)) row(scenario.name, each.id, join(outcome_words(each), ", "));
    }
    for (const StoreOutcome& each : scenario.stores) {
      if (!is_kept(each)) row(scenario.name, each.id, loss_words(each));
    }
  }
  out += "\n| failure | fix | USD a month |\n|---|---|---|\n";
  for (const Scenario& scenario : result.scenarios) {
    for (const ResilienceFix& each : scenario.fixes) {
      row(scenario.name, fmt::format("{}: {}", each.resource, each.text),
          each.monthly ? each.monthly->text() : "not known");
    }
  }
  out += "\n| single point of failure | of | why |\n|---|---|---|\n";
  for (const auto& each : result.single_points) row(each.resource, each.subject, each.what);
  if (!result.connections.empty())
    out += "\n| database | connections after a failover |\n|---|---|\n";
  for (const auto& each : result.connections)
    out += fmt::format("| {} | {} |\n", cell(each.database), load_words(each));
  if (!result.not_simulated.empty())
    out += fmt::format("\nNot simulated: {}.\n", left_out_words(result));
  return out;
}

constexpr Format<ResilienceResult> kResilienceFormats[] = {
    {"text", to_text},
    {"json", to_json},
    {"markdown", to_markdown},
};

}  // namespace

std::string resilience_as(std::string_view format, const ResilienceResult& result) {
  return write_as(kResilienceFormats, format, result);
}

std::vector<std::string> resilience_formats() { return names_in(kResilienceFormats); }

}  // namespace archsynth::picture
