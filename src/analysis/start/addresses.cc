// Addresses that the subnets of services have for their tasks.

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "archsynth/support/text.h"
#include "checks.h"

namespace archsynth::analysis {
namespace {

using model::Service;

/// Types that take an address in each of their subnets as long as they exist.
struct AddressHolder {
  std::string_view type;
  std::string_view key;
};
constexpr AddressHolder kHolders[] = {
    {"AWS::EC2::NatGateway", "SubnetId"},
    {"AWS::EC2::VPCEndpoint", "SubnetIds"},
    {"AWS::EFS::MountTarget", "SubnetId"},
    {"AWS::ElasticLoadBalancingV2::LoadBalancer", "Subnets"},
};

double held_in(const View& view, const cfn::Resource& subnet) {
  double count = 0;
  for (const AddressHolder& each : kHolders) {
    for (const cfn::Resource* holder : view.of(each.type)) {
      const cfn::Value* at = property(*holder, {each.key});
      const auto named =
          at != nullptr && at->list() != nullptr ? view.items(at).values : std::vector{at};
      count +=
          static_cast<double>(std::count_if(named.begin(), named.end(), [&](const cfn::Value* one) {
            return view.target(one) == &subnet;
          }));
    }
  }
  return count;
}

/// The addresses of a subnet that tasks can have; nothing where its block is not known.
/// Source: https://docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html: five are reserved.
std::optional<double> free_in(const View& view, const cfn::Resource* subnet) {
  if (subnet == nullptr || subnet->type != "AWS::EC2::Subnet") return std::nullopt;
  const std::string block = view.text(property(*subnet, {"CidrBlock"})).value_or("");
  const std::size_t slash = block.find('/');
  if (slash == block.npos) return std::nullopt;
  const int bits = std::atoi(block.c_str() + slash + 1);
  if (bits < 16 || bits > 28) return std::nullopt;
  return std::max(0.0, std::exp2(32 - bits) - 5 - held_in(view, *subnet));
}

bool has_own_addresses(const Service& service) {
  return service.task != nullptr && service.task->network_mode.value == "awsvpc" &&
         service.placement.has_all_subnets && !service.placement.subnets.empty();
}

/// How many tasks a service surely has.
double tasks_of(const Service& service) {
  return std::max(service.desired.or_default(1).value_or(0), service.scaling.min.value.value_or(0));
}

/// Whether all subnets of one service are those of another.
bool is_within(const Service& one, const Service& other) {
  const auto& of = other.placement.subnets;
  return std::all_of(
      one.placement.subnets.begin(), one.placement.subnets.end(), [&](const auto& each) {
        return std::any_of(of.begin(), of.end(),
                           [&](const auto& subnet) { return subnet.resource == each.resource; });
      });
}

void check_service(const View& view, const Report& report, const Service& service) {
  double free = 0;
  for (const model::SubnetUse& each : service.placement.subnets) {
    const auto one = free_in(view, each.resource);
    if (!one) return;
    free += *one;
  }
  double wanted = 0;
  for (const Service& each : view.made<model::Workloads>().services()) {
    if (has_own_addresses(each) && is_within(each, service)) wanted += tasks_of(each);
  }
  const double percent = service.deployments.maximum_percent.or_default(200).value_or(100);
  const double rolling = wanted + std::floor(tasks_of(service) * (percent - 100) / 100);
  const bool is_certain = wanted > free;
  if (!is_certain && rolling <= free) return;
  const cfn::Value* at = service.desired.at;
  Diagnostic& found = report(
      *service.resource, at,
      fmt::format(
          "{} needs {}{}, but its subnets have only {} left", quoted(service.resource->id.str()),
          counted(static_cast<std::uint64_t>(is_certain ? wanted : rolling), "address"),
          is_certain ? "" : " during deployments", grouped(static_cast<std::uint64_t>(free))));
  if (!is_certain) found.severity = Severity::kWarning;
  const cfn::Resource& subnet = *service.placement.subnets.front().resource;
  found.related.push_back({subnet.origin, "a subnet of the tasks"});
}

}  // namespace

void check_addresses_of_tasks(const View& view, const Report& report) {
  if (view.of("AWS::EC2::Subnet").empty()) return;
  for (const Service& each : view.made<model::Workloads>().services()) {
    if (has_own_addresses(each)) check_service(view, report, each);
  }
}

}  // namespace archsynth::analysis
