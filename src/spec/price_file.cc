// Files of prices.

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "archsynth/spec/prices.h"
#include "archsynth/support/text.h"
#include "facts.h"
#include "spec/regions.h"

namespace archsynth::spec {
namespace {

constexpr std::string_view kPriceFileMalformed = "ARC0301";
constexpr std::array<std::string_view, 4> kFileKeys = {"region", "date", "source", "prices"};
constexpr std::array<std::string_view, 6> kPriceKeys = {"price", "unit",   "region",
                                                        "date",  "source", "confidence"};

bool is_date(std::string_view text) {
  if (text.size() != 10) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool is_dash = i == 4 || i == 7;
    if (is_dash ? text[i] != '-' : (text[i] < '0' || text[i] > '9')) return false;
  }
  const int month = (text[5] - '0') * 10 + text[6] - '0';
  const int day = (text[8] - '0') * 10 + text[9] - '0';
  return month >= 1 && month <= 12 && day >= 1 && day <= 31;
}

class Reading {
 public:
  explicit Reading(Diagnostics& to) : to_(to) {}

  std::optional<std::vector<Price>> read(const cfn::Value& document) {
    const cfn::Map* file = document.map();
    if (file == nullptr) {
      wrong(document.origin(), "a price file must be a mapping").fix =
          "set \"prices\", and \"region\", \"date\" and \"source\" for all prices";
      return std::nullopt;
    }
    check_keys(*file, kFileKeys, "a price file");
    Price common;
    common.confidence = "medium";
    take(*file, common);
    const cfn::Value* prices = file->find("prices");
    const cfn::Map* rows = prices == nullptr ? nullptr : prices->map();
    if (rows == nullptr) {
      wrong(prices == nullptr ? document.origin() : prices->origin(),
            "\"prices\" must be a mapping of items to prices")
          .fix = "such as `prices: {nat.hour: 0.045}`";
      return std::nullopt;
    }
    for (const cfn::MapEntry& row : *rows) add(row, common);
    if (is_wrong_) return std::nullopt;
    return std::move(prices_);
  }

 private:
  Diagnostic& wrong(const Origin& origin, std::string message) {
    is_wrong_ = true;
    return to_.error(kPriceFileMalformed, origin, std::move(message));
  }

  template <std::size_t N>
  void check_keys(const cfn::Map& map, const std::array<std::string_view, N>& known,
                  std::string_view what) {
    for (const cfn::MapEntry& entry : map) {
      if (std::find(known.begin(), known.end(), entry.key) != known.end()) continue;
      wrong(entry.key_origin, fmt::format("unknown key {} in {}", quoted(entry.key), what)).fix =
          suggest(entry.key, known);
    }
  }

  /// A text of the map; nothing after a diagnostic, or where there is none.
  const std::string* text(const cfn::Map& map, std::string_view key) {
    const cfn::Value* value = map.find(key);
    if (value == nullptr) return nullptr;
    if (value->string() == nullptr) {
      wrong(value->origin(), fmt::format("\"{}\" must be a string", key)).fix = "put it in quotes";
    }
    return value->string();
  }

  void take(const cfn::Map& map, Price& price) {
    if (const std::string* name = text(map, "region")) {
      price.region = *name;
      if (!region(*name)) {
        wrong(map.find("region")->origin(), fmt::format("unknown region {}", quoted(*name))).fix =
            suggest(*name, region_names());
      }
    }
    if (const std::string* date = text(map, "date")) {
      price.date = *date;
      if (!is_date(*date)) {
        wrong(map.find("date")->origin(), fmt::format("{} is not a date", quoted(*date))).fix =
            "write it as 2027-01-31";
      }
    }
    if (const std::string* source = text(map, "source")) price.source = *source;
    if (const std::string* confidence = text(map, "confidence")) {
      price.confidence = *confidence;
      if (*confidence != "high" && *confidence != "medium" && *confidence != "low") {
        wrong(map.find("confidence")->origin(),
              fmt::format("unknown confidence {}", quoted(*confidence)))
            .fix = "one of: high, medium, low";
      }
    }
  }

  /// The amount in trillionths; nothing after a diagnostic.
  std::optional<std::int64_t> amount(const cfn::Value& value) {
    constexpr double kMost = 1e6;
    double number = -1;
    if (const auto* whole = value.get_if<std::int64_t>()) {
      number = static_cast<double>(*whole);
    } else if (const auto* real = value.get_if<double>()) {
      number = *real;
    } else if (const std::string* text = value.string()) {
      if (const auto exact = trillionths_of(*text)) return exact;
    }
    if (number >= 0 && number <= kMost) return std::llround(number * 1e12);
    wrong(value.origin(), "a price must be an amount of US dollars").fix =
        "use a number from 0 to 1000000, such as 0.045";
    return std::nullopt;
  }

  void check_unit(const Price& price, std::string_view unit, const Origin& origin) {
    if (price.unit.empty() || price.unit == unit) return;
    wrong(origin, fmt::format("{} is priced per {}, not per {}", quoted(price.item), quoted(unit),
                              quoted(price.unit)))
        .fix = "convert the price";
  }

  void add(const cfn::MapEntry& row, Price price) {
    price.item = row.key;
    const std::string_view unit = unit_of(row.key);
    if (unit.empty()) {
      std::vector<std::string_view> items;
      const Table table("prices");
      for (std::size_t i = 0; i < table.size(); ++i) items.push_back(table[i].text(0));
      wrong(row.key_origin, fmt::format("unknown item {}", quoted(row.key))).fix =
          suggest(row.key, items);
      return;
    }
    const cfn::Value* stated = &row.value;
    if (const cfn::Map* map = row.value.map()) {
      check_keys(*map, kPriceKeys, "a price");
      take(*map, price);
      if (const std::string* stated_unit = text(*map, "unit")) price.unit = *stated_unit;
      if (map->contains("unit")) check_unit(price, unit, map->find("unit")->origin());
      stated = map->find("price");
      if (stated == nullptr) {
        wrong(row.key_origin, fmt::format("{} has no \"price\"", quoted(row.key)));
        return;
      }
    }
    price.unit = unit;
    if (price.region.empty() || price.date.empty()) {
      wrong(row.key_origin, fmt::format("{} needs a \"{}\"", quoted(row.key),
                                        price.region.empty() ? "region" : "date"))
          .fix = "set it for the whole file, or for the price";
    }
    const auto value = amount(*stated);
    if (!value) return;
    if (unit == "percent" && *value > 100 * std::int64_t{1'000'000'000'000}) {
      wrong(stated->origin(), "a saving is at most 100 percent");
    }
    price.trillionths = *value;
    prices_.push_back(std::move(price));
  }

  Diagnostics& to_;
  std::vector<Price> prices_;
  bool is_wrong_ = false;
};

}  // namespace

std::optional<std::vector<Price>> read_prices(const cfn::Value& document,
                                              Diagnostics& diagnostics) {
  return Reading(diagnostics).read(document);
}

}  // namespace archsynth::spec
