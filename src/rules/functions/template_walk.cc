#include "rules/functions/template_walk.h"

#include <algorithm>
#include <utility>

#include "rules/finding.h"

namespace archsynth::analysis {
namespace {

class Walker {
 public:
  explicit Walker(ValueVisitor& visitor) : visitor_(visitor) {}

  void start(const cfn::Resource* resource, const cfn::Output* output,
             const cfn::LogicalId& condition) {
    place_.resource = resource;
    place_.output = output;
    place_.assumptions.clear();
    if (!condition.empty()) place_.assumptions.push_back({condition.str(), true});
  }

  void section(std::string_view name, const cfn::Value& value) {
    if (value.absent()) return;
    place_.section = name;
    walk(value);
  }

  void section(std::string_view name, const cfn::Map& map) {
    place_.section = name;
    walk_map(map);
  }

 private:
  void walk(const cfn::Value& value) {
    visitor_.visit(value, place_);
    const bool outermost = !place_.function.known() && value.is_intrinsic();
    if (outermost) place_.function = place_.of(value);
    const Origin key = std::exchange(place_.key_origin, {});
    walk_within(value);
    if (outermost) place_.function = {};
    place_.key_origin = key;
  }

  void walk_within(const cfn::Value& value) {
    if (const cfn::Map* map = value.map()) return walk_map(*map);
    if (const cfn::List* list = value.list()) return walk_items(*list);
    if (const auto* sub = value.get_if<cfn::Sub>()) return within("Fn::Sub", sub->variables);
    if (const auto* call = value.get_if<cfn::Call>()) walk_call(*call, value);
    if (const auto* reference = value.get_if<cfn::DynamicReference>()) walk_items(reference->parts);
  }

  void walk_map(const cfn::Map& map) {
    for (const cfn::MapEntry& entry : map) {
      place_.keys.push_back(entry.key);
      place_.key_origin = entry.key_origin;
      walk(entry.value);
      place_.key_origin = {};
      place_.keys.pop_back();
    }
  }

  void walk_items(const cfn::List& list) {
    place_.keys.emplace_back();
    for (const cfn::Value& item : list) walk(item);
    place_.keys.pop_back();
  }

  void within(std::string_view function, const cfn::Map& variables) {
    place_.keys.push_back(function);
    walk_map(variables);
    place_.keys.pop_back();
  }

  void walk_call(const cfn::Call& call, const cfn::Value& value) {
    if (call.argument.empty() || call.function == cfn::Function::kTransform ||
        call.function == cfn::Function::kForEach) {
      return;
    }
    place_.keys.push_back(cfn::long_name(call.function));
    if (const auto choice = cfn::choice_of(value)) {
      walk_branches(*choice);
    } else {
      walk(call.argument.front());
    }
    place_.keys.pop_back();
  }

  void walk_branches(const cfn::Choice& choice) {
    for (const bool holds : {true, false}) {
      place_.assumptions.push_back({choice.condition, holds});
      walk(choice.taken(holds));
      place_.assumptions.pop_back();
    }
  }

  ValueVisitor& visitor_;
  ValuePlace place_;
};

}  // namespace

std::string_view ValuePlace::resource_id() const {
  return resource == nullptr ? std::string_view() : resource->id.str();
}

const Origin& ValuePlace::of(const cfn::Value& value) const {
  return place_of(key_origin, value.origin());
}

bool ValuePlace::is_within(std::string_view key) const {
  return std::find(keys.begin(), keys.end(), key) != keys.end();
}

void walk_template(const cfn::Template& checked, ValueVisitor& visitor) {
  Walker walker(visitor);
  walker.start(nullptr, nullptr, {});
  walker.section("Metadata", checked.metadata);
  walker.section("Rules", checked.rules);
  walker.section("Conditions", checked.conditions);
  for (const cfn::Resource& each : checked.resources) {
    walker.start(&each, nullptr, each.condition);
    walker.section("Properties", each.properties);
    walker.section("Metadata", each.metadata);
    walker.section("CreationPolicy", each.creation_policy);
    walker.section("UpdatePolicy", each.update_policy);
    walker.section("DeletionPolicy", each.deletion_policy);
    walker.section("UpdateReplacePolicy", each.update_replace_policy);
  }
  for (const cfn::Output& each : checked.outputs) {
    walker.start(nullptr, &each, each.condition);
    walker.section("Value", each.value);
    walker.section("Export", each.export_name);
  }
}

}  // namespace archsynth::analysis
