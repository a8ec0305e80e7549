#include "stores.h"

#include <fmt/format.h>

#include "archsynth/support/text.h"
#include "escapes.h"

namespace archsynth::architecture {

void Stores::build(ec2::Vpc& vpc, kms::Key& key) {
  for (const auto& [name, props] : file_.caches) {
    caches_[*name] =
        &stack_.add<elasticache::Cache>(moves_.name("caches", name, "-cache"), vpc, key, props);
  }
  for (const auto& [name, props] : file_.buckets) {
    buckets_[*name] = &stack_.add<s3::Bucket>(moves_.name("buckets", name, "-bucket"), key, props);
  }
  for (const auto& [name, props] : file_.tables) {
    tables_[*name] =
        &stack_.add<dynamodb::Table>(moves_.name("tables", name, "-table"), key, props);
  }
  for (const auto& [name, props] : file_.file_systems) {
    file_systems_[*name] = &stack_.add<efs::FileSystem>(
        moves_.name("file_systems", name, "-file-system"), vpc, key, props);
  }
}

void Stores::report_unknown(const Sourced<std::string>& name, const std::vector<std::string>& known,
                            const std::string& label, std::string_view section) const {
  stack_.diagnostics()
      .error("ARC1516", name.origin(),
             fmt::format("{} uses {}, which is not in {}", quoted(label), quoted(*name),
                         quoted(section)))
      .fix = name->starts_with("fs-")
                 ? "an existing file system cannot be used; declare one here, and copy the files"
             : known.empty() ? fmt::format("add `{}: {{{}: {{}}}}`", section, *name)
                             : suggest(*name, known);
}

template <typename Props, typename Store, typename Use, typename Visit>
void Stores::each_use(const describe::Map<Props>& stated,
                      const std::map<std::string, Store*>& stores, const describe::Uses<Use>& uses,
                      const std::string& label, std::string_view section,
                      const Visit& visit) const {
  if (stated.invalid()) return;  // was reported
  bool is_first = true;
  for (const auto& [name, use] : uses) {
    const auto found = stores.find(*name);
    if (found == stores.end()) {
      std::vector<std::string> known;
      for (const auto& [each, store] : stores) known.push_back(each);
      report_unknown(name, known, label, section);
    } else if (&use == uses.find(*name)) {  // else named before, which was reported
      visit(*found->second, use, is_first ? std::string() : environment_name(*name) + "_",
            name.origin());
    }
    is_first = false;
  }
}

void Stores::connect(ecs::FargateService& service, const ServiceProps& props) const {
  each_use(file_.caches, caches_, props.caches, service.label(), "caches",
           [&](elasticache::Cache& cache, const ecs::CacheUseProps& use, const std::string& prefix,
               const Origin& why) {
             if (describe::is_stated(use)) {
               service.connect_to(cache, use, why);
             } else {
               service.connect_to(cache, prefix + "CACHE", why);
             }
           });
  each_use(file_.buckets, buckets_, props.buckets, service.label(), "buckets",
           [&](const s3::Bucket& bucket, const ecs::BucketUseProps& use, const std::string& prefix,
               const Origin& why) { service.connect_to(bucket, use, prefix + "BUCKET", why); });
  each_use(
      file_.tables, tables_, props.tables, service.label(), "tables",
      [&](const dynamodb::Table& table, const ecs::TableUseProps& use, const std::string& prefix,
          const Origin& why) { service.connect_to(table, use, prefix + "TABLE", why); });
  mount(service, props);
}

void Stores::mount(ecs::FargateService& service, const ServiceProps& props) const {
  if (file_.file_systems.invalid()) return;  // was reported
  for (const auto& [volume, use] : props.service.volumes) {
    if (!use.file_system) continue;
    const auto found = file_systems_.find(*use.file_system);
    if (found == file_systems_.end()) {
      report_unknown(use.file_system, file_.file_systems.names(), service.label(), "file_systems");
    } else {
      service.mount(*volume, *found->second, use.file_system.origin());
    }
  }
}

}  // namespace archsynth::architecture
