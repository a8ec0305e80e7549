#pragma once

#include <map>
#include <string>

#include "archsynth/architecture/architecture.h"
#include "moves.h"

namespace archsynth::architecture {

/// What a stack keeps beside its databases, by the names that the file gives: caches, buckets,
/// tables, file systems.
class Stores {
 public:
  Stores(const Architecture& file, Stack& stack, const Moves& moves)
      : file_(file), stack_(stack), moves_(moves) {}

  void build(ec2::Vpc& vpc, kms::Key& key);
  /// Opens what a service names to it.
  void connect(ecs::FargateService& service, const ServiceProps& props) const;
  /// Calls `visit` for each store, in the file's order.
  template <typename Visit>
  void each_cache(const Visit& visit) const {
    for (const auto& [name, props] : file_.caches) visit(*caches_.at(*name));
  }
  template <typename Visit>
  void each_table(const Visit& visit) const {
    for (const auto& [name, props] : file_.tables) visit(*tables_.at(*name));
  }
  template <typename Visit>
  void each_file_system(const Visit& visit) const {
    for (const auto& [name, props] : file_.file_systems) visit(*file_systems_.at(*name));
  }

 private:
  void mount(ecs::FargateService& service, const ServiceProps& props) const;
  /// Reports a name that a section does not have.
  void report_unknown(const Sourced<std::string>& name, const std::vector<std::string>& known,
                      const std::string& label, std::string_view section) const;
  /// Calls `visit(store, use, prefix, origin)` for each of the names that is there; reports others,
  /// unless the section that they are stated in was not read.
  template <typename Props, typename Store, typename Use, typename Visit>
  void each_use(const describe::Map<Props>& stated, const std::map<std::string, Store*>& stores,
                const describe::Uses<Use>& uses, const std::string& label, std::string_view section,
                const Visit& visit) const;

  const Architecture& file_;
  Stack& stack_;
  const Moves& moves_;
  std::map<std::string, elasticache::Cache*> caches_;
  std::map<std::string, s3::Bucket*> buckets_;
  std::map<std::string, dynamodb::Table*> tables_;
  std::map<std::string, efs::FileSystem*> file_systems_;
};

}  // namespace archsynth::architecture
