// Properties of one resource that do not fit each other.

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "archsynth/spec/edges.h"
#include "archsynth/support/text.h"
#include "paths.h"
#include "rule.h"

namespace archsynth::analysis {
namespace {

constexpr std::string_view kPairsPage =
    "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/"
    "aws-template-resource-type-ref.html";

/// Where the paths of a row start.
struct PairPlace {
  const View& view;
  const cfn::Resource& resource;
  const cfn::Value* item;  ///< of a list; null: the resource

  bool is_own(std::string_view path) const { return item == nullptr || path.starts_with('/'); }
  const cfn::Value* at(std::string_view path) const { return value_of(resource, item, path); }
};

/// A condition of a row, or what it needs: `A?=v|w` is a path, an operator and values.
struct Comparison {
  std::string_view path;
  std::string_view relation;
  std::string_view values;
};

Comparison comparison_of(std::string_view text) {
  const auto is_name = [](char c) {
    return c == '.' || c == '/' || (c >= '0' && c <= '9') ||
           ((c | 0x20) >= 'a' && (c | 0x20) <= 'z');
  };
  const std::string_view path(text.begin(), std::find_if_not(text.begin(), text.end(), is_name));
  std::string_view rest = text.substr(path.size());
  for (const std::string_view relation : {"?=", "!=", ">=", "<=", "=", "~", ">", "*", "$", "#"}) {
    if (!rest.starts_with(relation)) continue;
    return {path, relation, rest.substr(relation.size())};
  }
  return {path, {}, {}};
}

bool holds_key(const cfn::Value& map, std::string_view name) {
  const cfn::Map& entries = *map.map();
  return entries.contains(name) ||
         std::any_of(entries.begin(), entries.end(),
                     [](const auto& each) { return each.key.starts_with("Fn::"); });
}

/// Whether what the serverless transform takes for all resources of the type has the property.
bool is_global(const View& view, const cfn::Resource& resource, std::string_view name) {
  constexpr std::string_view kPrefix = "AWS::Serverless::";
  if (!resource.type.starts_with(kPrefix) || view.source().globals.map() == nullptr) return false;
  const cfn::Value* section =
      view.source().globals.map()->find(std::string_view(resource.type).substr(kPrefix.size()));
  return section != nullptr && (section->map() == nullptr || holds_key(*section, name));
}

/// Whether nothing can put a property there.
bool is_absent(const PairPlace& place, std::string_view path) {
  const cfn::Value* at = place.item;
  const bool is_own = place.is_own(path);
  if (path.starts_with('/')) path.remove_prefix(1);
  if (is_own) {
    const std::string_view first = path.substr(0, path.find('.'));
    if (lacks(place.resource, first)) return !is_global(place.view, place.resource, first);
    at = property(place.resource, {first});
    path = path.size() == first.size() ? std::string_view() : path.substr(first.size() + 1);
  }
  while (!path.empty()) {
    const std::string_view name = path.substr(0, path.find('.'));
    if (at == nullptr || at->map() == nullptr) return false;
    if (!holds_key(*at, name)) return true;
    const cfn::Value* next = at->map()->find(name);
    if (next != nullptr && is_no_value(*next)) return true;
    at = next;
    path = path.size() == name.size() ? std::string_view() : path.substr(name.size() + 1);
  }
  return false;
}

/// Whether something surely is there: not an empty string or list, nor a parameter that may be one.
bool is_set(const PairPlace& place, std::string_view path) {
  const cfn::Value* value = place.at(path);
  if (value == nullptr || cfn::is_choice(*value)) return false;
  if (value->string() != nullptr) return !value->string()->empty();
  if (value->list() != nullptr) return !place.view.items(value).values.empty();
  const auto* ref = value->get_if<cfn::Ref>();
  if (ref == nullptr) return true;
  const auto& parameters = place.view.source().parameters;
  return std::none_of(parameters.begin(), parameters.end(), [&](const cfn::Parameter& each) {
    const cfn::Value* usual = each.id == ref->target ? each.attributes.find("Default") : nullptr;
    return usual != nullptr && usual->string() != nullptr && usual->string()->empty();
  });
}

std::optional<std::string> text_at(const PairPlace& place, const cfn::Value* value) {
  auto text = place.view.text(value);
  if (text == "True" || text == "False") text->front() = *text == "True" ? 't' : 'f';
  return text;
}

/// The end of a name, as far as it is written out.
std::optional<std::string> tail_of(const PairPlace& place, const cfn::Value* value) {
  if (auto text = place.view.text(value)) return text;
  const auto* sub = value == nullptr ? nullptr : value->get_if<cfn::Sub>();
  if (sub == nullptr || sub->text.empty()) return std::nullopt;
  const cfn::SubPiece last = cfn::pieces(*sub).back();
  if (last.kind == cfn::SubPiece::Kind::kText) return std::string(last.text);
  const auto& parameters = place.view.source().parameters;
  const auto named = std::find_if(parameters.begin(), parameters.end(),
                                  [&](const auto& each) { return each.id.str() == last.text; });
  if (named == parameters.end()) return std::nullopt;
  const cfn::Value parameter = cfn::ref(named->id);
  return place.view.text(&parameter);
}

bool is_one_of(std::string_view text, std::string_view values) {
  const auto all = split(values, '|');
  return std::find(all.begin(), all.end(), text) != all.end();
}

double number_of(std::string_view text) {
  double number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

std::optional<bool> has_item(const PairPlace& place, const cfn::Value* list,
                             std::string_view text) {
  if (list == nullptr || list->list() == nullptr) return std::nullopt;
  const Items items = place.view.items(list);
  const bool has = std::any_of(items.values.begin(), items.values.end(),
                               [&](const auto* each) { return place.view.text(each) == text; });
  return has ? std::optional(true) : std::nullopt;
}

/// Whether a condition of a row holds; nothing where it is not known.
std::optional<bool> holds(const PairPlace& place, std::string_view condition) {
  if (condition.starts_with('!')) return is_absent(place, condition.substr(1));
  const auto [path, relation, values] = comparison_of(condition);
  if (relation.empty()) return is_set(place, path);
  if (is_absent(place, path)) return relation == "?=" || relation == "!=";
  const cfn::Value* value = place.at(path);
  if (relation == "~") return has_item(place, value, values);
  if (relation == ">") {
    const auto number = place.view.number(value);
    return number ? std::optional(*number > number_of(values)) : std::nullopt;
  }
  if (relation == "*") {
    const auto tail = tail_of(place, value);
    return tail ? std::optional(tail->ends_with(values)) : std::nullopt;
  }
  const auto text = text_at(place, value);
  return text ? std::optional(is_one_of(*text, values) != (relation == "!=")) : std::nullopt;
}

std::string_view without_spaces(std::string_view text) {
  text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
  return text.substr(0, text.find_last_not_of(' ') + 1);
}

std::string_view last_name(std::string_view path) {
  return path.substr(path.find_last_of("./") + 1);
}

/// A condition for a message: `"Mode" is ON_DEMAND`.
std::string said(const PairPlace& place, std::string_view condition) {
  if (condition.starts_with('!')) return quoted(last_name(condition.substr(1))) + " is not set";
  const auto [path, relation, values] = comparison_of(condition);
  const std::string name = quoted(last_name(path));
  if (relation.empty()) return name + " is set";
  if (relation == "!=") return fmt::format("{} is not {}", name, values);
  if (relation == "~") return fmt::format("{} has {}", name, values);
  if (relation == ">") return fmt::format("{} is above {}", name, values);
  if (relation == "*") return fmt::format("{} ends with {}", name, values);
  const auto text = text_at(place, place.at(path));
  return text ? fmt::format("{} is {}", name, *text) : name + " is not set";
}

std::string listed_values(std::string_view values) {
  std::vector<std::string> all;
  for (const std::string_view each : split(values, '|')) all.emplace_back(each);
  return join(all, " or ");
}

/// What is wrong with a number; empty: nothing.
std::string fault_of_number(const PairPlace& place, const Comparison& needs,
                            const cfn::Value* value, const std::string& name) {
  const auto number = place.view.number(value);
  std::string limit(needs.values);
  std::optional<double> bound = number_of(needs.values);
  if (limit.starts_with('@')) {
    const cfn::Value* other = place.at(needs.values.substr(1));
    bound = place.view.number(other);
    limit = bound ? fmt::format("{} ({})", quoted(last_name(needs.values.substr(1))), *bound) : "";
  }
  const bool is_least = needs.relation == ">=";
  if (!number || !bound || (is_least ? *number >= *bound : *number <= *bound)) return {};
  return fmt::format("{} must be at {} {}, not {}", name, is_least ? "least" : "most", limit,
                     *number);
}

/// What is wrong with a list of another size.
std::string fault_of_count(const PairPlace& place, const cfn::Value* value, std::string_view wanted,
                           const std::string& name) {
  const Items items = place.view.items(value);
  const auto count = static_cast<std::size_t>(number_of(wanted));
  if (!items.complete || items.values.size() == count) return {};
  return fmt::format("{} must have {}, not {}", name, counted(count, "item"), items.values.size());
}

/// What is wrong with the property; empty: nothing, or it is not known.
std::string fault_of(const PairPlace& place, const spec::PropertyPair& pair) {
  const std::string name = quoted(last_name(pair.property));
  const bool is_missing = is_absent(place, pair.property);
  if (pair.needs == "present") return is_missing ? name + " is missing" : std::string();
  if (pair.needs == "absent") {
    return is_set(place, pair.property) ? name + " must not be set" : std::string();
  }
  const Comparison needs = comparison_of(pair.needs);
  const cfn::Value* value = place.at(pair.property);
  if (needs.relation == "=" && is_missing) {
    return fmt::format("{} must be {}", name, listed_values(needs.values));
  }
  if (value == nullptr) return {};
  if (needs.relation == "#") return fault_of_count(place, value, needs.values, name);
  if (needs.relation == ">=" || needs.relation == "<=") {
    return fault_of_number(place, needs, value, name);
  }
  if (needs.relation == "*" || needs.relation == "$") {
    if (needs.relation == "$" && value->get_if<cfn::Sub>() == nullptr) return {};
    const auto tail = tail_of(place, value);
    return !tail || tail->ends_with(needs.values)
               ? std::string()
               : fmt::format("{} must end with {}", name, needs.values);
  }
  const auto text = text_at(place, value);
  if (needs.relation == "!=") {
    return text == needs.values ? fmt::format("{} must not be {}", name, needs.values)
                                : std::string();
  }
  const cfn::Resource* target = place.view.target(value);
  if (target == nullptr && (!text || is_one_of(*text, needs.values))) return {};
  return fmt::format("{} must be {}, not {}", name, listed_values(needs.values),
                     quoted(target == nullptr ? *text : target->id.str()));
}

void check_pair(const PairPlace& place, const spec::PropertyPair& pair, const Report& report) {
  const auto conditions = split(pair.when, '&');
  std::vector<std::string> reasons;
  const cfn::Value* where = place.at(pair.property);
  for (const std::string_view each : conditions) {
    if (holds(place, without_spaces(each)) != true) return;
    if (where == nullptr) where = place.at(comparison_of(without_spaces(each)).path);
  }
  const std::string fault = fault_of(place, pair);
  if (fault.empty()) return;
  for (const std::string_view each : conditions)
    reasons.push_back(said(place, without_spaces(each)));
  report(place.resource, where == nullptr ? place.item : where,
         fmt::format("{} where {}", fault, join(reasons, " and ")));
}

void check_property_pairs(const View& view, const Report& report) {
  for (const spec::PropertyPair& pair : spec::property_pairs()) {
    for (const cfn::Resource* resource : view.of(pair.type)) {
      each_item(view, *resource, pair.each, [&](const cfn::Value* item) {
        check_pair({view, *resource, item}, pair, report);
      });
    }
  }
}

constexpr Rule kPropertyPairsRules[] = {
    {"ARC4838", Severity::kError, "properties do not fit each other",
     "the service refuses the resource", "change one of the two properties", kPairsPage, "",
     check_property_pairs},
};

}  // namespace

std::span<const Rule> property_pair_rules() { return kPropertyPairsRules; }

}  // namespace archsynth::analysis
