// AWS's own price lists: https://docs.aws.amazon.com/awsaccountbilling/latest/aboutv2/
// reading-service-price-list-file-for-services.html

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "archsynth/cfn/writer.h"
#include "archsynth/spec/prices.h"
#include "archsynth/support/characters.h"
#include "archsynth/support/text.h"

namespace archsynth::spec {
namespace {

constexpr std::string_view kPriceListMalformed = "ARC0303";

/// Which product of which list an item is. The usage type stands without the prefix of a region;
/// one that ends in `:db.` or the like goes on with the class, and so does the item.
struct Match {
  std::string_view offer;
  std::string_view usage;
  std::string_view operation;  ///< empty: any
  std::string_view item;
  std::int64_t times = 1;  ///< units of the list in one of ours
};

constexpr std::int64_t kMillion = 1'000'000;

constexpr Match kMatches[] = {
    {"AmazonECS", "Fargate-vCPU-Hours:perCPU", "", "fargate.x86.vcpu"},
    {"AmazonECS", "Fargate-GB-Hours", "", "fargate.x86.gb"},
    {"AmazonECS", "Fargate-ARM-vCPU-Hours:perCPU", "", "fargate.arm.vcpu"},
    {"AmazonECS", "Fargate-ARM-GB-Hours", "", "fargate.arm.gb"},
    {"AWSELB", "LoadBalancerUsage", "LoadBalancing:Application", "alb.hour"},
    {"AWSELB", "LCUUsage", "LoadBalancing:Application", "alb.lcu"},
    {"AWSELB", "LoadBalancerUsage", "LoadBalancing:Network", "nlb.hour"},
    {"AWSELB", "LCUUsage", "LoadBalancing:Network", "nlb.lcu"},
    {"AmazonEC2", "NatGateway-Hours", "NatGateway", "nat.hour"},
    {"AmazonEC2", "NatGateway-Bytes", "NatGateway", "nat.gb"},
    {"AmazonVPC", "PublicIPv4:InUseAddress", "", "ipv4.hour"},
    {"AmazonVPC", "VpcEndpoint-Hours", "VpcEndpoint", "endpoint.hour"},
    {"AmazonVPC", "VpcEndpoint-Bytes", "VpcEndpoint", "endpoint.gb"},
    {"AmazonRDS", "InstanceUsage:db.", "", "rds.{}.db."},
    {"AmazonRDS", "RDS:GP3-Storage", "", "rds.storage.gp3"},
    {"AmazonRDS", "RDS:GP2-Storage", "", "rds.storage.gp2"},
    {"AmazonECR", "TimedStorage-ByteHrs", "", "ecr.storage"},
    {"AmazonCloudWatch", "DataProcessing-Bytes", "", "logs.ingest"},
    {"AmazonCloudWatch", "TimedStorage-ByteHrs", "", "logs.storage"},
    {"AmazonCloudWatch", "CW:AlarmMonitorUsage", "", "cloudwatch.alarm"},
    {"AmazonCloudWatch", "CW:HighResAlarmMonitorUsage", "", "cloudwatch.alarm-high-resolution"},
    {"AmazonCloudWatch", "CW:MetricMonitorUsage", "", "cloudwatch.metric"},
    {"AWSSecretsManager", "AWSSecretsManager-Secrets", "", "secrets.secret"},
    {"AWSSecretsManager", "AWSSecretsManagerAPIRequest", "", "secrets.calls", kMillion},
};

std::string_view text(const cfn::Value* value, std::string_view key) {
  const cfn::Map* map = value == nullptr ? nullptr : value->map();
  const cfn::Value* found = map == nullptr ? nullptr : map->find(key);
  return found == nullptr || found->string() == nullptr ? std::string_view() : *found->string();
}

const cfn::Map* map(const cfn::Value* value, std::string_view key) {
  const cfn::Map* outer = value == nullptr ? nullptr : value->map();
  const cfn::Value* found = outer == nullptr ? nullptr : outer->find(key);
  return found == nullptr ? nullptr : found->map();
}

/// `EUC1-NatGateway-Hours` → `NatGateway-Hours`, where the match begins like that.
std::string_view without_region(std::string_view usage, std::string_view wanted) {
  if (usage.starts_with(wanted)) return usage;
  const std::size_t dash = usage.find('-');
  if (dash == usage.npos) return usage;
  const auto is_prefix = [](char c) { return is_upper(c) || is_digit(c); };
  const std::string_view prefix = usage.substr(0, dash);
  return std::all_of(prefix.begin(), prefix.end(), is_prefix) ? usage.substr(dash + 1) : usage;
}

/// The name of an engine as CloudFormation has it; empty for those that need a licence.
std::string_view engine_of(std::string_view name) {
  if (name == "PostgreSQL") return "postgres";
  if (name == "MySQL") return "mysql";
  return name == "MariaDB" ? "mariadb" : "";
}

/// The item that a product is; empty where it is none of ours.
std::string item_of(std::string_view offer, const cfn::Value& attributes, std::int64_t& times) {
  const std::string_view option = text(&attributes, "deploymentOption");
  const std::string_view engine = text(&attributes, "databaseEngine");
  if (!option.empty() && option != "Single-AZ") return {};
  for (const Match& match : kMatches) {
    if (match.offer != offer) continue;
    if (!match.operation.empty() && match.operation != text(&attributes, "operation")) continue;
    const std::string_view usage = without_region(text(&attributes, "usagetype"), match.usage);
    times = match.times;
    if (!match.usage.ends_with('.')) {
      if (usage != match.usage) continue;
      // Storage has one price for all engines but those of others.
      return engine.empty() || engine == "Any" || engine == "PostgreSQL" ? std::string(match.item)
                                                                         : std::string();
    }
    if (!usage.starts_with(match.usage) || engine_of(engine).empty()) continue;
    return fmt::format("rds.{}.db.{}", engine_of(engine), usage.substr(match.usage.size()));
  }
  return {};
}

/// The first price above nothing, by the beginning of its range; nothing where there is none.
std::optional<std::int64_t> price_of(const cfn::Value* terms) {
  std::optional<std::int64_t> result;
  double begin = 0;
  if (terms == nullptr || terms->map() == nullptr) return result;
  for (const cfn::MapEntry& term : *terms->map()) {
    const cfn::Map* dimensions = map(&term.value, "priceDimensions");
    if (dimensions == nullptr) continue;
    for (const cfn::MapEntry& dimension : *dimensions) {
      const cfn::Map* price = map(&dimension.value, "pricePerUnit");
      const cfn::Value whole = price == nullptr ? cfn::Value() : cfn::Value(*price);
      const auto amount = trillionths_of(text(&whole, "USD"));
      const auto from = trillionths_of(text(&dimension.value, "beginRange"));
      const double here = from ? static_cast<double>(*from) : 0;
      if (!amount || *amount == 0 || (result && here >= begin)) continue;
      result = amount;
      begin = here;
    }
  }
  return result;
}

/// Takes prices of a region from the products of a list; of two for one item the higher.
class PriceReader {
 public:
  PriceReader(std::string_view offer, std::string_view date, std::string_view region,
              const cfn::Map& terms, Diagnostics& diagnostics)
      : offer_(offer), date_(date), region_(region), diagnostics_(diagnostics) {
    for (const cfn::MapEntry& entry : terms) terms_.emplace(entry.key, &entry.value);
  }

