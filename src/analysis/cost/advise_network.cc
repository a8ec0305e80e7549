// NAT gateways, endpoints and addresses.

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "advising.h"

namespace archsynth::analysis {
namespace {

constexpr double kHours = kHoursPerMonth;
constexpr std::string_view kNat = "AWS::EC2::NatGateway";
constexpr std::string_view kService = "AWS::ECS::Service";

/// What a gateway costs that nothing goes through: its hours and its address.
spec::Money idle_gateway(const Advising& advising) {
  return advising.cost("nat.hour", kHours) + advising.cost("ipv4.hour", kHours);
}

/// A regional gateway counts in each of its zones.
double gateways_of(const Advising& advising) {
  double gateways = 0;
  for (const cfn::Resource* each : advising.pricing.of(kNat)) {
    gateways += zones_of_nat(advising.pricing, *each);
  }
  return gateways;
}

/// How many zones tasks run in: the subnets of the first service, else the gateways.
double zones_of(const Advising& advising) {
  double zones = gateways_of(advising);
  for (const cfn::Resource* service : advising.pricing.of(kService)) {
    const cfn::Value* subnets =
        at(*service, {"NetworkConfiguration", "AwsvpcConfiguration", "Subnets"});
    if (subnets != nullptr && subnets->list() != nullptr) {
      zones = std::max(zones, static_cast<double>(subnets->list()->size()));
    }
  }
  return zones;
}

void advise_single_gateway(const Advising& advising) {
  const double gateways = gateways_of(advising);
  if (gateways == 0) return;
  if (gateways == 1) {
    advising.add({.title = "one NAT gateway for all zones", .reason = "there is already only one"});
    return;
  }
  const double data = advising.pricing.usage().nat_gb;
  const double crossing = data * (gateways - 1) / gateways;
  const spec::Money fixed = idle_gateway(advising);
  spec::Money saved;
  for (int i = 1; i < static_cast<int>(gateways); ++i) saved += fixed;
  const spec::Money transfer = advising.cost("transfer.zone", 2 * crossing);
  const spec::Money per_gb = advising.cost("transfer.zone", 2 * (gateways - 1) / gateways);
  const double even = per_gb.nanos() == 0 ? 0
                                          : static_cast<double>(saved.nanos()) /
                                                static_cast<double>(per_gb.nanos());
  advising.add(
      {.title = "one NAT gateway for all zones",
       .saving = {saved - transfer, saved - transfer},
       .reason = fmt::format("each gateway with its address costs {} without any traffic; {} GB "
                             "would cross zones for {}; a single one pays off up to {} GB a month",
                             dollars(fixed), spec::Quantity(crossing).text(), dollars(transfer),
                             spec::Quantity(std::floor(even)).text()),
       .price = "while the gateway's zone is down, tasks in all zones lose outbound access",
       .file_lines = "network:\n  nat: single",
       .template_lines = "route all private subnets to one AWS::EC2::NatGateway, drop the others"});
}

/// The interface endpoints that tasks need in the place of a gateway.
std::vector<std::string> needed_endpoints(const Advising& advising) {
  const Pricing& pricing = advising.pricing;
  std::vector<std::string> names;
  if (!pricing.of("AWS::ECR::Repository").empty()) names = {"ecr.api", "ecr.dkr"};
  if (!pricing.of("AWS::Logs::LogGroup").empty()) names.push_back("logs");
  if (!pricing.of("AWS::SecretsManager::Secret").empty()) names.push_back("secretsmanager");
  for (const cfn::Resource* endpoint : pricing.of("AWS::EC2::VPCEndpoint")) {
    const cfn::Value* service = at(*endpoint, {"ServiceName"});
    std::string name = pricing.text(service);
    if (const auto* sub = service == nullptr ? nullptr : service->get_if<cfn::Sub>()) {
      name = sub->text;
    }
    std::erase_if(names, [&](const std::string& each) { return name.ends_with("." + each); });
  }
  return names;
}

/// An image that no endpoint leads to; empty where all are in ECR.
std::string outside_image(const Pricing& pricing) {
  for (const cfn::Resource* task : pricing.of("AWS::ECS::TaskDefinition")) {
    const cfn::Value* containers = at(*task, {"ContainerDefinitions"});
    if (containers == nullptr || containers->list() == nullptr) continue;
    for (const cfn::Value& each : *containers->list()) {
      std::string image = pricing.text(at(&each, {"Image"}));
      const bool is_private = image.find(".dkr.ecr.") < image.find('/');
      if (!image.empty() && !is_private) return image;
    }
  }
  return {};
}

/// Why endpoints cannot take the place of the gateways; empty where they can.
std::string against_endpoints(const Advising& advising, double gateways,
                              const std::vector<std::string>& names) {
  if (gateways == 0) return "the template has no NAT gateway";
  const std::string image = outside_image(advising.pricing);
  if (!image.empty()) return fmt::format("tasks pull {} from the internet", image);
  return names.empty() ? "tasks need none of them" : "";
}

void advise_endpoints(const Advising& advising) {
  const double gateways = gateways_of(advising);
  const std::vector<std::string> names = needed_endpoints(advising);
  if (std::string reason = against_endpoints(advising, gateways, names); !reason.empty()) {
    advising.add({.title = "VPC endpoints instead of NAT gateways", .reason = std::move(reason)});
    return;
  }
  const double zones = zones_of(advising);
  const double data = advising.pricing.usage().nat_gb;
  const double count = static_cast<double>(names.size());
  const spec::Money endpoints = advising.cost("endpoint.hour", kHours * zones * count);
  const spec::Money with_data = endpoints + advising.cost("endpoint.gb", data);
  spec::Money fixed;
  for (int i = 0; i < static_cast<int>(gateways); ++i) fixed += idle_gateway(advising);
  const spec::Money now = fixed + advising.cost("nat.gb", data);
  std::string even = "whatever the traffic";
  const spec::Money per_gb = advising.cost("nat.gb", 1) - advising.cost("endpoint.gb", 1);
  if (endpoints > fixed && per_gb > spec::Money()) {
    const double gigabytes =
        static_cast<double>((endpoints - fixed).nanos()) / static_cast<double>(per_gb.nanos());
    even = fmt::format("from {} GB a month on", spec::Quantity(std::ceil(gigabytes)).text());
  }
  std::string reason = fmt::format(
      "{} endpoint{} in {} zones cost {}, {} with {} GB; {} NAT gateway{} {}; they pay off {}",
      names.size(), names.size() == 1 ? "" : "s", zones, dollars(endpoints), dollars(with_data),
      spec::Quantity(data).text(), gateways, gateways == 1 ? " costs" : "s cost", dollars(now),
      even);
  if (gateways > 1) {
    const spec::Money single = idle_gateway(advising) + advising.cost("nat.gb", data);
    reason += fmt::format("; against a single gateway at {} they {}", dollars(single),
                          with_data < single ? "pay off as well" : "do not");
  }
  advising.add({.title = "VPC endpoints instead of NAT gateways",
                .saving = {now - with_data, now - with_data},
                .reason = std::move(reason),
                .price = "tasks can reach only these AWS services and S3 outside the VPC",
                .file_lines = "network:\n  nat: none\n  endpoints: needed",
                .template_lines = "an AWS::EC2::VPCEndpoint for each service, no NAT gateway"});
}

void advise_addresses(const Advising& advising) {
  spec::Money saved;
  std::string idle;
  for (const CostLine& line : advising.estimate.lines) {
    if (line.price.item != "ipv4.hour" || line.assumption.rfind("idle", 0) != 0) continue;
    saved += line.monthly.most;
    idle += (idle.empty() ? "" : ", ") + line.resource;
  }
  const bool has_any = advising.sum("Public IPv4 addresses").most > spec::Money();
  if (!has_any) return;
  advising.add(
      {.title = "release unused public addresses",
       .saving = {saved, saved},
       .reason = idle.empty() ? "all of them are in use" : idle + " is not used in the template",
       .file_lines = idle.empty() ? "" : "drop " + idle + " from `resources`",
       .template_lines = idle.empty() ? "" : "drop " + idle});
}

}  // namespace

void advise_on_network(const Advising& advising) {
  if (advising.has_prices({"nat.hour", "nat.gb", "ipv4.hour", "transfer.zone"})) {
    advise_single_gateway(advising);
    if (advising.has_prices({"endpoint.hour", "endpoint.gb"})) advise_endpoints(advising);
  }
  advise_addresses(advising);
}

}  // namespace archsynth::analysis
