#pragma once

#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "model/network/lookup.h"
#include "model/workloads/workloads.h"
#include "view/view.h"

namespace archsynth::model {

enum class StoreKind { kInstance, kCluster, kCache, kBucket, kTable, kFileSystem, kQueue };

/// An instance of a cluster of databases.
struct Member {
  const cfn::Resource* resource = nullptr;
  std::string zone{};  ///< empty: AWS chooses
};

/// A copy of a store, or of its backups, in another region.
struct Copy {
  const cfn::Value* at = nullptr;
  enum class Kind { kBackups, kReplica, kPlan } kind = Kind::kBackups;
  /// Nothing in the other region can decrypt it.
  bool lacks_key = false;
};

/// What keeps data.
struct Store {
  const cfn::Resource* resource = nullptr;
  StoreKind kind = StoreKind::kBucket;
  std::string engine{};
  /// Where it can be; a place that AWS chooses is empty. None: the region keeps it, or not known.
  std::vector<std::string> zones{};
  bool has_known_zones = true;
  /// The only zone that it is in, or that its primary is in.
  std::string zone{};
  /// Another machine takes over by itself; nothing: not known.
  std::optional<bool> has_standby{};
  std::vector<Member> members{};       ///< of a cluster
  bool is_serverless = false;          ///< a cluster whose instances AWS places anew
  bool is_multi_az_cluster = false;    ///< of RDS, with two readable standbys
  bool is_one_zone = false;            ///< all copies are in one zone
  Setting<double> retention_days{};    ///< of automated backups
  Setting<bool> recovers_to_points{};  ///< continuous backups of a table
  Setting<bool> is_encrypted{};
  Named key{};
  std::vector<Copy> copies{};
  /// A backup plan of the template selects it.
  const cfn::Resource* plan = nullptr;

  const std::string& id() const { return resource->id.str(); }
  bool is_database() const { return kind == StoreKind::kInstance || kind == StoreKind::kCluster; }
  bool is_aurora() const { return engine.starts_with("aurora"); }
};

/// What keeps data in a template, in the state of the conditions that the view is in; holds as long
/// as the view stays in it. Read replicas count as copies of their source, not as stores.
class Stores {
 public:
  Stores(const view::View& view, const Lookup& lookup);
  Stores(const Stores&) = delete;
  Stores& operator=(const Stores&) = delete;

  const std::deque<Store>& all() const { return stores_; }
  const Store* find(std::string_view id) const;

 private:
  void add_instance(const cfn::Resource& resource);
  void add_cluster(const cfn::Resource& resource);
  void add_cache(const cfn::Resource& resource);
  void add_bucket(const cfn::Resource& resource);
  void add_table(const cfn::Resource& resource);
  void add_file_system(const cfn::Resource& resource);
  void add_plans();
  void place(Store& store, const cfn::Value* group) const;
  Store& add(const cfn::Resource& resource, StoreKind kind);

  const view::View& view_;
  const Lookup& lookup_;
  std::deque<Store> stores_;
  std::unordered_map<std::string_view, const Store*> by_id_;
};

/// The zone of a subnet or an instance: `a`, or what else the template calls it; empty where AWS
/// chooses.
std::string zone_name(const view::View& view, const Lookup& lookup, const cfn::Resource& resource);
std::string zone_name(const view::View& view, const Lookup& lookup, const cfn::Value* zone);

}  // namespace archsynth::model
