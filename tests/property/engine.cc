#include "property/engine.h"

#include <algorithm>
#include <functional>

#include "archsynth/spec/resource_types.h"
#include "property/evaluate.h"
#include "property/held.h"
#include "spec/type_facts.h"
#include "spec/updates.h"

namespace archsynth::property {
namespace {

using cfn::Map;
using cfn::Resource;
using cfn::Value;

using Deployed = std::map<std::string, Physical>;

/// The paths that differ, list items as `*`.
void compare(const Value* before, const Value* after, const std::string& path,
             const spec::ResourceType* type, std::set<std::string>& changed) {
  const std::string left = before != nullptr ? line_of(*before) : "";
  const std::string right = after != nullptr ? line_of(*after) : "";
  if (left == right && (before == nullptr) == (after == nullptr)) return;
  if (before == nullptr || after == nullptr) {
    changed.insert(path);
  } else if (before->map() != nullptr && after->map() != nullptr) {
    std::set<std::string> keys;
    for (const auto& entry : *before->map()) keys.insert(entry.key);
    for (const auto& entry : *after->map()) keys.insert(entry.key);
    for (const std::string& key : keys) {
      compare(before->map()->find(key), after->map()->find(key),
              path.empty() ? key : path + "." + key, type, changed);
    }
  } else if (before->list() != nullptr && after->list() != nullptr) {
    const bool is_set = type != nullptr && type->unordered.contains(path);
    std::vector<Value> old_items = *before->list();
    std::vector<Value> new_items = *after->list();
    if (is_set || path.find("Polic") != std::string::npos) {
      const auto by_line = [](const Value& a, const Value& b) { return line_of(a) < line_of(b); };
      std::sort(old_items.begin(), old_items.end(), by_line);
      std::sort(new_items.begin(), new_items.end(), by_line);
    }
    if (old_items.size() != new_items.size()) {
      changed.insert(path);
      return;
    }
    for (std::size_t i = 0; i < old_items.size(); ++i) {
      compare(&old_items[i], &new_items[i], path + ".*", type, changed);
    }
  } else {
    changed.insert(path);
  }
}

bool covers(std::string_view outer, std::string_view inner) {
  return inner.starts_with(outer) && (inner.size() == outer.size() || inner[outer.size()] == '.');
}

/// What changing one path of a type means.
std::set<Step> steps_of(std::string_view type_name, const spec::ResourceType* type,
                        const std::string& path, bool is_added, bool is_removed, Event& event) {
  for (const spec::UpdateRule& rule : spec::update_rules(type_name)) {
    if (!covers(rule.property, path) && !covers(path, rule.property)) continue;
    const bool is_plain = rule.default_value.empty() && rule.property == path;
    const bool fits = rule.when == "any" || (rule.when == "added" && is_added) ||
                      (rule.when == "removed" && is_removed) ||
                      (rule.when == "changed" && !is_added && !is_removed);
    const bool is_clear = rule.when == "any" || rule.when == "added" || rule.when == "removed" ||
                          rule.when == "changed";
    if (is_clear && is_plain && !fits) continue;
    if (!is_clear || !is_plain) {
      event.may_be_refused = true;
      return {Step::kNothing, Step::kUpdate, Step::kReplace};
    }
    if (rule.effect == "refused") {
      event.is_refused = true;
      event.why = path;
    }
    return {rule.effect == "replaces" ? Step::kReplace : Step::kUpdate};
  }
  if (type == nullptr) return {Step::kNothing, Step::kUpdate, Step::kReplace};
  std::set<Step> steps = {Step::kUpdate};
  for (std::string_view each : type->create_only) {
    if (covers(each, path)) return {Step::kReplace};
    if (covers(path, each)) steps.insert(Step::kReplace);
  }
  for (std::string_view each : type->conditional_create_only) {
    if (covers(each, path) || covers(path, each)) steps.insert(Step::kReplace);
  }
  return steps;
}

std::string attributes_of(const Resource& resource, const Values& values) {
  std::string out;
  for (const Value* each :
       {&resource.deletion_policy, &resource.update_replace_policy, &resource.metadata,
        &resource.creation_policy, &resource.update_policy}) {
    out += line_of(values.of(*each)) + ";";
  }
  return out;
}

/// The order of creation; nothing where references go round in a circle.
std::optional<std::vector<std::string>> order_of(
    const cfn::Template& source, std::map<std::string, std::set<std::string>>& needs) {
  for (const Resource& each : source.resources) {
    std::set<std::string>& own = needs[each.id.str()];
    for (const cfn::Reference& reference : cfn::references(Value(each.properties))) {
      if (source.find_resource(reference.target) != nullptr) own.insert(reference.target.str());
    }
    for (const cfn::LogicalId& id : each.depends_on) {
      if (source.find_resource(id) != nullptr) own.insert(id.str());
    }
  }
  std::vector<std::string> order;
  std::map<std::string, int> state;
  std::function<bool(const std::string&)> visit = [&](const std::string& id) {
    if (state[id] == 1) return false;
    if (state[id] == 2) return true;
    state[id] = 1;
    for (const std::string& each : needs[id]) {
      if (!visit(each)) return false;
    }
    state[id] = 2;
    order.push_back(id);
    return true;
  };
  for (const Resource& each : source.resources) {
    if (!visit(each.id.str())) return std::nullopt;
  }
  return order;
}

bool holds(const Value& properties, const spec::DataFacts::Protection& protection) {
  const Value* found = at(properties, protection.path);
  if (found == nullptr) return false;
  if (protection.key.empty()) return line_of(*found) == protection.value;
  const std::string line = line_of(*found);
  return line.find("{Key:" + std::string(protection.key) +
                   ",Value:" + std::string(protection.value) + "}") != std::string::npos;
}

/// What remains of a physical resource that the stack no longer wants.
Rest rest_of(const Physical& physical, const std::string& policy, bool is_deletion) {
  const spec::DataFacts facts = spec::data_facts(physical.resource->type);
  if (policy.starts_with("Retain")) return Rest::kRetained;
  if (facts.data.starts_with("everything in ")) return Rest::kUnknown;
  if (facts.protection && holds(physical.properties, *facts.protection)) return Rest::kProtected;
  if (facts.data.empty() || facts.data == "none") return Rest::kNone;
  for (std::string_view elsewhere : facts.data_elsewhere) {
    if (at(physical.properties, elsewhere) != nullptr) return Rest::kNone;
  }
  // A secret that is made of others.
  const Value* text = at(physical.properties, "SecretString");
  if (text != nullptr && line_of(*text).find("{{resolve:") != std::string::npos) return Rest::kNone;
  if (facts.is_deleted_when_empty && !(facts.unless && holds(physical.properties, *facts.unless))) {
    return Rest::kProtected;
  }
  const bool by_default = policy.empty() && is_deletion && facts.snapshot_is_default;
  const bool wants_snapshot = policy == "Snapshot" && facts.takes_snapshot;
  return by_default || wants_snapshot ? Rest::kSnapshot : Rest::kDeleted;
}

class Engine {
 public:
  Engine(const Stack& before, const Stack& after) : before_(before), after_(after) {}

