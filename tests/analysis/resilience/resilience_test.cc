#include "archsynth/analysis/resilience.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "archsynth/input/input.h"
#include "golden.h"

namespace archsynth::analysis {
namespace {

namespace fs = std::filesystem;

std::string range_text(const SecondsRange& range) {
  return fmt::format("{}-{}", range.from, range.to ? std::to_string(*range.to) : "");
}

/// What becomes of one stack.
class Failures {
 public:
  explicit Failures(const char* path) {
    const fs::path file = fs::path(ARCHSYNTH_SOURCE_DIR) / path;
    const auto input = input::open(sources_.add(file.filename().string(), testing::read_file(file)),
                                   {}, sources_, found_);
    EXPECT_TRUE(input) << render(found_);
    const spec::PriceBook book = spec::PriceBook::built_in();
    result_ = simulate_failures(input->stack, {.region = "us-east-1", .book = &book});
  }

  const ResilienceResult& result() const { return result_; }

  const Scenario& scenario(const std::string& name) const {
    static const Scenario kNone;
    const auto found = std::find_if(result_.scenarios.begin(), result_.scenarios.end(),
                                    [&](const Scenario& each) { return each.name == name; });
    EXPECT_NE(found, result_.scenarios.end()) << name;
    return found == result_.scenarios.end() ? kNone : *found;
  }

  /// `served outbound 50% 60-120`: what requests find, what tasks reach, the tasks left, recovery.
  std::string service(const std::string& name, const std::string& id) const {
    for (const ServiceOutcome& each : scenario(name).services) {
      if (each.id != id) continue;
      return fmt::format("{}{} {}% {}", each.served ? "served" : "down",
                         each.outbound ? " outbound" : "", each.capacity_percent.value_or(-1),
                         range_text(each.recovery));
    }
    return "none";
  }

  std::string reasons(const std::string& name, const std::string& id) const {
    for (const ServiceOutcome& each : scenario(name).services) {
      if (each.id == id) return fmt::format("{}", fmt::join(each.reasons, "; "));
    }
    return "none";
  }

  std::string refill(const std::string& name, const std::string& id) const {
    for (const ServiceOutcome& each : scenario(name).services) {
      if (each.id == id) return range_text(each.refill);
    }
    return "none";
  }

  std::string lost(const std::string& name, const std::string& id) const {
    for (const StoreOutcome& each : scenario(name).stores) {
      if (each.id == id) return each.is_everything ? "everything" : range_text(each.lost);
    }
    return "none";
  }

  /// `Nat 36.50`, in their order.
  std::string fixes(const std::string& name) const {
    std::string text;
    for (const ResilienceFix& each : scenario(name).fixes) {
      text += fmt::format("{}{}.{} {}", text.empty() ? "" : ", ", each.resource, each.property,
                          each.monthly ? each.monthly->text() : "?");
    }
    return text;
  }

  std::string names() const {
    std::string text;
    for (const Scenario& each : result_.scenarios) text += each.name + " ";
    return text;
  }

  std::string single_points() const {
    std::string text;
    for (const SinglePoint& each : result_.single_points) {
      text += fmt::format("{}:{} ", each.subject, each.resource);
    }
    return text;
  }

