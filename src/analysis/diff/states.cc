#include "states.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <map>
#include <optional>
#include <set>
#include <tuple>

#include "archsynth/support/text.h"
#include "canonical.h"
#include "cfn/evaluate/by_name.h"
#include "cfn/evaluate/choice.h"

namespace archsynth::analysis {
namespace {

/// What stands for any value that no condition names.
constexpr std::string_view kOther = "\x01other";

struct Choice {
  std::vector<std::string> values;
  bool is_closed = false;  ///< there are no others
  std::set<std::string, std::less<>> known{};
  /// The rows of a mapping that the stack is looked up in, which its value is one of.
  std::optional<std::set<std::string, std::less<>>> rows{};
};
using Choices = std::map<std::string, Choice>;

void add(Choice& choice, std::string_view value) {
  if (choice.known.contains(value)) return;
  choice.known.emplace(value);
  choice.values.emplace_back(value);
}

const cfn::List* arguments_of(const cfn::Value& value, cfn::Function function) {
  const auto* call = value.get_if<cfn::Call>();
  return call != nullptr && call->function == function ? call->argument.front().list() : nullptr;
}

const std::string* name_of(const cfn::Value& value) {
  const auto* ref = value.get_if<cfn::Ref>();
  return ref == nullptr ? nullptr : &ref->target.str();
}

/// The condition that `Condition: name` refers to; null for another value.
const std::string* condition_of(const cfn::Value& value) {
  const auto* call = value.get_if<cfn::Call>();
  const bool is_it = call != nullptr && call->function == cfn::Function::kCondition;
  return is_it ? call->argument.front().string() : nullptr;
}

/// Finds in one template what conditions and mappings are decided by.
class Deciders {
 public:
  Deciders(const cfn::Template& stack, Choices& choices, bool is_deployed)
      : stack_(stack), choices_(choices), is_deployed_(is_deployed) {}

  void add_condition(const std::string& name) {
    if (!seen_.insert(name).second) return;
    if (const cfn::Value* definition = stack_.conditions.find(name)) add_value(*definition);
  }

  void add_resource(const cfn::Resource& resource) {
    if (!resource.condition.empty()) add_condition(resource.condition.str());
    for (const cfn::MapEntry& entry : resource.properties) add_value(entry.value);
  }

  /// Everything in a value that a condition or a mapping decides.
  void add_value(const cfn::Value& value) {
    cfn::walk(value, [&](const cfn::Value& each) {
      if (const auto choice = cfn::choice_of(each)) {
        add_condition(choice->condition);
      } else if (const cfn::List* sides = arguments_of(each, cfn::Function::kEquals)) {
        if (sides->size() == 2) add_equal((*sides)[0], (*sides)[1]);
      } else if (const cfn::List* keys = arguments_of(each, cfn::Function::kFindInMap)) {
        add_map(*keys);
      } else if (const std::string* name = condition_of(each)) {
        add_condition(*name);
      }
    });
  }

  /// The parameters by which a resource is decided together, and the conditions on the way.
  std::set<std::string> deciding(const cfn::Resource& resource,
                                 std::set<std::string>& known) const {
    std::set<std::string> names;
    if (!resource.condition.empty()) add_parameters(resource.condition.str(), names, known);
    cfn::walk(cfn::as_value(resource.properties), [&](const cfn::Value& each) {
      if (const auto choice = cfn::choice_of(each)) {
        add_parameters(choice->condition, names, known);
      } else if (const std::string* name = name_of(each);
                 name != nullptr && choices_.contains(*name)) {
        names.insert(*name);
      }
    });
    return names;
  }

 private:
  void add_parameters(const std::string& condition, std::set<std::string>& names,
                      std::set<std::string>& known) const {
    const cfn::Value* definition = stack_.conditions.find(condition);
    if (definition == nullptr || !known.insert(condition).second) return;
    cfn::walk(*definition, [&](const cfn::Value& each) {
      if (const std::string* name = name_of(each); name != nullptr && choices_.contains(*name)) {
        names.insert(*name);
      }
      if (const std::string* other = condition_of(each)) add_parameters(*other, names, known);
    });
  }