  bool run() {
    const Values values(*before_.source, before_.parameters, before_.region,
                        [this](const std::string& id, const std::string& attribute) {
                          if (!old_.contains(id)) missing_.insert(id);
                          return value_of(id, "#1", attribute, old_);
                        });
    if (!deploy_old(values)) return false;
    const auto order = order_of(*after_.source, needs_);
    if (!order) return false;
    for (const std::string& id : *order) {
      if (!apply(*after_.source->find_resource(cfn::LogicalId(id)), values)) return false;
    }
    hold_identities();
    clean_up(values);
    return true;
  }

  std::map<std::string, Event> events;

 private:
  static std::optional<bool> exists(const Resource& resource, const Values& values) {
    return resource.condition.empty() ? std::optional(true)
                                      : values.condition(resource.condition.str());
  }

  bool deploy_old(const Values& values) {
    std::map<std::string, std::set<std::string>> needs;
    const auto order = order_of(*before_.source, needs);
    if (!order) return false;
    for (const std::string& id : *order) {
      const Resource& each = *before_.source->find_resource(cfn::LogicalId(id));
      const auto wanted = exists(each, values);
      if (!wanted) return false;
      if (*wanted) old_[id] = {&each, values.of(Value(each.properties))};
    }
    // Nobody has deployed that.
    return missing_.empty();
  }

  Values new_values() const {
    return {*after_.source, after_.parameters, after_.region,
            [this](const std::string& id, const std::string& attribute) {
              const auto found = physical_.find(id);
              if (found == physical_.end()) missing_.insert(id);
              return value_of(id, found != physical_.end() ? found->second : "#1", attribute, new_);
            }};
  }

