#include "unused.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "archsynth/describe/unknown_keys.h"
#include "archsynth/support/text.h"

namespace archsynth::architecture {

namespace {

/// What services and their sidecars name, by section: `databases.main`.
class Uses {
 public:
  explicit Uses(const Architecture& file) {
    const Span* const span = file.name.origin().span();
    if (span != nullptr) text_ = span->source->text();
    for (const auto& [name, props] : file.services) add(props);
  }

  bool has_open_databases() const { return gets_database_; }
  bool has_named_databases() const { return names_database_; }

  /// A use that is misspelt is reported by itself.
  bool has_unknown(std::string_view section, const std::vector<std::string>& known) const {
    const std::string prefix = fmt::format("{}.", section);
    return std::any_of(named_.begin(), named_.end(), [&](const std::string& each) {
      return each.starts_with(prefix) &&
             std::find(known.begin(), known.end(), each.substr(prefix.size())) == known.end();
    });
  }

  /// Values anywhere in the file can refer to the resources of a store by their logical ids.
  bool has(std::string_view section, const std::string& name) const {
    return named_.count(fmt::format("{}.{}", section, name)) != 0 ||
           text_.find(upper_camel(name)) != text_.npos;
  }

 private:
  template <typename Map>
  void add(std::string_view section, const Map& uses) {
    for (const auto& [name, use] : uses) named_.insert(fmt::format("{}.{}", section, *name));
  }

  void add(const ServiceProps& props) {
    gets_database_ |= props.databases.empty() && !props.databases.origin().known();
    names_database_ |= !props.databases.empty();
    add("databases", props.databases);
    add("caches", props.caches);
    add("buckets", props.buckets);
    add("tables", props.tables);
    for (const auto& [name, volume] : props.service.volumes) {
      if (volume.file_system) named_.insert("file_systems." + *volume.file_system);
    }
    for (const auto& [name, sidecar] : props.service.sidecars) {
      add("databases", sidecar.databases);
      add("caches", sidecar.caches);
    }
  }

  std::string_view text_{};
  std::set<std::string> named_;
  bool gets_database_ = false;
  bool names_database_ = false;
};

/// Others reach buckets and tables by permissions; the rest only services of the stack reach.
template <typename Map>
void check_section(const Map& stores, std::string_view section, Severity severity, const Uses& uses,
                   Diagnostics& to) {
  if (uses.has_unknown(section, stores.names())) return;
  for (const auto& [name, props] : stores) {
    if (uses.has(section, *name)) continue;
    std::vector<std::string> others = stores.names();
    others.erase(std::remove(others.begin(), others.end(), *name), others.end());
    const auto meant = nearest(*name, others);
    Diagnostic made;
    made.severity = severity;
    made.code = "ARC1351";
    made.origin = name.origin();
    made.message = fmt::format("no service uses \"{}.{}\"", section, *name);
    made.fix = meant ? fmt::format("did you mean {}?", quoted(*meant))
                     : fmt::format("name it under the service's \"{}\", or remove it",
                                   section == "file_systems" ? "volumes" : section);
    to.add(std::move(made));
  }
}

/// A service that names none gets the only database, with its password.
void check_open_databases(const Architecture& file, const Uses& uses, Diagnostics& to) {
  if (file.databases.size() != 1 || !uses.has_named_databases()) return;
  const std::string database = *file.databases.begin()->name;
  for (const auto& [name, props] : file.services) {
    if (!props.databases.empty() || props.databases.origin().known()) continue;
    to.warning("ARC1352", name.origin(),
               fmt::format("\"services.{}\" gets the password of \"databases.{}\" by default",
                           *name, database))
        .fix = fmt::format("set `databases: []` for none, or `databases: [{}]`", database);
  }
}

/// Whether a service has a value that is not understood, which may be a use.
bool has_unread_uses(const Architecture& file, const Diagnostics& found) {
  const Span* const services = file.services.origin().span();
  return services != nullptr &&
         std::any_of(found.items().begin(), found.items().end(), [&](const Diagnostic& each) {
           const Span* const place = each.origin.span();
           return each.code == describe::kWrongKindCode && place != nullptr &&
                  place->source == services->source && place->begin >= services->begin &&
                  place->end <= services->end;
         });
}

}  // namespace

void check_uses(const Architecture& file, Diagnostics& to) {
  if (file.services.empty() || has_unread_uses(file, to)) return;
  const Uses uses(file);
  if (!uses.has_open_databases()) {
    check_section(file.databases, "databases", Severity::kWarning, uses, to);
  }
  check_section(file.caches, "caches", Severity::kWarning, uses, to);
  check_section(file.file_systems, "file_systems", Severity::kWarning, uses, to);
  check_section(file.buckets, "buckets", Severity::kNote, uses, to);
  check_section(file.tables, "tables", Severity::kNote, uses, to);
  check_open_databases(file, uses, to);
}

}  // namespace archsynth::architecture
