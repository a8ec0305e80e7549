// What a stack takes of the quotas of its account.

#include "quotas.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "spec/quotas.h"

namespace archsynth::analysis {
namespace {

/// Resources of one type, of which a property has a value.
struct Counted {
  std::string_view quota;
  std::string_view type;
  std::string_view property;
  std::string_view value;
  std::string_view otherwise;  ///< the value where the property is not set
};
constexpr std::string_view kBalancer = "AWS::ElasticLoadBalancingV2::LoadBalancer";
constexpr Counted kCounted[] = {
    {"application_load_balancers", kBalancer, "Type", "application", "application"},
    {"db_clusters", "AWS::RDS::DBCluster", "", "", ""},
    {"db_instances", "AWS::RDS::DBInstance", "", "", ""},
    {"elastic_ips", "AWS::EC2::EIP", "", "", ""},
    {"gateway_endpoints", "AWS::EC2::VPCEndpoint", "VpcEndpointType", "Gateway", "Gateway"},
    {"internet_gateways", "AWS::EC2::InternetGateway", "", "", ""},
    {"network_load_balancers", kBalancer, "Type", "network", "application"},
    {"target_groups", "AWS::ElasticLoadBalancingV2::TargetGroup", "", "", ""},
    {"vpcs", "AWS::EC2::VPC", "", "", ""},
};

class Quotas {
 public:
  Quotas(const view::View& view, const model::Workloads& workloads)
      : view_(view), workloads_(workloads) {}

  std::vector<QuotaUse> all() {
    for (const Counted& each : kCounted) add(each.quota, count(each));
    add_most("interface_endpoints", by_vpc());
    add_most("nat_gateways", by_zone());
    add_most("rules_per_group", by_group());
    add_tasks();
    std::sort(found_.begin(), found_.end(),
              [](const QuotaUse& a, const QuotaUse& b) { return a.name < b.name; });
    return std::move(found_);
  }

 private:
  using Counts = std::map<std::string, std::int64_t>;

  void add(std::string_view quota, std::int64_t needed, std::string resource = {}) {
    if (needed <= 0) return;
    const spec::ServiceQuota fact = spec::service_quota(quota);
    found_.push_back({std::string(fact.name), std::string(fact.service), std::string(fact.code),
                      needed, fact.value, std::string(fact.page), std::move(resource)});
  }

  void add_most(std::string_view quota, const Counts& counts) {
    const auto most =
        std::max_element(counts.begin(), counts.end(),
                         [](const auto& a, const auto& b) { return a.second < b.second; });
    if (most == counts.end()) return;
    add(quota, most->second, view_.find(most->first) == nullptr ? std::string() : most->first);
  }

  bool is_counted(const cfn::Resource& resource, const Counted& by) const {
    if (by.property.empty()) return true;
    const cfn::Value* value = resource.properties.find(by.property);
    return value == nullptr ? by.value == by.otherwise : view_.text(value) == by.value;
  }

  std::int64_t count(const Counted& by) const {
    const auto& all = view_.of(by.type);
    return std::count_if(all.begin(), all.end(),
                         [&](const cfn::Resource* each) { return is_counted(*each, by); });
  }

  std::string named(const cfn::Resource& resource, std::string_view property) const {
    const cfn::Value* value = resource.properties.find(property);
    const cfn::Resource* target = view_.target(value);
    if (target != nullptr) return target->id.str();
    return value == nullptr ? std::string() : view_.text(value).value_or("");
  }

  Counts by_vpc() const {
    Counts counts;
    for (const cfn::Resource* each : view_.of("AWS::EC2::VPCEndpoint")) {
      const cfn::Value* type = each->properties.find("VpcEndpointType");
      if (type != nullptr && view_.text(type) == "Interface") ++counts[named(*each, "VpcId")];
    }
    return counts;
  }

  Counts by_zone() const {
    Counts counts;
    for (const cfn::Resource* each : view_.of("AWS::EC2::NatGateway")) {
      const cfn::Resource* subnet = view_.target(each->properties.find("SubnetId"));
      ++counts[subnet == nullptr ? named(*each, "SubnetId") : model::zone_of(view_, *subnet)];
    }
    return counts;
  }

  std::int64_t listed(const cfn::Resource& group, std::string_view property) const {
    return static_cast<std::int64_t>(view_.items(group.properties.find(property)).values.size());
  }

  /// Inbound and outbound rules count apart.
  Counts by_group() const {
    Counts in;
    Counts out;
    for (const cfn::Resource* each : view_.of("AWS::EC2::SecurityGroup")) {
      in[each->id.str()] = listed(*each, "SecurityGroupIngress");
      out[each->id.str()] = listed(*each, "SecurityGroupEgress");
    }
    for (const cfn::Resource* each : view_.of("AWS::EC2::SecurityGroupIngress"))
      ++in[named(*each, "GroupId")];
    for (const cfn::Resource* each : view_.of("AWS::EC2::SecurityGroupEgress"))
      ++out[named(*each, "GroupId")];
    for (const auto& [group, rules] : out) in[group] = std::max(in[group], rules);
    return in;
  }

  /// The most tasks that a service runs, apart from those of a deployment.
  static double peak_of(const model::Service& service) {
    return service.scaling.max.value.value_or(service.desired.value.value_or(1));
  }

  /// The share of Spot in the tasks above those of the base.
  static double spot_tasks(const model::Service& service, double tasks) {
    double base = 0;
    double spot_base = 0;
    double weight = 0;
    double spot_weight = 0;
    for (const model::CapacityShare& each : service.capacity) {
      const bool is_spot = each.provider.value == "FARGATE_SPOT";
      (is_spot ? spot_base : base) += each.base.value.value_or(0);
      (is_spot ? spot_weight : weight) += each.weight.value.value_or(0);
    }
    if (weight + spot_weight <= 0) return 0;
    const double rest = std::max(0.0, tasks - base - spot_base);
    return std::min(tasks, spot_base) + rest * spot_weight / (weight + spot_weight);
  }

  void add_tasks() {
    double vcpus = 0;
    double spot = 0;
    Counts targets;
    for (const model::Service& each : workloads_.services()) {
      const double tasks = peak_of(each);
      for (const model::Attachment& attachment : each.attachments) {
        for (const cfn::Resource* balancer : attachment.balancers) {
          if (is_counted(*balancer, kCounted[0]))
            targets[balancer->id.str()] += static_cast<std::int64_t>(tasks);
        }
      }
      if (!each.is_on_fargate || each.task == nullptr || !each.task->cpu.value) continue;
      const double cpu = *each.task->cpu.value / 1024;
      const double on_spot = spot_tasks(each, tasks);
      spot += cpu * on_spot;
      vcpus += cpu * (tasks - on_spot);
    }
    for (const model::Job& each : workloads_.jobs()) {
      if (each.task == nullptr || !each.task->requires_fargate || !each.task->cpu.value) continue;
      vcpus += *each.task->cpu.value / 1024 * each.count.value.value_or(1);
    }
    add("fargate_vcpus", static_cast<std::int64_t>(std::ceil(vcpus)));
    add("fargate_spot_vcpus", static_cast<std::int64_t>(std::ceil(spot)));
    add_most("targets_per_balancer", targets);
  }

  const view::View& view_;
  const model::Workloads& workloads_;
  std::vector<QuotaUse> found_;
};

}  // namespace

std::vector<QuotaUse> quotas_used(const view::View& view, const model::Workloads& workloads) {
  return Quotas(view, workloads).all();
}

}  // namespace archsynth::analysis
