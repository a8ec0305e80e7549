#include "pricing.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "archsynth/support/text.h"
#include "cfn/evaluate/choice.h"

namespace archsynth::analysis {

namespace {

Bounds span_of(const Bounds& a, const Bounds& b) {
  return {std::min(a.least, b.least), std::max(a.most, b.most)};
}

}  // namespace

std::string text_of(const Bounds& bounds) {
  const std::string least = spec::Quantity(bounds.least).text();
  const std::string most = spec::Quantity(bounds.most).text();
  return least == most ? least : least + " to " + most;
}

const cfn::Value* at(const cfn::Value* value, std::initializer_list<std::string_view> path) {
  for (const std::string_view key : path) {
    if (value == nullptr || value->map() == nullptr) return nullptr;
    value = value->map()->find(key);
  }
  return value;
}

const cfn::Value* at(const cfn::Resource& resource, std::initializer_list<std::string_view> path) {
  const cfn::Value* first = resource.properties.find(*path.begin());
  for (const std::string_view* key = path.begin() + 1; key != path.end(); ++key) {
    first = at(first, {*key});
  }
  return first;
}

Pricing::Pricing(std::vector<cfn::Resource> resources, const CostOptions& options,
                 const spec::PriceBook& book, CostEstimate& estimate)
    : resources_(std::move(resources)), options_(options), book_(book), estimate_(estimate) {
  for (const cfn::Resource& resource : resources_) {
    by_type_[resource.type].push_back(&resource);
    by_id_.emplace(resource.id.str(), &resource);
  }
}

const std::vector<const cfn::Resource*>& Pricing::of(std::string_view type) const {
  static const std::vector<const cfn::Resource*> kNone;
  const auto found = by_type_.find(type);
  return found == by_type_.end() ? kNone : found->second;
}

const cfn::Resource* Pricing::find(std::string_view id) const {
  const auto found = by_id_.find(id);
  return found == by_id_.end() ? nullptr : found->second;
}

const cfn::Resource* Pricing::target(const cfn::Value* value, std::string_view type) const {
  if (value == nullptr) return nullptr;
  for (const cfn::Reference& each : cfn::references(*value)) {
    const cfn::Resource* resource = find(each.target.str());
    if (resource != nullptr && resource->type == type) return resource;
  }
  return nullptr;
}

std::string Pricing::text(const cfn::Value* value) const {
  if (value == nullptr) return {};
  if (const std::string* text = value->string()) return *text;
  if (const auto* whole = value->get_if<std::int64_t>()) return std::to_string(*whole);
  if (const auto* truth = value->get_if<bool>()) return *truth ? "true" : "false";
  return {};
}

Bounds Pricing::number(const cfn::Value* value, double otherwise) const {
  if (value == nullptr) return otherwise;
  if (const auto* real = value->get_if<double>()) return *real;
  if (const auto open = cfn::choice_of(*value)) {
    return span_of(number(&open->then, otherwise), number(&open->otherwise, otherwise));
  }
  const std::string text = this->text(value);
  double result = 0;
  const auto [rest, error] = std::from_chars(text.data(), text.data() + text.size(), result);
  const bool is_number = error == std::errc() && rest == text.data() + text.size();
  return is_number ? Bounds(result) : Bounds(otherwise);
}

Bounds Pricing::truth(const cfn::Value* value, bool otherwise) const {
  if (value == nullptr) return otherwise ? 1 : 0;
  if (const auto open = cfn::choice_of(*value)) {
    return span_of(truth(&open->then, otherwise), truth(&open->otherwise, otherwise));
  }
  const std::string text = this->text(value);
  if (text == "true" || text == "True") return 1;
  if (text == "false" || text == "False") return 0;
  return otherwise ? 1 : 0;
}

const spec::Price* Pricing::price(std::string_view item) const {
  return book_.find(item, options_.region);
}

namespace {

/// The part of an amount, down to a billionth; the percentage has two decimals.
spec::Money percent_of(spec::Money whole, double percent) {
  const auto hundredths = static_cast<std::int64_t>(percent * 100);
  return spec::Money::of_nanos(whole.nanos() / 10000 * hundredths +
                               whole.nanos() % 10000 * hundredths / 10000);
}

}  // namespace

void Pricing::add(const cfn::Resource& resource, const Asked& asked) {
  const spec::Price* price = this->price(asked.item);
  if (price == nullptr) {
    add_unpriced(resource,
                 fmt::format("no price for {} in {}", quoted(asked.item), options_.region));
    return;
  }
  CostLine line;
  line.resource = resource.id.str();
  line.component = asked.component;
  line.detail = asked.detail;
  line.what = asked.what;
  line.least = spec::Quantity(asked.quantity.least);
  line.most = spec::Quantity(asked.quantity.most);
  line.assumption = asked.assumption;
  line.count = spec::Quantity(asked.count.most);
  line.price = *price;
  line.origin = resource.origin;
  line.monthly = {percent_of(price->times(line.least), asked.paid_percent.least),
                  percent_of(price->times(line.most), asked.paid_percent.most)};
  // What a template or a price book turns round is still a range.
  if (line.most < line.least) std::swap(line.least, line.most);
  if (line.monthly.most < line.monthly.least) std::swap(line.monthly.least, line.monthly.most);
  if (!resource.condition.empty()) {
    line.least = spec::Quantity();
    line.monthly.least = spec::Money();
    line.assumption += (line.assumption.empty() ? "if " : "; if ") + resource.condition.str();
  }
  if (estimate_.oldest_price.empty() || price->date < estimate_.oldest_price) {
    estimate_.oldest_price = price->date;
  }
  estimate_.monthly = estimate_.monthly + line.monthly;
  estimate_.lines.push_back(std::move(line));
}

void Pricing::add_unpriced(const cfn::Resource& resource, std::string why) {
  for (const Unpriced& each : estimate_.unpriced) {
    if (each.resource == resource.id.str() && each.why == why) return;
  }
  estimate_.unpriced.push_back({resource.id.str(), resource.type, std::move(why), resource.origin});
}

void Pricing::assume(std::string assumption) {
  auto& all = estimate_.assumptions;
  if (std::find(all.begin(), all.end(), assumption) == all.end()) all.push_back(assumption);
}

}  // namespace archsynth::analysis
