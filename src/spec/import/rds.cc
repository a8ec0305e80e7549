#include <map>
#include <set>

#include "../version_order.h"
#include "importers.h"

namespace archsynth::spec::import {
namespace {

const fs::path kInstance = "cfnlint/data/schemas/extensions/aws_rds_dbinstance";

struct Versions {
  std::set<std::string> known;
  std::set<std::string> retired;
};

std::map<std::string, Versions> versions_of(const Package& package) {
  std::map<std::string, Versions> engines;
  const Json listed = package.json(kInstance / "engine_version.json");
  for (const auto& rule : listed["allOf"]) {
    const Json& when = rule["if"]["properties"]["Engine"];
    if (!when.contains("const")) continue;
    for (const auto& version : rule["then"]["properties"]["EngineVersion"]["enum"]) {
      engines[when["const"]].known.insert(version);
    }
  }
  const Json deprecated = package.json(kInstance / "engine_version_deprecated.json");
  for (const auto& rule : deprecated["allOf"]) {
    const Json& when = rule["if"]["properties"];
    for (const auto& version : when["EngineVersion"]["enum"]) {
      engines[when["Engine"]["const"]].retired.insert(version);
    }
  }
  return engines;
}

std::string sorted(std::vector<std::string> versions) {
  std::sort(versions.begin(), versions.end(), version_less);
  return join(versions);
}

}  // namespace

FactsTable import_rds_versions(const Inputs& inputs) {
  std::vector<std::map<std::string, Versions>> releases;
  std::string credits;
  for (const Package& package : inputs.cfn_lint) {
    releases.push_back(versions_of(package));
    credits += (credits.empty() ? "" : ", ") + credit(package);
  }
  FactsTable table = tools::make_table(
      "rds_versions", {"engine!", "major!", "current*", "newer*", "retired*"},
      {"Engine versions by major version: creatable by every data release (current), only by the",
       "newest (newer), and known but no longer creatable (retired).", "source: " + credits});
  auto creatable = [](const Versions& versions, const std::string& version) {
    return versions.known.contains(version) && !versions.retired.contains(version);
  };
  for (const auto& [engine, newest] : releases.back()) {
    std::map<std::string, std::vector<std::string>> current, newer, retired;
    std::set<std::string> majors;
    for (const std::string& version : newest.known) {
      std::string major(major_part(engine, version));
      majors.insert(major);
      bool everywhere = true;
      for (auto& release : releases) everywhere &= creatable(release[engine], version);
      auto& list = everywhere ? current : creatable(newest, version) ? newer : retired;
      list[major].push_back(version);
    }
    for (const std::string& major : majors) {
      table.rows.push_back(
          {engine, major, sorted(current[major]), sorted(newer[major]), sorted(retired[major])});
    }
  }
  return table;
}

namespace {

/// The regions as the shorter of a list and `*` with exceptions: `*`, `* !cn-north-1`, `us-east-1`.
std::string region_set(const std::set<std::string>& regions, const std::set<std::string>& all) {
  std::vector<std::string> words = {"*"};
  for (const std::string& region : all) {
    if (!regions.contains(region)) words.push_back("!" + region);
  }
  if (words.size() <= regions.size() + 1) return join(words);
  return join({regions.begin(), regions.end()});
}

std::string family_of(const std::string& name) { return name.substr(0, name.rfind('.')); }

/// By engine.
std::map<std::string, std::set<std::string>> offered_families(const Inputs& inputs) {
  std::map<std::string, std::set<std::string>> by_engine;
  const Json offered = inputs.cfn_lint.back().json(kInstance / "dbinstanceclass_enum.json");
  for (const auto& [region, rules] : offered.items()) {
    for (const auto& rule : rules["allOf"]) {
      std::set<std::string>& families =
          by_engine[rule["if"]["properties"]["Engine"]["const"].get<std::string>()];
      for (const auto& name : rule["then"]["properties"]["DBInstanceClass"]["enum"]) {
        families.insert(family_of(name));
      }
    }
  }
  return by_engine;
}

/// By engine and major version.
std::map<std::pair<std::string, std::string>, std::set<std::string>> families_of_versions(
    const Inputs& inputs) {
  std::map<std::pair<std::string, std::string>, std::set<std::string>> by_major;
  const Json versions = inputs.cfn_lint.back().json(kInstance / "db_instance_class.json");
  for (const auto& rule : versions["allOf"]) {
    const auto& conditions = rule["if"]["properties"];
    const std::string engine = conditions["Engine"]["const"];
    // `^(18\.3\..+|18\.3)$`
    std::string version = conditions["EngineVersion"]["pattern"];
    version = version.substr(version.find('|') + 1);
    version.resize(version.find(')'));
    std::erase(version, '\\');
    std::set<std::string>& families = by_major[{engine, std::string(major_part(engine, version))}];
    for (const auto& name : rule["then"]["properties"]["DBInstanceClass"]["enum"]) {
      families.insert(family_of(name));
    }
  }
  return by_major;
}

}  // namespace

FactsTable import_rds_class_gaps(const Inputs& inputs) {
  FactsTable table = tools::make_table(
      "rds_class_gaps", {"engine!", "major!", "families*"},
      {"Families of DB instance classes that an engine has, but no version of a major version.",
       "source: " + credit(inputs.cfn_lint.back())});
  auto by_engine = offered_families(inputs);
  const auto by_major = families_of_versions(inputs);
  // The data pairs every engine with every version; those that exist are known from elsewhere.
  const FactsTable existing = import_rds_versions(inputs);
  for (const auto& known : existing.rows) {
    const auto families = by_major.find({known[0], known[1]});
    if (families == by_major.end()) continue;
    std::vector<std::string> missing;
    for (const std::string& family : by_engine[known[0]]) {
      if (!families->second.contains(family)) missing.push_back(family);
    }
    if (!missing.empty()) table.rows.push_back({known[0], known[1], join(missing)});
  }
  return table;
}

FactsTable import_rds_classes(const Inputs& inputs) {
  FactsTable table = tools::make_table(
      "rds_classes", {"class!", "engines!", "vcpus#", "memory_mib#", "regions*"},
      {"DB instance classes; a line holds the engines (commas between) that a class is offered",
       "for in the same regions. * is every region the data covers, !x is not x.",
       "vCPUs and memory are those of the EC2 instance type of the same name.",
       "source: " + credit(inputs.cfn_lint.back()) + ", " + credit(inputs.moto)});
  Json types = inputs.moto.json("moto/ec2/resources/instance_types.json");
  std::map<std::string, std::map<std::string, std::set<std::string>>> offers;
  std::set<std::string> all;
  Json offered = inputs.cfn_lint.back().json(kInstance / "dbinstanceclass_enum.json");
  for (const auto& [region, rules] : offered.items()) {
    all.insert(region);
    for (const auto& rule : rules["allOf"]) {
      std::string engine = rule["if"]["properties"]["Engine"]["const"];
      for (const auto& name : rule["then"]["properties"]["DBInstanceClass"]["enum"]) {
        offers[name][engine].insert(region);
      }
    }
  }
  for (const auto& [name, engines] : offers) {
    std::map<std::string, std::string> by_regions;
    for (const auto& [engine, regions] : engines) {
      std::string& list = by_regions[region_set(regions, all)];
      list += (list.empty() ? "" : ",") + engine;
    }
    std::string vcpus, memory;
    if (auto type = types.find(name.substr(3)); type != types.end()) {
      vcpus = std::to_string((*type)["VCpuInfo"]["DefaultVCpus"].get<int>());
      memory = std::to_string((*type)["MemoryInfo"]["SizeInMiB"].get<int>());
    }
    for (const auto& [regions, list] : by_regions) {
      table.rows.push_back({name, list, vcpus, memory, regions});
    }
  }
  return table;
}

}  // namespace archsynth::spec::import
