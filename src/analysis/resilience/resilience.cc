#include "archsynth/analysis/resilience.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "archsynth/support/text.h"
#include "fixes.h"
#include "outcomes.h"
#include "spec/recoveries.h"

namespace archsynth::analysis {
namespace {

using Kind = Failure::Kind;

/// Each failure has an outcome for each service, so that their number grows with the square of a
/// stack's size: those of 220 services, more than most stacks of 500 resources have.
constexpr std::size_t kMostOutcomes = 100'000;

std::string name_of(const Failure& failure) {
  switch (failure.kind) {
    case Kind::kZone:
      return "zone:" + failure.subject;
    case Kind::kTask:
      return "task:" + failure.subject;
    case Kind::kInstance:
      return "instance:" + failure.subject;
    case Kind::kDatabase:
      return "database:" + failure.subject;
    case Kind::kNat:
      return "nat:" + failure.subject;
    case Kind::kSpot:
      return "spot";
    case Kind::kDeployment:
      return "deployment:" + failure.subject;
    default:
      return "region";
  }
}

std::vector<Failure> failures_of(const Stack& stack) {
  std::vector<Failure> all;
  for (const std::string& each : stack.zones()) all.push_back({Kind::kZone, each});
  for (const Tasks& each : stack.services()) {
    all.push_back({each.group != nullptr ? Kind::kInstance : Kind::kTask, each.id()});
  }
  for (const model::Store& each : stack.stores().all()) {
    if (each.is_database()) all.push_back({Kind::kDatabase, each.id()});
  }
  for (const cfn::Resource* each : stack.view().of("AWS::EC2::NatGateway")) {
    const model::Nat* nat = stack.network().nat(each->id.str());
    // A regional one runs in every zone, so it fails with the region.
    if (nat == nullptr || !nat->is_regional) all.push_back({Kind::kNat, each->id.str()});
  }
  all.push_back({Kind::kSpot});
  all.push_back({Kind::kRegion});
  for (const Tasks& each : stack.services()) all.push_back({Kind::kDeployment, each.id()});
  return all;
}

/// Says of each service that is served what else it connects to is not there.
void add_missing(Stack& stack, const Failure& failure, std::vector<ServiceOutcome>& outcomes) {
  std::set<std::string_view> failed;
  for (const ServiceOutcome& each : outcomes) {
    if (!each.served) failed.insert(each.id);
  }
  for (std::size_t i = 0; i < outcomes.size(); ++i) {
    if (!outcomes[i].served) continue;
    const auto because = [&](const std::string& what, const char* how) {
      outcomes[i].reasons.push_back(fmt::format("{}, which it can connect to, {}", what, how));
    };
    const Tasks& tasks = stack.services()[i];
    for (const std::string& each : tasks.callees) {
      if (failed.count(each) != 0) because(each, "is not served");
    }
    for (const model::Store* each : tasks.caches) {
      const bool is_down = each->has_standby == false && is_hit_by(stack, *each, failure);
      if (is_down) because(each->id(), "is down until AWS replaces it");
    }
  }
}

Scenario scenario_of(Stack& stack, const Failure& failure) {
  Scenario made{name_of(failure)};
  for (const Tasks& each : stack.services()) {
    made.services.push_back(outcome_of(stack, each, failure));
  }
  add_missing(stack, failure, made.services);
  for (const model::Store& each : stack.stores().all()) {
    const bool is_about = failure.kind == Kind::kZone || failure.kind == Kind::kRegion ||
                          failure.is(Kind::kDatabase, each.id());
    if (is_about) made.stores.push_back(data_lost(stack, each, failure));
  }
  made.alarms = alarms_of(stack, made, failure);
  return made;
}

class SinglePoints {
 public:
  explicit SinglePoints(Stack& stack) : stack_(stack) {}

  std::vector<SinglePoint> all() {
    for (const Tasks& each : stack_.services()) add_service(each);
    for (const model::Store& each : stack_.stores().all()) add_store(each);
    return std::move(found_);
  }