  /// What a physical resource answers: a property that is stated, or what its id stands for.
  static std::string value_of(const std::string& id, const std::string& physical,
                              const std::string& attribute, const Deployed& deployed) {
    const auto found = deployed.find(id);
    if (found != deployed.end() && !attribute.empty() && physical != "#2?") {
      if (const Value* stated = at(found->second.properties, attribute)) return line_of(*stated);
    }
    const std::string type = found != deployed.end() ? found->second.resource->type : "";
    const bool is_computed = type == "AWS::CloudFormation::Stack" || type.starts_with("Custom::") ||
                             type == "AWS::CloudFormation::CustomResource";
    // Its template or its function decides.
    if (is_computed && !attribute.empty() && physical == "#1'") {
      return unknown(id + "#2?." + attribute);
    }
    if (attribute != "LatestVersionNumber") {
      return unknown(id + physical.substr(0, physical.find("'")) + "." + attribute);
    }
    return unknown(id + physical + "." + attribute);
  }

  bool apply(const Resource& resource, const Values& old_values) {
    const std::string id = resource.id.str();
    const Values values = new_values();
    const auto wanted = exists(resource, values);
    if (!wanted) return false;
    if (!*wanted) return true;
    missing_.clear();
    const Physical now = {&resource, values.of(Value(resource.properties))};
    Event& event = events[id];
    const auto old = old_.find(id);
    if (old == old_.end()) {
      event.steps = {Step::kCreate};
      physical_[id] = "#2";
    } else if (old->second.resource->type != resource.type) {
      event = {.steps = {Step::kUpdate, Step::kReplace}, .is_refused = true, .why = "type"};
      physical_[id] = "#2?";
    } else {
      event.steps = change(*old->second.resource, old->second, now, old_values, values, event);
      // A launch template has another latest version when its data is updated.
      const Value* data = at(now.properties, "LaunchTemplateData");
      const Value* known = at(old->second.properties, "LaunchTemplateData");
      const bool has_same_version = resource.type == "AWS::EC2::LaunchTemplate" &&
                                    !event.steps.contains(Step::kReplace) && data != nullptr &&
                                    known != nullptr && line_of(*data) == line_of(*known);
      physical_[id] = event.steps == std::set{Step::kNothing} || has_same_version ? "#1"
                      : !event.steps.contains(Step::kReplace)                     ? "#1'"
                      : event.steps.size() == 1                                   ? "#2"
                                                                                  : "#2?";
    }
    new_[id] = now;
    for (const std::string& each : missing_) {
      // A guarded resource that was not there before either: its parameters may be others.
      const bool is_open =
          before_.source->find_resource(cfn::LogicalId(each)) != nullptr && !old_.contains(each);
      event.steps = {Step::kNothing, Step::kCreate, Step::kUpdate, Step::kReplace};
      refuse(event, "refers to " + each, !is_open);
      physical_[id] = "#2?";
    }
    return true;
  }

  static std::set<Step> change(const Resource& before, const Physical& old, const Physical& now,
                               const Values& old_values, const Values& values, Event& event) {
    const auto type = spec::resource_type(before.type);
    std::set<std::string> changed;
    compare(&old.properties, &now.properties, "", type ? &*type : nullptr, changed);
    std::set<Step> steps = {Step::kNothing};
    if (attributes_of(before, old_values) != attributes_of(*now.resource, values)) {
      steps = {Step::kUpdate};
    }
    for (const std::string& path : changed) {
      const Value* from = at(old.properties, path);
      const Value* to = at(now.properties, path);
      auto more = steps_of(before.type, type ? &*type : nullptr, path, from == nullptr,
                           to == nullptr, event);
      // An uncertain physical id above leaves everything below uncertain.
      if ((to == nullptr || line_of(*to).find("#2?") != std::string::npos) && is_uncertain(now)) {
        more.insert(Step::kNothing);
      }
      std::set<Step> merged;
      for (const Step a : steps) {
        for (const Step b : more) merged.insert(std::max(a, b));
      }
      steps = merged;
    }
    // Another resource may be asked for the same value.
    if (steps == std::set{Step::kNothing} && named_in(before) != named_in(*now.resource)) {
      steps.insert(Step::kUpdate);
    }
    return steps;
  }

  static std::set<std::string> named_in(const Resource& resource) {
    std::set<std::string> ids;
    for (const cfn::Reference& each : cfn::references(Value(resource.properties))) {
      ids.insert(each.target.str());
    }
    return ids;
  }

  static bool is_uncertain(const Physical& now) {
    return line_of(now.properties).find("#2?") != std::string::npos;
  }

  /// Whether `first` is done with before `then` starts.
  bool is_before(const std::string& first, const std::string& then) {
    std::set<std::string> seen;
    std::vector<std::string> open = {then};
    while (!open.empty()) {
      const std::string id = open.back();
      open.pop_back();
      for (const std::string& each : needs_[id]) {
        if (each == first) return true;
        if (seen.insert(each).second) open.push_back(each);
      }
    }
    return false;
  }

