// When things are to happen, and where: schedules, and zones that are written out.

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "archsynth/support/text.h"
#include "rule.h"

namespace archsynth::analysis {
namespace {

constexpr std::string_view kSchedulePage =
    "https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-scheduled-rule-pattern.html";
constexpr std::string_view kZonesPage =
    "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/best-practices.html";

std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> words;
  for (const std::string_view word : split(text, ' ')) {
    if (!word.empty()) words.emplace_back(word);
  }
  return words;
}

/// What is wrong with what stands within `rate(…)`; empty when nothing is.
std::string rate_fault(std::string_view text) {
  const std::vector<std::string> words = words_of(text);
  if (words.size() != 2) return "a rate is a number and a unit";
  int value = 0;
  const char* end = words[0].data() + words[0].size();
  const auto [stopped, failed] = std::from_chars(words[0].data(), end, value);
  if (failed != std::errc() || stopped != end || value < 1) {
    return fmt::format("{} is no number of at least 1", quoted(words[0]));
  }
  constexpr std::string_view kOne[] = {"minute", "hour", "day"};
  constexpr std::string_view kMany[] = {"minutes", "hours", "days"};
  const auto& units = value == 1 ? kOne : kMany;
  if (std::find(std::begin(units), std::end(units), words[1]) != std::end(units)) return {};
  return fmt::format("{} goes with {}, {} or {}, not {}", value, units[0], units[1], units[2],
                     quoted(words[1]));
}

std::string cron_fault(std::string_view text) {
  const std::vector<std::string> words = words_of(text);
  if (words.size() != 6) {
    return fmt::format(
        "it has {} fields, not minutes, hours, day of the month, month, day of the week and year",
        words.size());
  }
  if (words[2] == "?" || words[4] == "?") return {};
  return "one of the day of the month and the day of the week must be ?";
}

/// The part between a word with its open parenthesis and the closing one.
std::optional<std::string_view> within(std::string_view text, std::string_view word) {
  if (!text.starts_with(word) || !text.ends_with(')')) return std::nullopt;
  return text.substr(word.size(), text.size() - word.size() - 1);
}

void check_expression(const Graph& graph, const Report& report) {
  for (const cfn::Resource* rule : graph.of("AWS::Events::Rule")) {
    const cfn::Value* place = property(*rule, {"ScheduleExpression"});
    const auto text = graph.text(place);
    if (!text || text->find("${") != text->npos) continue;
    const auto rate = within(*text, "rate(");
    const auto cron = within(*text, "cron(");
    const std::string fault = rate   ? rate_fault(*rate)
                              : cron ? cron_fault(*cron)
                                     : "it is neither rate(…) nor cron(…)";
    if (fault.empty()) continue;
    report(*rule, place, fmt::format("{} is no schedule: {}", quoted(*text), fault));
  }
}

/// `eu-central-1a`; not a region alone.
bool is_zone(std::string_view text) {
  if (text.size() < 3 || text.back() < 'a' || text.back() > 'z') return false;
  const char digit = text[text.size() - 2];
  return digit >= '1' && digit <= '9' && text[text.size() - 3] == '-' &&
         std::count(text.begin(), text.end(), '-') >= 2;
}

void check_zones(const Graph& graph, const Report& report) {
  const auto judge = [&](const cfn::Resource& resource, const cfn::Value* value) {
    if (value == nullptr || value->string() == nullptr || !is_zone(*value->string())) return;
    report(resource, value, fmt::format("the zone {} is written out", quoted(*value->string())));
  };
  for (const auto& [type, resources] : graph.types()) {
    for (const cfn::Resource* resource : resources) {
      judge(*resource, property(*resource, {"AvailabilityZone"}));
      for (const cfn::Value* zone :
           graph.items(property(*resource, {"AvailabilityZones"})).values) {
        judge(*resource, zone);
      }
    }
  }
}

constexpr Rule kSchedulesRules[] = {
    {{"ARC4809", Severity::kError, "a rule's schedule is one that EventBridge reads",
      "EventBridge refuses the rule", "write rate(5 minutes) or cron(0 10 * * ? *)", kSchedulePage,
      "E3027"},
     check_expression},
    {{"ARC4319", Severity::kWarning, "zones are not written out",
      "the template works in one region only, and perhaps not in every account",
      "write !Select [0, !GetAZs \"\"]", kZonesPage, "W3010"},
     check_zones},
};

}  // namespace

std::span<const Rule> schedule_rules() { return kSchedulesRules; }

}  // namespace archsynth::analysis
