// Properties of one resource that do not fit each other.

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "archsynth/spec/edges.h"
#include "archsynth/support/text.h"
#include "archsynth/support/wildcards.h"
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
  const cfn::Value* at(std::string_view path) const;
};

/// What a path steps over: `Cluster>AWS::ECS::Cluster:Name` is the name of the cluster.
struct Step {
  std::string_view reference;
  std::string_view type;
  std::string_view rest;
};

std::optional<Step> step_of(std::string_view path) {
  const std::size_t step = path.find('>');
  if (step == path.npos) return std::nullopt;
  const std::string_view beyond = path.substr(step + 1);
  std::size_t colon = beyond.find(':');
  while (beyond.substr(colon).starts_with("::")) colon = beyond.find(':', colon + 2);
  return Step{path.substr(0, step), beyond.substr(0, colon), beyond.substr(colon + 1)};
}

/// The resource that the reference is to, as a place of its own.
std::optional<PairPlace> beyond(const PairPlace& place, const Step& step) {
  const cfn::Resource* target = place.view.target(place.at(step.reference), step.type);
  if (target == nullptr) return std::nullopt;
  return PairPlace{place.view, *target, nullptr};
}

const cfn::Value* PairPlace::at(std::string_view path) const {
  const auto step = step_of(path);
  if (!step) return value_of(resource, item, path);
  const auto next = beyond(*this, *step);
  return next ? next->at(step->rest) : nullptr;
}

/// A condition of a row, or what it needs: `A?=v|w` is a path, an operator and values.
struct Comparison {
  std::string_view path;
  std::string_view relation;
  std::string_view values;
};

Comparison comparison_of(std::string_view text) {
  const auto is_name = [](char c) {
    return c == '.' || c == '/' || c == ':' || (c >= '0' && c <= '9') ||
           ((c | 0x20) >= 'a' && (c | 0x20) <= 'z');
  };
  const auto is_step = [](std::string_view rest) { return rest.starts_with(">AWS::"); };
  std::size_t size = 0;
  while (size < text.size() && (is_name(text[size]) || is_step(text.substr(size)))) ++size;
  const std::string_view path = text.substr(0, size);
  const std::string_view rest = text.substr(size);
  for (const std::string_view relation :
       {"?=", "!=", ">=", "<=", "=", "~", ">", "<", "*", "$", "#"}) {
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
  if (const auto step = step_of(path)) {
    const auto next = beyond(place, *step);
    return next && is_absent(*next, step->rest);
  }
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
  if (path.ends_with(':')) return beyond(place, *step_of(path)).has_value();
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
  return std::any_of(all.begin(), all.end(), [&](std::string_view each) {
    return matches_wildcards(each, text, [](char a, char b) { return a == b; });
  });
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
  if (relation == ">" || relation == "<") {
    const auto number = place.view.number(value);
    if (!number) return std::nullopt;
    return relation == ">" ? *number > number_of(values) : *number < number_of(values);
  }
  if (relation == "*") {
    const auto tail = tail_of(place, value);
    return tail ? std::optional(is_one_of(*tail, fmt::format("*{}", values))) : std::nullopt;
  }
  const auto text = text_at(place, value);
  return text ? std::optional(is_one_of(*text, values) != (relation == "!=")) : std::nullopt;
}

std::string_view without_spaces(std::string_view text) {
  text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
  return text.substr(0, text.find_last_not_of(' ') + 1);
}

std::string_view last_name(std::string_view path) {
  return path.substr(path.find_last_of("./:") + 1);
}

/// What messages call the property: `"Type"`, `"Type" of "Balancer"`.
std::string name_at(const PairPlace& place, std::string_view path) {
  std::string name = quoted(last_name(path));
  const auto step = step_of(path);
  const auto next = step ? beyond(place, *step) : std::nullopt;
  if (next) name += " of " + quoted(next->resource.id.str());
  return name;
}

/// A condition for a message: `"Mode" is ON_DEMAND`.
std::string said(const PairPlace& place, std::string_view condition) {
  if (condition.starts_with('!')) return name_at(place, condition.substr(1)) + " is not set";
  const auto [path, relation, values] = comparison_of(condition);
  const std::string name = name_at(place, path);
  if (relation.empty()) return name + " is set";
  if (relation == "!=") return fmt::format("{} is not {}", name, values);
  if (relation == "~") return fmt::format("{} has {}", name, values);
  if (relation == ">") return fmt::format("{} is above {}", name, values);
  if (relation == "<") return fmt::format("{} is below {}", name, values);
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
    const std::string_view path = needs.values.substr(1, needs.values.find_first_of("*+") - 1);
    const std::string_view rest = needs.values.substr(path.size() + 1);
    bound = place.view.number(place.at(path));
    if (bound && rest.starts_with('*')) *bound *= number_of(rest.substr(1));
    if (bound && rest.starts_with('+')) *bound += number_of(rest.substr(1));
    limit = !bound         ? ""
            : rest.empty() ? fmt::format("{} ({})", quoted(last_name(path)), *bound)
                           : fmt::format("{} ({} {} {})", *bound, quoted(last_name(path)),
                                         rest.front(), rest.substr(1));
  }
  const bool is_least = needs.relation == ">=";
  if (!number || !bound || (is_least ? *number >= *bound : *number <= *bound)) return {};
  return fmt::format("{} must be at {} {}, not {}", name, is_least ? "least" : "most", limit,
                     *number);
}

