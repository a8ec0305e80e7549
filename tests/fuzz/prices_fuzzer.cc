#include "archsynth/analysis/cost.h"
#include "archsynth/cfn/reader.h"
#include "archsynth/document/reader.h"

// Whatever stands in a file of prices, a price list, a usage file or a template, estimating ends in
// time, and amounts neither wrap nor come out below nothing.
extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  using namespace archsynth;
  const Source source("f.yaml", std::string(reinterpret_cast<const char*>(data), size));
  Diagnostics found;
  const auto node = document::read(source, found, {1U << 20U, 50, 20'000});
  if (!node) return 0;
  const cfn::Value document = cfn::read_value(*node, found);
  spec::PriceBook book = spec::PriceBook::built_in();
  if (const auto prices = spec::read_prices(document, found)) {
    for (const spec::Price& price : *prices) book.set(price);
  }
  if (const auto prices = spec::convert_price_list(document, "", found)) {
    spec::print_prices(*prices);
  }
  analysis::CostOptions options;
  options.usage = analysis::read_usage(document, found).value_or(*analysis::usage_profile("large"));
  if (const auto stack = cfn::read_template(*node, found)) {
    const analysis::CostEstimate estimate = analysis::estimate_cost(*stack, options, book);
    for (const analysis::CostLine& line : estimate.lines) {
      if (line.monthly.least < spec::Money() || line.monthly.most < line.monthly.least) {
        __builtin_trap();
      }
    }
    analysis::cost_components(estimate);
    analysis::advise_on_cost(*stack, options, book, estimate);
  }
  render(found);
  return 0;
}
