// Resources that are the same physical thing: `spec/identities.h`, and the schemas' identifiers.

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "archsynth/cfn/writer.h"
#include "archsynth/support/characters.h"
#include "archsynth/support/text.h"
#include "cfn/evaluate/choice.h"
#include "rules/network/network.h"
#include "rules/rule.h"
#include "rules/template/paths.h"
#include "spec/identities.h"

namespace archsynth::analysis {
namespace {

constexpr std::string_view kDuplicatesPage =
    "https://docs.aws.amazon.com/cloudcontrolapi/latest/userguide/resource-identifier.html";

/// What identifies resources of a type.
struct TypeIdentity {
  std::vector<std::string_view> properties;  ///< as in `spec::Identity`
  std::string_view scope;
  bool folds_case = false;
};

/// The schema's primary identifier; empty where AWS chooses a part of it.
std::vector<std::string_view> settable_identifier(const View& view, std::string_view type) {
  constexpr std::string_view kPrefix = "/properties/";
  const auto schema = view.catalogue().schema(type);
  std::vector<std::string_view> names;
  const spec::Datum pointers = schema ? schema->primary_identifier() : spec::Datum();
  for (std::size_t i = 0; i < pointers.size(); ++i) {
    const std::string_view pointer = pointers[i].text();
    const std::string_view name = pointer.substr(std::min(kPrefix.size(), pointer.size()));
    if (schema->read_only(pointer) || name.find('/') != name.npos || name.empty()) return {};
    names.push_back(name);
  }
  return names;
}

/// `taken`: those that two resources can have, though both set the same thing.
std::vector<TypeIdentity> identities_of(const View& view, std::string_view type, bool taken) {
  std::vector<TypeIdentity> all;
  bool has_name = false;
  for (const spec::Identity& each : spec::identities(type)) {
    has_name = has_name || each.name == "name";
    const auto is_for_others = [](std::string_view p) {
      return p.ends_with('~') || p.ends_with('!') || p.find('^') != p.npos ||
             p.starts_with("@most=");
    };
    if (each.is_taken != taken || !each.each.empty() ||
        std::any_of(each.properties.begin(), each.properties.end(), is_for_others)) {
      continue;
    }
    all.push_back({each.properties.to_vector(), each.scope, each.folds_case});
  }
  if (taken) return all;
  std::vector<std::string_view> primary = settable_identifier(view, type);
  if (!has_name && !primary.empty()) all.push_back({std::move(primary), {}, false});
  return all;
}

/// A resource's identity in one state of the conditions.
struct DuplicateClaim {
  const cfn::Resource* resource = nullptr;
  std::vector<Assumption> when;
  std::string key;                         ///< equal for what is the same thing
  std::vector<std::string> shown;          ///< `Port "80"`
  const cfn::Value* place = nullptr;       ///< the last of its properties
  const std::string* parameter = nullptr;  ///< that it depends on
  std::string given{};                     ///< the value of that parameter
};

/// A value with its references spelt out, alike for all spellings: `${Stage}-x` of Fn::Sub and of
/// Fn::Join; nothing where it has other functions.
std::optional<std::string> spelt_out(const cfn::Value& value) {
  if (const std::string* text = value.string()) {
    return text->find("${") == text->npos ? std::optional(*text) : std::nullopt;
  }
  if (const auto* ref = value.get_if<cfn::Ref>()) return fmt::format("${{{}}}", ref->target.str());
  if (const auto* get = value.get_if<cfn::GetAtt>()) {
    if (get->attribute.empty()) return std::nullopt;
    return fmt::format("${{{}.{}}}", get->target.str(), get->attribute);
  }
  if (const auto* sub = value.get_if<cfn::Sub>()) {
    return sub->variables.empty() ? std::optional(sub->text) : std::nullopt;
  }
  const auto* call = value.get_if<cfn::Call>();
  if (call == nullptr || call->function != cfn::Function::kJoin || call->argument.empty())
    return {};
  const cfn::List* arguments = call->argument.front().list();
  if (arguments == nullptr || arguments->size() != 2) return std::nullopt;
  const std::string* delimiter = arguments->front().string();
  const cfn::List* parts = arguments->back().list();
  if (delimiter == nullptr || parts == nullptr) return std::nullopt;
  std::vector<std::string> texts;
  for (const cfn::Value& part : *parts) {
    auto text = spelt_out(part);
    if (!text) return std::nullopt;
    texts.push_back(std::move(*text));
  }
  return join(texts, *delimiter);
}

/// The only parameter that a text depends on, where that has few values; else nullptr.
const cfn::Parameter* choice_of_text(const View& view, const cfn::Value& value) {
  constexpr std::size_t kMostValues = 16;
  const std::vector<cfn::Reference> used = cfn::references(value);
  if (used.empty() || !spelt_out(value)) return nullptr;
  const auto is_other = [&](const cfn::Reference& each) {
    return each.target != used.front().target || !each.attribute.empty();
  };
  if (std::any_of(used.begin(), used.end(), is_other)) return nullptr;
  const auto& parameters = view.source().parameters;
  const auto found = std::find_if(parameters.begin(), parameters.end(),
                                  [&](const auto& each) { return each.id == used.front().target; });
  if (found == parameters.end() || spelt_out(value)->find("${AWS::") != std::string::npos) {
    return nullptr;
  }
  const cfn::Value* allowed = found->attributes.find("AllowedValues");
  const cfn::List* values = allowed == nullptr ? nullptr : allowed->list();
  return values == nullptr || values->size() > kMostValues ? nullptr : &*found;
}

/// A text with a parameter replaced by a value.
std::string with_value(std::string text, const std::string& parameter, const std::string& value) {
  const std::string hole = "${" + parameter + "}";
  for (std::size_t at = text.find(hole); at != text.npos; at = text.find(hole, at + value.size())) {
    text.replace(at, hole.size(), value);
  }
  return text;
}

/// What a dotted path within a value can be.
void add_cases(const View& view, const cfn::Value* value, std::string_view path,
               std::vector<Assumption> when, std::vector<Case>& all) {
  for (Case& each : view.cases(value, std::move(when))) {
    if (each.value == nullptr || path.empty()) {
      all.push_back(std::move(each));
    } else if (each.value->map() != nullptr) {
      const std::string_view key = path.substr(0, path.find('.'));
      const std::string_view rest = path.substr(std::min(key.size() + 1, path.size()));
      add_cases(view, each.value->map()->find(key), rest, std::move(each.when), all);
    }
  }
}

/// The same of a property, also where a condition chooses all properties at once.
std::vector<Case> cases_of(const View& view, const cfn::Resource& resource, std::string_view path,
                           const std::vector<Assumption>& when) {
  std::vector<Case> all;
  const std::string_view name = path.substr(0, path.find('.'));
  const std::string_view rest = path.substr(std::min(name.size() + 1, path.size()));
  const auto choice = cfn::choice_of(resource.properties);
  if (!choice) {
    add_cases(view, resource.properties.find(name), rest, when, all);
    return all;
  }
  for (const bool holds : {true, false}) {
    std::vector<Assumption> here = when;
    here.push_back({choice->condition, holds});
    if (view.possible(here, {})) {
      add_cases(view, member(&choice->taken(holds), {name}), rest, std::move(here), all);
    }
  }
  return all;
}

class DuplicateClaims {
 public:
  DuplicateClaims(const View& view, const TypeIdentity& identity)
      : view_(view), identity_(identity) {}

