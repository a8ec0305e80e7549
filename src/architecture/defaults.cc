#include "archsynth/architecture/defaults.h"

#include <fmt/format.h>

#include <algorithm>

#include "archsynth/support/text.h"

namespace archsynth::architecture {

namespace {

/// Calls `visit(path, key)` for each default of an edition that the file takes.
template <typename Visit>
void each_edition_default(const Architecture& file, const Visit& visit) {
  const auto versions = [&](const auto& stores, const char* section) {
    for (const auto& [name, props] : stores) {
      if (props.engine_version.stated()) continue;
      visit(fmt::format("{}.{}.engine_version", section, *name),
            fmt::format("{}.{}.engine_version", section,
                        describe::name_of_enumerator(*props.engine)));
    }
  };
  versions(file.databases, "databases");
  versions(file.caches, "caches");
  if (!file.load_balancer.ssl_policy.stated()) {
    visit(std::string("load_balancer.ssl_policy"), std::string("load_balancer.ssl_policy"));
  }
  for (const auto& [name, props] : file.services) {
    const auto& tracing = props.service.tracing;
    if (!tracing || tracing->image.stated()) continue;
    visit(fmt::format("services.{}.tracing.image", *name), std::string("services.tracing.image"));
  }
}

/// Defaults of an unknown edition are the newest, so that nothing else is said of them.
void check_edition(Sourced<std::string>& edition, Diagnostics& to) {
  const std::vector<std::string_view> known = spec::editions_of(spec::edition_defaults());
  if (!edition || std::find(known.begin(), known.end(), *edition) != known.end()) return;
  if (forms::kEdition.matches(*edition)) {
    to.error("ARC1874", edition.origin(),
             fmt::format("unknown defaults edition {}", quoted(*edition)))
        .fix = fmt::format("one of: {}", fmt::join(known, ", "));
    edition = {};
  }
}

}  // namespace

void choose_defaults(Architecture& file, Diagnostics& to) {
  check_edition(file.defaults, to);
  const std::string edition = *file.defaults;
  for (auto& each : file.databases) {
    rds::choose_defaults(each.value, *file.environment, edition);
  }
  for (auto& each : file.caches) elasticache::choose_defaults(each.value, edition);
  if (edition.empty()) return;
  const auto rows = spec::edition_defaults();
  auto& policy = file.load_balancer.ssl_policy;
  if (policy.is_default()) {
    policy.set(spec::default_in(rows, "load_balancer.ssl_policy", edition), policy.origin());
  }
  for (auto& each : file.services) {
    auto& tracing = each.value.service.tracing;
    if (!tracing || !tracing->image.is_default()) continue;
    auto& image = tracing.mutable_value().image;
    image.set(describe::Expression(spec::default_in(rows, "services.tracing.image", edition)),
              image.origin());
  }
}

std::vector<DerivedDefault> derived_defaults(const Architecture& file) {
  std::vector<DerivedDefault> all;
  const auto edition = [&](const std::string& path, const std::string& key) {
    all.push_back({path, spec::default_in(spec::edition_defaults(), key, *file.defaults)});
  };
  each_edition_default(file, edition);
  for (const auto& [name, props] : file.databases) {
    if (!rds::is_aurora(*props.engine)) continue;
    const std::string path = "databases." + *name + ".";
    for (const char* key : {"storage_gib", "max_storage_gib", "multi_az"}) {
      all.push_back({path + key, ""});
    }
    if (!props.instance_class.stated()) {
      all.push_back({path + "instance_class", *props.instance_class});
    }
    if (!props.readers.stated()) all.push_back({path + "readers", fmt::to_string(*props.readers)});
    if (props.capacity_units && !props.capacity_units.stated()) {
      all.push_back({path + "capacity_units", fmt::format("{} to {}", *props.capacity_units->min,
                                                          *props.capacity_units->max)});
    }
  }
  return all;
}

std::vector<MovedDefault> moved_defaults(const Architecture& file,
                                         const std::vector<spec::EditionDefault>& rows) {
  std::vector<MovedDefault> moved;
  const std::vector<std::string_view> editions = spec::editions_of(rows);
  if (!file.defaults || editions.empty() || *file.defaults >= editions.back()) return moved;
  each_edition_default(file, [&](const std::string& path, const std::string& key) {
    const std::string from = spec::default_in(rows, key, *file.defaults);
    const std::string to = spec::default_in(rows, key);
    if (from == to) return;
    const auto row =
        std::find_if(rows.rbegin(), rows.rend(), [&](const auto& each) { return each.key == key; });
    moved.push_back({path, std::string(row->edition), from, to});
  });
  return moved;
}

void note_moved_defaults(const Architecture& file, Diagnostics& to,
                         const std::vector<spec::EditionDefault>& rows) {
  for (const MovedDefault& each : moved_defaults(file, rows)) {
    Diagnostic note;
    note.severity = Severity::kNote;
    note.code = "ARC1875";
    note.origin = file.defaults.origin();
    note.message = fmt::format("edition {} changes {} from {} to {}", each.edition,
                               quoted(each.path), each.from, each.to);
    note.fix = fmt::format("set \"defaults\" to {} to adopt it", each.edition);
    to.add(std::move(note));
  }
}

}  // namespace archsynth::architecture