 private:
  void add(std::string subject, const cfn::Resource& resource, std::string what) {
    if (!known_.emplace(subject, resource.id.str()).second) return;
    used_.insert(resource.id.str());
    found_.push_back({std::move(subject), resource.id.str(), std::move(what), resource.origin});
  }

  void add_service(const Tasks& tasks) {
    const cfn::Resource& service = *tasks.resource;
    if (tasks.min == 1) add(tasks.id(), service, fmt::format("it runs one {}", tasks.unit()));
    if (tasks.zones.size() == 1)
      add(tasks.id(), service, fmt::format("its {}s are all in one zone", tasks.unit()));
    for (const Front& each : tasks.fronts) {
      if (each.zones.size() == 1)
        add(tasks.id(), *each.balancer, "the load balancer is in one zone");
    }
    for (const model::Store* each : tasks.databases) {
      const Interruption hit = interruption_of(stack_, *each, {Kind::kDatabase, each->id()});
      if (hit.is_down) add(tasks.id(), *each->resource, "the database has no standby");
    }
    for (const model::Store* each : tasks.file_systems) {
      if (each->is_one_zone) add(tasks.id(), *each->resource, "the file system is in one zone");
    }
    if (!tasks.has_outbound) return;
    for (const cfn::Resource* each : stack_.view().of("AWS::EC2::NatGateway")) {
      const model::Nat* nat = stack_.network().nat(each->id.str());
      if (nat == nullptr || nat->is_regional) continue;
      if (outbound_zones(stack_, tasks, {Kind::kNat, each->id.str()}).reaching == 0) {
        add(tasks.id(), *each, "outbound connections of all zones go through the gateway");
      }
    }
    add_endpoints(tasks);
  }

  void add_endpoints(const Tasks& tasks) {
    if (tasks.zones.size() < 2) return;
    for (const model::Endpoint& each : stack_.network().endpoints()) {
      if (each.node == nullptr || tasks.node == nullptr || tasks.node->subnets.empty()) continue;
      if (each.vpc != tasks.node->subnets.front()->vpc) continue;
      std::set<std::string> zones;
      for (const model::Subnet* one : each.node->subnets) zones.insert(stack_.zone_of(*one));
      const cfn::Resource* resource = stack_.view().find(each.place.name);
      if (resource != nullptr && zones.size() == 1 && zones.count("") == 0) {
        add(tasks.id(), *resource, "the endpoint is in one zone");
      }
    }
  }

  void add_store(const model::Store& store) {
    if (store.is_one_zone) add(store.id(), *store.resource, "the data is in one zone");
    const bool is_used = used_.count(store.id()) != 0;
    const bool is_single = store.has_standby == false &&
                           (store.is_database() || store.kind == model::StoreKind::kCache);
    if (is_single && !is_used && !store.is_serverless) {
      add(store.id(), *store.resource, "it has no standby");
    }
  }

