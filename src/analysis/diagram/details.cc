// What the box of a thing says beside its name.

#include <fmt/format.h>

#include "archsynth/support/text.h"
#include "spec/type_facts.h"
#include "things.h"

namespace archsynth::analysis {
namespace {

const cfn::Resource* member_of(const Thing& thing, std::string_view type) {
  for (const cfn::Resource* each : thing.members) {
    if (each->type == type) return each;
  }
  return nullptr;
}

/// The parts that are known, with a dot between them.
std::string dotted(std::initializer_list<std::string> parts) {
  std::vector<std::string> known;
  for (const std::string& each : parts) {
    if (!each.empty()) known.push_back(each);
  }
  return join(known, " · ");
}

/// `512` → `0.5 vCPU`, `1024` → `1 GB`; other texts as they are.
std::string in_units(const std::string& text, std::string_view unit) {
  if (text.empty() || text.find_first_not_of("0123456789") != text.npos || text.size() > 7) {
    return text;
  }
  return fmt::format("{} {}", std::stoi(text) / 1024.0, unit);
}

/// `2–6 tasks`, `2 tasks`.
std::string range(const std::string& least, const std::string& most, std::string_view noun) {
  if (least.empty() && most.empty()) return {};
  if (least.empty() || most.empty() || least == most) {
    const std::string& one = least.empty() ? most : least;
    return fmt::format("{} {}{}", one, noun, one == "1" ? "" : "s");
  }
  return fmt::format("{}–{} {}s", least, most, noun);
}

/// `with nginx, otel`: the containers after the first.
std::string sidecars_of(const View& view, const cfn::Resource& task) {
  constexpr std::size_t kMostSidecars = 3;
  std::vector<std::string> names;
  for (const cfn::Value* each : values_at(task, "ContainerDefinitions.Name")) {
    names.push_back(view.text(each).value_or("?"));
  }
  if (names.size() < 2) return {};
  names.erase(names.begin());
  return "with " + join(shortened(std::move(names), kMostSidecars), ", ");
}

std::vector<std::string> of_service(const View& view, const Thing& thing) {
  std::vector<std::string> result;
  const cfn::Resource* task = member_of(thing, "AWS::ECS::TaskDefinition");
  if (task != nullptr) {
    const bool is_fargate = text_at(view, *task, "RequiresCompatibilities") == "FARGATE" ||
                            text_at(view, *thing.main, "LaunchType") == "FARGATE";
    result.push_back(
        dotted({is_fargate ? "Fargate" : "", in_units(text_at(view, *task, "Cpu"), "vCPU"),
                in_units(text_at(view, *task, "Memory"), "GB")}));
    result.push_back(sidecars_of(view, *task));
  }
  const cfn::Resource* scaling = member_of(thing, "AWS::ApplicationAutoScaling::ScalableTarget");
  if (scaling != nullptr) {
    result.push_back(range(text_at(view, *scaling, "MinCapacity"),
                           text_at(view, *scaling, "MaxCapacity"), "task"));
  } else {
    const std::string count = text_at(view, *thing.main, "DesiredCount");
    result.push_back(range(count, count, "task"));
  }
  return result;
}

std::vector<std::string> of_database(const View& view, const Thing& thing) {
  const cfn::Resource& main = *thing.main;
  const bool is_multi = text_at(view, main, "MultiAZ") == "true";
  std::string instance = text_at(view, main, "DBInstanceClass");
  std::size_t instances = 0;
  for (const cfn::Resource* each : thing.members) {
    if (each == &main || each->type != "AWS::RDS::DBInstance") continue;
    ++instances;
    if (instance.empty()) instance = text_at(view, *each, "DBInstanceClass");
  }
  const bool is_replica = property(main, {"SourceDBInstanceIdentifier"}) != nullptr;
  std::string engine = text_at(view, main, "Engine");
  const std::string version = text_at(view, main, "EngineVersion");
  if (!version.empty()) engine += (engine.empty() ? "" : " ") + version;
  return {dotted({engine, is_replica ? "read replica" : ""}),
          dotted({instance, is_multi ? "Multi-AZ" : "",
                  instances > 0 ? counted(instances, "instance") : ""})};
}

std::vector<std::string> of_balancer(const View& view, const Thing& thing) {
  std::string type = text_at(view, *thing.main, "Type");
  if (type.empty() && thing.main->type == "AWS::ElasticLoadBalancingV2::LoadBalancer") {
    type = "application";
  }
  return {dotted({type, thing.is_public ? "internet-facing" : "internal"})};
}

std::vector<std::string> details_of(const View& view, const Thing& thing) {
  const std::string_view type = thing.main->type;
  if (type == "AWS::ECS::Service") return of_service(view, thing);
  if (type == "AWS::RDS::DBInstance" || type == "AWS::RDS::DBCluster") {
    return of_database(view, thing);
  }
  if (type == "AWS::ElasticLoadBalancingV2::LoadBalancer" ||
      type == "AWS::ElasticLoadBalancing::LoadBalancer") {
    return of_balancer(view, thing);
  }
  if (type == "AWS::AutoScaling::AutoScalingGroup") {
    std::string instance;
    for (const cfn::Resource* each : thing.members) {
      for (const std::string_view path : {"InstanceType", "LaunchTemplateData.InstanceType"}) {
        if (instance.empty()) instance = text_at(view, *each, path);
      }
    }
    return {instance, range(text_at(view, *thing.main, "MinSize"),
                            text_at(view, *thing.main, "MaxSize"), "instance")};
  }
  const auto facts = spec::type_facts(type);
  if (!facts || facts->detail.empty()) return {};
  return {text_at(view, *thing.main, facts->detail)};
}

}  // namespace

void describe_thing(const View& view, Thing& thing) {
  for (std::string& each : details_of(view, thing)) {
    if (!each.empty()) thing.details.push_back(plain_text(each));
  }
}

}  // namespace archsynth::analysis
