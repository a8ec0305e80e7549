#pragma once

#include <functional>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "archsynth/analysis/cost.h"

namespace archsynth::analysis {

/// A number between two bounds, which are mostly the same.
struct Bounds {
  double least = 0;
  double most = 0;
  Bounds(double value) : least(value), most(value) {}
  Bounds(double low, double high) : least(low), most(high) {}
  friend Bounds operator*(const Bounds& a, const Bounds& b) {
    return {a.least * b.least, a.most * b.most};
  }
};
/// `2`, or `2 to 6`.
std::string text_of(const Bounds& bounds);

/// What a price is asked for.
struct Asked {
  std::string component{};
  std::string detail{};
  std::string item{};  ///< of the price book
  std::string what{};
  Bounds quantity = 0;
  std::string assumption{};
  /// How many things that is, at most.
  Bounds count = 1;
  /// The part of the price that is paid, in percent.
  Bounds paid_percent = 100;
};

/// A template whose resources are priced one after another: what is known of it, and what came out.
class Pricing {
 public:
  Pricing(std::vector<cfn::Resource> resources, const CostOptions& options,
          const spec::PriceBook& book, CostEstimate& estimate);

  const Usage& usage() const { return options_.usage; }
  const std::vector<cfn::Resource>& resources() const { return resources_; }
  /// Those of a type, in the template's order.
  const std::vector<const cfn::Resource*>& of(std::string_view type) const;
  const cfn::Resource* find(std::string_view id) const;
  /// The resource that a value names by `Ref`, `Fn::GetAtt`, or as the one within a `Fn::Sub` or
  /// `Fn::Join`.
  const cfn::Resource* target(const cfn::Value* value, std::string_view type) const;

  std::string text(const cfn::Value* value) const;
  /// The number, from the least to the most that open conditions leave; `otherwise` where there is
  /// none.
  Bounds number(const cfn::Value* value, double otherwise) const;
  /// From 0 to 1.
  Bounds truth(const cfn::Value* value, bool otherwise = false) const;
  const spec::Price* price(std::string_view item) const;

  /// Adds a line, or that there is no price for it.
  void add(const cfn::Resource& resource, const Asked& asked);
  void add_unpriced(const cfn::Resource& resource, std::string why);
  void assume(std::string assumption);

 private:
  const std::vector<cfn::Resource> resources_;
  const CostOptions& options_;
  const spec::PriceBook& book_;
  CostEstimate& estimate_;
  std::map<std::string_view, std::vector<const cfn::Resource*>> by_type_;
  std::map<std::string_view, const cfn::Resource*> by_id_;
};

/// A property by its path; null when it, or something on the way, is not there.
const cfn::Value* at(const cfn::Resource& resource, std::initializer_list<std::string_view> path);
const cfn::Value* at(const cfn::Value* value, std::initializer_list<std::string_view> path);

/// In how many zones a NAT gateway is charged: one, and for a regional one those of its VPC's
/// subnets, or those that it names.
/// https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateways-regional.html
double zones_of_nat(const Pricing& pricing, const cfn::Resource& gateway);

/// How resources of one type are priced.
struct Pricer {
  std::string_view type;
  void (*price)(Pricing& pricing, const cfn::Resource& resource);
};
std::span<const Pricer> container_pricers();
std::span<const Pricer> network_pricers();
std::span<const Pricer> data_pricers();
std::span<const Pricer> aurora_pricers();
std::span<const Pricer> operation_pricers();

/// Whether an engine of RDS is one of Aurora's.
bool is_aurora(std::string_view engine);
/// The hours of an instance of an Aurora cluster.
void price_aurora_instance(Pricing& pricing, const cfn::Resource& instance,
                           const std::string& instance_class);
/// How many tasks a service runs.
Bounds tasks_of(const Pricing& pricing, const cfn::Resource& service);
/// What goes to the internet, from everything in the stack.
void price_transfer(Pricing& pricing);

}  // namespace archsynth::analysis