  void add_equal(const cfn::Value& a, const cfn::Value& b) {
    for (const auto& [one, other] : {std::pair(&a, &b), std::pair(&b, &a)}) {
      const std::string* name = name_of(*one);
      const cfn::Value* stated = cfn::found_in_map(stack_.mappings, *other, cfn::scalar_text);
      const cfn::Value literal = canonical(stated == nullptr ? *other : *stated);
      if (name != nullptr && literal.string() != nullptr) {
        analysis::add(choices_[*name], *literal.string());
      }
    }
  }

  void add_map(const cfn::List& keys) {
    const cfn::Value* map = &no_map_;
    const std::string* map_name = keys.empty() ? nullptr : keys.front().string();
    if (map_name != nullptr && stack_.mappings.find(*map_name) != nullptr) {
      map = stack_.mappings.find(*map_name);
    }
    for (std::size_t level = 1; level < 3 && level < keys.size(); ++level) {
      const std::string* name = name_of(keys[level]);
      if (name == nullptr || map->map() == nullptr) continue;
      if (!looked_up_.emplace(map, *name, level).second) continue;
      for (const cfn::MapEntry& entry : *map->map()) {
        if (level == 1) {
          analysis::add(choices_[*name], entry.key);
        } else if (entry.value.map() != nullptr) {
          for (const cfn::MapEntry& inner : *entry.value.map()) {
            analysis::add(choices_[*name], inner.key);
          }
        }
      }
      // No other key is there.
      choices_[*name].is_closed = true;
      if (is_deployed_ && level == 1 && keys.size() == 3) limit(choices_[*name], *map->map());
    }
  }

  static void limit(Choice& choice, const cfn::Map& mapping) {
    if (!choice.rows) {
      choice.rows.emplace();
      for (const cfn::MapEntry& row : mapping) choice.rows->insert(row.key);
    } else {
      std::erase_if(*choice.rows, [&](const std::string& row) { return !mapping.contains(row); });
    }
  }

