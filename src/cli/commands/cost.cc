#include <fmt/format.h>

#include <algorithm>

#include "archsynth/analysis/cost.h"
#include "archsynth/cfn/reader.h"
#include "archsynth/document/reader.h"
#include "archsynth/render/cost.h"
#include "archsynth/support/file_system.h"
#include "archsynth/support/text.h"
#include "cli/inputs.h"
#include "cli/output.h"

namespace archsynth::cli {

namespace {

struct CostOptions {
  InputOptions input;
  std::string format = "text";
  std::string usage = "medium";
  std::string prices;
  std::string converted;
  std::optional<double> budget;
  std::optional<std::string> output;
  bool detail = false;
  bool advise = false;
  bool usage_keys = false;
};

constexpr const char* kCostFooter = R"(Examples:
  archsynth cost prod.yaml
  archsynth cost stack.json --parameters prod.json --detail
  archsynth cost prod.yaml --usage small --format markdown
  archsynth cost prod.yaml --against main.yaml
  archsynth cost prod.yaml --budget 200
  archsynth cost prod.yaml --advise
  archsynth cost --convert-prices AmazonECS.json --region eu-central-1 -o prices.yaml

FILE is an architecture file or a CloudFormation template. AWS is not contacted: prices come from the
built-in price list and from --prices:
  region: eu-central-1            # for all items without their own; likewise date and source
  date: 2026-11-01
  source: https://…
  prices: {nat.hour: 0.052, fargate.x86.vcpu: {price: 0.04656, source: …}}
Usage is a profile, or a file of keys that override one:
  {profile: small, nat_gb: 20, log_gb: 8}
With `budget: {monthly_usd: 200}` in the architecture file, or --budget, the exit code is 1 if the
stack can cost more, or if resources that cost something have no price.)";

std::optional<cfn::Value> read_document(const std::string& path, Sources& sources,
                                        Diagnostics& diagnostics,
                                        const document::Limits& limits = {}) {
  const Source* source = read_input(path, sources, diagnostics, limits.bytes);
  if (source == nullptr) return std::nullopt;
  const std::size_t known_errors = diagnostics.error_count();
  const auto node = document::read(*source, diagnostics, limits);
  if (!node || diagnostics.error_count() != known_errors) return std::nullopt;
  return cfn::read_value(*node, diagnostics);
}

std::optional<analysis::Usage> usage_of(const CostOptions& options, Sources& sources,
                                        Diagnostics& diagnostics) {
  if (const auto usage = analysis::usage_profile(options.usage)) return usage;
  if (options.usage != "-" && !Disk().exists(options.usage)) {
    diagnostics.error("ARC0903", {}, fmt::format("unknown usage {}", quoted(options.usage))).fix =
        "use small, medium or large, or name a file";
    return std::nullopt;
  }
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
  return "largest items: " + join(parts, "; ");
}

/// A total that lacks what costs something proves no budget.
void check_prices_of_budget(const Origin& origin, const analysis::CostEstimate& estimate,
                            const spec::Money& limit, Diagnostics& diagnostics) {
  constexpr std::size_t kShown = 5;
  std::vector<std::string> names;
  for (const analysis::Unpriced& each : estimate.unpriced) {
    // Flow logs cost by their traffic alone, which no template says.
    if (each.type == "AWS::EC2::FlowLog") continue;
    const bool is_known = std::find(names.begin(), names.end(), each.resource) != names.end();
    if (!is_known) names.push_back(each.resource);
  }
  if (names.empty()) return;
  Diagnostic& found =
      diagnostics.error("ARC0945", origin,
                        fmt::format("the budget of {} cannot be verified: {} without a price",
                                    limit.text(), counted(names.size(), "resource")));
  std::string others;
  if (names.size() > kShown) others = fmt::format(" and {} more", names.size() - kShown);
  names.resize(std::min(names.size(), kShown));
  found.fix = fmt::format("pass their prices with --prices, or remove the budget: {}{}",
                          join(names, ", "), others);
}

void check_budget(const CostOptions& options, const input::Input& input,
                  const analysis::CostEstimate& estimate, Diagnostics& diagnostics) {
  const std::optional<double> budget = options.budget ? options.budget : input.budget;
  if (!budget) return;
  spec::Price dollar;
  dollar.trillionths = *spec::trillionths_of("1");
  const spec::Money limit = dollar.times(spec::Quantity(*budget));
  const Origin origin = options.budget ? Origin() : input.budget_origin;
  if (estimate.monthly.most <= limit) {
    return check_prices_of_budget(origin, estimate, limit, diagnostics);
  }
  const bool is_range = estimate.monthly.least != estimate.monthly.most;
  diagnostics
      .error("ARC0944", origin,
             fmt::format("the stack costs {}{} USD a month, {} more than the budget of {}",
                         is_range ? "up to " : "", estimate.monthly.most.text(),
                         (estimate.monthly.most - limit).text(), limit.text()))
      .fix = largest_of(estimate);
}

/// Whether there are prices of the region, which an option or the file names.
bool check_prices(const std::string& region, const spec::PriceBook& book,
                  Diagnostics& diagnostics) {
  if (book.has_region(region)) return true;
  diagnostics.error("ARC0943", {}, fmt::format("no prices for {}", region)).fix = fmt::format(
      "pass a price file with --prices; built-in prices exist for {}", join(book.regions(), ", "));
  return false;
}

std::optional<picture::CostReport> make_report(const CostOptions& options, Run& run) {
  const auto inputs = open_inputs(options.input, run);
  const auto usage = usage_of(options, run.sources, run.usage);
  const auto book = book_of(options, run.sources, run.usage);
  if (!inputs || !usage || !book) return std::nullopt;
  const input::Input& file = inputs->file;
  analysis::CostOptions how;
  how.parameters = file.values();
  how.usage = *usage;
  how.region = file.region.empty() ? "us-east-1" : file.region;
  const bool is_stated = !options.input.region.empty();
  if (!check_prices(how.region, *book, is_stated ? run.usage : run.found)) return std::nullopt;
  picture::CostReport report{analysis::estimate_cost(file.stack, how, *book)};
  report.detail = options.detail;
  report.is_architecture = file.is_architecture();
  if (options.advise) {
    report.advice = analysis::advise_on_cost(file.stack, how, *book, report.estimate);
  }
  if (inputs->before) report.before = analysis::estimate_cost(inputs->before->stack, how, *book);
  check_budget(options, file, report.estimate, run.found);
  return report;
}

/// `--convert-prices`.
std::optional<std::string> converted(const CostOptions& options, Run& run) {
  // The lists of large services have hundreds of megabytes.
  constexpr document::Limits kLimits{std::size_t{1} << 30, 200, 100'000'000};
  const auto list = read_document(options.converted, run.sources, run.found, kLimits);
  const auto prices =
      list ? spec::convert_price_list(*list, options.input.region, run.found) : std::nullopt;
  return prices ? std::optional(spec::print_prices(*prices)) : std::nullopt;
}

int run_cost(const CostOptions& options, const Common& common) {
  Run run(common);
  std::vector<std::string> read = options.input.files();
  read.insert(read.end(), {options.prices, options.usage, options.converted});
  if (!spares_inputs(read, {options.output}, run.usage)) return run.finish(false);
  std::optional<std::string> text;
  if (options.usage_keys) {
    text = picture::usage_keys();
  } else if (!options.input.file.empty() && !options.converted.empty()) {
    run.usage.error("ARC0903", {}, "--convert-prices takes no FILE besides the price list").fix =
        "leave out one of the two";
  } else if (options.format == "csv" && options.advise) {
    run.usage.error("ARC0903", {}, "--advise is not written as csv").fix =
        "choose another --format";
  } else if (options.input.file.empty() && options.converted.empty()) {
    run.usage.error("ARC0946", {}, "no file given").fix =
        "run `archsynth cost FILE`, or `archsynth cost --convert-prices LIST`";
  } else if (!options.converted.empty()) {
    text = converted(options, run);
  } else if (const auto report = make_report(options, run)) {
    text = picture::cost_as(options.format, *report);
  }
  return run.finish(text && write_result(run, options.output, *text));
}

}  // namespace

