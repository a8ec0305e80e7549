// Keywords that combine schemas: allOf, anyOf, oneOf, not, if.

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "archsynth/support/text.h"
#include "rules/schemas/schema_walk.h"

namespace archsynth::analysis {
namespace {

using spec::Datum;
using spec::Keyword;
using spec::Schema;

/// Findings of `allOf`, which may double at each level.
constexpr std::size_t kMostOfAll = 100;

/// What a schema that must not fit says of the value: `"Ebs" must not be set`, `"Version" must not
/// be "5.7"`, and of which of its properties; empty: of none alone.
std::pair<std::string, std::string_view> not_allowed(const cfn::Value& value, Datum schema,
                                                     const std::string& property) {
  const cfn::Map* map = value.map();
  const std::string refused = fmt::format("{} does not accept {}", property, shown(value));
  if (map == nullptr) return {refused, {}};
  if (const auto forms = schema.find(Keyword::kAnyOf)) {
    for (std::size_t i = 0; i < forms->size(); ++i) {
      const auto names = (*forms)[i].find(Keyword::kRequired);
      if (names && names->size() == 1 && map->contains((*names)[0].text())) {
        const std::string_view name = (*names)[0].text();
        return {fmt::format("{} must not be set", quoted(name)), name};
      }
    }
  }
  if (const auto properties = schema.find(Keyword::kProperties)) {
    for (std::size_t i = properties->size(); i-- > 0;) {
      const std::string_view name = properties->key(i);
      const cfn::Value* stated = map->find(name);
      if (stated == nullptr) continue;
      return {fmt::format("{} must not be {}", quoted(name), shown(*stated)), name};
    }
  }
  const auto names = schema.find(Keyword::kRequired);
  return {names ? fmt::format("{} must not be set", listed(*names)) : refused, {}};
}

/// What a schema asks of one property: `"Engine" is mysql`; empty where that is no short list.
std::string condition_of(std::string_view name, Datum schema) {
  const auto only = schema.find(Keyword::kConst);
  if (only && only->kind() != Datum::Kind::kObject && only->kind() != Datum::Kind::kArray) {
    return fmt::format("{} is {}", quoted(name), scalar_of(*only));
  }
  const auto values = schema.find(Keyword::kEnum);
  constexpr std::size_t kMostValues = 3;
  if (!values || values->size() > kMostValues) return {};
  std::vector<std::string> texts;
  for (std::size_t i = 0; i < values->size(); ++i) {
    std::string text = scalar_of((*values)[i]);
    // `true` and `"true"` are one.
    if (std::find(texts.begin(), texts.end(), text) == texts.end()) texts.push_back(text);
  }
  return fmt::format("{} is {}", quoted(name), join(texts, " or "));
}

/// The same of all its properties, ` when "Engine" is mysql`; empty where one is left out.
std::string condition_of(Datum schema, std::string_view before) {
  const auto properties = schema.find(Keyword::kProperties);
  std::vector<std::string> conditions;
  for (std::size_t i = 0; properties && i < properties->size(); ++i) {
    conditions.push_back(condition_of(properties->key(i), properties->value(i)));
    if (conditions.back().empty()) return {};
  }
  return conditions.empty() ? std::string() : std::string(before) + join(conditions, " and ");
}

/// What an object has of what a condition asks about: ` when "Engine" is aurora-mysql`.
std::string stated_of(const cfn::Value& value, Datum schema, std::string_view before) {
  const cfn::Map* map = value.map();
  const auto properties = schema.find(Keyword::kProperties);
  std::vector<std::string> all;
  for (std::size_t i = 0; map != nullptr && properties && i < properties->size(); ++i) {
    const cfn::Value* stated = map->find(properties->key(i));
    const std::string name = quoted(properties->key(i));
    if (stated == nullptr) {
      all.push_back(name + " is not set");
    } else {
      const auto text = scalar_text(*stated);
      all.push_back(name + (text ? " is " + *text : " is set"));
    }
  }
  return all.empty() ? std::string() : std::string(before) + join(all, " and ");
}

/// What else the closest form asks of an object: ` when "Cpu" is 256`.
std::string rest_of_form(Datum form, const SchemaFinding& lacks) {
  const auto properties = form.find(Keyword::kProperties);
  std::vector<std::string> conditions;
  for (std::size_t i = 0; properties && i < properties->size(); ++i) {
    if (lacks.path.ends_with("/" + std::string(properties->key(i)))) continue;
    std::string condition = condition_of(properties->key(i), properties->value(i));
    if (!condition.empty()) conditions.push_back(std::move(condition));
  }
  return conditions.empty() ? std::string() : " when " + join(conditions, " and ");
}

/// What tells the forms that fit apart: `"A" and "B" must not both be set`; empty: not known.
std::string too_many(const std::vector<Datum>& forms) {
  std::vector<std::string> names;
  for (const Datum& form : forms) {
    const auto required = form.find(Keyword::kRequired);
    if (!required || required->size() != 1) return {};
    names.push_back(quoted((*required)[0].text()));
  }
  return fmt::format("{} must not {} be set", join(names, " and "),
                     names.size() == 2 ? "both" : "all");
}

}  // namespace

void SchemaWalk::report_refused(const Value& value, Datum condition, Origin place) {
  const auto properties = condition.find(Keyword::kProperties);
  const cfn::Map* map = value.map();
  std::vector<std::string> others;
  std::string refused;
  for (std::size_t i = 0; map != nullptr && properties && i < properties->size(); ++i) {
    const cfn::Value* stated = map->find(properties->key(i));
    if (stated == nullptr) continue;
    const Value& here = tried(chosen(*stated));
    if (!refused.empty()) others.push_back(std::move(refused));
    refused = fmt::format("{} is {}", quoted(properties->key(i)), shown(here));
    place = stated->origin();
  }
  if (refused.empty()) return report_forbidden(place);
  report("ARC3002", "E3002", place,
         fmt::format("{}, which is not supported{}{}", refused, others.empty() ? "" : " where ",
                     join(others, " and ")));
}

SchemaWalk::Judgement SchemaWalk::judge(const Value& value, Schema schema, Origin place) {
  Judgement judgement;
  Judgement* outer = judgement_;
  bool trying = trying_;
  judgement_ = &judgement;
  trying_ = true;
  check(value, schema, place);
  trying_ = trying;
  judgement_ = outer;
  return judgement;
}

SchemaWalk::Judgement SchemaWalk::verdict(const Value& value, Schema schema, Origin place) {
  const bool outer = std::exchange(is_verdict_, true);
  Judgement judgement = judge(value, schema, place);
  is_verdict_ = outer;
  return judgement;
}

SchemaWalk::Judgement SchemaWalk::condition(const Value& value, Schema schema, Origin place) {
  const bool outer = std::exchange(in_condition_, true);
  Judgement judgement = verdict(value, schema, place);
  in_condition_ = outer;
  return judgement;
}

void SchemaWalk::check_combination(Keyword keyword, const Value& value, Schema schema,
                                   Datum argument, Origin place) {
  auto child = [&](Datum node) { return Schema(node, schema.root()); };
  if (keyword == Keyword::kAllOf) return check_all_of(value, schema, argument, place);
  if (keyword == Keyword::kNot) {
    const Judgement judgement = condition(value, child(argument), place);
    if (judgement.unknown) doubt();
    if (!judgement.right()) return;
    const auto [message, name] = not_allowed(value, argument, property());
    const cfn::MapEntry* entry = name.empty() ? nullptr : value.map()->find_entry(name);
    report("ARC3002", "E3002", entry == nullptr ? place : entry->key_origin, message);
    return;
  }
  if (keyword == Keyword::kIf) {
    const Judgement judgement = condition(value, child(argument), place);
    if (!judgement.wrong() && judgement.unknown) return doubt();
    auto next = schema.node().find(judgement.wrong() ? Keyword::kElse : Keyword::kThen);
    if (!next) return;
    const std::string outer = when_;
    if (judgement.right() && !next->is_false()) {
      const std::string_view before = outer.empty() ? " when " : " and ";
      const std::string condition = condition_of(argument, before);
      when_ += condition.empty() ? stated_of(value, argument, before) : condition;
    }
    if (judgement.right() && next->is_false() && is_at_top()) {
      report_refused(value, argument, place);
    } else {
      check(value, child(*next), place);
    }
    when_ = outer;
    return;
  }
  check_forms(keyword == Keyword::kOneOf, value, schema, argument, place);
}

void SchemaWalk::check_all_of(const Value& value, Schema schema, Datum argument, Origin place) {
  for (std::size_t i = 0; i < argument.size(); ++i) {
    if (i > 0 && argument[i] == argument[i - 1]) continue;
    Judgement judgement = judge(value, Schema(argument[i], schema.root()), place);
    if (judgement.unknown) doubt();
    std::vector<SchemaFinding>& all = judgement_->findings;
    for (SchemaFinding& finding : judgement.findings) {
      // Two schemas may ask for the same.
      const bool is_left_out = all.size() >= kMostOfAll || has_finding(all, finding);
      if (!is_left_out) all.push_back(std::move(finding));
    }
  }
}

void SchemaWalk::check_forms(bool one, const Value& value, Schema schema, Datum argument,
                             Origin place) {
  std::vector<Datum> fitting;
  bool doubtful = false;
  std::optional<Judgement> nearest;
  Datum closest = argument;
  for (std::size_t i = 0; i < argument.size(); ++i) {
    Judgement judgement = judge(value, Schema(argument[i], schema.root()), place);
    if (judgement.right()) {
      fitting.push_back(argument[i]);
    } else if (!judgement.wrong()) {
      doubtful = true;
    } else if (!nearest || judgement.findings.size() < nearest->findings.size()) {
      nearest = std::move(judgement);
      closest = argument[i];
    }
  }
  if (fitting.size() == 1 || (fitting.size() > 1 && !one)) return;
  if (fitting.size() > 1) {
    std::string message = too_many(fitting);
    if (message.empty()) message = fmt::format("{} matches more than one form", property());
    report("ARC3017", "E3018", place, std::move(message), "keep the properties of one form only");
    return;
  }
  if (doubtful) return doubt();
  std::string message = fmt::format("{} matches none of its forms", property());
  std::string fix;
  if (nearest) {
    const SchemaFinding& lacks = nearest->findings.front();
    const std::string rest = rest_of_form(closest, lacks);
    message = is_at_top() && !rest.empty()
                  ? lacks.message + rest
                  : fmt::format("{}; in the closest one, {}", message, lacks.message);
    fix = lacks.fix;
  }
  report(one ? "ARC3017" : "ARC3016", one ? "E3018" : "E3017", place, std::move(message),
         std::move(fix));
}

}  // namespace archsynth::analysis
