#include "archsynth/render/environments.h"

#include <fmt/format.h>

#include "archsynth/cfn/writer.h"
#include "render/format.h"
#include "render/resilience/words.h"
#include "render/table.h"

namespace archsynth::picture {
namespace {

/// Grows when a member changes its meaning.
constexpr int kVersion = 1;

using Environments = std::vector<EnvironmentSummary>;

std::string cost_of(const EnvironmentSummary& each) {
  if (!each.least) return "unknown";
  if (*each.least == *each.most) return each.least->text();
  return fmt::format("{} to {}", each.least->text(), each.most->text());
}

TextTable table_of(const Environments& environments) {
  TextTable table;
  table.title = "Environments";
  table.columns = {{"Environment"}, {"Stack"},           {"Profile"},
                   {"Region"},      {"Resources", true}, {"USD a month", true}};
  for (const EnvironmentSummary& each : environments) {
    table.rows.push_back({each.environment, each.stack, std::string(name_of(each.profile)),
                          each.region, std::to_string(each.resources), cost_of(each)});
  }
  return table;
}

std::string environments_to_text(const Environments& environments) {
  if (environments.empty()) return "the file has no environments\n";
  return framed(table_of(environments));
}

std::string environments_to_markdown(const Environments& environments) {
  return markdown(table_of(environments));
}

std::string environments_to_json(const Environments& environments) {
  const auto dollars = [](const std::optional<spec::Money>& amount) {
    return amount ? cfn::Value(dollars_of(*amount)) : cfn::Value(cfn::Null{});
  };
  cfn::List list;
  for (const EnvironmentSummary& each : environments) {
    list.push_back(cfn::Map{
        {"environment", each.environment},
        {"stack", each.stack},
        {"profile", std::string(name_of(each.profile))},
        {"region", each.region},
        {"resources", static_cast<std::int64_t>(each.resources)},
        {"monthly_usd", cfn::Map{{"from", dollars(each.least)}, {"to", dollars(each.most)}}}});
  }
  return cfn::to_json(cfn::Map{{"version", kVersion}, {"environments", std::move(list)}});
}

constexpr Format<Environments> kEnvironmentsFormats[] = {{"text", environments_to_text},
                                                         {"json", environments_to_json},
                                                         {"markdown", environments_to_markdown}};

}  // namespace

std::vector<std::string> environments_formats() { return names_in(kEnvironmentsFormats); }

std::string environments_as(std::string_view format, const Environments& environments) {
  return write_as(kEnvironmentsFormats, format, environments);
}

}  // namespace archsynth::picture