  /// In each state of the conditions; none where a part of the identity is not stated.
  std::vector<DuplicateClaim> claims(const cfn::Resource& resource) const {
    std::vector<DuplicateClaim> open = {{&resource, {}, {}, {}, nullptr}};
    if (!resource.condition.empty()) open.front().when.push_back({resource.condition.str(), true});
    for (const std::string_view property : identity_.properties) {
      if (property == "@one") continue;
      std::vector<DuplicateClaim> next;
      for (const DuplicateClaim& each : open) add(each, property, next);
      open = std::move(next);
    }
    return open;
  }

 private:
  void add(const DuplicateClaim& claim, std::string_view property,
           std::vector<DuplicateClaim>& to) const {
    const std::string_view names = property.substr(0, property.find_first_of("?="));
    const std::string_view mark = property.substr(names.size());
    std::vector<std::vector<Assumption>> open = {claim.when};
    for (const std::string_view name : split(names, '|')) {
      std::vector<std::vector<Assumption>> next;
      for (const auto& when : open) {
        for (Case& each : cases_of(view_, *claim.resource, name, when)) {
          if (each.value == nullptr) {
            next.push_back(std::move(each.when));
          } else {
            add_value(claim, name, mark, each, to);
          }
        }
      }
      open = std::move(next);
    }
    if (mark != "?") return;
    for (std::vector<Assumption>& when : open) {
      DuplicateClaim without = claim;
      without.when = std::move(when);
      without.key += "\n-";
      to.push_back(std::move(without));
    }
  }

  void add_value(const DuplicateClaim& claim, std::string_view name, std::string_view mark,
                 const Case& value, std::vector<DuplicateClaim>& to) const {
    DuplicateClaim longer = claim;
    longer.when = value.when;
    if (mark.starts_with('=')) {
      if (mark == "=*" || view_.text(value.value) == mark.substr(1))
        to.push_back(std::move(longer));
      return;
    }
    longer.key += "\n" + key_of(*value.value, longer.when.empty());
    const auto text = view_.text(value.value);
    const std::string shown = text ? quoted(*text) : name_of(view_, value.value);
    const bool is_named = shown != "another";
    longer.shown.push_back(is_named ? fmt::format("{} {}", name, shown) : std::string(name));
    if (mark != "?") longer.place = value.value;
    to.push_back(std::move(longer));
    if (value.when.empty() && identity_.properties.size() == 1) add_choices(claim, value, to);
  }

