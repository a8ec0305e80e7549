#include "archsynth/spec/prices.h"

#include <gtest/gtest.h>

#include <cmath>

#include "archsynth/cfn/reader.h"
#include "archsynth/document/reader.h"
#include "spec/regions.h"

namespace archsynth::spec {
namespace {

Price price_of(std::string_view decimal) {
  Price price;
  price.trillionths = *trillionths_of(decimal);
  return price;
}

TEST(Money, IsExactAndRoundsHalfACentAwayFromZero) {
  EXPECT_EQ(price_of("0.04048").times(730).text(), "29.55");
  EXPECT_EQ(price_of("0.04048").times(730).text(9), "29.550400000");
  EXPECT_EQ(price_of("0.0225").times(730).text(), "16.43");  // 16.425
  EXPECT_EQ((-price_of("0.0225").times(730)).text(), "-16.43");
  EXPECT_EQ(Money::of_nanos(-4'000'000).text(), "0.00");
  EXPECT_EQ(Money::of_nanos(4'999'999).text(), "0.00");
  EXPECT_EQ(Money::of_nanos(5'000'000).text(), "0.01");
  EXPECT_EQ(price_of("0.0000166667").times(1'000'000).text(4), "16.6667");
}

TEST(Money, NeitherWrapsNorMeetsWhatIsNoNumber) {
  Money sum = price_of("1000000").times(1e12);
  const Money most = sum;
  for (int i = 0; i < 10; ++i) sum += most;
  EXPECT_GE(sum, most);
  EXPECT_EQ(Quantity(std::nan("")).millionths(), 0);
  EXPECT_EQ(Quantity(-3).millionths(), 0);
}

TEST(Money, PrintsQuantitiesAndPricesShort) {
  EXPECT_EQ(Quantity(730).text(), "730");
  EXPECT_EQ(Quantity(0.25).text(), "0.25");
  EXPECT_EQ(Quantity(0).text(), "0");
  EXPECT_EQ(price_of("0.005").text(), "0.005");
  EXPECT_EQ(price_of("3").text(), "3.00");
}

TEST(Decimals, AreReadExactlyOrNotAtAll) {
  EXPECT_EQ(trillionths_of("0.000000000001"), 1);
  EXPECT_EQ(trillionths_of("1000000"), 1'000'000'000'000'000'000);
  for (const char* wrong : {"", ".", "1e3", "-1", "+1", "1.0000000000001", "1000001", "1,5", "0x1",
                            "99999999999999999999", "1.2.3", " 1", "0.9999999999999999999"}) {
    EXPECT_FALSE(trillionths_of(wrong)) << wrong;
  }
}

TEST(PriceBook, HasWellFormedPricesOnly) {
  const PriceBook book = PriceBook::built_in();
  ASSERT_GT(book.size(), 90u);
  for (const Price& price : book.all()) {
    EXPECT_GT(price.trillionths, 0) << price.item;
    EXPECT_TRUE(region(price.region)) << price.item;
    EXPECT_EQ(price.unit, unit_of(price.item)) << price.item;
    EXPECT_EQ(price.date.size(), 10u) << price.item;
    EXPECT_TRUE(price.confidence == "high" || price.confidence == "medium") << price.item;
  }
  EXPECT_EQ(book.find("nat.hour", "us-east-1")->text(), "0.045");
}

TEST(PriceBook, BorrowsNothingFromAnotherRegion) {
  const PriceBook book = PriceBook::built_in();
  EXPECT_TRUE(book.has_region("us-east-1"));
  EXPECT_FALSE(book.has_region("us-east"));
  EXPECT_EQ(book.find("nat.hour", "sa-east-1"), nullptr);
}

std::string price_file(std::string text) {
  Sources sources;
  const Source& source = sources.add("prices.yaml", std::move(text));
  Diagnostics diagnostics;
  const auto node = document::read(source, diagnostics);
  std::string result;
  if (node) {
    if (const auto prices = read_prices(cfn::read_value(*node, diagnostics), diagnostics)) {
      for (const Price& price : *prices) {
        result += price.region + " " + price.item + " " + price.text() + " " + price.unit + " " +
                  price.date + " " + price.source + "\n";
      }
    }
  }
  for (const Diagnostic& each : diagnostics.sorted()) {
    result += each.message + (each.fix.empty() ? "" : " (" + each.fix + ")") + "\n";
  }
  return result;
}

TEST(PriceFile, HasCommonAndOwnStatements) {
  EXPECT_EQ(price_file("region: eu-west-1\ndate: 2026-11-01\nsource: here\nprices:\n"
                       "  nat.hour: 0.048\n"
                       "  rds.postgres.db.x9.huge: {price: '1.5', unit: hour, region: eu-west-2,"
                       " date: 2026-10-01, source: there}\n"),
            "eu-west-1 nat.hour 0.048 hour 2026-11-01 here\n"
            "eu-west-2 rds.postgres.db.x9.huge 1.50 hour 2026-10-01 there\n");
}

TEST(PriceFile, RefusesWhatIsNoPrice) {
  const std::string head = "region: us-east-1\ndate: 2026-11-01\nprices: ";
  EXPECT_EQ(price_file("[]"),
            "a price file must be a mapping (set \"prices\", and \"region\", \"date\" and "
            "\"source\" for all prices)\n");
  EXPECT_EQ(price_file("prices: 3"),
            "\"prices\" must be a mapping of items to prices (such as `prices: {nat.hour: "
            "0.045}`)\n");
  EXPECT_EQ(price_file(head + "{nat.hours: 1}"),
            "unknown item \"nat.hours\" (did you mean \"nat.hour\"?)\n");
  for (const char* wrong : {"-1", ".nan", ".inf", "abc", "[]", "1e9", "true", "!Ref X"}) {
    EXPECT_EQ(
        price_file(head + "{nat.hour: " + wrong + "}"),
        "a price must be an amount of US dollars (use a number from 0 to 1000000, such as 0.045)\n")
        << wrong;
  }
  EXPECT_EQ(price_file(head + "{nat.hour: {price: 1, unit: gb}}"),
            "\"nat.hour\" is priced per \"hour\", not per \"gb\" (convert the price)\n");
  EXPECT_EQ(price_file(head + "{nat.hour: {unit: hour}}"), "\"nat.hour\" has no \"price\"\n");
  EXPECT_EQ(price_file(head + "{fargate.spot.least-saving: 120}"),
            "a saving is at most 100 percent\n");
  EXPECT_EQ(price_file("region: us-east-9\ndate: 2026-13-01\nprices: {nat.hour: 1}").substr(0, 33),
            "unknown region \"us-east-9\" (did y");
  EXPECT_EQ(price_file("region: us-east-1\nprices: {nat.hour: 1}"),
            "\"nat.hour\" needs a \"date\" (set it for the whole file, or for the price)\n");
}

TEST(PriceList, OfDatabasesKnowsEnginesZonesAndTiers) {
  Sources sources;
  const Source& source = sources.add("AmazonRDS.json", R"({
    "offerCode": "AmazonRDS", "publicationDate": "2026-11-01T00:00:00Z",
    "products": {
      "A": {"attributes": {"regionCode": "eu-west-1", "usagetype": "EU-InstanceUsage:db.t3.micro",
            "databaseEngine": "PostgreSQL", "deploymentOption": "Single-AZ"}},
      "B": {"attributes": {"regionCode": "eu-west-1", "usagetype": "EU-Multi-AZUsage:db.t3.micro",
            "databaseEngine": "PostgreSQL", "deploymentOption": "Multi-AZ"}},
      "C": {"attributes": {"regionCode": "eu-west-1", "usagetype": "EU-InstanceUsage:db.t3.micro",
            "databaseEngine": "Oracle", "deploymentOption": "Single-AZ"}},
      "D": {"attributes": {"regionCode": "eu-west-1", "usagetype": "EU-RDS:GP3-Storage",
            "databaseEngine": "PostgreSQL", "deploymentOption": "Single-AZ"}},
      "E": {"attributes": {"regionCode": "eu-west-1", "usagetype": "EU-InstanceUsage:db.t3.micro",
            "databaseEngine": "PostgreSQL", "deploymentOption": "Single-AZ"}}},
    "terms": {"OnDemand": {
      "A": {"t": {"priceDimensions": {"d": {"pricePerUnit": {"USD": "0.0200000000"}}}}},
      "B": {"t": {"priceDimensions": {"d": {"pricePerUnit": {"USD": "0.0400000000"}}}}},
      "C": {"t": {"priceDimensions": {"d": {"pricePerUnit": {"USD": "0.5000000000"}}}}},
      "D": {"t": {"priceDimensions": {"d": {"pricePerUnit": {"USD": "0.1270000000"}}}}},
      "E": {"t": {"priceDimensions": {"d": {"pricePerUnit": {"USD": "0.0210000000"}}}}}}}})");
  Diagnostics diagnostics;
  const auto node = document::read(source, diagnostics);
  const auto prices = convert_price_list(cfn::read_value(*node, diagnostics), "", diagnostics);
  ASSERT_TRUE(prices);
  EXPECT_EQ(price_file(print_prices(*prices)),
            "eu-west-1 rds.postgres.db.t3.micro 0.021 hour 2026-11-01 AWS's price list of "
            "AmazonRDS\n"
            "eu-west-1 rds.storage.gp3 0.127 gb-month 2026-11-01 AWS's price list of AmazonRDS\n");
  ASSERT_EQ(diagnostics.items().size(), 1u);
  EXPECT_EQ(diagnostics.items()[0].message,
            "\"rds.postgres.db.t3.micro\" has two prices, 0.02 and 0.021");
}

}  // namespace
}  // namespace archsynth::spec
