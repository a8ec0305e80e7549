#include "view/serverless.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "archsynth/support/characters.h"
#include "spec/serverless.h"
#include "view/view.h"

namespace archsynth::view {
namespace {

constexpr std::string_view kTransform = "AWS::Serverless-2016-10-31";
constexpr std::string_view kServerlessPrefix = "AWS::Serverless::";

/// Puts in what is missing: entries of maps, items of lists in front; what is stated stays.
void add_globals(const cfn::Value& globals, cfn::Value& to) {
  if (cfn::Map* map = to.map(); map != nullptr && globals.map() != nullptr) {
    for (const cfn::MapEntry& each : *globals.map()) {
      if (cfn::Value* own = map->find(each.key)) {
        add_globals(each.value, *own);
      } else {
        map->append(each.key, each.value, each.key_origin);
      }
    }
  } else if (cfn::List* list = to.list(); list != nullptr && globals.list() != nullptr) {
    list->insert(list->begin(), globals.list()->begin(), globals.list()->end());
  }
}

/// Whether a resource does without `Globals` for the property.
bool ignores_globals(const cfn::Resource& resource, const std::string& property) {
  const cfn::Value* ignored = resource.other_attributes.find("IgnoreGlobals");
  if (ignored == nullptr) return false;
  const auto is = [&](const cfn::Value& value, std::string_view text) {
    return value.string() != nullptr && *value.string() == text;
  };
  if (ignored->list() == nullptr) return is(*ignored, "*");
  return std::any_of(ignored->list()->begin(), ignored->list()->end(),
                     [&](const cfn::Value& each) { return is(each, property); });
}

/// A mapping that is written out, with no function, loop or macro among its keys.
const cfn::Map* plain_map(const cfn::Value* value) {
  const cfn::Map* map = value == nullptr ? nullptr : value->map();
  const auto is_made = [](const cfn::MapEntry& each) { return each.key.starts_with("Fn::"); };
  return map == nullptr || std::any_of(map->begin(), map->end(), is_made) ? nullptr : map;
}

/// What is at a dotted path of properties. `is_open`: something on the way is computed.
struct Found {
  const cfn::MapEntry* entry = nullptr;
  bool is_open = false;

  const cfn::Value* value() const { return entry == nullptr ? nullptr : &entry->value; }
};

Found found_at(const cfn::Map& properties, std::string_view path) {
  const std::size_t dot = path.find('.');
  const cfn::MapEntry* entry = properties.find_entry(path.substr(0, dot));
  if (entry == nullptr || dot == path.npos) return {entry, false};
  const cfn::Map* inner = plain_map(&entry->value);
  return inner == nullptr ? Found{nullptr, true} : found_at(*inner, path.substr(dot + 1));
}

bool meets(const spec::TextList& needs, const cfn::Map& properties) {
  return std::all_of(needs.begin(), needs.end(), [&](std::string_view need) {
    const bool is_wanted = !need.starts_with('!');
    const Found found = found_at(properties, is_wanted ? need : need.substr(1));
    if (found.is_open) return true;
    const bool is_decided = found.entry == nullptr || !cfn::is_choice(*found.value());
    return !is_decided ||
           (found.entry != nullptr && !cfn::is_no_value(*found.value())) == is_wanted;
  });
}

bool is_plain(std::string_view text) {
  return std::all_of(text.begin(), text.end(), is_letter_or_digit);
}

/// The pattern with the values of properties; `*` for those that are not plain.
std::string with_properties(std::string_view pattern, const cfn::Map& properties) {
  const std::size_t open = pattern.find('{');
  const std::size_t end = pattern.find('}');
  if (open == pattern.npos || end == pattern.npos) return std::string(pattern);
  const cfn::Value* value = found_at(properties, pattern.substr(open + 1, end - open - 1)).value();
  const std::string* text = value == nullptr ? nullptr : value->string();
  return std::string(pattern.substr(0, open)) +
         (text != nullptr && is_plain(*text) ? *text : std::string("*")) +
         std::string(pattern.substr(end + 1));
}

bool fits(std::string_view pattern, std::string_view text) {
  constexpr std::size_t kHash = 10;
  if (pattern.empty()) return text.empty();
  const std::string_view rest = pattern.substr(1);
  if (pattern.front() == '#') {
    return text.size() >= kHash && is_plain(text.substr(0, kHash)) &&
           fits(rest, text.substr(kHash));
  }
  if (pattern.front() != '*') {
    return !text.empty() && text.front() == pattern.front() && fits(rest, text.substr(1));
  }
  for (std::size_t taken = 0; taken <= text.size(); ++taken) {
    if (fits(rest, text.substr(taken))) return true;
    if (taken < text.size() && !is_letter_or_digit(text[taken])) return false;
  }
  return false;
}

/// What something of a template makes: a resource, or an event of one.
struct Maker {
  const cfn::Resource* resource;
  std::string id;
  const cfn::Map* properties;
  std::vector<spec::ServerlessId> made;
};

class Makers {
 public:
  explicit Makers(const cfn::Template& stack) {
    for (const cfn::Resource& each : stack.resources) add(each);
  }

