#include "model/network/lookup.h"

#include <fmt/format.h>

#include <charconv>

#include "archsynth/support/text.h"
#include "cfn/evaluate/choice.h"

namespace archsynth::model {
namespace {

/// `Fn::Sub` of one variable is that variable.
std::optional<cfn::Value> only_variable(const cfn::Value& value) {
  const auto* sub = value.get_if<cfn::Sub>();
  if (sub == nullptr) return std::nullopt;
  const std::vector<cfn::SubPiece> pieces = cfn::pieces(*sub);
  if (pieces.size() != 1 || pieces[0].kind != cfn::SubPiece::Kind::kVariable) return std::nullopt;
  const std::string& name = pieces[0].text;
  if (const cfn::Value* stated = sub->variables.find(name)) return *stated;
  const std::size_t dot = name.find('.');
  if (dot == name.npos) return cfn::ref(cfn::LogicalId(name));
  return cfn::get_att(cfn::LogicalId(name.substr(0, dot)), name.substr(dot + 1));
}

std::string both(const std::string& one, const std::string& other) {
  return one.empty() ? other : one + "; " + other;
}

}  // namespace

Lookup::Lookup(std::vector<cfn::Resource> resources) : resources_(std::move(resources)) {
  for (const cfn::Resource& each : resources_) {
    by_type_[each.type].push_back(&each);
    by_id_.emplace(each.id.str(), &each);
  }
}

const std::vector<const cfn::Resource*>& Lookup::of(std::string_view type) const {
  static const std::vector<const cfn::Resource*> kNone;
  const auto found = by_type_.find(type);
  return found == by_type_.end() ? kNone : found->second;
}

const cfn::Resource* Lookup::find(std::string_view id) const {
  const auto found = by_id_.find(id);
  return found == by_id_.end() ? nullptr : found->second;
}

const cfn::Resource* Lookup::target(const cfn::Value* value) const {
  if (value == nullptr) return nullptr;
  if (const auto variable = only_variable(*value)) return target(&*variable);
  if (const auto* ref = value->get_if<cfn::Ref>()) return find(ref->target.str());
  const auto* att = value->get_if<cfn::GetAtt>();
  const cfn::Resource* resource = att == nullptr ? nullptr : find(att->target.str());
  // What a nested stack or a custom resource puts out is another resource.
  const bool is_other = resource != nullptr && (!resource->type.starts_with("AWS::") ||
                                                resource->type.starts_with("AWS::CloudForm"));
  return is_other ? nullptr : resource;
}

const cfn::Resource* Lookup::target(const cfn::Value* value, std::string_view type) const {
  const cfn::Resource* resource = target(value);
  return resource != nullptr && resource->type == type ? resource : nullptr;
}

std::optional<std::string> Lookup::attribute(const cfn::Resource& of, std::string_view list,
                                             std::string_view key) const {
  for (const Item& each : at(of, list)) {
    if (text(view::member(each.value, {"Key"})) != key) continue;
    return text(view::member(each.value, {"Value"})).value_or("");
  }
  return std::nullopt;
}

std::string Lookup::name(const cfn::Value* value) const {
  if (value == nullptr) return {};
  if (const cfn::Resource* resource = target(value)) return resource->id.str();
  if (const auto variable = only_variable(*value)) return name(&*variable);
  if (const auto* ref = value->get_if<cfn::Ref>()) return ref->target.str();
  if (const auto* att = value->get_if<cfn::GetAtt>()) {
    return att->target.str() + "." + att->attribute;
  }
  if (const auto* call = value->get_if<cfn::Call>()) {
    const cfn::Value& argument = call->argument.front();
    const std::string inner = argument.list() == nullptr || argument.list()->empty()
                                  ? name(&argument)
                                  : name(&argument.list()->back()) +
                                        (call->function == cfn::Function::kSelect
                                             ? " " + text(&argument.list()->front()).value_or("")
                                             : "");
    return inner;
  }
  if (const auto* sub = value->get_if<cfn::Sub>()) return sub->text;
  return text(value).value_or("");
}

std::optional<std::string> Lookup::text(const cfn::Value* value) const {
  if (value == nullptr) return std::nullopt;
  if (const std::string* text = value->string()) return *text;
  if (const auto* whole = value->get_if<std::int64_t>()) return std::to_string(*whole);
  if (const auto* truth = value->get_if<bool>()) return *truth ? "true" : "false";
  return std::nullopt;
}

std::optional<std::int64_t> Lookup::number(const cfn::Value* value) const {
  const std::optional<std::string> text = this->text(value);
  if (!text) return std::nullopt;
  std::int64_t result = 0;
  const char* end = text->data() + text->size();
  const auto [rest, error] = std::from_chars(text->data(), end, result);
  return error == std::errc() && rest == end ? std::optional(result) : std::nullopt;
}

std::optional<bool> Lookup::truth(const cfn::Value* value) const {
  const std::optional<std::string> text = this->text(value);
  if (text == "true" || text == "True") return true;
  if (text == "false" || text == "False") return false;
  return std::nullopt;
}

std::vector<Item> Lookup::items(const cfn::Value* value) const {
  std::vector<Item> found;
  if (value != nullptr) collect(*value, {}, found);
  return found;
}

void Lookup::collect(const cfn::Value& value, const std::string& assumption,
                     std::vector<Item>& found) const {
  if (value.absent() || cfn::is_no_value(value)) return;
  if (const cfn::List* list = value.list()) {
    for (const cfn::Value& each : *list) collect(each, assumption, found);
  } else if (const auto choice = cfn::choice_of(value)) {
    const std::string name = fmt::format("condition {}", quoted(choice->condition));
    collect(choice->then, both(assumption, name + " is true"), found);
    collect(choice->otherwise, both(assumption, name + " is false"), found);
  } else {
    found.push_back({&value, assumption});
  }
}

std::vector<Item> Lookup::at(const cfn::Resource& resource, std::string_view path) const {
  std::vector<Item> level;
  bool is_first = true;
  for (const std::string_view key : split(path, '.')) {
    std::vector<Item> next;
    if (is_first) {
      if (const cfn::Value* value = resource.properties.find(key)) collect(*value, {}, next);
    }
    for (const Item& each : level) {
      const cfn::Map* map = each.value->map();
      const cfn::Value* value = map == nullptr ? nullptr : map->find(key);
      if (value != nullptr) collect(*value, each.assumption, next);
    }
    level = std::move(next);
    is_first = false;
  }
  return level;
}

std::string existence_of(const cfn::Resource& resource) {
  return resource.condition.empty()
             ? std::string()
             : fmt::format("condition {} is true", quoted(resource.condition.str()));
}

const Origin& origin_of(const cfn::Resource& resource, std::string_view property) {
  const cfn::MapEntry* entry = resource.properties.find_entry(property);
  if (entry == nullptr) return resource.origin;
  const Origin& key = first_known(entry->key_origin, entry->value.origin());
  return key.is_stated() ? key : resource.origin;
}

}  // namespace archsynth::model
