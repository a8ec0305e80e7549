#include <algorithm>
#include <tuple>

#include "facts.h"
#include "spec/rds.h"

namespace archsynth::spec {
namespace {

enum Classes : std::size_t { kName, kEngines, kVcpus, kMemory, kRegions };
enum Connections : std::size_t { kBytes = 1, kRdsClassesMost };

constexpr std::int64_t kMib = 1024 * 1024;

bool holds_word(std::string_view words, std::string_view word) {
  while (!words.empty()) {
    std::size_t end = std::min(words.find(','), words.size());
    if (words.substr(0, end) == word) return true;
    words.remove_prefix(std::min(end + 1, words.size()));
  }
  return false;
}

bool holds_region(TextList regions, std::string_view region) {
  if (regions[0] != "*") return regions.contains(region);
  for (std::string_view each : regions) {
    if (each.starts_with('!') && each.substr(1) == region) return false;
  }
  return true;
}

/// The region to ask for: none when the data does not cover it.
std::string_view covered(std::string_view region) {
  auto regions = Table("lists").find({"rds_class_regions"});
  return regions->list(1).contains(region) ? region : std::string_view{};
}

bool offers(Row row, std::string_view engine, std::string_view region) {
  return holds_word(row.text(kEngines), engine) &&
         (region.empty() || holds_region(row.list(kRegions), region));
}

/// `db.t3.micro` before `db.t3.large` before `db.t3.2xlarge`, which before `db.t3.12xlarge`.
auto size_order(std::string_view name) {
  static constexpr std::string_view kSizes[] = {"nano",   "micro", "small",
                                                "medium", "large", "xlarge"};
  std::size_t dot = name.find('.', name.find('.') + 1);
  std::string_view family = name.substr(0, dot);
  std::string_view rest = dot == name.npos ? std::string_view{} : name.substr(dot + 1);
  std::string_view size = rest.substr(0, rest.find('.'));
  long rank = std::find(std::begin(kSizes), std::end(kSizes), size) - std::begin(kSizes);
  long multiple = 0;
  for (char c : size) {
    if (c < '0' || c > '9') break;
    multiple = multiple * 10 + (c - '0');
  }
  return std::tuple(family, rank, multiple, name);
}

std::int64_t connections(Row formula, std::int64_t bytes) {
  return std::min(bytes / formula.number(kBytes), formula.number(kRdsClassesMost));
}

}  // namespace

std::optional<InstanceClass> instance_class(std::string_view name) {
  Table table("rds_classes");
  auto [begin, end] = table.range(name);
  if (begin == end) return std::nullopt;
  Row row = table[begin];
  return InstanceClass{row.text(kName), static_cast<int>(row.number(kVcpus)), row.number(kMemory)};
}

bool class_valid(std::string_view engine, std::string_view instance_class,
                 std::string_view region) {
  Table table("rds_classes");
  std::string_view asked = covered(region);
  auto [begin, end] = table.range(instance_class);
  for (std::size_t i = begin; i < end; ++i) {
    if (offers(table[i], engine, asked)) return true;
  }
  return false;
}

bool version_runs_on(std::string_view engine, std::string_view version,
                     std::string_view instance_class) {
  const auto gaps = Table("rds_class_gaps").find({engine, major_version(engine, version)});
  return !gaps || !gaps->list(2).contains(instance_class.substr(0, instance_class.rfind('.')));
}

bool has_instance_classes(std::string_view engine) {
  Table table("rds_classes");
  for (std::size_t i = 0; i < table.size(); ++i) {
    if (holds_word(table[i].text(kEngines), engine)) return true;
  }
  return false;
}

std::vector<std::string_view> instance_classes(std::string_view engine, std::string_view region) {
  Table table("rds_classes");
  std::string_view asked = covered(region);
  std::vector<std::string_view> names;
  for (std::size_t i = 0; i < table.size(); ++i) {
    if (offers(table[i], engine, asked)) names.push_back(table[i].text(kName));
  }
  std::sort(names.begin(), names.end(),
            [](std::string_view a, std::string_view b) { return size_order(a) < size_order(b); });
  names.erase(std::unique(names.begin(), names.end()), names.end());
  return names;
}

std::optional<MaxConnections> default_max_connections(std::string_view engine,
                                                      std::string_view instance_class_name) {
  auto formula = Table("rds_connections").find({engine});
  auto instance = instance_class(instance_class_name);
  if (!formula || !instance || instance->memory_mib == 0) return std::nullopt;
  std::int64_t held_back_mib = std::max<std::int64_t>(320, instance->memory_mib / 10);
  return MaxConnections{
      connections(*formula, instance->memory_mib * kMib),
      connections(*formula,
                  std::max<std::int64_t>(0, instance->memory_mib - held_back_mib) * kMib)};
}

}  // namespace archsynth::spec
