#include "fixes.h"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_map>

#include "archsynth/support/text.h"
#include "model/workloads/settings.h"
#include "outcomes.h"

namespace archsynth::analysis {
namespace {

using Kind = Failure::Kind;

/// Sets a property of a resource, or one of a member that is a map.
void set(cfn::Template& stack, const cfn::LogicalId& id, std::string_view property,
         cfn::Value value) {
  cfn::Resource* resource = stack.find_resource(id);
  if (resource == nullptr) return;
  cfn::Map* map = &resource->properties;
  for (std::size_t dot = property.find('.'); dot != property.npos; dot = property.find('.')) {
    cfn::Value& member = (*map)[property.substr(0, dot)];
    if (member.map() == nullptr) member = cfn::Map();
    map = member.map();
    property.remove_prefix(dot + 1);
  }
  map->set(property, std::move(value));
}

/// Adds a copy of a resource under another name.
void duplicate(cfn::Template& stack, const cfn::LogicalId& id, std::string_view suffix) {
  const cfn::Resource* resource = stack.find_resource(id);
  if (resource == nullptr) return;
  cfn::Resource copy = *resource;
  copy.id = cfn::LogicalId(id.str() + std::string(suffix));
  stack.resources.push_back(std::move(copy));
}

/// The resource that says how many tasks or instances run, and its property.
std::pair<const cfn::Resource*, std::string> minimum_of(const Tasks& tasks) {
  if (tasks.group != nullptr) {
    return {tasks.resource, tasks.group->has_own_count() ? "DesiredCapacity" : "MinSize"};
  }
  if (const cfn::Resource* target = tasks.service->scaling.target) return {target, "MinCapacity"};
  return {tasks.resource, "DesiredCount"};
}

/// Fixes of so many are priced, each as a stack of its own; what others cost is not known.
constexpr std::size_t kMostPriced = 100;

struct KeyOfProperty {
  std::string_view property;
  std::string_view key;
};

/// What architecture files call the properties.
constexpr KeyOfProperty kKeys[] = {
    {"AutomaticBackupReplicationRegion", "backup_replication.region"},
    {"BackupRetentionPeriod", "backup_retention_days"},
    {"DesiredCount", "tasks"},
    {"MaxCapacity", "tasks.max"},
    {"MaximumPercent", "deployment.max_percent"},
    {"MinCapacity", "tasks.min"},
    {"MinimumHealthyPercent", "deployment.min_healthy_percent"},
    {"MultiAZ", "multi_az"},
};

/// Whether ECS may start no task beyond those desired, as for the only writer of a file system.
bool starts_none_beyond(const model::Service& service) {
  return service.deployments.maximum_percent.value.value_or(200) <= 100;
}

bool is_only_writer(const Tasks& tasks) {
  if (tasks.task() == nullptr || tasks.min != 1 || !starts_none_beyond(*tasks.service))
    return false;
  const auto& volumes = tasks.task()->volumes;
  return std::any_of(volumes.begin(), volumes.end(),
                     [](const model::Volume& each) { return each.file_system.at != nullptr; });
}

/// How many tasks it takes for `count` to be left.
std::int64_t enough_for(const Tasks& tasks, std::int64_t count, const Failure& failure) {
  std::int64_t all = count;
  while (all - tasks_lost(tasks, all, failure) < count && all < 100 * count + 100) ++all;
  return all;
}

}  // namespace

std::vector<ResilienceFix> Fixes::of(const Scenario& scenario, const Failure& failure) {
  found_.clear();
  known_.clear();
  std::unordered_map<std::string_view, const Tasks*> services;
  for (const Tasks& tasks : stack_.services()) services.emplace(tasks.id(), &tasks);
  for (const ServiceOutcome& outcome : scenario.services) {
    const auto tasks = services.find(outcome.id);
    if (tasks != services.end()) for_service(*tasks->second, outcome, failure);
  }
  for (const model::Store& store : stack_.stores().all()) {
    if (!store.is_database() || failure.kind == Kind::kRegion) continue;
    const Interruption hit = interruption_of(stack_, store, failure);
    helps_ = store.id();
    if (hit.is_hit && hit.is_down) for_database(store, failure);
  }
  for (const StoreOutcome& outcome : scenario.stores) {
    const model::Store* store = stack_.stores().find(outcome.id);
    helps_ = outcome.id;
    if (store != nullptr) for_data(*store, outcome, failure);
  }
  return std::move(found_);
}

void Fixes::add(const cfn::Resource& resource, std::string property, std::string text, Cost cost,
                const Change& change) {
  if (!known_.emplace(resource.id.str(), text).second) return;
  ResilienceFix made{resource.id.str(), std::move(property), std::move(text)};
  made.origin = model::origin_of(
      resource, std::string_view(made.property).substr(0, made.property.find('.')));
  made.helps = helps_;
  made.is_outbound = is_outbound_;
  if (cost == Cost::kFree) made.monthly = spec::Money();
  if (cost == Cost::kPriced) {
    const auto [price, is_new] = prices_.try_emplace(made.resource + " " + made.text);
    // A change of the number of tasks changes what their service costs.
    const bool is_scaling = resource.type == "AWS::ApplicationAutoScaling::ScalableTarget";
    if (is_new) price->second = price_of(change, is_scaling ? helps_ : made.resource);
    // What is not priced makes no difference.
    if (price->second != spec::Money()) made.monthly = price->second;
  }
  found_.push_back(std::move(made));
}

std::string_view Fixes::key_of(std::string_view property) const {
  for (const KeyOfProperty& each : kKeys) {
    if (options_.is_architecture && each.property == property) return each.key;
  }
  return property;
}

/// Nothing where something of the resource has no price, before the change or after it.
std::optional<spec::Money> Fixes::price_of(const Change& change, std::string_view resource) {
  const bool has_prices = options_.book != nullptr && options_.book->has_region(options_.region);
  if (!has_prices || prices_.size() > kMostPriced) return std::nullopt;
  CostOptions how;
  how.region = options_.region;
  how.parameters = options_.parameters;
  how.usage = *usage_profile("medium");
  if (!before_) before_ = estimate_cost(stack_.source(), how, *options_.book);
  cfn::Template changed = stack_.source();
  change(changed);
  const CostEstimate after = estimate_cost(changed, how, *options_.book);
  const auto is_open = [&](const CostEstimate& estimate) {
    return std::any_of(estimate.unpriced.begin(), estimate.unpriced.end(),
                       [&](const Unpriced& each) { return each.resource == resource; });
  };
  if (is_open(*before_) || is_open(after)) return std::nullopt;
  return after.monthly.least - before_->monthly.least;
}

void Fixes::for_service(const Tasks& tasks, const ServiceOutcome& outcome, const Failure& failure) {
  if (failure.kind == Kind::kRegion) return;
  helps_ = outcome.id;
  const bool has_lost = outcome.capacity_percent && *outcome.capacity_percent < 100;
  if (has_lost && failure.kind == Kind::kSpot) for_spot(tasks);
  if (failure.is(Kind::kDeployment, tasks.id())) for_deployment(tasks, outcome);
  const bool is_of_tasks =
      failure.kind == Kind::kZone || failure.kind == Kind::kTask || failure.kind == Kind::kInstance;
  if (has_lost && is_of_tasks) for_tasks(tasks, failure);
  if (failure.kind == Kind::kZone) for_fronts(tasks, failure);
  helps_ = outcome.id;
  is_outbound_ = true;
  if (tasks.has_outbound && outcome.outbound_percent != 100) for_outbound(tasks, failure);
  is_outbound_ = false;
}

void Fixes::raise(const Tasks& tasks, std::int64_t count, std::string text) {
  const auto [resource, property] = minimum_of(tasks);
  const cfn::LogicalId id = resource->id;
  const std::int64_t most = tasks.max.value_or(count);
  const bool is_group = tasks.group != nullptr;
  const bool has_most = is_group || tasks.service->scaling.target != nullptr;
  add(*resource, property, std::move(text), Cost::kPriced,
      [=, name = property](cfn::Template& stack) {
        set(stack, id, name, count);
        if (has_most && most < count) set(stack, id, is_group ? "MaxSize" : "MaxCapacity", count);
      });
}

void Fixes::for_tasks(const Tasks& tasks, const Failure& failure) {
  if (failure.kind == Kind::kZone && tasks.zones.size() < 2) return for_placement(tasks, failure);
  // A second writer would damage the files of the first.
  if (is_only_writer(tasks)) return;
  const std::int64_t count = enough_for(tasks, *tasks.min, failure);
  const auto [resource, property] = minimum_of(tasks);
  raise(tasks, count,
        fmt::format("set \"{}\" to {}, so that {} {} left", key_of(property), count, *tasks.min,
                    *tasks.min == 1 ? "is" : "are"));
  if (failure.kind != Kind::kZone || tasks.service == nullptr) return;
  const model::Service& service = *tasks.service;
  if (service.zone_rebalancing.value == "DISABLED" && starts_none_beyond(service)) {
    add(*service.resource, "DeploymentConfiguration",
        fmt::format(
            "set \"{}\" to 200{}, so that tasks spread again afterwards", key_of("MaximumPercent"),
            options_.is_architecture ? "" : " and \"AvailabilityZoneRebalancing\" to ENABLED"),
        Cost::kFree);
  } else if (service.zone_rebalancing.value == "DISABLED") {
    add(*service.resource, "AvailabilityZoneRebalancing",
        "set \"AvailabilityZoneRebalancing\" to ENABLED, so that tasks spread again afterwards",
        Cost::kFree);
  }
  const std::int64_t lost = tasks_lost(tasks, *tasks.min, failure);
  if (service.scaling.target == nullptr || !tasks.max || *tasks.max >= *tasks.min + lost) return;
  // Tasks above the minimum cost something only while they run.
  add(*service.scaling.target, "MaxCapacity",
      fmt::format("set \"{}\" to {} or more, so that scaling can replace the zone",
                  key_of("MaxCapacity"), *tasks.min + lost),
      Cost::kFree);
}

void Fixes::for_placement(const Tasks& tasks, const Failure& failure) {
  const std::string zone =
      failure.subject == kOpenZone ? "zones that the subnets name" : "two zones or more";
  add(*tasks.resource, tasks.group != nullptr ? "VPCZoneIdentifier" : "NetworkConfiguration",
      fmt::format("give the {}s subnets in {}", tasks.unit(), zone), Cost::kUnknown);
}

void Fixes::for_outbound(const Tasks& tasks, const Failure& failure) {
  if (tasks.node == nullptr) return;
  for (const model::Subnet* subnet : tasks.node->subnets) {
    const std::string zone = stack_.zone_of(*subnet);
    if (failure.is_zone(zone) || subnet->table == nullptr) continue;
    for (const model::Route& route : subnet->table->routes) {
      const model::Nat* nat = stack_.network().nat(route.gateway);
      if (nat == nullptr || nat->is_regional || nat->subnet == nullptr) continue;
      const std::string in = stack_.zone_of(*nat->subnet);
      if (in != zone && (failure.is_zone(in) || failure.is(Kind::kNat, route.gateway))) {
        for_nat(*nat);
      }
    }
  }
  for_endpoints(tasks, failure);
}

/// How many zones have no NAT gateway of their own.
std::size_t Fixes::zones_without_nat() const {
  std::set<std::string> zones = stack_.zones();
  for (const cfn::Resource* each : stack_.view().of("AWS::EC2::NatGateway")) {
    const model::Nat* nat = stack_.network().nat(each->id.str());
    if (nat != nullptr && nat->subnet != nullptr) zones.erase(stack_.zone_of(*nat->subnet));
  }
  return zones.size();
}

void Fixes::for_nat(const model::Nat& nat) {
  const cfn::Resource* resource = stack_.view().find(nat.place.name);
  if (resource == nullptr) return;
  const cfn::LogicalId id = resource->id;
  const cfn::Resource* address = model::resource_within(
      stack_.view(), view::property(*resource, {"AllocationId"}), {"AWS::EC2::EIP"});
  const cfn::LogicalId held = address == nullptr ? cfn::LogicalId() : address->id;
  // Zones that the template leaves open are two.
  const std::size_t missing = stack_.zones().size() == 1 ? 1 : zones_without_nat();
  const char* const what =
      missing == 0
          ? "route each zone's subnets through its own NAT gateway"
          : "add a NAT gateway in every other zone, and route each zone's subnets through its own";
  add(*resource, "SubnetId",
      options_.is_architecture ? "set \"network.nat\" to per_zone or regional" : what,
      missing == 0 ? Cost::kFree : Cost::kPriced, [=](cfn::Template& stack) {
        for (std::size_t i = 1; i <= missing; ++i) {
          duplicate(stack, id, fmt::format("Added{}", i));
          if (held.empty()) continue;
          duplicate(stack, held, fmt::format("Added{}", i));
          set(stack, cfn::LogicalId(id.str() + fmt::format("Added{}", i)), "AllocationId",
              cfn::get_att(cfn::LogicalId(held.str() + fmt::format("Added{}", i)), "AllocationId"));
        }
      });
}

void Fixes::for_endpoints(const Tasks& tasks, const Failure& failure) {
  if (failure.kind != Kind::kZone) return;
  for (const model::Endpoint& each : stack_.network().endpoints()) {
    if (each.node == nullptr || each.node->subnets.empty()) continue;
    const auto& in = each.node->subnets;
    const bool is_lost = std::all_of(in.begin(), in.end(), [&](const model::Subnet* one) {
      return failure.is_zone(stack_.zone_of(*one));
    });
    const cfn::Resource* resource = stack_.view().find(each.place.name);
    if (!is_lost || resource == nullptr) continue;
    std::string other;
    for (const model::Subnet* one : tasks.node->subnets) {
      if (!failure.is_zone(stack_.zone_of(*one))) other = one->place.name;
    }
    const cfn::LogicalId id = resource->id;
    add(*resource, "SubnetIds", "give the endpoint a subnet in every zone of the tasks",
        Cost::kPriced, [=](cfn::Template& stack) {
          cfn::Resource* found = stack.find_resource(id);
          cfn::Value* list = found == nullptr ? nullptr : found->properties.find("SubnetIds");
          if (list == nullptr || list->list() == nullptr || other.empty()) return;
          cfn::List longer = *list->list();
          longer.push_back(cfn::ref(cfn::LogicalId(other)));
          *list = std::move(longer);
        });
  }
}

void Fixes::for_fronts(const Tasks& tasks, const Failure& failure) {
  for (const Front& each : tasks.fronts) {
    const bool is_only = each.zones.size() == 1 && failure.is_zone(each.zones.front());
    if (!is_only) continue;
    helps_ = each.balancer->id.str();
    add(*each.balancer, "Subnets", "give the load balancer subnets in two zones or more",
        Cost::kUnknown);
  }
}

void Fixes::for_spot(const Tasks& tasks) {
  const cfn::LogicalId id = tasks.resource->id;
  const std::int64_t base = tasks.min.value_or(1);
  if (tasks.group != nullptr) {
    add(*tasks.resource, "MixedInstancesPolicy",
        fmt::format("set \"OnDemandBaseCapacity\" to {}, and run the rest on Spot", base),
        Cost::kUnknown);
    return;
  }
  add(*tasks.resource, "CapacityProviderStrategy",
      options_.is_architecture
          ? fmt::format("set \"capacity.fargate\" to {{base: {}, weight: 0}}", base)
          : fmt::format("give FARGATE a \"Base\" of {}, and run the rest on Spot", base),
      Cost::kPriced, [=](cfn::Template& stack) {
        set(stack, id, "CapacityProviderStrategy",
            cfn::List{cfn::Map{{"CapacityProvider", "FARGATE"}, {"Base", base}, {"Weight", 0}},
                      cfn::Map{{"CapacityProvider", "FARGATE_SPOT"}, {"Weight", 1}}});
      });
}

void Fixes::for_update(const Tasks& tasks, const ServiceOutcome& outcome) {
  const model::RollingUpdate& update = tasks.group->update;
  if (update.at == nullptr || outcome.capacity_percent == 100) return;
  if (!update.waits.value.value_or(false)) {
    add(*tasks.resource, "UpdatePolicy",
        "set \"WaitOnResourceSignals\" to true, and send a signal from each instance that works",
        Cost::kFree);
  } else if (outcome.capacity_percent) {
    add(*tasks.resource, "UpdatePolicy",
        fmt::format("set \"MinInstancesInService\" to {}, and \"MaxSize\" above it", *tasks.min),
        Cost::kFree);
  }
}

void Fixes::for_deployment(const Tasks& tasks, const ServiceOutcome& outcome) {
  if (tasks.group != nullptr) return for_update(tasks, outcome);
  const cfn::Resource& service = *tasks.resource;
  const auto& breaks = tasks.service->deployments.has_circuit_breaker;
  if (!breaks.value.value_or(false) && (breaks.is_absent || breaks.value)) {
    add(service, "DeploymentConfiguration",
        options_.is_architecture ? "set \"deployment.circuit_breaker\" to true"
                                 : "enable \"DeploymentCircuitBreaker\" with \"Rollback\"",
        Cost::kFree);
  }
  if (!outcome.capacity_percent || *outcome.capacity_percent == 100) return;
  if (is_only_writer(tasks)) return;
  // ECS can replace nothing between 100 and 100 percent.
  const std::string most = starts_none_beyond(*tasks.service)
                               ? fmt::format(" and \"{}\" to 200", key_of("MaximumPercent"))
                               : "";
  add(service, "DeploymentConfiguration",
      fmt::format("set \"{}\" to 100{}", key_of("MinimumHealthyPercent"), most), Cost::kFree);
}

void Fixes::for_database(const model::Store& store, const Failure& failure) {
  const cfn::LogicalId id = store.resource->id;
  if (store.kind == model::StoreKind::kInstance) {
    const bool is_placed = model::Settings(stack_.view(), *store.resource).at("AvailabilityZone");
    add(*store.resource, "MultiAZ",
        fmt::format("set \"{}\" to true{}", key_of("MultiAZ"),
                    is_placed ? ", and remove \"AvailabilityZone\"" : ""),
        Cost::kPriced, [id](cfn::Template& stack) { set(stack, id, "MultiAZ", true); });
    return;
  }
  if (store.members.empty()) return;
  const cfn::Resource& writer = *store.members.front().resource;
  const cfn::LogicalId member = writer.id;
  const bool is_zone = failure.kind == Kind::kZone;
  if (store.members.size() > 1 && is_zone) {
    add(*store.members.back().resource, "AvailabilityZone", "put a reader in another zone",
        Cost::kFree);
    return;
  }
  add(*store.resource, "Engine",
      options_.is_architecture
          ? std::string("set \"readers\" to 1")
          : fmt::format("add a reader: a second instance like {} in another zone", member.str()),
      Cost::kPriced, [member](cfn::Template& stack) { duplicate(stack, member, "Reader"); });
}

}  // namespace archsynth::analysis
