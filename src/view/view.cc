#include "view/view.h"

#include <algorithm>
#include <charconv>
#include <utility>

#include "view/exploration.h"

namespace archsynth::view {
namespace {

/// What is computed of `Properties`, or all of it, is kept as an entry with the function's long
/// name.
bool is_computed(const cfn::Map& properties) {
  return std::any_of(properties.begin(), properties.end(),
                     [](const auto& each) { return each.key.starts_with("Fn::"); });
}

/// Whether attributes of the type's resources are whatever somebody put there.
bool puts_out_others(std::string_view type) {
  return type.rfind("AWS::", 0) != 0 || type.rfind("AWS::CloudFormation::", 0) == 0;
}

/// Whether the attribute identifies the resource itself, as `GroupId` does a security group and
/// `VpcId` no subnet.
bool is_own(std::string_view attribute, std::string_view type) {
  for (const std::string_view suffix : {"Id", "Arn", "Name"}) {
    const std::size_t kept = attribute.size() - std::min(suffix.size(), attribute.size());
    if (attribute.substr(kept) != suffix) continue;
    const std::string_view noun = attribute.substr(0, kept);
    const auto same_letter = [](char x, char y) { return (x | 0x20) == (y | 0x20); };
    return std::search(type.begin(), type.end(), noun.begin(), noun.end(), same_letter) !=
           type.end();
  }
  return false;
}

}  // namespace

View::View(const cfn::Template& source, std::string_view region, const spec::Catalogue& catalogue)
    : source_(source), region_(region), catalogue_(catalogue), states_(source, region) {
  for (const cfn::Resource& resource : source.resources) {
    all_.push_back(&resource);
    Resources& of_type = by_type_[resource.type];
    if (of_type.empty()) of_type_.emplace(resource.type, &of_type);
    of_type.push_back(&resource);
    by_id_.emplace(resource.id.str(), &resource);
  }
  for (const cfn::Parameter& parameter : source.parameters) {
    parameters_.emplace(parameter.id.str(), &parameter);
  }
}

void View::find_variants() {
  if (std::exchange(has_found_variants_, true)) return;
  for (const cfn::Resource* each : all_) {
    auto conditions = cfn::conditions_within(each->properties);
    if (conditions.empty() && each->condition.empty()) continue;
    variants_[each].conditions = std::move(conditions);
    variable_types_.insert(each->type);
  }
}

const cfn::Resource* View::in_state(const cfn::Resource* written) const {
  if (exploration_ == nullptr) return written;
  const auto known = variants_.find(written);
  if (known == variants_.end()) return written;
  const auto decide = [&](std::string_view condition) { return exploration_->decide(condition); };
  const auto exists = written->condition.empty() ? std::nullopt : decide(written->condition.str());
  // What can never exist is wrong as it is written.
  if (exists && !*exists && states_.possible({{{written->condition.str(), true}}})) return nullptr;
  Variants& variants = known->second;
  if (variants.conditions.empty() && !exists) return written;
  std::string outcome;
  for (const std::string_view each : variants.conditions) {
    const std::optional<bool> holds = decide(each);
    outcome += !holds ? '?' : *holds ? '+' : '-';
  }
  const auto [variant, is_first] = variants.by_outcome.try_emplace(std::move(outcome));
  if (is_first) {
    variant->second = *written;
    if (exists) variant->second.condition = {};
    cfn::choose(variant->second.properties, decide);
  }
  return &variant->second;
}

View::Basis View::basis_of(const std::function<void()>& make) const {
  if (exploration_ == nullptr) {
    make();
    return {};
  }
  // What was answered before is answered again, so that it is known to have been asked.
  auto before = std::exchange(exploration_->state_, {});
  auto existing = std::exchange(existing_, {});
  const bool asked_before = std::exchange(asks_parameters_, false);
  make();
  Basis basis{true, asks_parameters_, exploration_->is_default(), std::string(exploration_->tried_),
              std::exchange(exploration_->state_, std::move(before))};
  existing_ = std::move(existing);
  asks_parameters_ |= asked_before;
  exploration_->depend_on(basis.when);
  return basis;
}

bool View::is_of_this_state(const Model& model) const {
  const Basis& basis = model.basis;
  if (exploration_ == nullptr || !basis.is_explored) {
    return exploration_ == nullptr && !basis.is_explored;
  }
  const bool has_parameters =
      !basis.asks_parameters ||
      (basis.is_default == exploration_->is_default() && basis.tried == exploration_->tried_);
  if (!has_parameters || !exploration_->holds(basis.when)) return false;
  exploration_->depend_on(basis.when);
  asks_parameters_ |= basis.asks_parameters;
  return true;
}

const View::Resources& View::of(std::string_view type) const {
  static const Resources kNone;
  const auto found = of_type_.find(type);
  if (found == of_type_.end()) return kNone;
  const Resources& written = *found->second;
  if (exploration_ == nullptr || !variable_types_.contains(type)) return written;
  const auto [existing, is_new] = existing_.of_variable_types.try_emplace(found->first);
  if (is_new) {
    for (const cfn::Resource* each : written) {
      if (const cfn::Resource* here = in_state(each)) existing->second.push_back(here);
    }
  }
  return existing->second;
}

const std::map<std::string_view, View::Resources>& View::types() const {
  if (exploration_ == nullptr || variants_.empty()) return by_type_;
  if (!existing_.by_type) {
    existing_.by_type = by_type_;
    for (const std::string_view type : variable_types_) (*existing_.by_type)[type] = of(type);
  }
  return *existing_.by_type;
}

const View::Resources& View::resources() const {
  if (exploration_ == nullptr || variants_.empty()) return all_;
  if (!existing_.all) {
    existing_.all.emplace();
    for (const cfn::Resource* each : all_) {
      if (const cfn::Resource* here = in_state(each)) existing_.all->push_back(here);
    }
  }
  return *existing_.all;
}

const cfn::Resource* View::find(std::string_view id) const {
  const auto found = by_id_.find(id);
  return found == by_id_.end() ? nullptr : in_state(found->second);
}

const std::vector<cfn::Reference>& View::references(const cfn::Resource& resource) const {
  const auto [found, is_new] = references_.try_emplace(&resource);
  if (is_new) {
    for (const cfn::MapEntry& entry : resource.properties) {
      for (cfn::Reference& each : cfn::references(entry.value)) {
        found->second.push_back(std::move(each));
      }
    }
  }
  return found->second;
}

const cfn::Resource* View::target(const cfn::Value* value) const {
  if (value == nullptr) return nullptr;
  if (const auto* ref = value->get_if<cfn::Ref>()) return find(ref->target.str());
  const auto* att = value->get_if<cfn::GetAtt>();
  const cfn::Resource* resource = att == nullptr ? nullptr : find(att->target.str());
  return resource == nullptr || puts_out_others(resource->type) ? nullptr : resource;
}

const cfn::Resource* View::identity(const cfn::Value* value) const {
  const cfn::Resource* resource = target(value);
  const auto* att = resource == nullptr ? nullptr : value->get_if<cfn::GetAtt>();
  return att == nullptr || is_own(att->attribute, resource->type) ? resource : nullptr;
}

const cfn::Resource* View::target(const cfn::Value* value, std::string_view type) const {
  const cfn::Resource* resource = target(value);
  return resource != nullptr && resource->type == type ? resource : nullptr;
}

std::optional<std::string> View::key_text(const cfn::Value& key) const {
  if (!(key == cfn::pseudo("AWS::Region"))) return text(&key);
  return region_.empty() ? std::nullopt : std::optional<std::string>(region_);
}

const cfn::Value* View::default_of(const cfn::Value* value) const {
  if (const cfn::Value* mapped = cfn::found_in_map(
          source_.mappings, *value, [&](const cfn::Value& key) { return key_text(key); })) {
    return mapped;
  }
  const auto* ref = value->get_if<cfn::Ref>();
  if (ref == nullptr) return value;
  const auto found = parameters_.find(ref->target.str());
  if (found == parameters_.end()) return value;
  const cfn::Parameter& parameter = *found->second;
  asks_parameters_ = true;
  if (exploration_ != nullptr && !states_.values(ref->target).empty()) {
    const auto chosen = exploration_->value_of(parameter);
    return chosen ? &(*parameter.attributes.find("AllowedValues")->list())[*chosen] : value;
  }
  if (exploration_ != nullptr && exploration_->tries_value()) return value;
  // Who deploys another state sets what decides it.
  if (exploration_ != nullptr && !exploration_->is_default() && states_.depends_on(ref->target)) {
    return value;
  }
  // The default of an SSM parameter is a name, that of a list several texts.
  if (parameter.type != "String" && parameter.type != "Number") return value;
  const cfn::Value* stated = parameter.attributes.find("Default");
  return stated == nullptr ? value : stated;
}

std::optional<std::string> View::text(const cfn::Value* value) const {
  if (value == nullptr) return std::nullopt;
  value = default_of(value);
  if (const std::string* text = value->string()) {
    const bool known = !text->empty() && text->find("{{resolve:") == std::string::npos;
    return known ? std::optional(*text) : std::nullopt;
  }
  if (const auto* whole = value->get_if<std::int64_t>()) return std::to_string(*whole);
  if (const auto* truth = value->get_if<bool>()) return *truth ? "true" : "false";
  // Without anything to replace, `Fn::Sub` is its text.
  if (const auto* sub = value->get_if<cfn::Sub>()) {
    if (sub->text.find("${") == std::string::npos) return sub->text;
  }
  return std::nullopt;
}

std::optional<double> View::number(const cfn::Value* value) const {
  if (value == nullptr) return std::nullopt;
  value = default_of(value);
  if (const auto* whole = value->get_if<std::int64_t>()) return static_cast<double>(*whole);
  if (const auto* number = value->get_if<double>()) return *number;
  const std::optional<std::string> text = this->text(value);
  if (!text) return std::nullopt;
  double result = 0;
  const char* end = text->data() + text->size();
  const auto [rest, error] = std::from_chars(text->data(), end, result);
  return error == std::errc() && rest == end ? std::optional(result) : std::nullopt;
}

std::optional<bool> View::truth(const cfn::Value* value) const {
  const std::optional<std::string> text = this->text(value);
  if (!text) return std::nullopt;
  if (*text == "true" || *text == "True") return true;
  if (*text == "false" || *text == "False") return false;
  return std::nullopt;
}

Items View::items(const cfn::Value* value) const {
  Items result;
  if (value == nullptr || value->list() == nullptr) return result;
  result.complete = true;
  for (const cfn::Value& item : *value->list()) {
    if (cfn::is_no_value(item)) continue;
    if (cfn::is_choice(item)) {
      result.complete = false;
      continue;
    }
    result.values.push_back(&item);
  }
  return result;
}

std::vector<Case> View::cases(const cfn::Value* value, std::vector<cfn::Assumption> when) const {
  constexpr std::size_t kMost = 32;
  if (value == nullptr || cfn::is_no_value(*value)) return {{std::move(when), nullptr}};
  if (!cfn::is_choice(*value)) return {{std::move(when), value}};
  const auto choice = cfn::choice_of(*value);
  if (!choice) return {};
  std::vector<Case> all;
  for (const bool holds : {true, false}) {
    std::vector<cfn::Assumption> here = when;
    here.push_back({choice->condition, holds});
    if (!states_.possible(here)) continue;
    for (Case& each : cases(&choice->taken(holds), std::move(here))) all.push_back(std::move(each));
    if (all.size() > kMost) return {};
  }
  return all;
}

bool View::possible(std::vector<cfn::Assumption> all,
                    const std::vector<cfn::Assumption>& more) const {
  all.insert(all.end(), more.begin(), more.end());
  return states_.possible(all);
}

bool View::differ(const cfn::Value* a, const cfn::Value* b) const {
  if (a == nullptr || b == nullptr) return false;
  const cfn::Resource* first = identity(a);
  const cfn::Resource* second = identity(b);
  if (first != nullptr && second != nullptr) return first != second;
  return a->string() != nullptr && b->string() != nullptr && *a != *b;
}

bool View::same(const cfn::Value* a, const cfn::Value* b) const {
  if (a == nullptr || b == nullptr) return false;
  const cfn::Resource* first = identity(a);
  if (first != nullptr && first == identity(b)) return true;
  return *a == *b;
}

const cfn::Value* member(const cfn::Value* value, std::initializer_list<std::string_view> path) {
  for (const std::string_view key : path) {
    if (value == nullptr || value->map() == nullptr) return nullptr;
    value = value->map()->find(key);
  }
  return value != nullptr && cfn::is_no_value(*value) ? nullptr : value;
}

const cfn::Value* property(const cfn::Resource& resource,
                           std::initializer_list<std::string_view> path) {
  const cfn::Value* value = nullptr;
  for (const std::string_view key : path) {
    const cfn::Map* map = value == nullptr ? &resource.properties : value->map();
    if (map == nullptr) return nullptr;
    value = map->find(key);
    if (value == nullptr) return nullptr;
  }
  return value != nullptr && cfn::is_no_value(*value) ? nullptr : value;
}

const cfn::Value* property_at(const cfn::Resource& resource, std::string_view path) {
  const cfn::Map* map = &resource.properties;
  while (true) {
    const std::size_t dot = path.find('.');
    const cfn::Value* value = map == nullptr ? nullptr : map->find(path.substr(0, dot));
    if (value == nullptr || cfn::is_no_value(*value) || dot == path.npos) {
      return value != nullptr && cfn::is_no_value(*value) ? nullptr : value;
    }
    map = value->map();
    path.remove_prefix(dot + 1);
  }
}

bool has(const cfn::Resource& resource, std::string_view name) {
  const cfn::Value* value = property(resource, {name});
  if (value == nullptr || cfn::is_choice(*value)) return false;
  const cfn::List* list = value->list();
  return list == nullptr || !std::all_of(list->begin(), list->end(), cfn::is_no_value);
}

bool lacks(const cfn::Resource& resource, std::string_view name) {
  return !is_computed(resource.properties) && property(resource, {name}) == nullptr;
}

bool refers_to(const std::vector<cfn::Reference>& references, const cfn::Resource& resource) {
  return std::any_of(references.begin(), references.end(),
                     [&](const cfn::Reference& each) { return each.target == resource.id; });
}

bool stand_together(const cfn::Resource& a, const cfn::Resource& b) {
  return a.condition == b.condition;
}

}  // namespace archsynth::view