  /// Holds what every resource gets against what is there when it gets it.
  void hold_identities() {
    std::map<std::string, std::vector<std::string>> held_before;
    std::map<std::string, std::vector<std::string>> held_after;
    for (const auto& [id, physical] : old_) held_before[id] = held_by(physical).lines;
    for (const auto& [id, physical] : new_) held_after[id] = held_by(physical).lines;
    const auto has = [](const std::vector<std::string>& lines, const std::string& line) {
      return std::find(lines.begin(), lines.end(), line) != lines.end();
    };
    for (const auto& [id, physical] : new_) {
      Event& event = events[id];
      if (event.steps == std::set{Step::kNothing}) continue;
      if (held_by(physical).is_open || is_uncertain(physical)) event.may_be_refused = true;
      const bool is_anew = makes_new(event);
      // A stage that is there is not described; whose it is, is not followed.
      if (at(physical.properties, "StageDescription") != nullptr) event.may_be_refused = true;
      // Who is in a subnet, and who can change a policy, is not followed either.
      const std::string& type = physical.resource->type;
      if (type.ends_with("SubnetGroup") || type == "AWS::KMS::Key") event.may_be_refused = true;
      for (const std::string& line : held_after[id]) {
        // An update in place keeps what it has.
        if (has(held_before[id], line)) {
          if (!is_anew) continue;
          if (has(held_by(physical).moving, line)) continue;
          if (event.steps.contains(Step::kReplace)) refuse(event, line, event.steps.size() == 1);
        }
        for (const auto& [other, lines] : held_before) {
          if (other != id && has(lines, line)) {
            meet(id, other, has(held_after[other], line), line, event);
          }
        }
        for (const auto& [other, lines] : held_after) {
          if (other != id && has(lines, line)) refuse(event, line, false);
        }
      }
    }
  }

  static bool makes_new(const Event& event) {
    return event.steps.contains(Step::kCreate) || event.steps.contains(Step::kReplace);
  }

  /// `id` wants what `other` has before the update.
  void meet(const std::string& id, const std::string& other, bool is_kept, const std::string& line,
            Event& event) {
    const bool is_clear = event.steps.size() == 1;
    const auto now = new_.find(other);
    // What is deleted or replaced is there until the end.
    if (now == new_.end()) return refuse(event, line, is_clear);
    const auto& steps = events[other].steps;
    if (steps.contains(Step::kReplace)) return refuse(event, line, is_clear && steps.size() == 1);
    if (is_kept) return refuse(event, line, is_clear);
    if (!is_before(other, id)) refuse(event, line, is_before(id, other) && is_clear);
  }

  static void refuse(Event& event, const std::string& line, bool is_certain) {
    (is_certain ? event.is_refused : event.may_be_refused) = true;
    event.why = line;
  }

  void clean_up(const Values& old_values) {
    for (const auto& [id, physical] : old_) {
      Event& event = events[id];
      if (event.steps.empty()) {
        event.steps = {Step::kDelete};
        event.rests = {
            rest_of(physical, line_of(old_values.of(physical.resource->deletion_policy)), true)};
      } else if (event.steps.contains(Step::kReplace)) {
        const Resource& now = *new_.at(id).resource;
        // Which template's attribute counts is not documented.
        for (const Value& policy : {old_values.of(physical.resource->update_replace_policy),
                                    new_values().of(now.update_replace_policy)}) {
          const std::string text = line_of(policy);
          // No value of this attribute; it is refused before anything happens.
          if (text == "RetainExceptOnCreate") event.may_be_refused = true;
          event.rests.insert(rest_of(physical, text, false));
        }
        // Its data is another one's, and may be a third one's now.
        for (std::string_view each : spec::data_facts(physical.resource->type).data_elsewhere) {
          if (at(physical.properties, each) != nullptr) event.rests.insert(Rest::kUnknown);
        }
      }
    }
  }

  const Stack& before_;
  const Stack& after_;
  Deployed old_;
  Deployed new_;
  mutable std::set<std::string> missing_;  ///< what is named and no longer there
  std::map<std::string, std::string> physical_;
  std::map<std::string, std::set<std::string>> needs_;
};

}  // namespace

std::optional<std::map<std::string, Event>> update(const Stack& before, const Stack& after) {
  Engine engine(before, after);
  if (!engine.run()) return std::nullopt;
  return std::move(engine.events);
}

}  // namespace archsynth::property
