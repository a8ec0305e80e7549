#include <algorithm>

#include "facts.h"
#include "spec/rds.h"
#include "version_order.h"

namespace archsynth::spec {
namespace {

enum Versions : std::size_t { kEngine, kMajor, kCurrent, kNewer, kRetired };
enum Retirements : std::size_t { kFrom = 1, kVersions };

/// The day of AWS's notice about the version, or nothing.
std::string_view retired_on(std::string_view engine, std::string_view version) {
  Table notices("rds_retirements");
  auto [begin, end] = notices.range(engine);
  for (std::size_t i = begin; i < end; ++i) {
    if (notices[i].list(kVersions).contains(version)) return notices[i].text(kFrom);
  }
  return {};
}

EngineVersion make_version(std::string_view engine, std::string_view version, bool creatable,
                           bool everywhere) {
  std::string_view day = retired_on(engine, version);
  return {engine, version, creatable && day.empty(), everywhere && day.empty(), day};
}

/// Versions that archsynth may propose: full, without paid support, creatable by every release;
/// oldest first.
std::vector<std::string_view> proposals(Row row) {
  std::vector<std::string_view> versions;
  for (std::string_view version : row.list(kCurrent)) {
    bool plain = version != row.text(kMajor) && version.find("-rds.") == version.npos &&
                 version.find("-limitless") == version.npos;
    if (plain && retired_on(row.text(kEngine), version).empty()) versions.push_back(version);
  }
  return versions;
}

/// The rows of the engine's major versions, oldest first.
std::vector<Row> majors(std::string_view engine) {
  Table table("rds_versions");
  auto [begin, end] = table.range(engine);
  std::vector<Row> rows;
  for (std::size_t i = begin; i < end; ++i) rows.push_back(table[i]);
  std::sort(rows.begin(), rows.end(),
            [](Row a, Row b) { return version_less(a.text(kMajor), b.text(kMajor)); });
  return rows;
}

bool in_standard_support(std::string_view engine, std::string_view major) {
  auto until = end_of_standard_support(engine, major);
  return !until || *until >= engine_versions_date();
}

}  // namespace

std::string_view major_version(std::string_view engine, std::string_view version) {
  return major_part(engine, version);
}

std::optional<EngineVersion> engine_version(std::string_view engine, std::string_view version) {
  auto row = Table("rds_versions").find({engine, major_part(engine, version)});
  if (!row) return std::nullopt;
  for (std::size_t list : {kCurrent, kNewer, kRetired}) {
    for (std::string_view known : row->list(list)) {
      if (known == version) {
        return make_version(row->text(kEngine), known, list != kRetired, list == kCurrent);
      }
    }
  }
  return std::nullopt;
}

std::vector<EngineVersion> engine_versions(std::string_view engine) {
  std::vector<EngineVersion> versions;
  for (Row row : majors(engine)) {
    for (std::size_t list : {kCurrent, kNewer, kRetired}) {
      for (std::string_view known : row.list(list)) {
        versions.push_back(
            make_version(row.text(kEngine), known, list != kRetired, list == kCurrent));
      }
    }
  }
  std::sort(versions.begin(), versions.end(), [](const EngineVersion& a, const EngineVersion& b) {
    return version_less(a.version, b.version);
  });
  return versions;
}

std::string_view engine_versions_date() {
  Table sources("sources");
  auto [begin, end] = sources.range("cfn-lint");
  std::string_view newest;
  for (std::size_t i = begin; i < end; ++i) newest = std::max(newest, sources[i].text(2));
  return newest;
}

std::optional<std::string_view> latest_creatable(std::string_view engine, std::string_view major) {
  auto row = Table("rds_versions").find({engine, major});
  if (!row) return std::nullopt;
  std::vector<std::string_view> versions = proposals(*row);
  if (versions.empty()) return std::nullopt;
  return versions.back();
}

std::optional<std::string_view> nearest_creatable(std::string_view engine,
                                                  std::string_view version) {
  std::string_view major = major_part(engine, version);
  if (auto row = Table("rds_versions").find({engine, major})) {
    for (std::string_view proposal : proposals(*row)) {
      if (version_less(version, proposal)) return proposal;
    }
    if (auto latest = latest_creatable(engine, major)) return latest;
  }
  return next_supported(engine, version);
}

std::optional<std::string_view> next_supported(std::string_view engine, std::string_view version) {
  const std::string_view major = major_part(engine, version);
  for (Row row : majors(engine)) {
    std::string_view next = row.text(kMajor);
    if (!version_less(major, next) || !in_standard_support(engine, next)) continue;
    if (auto latest = latest_creatable(engine, next)) return latest;
  }
  return std::nullopt;
}

std::optional<std::string_view> default_version(std::string_view engine) {
  std::vector<Row> rows = majors(engine);
  for (auto row = rows.rbegin(); row != rows.rend(); ++row) {
    if (auto latest = latest_creatable(engine, row->text(kMajor))) return latest;
  }
  return std::nullopt;
}

std::optional<std::string_view> end_of_standard_support(std::string_view engine,
                                                        std::string_view major) {
  auto row = Table("rds_support").find({engine, major});
  if (!row) return std::nullopt;
  return row->text(2);
}

std::optional<std::string_view> extended_support_since(std::string_view engine,
                                                       std::string_view major) {
  return engine == "mariadb" ? std::nullopt : end_of_standard_support(engine, major);
}

}  // namespace archsynth::spec