Command cost_command() {
  const auto options = std::make_shared<CostOptions>();
  Options all = {
      {"file", "An architecture file or a template; - for standard input", "FILE",
       &options->input.file},
      {"--format", "text, json, markdown or csv", "FORMAT", &options->format,
       picture::cost_formats()},
      {"--detail", "Show every item with its quantity, price and assumption", "", &options->detail},
      {"--usage-keys", "List the keys of usage files and the values of the profiles, and exit", "",
       &options->usage_keys},
      {"--advise", "Suggest ways to save, with the savings and trade-offs in this stack", "",
       &options->advise},
      {"--usage", "Usage: small, medium, large, or a file", "PROFILE|FILE", &options->usage},
      {"--against", "Show the difference to another file", "OLD", &options->input.against},
      {.name = "--budget",
       .help = "Exit with 1 if a month can cost more",
       .type = "USD",
       .target = &options->budget,
       .takes = "an amount in US dollars"},
      {"--prices", "File with prices that replace or extend the built-in ones", "FILE",
       &options->prices},
      {"--convert-prices",
       "Convert an AWS price list of one service to a file for --prices, and exit", "LIST",
       &options->converted},
      output_option(options->output)};
  return {"cost", "Estimate the cost of a stack, without contacting AWS", kCostFooter,
          with_input_options(options->input, std::move(all)),
          [options](const Common& common) { return run_cost(*options, common); }};
}

}  // namespace archsynth::cli
