#pragma once

#include <deque>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "archsynth/analysis/resilience.h"
#include "model/network/network.h"
#include "model/stores/stores.h"
#include "model/workloads/workloads.h"
#include "view/view.h"

namespace archsynth::analysis {

/// What fails: one thing, by its name of a scenario.
struct Failure {
  enum class Kind {
    kNothing,
    kZone,
    kTask,
    kInstance,
    kDatabase,
    kNat,
    kSpot,
    kRegion,
    kDeployment
  };
  Kind kind = Kind::kNothing;
  std::string subject{};  ///< a zone or a logical id

  bool is(Kind other, std::string_view what) const { return kind == other && subject == what; }
  bool is_zone(std::string_view zone) const { return is(Kind::kZone, zone); }
};

/// The zone that AWS chooses, where the template leaves it open.
inline constexpr std::string_view kOpenZone = "unknown";

/// A load balancer before tasks.
struct Front {
  const cfn::Resource* balancer = nullptr;
  std::vector<std::string> zones{};  ///< none: not known
};

/// A service of ECS, or a group of instances that are alike, as failures see it.
struct Tasks {
  const cfn::Resource* resource = nullptr;
  const model::Service* service = nullptr;  ///< null: they are instances
  const model::Group* group = nullptr;      ///< null: they are tasks
  const model::Node* node = nullptr;
  std::optional<std::int64_t> min{};
  std::optional<std::int64_t> max{};
  std::vector<std::string> zones{};  ///< each once; none: not known
  std::vector<Front> fronts{};
  /// Until the load balancer leaves out a target that does not answer.
  SecondsRange detection{};
  /// Until a task that is started answers.
  SecondsRange start{};
  std::vector<const model::Store*> databases{};
  std::vector<const model::Store*> caches{};        ///< that let it in
  std::vector<const model::Store*> file_systems{};  ///< that its containers mount
  /// Other services that let it in, by logical id.
  std::vector<std::string> callees{};
  bool has_outbound = false;  ///< while nothing fails

  const std::string& id() const { return resource->id.str(); }
  const char* unit() const { return group != nullptr ? "instance" : "task"; }
  /// The task definition; null: none is of the template.
  const model::Task* task() const { return service == nullptr ? nullptr : service->task; }
  const std::vector<model::Attachment>& attachments() const {
    return group != nullptr ? group->attachments : service->attachments;
  }
};

/// A stack as it runs: its models, and what is put together of them.
class Stack {
 public:
  Stack(const cfn::Template& source, const ResilienceOptions& options);
  Stack(const Stack&) = delete;
  Stack& operator=(const Stack&) = delete;

  const cfn::Template& source() const { return source_; }
  const view::View& view() const { return view_; }
  const model::Network& network() const { return network_; }
  const model::Stores& stores() const { return stores_; }
  const std::vector<Tasks>& services() const { return services_; }
  /// The zones that anything is in, sorted.
  const std::set<std::string>& zones() const { return zones_; }
  std::string zone_of(const model::Subnet& subnet) const;
  const std::set<std::string>& assumptions() const { return assumptions_; }
  void assume(std::string text) { assumptions_.insert(std::move(text)); }

 private:
  void add_service(const model::Service& service);
  void add_group(const model::Group& group);
  void add(Tasks made);
  void set_numbers_of_group(Tasks& made);
  void set_numbers(Tasks& made);
  void set_health(Tasks& made) const;
  void set_fronts(Tasks& made) const;
  void set_stores();
  void set_callees();
  void set_file_systems(Tasks& made) const;
  void set_zones();
  bool uses(const Tasks& tasks, const model::Store& store,
            const std::set<std::string_view>& reached) const;
  std::set<std::string_view> reached_from(const Tasks& tasks) const;

  const cfn::Template& source_;
  cfn::Template deployed_;
  view::View view_;
  model::Network network_;
  model::Workloads workloads_;
  model::Stores stores_;
  std::vector<Tasks> services_;
  std::set<std::string> zones_;
  std::set<std::string> assumptions_;
};

/// Of how many zones tasks are left that can reach outside, and of how many tasks are left.
struct OutboundZones {
  std::size_t reaching = 0;
  std::size_t left = 0;
};
OutboundZones outbound_zones(Stack& stack, const Tasks& tasks, const Failure& failure);

/// What a failure does to a database that a service needs.
struct Interruption {
  bool is_hit = false;
  bool is_down = false;  ///< nothing takes over
  SecondsRange time{};
  std::string reason{};
};
/// Whether what fails has the store's only machine, or its primary, or may have it.
bool is_hit_by(Stack& stack, const model::Store& store, const Failure& failure);
Interruption interruption_of(Stack& stack, const model::Store& store, const Failure& failure);
/// What a failure does to the data of a store.
StoreOutcome data_lost(Stack& stack, const model::Store& store, const Failure& failure);

/// Of each database whose limit is known, what services open to it at once.
std::vector<ConnectionLoad> connection_loads(Stack& stack);

/// How many of `count` tasks are on Spot, at most.
std::int64_t spot_share(const Tasks& tasks, std::int64_t count);

SecondsRange range_of(std::string_view recovery);

}  // namespace archsynth::analysis