  /// The texts that the value can be, by the values that a parameter allows.
  void add_choices(const DuplicateClaim& claim, const Case& value,
                   std::vector<DuplicateClaim>& to) const {
    const cfn::Parameter* parameter = choice_of_text(view_, *value.value);
    if (parameter == nullptr) return;
    for (const cfn::Value& each : *parameter->attributes.find("AllowedValues")->list()) {
      const auto given = cfn::scalar_text(each);
      if (!given) continue;
      DuplicateClaim longer = claim;
      const std::string text = with_value(*spelt_out(*value.value), parameter->id.str(), *given);
      longer.key += "\n" + folded(text);
      longer.shown.push_back(fmt::format("{} {}", identity_.properties.front(), quoted(text)));
      longer.parameter = &parameter->id.str();
      longer.given = *given;
      longer.place = value.value;
      to.push_back(std::move(longer));
    }
  }

  std::string folded(const std::string& text) const {
    if (!identity_.folds_case) return text;
    return lower_case(text.ends_with('.') ? text.substr(0, text.size() - 1) : text);
  }

  /// A condition may hold only where a parameter has another value than its default.
  std::string key_of(const cfn::Value& value, bool is_unconditional) const {
    if (const cfn::Resource* resource = view_.identity(&value)) return "@" + resource->id.str();
    if (!is_unconditional && value.get_if<cfn::Ref>() != nullptr) return cfn::to_json(value, true);
    const auto text = is_unconditional ? composed_text(view_, &value) : view_.text(&value);
    if (text) return folded(*text);
    const auto spelt = spelt_out(value);
    return spelt ? *spelt : cfn::to_json(value, true);
  }

  const View& view_;
  const TypeIdentity& identity_;
};

/// `A, B and C`.
std::string in_a_sentence(std::vector<std::string> parts) {
  if (parts.size() < 2) return join(parts, "");
  const std::string last = std::move(parts.back());
  parts.pop_back();
  return join(parts, ", ") + " and " + last;
}

void report_duplicate(const TypeIdentity& identity, const DuplicateClaim& claim,
                      const DuplicateClaim& earlier, const Report& report) {
  const std::string id = quoted(claim.resource->id.str());
  const std::string other = quoted(earlier.resource->id.str());
  const bool is_single = claim.shown.empty();
  Diagnostic& found = report(
      *claim.resource, claim.place,
      is_single ? fmt::format("{} duplicates {}: a {} has only one {}", id, other, identity.scope,
                              claim.resource->type)
                : fmt::format("{} and {} have the same {}", id, other, in_a_sentence(claim.shown)));
  for (const DuplicateClaim* each : {&claim, &earlier}) {
    if (each->parameter == nullptr) continue;
    found.state = fmt::format("when {} is {}", quoted(*each->parameter), quoted(each->given));
    found.severity = Severity::kWarning;
  }
  // Under two conditions they need not exist together.
  const bool both = !claim.resource->condition.empty() && !earlier.resource->condition.empty();
  if (both && !stand_together(*claim.resource, *earlier.resource)) {
    found.severity = Severity::kWarning;
  }
  found.related.push_back(
      {earlier.place == nullptr ? earlier.resource->properties_origin : earlier.place->origin(),
       "the other one"});
}

/// Whether both can be so at once. What depends on a parameter is told where that is all that it
/// depends on.
bool can_both_be(const DuplicateClaim& one, const DuplicateClaim& other) {
  if (one.parameter == nullptr && other.parameter == nullptr) return true;
  if (!one.when.empty() || !other.when.empty()) return false;
  if (one.parameter == nullptr || other.parameter == nullptr) return true;
  return *one.parameter == *other.parameter && one.given == other.given;
}

void check_identities(const View& view, const Report& report, bool taken) {
  for (const auto& [type, resources] : view.types()) {
    if (resources.size() < 2) continue;
    std::set<const cfn::Resource*> reported;
    for (const TypeIdentity& identity : identities_of(view, type, taken)) {
      const DuplicateClaims builder(view, identity);
      std::map<std::string, std::vector<DuplicateClaim>> all;
      for (const cfn::Resource* resource : resources) {
        for (DuplicateClaim& claim : builder.claims(*resource)) {
          std::vector<DuplicateClaim>& same = all[claim.key];
          const auto earlier =
              std::find_if(same.begin(), same.end(), [&](const DuplicateClaim& each) {
                return each.resource != resource && view.possible(each.when, claim.when) &&
                       can_both_be(each, claim);
              });
          if (earlier != same.end() && reported.insert(resource).second) {
            report_duplicate(identity, claim, *earlier, report);
          }
          same.push_back(std::move(claim));
        }
      }
    }
  }
}

void check_duplicates(const View& view, const Report& report) {
  check_identities(view, report, false);
}

void check_overwrites(const View& view, const Report& report) {
  check_identities(view, report, true);
}

constexpr Rule kDuplicateRules[] = {
    {"ARC4907", Severity::kError, "two resources have the same identity",
     "the second one cannot be created, because it already exists",
     "change one of them, or remove it", kDuplicatesPage, "E3019 E3022", check_duplicates, "",
     true},
    {"ARC5420", Severity::kWarning, "two resources set the same thing",
     "one overwrites what the other sets, and deleting one removes it for both",
     "put both into one resource", kDuplicatesPage, "", check_overwrites, "", true},
};

}  // namespace

std::span<const Rule> duplicate_rules() { return kDuplicateRules; }

}  // namespace archsynth::analysis
