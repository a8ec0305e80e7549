#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "archsynth/cfn/template.h"
#include "archsynth/rules/parameters.h"
#include "archsynth/spec/catalogue.h"
#include "archsynth/spec/prices.h"
#include "archsynth/support/diagnostic.h"

namespace archsynth::analysis {

/// How long something takes, from the least to the most that one has to reckon with.
struct SecondsRange {
  std::int64_t from = 0;
  std::optional<std::int64_t> to = 0;  ///< nothing: until it is fixed by hand, or not known
  friend bool operator==(const SecondsRange&, const SecondsRange&) = default;
};

/// What a failure does to a service, or to a group of instances.
struct ServiceOutcome {
  std::string id;
  std::string unit = "task";  ///< or `instance`: what it runs
  /// A request is still answered: a task is left at once, the load balancer reaches it, and every
  /// database that it needs is there or is replaced by AWS itself within `recovery`.
  bool served = true;
  /// A task that is left can reach the internet, or the services of AWS through endpoints.
  bool outbound = true;
  /// No task, of those that are left and those that are started, reaches what it reached before.
  bool loses_outbound = false;
  /// Tasks that are left at once, in percent of the minimum, rounded down; nothing where the
  /// minimum is 0 or not known.
  std::optional<int> capacity_percent{};
  /// The same of the maximum, when as many run.
  std::optional<int> peak_percent{};
  /// Of the tasks that are left, those that can reach outside, in percent, rounded down.
  std::optional<int> outbound_percent{};
  /// Until requests are answered as before.
  SecondsRange recovery{};
  /// The store or the load balancer that takes longest until then; empty: the tasks do.
  std::string slowest{};
  /// Until the minimum number of tasks runs again.
  SecondsRange refill{};
  /// Why, one sentence each.
  std::vector<std::string> reasons{};
};

/// What a failure does to data: how old what is left is, at most.
struct StoreOutcome {
  std::string id;
  SecondsRange lost{};
  bool is_everything = false;  ///< nothing is left
  std::string reason{};
};

/// A setting that would help.
struct ResilienceFix {
  std::string resource;
  std::string property;
  std::string text;                      ///< what to do, as an imperative
  Origin origin{};                       ///< of the property, or the resource
  std::string helps{};                   ///< the service, store or load balancer that it helps
  bool is_outbound = false;              ///< it keeps outbound connections alive, and nothing else
  std::optional<spec::Money> monthly{};  ///< what it adds at least; nothing: not known
};

/// One failure, and what becomes of the stack.
struct Scenario {
  /// `zone:a`, `task:ApiService`, `instance:Web`, `database:Main`, `nat:Nat`, `spot`, `region`
  std::string name;
  std::vector<ServiceOutcome> services{};
  std::vector<StoreOutcome> stores{};
  std::vector<std::string> alarms{};  ///< that go off, by logical id
  std::vector<ResilienceFix> fixes{};
};

/// A resource whose loss alone stops a service, its outbound connections, or data.
struct SinglePoint {
  std::string subject;   ///< the service or the store that fails with it
  std::string resource;  ///< the single point
  std::string what;
  Origin origin{};
};

/// What all tasks open to a database at once when they connect again after its failover.
struct ConnectionLoad {
  struct Part {
    std::string service;
    std::int64_t tasks = 0;              ///< at most
    std::optional<std::int64_t> pool{};  ///< of one task; nothing: no variable says it
    std::string variable{};              ///< that says it: `DB_POOL_SIZE`
  };
  std::string database;
  std::vector<Part> services{};
  std::int64_t tasks = 0;
  std::optional<std::int64_t> needed{};  ///< nothing where a pool is not known
  /// `max_connections`, as the parameter group says, or by the formula of the engine for the
  /// memory of the class: what is surely there, and the nominal figure.
  std::int64_t from = 0;
  std::int64_t to = 0;
  Origin origin{};
};

/// The availability that AWS commits itself to for all that a request passes.
struct Availability {
  struct Part {
    std::string resource;
    std::int64_t millionths = 0;
    std::string page;
  };
  std::string service;
  std::vector<Part> parts{};
  /// Their product in millionths, rounded down; nothing where a part has no commitment.
  std::optional<std::int64_t> millionths{};
};

/// What runs, but is not simulated.
struct NotSimulated {
  std::string id;
  std::string type;
};

struct ResilienceResult {
  std::vector<Scenario> scenarios{};
  std::vector<SinglePoint> single_points{};
  std::vector<Availability> availability{};
  std::vector<ConnectionLoad> connections{};
  std::vector<NotSimulated> not_simulated{};
  std::vector<std::string> assumptions{};
};

struct ResilienceOptions {
  std::string region{};
  std::vector<ParameterValue> parameters{};
  const spec::Catalogue* catalogue = nullptr;
  /// Null: fixes have no prices.
  const spec::PriceBook* book = nullptr;
  bool with_fixes = true;
  bool is_architecture = false;  ///< fixes name keys of the file
};

/// What is left of a stack when something fails: each zone, a task of each service of ECS, an
/// instance of each Auto Scaling group, the primary of each database, each NAT gateway, Spot
/// capacity, the region, a deployment of each service whose image does not work. Tasks are spread
/// evenly, and the zone that fails has the most of them; where the template leaves a place open, it
/// is the one that fails.
ResilienceResult simulate_failures(const cfn::Template& stack, const ResilienceOptions& options);

/// `objectives` of an architecture file, each with its place.
struct Objectives {
  std::optional<double> rto_minutes{};
  std::optional<double> rpo_minutes{};
  std::optional<double> availability_percent{};
  Origin rto_origin{};
  Origin rpo_origin{};
  Origin availability_origin{};

  bool empty() const { return !rto_minutes && !rpo_minutes && !availability_percent; }
};

/// Reports objectives that a failure within the region breaks (ARC0961, ARC0962), and an
/// availability above what AWS commits itself to (ARC0963).
void check_objectives(const Objectives& objectives, const ResilienceResult& result,
                      Diagnostics& diagnostics);

/// `90 seconds`, `2 minutes`, `4 hours`.
std::string duration_text(std::int64_t seconds);
/// `99.95 %`.
std::string percent_text(std::int64_t millionths);

}  // namespace archsynth::analysis
