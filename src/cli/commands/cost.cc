#include <fmt/format.h>

#include <CLI/App.hpp>
#include <algorithm>
#include <memory>

#include "archsynth/analysis/cost.h"
#include "archsynth/cfn/reader.h"
#include "archsynth/document/reader.h"
#include "archsynth/spec/regions.h"
#include "archsynth/support/text.h"
#include "cli/commands.h"
#include "cli/console.h"
#include "cli/cost_text.h"
#include "cli/parameters_file.h"
#include "cli/stack_input.h"

namespace archsynth::cli {

namespace {

struct CostOptions {
  std::string file;
  std::string format = "text";
  std::string usage = "medium";
  std::string region;
  std::string parameters;
  std::string against;
  std::string prices;
  std::string converted;
  std::optional<double> budget;
  std::optional<std::string> output;
  bool detail = false;
  bool advise = false;
  bool usage_keys = false;
};

constexpr const char* kCostFooter = R"(
Examples:
  archsynth cost prod.yaml
  archsynth cost stack.json --parameters prod.json --detail
  archsynth cost prod.yaml --usage small --format markdown
  archsynth cost prod.yaml --against main.yaml
  archsynth cost prod.yaml --budget 200
  archsynth cost prod.yaml --advise
  archsynth cost --convert-prices AmazonECS.json --region eu-central-1 -o prices.yaml

The file is an architecture file or a CloudFormation template. Nothing is asked of AWS: prices come
from the book within archsynth, and from --prices:
  region: eu-central-1            # of all that name no other; so are date and source
  date: 2026-11-01
  source: https://…
  prices: {nat.hour: 0.052, fargate.x86.vcpu: {price: 0.04656, source: …}}
How much a stack is used is a profile, or a file of keys over one:
  {profile: small, nat_gb: 20, log_gb: 8}
With `budget: {monthly_usd: 200}` in the architecture file, or --budget, the exit code is 1 when the
stack can cost more.)";

std::optional<cfn::Value> read_document(const std::string& path, Sources& sources,
                                        Diagnostics& diagnostics,
                                        const document::Limits& limits = {}) {
  const Source* source = read_input(path, sources, diagnostics);
  if (source == nullptr) return std::nullopt;
  const std::size_t known_errors = diagnostics.error_count();
  const auto node = document::read(*source, diagnostics, limits);
  if (!node || diagnostics.error_count() != known_errors) return std::nullopt;
  return cfn::read_value(*node, diagnostics);
}

std::optional<analysis::Usage> usage_of(const CostOptions& options, Sources& sources,
                                        Diagnostics& diagnostics) {
  if (const auto usage = analysis::usage_profile(options.usage)) return usage;
  const auto document = read_document(options.usage, sources, diagnostics);
  return document ? analysis::read_usage(*document, diagnostics) : std::nullopt;
}

std::optional<spec::PriceBook> book_of(const CostOptions& options, Sources& sources,
                                       Diagnostics& diagnostics) {
  spec::PriceBook book = spec::PriceBook::built_in();
  if (options.prices.empty()) return book;
  const auto document = read_document(options.prices, sources, diagnostics);
  const auto prices = document ? spec::read_prices(*document, diagnostics) : std::nullopt;
  if (!prices) return std::nullopt;
  for (const spec::Price& each : *prices) book.set(each);
  return book;
}

/// The largest components, for who must save.
std::string largest_of(const analysis::CostEstimate& estimate) {
  constexpr std::size_t kShown = 3;
  std::vector<analysis::CostComponent> all = analysis::cost_components(estimate);
  std::stable_sort(all.begin(), all.end(),
                   [](const auto& a, const auto& b) { return a.monthly.most > b.monthly.most; });
  std::vector<std::string> parts;
  for (const analysis::CostComponent& each : all) {
    if (parts.size() == kShown) break;
    parts.push_back(fmt::format("{} {}", each.name, each.monthly.most.text()));
  }
  return "the largest: " + join(parts, "; ");
}

void check_budget(const CostOptions& options, const StackInput& input,
                  const analysis::CostEstimate& estimate, Diagnostics& diagnostics) {
  const std::optional<double> budget = options.budget ? options.budget : input.budget;
  if (!budget) return;
  spec::Price dollar;
  dollar.trillionths = *spec::trillionths_of("1");
  const spec::Money limit = dollar.times(spec::Quantity(*budget));
  if (estimate.monthly.most <= limit) return;
  const Origin origin = options.budget ? Origin() : input.budget_origin;
  const bool is_range = estimate.monthly.least != estimate.monthly.most;
  diagnostics
      .error("ARC0944", origin,
             fmt::format("the stack costs {}{} USD a month, {} more than the budget of {}",
                         is_range ? "up to " : "", estimate.monthly.most.text(),
                         (estimate.monthly.most - limit).text(), limit.text()))
      .help = largest_of(estimate);
}

bool check_region(const std::string& region, const spec::PriceBook& book,
                  Diagnostics& diagnostics) {
  if (!spec::region(region)) {
    diagnostics.error("ARC0943", {}, fmt::format("there is no region {}", quoted(region))).help =
        suggest(region, spec::region_names());
    return false;
  }
  if (!book.has_region(region)) {
    diagnostics.error("ARC0943", {}, fmt::format("there are no prices of {}", region)).help =
        fmt::format("give a file with --prices; there are those of {}", join(book.regions(), ", "));
    return false;
  }
  return true;
}

std::optional<CostReport> make_report(const CostOptions& options, Sources& sources,
                                      Diagnostics& diagnostics) {
  const auto input = read_stack(options.file, sources, diagnostics);
  const auto before = options.against.empty() ? std::optional<StackInput>()
                                              : read_stack(options.against, sources, diagnostics);
  const auto usage = usage_of(options, sources, diagnostics);
  const auto book = book_of(options, sources, diagnostics);
  analysis::CostOptions how;
  if (!options.parameters.empty()) {
    const Source* source = read_input(options.parameters, sources, diagnostics);
    const auto values = source == nullptr ? std::nullopt : read_parameters(*source, diagnostics);
    if (!values) return std::nullopt;
    how.parameters = *values;
  }
  if (!input || !usage || !book || (!options.against.empty() && !before)) return std::nullopt;
  if (!how.parameters.empty()) {
    analysis::check_parameter_values(input->stack, how.parameters, diagnostics);
  }
  how.usage = *usage;
  how.region = !options.region.empty()  ? options.region
               : !input->region.empty() ? input->region
                                        : "us-east-1";
  if (!check_region(how.region, *book, diagnostics) || diagnostics.has_errors())
    return std::nullopt;
  CostReport report{analysis::estimate_cost(input->stack, how, *book)};
  report.detail = options.detail;
  report.is_architecture = input->is_architecture;
  if (options.advise) {
    report.advice = analysis::advise_on_cost(input->stack, how, *book, report.estimate);
  }
  if (before) report.before = analysis::estimate_cost(before->stack, how, *book);
  check_budget(options, *input, report.estimate, diagnostics);
  return report;
}

/// `--convert-prices`.
bool convert(const CostOptions& options, Sources& sources, Diagnostics& diagnostics) {
  // The lists of large services have hundreds of megabytes.
  constexpr document::Limits kLimits{std::size_t{1} << 30, 200, 100'000'000};
  const auto list = read_document(options.converted, sources, diagnostics, kLimits);
  if (!list) return false;
  const auto prices = spec::convert_price_list(*list, options.region, diagnostics);
  return prices && write_output(options.output, spec::print_prices(*prices), diagnostics);
}

int run_cost(const CostOptions& options, const Common& common) {
  Sources sources;
  Diagnostics diagnostics;
  if (options.usage_keys) {
    const bool is_done = write_output(options.output, usage_keys(), diagnostics);
    print(diagnostics, common);
    return is_done ? kOk : kFindings;
  }
  if (options.file.empty() == options.converted.empty()) {
    diagnostics.error("ARC0946", {}, "name a file to estimate, or a price list to convert").help =
        "`archsynth cost FILE`, or `archsynth cost --convert-prices LIST`";
    print(diagnostics, common);
    return kUsage;
  }
  if (!options.converted.empty()) {
    const bool is_done = convert(options, sources, diagnostics);
    print(diagnostics, common);
    return is_done ? kOk : kFindings;
  }
  bool is_written = false;
  if (const auto report = make_report(options, sources, diagnostics)) {
    is_written = write_output(options.output, cost_as(options.format, *report), diagnostics);
  }
  print(diagnostics, common);
  return is_written && !diagnostics.has_errors() ? kOk : kFindings;
}

}  // namespace