 private:
  Sources sources_;
  Diagnostics found_;
  ResilienceResult result_;
};

/// The reference: 2 to 6 tasks in 2 zones behind a load balancer that looks every 30 s, takes 3 bad
/// answers and 2 good ones; a Multi-AZ database; a NAT gateway in each zone.
TEST(Resilience, Reference) {
  const Failures all("examples/prod.yaml");
  EXPECT_EQ(all.names(),
            "zone:a zone:b task:ApiService database:MainDatabase nat:VpcNatGatewayA "
            "nat:VpcNatGatewayB spot region deployment:ApiService ");
  // 2 tasks in 2 zones: 1 is lost, 1 of 2 is left. The load balancer notices after 3 x 30 = 90 s at
  // most; the standby takes over in 60 to 120 s, which is longer.
  EXPECT_EQ(all.service("zone:a", "ApiService"), "served outbound 50% 60-120");
  EXPECT_EQ(all.service("zone:b", "ApiService"), "served outbound 50% 60-120");
  // A new task answers after 2 x 30 = 60 s of good answers; at most 90 s to notice, 600 s to start.
  EXPECT_EQ(all.refill("zone:a", "ApiService"), "60-750");
  EXPECT_EQ(all.lost("zone:a", "MainDatabase"), "0-0");
  // 4 tasks lose 2 and keep 2: two more tasks of half a vCPU and 1 GB. Each costs
  // 730 x (0.5 x 0.04048 + 1 x 0.004445) = 18.02.
  EXPECT_EQ(all.fixes("zone:a"), "ApiScalableTarget.MinCapacity 36.04");
  EXPECT_EQ(all.service("task:ApiService", "ApiService"), "served outbound 50% 0-90");
  EXPECT_EQ(all.fixes("task:ApiService"), "ApiScalableTarget.MinCapacity 18.02");
  EXPECT_EQ(all.service("database:MainDatabase", "ApiService"), "served outbound 100% 60-120");
  EXPECT_EQ(all.lost("database:MainDatabase", "MainDatabase"), "0-0");
  // The tasks of the other zone have their own gateway.
  EXPECT_EQ(all.service("nat:VpcNatGatewayA", "ApiService"), "served outbound 100% 0-0");
  // FARGATE has a base of 2, which is the minimum, and Spot a weight of 0.
  EXPECT_EQ(all.service("spot", "ApiService"), "served outbound 100% 0-0");
  EXPECT_EQ(all.service("region", "ApiService"), "down 0% 0-");
  EXPECT_EQ(all.lost("region", "MainDatabase"), "everything");
  // All tasks stay until new ones are healthy, and the circuit breaker is on.
  EXPECT_EQ(all.service("deployment:ApiService", "ApiService"), "served outbound 100% 0-0");
  EXPECT_EQ(all.single_points(), "");
  EXPECT_EQ(all.scenario("zone:a").alarms,
            (std::vector<std::string>{"AlarmsApiUnhealthyTargets", "AlarmsApi5xx"}));
  // 0.9999 x 0.9999 x 0.9995 = 0.99930005…
  ASSERT_EQ(all.result().availability.size(), 1U);
  EXPECT_EQ(all.result().availability[0].millionths, 999'300);
}

/// A gateway that runs in every zone fails with the region alone.
TEST(Resilience, RegionalNat) {
  const Failures all("tests/architecture/features/regional_nat.yaml");
  EXPECT_EQ(all.names(), "zone:a zone:b task:WebService spot region deployment:WebService ");
  EXPECT_EQ(all.service("zone:a", "WebService").substr(0, 15), "served outbound");
  EXPECT_EQ(all.single_points(), "");
}

/// 3 tasks in 2 zones whose way out is the NAT gateway of zone a, with a database in zone a that
/// has no standby and no backups; 1 task in zone b, of a definition that is not known.
TEST(Resilience, SingleNat) {
  const Failures all("tests/analysis/resilience/stacks/single-nat.yaml");
  EXPECT_EQ(all.names(),
            "zone:a zone:b task:Web task:Worker database:Database nat:Nat spot region "
            "deployment:Web deployment:Worker ");
  // 3 tasks in 2 zones: the zone that is lost has 2, so 1 of 3 is left: 33 %. The database has to
  // be restored: half an hour to 4 hours.
  EXPECT_EQ(all.service("zone:a", "Web"), "down 33% 1800-14400");
  // 2 x 10 s to notice, 600 s to start, 3 x 10 s until it is healthy.
  // The way out is lost with the zone, so that new tasks cannot pull their image.
  EXPECT_EQ(all.refill("zone:a", "Web"), "30-");
  EXPECT_EQ(all.refill("task:Web", "Web"), "30-650");
  EXPECT_EQ(all.lost("zone:a", "Database"), "everything");
  // Its task runs in zone b and needs no database; its way out is gone.
  EXPECT_EQ(all.service("zone:a", "Worker"), "served 100% 0-0");
  // 6 tasks in 2 zones lose 3 and keep 3. A second gateway has an address of its own:
  // 730 x (0.045 + 0.005) = 36.50. A standby doubles machine and storage.
  EXPECT_EQ(all.fixes("zone:a"),
            "Web.DesiredCount 27.03, Nat.SubnetId 36.50, Database.MultiAZ 15.44, "
            "Database.BackupRetentionPeriod 0.00");
  EXPECT_EQ(all.service("zone:b", "Web"), "served outbound 33% 0-20");
  EXPECT_EQ(all.lost("zone:b", "Database"), "0-0");
  // The only task, and no other zone to start one in.
  EXPECT_EQ(all.service("zone:b", "Worker"), "down 0% 0-");
  EXPECT_EQ(all.fixes("zone:b"), "Web.DesiredCount 27.03, Worker.NetworkConfiguration ?");
  // 2 of 3 tasks are left: 66 %, rounded down.
  EXPECT_EQ(all.service("task:Web", "Web"), "served outbound 66% 0-20");
  EXPECT_EQ(all.service("task:Web", "Worker"), "served outbound 100% 0-0");
  EXPECT_EQ(all.service("task:Worker", "Worker"), "down 0% 0-600");
  EXPECT_EQ(all.fixes("task:Worker"), "Worker.DesiredCount ?");
  EXPECT_EQ(all.service("database:Database", "Web"), "down outbound 100% 1800-14400");
  EXPECT_EQ(all.service("database:Database", "Worker"), "served outbound 100% 0-0");
  EXPECT_EQ(all.service("nat:Nat", "Web"), "served 100% 0-0");
  EXPECT_EQ(all.service("spot", "Web"), "served outbound 100% 0-0");
  EXPECT_EQ(all.fixes("deployment:Web"), "Web.DeploymentConfiguration 0.00");
  EXPECT_EQ(all.single_points(), "Web:Database Web:Nat Worker:Worker Worker:Nat ");
  // 0.9999 x 0.9999 x 0.995 = 0.99480100…; a single task: 0.995.
  EXPECT_EQ(all.result().availability[0].millionths, 994'801);
  EXPECT_EQ(all.result().availability[1].millionths, 995'000);
}

/// 3 to 9 instances in 3 zones, of which c alone has a way out of its own; 5 in zone a, mostly on
/// Spot; a function, of which nothing is said.
TEST(Resilience, InstancesOfGroups) {
  const Failures all("tests/analysis/resilience/stacks/instances.yaml");
  EXPECT_EQ(all.names(),
            "zone:a zone:b zone:c instance:Web instance:Crawlers nat:Nat nat:NatC spot region "
            "deployment:Web deployment:Crawlers ");
  // 3 instances in 3 zones: 2 are left. The load balancer notices after 2 x 10 s.
  EXPECT_EQ(all.service("zone:a", "Web"), "served outbound 66% 0-20");
  // 3 x 10 s until a new one is healthy, 600 s to start, 20 s to notice.
  EXPECT_EQ(all.refill("zone:a", "Web"), "30-650");
  EXPECT_EQ(all.service("zone:a", "Crawlers"), "down 0% 0-");
  // 5 instances lose 2 and keep 3; each costs 730 x 0.0104 = 7.59. Zone b alone lacks a gateway:
  // 730 x (0.045 + 0.005) = 36.50.
  EXPECT_EQ(all.fixes("zone:a"),
            "Web.MinSize 15.18, Nat.SubnetId 36.50, Crawlers.VPCZoneIdentifier ?");
  EXPECT_EQ(all.fixes("instance:Crawlers"), "Crawlers.DesiredCapacity ?");
  // 1 of 5, and 25 % of the other 4, are on demand.
  EXPECT_EQ(all.service("spot", "Crawlers"), "served outbound 40% 0-0");
  EXPECT_EQ(all.service("spot", "Web"), "served outbound 100% 0-0");
  // Nothing waits for signals, so that all are replaced.
  EXPECT_EQ(all.service("deployment:Web", "Web"), "down 0% 0-");
  // 3 of 5 stay in service. After an hour at most without signals, the old ones start again.
  EXPECT_EQ(all.service("deployment:Crawlers", "Crawlers"), "served outbound 60% 0-0");
  EXPECT_EQ(all.refill("deployment:Crawlers", "Crawlers"), "0-4200");
  EXPECT_EQ(all.single_points(), "Crawlers:Crawlers Crawlers:Nat ");
  ASSERT_EQ(all.result().not_simulated.size(), 1U);
  EXPECT_EQ(all.result().not_simulated[0].id, "Thumbnails");
}

/// 7 tasks in 2 zones that mount a file system of zone a, and connect to a cache in it and to a
/// service of one task.
TEST(Resilience, FilesCachesAndCalls) {
  const Failures all("tests/analysis/resilience/stacks/one-zone.yaml");
  // Without the file system neither the tasks that are left nor new ones work.
  EXPECT_EQ(all.service("zone:a", "Web"), "down outbound 42% 0-");
  EXPECT_EQ(all.lost("zone:a", "Files"), "everything");
  EXPECT_EQ(all.reasons("zone:a", "Web"),
            "it loses 4 of 7 tasks; its tasks mount Files, which is in that zone only");
  EXPECT_EQ(all.service("zone:b", "Web"), "served outbound 42% 0-0");
  EXPECT_EQ(all.reasons("zone:b", "Web"),
            "it loses 4 of 7 tasks; Api, which it can connect to, is not served");
  EXPECT_EQ(all.reasons("zone:a", "Other"),
            "Cache, which it can connect to, is down until AWS replaces it");
  // Nothing runs before the failure either.
  EXPECT_EQ(all.service("task:Idle", "Idle"), "down outbound -1% 0-");
  EXPECT_EQ(all.single_points(),
            "Web:Files Api:Api Other:Other Idle:Idle Files:Files Cache:Cache ");
}

/// 4 tasks, half of them on Spot, and 6 to 7 all on Spot, in 3 zones of which one is a parameter;
/// an Aurora cluster whose only instance is in zone b.
TEST(Resilience, AuroraAndSpot) {
  const Failures all("tests/analysis/resilience/stacks/aurora-spot.yaml");
  EXPECT_EQ(all.names(),
            "zone:ThirdZone zone:a zone:b task:Jobs task:Batch database:Orders spot region "
            "deployment:Jobs deployment:Batch ");
  // 4 tasks in 3 zones: the zone that is lost has 2; 6 tasks: it has 2. No load balancer.
  EXPECT_EQ(all.service("zone:a", "Jobs"), "served outbound 50% 0-0");
  EXPECT_EQ(all.refill("zone:a", "Jobs"), "0-600");
  EXPECT_EQ(all.service("zone:ThirdZone", "Batch"), "served outbound 66% 0-0");
  // 6 tasks lose 2 and keep 4, which 5 in 3 zones (2 + 2 + 1) do not. 9 lose 3 and keep 6; as many
  // as are lost do not fit between 6 and 7.
  EXPECT_EQ(all.fixes("zone:a"),
            "Jobs.DesiredCount 19.01, Jobs.AvailabilityZoneRebalancing 0.00, "
            "BatchScaling.MinCapacity 19.06, BatchScaling.MaxCapacity 0.00");
  // No reader anywhere else, so that somebody has to create an instance; the data is in all zones.
  EXPECT_EQ(all.service("zone:b", "Jobs"), "down outbound 50% 0-");
  EXPECT_EQ(all.lost("zone:b", "Orders"), "0-0");
  EXPECT_EQ(all.service("database:Orders", "Jobs"), "down outbound 100% 0-600");
  EXPECT_EQ(all.lost("database:Orders", "Orders"), "0-0");
  // FARGATE has a base of 1; of the other 3, Spot has half, rounded up: 2. So 2 of 4 are left.
  EXPECT_EQ(all.service("spot", "Jobs"), "served outbound 50% 0-0");
  EXPECT_EQ(all.refill("spot", "Jobs"), "0-");
  EXPECT_EQ(all.service("spot", "Batch"), "down 0% 0-");
  // A deployment keeps half of 4.
  EXPECT_EQ(all.service("deployment:Jobs", "Jobs"), "served outbound 50% 0-0");
  EXPECT_EQ(all.refill("deployment:Jobs", "Jobs"), "0-10800");
  EXPECT_EQ(all.service("deployment:Jobs", "Batch"), "served outbound 100% 0-0");
  EXPECT_EQ(all.lost("region", "Orders"), "everything");
  EXPECT_EQ(all.single_points(), "Jobs:Orders Batch:Orders ");
}

/// `Small 12 tasks 120 of 77-112`.
std::string loads_text(const ResilienceResult& result) {
  std::string text;
  for (const ConnectionLoad& each : result.connections) {
    text += fmt::format("{} {} tasks {} of {}-{}\n", each.database, each.tasks,
                        each.needed ? std::to_string(*each.needed) : "?", each.from, each.to);
  }
  return text;
}

/// PostgreSQL takes memory / 9531392, of 1 GiB 112; a tenth, at least 320 MiB, is held back: of
/// 704 MiB 77. MySQL takes memory / 12582880: of 2048 MiB 170, of 1728 MiB 144. The parameter group
/// sets 300. Twelve tasks with pools of 10 open 120.
TEST(Resilience, CountsTheConnectionsAfterAFailover) {
  const Failures stack("tests/analysis/resilience/stacks/connections.yaml");
  EXPECT_EQ(loads_text(stack.result()),
            "Small 12 tasks 120 of 77-112\n"
            "Orders 6 tasks ? of 144-170\n"
            "Tuned 12 tasks 120 of 300-300\n");
  const auto storms = [&](const std::string& name) {
    std::string text;
    for (const ServiceOutcome& each : stack.scenario(name).services) {
      for (const std::string& reason : each.reasons) {
        if (reason.find("connections") != reason.npos) text += each.id + ": " + reason + "\n";
      }
    }
    return text;
  };
  EXPECT_EQ(storms("database:Small"),
            "ApiService: after the failover, 12 tasks open 120 connections at once, against a "
            "limit of 77 to 112 on Small\n");
  EXPECT_EQ(storms("database:Tuned"), "");
  EXPECT_EQ(storms("database:Orders"), "");
}

}  // namespace
}  // namespace archsynth::analysis
