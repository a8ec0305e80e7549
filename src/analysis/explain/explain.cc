#include "archsynth/analysis/explain.h"
#include "archsynth/support/characters.h"

#include <algorithm>
#include <cstdint>
#include <set>
#include <utility>

#include "allowed.h"
#include "archsynth/cfn/reader.h"
#include "archsynth/support/text.h"
#include "trials.h"

namespace archsynth::analysis {
namespace {

bool is_index(std::string_view name) {
  return !name.empty() && std::all_of(name.begin(), name.end(), is_digit);
}

std::string unescaped(std::string_view token) {
  std::string text;
  for (std::size_t i = 0; i < token.size(); ++i) {
    if (token[i] == '~' && i + 1 < token.size()) {
      text += token[++i] == '1' ? '/' : '~';
    } else {
      text += token[i];
    }
  }
  return text;
}

std::vector<std::string> names_of_pointer(std::string_view pointer) {
  std::vector<std::string> names;
  if (pointer.empty()) return names;
  for (const std::string_view each : split(pointer.substr(1), '/')) {
    names.push_back(unescaped(each));
  }
  return names;
}

const cfn::Value* below(const cfn::Value& value, const std::string& name) {
  if (const cfn::Map* map = value.map()) return map->find(name);
  const cfn::List* list = value.list();
  if (list == nullptr || !is_index(name) || name.size() > 6) return nullptr;
  std::size_t left = std::stoul(name);
  for (const cfn::Value& item : *list) {
    if (!item.absent() && left-- == 0) return &item;
  }
  return nullptr;
}

/// Functions that hold the values of the place they stand at: their names and arguments are no
/// part of a property's path.
bool is_function(std::string_view name) { return name == "Ref" || name.starts_with("Fn::"); }

/// The dotted property of a pointer into `Properties`; up to the first function.
std::string property_of(const std::vector<std::string>& names) {
  std::vector<std::string> parts;
  for (std::size_t i = 3; i < names.size() && !is_function(names[i]); ++i) {
    if (!is_index(names[i])) parts.push_back(names[i]);
  }
  return join(parts, ".");
}

/// The schema at a pointer into `Properties`, up to the first function.
std::optional<spec::Schema> schema_at(const spec::ResourceSchema& schema,
                                      const std::vector<std::string>& names) {
  std::optional<spec::Schema> at = schema.root();
  for (std::size_t i = 3; at && i < names.size() && !is_function(names[i]); ++i) {
    at = is_index(names[i]) ? at->child(spec::Keyword::kItems) : at->property(names[i]);
  }
  return at;
}

void add_inputs(Explanation& result, const std::vector<cfn::MappedValue>& map) {
  const std::string within = result.pointer + "/";
  std::set<std::pair<std::uint32_t, std::uint32_t>> spans;
  for (const cfn::MappedValue& each : map) {
    if (each.derived || !each.pointer.starts_with(within)) continue;
    const auto same = [&](const cfn::MappedValue& other) { return other.origin == each.origin; };
    const Span* span = each.origin.span();
    const bool is_new = span != nullptr && spans.emplace(span->begin, span->end).second;
    if (is_new || std::none_of(result.inputs.begin(), result.inputs.end(), same)) {
      result.inputs.push_back(each);
    }
  }
}

/// Walks a document with its functions still typed, to find who refers to whom.
class Users {
 public:
  Users(std::string_view id, std::vector<UserOf>& out) : id_(id), out_(out) {}

  void look(const std::string& pointer, const cfn::Value& value) {
    for (const cfn::Reference& each : cfn::references(value)) {
      if (each.target.str() != id_) continue;
      out_.push_back({pointer, each.attribute.empty() ? "Ref" : each.attribute});
    }
  }
  void look_at_depends_on(const cfn::Resource& resource) {
    for (const cfn::LogicalId& each : resource.depends_on) {
      if (each.str() == id_) {
        out_.push_back({"/Resources/" + resource.id.str() + "/DependsOn", "DependsOn"});
      }
    }
  }

