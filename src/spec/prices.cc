#include "archsynth/spec/prices.h"

#include <stdexcept>

#include "facts.h"

namespace archsynth::spec {

PriceBook PriceBook::built_in() {
  PriceBook book;
  const Table table("prices");
  for (std::size_t i = 0; i < table.size(); ++i) {
    const Row row = table[i];
    const auto price = trillionths_of(row.text(2));
    if (!price)
      throw std::logic_error("the price " + std::string(row.text(0)) + " is not an amount");
    book.set({std::string(row.text(0)), std::string(row.text(1)), *price, std::string(row.text(3)),
              std::string(row.text(7)), std::string(row.text(5)), std::string(row.text(6))});
  }
  return book;
}

void PriceBook::set(Price price) {
  const auto found = prices_.find(Before::key(price));
  if (found != prices_.end()) prices_.erase(found);
  prices_.insert(std::move(price));
}

const Price* PriceBook::find(std::string_view item, std::string_view region) const {
  const auto found = prices_.find(Key(region, item));
  return found == prices_.end() ? nullptr : &*found;
}

bool PriceBook::has_region(std::string_view region) const {
  const auto found = prices_.lower_bound(Key(region, ""));
  return found != prices_.end() && found->region == region;
}

std::vector<std::string> PriceBook::regions() const {
  std::vector<std::string> names;
  for (const Price& price : prices_) {
    if (names.empty() || names.back() != price.region) names.push_back(price.region);
  }
  return names;
}

std::vector<Price> PriceBook::all() const { return {prices_.begin(), prices_.end()}; }

std::string_view unit_of(std::string_view item) {
  struct Family {
    std::string_view begins;
    std::string_view unit;
  };
  const Table table("prices");
  const Table::Range range = table.range(item);
  if (range.begin != range.end) return table[range.begin].text(3);
  for (const Family& family :
       {Family{"rds.storage.", "gb-month"}, Family{"rds.iops.", "iops-month"},
        Family{"rds.insights.", "vcpu-month"}, Family{"rds.reserved.", "percent"},
        Family{"rds.", "hour"}, Family{"ec2.", "hour"}, Family{"elasticache.cache.", "hour"},
        Family{"ebs.iops.", "iops-month"}, Family{"ebs.", "gb-month"}}) {
    if (item.starts_with(family.begins) && item.size() > family.begins.size()) return family.unit;
  }
  return {};
}

}  // namespace archsynth::spec