  Stack& stack_;
  std::vector<SinglePoint> found_;
  std::set<std::pair<std::string, std::string>> known_;  ///< subjects with their resources
  std::set<std::string_view> used_;                      ///< resources
};

std::optional<std::string_view> commitment_of(const model::Store& store) {
  if (store.resource->type != "AWS::RDS::DBInstance" &&
      store.resource->type != "AWS::RDS::DBCluster") {
    return std::nullopt;
  }
  const bool is_multi = store.has_standby.value_or(false);
  if (store.is_aurora()) return is_multi ? "aurora" : "aurora_single";
  return is_multi ? "rds" : "rds_single";
}

Availability availability_of(const Tasks& tasks) {
  Availability made{tasks.id()};
  std::int64_t product = 1'000'000;
  bool is_known = true;
  const auto add = [&](const std::string& resource, std::optional<std::string_view> what) {
    const auto row = what ? spec::uptime(*what) : std::nullopt;
    made.parts.push_back({resource, row ? row->millionths : 0, std::string(row ? row->page : "")});
    is_known &= row.has_value();
    if (row) product = product * row->millionths / 1'000'000;
  };
  for (const Front& each : tasks.fronts) {
    add(each.balancer->id.str(), each.zones.size() == 1 ? "load_balancer_single" : "load_balancer");
  }
  const bool is_spread = tasks.min.value_or(1) > 1 && tasks.zones.size() != 1;
  add(tasks.id(), is_spread ? "compute" : "compute_single");
  for (const model::Store* each : tasks.databases) add(each->id(), commitment_of(*each));
  if (is_known) made.millionths = product;
  return made;
}

/// What runs code or holds data, and of which failures nothing is said.
constexpr std::string_view kNotSimulated[] = {
    "AWS::AmazonMQ::Broker",
    "AWS::AppRunner::Service",
    "AWS::Batch::ComputeEnvironment",
    "AWS::EC2::Instance",
    "AWS::EKS::Nodegroup",
    "AWS::ElastiCache::ServerlessCache",
    "AWS::ElasticBeanstalk::Environment",
    "AWS::Elasticsearch::Domain",
    "AWS::FSx::FileSystem",
    "AWS::Lambda::Function",
    "AWS::MSK::Cluster",
    "AWS::MemoryDB::Cluster",
    "AWS::OpenSearchService::Domain",
    "AWS::Redshift::Cluster",
    "AWS::Serverless::Function",
};

std::vector<NotSimulated> not_simulated(const Stack& stack) {
  std::vector<NotSimulated> all;
  for (const std::string_view type : kNotSimulated) {
    for (const cfn::Resource* each : stack.view().of(type)) {
      if (stack.stores().find(each->id.str()) == nullptr)
        all.push_back({each->id.str(), each->type});
    }
  }
  return all;
}

/// Clients that find no connection free after a failover fail, although the database is there.
void add_storms(ResilienceResult& result) {
  for (const ConnectionLoad& load : result.connections) {
    if (load.needed.value_or(0) <= load.from) continue;
    for (Scenario& scenario : result.scenarios) {
      if (scenario.name != "database:" + load.database) continue;
      for (ServiceOutcome& each : scenario.services) {
        const bool is_of =
            std::any_of(load.services.begin(), load.services.end(),
                        [&](const ConnectionLoad::Part& part) { return part.service == each.id; });
        if (!is_of) continue;
        each.reasons.push_back(
            fmt::format("after the failover, {} tasks open {} connections at once, against a limit "
                        "of {} to {} on {}",
                        load.tasks, *load.needed, load.from, load.to, load.database));
      }
    }
  }
}

}  // namespace

ResilienceResult simulate_failures(const cfn::Template& source, const ResilienceOptions& options) {
  Stack stack(source, options);
  Fixes fixes(stack, options);
  ResilienceResult result;
  const auto failures = failures_of(stack);
  const std::size_t most = kMostOutcomes / (stack.services().size() + 1) + 1;
  for (const Failure& each : failures) {
    const bool is_of_all = each.kind == Kind::kSpot || each.kind == Kind::kRegion;
    if (result.scenarios.size() >= most && !is_of_all) continue;
    Scenario made = scenario_of(stack, each);
    if (options.with_fixes) made.fixes = fixes.of(made, each);
    result.scenarios.push_back(std::move(made));
  }
  result.connections = connection_loads(stack);
  add_storms(result);
  result.single_points = SinglePoints(stack).all();
  for (const Tasks& each : stack.services()) result.availability.push_back(availability_of(each));
  result.not_simulated = not_simulated(stack);
  result.assumptions.assign(stack.assumptions().begin(), stack.assumptions().end());
  if (const std::size_t left = failures.size() - result.scenarios.size(); left > 0) {
    result.assumptions.push_back(fmt::format(
        "that {} more failures, which are not simulated, do no more harm", grouped(left)));
  }
  return result;
}

}  // namespace archsynth::analysis