  const cfn::Template& stack_;
  Choices& choices_;
  const bool is_deployed_;
  std::set<std::string> seen_;
  std::set<std::tuple<const cfn::Value*, std::string, std::size_t>> looked_up_;
  cfn::Value no_map_;
};

bool is_same(const cfn::Value* a, const cfn::Value* b) {
  return a == nullptr || b == nullptr ? a == b : *a == *b;
}

/// Of one side: what resources that differ depend on, and conditions and mappings that differ.
void add_side(const cfn::Template& stack, const cfn::Template& other, bool is_deployed,
              Choices& choices, std::set<std::set<std::string>>& joint) {
  Deciders deciders(stack, choices, is_deployed);
  std::set<std::string> changed;
  for (const cfn::MapEntry& entry : stack.conditions) {
    if (is_same(&entry.value, other.conditions.find(entry.key))) continue;
    deciders.add_condition(entry.key);
    changed.insert(entry.key);
  }
  std::map<std::string_view, const cfn::Resource*> others;
  for (const cfn::Resource& each : other.resources) others.emplace(each.id.str(), &each);
  const bool are_maps_same = stack.mappings == other.mappings;
  for (const cfn::Resource& each : stack.resources) {
    const auto found = others.find(each.id.str());
    if (are_maps_same && found != others.end() && *found->second == each) continue;
    deciders.add_resource(each);
  }
  for (const cfn::Resource& each : stack.resources) {
    const auto found = others.find(each.id.str());
    const bool is_kept = found != others.end() && *found->second == each;
    if (are_maps_same && is_kept && changed.empty()) continue;
    std::set<std::string> known;
    std::set<std::string> names = deciders.deciding(each, known);
    const bool is_touched = std::any_of(known.begin(), known.end(), [&](const std::string& name) {
      return changed.contains(name);
    });
    if (!is_kept || !are_maps_same || is_touched) joint.insert(std::move(names));
  }
}

using Parameters = cfn::ByName<cfn::Parameter>;

/// The names of the parameters that are given.
std::set<std::string_view> given_names(const DiffOptions& options) {
  std::set<std::string_view> names;
  for (const auto* values : {&options.before, &options.after}) {
    for (const ParameterValue& each : *values) names.insert(each.name);
  }
  return names;
}

/// Whether the value is one that the stack may have where nobody has given it.
bool is_open(const std::string& name, const Parameters& before, const Parameters& after,
             const DiffOptions& options) {
  if (name == "AWS::Region") return options.region.empty();
  if (name.starts_with("AWS::")) return name != "AWS::NoValue" && name != "AWS::Partition";
  const cfn::Parameter* parameter = find(after, name);
  const cfn::Parameter* old = find(before, name);
  if (parameter == nullptr) parameter = old;
  if (parameter == nullptr || parameter->type.starts_with("AWS::SSM::")) return false;
  // A new parameter has its default.
  return old != nullptr || !parameter->attributes.contains("Default");
}

/// The default that a stack has; empty where there is none.
std::string default_of(const std::string& name, const Parameters& parameters) {
  const cfn::Parameter* parameter = find(parameters, name);
  const cfn::Value* usual = parameter == nullptr ? nullptr : parameter->attributes.find("Default");
  return usual == nullptr ? std::string() : brief(*usual);
}

/// The parameters that a value refers to, of those that there were.
std::set<std::string> parameters_in(const cfn::Value& value, const Parameters& before) {
  std::set<std::string> names;
  for (const cfn::Reference& each : cfn::references(value)) {
    if (!default_of(each.target.str(), before).empty()) names.insert(each.target.str());
  }
  return names;
}

/// Adds the parameters whose default took the place of them in a property, or they that of it. A
/// parameter that is new in the property is the old one under another name.
void add_inlined(const cfn::Template& before, const cfn::Template& after, const Parameters& known,
                 Choices& choices) {
  std::map<std::string_view, const cfn::Resource*> others;
  for (const cfn::Resource& each : after.resources) others.emplace(each.id.str(), &each);
  const Parameters now = cfn::by_name(after.parameters);
  for (const cfn::Resource& each : before.resources) {
    const auto other = others.find(each.id.str());
    if (other == others.end()) continue;
    for (const cfn::MapEntry& entry : each.properties) {
      const cfn::Value* value = other->second->properties.find(entry.key);
      if (value == nullptr || *value == entry.value) continue;
      const auto references = cfn::references(*value);
      const bool is_renamed =
          std::any_of(references.begin(), references.end(), [&](const cfn::Reference& reference) {
            const std::string& name = reference.target.str();
            return find(known, name) == nullptr && find(now, name) != nullptr;
          });
      if (is_renamed) continue;
      std::vector<std::string> names;
      const std::set<std::string> old_names = parameters_in(entry.value, known);
      const std::set<std::string> new_names = parameters_in(*value, known);
      std::set_symmetric_difference(old_names.begin(), old_names.end(), new_names.begin(),
                                    new_names.end(), std::back_inserter(names));
      for (const std::string& name : names) choices[name];
    }
  }
}

/// The values to try: all that are told apart, and one that no condition names.
std::vector<std::string> values_to_try(const std::string& name, Choice choice,
                                       const Parameters& before, const Parameters& after) {
  const cfn::Parameter* old = find(before, name);
  const cfn::Parameter* parameter = find(after, name);
  if (parameter == nullptr) parameter = old;
  const cfn::Value* allowed =
      parameter == nullptr ? nullptr : parameter->attributes.find("AllowedValues");
  if (allowed != nullptr && allowed->list() != nullptr) {
    Choice permitted;
    permitted.rows = choice.rows;
    for (const cfn::Value& each : *allowed->list()) add(permitted, brief(each));
    choice = std::move(permitted);
  } else if (!choice.is_closed) {
    add(choice, kOther);
  }
  if (choice.rows && old != nullptr) {
    std::erase_if(choice.values,
                  [&](const std::string& each) { return !choice.rows->contains(each); });
  }
  const std::string base = default_of(name, before);
  if (!base.empty()) std::erase(choice.values, base);
  return choice.values;
}

/// `usual` is what the stack is assumed to have where that is the only value that is told apart.
std::string when(const std::string& name, const std::string& value, const std::string& usual) {
  const std::string subject = name == "AWS::Region"      ? "the region"
                              : name == "AWS::AccountId" ? "the account"
                              : name == "AWS::StackName" ? "the stack's name"
                                                         : name;
  if (value == kOther && !usual.empty()) return fmt::format("{} is not {}", subject, quoted(usual));
  if (value == kOther) return fmt::format("{} is another value", subject);
  if (value.empty()) return fmt::format("{} is empty", subject);
  return fmt::format("{} is {}", subject, name == "AWS::Region" ? value : quoted(value));
}

/// The values of a parameter that are tried, and the only one that is told apart from them.
struct Tried {
  std::vector<std::string> values;
  std::string usual;
};

DiffState in_state_too(DiffState state, const std::string& name, const std::string& value,
                       const std::string& usual) {
  state.is_of_region = name == "AWS::Region" && state.when.empty();
  state.when += (state.when.empty() ? "" : " and ") + when(name, value, usual);
  // Messages show what another value is of.
  const std::string text = value == kOther ? fmt::format("${{{}}}", name) : value;
  state.values.push_back({name, cfn::Value(text), {}});
  return state;
}

/// Adds the states that parameters of one resource make together, where those of all are too many.
void add_joint_states(const std::set<std::string>& names, const std::map<std::string, Tried>& tried,
                      std::vector<DiffState>& states) {
  std::vector<DiffState> joint = {{}};
  for (const std::string& name : names) {
    const auto found = tried.find(name);
    if (found == tried.end()) continue;
    const std::size_t known = joint.size();
    if (known * (found->second.values.size() + 1) > kMostStates) return;
    for (const std::string& value : found->second.values) {
      for (std::size_t i = 0; i < known; ++i) {
        joint.push_back(in_state_too(joint[i], name, value, found->second.usual));
      }
    }
  }
  for (DiffState& each : joint) {
    const bool is_known = std::any_of(states.begin(), states.end(), [&](const DiffState& other) {
      return other.when == each.when;
    });
    if (!is_known && states.size() <= 2 * kMostStates) states.push_back(std::move(each));
  }
}

}  // namespace

std::vector<DiffState> other_states(const cfn::Template& before, const cfn::Template& after,
                                    const DiffOptions& options) {
  Choices choices;
  std::set<std::set<std::string>> joint;
  add_side(before, after, true, choices, joint);
  add_side(after, before, false, choices, joint);
  const std::set<std::string_view> given = given_names(options);
  const Parameters old_parameters = cfn::by_name(before.parameters);
  const Parameters new_parameters = cfn::by_name(after.parameters);
  add_inlined(before, after, old_parameters, choices);
  std::map<std::string, Tried> tried;
  std::vector<DiffState> states = {{}};
  for (const auto& [name, choice] : choices) {
    if (given.contains(name) || !is_open(name, old_parameters, new_parameters, options)) continue;
    Tried& now = tried[name];
    now.values = values_to_try(name, choice, old_parameters, new_parameters);
    if (now.values.size() == 1) now.usual = default_of(name, old_parameters);
    if (states.size() > kMostStates) continue;
    // Each with what is there already while it is little, else by itself.
    const std::size_t known = states.size();
    const std::size_t combined = known * (now.values.size() + 1) <= kMostStates ? known : 1;
    for (const std::string& value : now.values) {
      for (std::size_t i = 0; i < combined && states.size() <= kMostStates; ++i) {
        states.push_back(in_state_too(states[i], name, value, now.usual));
      }
    }
  }
  for (const std::set<std::string>& each : joint) add_joint_states(each, tried, states);
  states.erase(states.begin());
  return states;
}

}  // namespace archsynth::analysis
