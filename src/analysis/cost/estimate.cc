#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "pricing.h"
#include "spec/type_facts.h"
#include "view/deployed.h"

namespace archsynth::analysis {
namespace {

const Pricer* pricer_of(std::string_view type) {
  for (const auto pricers : {container_pricers(), data_pricers(), aurora_pricers(),
                             network_pricers(), operation_pricers()}) {
    for (const Pricer& each : pricers) {
      if (each.type == type) return &each;
    }
  }
  return nullptr;
}

/// The components from the application outwards, as people list them.
constexpr std::string_view kOrder[] = {"ECS Fargate",
                                       "EC2",
                                       "EBS volumes",
                                       "Lambda",
                                       "RDS",
                                       "RDS Extended Support",
                                       "ElastiCache",
                                       "DynamoDB",
                                       "EFS",
                                       "Application Load Balancer",
                                       "Network Load Balancer",
                                       "NAT Gateway",
                                       "VPC endpoints",
                                       "Public IPv4 addresses",
                                       "Data transfer to the internet",
                                       "Data transfer between zones",
                                       "ECR storage",
                                       "S3",
                                       "CloudWatch Logs",
                                       "CloudWatch alarms",
                                       "CloudWatch metrics",
                                       "CloudWatch dashboard",
                                       "Container Insights",
                                       "Secrets Manager",
                                       "KMS keys",
                                       "WAF",
                                       "Route 53",
                                       "SNS",
                                       "SQS"};

std::size_t rank_of(const CostLine& line) {
  const auto found = std::find(std::begin(kOrder), std::end(kOrder), line.component);
  return static_cast<std::size_t>(found - std::begin(kOrder));
}

}  // namespace

CostEstimate estimate_cost(const cfn::Template& stack, const CostOptions& options,
                           const spec::PriceBook& book) {
  CostEstimate estimate;
  estimate.region = options.region;
  estimate.usage = options.usage.profile;
  view::Deployed deployed(stack, options.region, options.parameters);
  Pricing pricing(std::move(deployed.resources), options, book, estimate);
  for (const std::string& name : deployed.taken_as_set) {
    pricing.assume(fmt::format("assumes {} is set", name));
  }
  for (const cfn::Resource& resource : pricing.resources()) {
    if (const Pricer* pricer = pricer_of(resource.type)) {
      pricer->price(pricing, resource);
    } else if (const auto facts = spec::type_facts(resource.type); !facts || !facts->is_free) {
      pricing.add_unpriced(resource, "its type is not in the price list");
    }
  }
  price_transfer(pricing);
  for (const cfn::MapEntry& macro : deployed.resource_macros) {
    pricing.assume(fmt::format("resources created by the macro {} are not counted", macro.key));
  }
  std::stable_sort(estimate.lines.begin(), estimate.lines.end(),
                   [](const auto& a, const auto& b) { return rank_of(a) < rank_of(b); });
  return estimate;
}

std::vector<CostComponent> cost_components(const CostEstimate& estimate) {
  struct Member {
    std::string resource;
    std::string detail;
    double count = 1;
  };
  std::vector<CostComponent> components;
  std::vector<std::vector<Member>> members;
  std::map<std::string_view, std::size_t> places;
  std::set<std::pair<std::size_t, std::string_view>> known;
  for (const CostLine& line : estimate.lines) {
    const auto [place, is_new] = places.try_emplace(line.component, components.size());
    const std::size_t index = place->second;
    if (is_new) {
      components.push_back({line.component, {}, 0});
      members.emplace_back();
    }
    components[index].monthly = components[index].monthly + line.monthly;
    if (!known.emplace(index, line.resource).second) continue;
    members[index].push_back(
        {line.resource, line.detail, static_cast<double>(line.count.millionths()) / 1e6});
  }
  for (std::size_t i = 0; i < components.size(); ++i) {
    std::set<std::string> details;
    double count = 0;
    for (const Member& member : members[i]) {
      details.insert(member.detail);
      count += member.count;
    }
    components[i].resources = members[i].size();
    const std::string number = spec::Quantity(count).text();
    if (details.size() > 1 || (details.begin()->empty() && count > 1)) {
      components[i].name += fmt::format(" ({})", number);
    } else if (!details.begin()->empty()) {
      const bool is_one = members[i].size() == 1;
      components[i].name += is_one ? fmt::format(" ({})", *details.begin())
                                   : fmt::format(" ({} × {})", members[i].size(), *details.begin());
    }
  }
  return components;
}

}  // namespace archsynth::analysis
