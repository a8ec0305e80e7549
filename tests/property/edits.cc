#include "property/edits.h"

#include <algorithm>
#include <array>
#include <functional>
#include <set>

#include "archsynth/cfn/rename.h"
#include "archsynth/spec/resource_types.h"
#include "archsynth/spec/schema.h"
#include "spec/identities.h"
#include "spec/type_facts.h"

namespace archsynth::property {
namespace {

using cfn::LogicalId;
using cfn::Resource;
using cfn::Template;
using cfn::Value;

Resource* any_resource(Template& changed, Random& random) {
  if (changed.resources.empty()) return nullptr;
  return &changed.resources[random.below(changed.resources.size())];
}

void scalars_in(Value& value, std::vector<Value*>& found) {
  if (value.string() != nullptr || value.get_if<bool>() != nullptr ||
      value.get_if<std::int64_t>() != nullptr) {
    found.push_back(&value);
  } else if (cfn::List* items = value.list()) {
    for (Value& each : *items) scalars_in(each, found);
  } else if (cfn::Map* map = value.map()) {
    for (auto& entry : *map) scalars_in(entry.value, found);
  }
}

std::vector<Value*> scalars_of(Resource& resource) {
  std::vector<Value*> found;
  for (auto& entry : resource.properties) scalars_in(entry.value, found);
  return found;
}

Value* any_scalar(Template& changed, Random& random) {
  Resource* resource = any_resource(changed, random);
  if (resource == nullptr) return nullptr;
  const auto found = scalars_of(*resource);
  return found.empty() ? nullptr : found[random.below(found.size())];
}

Value another(const Value& value) {
  if (const bool* flag = value.get_if<bool>()) return !*flag;
  if (const auto* number = value.get_if<std::int64_t>()) return *number + 1;
  const std::string text = value.string() != nullptr ? *value.string() : "x";
  if (!text.empty() && text.back() >= '0' && text.back() <= '8') {
    std::string next = text;
    ++next.back();
    return next;
  }
  return text + "b";
}

void replace_references(Value& value, const LogicalId& id, const Value& by) {
  const auto* ref = value.get_if<cfn::Ref>();
  const auto* att = value.get_if<cfn::GetAtt>();
  if ((ref != nullptr && ref->target == id) || (att != nullptr && att->target == id)) {
    value = by;
  } else if (cfn::List* items = value.list()) {
    for (Value& each : *items) replace_references(each, id, by);
  } else if (cfn::Map* map = value.map()) {
    for (auto& entry : *map) replace_references(entry.value, id, by);
  } else if (auto* call = value.get_if<cfn::Call>()) {
    for (Value& each : call->argument) replace_references(each, id, by);
  } else {
    for (const cfn::Reference& each : cfn::references(value)) {
      if (each.target == id) value = by;
    }
  }
}

void forget(Template& changed, const LogicalId& id) {
  const Value gone = "was-" + id.str();
  std::erase_if(changed.resources, [&](const Resource& each) { return each.id == id; });
  for (Resource& each : changed.resources) {
    for (auto& entry : each.properties) replace_references(entry.value, id, gone);
    std::erase(each.depends_on, id);
    each.metadata = {};
  }
  changed.outputs.clear();
}

std::string change_value(Template& changed, Random& random) {
  Value* value = any_scalar(changed, random);
  if (value == nullptr) return "";
  *value = another(*value);
  return "a value changes";
}

std::string remove_property(Template& changed, Random& random) {
  Resource* resource = any_resource(changed, random);
  if (resource == nullptr || resource->properties.empty()) return "";
  const auto at = resource->properties.begin() +
                  static_cast<std::ptrdiff_t>(random.below(resource->properties.size()));
  const std::string key = at->key;
  resource->properties.erase(key);
  return resource->id.str() + " loses " + key;
}

std::string add_property(Template& changed, Random& random) {
  Resource* resource = any_resource(changed, random);
  const auto type = resource != nullptr ? spec::resource_type(resource->type) : std::nullopt;
  if (!type) return "";
  const bool may = type->create_only.empty() || random.one_in(3);
  const spec::TextList& from = may ? type->conditional_create_only : type->create_only;
  if (from.empty()) return "";
  const std::string path(from[random.below(from.size())]);
  if (path.find('.') != std::string::npos || resource->properties.contains(path)) return "";
  resource->properties.set(path, "given");
  return resource->id.str() + " gets " + path;
}

std::string rename_resource(Template& changed, Random& random) {
  const Resource* resource = any_resource(changed, random);
  if (resource == nullptr) return "";
  const std::string id = resource->id.str();
  cfn::rename_resources(changed, {{id, id + "Two"}});
  return id + " is renamed";
}

std::string swap_ids(Template& changed, Random& random) {
  const Resource* one = any_resource(changed, random);
  const Resource* two = any_resource(changed, random);
  if (one == nullptr || one == two || one->type != two->type) return "";
  const std::string first = one->id.str();
  const std::string second = two->id.str();
  cfn::rename_resources(changed, {{first, second}, {second, first}});
  return first + " and " + second + " swap ids";
}

std::string remove_resource(Template& changed, Random& random) {
  const Resource* resource = any_resource(changed, random);
  if (resource == nullptr) return "";
  const LogicalId id = resource->id;
  forget(changed, id);
  return id.str() + " leaves";
}

std::string duplicate_resource(Template& changed, Random& random) {
  const Resource* resource = any_resource(changed, random);
  if (resource == nullptr) return "";
  Resource copy = *resource;
  copy.id = LogicalId(copy.id.str() + "Copy");
  if (changed.find_resource(copy.id) != nullptr) return "";
  changed.resources.push_back(copy);
  return copy.id.str() + " comes";
}

std::string swap_values(Template& changed, Random& random) {
  Resource* one = any_resource(changed, random);
  Resource* two = any_resource(changed, random);
  if (one == nullptr || one->type != two->type) return "";
  for (auto& entry : one->properties) {
    Value* other = two->properties.find(entry.key);
    if (one == two || other == nullptr || *other == entry.value || random.one_in(3)) continue;
    std::swap(*other, entry.value);
    return one->id.str() + " and " + two->id.str() + " swap " + entry.key;
  }
  return "";
}

std::string set_policy(Template& changed, Random& random) {
  static constexpr std::array<const char*, 4> kPolicies = {"Delete", "Retain", "Snapshot", ""};
  Resource* resource = any_resource(changed, random);
  if (resource == nullptr) return "";
  const char* policy = kPolicies.at(random.below(kPolicies.size()));
  Value& attribute = random.one_in(2) ? resource->deletion_policy : resource->update_replace_policy;
  attribute = *policy != '\0' ? Value(policy) : Value();
  return resource->id.str() + " has policy " + policy;
}

std::string set_condition(Template& changed, Random& random) {
  Resource* resource = any_resource(changed, random);
  if (resource == nullptr) return "";
  if (!resource->condition.empty()) {
    resource->condition = {};
    return resource->id.str() + " has no condition";
  }
  const bool is_met = random.one_in(2);
  const std::string name = is_met ? "IsMet" : "IsNotMet";
  changed.conditions.set(name, cfn::equals("a", is_met ? "a" : "b"));
  resource->condition = LogicalId(name);
  return resource->id.str() + " has " + name;
}

std::string set_dependency(Template& changed, Random& random) {
  if (changed.resources.size() < 2) return "";
  Resource& last = changed.resources.back();
  if (!last.depends_on.empty()) {
    last.depends_on.clear();
  } else {
    last.depends_on.push_back(changed.resources[random.below(changed.resources.size() - 1)].id);
  }
  return last.id.str() + " depends on another";
}

std::string change_default(Template& changed, Random& random) {
  if (changed.parameters.empty()) return "";
  cfn::Parameter& parameter = changed.parameters[random.below(changed.parameters.size())];
  Value* value = parameter.attributes.find("Default");
  if (value == nullptr) return "";
  *value = another(*value);
  if (random.one_in(3)) {
    const LogicalId name(parameter.id.str() + "New");
    for (Resource& each : changed.resources) {
      for (auto& entry : each.properties) {
        if (cfn::references(entry.value).size() == 1) {
          replace_references(entry.value, parameter.id, cfn::ref(name));
        }
      }
    }
    cfn::Parameter renamed = parameter;
    renamed.id = name;
    changed.parameters.push_back(renamed);
    return name.str() + " takes over";
  }
  return parameter.id.str() + " has another default";
}

std::string change_mapping(Template& changed, Random& random) {
  std::vector<Value*> found;
  for (auto& entry : changed.mappings) scalars_in(entry.value, found);
  if (found.empty()) return "";
  Value* value = found[random.below(found.size())];
  *value = another(*value);
  return "a mapping changes";
}

std::string change_type(Template& changed, Random& random) {
  Resource* resource = any_resource(changed, random);
  if (resource == nullptr || !random.one_in(4)) return "";
  resource->type = resource->type == "AWS::SNS::Topic" ? "AWS::SQS::Queue" : "AWS::SNS::Topic";
  return resource->id.str() + " has another type";
}

std::string point_elsewhere(Template& changed, Random& random) {
  Resource* resource = any_resource(changed, random);
  if (resource == nullptr) return "";
  const auto references = cfn::references(Value(resource->properties));
  if (references.empty()) return "";
  const LogicalId from = references[random.below(references.size())].target;
  const Resource* target = changed.find_resource(from);
  if (target == nullptr) return "";
  for (const Resource& each : changed.resources) {
    if (each.type != target->type || each.id == from || each.id == resource->id) continue;
    for (auto& entry : resource->properties) replace_references(entry.value, from, each.ref());
    return resource->id.str() + " points to " + each.id.str();
  }
  return "";
}

/// A property that states a name, or another part of an identity.
std::string naming_property(const std::string& type) {
  for (const spec::Identity& each : spec::identities(type)) {
    for (std::string_view property : each.properties) {
      if (property.find_first_of("@~!=|?.") == std::string_view::npos && each.each.empty()) {
        return std::string(property);
      }
    }
  }
  const auto schema = spec::resource_schema(type);
  if (!schema || schema->primary_identifier().size() != 1) return "";
  const std::string_view pointer = schema->primary_identifier()[0].text();
  return schema->read_only(pointer) ? "" : std::string(pointer.substr(pointer.rfind('/') + 1));
}

void prepare(Resource& resource, Random& random) {
  if (random.one_in(2)) {
    const std::string name = naming_property(resource.type);
    if (!name.empty() && !resource.properties.contains(name)) {
      resource.properties.set(name, "named" + resource.id.str());
    }
  }
  const spec::DataFacts facts = spec::data_facts(resource.type);
  if (facts.data.empty()) return;
  if (facts.protection && facts.protection->key.empty() && random.one_in(3) &&
      facts.protection->path.find('.') == std::string_view::npos) {
    resource.properties.set(facts.protection->path, std::string(facts.protection->value));
  }
  static constexpr std::array<const char*, 3> kPolicies = {"Delete", "Retain", "Snapshot"};
  if (random.one_in(2)) resource.deletion_policy = kPolicies.at(random.below(3));
  if (random.one_in(2)) resource.update_replace_policy = kPolicies.at(random.below(3));
}

std::string respell_scalar(Template& changed, Random& random) {
  Value* value = any_scalar(changed, random);
  const std::string* text = value != nullptr ? value->string() : nullptr;
  if (text == nullptr || text->find("${") != std::string::npos || text->empty()) return "";
  const std::string copy = *text;
  const auto half = static_cast<std::ptrdiff_t>(copy.size() / 2);
  const std::string left(copy.begin(), copy.begin() + half);
  const std::string right(copy.begin() + half, copy.end());
  switch (random.below(5)) {
    case 0:
      *value = cfn::join("", {left, right});
      return "Join of " + copy;
    case 1:
      *value = cfn::select(1, cfn::List{"other", copy});
      return "Select of " + copy;
    case 2:
      *value = cfn::sub(left + "${Rest}", {{"Rest", right}});
      return "Sub of " + copy;
    case 3:
      changed.mappings.set("Words", cfn::Map{{"One", cfn::Map{{"Two", copy}}}});
      *value = cfn::call(cfn::Function::kFindInMap, cfn::List{"Words", "One", "Two"});
      return "FindInMap of " + copy;
    default:
      changed.conditions.set("IsSo", cfn::equals("a", "a"));
      *value = cfn::if_(LogicalId("IsSo"), copy, "other");
      return "If of " + copy;
  }
}

std::string respell_number(Template& changed, Random& random) {
  Value* value = any_scalar(changed, random);
  if (value == nullptr) return "";
  if (const bool* flag = value->get_if<bool>()) {
    *value = *flag ? "true" : "false";
  } else if (const auto* number = value->get_if<std::int64_t>()) {
    *value = std::to_string(*number);
  } else {
    return "";
  }
  return "a number as a string";
}

std::string reorder(Template& changed, Random& random) {
  Resource* resource = any_resource(changed, random);
  const auto type = resource != nullptr ? spec::resource_type(resource->type) : std::nullopt;
  if (!type) return "";
  for (auto& entry : resource->properties) {
    cfn::List* items = entry.value.list();
    if (items == nullptr || items->size() < 2 || !type->unordered.contains(entry.key)) continue;
    std::reverse(items->begin(), items->end());
    return resource->id.str() + " reverses " + entry.key;
  }
  std::reverse(changed.resources.begin(), changed.resources.end());
  return "the resources are reversed";
}

}  // namespace

Template some_of(const Template& whole, Random& random) {
  Template part = whole;
  part.resources.clear();
  part.outputs.clear();
  std::set<std::string> wanted;
  std::vector<LogicalId> open;
  for (std::size_t i = 0; i < 3; ++i) {
    open.push_back(whole.resources[random.below(whole.resources.size())].id);
  }
  while (!open.empty() && wanted.size() < 10) {
    const Resource* resource = whole.find_resource(open.back());
    open.pop_back();
    if (resource == nullptr || !wanted.insert(resource->id.str()).second) continue;
    for (const auto& each : cfn::references(Value(resource->properties))) {
      open.push_back(each.target);
    }
  }
  for (const Resource& each : whole.resources) {
    if (wanted.contains(each.id.str())) part.resources.push_back(each);
  }
  for (const Resource& each : whole.resources) {
    if (!wanted.contains(each.id.str())) forget(part, each.id);
  }
  for (Resource& each : part.resources) prepare(each, random);
  return part;
}

std::string edit(Template& changed, Random& random) {
  using Edit = std::string (*)(Template&, Random&);
  static constexpr std::array<Edit, 18> kEdits = {
      change_value,   change_value,    change_value,   remove_property, add_property,
      add_property,   rename_resource, swap_ids,       remove_resource, duplicate_resource,
      swap_values,    set_policy,      set_condition,  set_dependency,  change_default,
      change_mapping, change_type,     point_elsewhere};
  return kEdits.at(random.below(kEdits.size()))(changed, random);
}

std::string respell(Template& changed, Random& random) {
  using Edit = std::string (*)(Template&, Random&);
  static constexpr std::array<Edit, 4> kEdits = {respell_scalar, respell_scalar, respell_number,
                                                 reorder};
  return kEdits.at(random.below(kEdits.size()))(changed, random);
}

}  // namespace archsynth::property
