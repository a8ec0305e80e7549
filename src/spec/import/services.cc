#include <set>

#include "schemas.h"

namespace archsynth::spec::import {

std::string join(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : " ") + word;
  return text;
}

std::vector<std::string> quoted_texts(const std::string& text) {
  std::vector<std::string> texts;
  std::size_t at = 0;
  while ((at = text.find('"', at)) != text.npos) {
    std::size_t end = text.find('"', at + 1);
    if (end == text.npos) break;
    texts.push_back(text.substr(at + 1, end - at - 1));
    at = end + 1;
  }
  return texts;
}

std::string credit(const Package& package) {
  return package.name + " " + package.version + " (" + package.date + ", " + package.licence + ")";
}

namespace {

std::string role(const Inputs& inputs, const Package& package) {
  if (package.name == "botocore") return "regions";
  if (package.name == inputs.service_spec.name) {
    return "newer resource types, properties, attributes and replacements";
  }
  if (package.name == "moto") return "instance sizes, availability zones";
  if (package.name != "cfn-lint") return {};
  std::string facts = "RDS versions";
  if (package.version == inputs.cfn_lint.back().version) {
    facts +=
        ", RDS classes, resource types, resource schemas, log retentions, Fargate sizes, Lambda "
        "runtimes, IAM actions, instance types";
  }
  return facts;
}

}  // namespace

FactsTable import_sources(const Inputs& inputs) {
  FactsTable table = tools::make_table("sources", {"name!", "version!", "date", "licence", "facts"},
                                       {"The packages that the generated tables were taken from."});
  for (const Package& package : inputs.packages) {
    std::string facts = role(inputs, package);
    if (facts.empty()) continue;
    table.rows.push_back({package.name, package.version, package.date, package.licence, facts});
  }
  return table;
}

FactsTable import_fargate(const Inputs& inputs) {
  FactsTable table =
      tools::make_table("fargate", {"cpu!", "memories_mib*"},
                        {"Task sizes of Fargate.", "source: " + credit(inputs.cfn_lint.back())});
  Json schema = inputs.cfn_lint.back().json(
      "cfnlint/data/schemas/extensions/aws_ecs_taskdefinition/fargate_cpu_memory.json");
  for (const auto& size : schema["then"]["anyOf"]) {
    const Json& memory = size["properties"]["Memory"]["then"];
    std::vector<std::string> memories;
    for (const auto& each : memory.value("enum", Json::array())) {
      memories.push_back(std::to_string(each.get<int>()));
    }
    if (memory.contains("multipleOf")) {
      int step = memory["multipleOf"];
      for (int each = memory["minimum"]; each <= memory["maximum"]; each += step) {
        memories.push_back(std::to_string(each));
      }
    }
    for (const auto& cpu : size["properties"]["Cpu"]["then"]["enum"]) {
      table.rows.push_back({cpu, join(memories)});
    }
  }
  return table;
}

FactsTable import_regions(const Inputs& inputs) {
  FactsTable table =
      tools::make_table("regions", {"region!", "partition", "dns_suffix", "zones*"},
                        {"Regions, and the letters of their availability zones where known.",
                         "source: " + credit(inputs.botocore) + ", " + credit(inputs.moto)});
  fs::path zones = "moto/ec2/resources/instance_type_offerings/availability-zone";
  const Json partitions = inputs.botocore.json("botocore/data/partitions.json");
  for (const auto& partition : partitions["partitions"]) {
    for (const auto& [region, _] : partition["regions"].items()) {
      if (region.ends_with("-global")) continue;
      std::set<std::string> letters;
      fs::path file = zones / (region + ".json");
      if (fs::exists(inputs.moto.root / file)) {
        for (const auto& offer : inputs.moto.json(file)) {
          letters.insert(offer["Location"].get<std::string>().substr(region.size()));
        }
      }
      table.rows.push_back({region, partition["id"], partition["outputs"]["dnsSuffix"],
                            join({letters.begin(), letters.end()})});
    }
  }
  return table;
}

FactsTable import_lists(const Inputs& inputs) {
  const Package& package = inputs.cfn_lint.back();
  FactsTable table =
      tools::make_table("lists", {"list!", "words*"},
                        {"Values that a property may have.", "source: " + credit(package)});
  const Json group = read_schema(package, type_schemas(package).at("AWS::Logs::LogGroup"));
  std::vector<std::string> days;
  for (const auto& each : group["properties"]["RetentionInDays"]["enum"]) {
    days.push_back(std::to_string(each.get<int>()));
  }
  table.rows.push_back({"log_retention_days", join(days)});
  std::set<std::string> regions;
  const Json classes =
      package.json("cfnlint/data/schemas/extensions/aws_rds_dbinstance/dbinstanceclass_enum.json");
  for (const auto& [region, _] : classes.items()) regions.insert(region);
  table.rows.push_back({"rds_class_regions", join({regions.begin(), regions.end()})});
  return table;
}

}  // namespace archsynth::spec::import