  void read(const cfn::MapEntry& product) {
    const cfn::Map* attributes = map(&product.value, "attributes");
    if (attributes == nullptr) return;
    const cfn::Value all(*attributes);
    const std::string_view where = text(&all, "regionCode");
    if (where.empty() || (!region_.empty() && where != region_)) return;
    std::int64_t times = 1;
    const std::string item = item_of(offer_, all, times);
    const auto found = terms_.find(product.key);
    const auto amount = item.empty() || found == terms_.end() ? std::optional<std::int64_t>()
                                                              : price_of(found->second);
    if (!amount || *amount > std::int64_t{9'000'000'000'000'000} / times * 1000) return;
    add({item, std::string(where), *amount * times, std::string(unit_of(item)), date_, "high",
         fmt::format("AWS's price list of {}", offer_)},
        product.key_origin);
  }

  const PriceBook& book() const { return book_; }

 private:
  void add(const Price& price, const Origin& origin) {
    const Price* known = book_.find(price.item, price.region);
    if (known != nullptr && known->trillionths != price.trillionths &&
        doubtful_.insert(price.item).second) {
      diagnostics_
          .warning(kPriceListMalformed, origin,
                   fmt::format("{} has two prices, {} and {}", quoted(price.item), known->text(),
                               price.text()))
          .fix = "the higher one is used";
    }
    if (known == nullptr || known->trillionths < price.trillionths) book_.set(price);
  }

  std::string_view offer_;
  std::string date_;
  std::string_view region_;
  std::map<std::string_view, const cfn::Value*> terms_;
  Diagnostics& diagnostics_;
  PriceBook book_;
  std::set<std::string> doubtful_;
};

}  // namespace

std::optional<std::vector<Price>> convert_price_list(const cfn::Value& list,
                                                     std::string_view region,
                                                     Diagnostics& diagnostics) {
  const std::string_view offer = text(&list, "offerCode");
  const std::string_view date = text(&list, "publicationDate").substr(0, 10);
  const cfn::Map* products = map(&list, "products");
  const cfn::Map* all_terms = map(&list, "terms");
  const cfn::Value* on_demand = all_terms == nullptr ? nullptr : all_terms->find("OnDemand");
  if (offer.empty() || date.size() != 10 || products == nullptr || on_demand == nullptr ||
      on_demand->map() == nullptr) {
    diagnostics.error(kPriceListMalformed, list.origin(), "the file is not an AWS price list").fix =
        "use a file with \"offerCode\", \"publicationDate\", \"products\" and \"terms\" with "
        "\"OnDemand\"";
    return std::nullopt;
  }
  PriceReader reader(offer, date, region, *on_demand->map(), diagnostics);
  for (const cfn::MapEntry& product : *products) reader.read(product);
  const PriceBook& book = reader.book();
  if (book.regions().size() > 1) {
    diagnostics.error(kPriceListMalformed, list.origin(), "the price list covers several regions")
        .fix = "name one with --region: " + join(book.regions(), ", ");
    return std::nullopt;
  }
  if (book.size() == 0) {
    diagnostics.error(kPriceListMalformed, list.origin(),
                      fmt::format("the price list of {} has no price that archsynth uses{}",
                                  quoted(offer), region.empty() ? "" : " of that region"));
    return std::nullopt;
  }
  return book.all();
}

std::string print_prices(const std::vector<Price>& prices) {
  if (prices.empty()) return "prices: {}\n";
  cfn::Map items;
  for (const Price& price : prices) items.append(price.item, price.text());
  const Price& first = prices.front();
  return cfn::to_yaml(cfn::Value(cfn::Map{{"region", first.region},
                                          {"date", first.date},
                                          {"source", first.source},
                                          {"prices", std::move(items)}}));
}

}  // namespace archsynth::spec
