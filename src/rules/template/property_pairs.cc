// Properties of one resource that do not fit each other.

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <tuple>

#include "archsynth/support/characters.h"
#include "archsynth/support/text.h"
#include "rules/rule.h"
#include "rules/template/pair_conditions.h"
#include "rules/template/pair_fixes.h"
#include "rules/template/pair_numbers.h"
#include "rules/template/pair_pattern.h"
#include "rules/template/pair_place.h"
#include "spec/edges.h"

namespace archsynth::analysis {
namespace {

constexpr std::string_view kPairsPage =
    "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/"
    "aws-template-resource-type-ref.html";

/// `Source.Type` where another path of the row ends with `Type` too, or where it is what the row is
/// about and not there, else the last name alone.
std::string_view distinct_name(const PairPlace& place, std::string_view path) {
  const std::string_view last = last_name(path);
  std::vector<std::string_view> others = {place.pair->property};
  for (const std::string_view each : split(place.pair->when, '&')) {
    others.push_back(comparison_of(without_spaces(each)).path);
  }
  const bool is_shared = std::any_of(others.begin(), others.end(), [&](std::string_view other) {
    if (other.starts_with('!')) other.remove_prefix(1);
    return other != path && last_name(other) == last;
  });
  const std::size_t before = path.size() - std::min(path.size(), last.size() + 1);
  if (before == 0 || path[before] != '.') return last;
  const bool is_plain = path.find_first_of(">*") == path.npos;
  if (!is_shared && !(is_plain && path == place.pair->property && is_absent(place, path))) {
    return last;
  }
  return path.substr(path.find_last_of("./:*>", before - 1) + 1);
}

/// `Alias` of `AWS::Lambda::Alias`.
std::string_view last_type(std::string_view type) { return type.substr(type.rfind(':') + 1); }

/// What messages call the property: `"Type"`, `"Type" of "Balancer"`.
std::string name_at(const PairPlace& place, std::string_view path) {
  std::string name = quoted(distinct_name(place, path));
  const auto step = step_of(path);
  const auto next = step ? beyond(place, *step) : std::nullopt;
  if (next) name += " of " + quoted(next->resource.id.str());
  return name;
}

/// A condition for a message: `"Mode" is ON_DEMAND`.
std::string said(const PairPlace& place, std::string_view condition) {
  if (condition.starts_with('!')) return name_at(place, condition.substr(1)) + " is not set";
  const auto [path, relation, values] = comparison_of(condition);
  if (path.ends_with(':')) {
    const cfn::Resource& target = beyond(place, *step_of(path))->resource;
    return fmt::format("{} is an {}", quoted(target.id.str()), target.type);
  }
  if (const std::size_t star = path.find(".*."); star != path.npos) {
    return fmt::format("{} {} {}{}{}", name_at(place, path.substr(0, star)),
                       relation == "!=" ? "has no" : "has", quoted(last_name(path)),
                       values.empty() ? "" : " ", values);
  }
  const std::string name = name_at(place, path);
  if (relation.empty()) return name + " is set";
  if (relation == "!=") {
    return fmt::format("{} is not {}{}", name, values.find('*') == values.npos ? "" : "like ",
                       values);
  }
  if (relation == "~") {
    return fmt::format("{} has {}", name, *item_of(place, place.at(path), values));
  }
  if (relation == "!~") return fmt::format("{} does not have {}", name, values);
  if (relation == "%") return fmt::format("{} has {}", name, quoted(values));
  if (relation == ">") return fmt::format("{} is above {}", name, values);
  if (relation == "<") return fmt::format("{} is below {}", name, values);
  if (relation == "*") return fmt::format("{} ends with {}", name, values);
  const auto text = text_at(place, place.at(path));
  return text ? fmt::format("{} is {}", name, *text) : name + " is not set";
}

/// What is wrong with an object of which only one member counts.
std::string fault_of_members(const PairPlace& place, std::string_view path,
                             std::string_view members, const std::string& name) {
  std::vector<std::string> set;
  for (const std::string_view each : split(members, '|')) {
    const std::string member = path.empty() ? std::string(each) : fmt::format("{}.{}", path, each);
    if (is_set(place, member)) set.push_back(quoted(each));
  }
  return set.size() < 2 ? std::string()
                        : fmt::format("{} can have only one of {}", name, join(set, " and "));
}

/// What is wrong with a date that has to be after another one.
std::string fault_of_date(const PairPlace& place, const cfn::Value* value, std::string_view other,
                          const std::string& name) {
  const auto date = place.view.text(value);
  const auto start = place.view.text(place.at(other));
  // Of one form, dates are in the order of their texts.
  if (!date || !start || date->size() != start->size() || *date > *start) return {};
  return fmt::format("{} must be after {} ({}), not {}", name, quoted(last_name(other)), *start,
                     *date);
}

/// What is wrong with a part of another whole: a version of another function.
std::string fault_of_part(const PairPlace& place, const cfn::Value* value, std::string_view other,
                          std::string_view property) {
  const cfn::Value* own = place.at(other);
  const auto part = beyond(place, *step_of(property));
  if (!part || !place.view.differ(value, own)) return {};
  const auto name_of = [&](const cfn::Value* whole) {
    const cfn::Resource* resource = place.view.identity(whole);
    return quoted(resource == nullptr ? *whole->string() : resource->id.str());
  };
  return fmt::format("{} belongs to {}, not to {}", quoted(part->resource.id.str()), name_of(value),
                     name_of(own));
}

/// What is wrong with a text that has to be in a list.
std::string fault_of_choice(const PairPlace& place, const Comparison& needs,
                            const cfn::Value* value, const std::string& name) {
  const auto text = place.view.text(value);
  if (!text || may_be_among(place, needs.values, *text)) return {};
  const std::string_view list = needs.values.substr(0, needs.values.find(".*"));
  const std::string_view part = needs.values.substr(list.size());
  return fmt::format("{} must be one of {}{}, not {}", name,
                     part.empty() ? "" : fmt::format("the {} of ", quoted(last_name(part))),
                     name_at(place, list), quoted(*text));
}

/// What is wrong with a number that has to be a multiple of the size of a list.
std::string fault_of_multiple(const PairPlace& place, const Comparison& needs,
                              const cfn::Value* value, const std::string& name) {
  const Items items = place.view.items(place.at(needs.values));
  const auto number = place.view.number(value);
  const auto size = items.values.size();
  if (!number || !items.complete || size < 2 || *number < 0) return {};
  if (static_cast<std::size_t>(*number) % size == 0) return {};
  return fmt::format("{} must be a multiple of {}, the size of {}, not {}", name, size,
                     name_at(place, needs.values), *number);
}

/// What is wrong with a list of another size; `2+` is at least 2, `@B` as many as B is.
std::string fault_of_count(const PairPlace& place, const cfn::Value* value, std::string_view wanted,
                           const std::string& name) {
  const Items items = place.view.items(value);
  const bool is_other = wanted.starts_with('@');
  const auto number = is_other ? place.view.number(place.at(wanted.substr(1))) : number_of(wanted);
  if (!number || *number < 0) return {};
  const auto count = static_cast<std::size_t>(*number);
  const bool is_least = wanted.ends_with('+');
  const std::size_t has = items.values.size();
  if (!items.complete || (is_least ? has >= count : has == count)) return {};
  return fmt::format("{} must have {}{}, not {}", name, is_least ? "at least " : "",
                     counted(count, "item"), has);
}

/// What is wrong with a list, or about one; nothing where something else is needed.
std::optional<std::string> fault_of_list(const PairPlace& place, const Comparison& needs,
                                         const cfn::Value* value, const std::string& name) {
  if (needs.relation == "#") return fault_of_count(place, value, needs.values, name);
  if (needs.relation == "in@") return fault_of_choice(place, needs, value, name);
  if (needs.relation == "%#") return fault_of_multiple(place, needs, value, name);
  if (needs.relation != "!~") return std::nullopt;
  const auto item = item_of(place, value, needs.values);
  return item ? fmt::format("{} must not have {}", name, *item) : std::string();
}

/// Stands for a part that only a deployment tells.
constexpr char kUnknownRest = '\x01';

/// What is wrong with a text; empty: nothing.
std::string fault_of_text(const PairPlace& place, const Comparison& needs, const cfn::Value* value,
                          const std::string& name) {
  const auto text = text_at(place, value);
  if (needs.relation == "!=" && !text) {
    const std::string head = head_of(value);
    return head.empty() || !is_one_of(head + kUnknownRest, needs.values)
               ? std::string()
               : fmt::format("{} must not start with {}", name, quoted(head));
  }
  if (needs.relation == "!=" && needs.values.starts_with('@')) {
    const std::string_view path = needs.values.substr(1);
    const auto other = place.view.text(place.at(path));
    return text && text == other ? fmt::format("{} must not be that of the {} itself, {}", name,
                                               lower_case(last_type(place.resource.type)), *text)
                                 : std::string();
  }
  if (needs.relation == "!=") {
    return text && is_one_of(*text, needs.values)
               ? fmt::format("{} must not be {}", name,
                             needs.values == *text ? *text : quoted(*text))
               : std::string();
  }
  const cfn::Resource* target = itself(place.view, value);
  if (needs.values.starts_with('@')) {
    const auto other = place.view.text(place.at(needs.values.substr(1)));
    if (!text || !other || text == other) return {};
    return fmt::format("{} must be {}, not {}", name, *other, quoted(*text));
  }
  const bool is_pattern = needs.values.find('*') != needs.values.npos;
  if (target == nullptr ? !text || is_one_of(*text, needs.values) : is_pattern) return {};
  return fmt::format("{} must {}, not {}", name, wanted_values(needs.values),
                     quoted(target == nullptr ? *text : target->id.str()));
}

/// What is wrong with the property of that name; empty: nothing, or it is not known.
std::string fault_of(const PairPlace& place, const spec::PropertyPair& pair,
                     const std::string& name) {
  const bool is_missing = is_absent(place, pair.property);
  if (pair.needs == "present") return is_missing ? name + " is missing" : std::string();
  if (pair.needs == "absent") {
    return is_set(place, pair.property) ? name + " must not be set" : std::string();
  }
  const Comparison needs = comparison_behind({}, pair.needs);
  if (needs.relation == "one@") return fault_of_members(place, pair.property, needs.values, name);
  const cfn::Value* value = place.at(pair.property);
  if (needs.relation == "=" && is_missing) {
    return fmt::format("{} must {}", name, wanted_values(needs.values));
  }
  if (value == nullptr) return {};
  if (const auto fault = fault_of_amount(place, needs, value, name)) return *fault;
  if (needs.relation == "same@") return fault_of_part(place, value, needs.values, pair.property);
  if (needs.relation == "after@") return fault_of_date(place, value, needs.values, name);
  if (const auto fault = fault_of_list(place, needs, value, name)) return *fault;
  if (needs.relation.ends_with('/')) {
    const std::string_view pattern = needs.values.substr(0, needs.values.rfind('/'));
    return fault_of_pattern(place, pattern, needs.relation, value, name);
  }
  if (needs.relation == "*" || needs.relation == "$") {
    if (needs.relation == "$" && value->get_if<cfn::Sub>() == nullptr) return {};
    const auto tail = tail_of(place, value);
    std::string end(needs.values);
    if (end.starts_with(".@")) {
      // Of an address, what stands behind the `@`.
      const auto domain = place.view.text(place.at(needs.values.substr(2)));
      if (!domain) return {};
      end = "." + domain->substr(domain->find('@') + 1);
    }
    return !tail || tail->ends_with(end) ? std::string()
                                         : fmt::format("{} must end with {}", name, end);
  }
  return fault_of_text(place, needs, value, name);
}

/// Another way out than to change the property: what the row depends on; empty: none is at hand.
std::string other_way(const PairPlace& place, const spec::PropertyPair& pair) {
  if (pair.when.empty()) return {};
  for (const std::string_view each : split(pair.when, '&')) {
    const std::string_view condition = without_spaces(each);
    const std::string_view path = comparison_of(condition).path;
    if (condition.starts_with('!') || path == pair.property || path.ends_with(':') ||
        path.find(".*.") != path.npos || is_absent(place, path)) {
      continue;
    }
    const bool is_change = path.size() != condition.size() || is_required(place, path);
    return fmt::format(", or {} {}", is_change ? "change" : "remove", name_at(place, path));
  }
  return {};
}

/// How to mend the property itself; empty: the rule's own words.
std::string fix_of(const PairPlace& place, const spec::PropertyPair& pair, std::string_view fault) {
  if (!pair.fix.empty()) return std::string(pair.fix);
  const std::string name = name_at(place, pair.property);
  if (pair.needs == "present") return "set " + name;
  if (pair.needs == "absent") return "remove " + name;
  if (pair.needs.starts_with("same@")) {
    return fmt::format("use one that has the same {}", quoted(last_name(pair.property)));
  }
  const std::string fix = fix_of_fault(name, fault);
  if (!fix.empty()) return fix + other_way(place, pair);
  // What a pattern means, its page says better.
  const bool is_described = pair.needs.ends_with('/') && !pair.page.ends_with(".rego");
  return is_described ? fmt::format("the form is described at {}", pair.page) : std::string();
}

/// The fault, and why it is one. `{}` in the words of a row is what the property is.
std::string message_of(const PairPlace& place, const spec::PropertyPair& pair, std::string fault,
                       const std::vector<std::string>& reasons) {
  if (pair.reason.empty()) {
    return reasons.empty() ? fault : fmt::format("{} where {}", fault, join(reasons, " and "));
  }
  const std::string name = name_at(place, pair.property);
  const auto text = text_at(place, place.at(pair.property));
  const std::size_t hole = pair.reason.find("{}");
  if (hole != pair.reason.npos) {
    return fmt::format("{} {}{}{}", name, pair.reason.substr(0, hole), text.value_or("it"),
                       pair.reason.substr(hole + 2));
  }
  const bool is_wanted =
      pair.reason.starts_with("must be ") && pair.reason.find(": ") == pair.reason.npos;
  return fmt::format("{} {}{}", name, pair.reason,
                     is_wanted && text ? ", not " + quoted(*text) : "");
}

/// Why a fault is one: the conditions of the row that the fault itself does not say.
std::vector<std::string> reasons_of(const PairPlace& place, const spec::PropertyPair& pair,
                                    std::string_view fault) {
  std::vector<std::string> reasons;
  if (pair.when.empty()) return reasons;
  for (const std::string_view each : split(pair.when, '&')) {
    const std::string_view condition = without_spaces(each);
    std::string reason = said(place, condition);
    // That what the fault speaks of is set needs no saying.
    const bool is_outer = pair.property.starts_with(std::string(condition) + ".") ||
                          condition == std::string(pair.property) + ">0";
    const bool is_told =
        is_outer || (reason.ends_with(" is set") &&
                     fault.find(reason.substr(0, reason.size() - 7)) != fault.npos);
    if (!is_told) reasons.push_back(std::move(reason));
  }
  return reasons;
}

/// Where the fault is: the property, what it depends on, or the innermost thing that it belongs to.
const cfn::Value* place_of_fault(const PairPlace& place, const spec::PropertyPair& pair) {
  const auto own_part = [](std::string_view path) { return path.substr(0, path.find('>')); };
  std::string_view path = own_part(pair.property);
  if (const cfn::Value* where = place.at(path)) return where;
  if (!pair.when.empty()) {
    for (const std::string_view each : split(pair.when, '&')) {
      const cfn::Value* where = place.at(own_part(comparison_of(without_spaces(each)).path));
      if (where != nullptr) return where;
    }
  }
  while (path.find('.') != path.npos) {
    path = path.substr(0, path.rfind('.'));
    if (const cfn::Value* where = place.at(path)) return where;
  }
  return place.item;
}

/// Whether it found a fault.
bool check_pair(const PairPlace& place, const spec::PropertyPair& pair, const Report& report) {
  if (!is_asked(place, pair) || !all_hold(place, pair.when)) return false;
  // Most hold, so that the name is not needed.
  if (fault_of(place, pair, {}).empty()) return false;
  const std::string_view list = pair.each.substr(0, pair.each.find_last_not_of(".*") + 1);
  const std::string fault =
      fault_of(place, pair, name_at(place, pair.property.empty() ? list : pair.property));
  std::vector<std::string> missing;
  if (is_absent(place, pair.property)) missing.emplace_back(last_name(pair.property));
  for (const std::string_view each :
       pair.when.empty() ? std::vector<std::string_view>() : split(pair.when, '&')) {
    if (each.starts_with('!')) missing.emplace_back(last_name(each));
  }
  const std::string message = message_of(place, pair, fault, reasons_of(place, pair, fault));
  Diagnostic& found = report(place.resource, place_of_fault(place, pair), message);
  std::string fix = fix_of(place, pair, pair.reason.empty() ? fault : message);
  if (!fix.empty()) found.fix = std::move(fix);
  found.missing = std::move(missing);
  if (pair.is_mild || is_unused_template(place)) found.severity = Severity::kWarning;
  return true;
}

void check_property_pairs(const View& view, const cfn::Resource& resource, const Report& report) {
  // What several reasons forbid is told once.
  std::set<std::tuple<const void*, std::string_view, std::string_view, bool>> told;
  for (const spec::PropertyPair& pair : spec::property_pairs(resource.type)) {
    each_item(view, resource, pair.each, [&](const cfn::Value* item) {
      const void* owner = item == nullptr ? static_cast<const void*>(&resource) : item;
      const std::tuple key{owner, pair.property, pair.needs, pair.is_mild};
      if (told.contains(key)) return;
      if (check_pair({view, resource, item, &pair}, pair, report)) told.insert(key);
    });
  }
}

constexpr Rule kPropertyPairsRules[] = {
    {"ARC4838", Severity::kError, "value or combination of properties that the service refuses",
     "the deployment fails at the resource", "change the property, or the one that it depends on",
     kPairsPage, "", check_property_pairs},
};

}  // namespace

std::span<const Rule> property_pair_rules() { return kPropertyPairsRules; }

}  // namespace archsynth::analysis
