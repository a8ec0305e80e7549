#include "advising.h"

#include <algorithm>

#include "view/deployed.h"

namespace archsynth::analysis {

spec::Money Advising::cost(std::string_view item, double quantity) const {
  const spec::Price* price = pricing.price(item);
  return price == nullptr ? spec::Money() : price->times(spec::Quantity(quantity));
}

bool Advising::has_prices(std::initializer_list<std::string_view> items) const {
  return std::all_of(items.begin(), items.end(),
                     [&](std::string_view item) { return pricing.price(item) != nullptr; });
}

MoneyRange Advising::sum(std::string_view component, std::string_view item) const {
  MoneyRange total;
  for (const CostLine& line : estimate.lines) {
    if (line.component == component && line.price.item.rfind(item, 0) == 0) {
      total = total + line.monthly;
    }
  }
  return total;
}

void Advising::add(Advice each) const {
  constexpr std::int64_t kWorthwhile = 1'000'000'000;
  each.pays = each.saving.most >= spec::Money::of_nanos(kWorthwhile);
  advice.push_back(std::move(each));
}

spec::Money part_of(spec::Money whole, double percent) {
  return spec::Money::of_nanos(
      static_cast<std::int64_t>(static_cast<double>(whole.nanos()) / 100 * percent));
}

std::string dollars(spec::Money amount) { return amount.text() + " USD"; }

std::string dollars(const MoneyRange& amount) {
  const std::string least = amount.least.text();
  const std::string most = amount.most.text();
  return (least == most ? least : least + " to " + most) + " USD";
}

std::string key_of(const cfn::Resource& resource) {
  const Span* span = resource.origin.span();
  if (span == nullptr) return resource.id.str();
  return span->source->text().substr(span->begin, span->end - span->begin);
}

std::vector<Advice> advise_on_cost(const cfn::Template& stack, const CostOptions& options,
                                   const spec::PriceBook& book, const CostEstimate& estimate) {
  CostEstimate unused;
  view::Deployed deployed(stack, options.region, options.parameters);
  const Pricing pricing(std::move(deployed.resources), options, book, unused);
  std::vector<Advice> advice;
  const Advising advising{pricing, estimate, advice};
  advise_on_network(advising);
  advise_on_tasks(advising);
  advise_on_data(advising);
  std::stable_sort(advice.begin(), advice.end(), [](const Advice& a, const Advice& b) {
    return a.pays != b.pays ? a.pays : a.pays && a.saving.most > b.saving.most;
  });
  return advice;
}

}  // namespace archsynth::analysis