  /// The resource of that id; nothing where none can be.
  std::optional<cfn::Resource> resource_of(const std::string& id) const {
    for (const Maker& maker : all_) {
      for (const spec::ServerlessId& each : maker.made) {
        if (!meets(each.needs, *maker.properties)) continue;
        const bool is_whole = each.id.starts_with('=');
        if (!is_whole && !id.starts_with(maker.id)) continue;
        const std::string_view rest = std::string_view(id).substr(is_whole ? 0 : maker.id.size());
        const std::string_view pattern = each.id.substr(is_whole ? 1 : 0);
        if (!fits(with_properties(pattern, *maker.properties), rest)) continue;
        cfn::Resource made;
        made.id = cfn::LogicalId(id);
        made.type = each.type;
        // Several may make it, each under its own condition.
        if (!is_whole) made.condition = maker.resource->condition;
        return made;
      }
    }
    if (!is_open_) return std::nullopt;
    cfn::Resource any;
    any.id = cfn::LogicalId(id);
    return any;
  }

 private:
  void add(const cfn::Resource& resource) {
    const std::string& id = resource.id.str();
    if (const cfn::Map* connectors = connectors_of(resource)) {
      for (const cfn::MapEntry& each : *connectors) {
        all_.push_back({&resource, id + each.key, &resource.properties,
                        spec::serverless_ids("AWS::Serverless::Connector")});
      }
    }
    if (!resource.type.starts_with(kServerlessPrefix)) return;
    const auto is_made = [](const cfn::MapEntry& each) { return each.key.starts_with("Fn::"); };
    is_open_ |= std::any_of(resource.properties.begin(), resource.properties.end(), is_made);
    all_.push_back({&resource, id, &resource.properties, spec::serverless_ids(resource.type)});
    const cfn::Value* events = resource.properties.find("Events");
    if (events == nullptr) return;
    const cfn::Map* map = plain_map(events);
    if (map == nullptr) {
      is_open_ = true;
      return;
    }
    for (const cfn::MapEntry& each : *map) add_event(resource, each);
  }

  void add_event(const cfn::Resource& resource, const cfn::MapEntry& event) {
    const cfn::Map* map = plain_map(&event.value);
    const cfn::Value* type = map == nullptr ? nullptr : map->find("Type");
    if (type == nullptr || type->string() == nullptr) {
      is_open_ = true;
      return;
    }
    for (const std::string& source : {"Events." + *type->string(), std::string("Events.*")}) {
      all_.push_back({&resource, resource.id.str() + event.key, map, spec::serverless_ids(source)});
    }
  }

  static const cfn::Map* connectors_of(const cfn::Resource& resource) {
    const cfn::Value* connectors = resource.other_attributes.find("Connectors");
    return connectors == nullptr ? nullptr : connectors->map();
  }

