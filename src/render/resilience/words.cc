#include "render/resilience/words.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "archsynth/support/text.h"

namespace archsynth::picture {
namespace {

using analysis::SecondsRange;

/// `in 1 to 12.5 minutes`; `within 90 seconds`; `only by hand`.
std::string range_words(const SecondsRange& range) {
  if (!range.to) return "only by hand";
  const std::string most = analysis::duration_text(*range.to);
  if (range.from == 0) return "within " + most;
  const std::string least = analysis::duration_text(range.from);
  if (range.from == *range.to) return "in " + most;
  // Of one unit: `1 to 2 minutes`.
  const std::string unit = most.substr(most.find(' ') + 1);
  const std::size_t number = least.find(' ');
  if (unit.starts_with(least.substr(number + 1))) {
    return fmt::format("in {} to {}", least.substr(0, number), most);
  }
  constexpr std::int64_t kHour = 3600;
  if (*range.to >= kHour) return fmt::format("in {} to {}", least, most);
  const auto minutes = [](std::int64_t seconds) {
    return std::round(static_cast<double>(seconds) / 6) / 10;
  };
  return fmt::format("in {} to {} minutes", minutes(range.from), minutes(*range.to));
}

}  // namespace

double dollars_of(spec::Money money) {
  return std::round(static_cast<double>(money.nanos()) / 1e7) / 100;
}

bool is_untouched(const analysis::ServiceOutcome& outcome) {
  const bool is_whole = !outcome.capacity_percent || *outcome.capacity_percent == 100;
  return outcome.served && is_whole && outcome.reasons.empty() &&
         outcome.recovery == SecondsRange{};
}

bool is_kept(const analysis::StoreOutcome& outcome) {
  return !outcome.is_everything && outcome.lost == SecondsRange{};
}

bool is_harmless(const analysis::Scenario& scenario) {
  return std::all_of(scenario.services.begin(), scenario.services.end(), is_untouched) &&
         std::all_of(scenario.stores.begin(), scenario.stores.end(), is_kept);
}

bool is_silent(const analysis::Scenario& scenario) {
  return scenario.name != "region" && scenario.alarms.empty() &&
         std::any_of(scenario.services.begin(), scenario.services.end(),
                     [](const auto& each) { return each.recovery != SecondsRange{}; });
}

std::vector<std::string> outcome_words(const analysis::ServiceOutcome& outcome) {
  std::vector<std::string> words{outcome.served ? "served" : "not served"};
  if (outcome.capacity_percent) {
    words.push_back(fmt::format("{} % of the minimum left", *outcome.capacity_percent));
  }
  if (!outcome.outbound) words.push_back("no outbound connections");
  if (outcome.recovery != SecondsRange{}) {
    words.push_back("recovered " + range_words(outcome.recovery));
  }
  if (outcome.refill != SecondsRange{} && outcome.refill != outcome.recovery) {
    words.push_back(fmt::format("all {}s back {}", outcome.unit, range_words(outcome.refill)));
  }
  return words;
}

std::string lost_words(const analysis::StoreOutcome& outcome) {
  if (outcome.is_everything) return "everything";
  if (!outcome.lost.to) return "an unknown amount";
  if (*outcome.lost.to == 0) return "none";
  return "up to " + analysis::duration_text(*outcome.lost.to);
}

std::string loss_words(const analysis::StoreOutcome& outcome) {
  return outcome.is_everything ? "all data lost" : lost_words(outcome) + " of data lost";
}

std::string price_words(const analysis::ResilienceFix& fix) {
  if (!fix.monthly) return {};
  if (*fix.monthly == spec::Money()) return " (free)";
  return fmt::format(" ({} USD a month)", fix.monthly->text());
}

std::string commitment_words(const analysis::Availability& availability) {
  std::vector<std::string> parts;
  for (const auto& each : availability.parts) {
    parts.push_back(each.resource + " " +
                    (each.millionths == 0 ? "unknown" : analysis::percent_text(each.millionths)));
  }
  const std::string whole =
      availability.millionths ? analysis::percent_text(*availability.millionths) : "not known";
  return fmt::format("{} ({})", whole, join(parts, ", "));
}

}  // namespace archsynth::picture