/// What is wrong with a list of another size; `2+` is at least 2.
std::string fault_of_count(const PairPlace& place, const cfn::Value* value, std::string_view wanted,
                           const std::string& name) {
  const Items items = place.view.items(value);
  const auto count = static_cast<std::size_t>(number_of(wanted));
  const bool is_least = wanted.ends_with('+');
  const std::size_t has = items.values.size();
  if (!items.complete || (is_least ? has >= count : has == count)) return {};
  return fmt::format("{} must have {}{}, not {}", name, is_least ? "at least " : "",
                     counted(count, "item"), has);
}

/// What is wrong with the property; empty: nothing, or it is not known.
std::string fault_of(const PairPlace& place, const spec::PropertyPair& pair) {
  const std::string name = name_at(place, pair.property);
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
    return text && is_one_of(*text, needs.values)
               ? fmt::format("{} must not be {}", name,
                             needs.values == *text ? *text : quoted(*text))
               : std::string();
  }
  const cfn::Resource* target = place.view.target(value);
  const bool is_pattern = needs.values.find('*') != needs.values.npos;
  if (target == nullptr ? !text || is_one_of(*text, needs.values) : is_pattern) return {};
  return fmt::format("{} must be {}, not {}", name, listed_values(needs.values),
                     quoted(target == nullptr ? *text : target->id.str()));
}

void check_pair(const PairPlace& place, const spec::PropertyPair& pair, const Report& report) {
  const auto conditions =
      pair.when.empty() ? std::vector<std::string_view>() : split(pair.when, '&');
  std::vector<std::string> reasons;
  const auto own_part = [](std::string_view path) { return path.substr(0, path.find('>')); };
  const cfn::Value* where = place.at(own_part(pair.property));
  for (const std::string_view each : conditions) {
    if (holds(place, without_spaces(each)) != true) return;
    if (where == nullptr) where = place.at(own_part(comparison_of(without_spaces(each)).path));
  }
  const std::string fault = fault_of(place, pair);
  if (fault.empty()) return;
  for (const std::string_view each : conditions) {
    reasons.push_back(said(place, without_spaces(each)));
  }
  report(place.resource, where == nullptr ? place.item : where,
         reasons.empty() ? fault : fmt::format("{} where {}", fault, join(reasons, " and ")));
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