void add_cost(CLI::App& app, const Common& common, int& exit_code) {
  auto options = std::make_shared<CostOptions>();
  CLI::App* command = app.add_subcommand("cost", "Estimate what a stack costs, without asking AWS");
  command->footer(kCostFooter);
  command
      ->add_option("file", options->file,
                   "An architecture file or a template; - for standard input")
      ->type_name("FILE");
  command->add_option("--format", options->format, "text, json, markdown or csv")
      ->check(CLI::IsMember({"text", "json", "markdown", "csv"}))
      ->capture_default_str();
  command->add_flag("--detail", options->detail,
                    "Every line with its quantity, price and assumption");
  command->add_flag("--usage-keys", options->usage_keys,
                    "List what a usage file may state and what profiles do, and do nothing else");
  command->add_flag("--advise", options->advise,
                    "Ways to pay less, with what each saves and costs in this stack");
  command
      ->add_option("--usage", options->usage,
                   "How much it is used: small, medium, large, or a file")
      ->type_name("PROFILE|FILE")
      ->capture_default_str();
  command
      ->add_option(
          "--region", options->region,
          "Whose prices count; that of the architecture file when left out, else us-east-1")
      ->type_name("REGION");
  command
      ->add_option("--parameters", options->parameters,
                   "The parameters to deploy with, as `validate` takes them")
      ->type_name("FILE");
  command->add_option("--against", options->against, "Show what changes since this file")
      ->type_name("OLD");
  command->add_option("--budget", options->budget, "Exit with 1 when a month can cost more")
      ->check(CLI::NonNegativeNumber)
      ->type_name("USD");
  command->add_option("--prices", options->prices, "Prices that replace or extend those known")
      ->type_name("FILE");
  command
      ->add_option("--convert-prices", options->converted,
                   "Make a file for --prices of AWS's price list of one service, and do nothing "
                   "else")
      ->type_name("LIST");
  command->add_option("-o,--output", options->output, "Write to FILE instead of standard output")
      ->type_name("FILE");
  command->callback([options, &common, &exit_code] { exit_code = run_cost(*options, common); });
}

}  // namespace archsynth::cli
