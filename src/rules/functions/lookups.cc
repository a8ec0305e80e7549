// Looking things up: items of lists, keys of mappings.

#include <fmt/format.h>

#include <algorithm>

#include "archsynth/support/text.h"
#include "rules/finding.h"
#include "rules/functions/checks.h"
#include "rules/schemas/schema_walk.h"

namespace archsynth::analysis {
namespace {

using cfn::Function;

constexpr std::string_view kSelectPage =
    "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/"
    "intrinsic-function-reference-select.html";
constexpr std::string_view kLookupsPage =
    "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/"
    "mappings-section-structure.html";

constexpr Rule kBeyond = {"ARC3117",
                          Severity::kError,
                          "Fn::Select index is beyond the list",
                          "CloudFormation refuses the template",
                          "lower the index, or lengthen the list",
                          kSelectPage,
                          "E1017"};
constexpr Rule kMappingKey = {"ARC3119",
                              Severity::kError,
                              "mapping lacks the key that is looked up",
                              "CloudFormation refuses the template",
                              "add the key to the mapping, or correct it",
                              kLookupsPage,
                              "E1011"};

constexpr Rule kLookupsRules[] = {kBeyond, kMappingKey};

bool is_scalar_value(const cfn::Value& value) { return scalar_text(value).has_value(); }

/// The size of a list that a mapping has under keys that are written out.
std::optional<std::size_t> items_in_mapping(const FunctionRun& run, const cfn::List& arguments) {
  if (arguments.size() != 3) return std::nullopt;
  const cfn::Map* map = &run.checked.mappings;
  const cfn::Value* found = nullptr;
  for (const cfn::Value& argument : arguments) {
    found =
        map == nullptr || argument.string() == nullptr ? nullptr : map->find(*argument.string());
    map = found == nullptr ? nullptr : found->map();
  }
  if (found == nullptr || found->list() == nullptr) return std::nullopt;
  return found->list()->size();
}

/// The items of the default of a list of texts.
std::optional<std::size_t> items_by_default(const FunctionRun& run, const cfn::Value& list) {
  const cfn::Parameter* parameter = run.index.parameter(list.get_if<cfn::Ref>()->target.str());
  if (parameter == nullptr || !is_list_type(parameter->type)) return std::nullopt;
  const cfn::Value* usual = parameter->attributes.find("Default");
  const auto text = usual == nullptr ? std::nullopt : scalar_text(*usual);
  if (!text || text->empty()) return std::nullopt;
  return 1 + static_cast<std::size_t>(std::count(text->begin(), text->end(), ','));
}

/// How many items a list has at most; nothing when that is not known.
std::optional<std::size_t> most_items(const FunctionRun& run, const cfn::Value& list) {
  if (list.list() != nullptr) return list.list()->size();
  if (list.get_if<cfn::Ref>() != nullptr) return items_by_default(run, list);
  const auto* call = list.get_if<cfn::Call>();
  const cfn::List* arguments = call == nullptr ? nullptr : arguments_of(*call);
  if (arguments == nullptr || arguments->size() < 2) return std::nullopt;
  if (call->function == Function::kFindInMap) return items_in_mapping(run, *arguments);
  if (call->function == Function::kCidr) {
    const auto count = scalar_number((*arguments)[1]);
    return count && *count >= 0 ? std::optional(static_cast<std::size_t>(*count)) : std::nullopt;
  }
  const std::string* delimiter = arguments->front().string();
  const std::string* text = (*arguments)[1].string();
  if (call->function != Function::kSplit || delimiter == nullptr || text == nullptr ||
      delimiter->empty() || text->find("{{") != text->npos) {
    return std::nullopt;
  }
  std::size_t count = 1;
  for (std::size_t at = text->find(*delimiter); at != text->npos;
       at = text->find(*delimiter, at + delimiter->size())) {
    ++count;
  }
  return count;
}

std::vector<std::string> keys_of(const cfn::Map& map) {
  std::vector<std::string> keys;
  for (const cfn::MapEntry& each : map) keys.push_back(each.key);
  return keys;
}

bool is_open_map(const cfn::Map& map) {
  return std::any_of(map.begin(), map.end(), [](const cfn::MapEntry& entry) {
    return entry.key.starts_with("Fn::") || entry.value.is_intrinsic();
  });
}

/// What a key is for certain: written out, or the default of a parameter.
std::optional<std::string> known_key(const FunctionRun& run, const cfn::Value& value) {
  if (auto text = scalar_text(value)) return text;
  const auto* ref = value.get_if<cfn::Ref>();
  const cfn::Parameter* parameter = ref ? run.index.parameter(ref->target.str()) : nullptr;
  if (parameter == nullptr || parameter->type != "String") return std::nullopt;
  const cfn::Value* stated = parameter->attributes.find("Default");
  auto text = stated == nullptr ? std::nullopt : scalar_text(*stated);
  return text && !text->empty() ? text : std::nullopt;
}

/// The values that a parameter's declaration allows and that can be here, but for its default.
std::vector<std::string> other_values(const FunctionRun& run, const cfn::Value& value,
                                      const ValuePlace& place) {
  const auto* ref = value.get_if<cfn::Ref>();
  const cfn::Parameter* parameter = ref ? run.index.parameter(ref->target.str()) : nullptr;
  const cfn::Value* allowed =
      parameter == nullptr ? nullptr : parameter->attributes.find("AllowedValues");
  std::vector<std::string> values;
  if (allowed == nullptr || allowed->list() == nullptr || is_list_type(parameter->type)) return {};
  const cfn::Value* usual = parameter->attributes.find("Default");
  for (const cfn::Value& each : *allowed->list()) {
    auto text = scalar_text(each);
    if (!text || (usual != nullptr && text == scalar_text(*usual))) continue;
    if (run.scenarios.possible_value(place.assumptions, ref->target, *text)) {
      values.push_back(*std::move(text));
    }
  }
  return values;
}

/// `when "Stage" is "test"`, or `"test" or "beta"`.
std::string state_of(const cfn::Value& key, const std::vector<std::string>& values) {
  std::vector<std::string> names;
  for (const std::string& each : values) names.push_back(quoted(each));
  return fmt::format("when {} is {}", quoted(key.get_if<cfn::Ref>()->target.str()),
                     join(names, " or "));
}

/// Reports the values of a parameter, but for its default, for which a lookup fails.
template <typename Lacks>
void check_other_keys(const FunctionRun& run, const cfn::Value& key, const ValuePlace& place,
                      const Origin& origin, const std::string& message, const Lacks& lacks) {
  std::vector<std::string> lacking = other_values(run, key, place);
  std::erase_if(lacking, [&](const std::string& each) { return !lacks(each); });
  if (lacking.empty()) return;
  report(run.to, kMappingKey, origin, message).state = state_of(key, lacking);
}

/// Of an index that a parameter is: its default and the values that it may have instead.
void check_select_by_parameter(const FunctionRun& run, const cfn::Value& index, std::size_t most,
                               const ValuePlace& place, const Origin& origin) {
  std::vector<std::string> beyond = other_values(run, index, place);
  if (const auto usual = known_key(run, index)) beyond.insert(beyond.begin(), *usual);
  std::erase_if(beyond, [&](const std::string& each) {
    const auto number = scalar_number(cfn::Value(each));
    return !number || *number < static_cast<double>(most);
  });
  if (beyond.empty()) return;
  report(run.to, kBeyond, origin,
         fmt::format("Fn::Select takes item {} of a list that ends with item {}", beyond.front(),
                     static_cast<long>(most) - 1))
      .state = state_of(index, beyond);
}

/// Reports a key that an entry of a mapping lacks, or that all lack where the entry is not known.
void check_second_key(const FunctionRun& run, const std::string& name, const cfn::Map& mapping,
                      const cfn::MapEntry* entry, const std::string& key, const Origin& origin) {
  const auto lacks_it = [&](const cfn::MapEntry& each) {
    return each.value.map() != nullptr && !is_open_map(*each.value.map()) &&
           !each.value.map()->contains(key);
  };
  const bool lacking =
      entry != nullptr ? lacks_it(*entry)
                       : !mapping.empty() && std::all_of(mapping.begin(), mapping.end(), lacks_it);
  if (!lacking) return;
  const cfn::MapEntry& shown = entry != nullptr ? *entry : *mapping.begin();
  report(run.to, kMappingKey, origin,
         entry != nullptr
             ? fmt::format("{} of the mapping {} has no key {}", quoted(entry->key), quoted(name),
                           quoted(key))
             : fmt::format("no entry of the mapping {} has the key {}", quoted(name), quoted(key)),
         is_crowded(run.to) ? std::string() : suggest(key, keys_of(*shown.value.map())));
}

/// Keys that parameters may be instead of their defaults.
void check_allowed_keys(const FunctionRun& run, const cfn::List& arguments, const cfn::Map& mapping,
                        const cfn::MapEntry* entry, const ValuePlace& place, const Origin& origin) {
  const std::string name = *arguments.front().string();
  check_other_keys(run, arguments[1], place, origin,
                   fmt::format("the mapping {} has no such key", quoted(name)),
                   [&](const std::string& key) { return !mapping.contains(key); });
  const auto lacks_second = [&](const cfn::MapEntry* each, const std::string& key) {
    return each != nullptr && each->value.map() != nullptr && !is_open_map(*each->value.map()) &&
           !each->value.map()->contains(key);
  };
  if (const auto key = scalar_text(arguments[2])) {
    check_other_keys(
        run, arguments[1], place, origin,
        fmt::format("the entry of the mapping {} has no key {}", quoted(name), quoted(*key)),
        [&](const std::string& each) { return lacks_second(mapping.find_entry(each), *key); });
  }
  if (entry == nullptr) return;
  check_other_keys(
      run, arguments[2], place, origin,
      fmt::format("{} of the mapping {} has no such key", quoted(entry->key), quoted(name)),
      [&](const std::string& key) { return lacks_second(entry, key); });
}

}  // namespace

void check_lookup(const FunctionRun& run, const cfn::Call& call, const ValuePlace& place,
                  const Origin& origin) {
  const cfn::List* arguments = arguments_of(call);
  if (arguments == nullptr || arguments->size() != 3) return;
  for (const cfn::Value& key : *arguments) {
    const std::string resource = resource_within(run, key);
    if (resource.empty()) continue;
    report(run.to, kMappingKey, origin,
           fmt::format("Fn::FindInMap depends on the resource {}", quoted(resource)),
           "use only parameters and pseudo parameters in the lookup");
    return;
  }
  const std::string* name = arguments->front().string();
  const cfn::Value* found = name == nullptr ? nullptr : run.checked.mappings.find(*name);
  const cfn::Map* mapping = found == nullptr ? nullptr : found->map();
  if (mapping == nullptr || is_open_map(*mapping)) return;
  // What is looked up under a condition may not be looked up with the default.
  const bool always = place.assumptions.empty();
  const auto first =
      always || is_scalar_value((*arguments)[1]) ? known_key(run, (*arguments)[1]) : std::nullopt;
  const auto second =
      always || is_scalar_value((*arguments)[2]) ? known_key(run, (*arguments)[2]) : std::nullopt;
  if (first && !mapping->contains(*first)) {
    report(run.to, kMappingKey, origin,
           fmt::format("the mapping {} has no key {}", quoted(*name), quoted(*first)),
           is_crowded(run.to) ? std::string() : suggest(*first, keys_of(*mapping)));
    return;
  }
  const cfn::MapEntry* entry = first ? mapping->find_entry(*first) : nullptr;
  if (second) check_second_key(run, *name, *mapping, entry, *second, origin);
  check_allowed_keys(run, *arguments, *mapping, entry, place, origin);
}

/// A list that a mapping has for a value of a parameter and that is too short.
void check_select_by_key(const FunctionRun& run, const cfn::Value& list, double index,
                         const ValuePlace& place, const Origin& origin) {
  const auto* call = list.get_if<cfn::Call>();
  const cfn::List* arguments = call == nullptr ? nullptr : arguments_of(*call);
  if (arguments == nullptr || call->function != Function::kFindInMap) return;
  for (std::size_t at = 1; at < arguments->size(); ++at) {
    const cfn::Value& key = (*arguments)[at];
    std::vector<std::string> beyond = other_values(run, key, place);
    const auto usual = place.assumptions.empty() ? known_key(run, key) : std::nullopt;
    if (usual && key.string() == nullptr) beyond.insert(beyond.begin(), *usual);
    std::erase_if(beyond, [&](const std::string& each) {
      cfn::List found = *arguments;
      found[at] = cfn::Value(each);
      const auto size = items_in_mapping(run, found);
      return !size || index < static_cast<double>(*size);
    });
    if (beyond.empty()) continue;
    report(run.to, kBeyond, origin,
           fmt::format("Fn::Select takes item {} of a list that is shorter", index))
        .state = state_of(key, beyond);
    return;
  }
}

void check_select(const FunctionRun& run, const cfn::Call& call, const ValuePlace& place,
                  const Origin& origin) {
  const cfn::List* arguments = arguments_of(call);
  if (arguments == nullptr || arguments->size() != 2) return;
  const auto index = scalar_number(arguments->front());
  if (index) check_select_by_key(run, arguments->back(), *index, place, origin);
  // Who deploys under a condition may set the list.
  const bool is_parameter = arguments->back().get_if<cfn::Ref>() != nullptr;
  if (is_parameter && !place.assumptions.empty()) return;
  const auto most = most_items(run, arguments->back());
  if (!index && most && arguments->front().get_if<cfn::Ref>() != nullptr) {
    return check_select_by_parameter(run, arguments->front(), *most, place, origin);
  }
  if (!index || (*index >= 0 && (!most || *index < static_cast<double>(*most)))) return;
  report(run.to, kBeyond, origin,
         *index < 0 ? fmt::format("Fn::Select does not accept a negative index such as {}", *index)
                    : fmt::format("Fn::Select takes item {} of a list that ends with item {}",
                                  *index, static_cast<long>(*most) - 1));
}

std::span<const Rule> lookup_rules() { return kLookupsRules; }

}  // namespace archsynth::analysis