 private:
  std::string_view id_;
  std::vector<UserOf>& out_;
};

std::vector<UserOf> users_of(const cfn::Template& stack, std::string_view id) {
  std::vector<UserOf> result;
  Users users(id, result);
  for (const cfn::Resource& resource : stack.resources) {
    const std::string at = "/Resources/" + resource.id.str();
    for (const cfn::MapEntry& entry : resource.properties) {
      users.look(at + "/Properties/" + entry.key, entry.value);
    }
    users.look_at_depends_on(resource);
  }
  for (const cfn::MapEntry& entry : stack.conditions) {
    users.look("/Conditions/" + entry.key, entry.value);
  }
  for (const cfn::Output& output : stack.outputs) {
    users.look("/Outputs/" + output.id.str() + "/Value", output.value);
  }
  const auto same = [](const UserOf& a, const UserOf& b) {
    return a.pointer == b.pointer && a.by == b.by;
  };
  result.erase(std::unique(result.begin(), result.end(), same), result.end());
  return result;
}

void add_schema_rules(Explanation& result, const std::vector<std::string>& path,
                      const spec::ResourceSchema& schema) {
  const std::string top = "/" + path[3];
  for (const spec::SchemaRule& rule : schema.rules()) {
    const bool is_there = rule.path == top || rule.path.starts_with(top + "/") ||
                          (rule.path == "/" && rule.schema.property(path[3]));
    if (is_there) result.schema_rules.emplace_back(rule.id);
  }
}

void add_rules(Explanation& result, const cfn::Template& stack,
               const std::vector<std::string>& path, std::string_view region,
               const spec::Catalogue& catalogue) {
  const std::vector<std::string> ids =
      rules_moved_by(stack, path[1], {path.begin() + 3, path.end()}, region, catalogue);
  for (const Rule& rule : rules()) {
    if (std::find(ids.begin(), ids.end(), rule.id) != ids.end()) result.rules.push_back(rule);
  }
}

void explain_resource(Explanation& result, const cfn::Template& stack,
                      const std::vector<std::string>& path, std::string_view region,
                      const spec::Catalogue& catalogue) {
  const cfn::Resource* resource = stack.find_resource(cfn::LogicalId(path[1]));
  if (resource == nullptr) return;
  result.resource = path[1];
  result.type = resource->type;
  if (path.size() < 4 || path[2] != "Properties") return;
  result.property = property_of(path);
  const auto schema = catalogue.schema(resource->type, region);
  if (const auto at = schema ? schema_at(*schema, path) : std::nullopt) {
    result.allowed = allowed_by(*at);
  }
  result.change = change_of(resource->type, result.property, catalogue);
  if (schema) add_schema_rules(result, path, *schema);
  add_rules(result, stack, path, region, catalogue);
}

}  // namespace

std::optional<Explanation> explain(const cfn::Template& stack, std::string_view pointer,
                                   std::string_view region, const spec::Catalogue& catalogue) {
  if (!pointer.empty() && pointer.front() != '/') return std::nullopt;
  const std::vector<std::string> path = names_of_pointer(pointer);
  cfn::Value document = cfn::without_intrinsics(cfn::to_value(stack));
  const cfn::Value* value = &document;
  for (const std::string& name : path) {
    value = below(*value, name);
    if (value == nullptr || value->absent()) return std::nullopt;
  }
  Explanation result;
  result.pointer = pointer;
  result.value = *value;
  const std::vector<cfn::MappedValue> map = cfn::source_map(stack);
  const auto mapped = std::find_if(map.begin(), map.end(),
                                   [&](const auto& each) { return each.pointer == pointer; });
  if (mapped != map.end()) {
    result.origin = mapped->origin;
    result.derived = mapped->derived;
  }
  add_inputs(result, map);
  if (path.size() > 1 && path[0] == "Resources") {
    explain_resource(result, stack, path, region, catalogue);
  }
  Diagnostics ignored;
  for (const cfn::Reference& each : cfn::references(cfn::with_intrinsics(*value, ignored))) {
    const std::string& id = each.target.str();
    auto& ids = result.refers_to;
    if (std::find(ids.begin(), ids.end(), id) == ids.end()) ids.push_back(id);
  }
  if (path.size() > 1 && (path[0] == "Resources" || path[0] == "Parameters")) {
    result.users = users_of(stack, path[1]);
  }
  return result;
}

}  // namespace archsynth::analysis