  std::vector<Maker> all_;
  bool is_open_ = false;
};

/// What a template names that it does not have.
std::set<std::string> missing_names(const cfn::Template& source) {
  std::map<std::string_view, const cfn::Resource*> own;
  std::set<std::string> names;
  for (const cfn::Resource& each : source.resources) own.emplace(each.id.str(), &each);
  const auto add = [&](const auto& value) {
    for (const cfn::Reference& each : cfn::references(value)) {
      const std::string& id = each.target.str();
      const auto found = own.find(id);
      if (found == own.end()) {
        if (source.find_parameter(each.target) == nullptr) names.insert(id);
      } else if (found->second->type.starts_with(kServerlessPrefix) && !each.attribute.empty()) {
        names.insert(id + "." + each.attribute.substr(0, each.attribute.find('.')));
      }
    }
  };
  for (const cfn::Resource& each : source.resources) {
    add(each.properties);
    for (const cfn::Value* value : {&each.metadata, &each.creation_policy, &each.update_policy,
                                    &each.deletion_policy, &each.update_replace_policy}) {
      if (!value->absent()) add(*value);
    }
    for (const cfn::LogicalId& id : each.depends_on) {
      if (!own.contains(id.str())) names.insert(id.str());
    }
  }
  for (const cfn::Output& each : source.outputs) {
    add(each.value);
    if (!each.export_name.absent()) add(each.export_name);
  }
  if (!source.globals.absent()) add(source.globals);
  return names;
}

/// Puts a copy of an entry at a dotted path.
void put(cfn::Map& properties, std::string_view path, const cfn::MapEntry& entry) {
  const std::size_t dot = path.find('.');
  const std::string_view key = path.substr(0, dot);
  if (dot == path.npos) return properties.append(key, entry.value, entry.key_origin);
  if (!properties.contains(key)) properties.append(key, cfn::Map(), entry.key_origin);
  if (cfn::Map* inner = properties.find(key)->map()) put(*inner, path.substr(dot + 1), entry);
}

std::string as_pointer(std::string_view path) {
  std::string pointer(path);
  std::replace(pointer.begin(), pointer.end(), '.', '/');
  return pointer;
}

/// Adds what properties become, which are those of a resource or of one of its events.
void add_made(const cfn::Resource& of, std::string_view source, const cfn::Map& properties,
              const std::string& pointer, std::vector<MadeResource>& to) {
  std::map<std::string_view, MadeResource> by_type;
  for (const spec::ServerlessValue& each : spec::serverless_values(source)) {
    const cfn::MapEntry* entry = found_at(properties, each.property).entry;
    if (entry == nullptr) continue;
    MadeResource& made = by_type[each.type];
    put(made.resource.properties, each.path, *entry);
    made.values.push_back({as_pointer(each.path), pointer + as_pointer(each.property)});
  }
  for (auto& [type, made] : by_type) {
    cfn::Resource& resource = made.resource;
    resource.id = of.id;
    resource.type = type;
    resource.condition = of.condition;
    resource.origin = of.origin;
    resource.type_origin = of.type_origin;
    resource.properties_origin = of.properties_origin;
    resource.other_attributes = of.other_attributes;
    made.is_main = type == spec::serverless_becomes(of.type) && &properties == &of.properties;
    // What the transform rewrites decides about the other values all the same.
    for (const cfn::MapEntry& each : properties) {
      if (made.is_main && !resource.properties.contains(each.key)) {
        resource.properties.append(each.key, each.value, each.key_origin);
      }
    }
    to.push_back(std::move(made));
  }
}

}  // namespace

bool is_serverless(const cfn::Template& source) {
  const auto is = [](const cfn::Value& name) {
    return name.string() != nullptr && *name.string() == kTransform;
  };
  const cfn::List* names = source.transform.list();
  return names == nullptr ? is(source.transform) : std::any_of(names->begin(), names->end(), is);
}

/// Source:
/// https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-specification-template-anatomy-globals.html
void apply_globals(cfn::Template& stack) {
  for (cfn::Resource& resource : stack.resources) {
    if (!resource.type.starts_with(kServerlessPrefix)) continue;
    const cfn::Value* globals =
        member(&stack.globals, {resource.type.substr(kServerlessPrefix.size())});
    if (globals == nullptr || globals->map() == nullptr) continue;
    for (const cfn::MapEntry& each : *globals->map()) {
      if (ignores_globals(resource, each.key)) continue;
      if (cfn::Value* own = resource.properties.find(each.key)) {
        add_globals(each.value, *own);
      } else {
        resource.properties.append(each.key, each.value, each.key_origin);
      }
    }
  }
}

std::optional<cfn::Template> with_serverless_ids(const cfn::Template& source) {
  if (!is_serverless(source)) return std::nullopt;
  cfn::Template named = source;
  cfn::Template applied = source;
  apply_globals(applied);
  const Makers makers(applied);
  for (const std::string& each : missing_names(source)) {
    if (auto made = makers.resource_of(each)) named.resources.push_back(std::move(*made));
  }
  return named;
}

std::vector<MadeResource> made_resources(const cfn::Template& source) {
  std::vector<MadeResource> made;
  if (!is_serverless(source)) return made;
  cfn::Template applied = source;
  apply_globals(applied);
  for (const cfn::Resource& each : applied.resources) {
    if (!each.type.starts_with(kServerlessPrefix)) continue;
    add_made(each, each.type, each.properties, "", made);
    const cfn::Map* events = plain_map(each.properties.find("Events"));
    if (events == nullptr) continue;
    for (const cfn::MapEntry& event : *events) {
      const cfn::Value* type = member(&event.value, {"Type"});
      const cfn::Map* properties = plain_map(member(&event.value, {"Properties"}));
      if (type == nullptr || type->string() == nullptr || properties == nullptr) continue;
      const std::size_t first = made.size();
      add_made(each, "Events." + *type->string(), *properties,
               "Events/" + event.key + "/Properties/", made);
      for (std::size_t i = first; i < made.size(); ++i) made[i].event = event.key;
    }
  }
  return made;
}

std::optional<cfn::Template> with_made_resources(const cfn::Template& source) {
  if (!is_serverless(source)) return std::nullopt;
  cfn::Template stack = source;
  stack.globals = {};
  for (MadeResource& made : made_resources(source)) {
    cfn::Resource& resource = made.resource;
    const bool is_alias = resource.type == "AWS::Lambda::Alias";
    const bool is_of_function = is_alias || resource.type == "AWS::Lambda::EventSourceMapping";
    if (!is_of_function && !made.is_main) continue;
    resource.properties.append("Fn::Transform", kTransform);
    if (is_of_function) {
      resource.properties.append("FunctionName", cfn::ref(resource.id));
      resource.id = cfn::LogicalId(resource.id.str() + (is_alias ? "Alias" : made.event));
      stack.resources.push_back(std::move(resource));
      continue;
    }
    const auto written = std::find_if(stack.resources.begin(), stack.resources.end(),
                                      [&](const auto& each) { return each.id == resource.id; });
    *written = std::move(resource);
  }
  return stack;
}

}  // namespace archsynth::view
