// Arguments of functions that cannot be: items beyond a list, keys that a mapping lacks, lists
// within texts, names of exports that only a deployment makes.

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "analysis/finding.h"
#include "analysis/validate/schema_walk.h"
#include "archsynth/support/text.h"
#include "checks.h"

namespace archsynth::analysis {
namespace {

using cfn::Function;

constexpr std::string_view kSelectPage =
    "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/"
    "intrinsic-function-reference-select.html";
constexpr std::string_view kMappingsPage =
    "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/"
    "mappings-section-structure.html";
constexpr std::string_view kJoinPage =
    "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/"
    "intrinsic-function-reference-join.html";
constexpr std::string_view kExportsPage =
    "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/outputs-section-structure.html";
constexpr std::string_view kCyclePage =
    "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/"
    "conditions-section-structure.html";

constexpr Rule kBeyond = {"ARC3117",
                          Severity::kError,
                          "Fn::Select index is beyond the list",
                          "CloudFormation refuses the template",
                          "lower the index, or lengthen the list",
                          kSelectPage,
                          "E1017"};
constexpr Rule kMappingValue = {"ARC3118",
                                Severity::kError,
                                "mapping contains a function",
                                "CloudFormation refuses the template",
                                "write the value out, or use Fn::If",
                                kMappingsPage,
                                "E7001"};
constexpr Rule kMappingKey = {"ARC3119",
                              Severity::kError,
                              "mapping lacks the key that is looked up",
                              "CloudFormation refuses the template",
                              "add the key to the mapping, or correct it",
                              kMappingsPage,
                              "E1011"};
constexpr Rule kListInText = {"ARC3120",
                              Severity::kError,
                              "list within a string",
                              "CloudFormation refuses the template",
                              "join the list first: !Join [\",\", !Ref List]",
                              kJoinPage,
                              "E1019"};
constexpr Rule kExportName = {"ARC3121",
                              Severity::kError,
                              "name of an export depends on a resource",
                              "CloudFormation refuses the template",
                              "make the name of parameters and pseudo parameters only",
                              kExportsPage,
                              "E6102"};
constexpr Rule kSameExport = {"ARC3122",
                              Severity::kError,
                              "two outputs export the same name",
                              "the stack fails: an export's name is unique in a region",
                              "rename one of the exports",
                              kExportsPage,
                              ""};
constexpr Rule kConditionCycle = {"ARC3123",
                                  Severity::kError,
                                  "conditions define each other",
                                  "CloudFormation refuses the template",
                                  "define one of them without the others",
                                  kCyclePage,
                                  "E8007"};

constexpr Rule kValuesRules[] = {kBeyond,     kMappingValue, kMappingKey,    kListInText,
                                 kExportName, kSameExport,   kConditionCycle};

/// The literal items of a function's argument; null when it is another function, or a macro may
/// make it.
const cfn::List* arguments_of(const cfn::Call& call) {
  return call.argument.empty() ? nullptr : call.argument.front().list();
}

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

/// How many items a list has at most; nothing when that is not known.
std::optional<std::size_t> most_items(const FunctionRun& run, const cfn::Value& list) {
  if (list.list() != nullptr) return list.list()->size();
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

void check_select(const FunctionRun& run, const cfn::Call& call, const Origin& origin) {
  const cfn::List* arguments = arguments_of(call);
  if (arguments == nullptr || arguments->size() != 2) return;
  const auto index = scalar_number(arguments->front());
  const auto most = most_items(run, arguments->back());
  if (!index || (*index >= 0 && (!most || *index < static_cast<double>(*most)))) return;
  report(run.to, kBeyond, origin,
         *index < 0 ? fmt::format("Fn::Select takes no negative index, such as {}", *index)
                    : fmt::format("Fn::Select takes item {} of a list that ends with item {}",
                                  *index, static_cast<long>(*most) - 1));
}

/// The first resource of the template that a value refers to; empty when it refers to none.
std::string resource_within(const FunctionRun& run, const cfn::Value& value) {
  for (const cfn::Reference& each : cfn::references(value)) {
    if (run.index.resource(each.target.str()) != nullptr) return each.target.str();
  }
  return {};
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

void check_lookup(const FunctionRun& run, const cfn::Call& call, const ValuePlace& place,
                  const Origin& origin) {
  const cfn::List* arguments = arguments_of(call);
  if (arguments == nullptr || arguments->size() != 3) return;
  for (const cfn::Value& key : *arguments) {
    const std::string resource = resource_within(run, key);
    if (resource.empty()) continue;
    report(run.to, kMappingKey, origin,
           fmt::format("Fn::FindInMap depends on the resource {}", quoted(resource)),
           "look up with parameters and pseudo parameters only");
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
}

bool is_list(const FunctionRun& run, const std::string& name) {
  const cfn::Parameter* parameter = run.index.parameter(name);
  return parameter != nullptr && is_list_type(parameter->type);
}

void report_list(const FunctionRun& run, const std::string& name, std::string_view function,
                 const Origin& origin) {
  report(run.to, kListInText, origin,
         fmt::format("the parameter {} is a list, and {} takes strings", quoted(name), function));
}

/// Of attributes in outputs another rule says so.
void check_sub_lists(const FunctionRun& run, const cfn::Sub& sub, const Origin& origin,
                     bool with_attributes) {
  for (const cfn::SubPiece& piece : cfn::pieces(sub)) {
    if (piece.kind != cfn::SubPiece::Kind::kVariable || sub.variables.contains(piece.text))
      continue;
    if (is_list(run, piece.text)) report_list(run, piece.text, "Fn::Sub", origin);
    const std::size_t dot = piece.text.find('.');
    if (dot == piece.text.npos || !with_attributes) continue;
    const std::string_view type =
        odd_type(run, cfn::LogicalId(piece.text.substr(0, dot)), piece.text.substr(dot + 1));
    if (type != "a list" && type != "an object") continue;
    report(run.to, kListInText, origin,
           fmt::format("{} is {}, and Fn::Sub takes strings", quoted(piece.text), type));
  }
  for (const cfn::MapEntry& entry : sub.variables) {
    const auto* ref = entry.value.get_if<cfn::Ref>();
    if (ref != nullptr && is_list(run, ref->target.str())) {
      report_list(run, ref->target.str(), "Fn::Sub", origin);
    }
  }
}

void check_join_lists(const FunctionRun& run, const cfn::Call& call, const Origin& origin) {
  const cfn::List* arguments = arguments_of(call);
  const cfn::List* items =
      arguments != nullptr && arguments->size() == 2 ? arguments->back().list() : nullptr;
  if (items == nullptr) return;
  for (const cfn::Value& item : *items) {
    const auto* ref = item.get_if<cfn::Ref>();
    if (ref == nullptr || !is_list(run, ref->target.str())) continue;
    report_list(run, ref->target.str(), "an item of Fn::Join", origin);
  }
}

void check_import(const FunctionRun& run, const cfn::Call& call, const Origin& origin) {
  if (call.argument.empty()) return;
  const std::string resource = resource_within(run, call.argument.front());
  if (resource.empty()) return;
  report(run.to, kExportName, origin,
         fmt::format("the name of an import depends on the resource {}", quoted(resource)));
}

void check_export_names(const FunctionRun& run) {
  std::vector<const cfn::Output*> exported;
  for (const cfn::Output& output : run.checked.outputs) {
    const cfn::Value& name = output.export_name;
    if (name.absent()) continue;
    const Origin& origin = first_known(name.origin(), output.origin);
    const std::string resource = resource_within(run, name);
    if (!resource.empty()) {
      report(run.to, kExportName, origin,
             fmt::format("the export of {} depends on the resource {}", quoted(output.id.str()),
                         quoted(resource)));
    }
    const auto same = std::find_if(exported.begin(), exported.end(), [&](const auto* other) {
      return other->export_name == name && other->condition == output.condition;
    });
    if (same != exported.end()) {
      report(run.to, kSameExport, origin,
             fmt::format("{} and {} export the same name", quoted((*same)->id.str()),
                         quoted(output.id.str())));
    }
    exported.push_back(&output);
  }
}

void check_mapping_values(const FunctionRun& run) {
  for (const cfn::MapEntry& mapping : run.checked.mappings) {
    cfn::walk(mapping.value, [&](const cfn::Value& value) {
      const auto* call = value.get_if<cfn::Call>();
      if (!value.is_intrinsic() || value.get_if<cfn::DynamicReference>() != nullptr ||
          (call != nullptr && call->function == Function::kTransform)) {
        return;
      }
      report(run.to, kMappingValue, first_known(value.origin(), mapping.key_origin),
             fmt::format("the mapping {} contains {}", quoted(mapping.key), what_is(value)));
    });
  }
}

/// The conditions that a condition is made of.
std::set<std::string> conditions_within(const cfn::Value& value) {
  std::set<std::string> names;
  cfn::walk(value, [&](const cfn::Value& each) {
    const auto* call = each.get_if<cfn::Call>();
    if (call == nullptr || call->function != Function::kCondition || call->argument.empty()) return;
    if (const std::string* name = call->argument.front().string()) names.insert(*name);
  });
  return names;
}

void check_condition_cycles(const FunctionRun& run) {
  for (const cfn::MapEntry& condition : run.checked.conditions) {
    std::set<std::string> reached = conditions_within(condition.value);
    std::vector<std::string> open(reached.begin(), reached.end());
    while (!open.empty()) {
      const cfn::Value* next = run.checked.conditions.find(open.back());
      open.pop_back();
      if (next == nullptr) continue;
      for (const std::string& name : conditions_within(*next)) {
        if (reached.insert(name).second) open.push_back(name);
      }
    }
    if (!reached.contains(condition.key)) continue;
    report(run.to, kConditionCycle, first_known(condition.key_origin, condition.value.origin()),
           fmt::format("the condition {} depends on itself", quoted(condition.key)));
  }
}

}  // namespace

void check_values(const FunctionRun& run, const cfn::Value& value, const ValuePlace& place) {
  if (has_own_macro(run.checked)) return;
  if (const auto* sub = value.get_if<cfn::Sub>()) {
    return check_sub_lists(run, *sub, place.of(value), place.output == nullptr);
  }
  const auto* call = value.get_if<cfn::Call>();
  if (call == nullptr) return;
  if (call->function == Function::kSelect) check_select(run, *call, place.of(value));
  if (call->function == Function::kJoin) check_join_lists(run, *call, place.of(value));
  if (call->function == Function::kImportValue) check_import(run, *call, place.of(value));
  if (call->function == Function::kFindInMap) check_lookup(run, *call, place, place.of(value));
}

void check_whole_values(const FunctionRun& run) {
  if (has_own_macro(run.checked)) return;
  check_mapping_values(run);
  check_export_names(run);
  check_condition_cycles(run);
}

std::span<const Rule> value_rules() { return kValuesRules; }

}  // namespace archsynth::analysis
