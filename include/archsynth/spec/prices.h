#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "archsynth/cfn/value.h"
#include "archsynth/support/diagnostic.h"

/// Prices of AWS, and arithmetic with them that gives the same bytes on every machine.
namespace archsynth::spec {

/// An amount of US dollars in whole billionths. Sums stop at the largest amount instead of
/// wrapping.
class Money {
 public:
  constexpr Money() = default;
  static constexpr Money of_nanos(std::int64_t nanos) { return Money(nanos); }
  constexpr std::int64_t nanos() const { return nanos_; }
  /// With two decimals, half a cent away from zero: `36.04`, `-0.50`.
  std::string text(int decimals = 2) const;
  Money& operator+=(Money other);
  friend Money operator+(Money a, Money b) { return a += b; }
  friend constexpr Money operator-(Money a) { return Money(-a.nanos_); }
  friend Money operator-(Money a, Money b) { return a += -b; }
  friend constexpr auto operator<=>(const Money&, const Money&) = default;

 private:
  explicit constexpr Money(std::int64_t nanos) : nanos_(nanos) {}
  std::int64_t nanos_ = 0;
};

/// How much of something is used, in whole millionths.
class Quantity {
 public:
  constexpr Quantity() = default;
  /// Rounded to a millionth; at most a million millions, at least 0.
  Quantity(double value);
  constexpr std::int64_t millionths() const { return millionths_; }
  /// Without zeros at the end: `730`, `0.5`.
  std::string text() const;
  friend constexpr auto operator<=>(const Quantity&, const Quantity&) = default;

 private:
  std::int64_t millionths_ = 0;
};

/// What one unit of something costs in a region, on demand and before free tiers.
struct Price {
  std::string item;              ///< `nat.hour`, `rds.postgres.db.t3.micro`
  std::string region;            ///< `us-east-1`
  std::int64_t trillionths = 0;  ///< of a US dollar; of one percent where the unit is `percent`
  std::string unit;              ///< `hour`, `gb-month`, …; `percent` for savings
  std::string date;              ///< when it was so, `YYYY-MM-DD`
  std::string confidence;        ///< `high`, `medium` or `low`
  std::string source;            ///< the page that states it

  /// The price times the quantity, rounded to a billionth.
  Money times(Quantity quantity) const;
  /// The price itself, with as many decimals as it has and at least two: `0.04048`.
  std::string text() const;
  friend bool operator==(const Price&, const Price&) = default;
};

/// Prices by item and region.
class PriceBook {
 public:
  /// The prices that come with archsynth.
  static PriceBook built_in();
  /// Adds the price, or puts it in the place of the one that was there.
  void set(Price price);
  /// Null where the book has none; a price of another region never stands in.
  const Price* find(std::string_view item, std::string_view region) const;
  bool has_region(std::string_view region) const;
  /// The regions that it has prices of, sorted.
  std::vector<std::string> regions() const;
  std::size_t size() const { return prices_.size(); }
  /// By region, then item.
  std::vector<Price> all() const;

 private:
  using Key = std::pair<std::string_view, std::string_view>;
  struct Before {
    using is_transparent = void;
    static Key key(const Price& price) { return {price.region, price.item}; }
    static Key key(const Key& key) { return key; }
    bool operator()(const auto& a, const auto& b) const { return key(a) < key(b); }
  };
  std::set<Price, Before> prices_;
};

/// The unit that the item is priced in; empty where no such item is known. Items of which there are
/// many (`rds.…`, `ec2.…`, `elasticache.…`) are known by their beginning.
std::string_view unit_of(std::string_view item);

/// A decimal without sign or exponent as trillionths: at most 12 decimals, at most a million.
/// Nothing for anything else.
std::optional<std::int64_t> trillionths_of(std::string_view decimal);

/// Reads a file of prices:
///
///     region: eu-central-1            # of all that name no other; so are date and source
///     date: 2026-11-01
///     source: https://…
///     prices:
///       nat.hour: 0.052
///       fargate.x86.vcpu: {price: 0.04656, unit: vcpu-hour, region: …, date: …, source: …}
///
/// Amounts are US dollars. Diagnostics (ARC0301) name unknown items with the nearest, wrong units,
/// regions and dates that are none, and amounts that are no price.
std::optional<std::vector<Price>> read_prices(const cfn::Value& document, Diagnostics& diagnostics);

/// The prices on demand that a price list of AWS for one service (the JSON of its bulk API) has of
/// items known here. They are all of one region: of the named one, or of that of the list.
/// Diagnostics (ARC0303) tell what is no such list, or has several regions, or nothing of use.
std::optional<std::vector<Price>> convert_price_list(const cfn::Value& list,
                                                     std::string_view region,
                                                     Diagnostics& diagnostics);
/// Prices of one region and day as a file that `read_prices` reads.
std::string print_prices(const std::vector<Price>& prices);

}  // namespace archsynth::spec
