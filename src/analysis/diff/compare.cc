#include "compare.h"

#include <algorithm>
#include <set>
#include <unordered_map>
#include <unordered_set>

#include "archsynth/spec/schema.h"
#include "archsynth/support/text.h"
#include "canonical.h"
#include "equal_values.h"
#include "policies.h"
#include "serverless.h"
#include "spec/interruptions.h"
#include "spec/type_facts.h"
#include "updates.h"

namespace archsynth::analysis {
namespace {

std::string below(const std::string& path, std::string_view key) {
  return path.empty() ? std::string(key) : path + "." + std::string(key);
}

/// What a statement lists without an order.
bool is_set_of_statement(std::string_view pattern) {
  constexpr std::string_view kSets[] = {"Action", "NotAction", "Resource", "NotResource"};
  const std::size_t dot = pattern.rfind('.');
  return dot != pattern.npos && pattern.substr(0, dot).ends_with(".Statement.*") &&
         std::find(std::begin(kSets), std::end(kSets), pattern.substr(dot + 1)) != std::end(kSets);
}

/// Whether a list is of alternatives in what selects events, in any order; ranges of numbers are in
/// theirs.
/// Sources:
/// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-patterns-arrays.html
/// https://docs.aws.amazon.com/sns/latest/dg/sns-subscription-filter-policies.html
bool has_alternatives(std::string_view type, std::string_view pattern) {
  const bool is_filter = (type == "AWS::Events::Rule" && pattern.starts_with("EventPattern.")) ||
                         (type == "AWS::SNS::Subscription" && pattern.starts_with("FilterPolicy."));
  return is_filter && !pattern.ends_with(".numeric");
}

/// Compares one property and what is in it.
class Comparison {
 public:
  Comparison(const std::string& type, std::vector<PropertyChange>& found)
      : type_(spec::resource_type(type)), facts_(spec::type_facts(type)), found_(found) {}

  void compare(const cfn::MapEntry* before, const cfn::MapEntry* after, const std::string& path) {
    const cfn::Value* one = before == nullptr ? nullptr : &before->value;
    const cfn::Value* other = after == nullptr ? nullptr : &after->value;
    if (one != nullptr && other != nullptr) {
      if (*one == *other || are_encoded_alike(*one, *other, is_text_compared(path))) return;
      if (compare_members(*one, *other, path)) return;
    }
    const cfn::MapEntry& shown = after != nullptr ? *after : *before;
    const Origin& value_origin = shown.value.origin();
    report(one, other, path, value_origin.is_stated() ? value_origin : shown.key_origin);
  }

  void compare_maps(const cfn::Map& before, const cfn::Map& after, const std::string& path) {
    const bool are_policies = is_policy(before) && is_policy(after);
    for (const cfn::MapEntry& entry : after) {
      if (are_policies && entry.key == "Statement") continue;
      compare(before.find_entry(entry.key), &entry, below(path, entry.key));
    }
    for (const cfn::MapEntry& entry : before) {
      if (!after.contains(entry.key)) compare(&entry, nullptr, below(path, entry.key));
    }
    if (are_policies) {
      compare_statements(statements_of(before), statements_of(after), below(path, "Statement"));
    }
  }

 private:
  /// False where the values differ as wholes.
  bool compare_members(const cfn::Value& before, const cfn::Value& after, const std::string& path) {
    if (before.map() != nullptr && after.map() != nullptr) {
      compare_maps(*before.map(), *after.map(), path);
      return true;
    }
    const cfn::List* old_items = before.list();
    const cfn::List* new_items = after.list();
    if (old_items == nullptr || new_items == nullptr) return means_the_same(before, after);
    const bool is_one = old_items->size() == 1 && new_items->size() == 1;
    if (is_unordered(path) && !is_one) {
      return have_same_items(*old_items, *new_items) ||
             compare_by_name(*old_items, *new_items, path);
    }
    if (old_items->size() != new_items->size()) return false;
    for (std::size_t i = 0; i < old_items->size(); ++i) {
      const cfn::MapEntry one{{}, (*old_items)[i], (*old_items)[i].origin()};
      const cfn::MapEntry other{{}, (*new_items)[i], (*new_items)[i].origin()};
      compare(&one, &other, below(path, std::to_string(i)));
    }
    return true;
  }

  /// Statements that say the same are left out wherever they stand; the others are compared in the
  /// order in which they come.
  void compare_statements(std::vector<const cfn::Value*> before,
                          const std::vector<const cfn::Value*>& after, const std::string& path) {
    std::multiset<std::string> same;
    for (const cfn::Value* each : after) same.insert(fingerprint_of_statement(*each));
    std::multiset<std::string> known;
    std::erase_if(before, [&](const cfn::Value* each) {
      const auto found = same.find(fingerprint_of_statement(*each));
      if (found == same.end()) return false;
      known.insert(same.extract(found));
      return true;
    });
    std::vector<std::size_t> others;
    for (std::size_t i = 0; i < after.size(); ++i) {
      const auto found = known.find(fingerprint_of_statement(*after[i]));
      if (found == known.end()) {
        others.push_back(i);
      } else {
        known.erase(found);
      }
    }
    const std::size_t count = std::max(before.size(), others.size());
    for (std::size_t i = 0; i < count; ++i) {
      const bool has_old = i < before.size();
      const bool has_new = i < others.size();
      const cfn::Value& value = has_new ? *after[others[i]] : *before[i];
      const cfn::MapEntry other{{}, value, value.origin()};
      const cfn::Value counterpart = has_old ? spelled_as(*before[i], value) : value;
      const cfn::MapEntry one{{}, counterpart, counterpart.origin()};
      compare(has_old ? &one : nullptr, has_new ? &other : nullptr,
              below(path, std::to_string(has_new ? others[i] : i)));
    }
  }

  /// Items that have a name are compared with those of the same name; false where some have none.
  bool compare_by_name(const cfn::List& before, const cfn::List& after, const std::string& path) {
    const auto old_names = names_of(before);
    const auto new_names = names_of(after);
    if (!old_names || !new_names) return false;
    const auto places_of = [](const std::vector<std::string>& names) {
      std::unordered_map<std::string_view, std::size_t> places;
      for (const std::string& each : names) places.emplace(each, places.size());
      return places;
    };
    const auto old_places = places_of(*old_names);
    const auto new_places = places_of(*new_names);
    for (std::size_t i = 0; i < after.size(); ++i) {
      const cfn::MapEntry other{{}, after[i], after[i].origin()};
      const auto old = old_places.find((*new_names)[i]);
      const bool has_old = old != old_places.end();
      const cfn::Value& counterpart = has_old ? before[old->second] : after[i];
      const cfn::MapEntry one{{}, counterpart, counterpart.origin()};
      compare(has_old ? &one : nullptr, &other, below(path, std::to_string(i)));
    }
    for (std::size_t i = 0; i < before.size(); ++i) {
      if (new_places.contains((*old_names)[i])) continue;
      const cfn::MapEntry one{{}, before[i], before[i].origin()};
      compare(&one, nullptr, below(path, std::to_string(i)));
    }
    return true;
  }

  /// The names of all items; nothing where one has none, or two have the same.
  static std::optional<std::vector<std::string>> names_of(const cfn::List& list) {
    std::vector<std::string> names;
    std::unordered_set<std::string_view> known;
    for (const cfn::Value& item : list) {
      const cfn::Map* map = item.map();
      const cfn::Value* name = nullptr;
      for (const char* key : {"Name", "Key", "Id", "Sid", "AttributeName", "IndexName"}) {
        if (map != nullptr && name == nullptr) name = map->find(key);
      }
      const std::string* text = name == nullptr ? nullptr : name->string();
      if (text == nullptr || !known.insert(*text).second) {
        return std::nullopt;
      }
      names.push_back(*text);
    }
    return names;
  }

  /// Whether another spelling of JSON is another value: one that replaces the resource, or makes a
  /// secret anew.
  bool is_text_compared(const std::string& path) const {
    if (!type_) return true;
    return path.starts_with("GenerateSecretString.") ||
           consequence_of(type_->name, path) != Consequence::kInPlace;
  }

  bool is_unordered(const std::string& path) const {
    const std::string pattern = pattern_of(path);
    if (is_set_of_statement(pattern)) return true;
    if (!type_) return false;
    return is_network(pattern) || has_alternatives(type_->name, pattern) ||
           type_->unordered.contains(pattern) ||
           (type_->tag_shape != spec::TagShape::kNone && pattern == type_->tag_property);
  }

  /// Subnets and security groups, which are sets wherever they are named.
  bool is_network(const std::string& pattern) const {
    if (!facts_) return false;
    std::string path;
    for (const std::string_view part : split(pattern, '.')) {
      if (part != "*") path = below(path, part);
    }
    return facts_->subnets.contains(path) || facts_->security_groups.contains(path);
  }

  static bool have_same_items(const cfn::List& a, const cfn::List& b) {
    const auto sorted = [](const cfn::List& list) {
      std::vector<std::string> texts;
      for (const cfn::Value& each : list) texts.push_back(fingerprint(canonical(each)));
      std::sort(texts.begin(), texts.end());
      return texts;
    };
    return a.size() == b.size() && sorted(a) == sorted(b);
  }

  void report(const cfn::Value* before, const cfn::Value* after, const std::string& path,
              const Origin& origin) {
    PropertyChange change;
    change.path = path;
    if (before != nullptr) change.before = *before;
    if (after != nullptr) change.after = *after;
    change.origin = origin;
    found_.push_back(std::move(change));
  }

  std::optional<spec::ResourceType> type_;
  std::optional<spec::TypeFacts> facts_;
  std::vector<PropertyChange>& found_;
};

/// An attribute beside the properties.
void compare_attribute(const char* name, const cfn::Value& before, const cfn::Value& after,
                       const Origin& place, std::vector<PropertyChange>& found) {
  if (means_the_same(before, after)) return;
  PropertyChange& change = found.emplace_back();
  change.path = name;
  change.before = before;
  change.after = after;
  change.origin = after.origin().is_stated() ? after.origin() : place;
}

}  // namespace

std::string pattern_of(std::string_view path) {
  std::string pattern;
  for (const std::string_view part : split(path, '.')) {
    if (!pattern.empty()) pattern += '.';
    const bool is_index = !part.empty() && part.find_first_not_of("0123456789") == part.npos;
    pattern += is_index ? "*" : std::string(part);
  }
  return pattern;
}

Consequence consequence_of(std::string_view type, std::string_view path) {
  if (const auto of_made = consequence_of_made(type, path)) return *of_made;
  const auto facts = spec::resource_type(type);
  // What a custom resource does is up to its function.
  if (!facts || facts->name == "AWS::CloudFormation::CustomResource") return Consequence::kUnknown;
  const auto schema = spec::resource_schema(type);
  const std::string pattern = pattern_of(path);
  // What a macro makes of the other properties is up to it.
  if (pattern.find("Fn::Transform") != pattern.npos) return Consequence::kMayReplace;
  if (schema && !schema->root().property(pattern.substr(0, pattern.find('.')))) {
    return Consequence::kUnknown;
  }
  const auto names = [&](const spec::TextList& list) {
    const std::vector<std::string_view> all = list.to_vector();
    return std::any_of(all.begin(), all.end(), [&](std::string_view each) {
      return is_part_of(pattern, each) || is_part_of(each, pattern);
    });
  };
  if (names(facts->create_only)) return Consequence::kReplaces;
  // The pages know more than the schemas, where a property is create-only under conditions.
  if (spec::interruption(type, pattern)) return Consequence::kInterrupts;
  return names(facts->conditional_create_only) ? Consequence::kMayReplace : Consequence::kInPlace;
}

Consequence consequence_of(const cfn::Resource& before, const cfn::Resource& after,
                           std::string_view path) {
  const auto rule = update_rule(before, after, path);
  if (!rule) return consequence_of(after.type, path);
  if (rule->effect == "replaces") return Consequence::kReplaces;
  if (rule->effect == "may_replace") return Consequence::kMayReplace;
  if (rule->effect == "unknown") return Consequence::kUnknown;
  return rule->effect == "interrupts" ? Consequence::kInterrupts : Consequence::kInPlace;
}

std::vector<PropertyChange> changed_properties(const cfn::Resource& before,
                                               const cfn::Resource& after) {
  std::vector<PropertyChange> found;
  Comparison(after.type, found).compare_maps(before.properties, after.properties, "");
  for (PropertyChange& change : found) {
    const auto rule = update_rule(before, after, change.path);
    change.is_refused = rule && rule->effect == "refused";
    if (change.is_refused) change.refusal = refusal_of(*rule);
    change.consequence = consequence_of(before, after, change.path);
    // A line of the architecture file says more than one of the construct that made the value.
    const bool is_said_better = after.origin.span() != nullptr && change.origin.span() == nullptr;
    if (!change.origin.known() || is_said_better) change.origin = after.origin;
  }
  // A new resource takes all its properties as they are; a key keeps what it has.
  const bool is_replaced = std::any_of(found.begin(), found.end(), [](const auto& each) {
    return each.consequence == Consequence::kReplaces && !each.is_refused;
  });
  for (PropertyChange& change : found) {
    if (is_replaced && after.type != "AWS::KMS::Key") change.is_refused = false;
  }
  compare_attribute("DeletionPolicy", before.deletion_policy, after.deletion_policy, after.origin,
                    found);
  compare_attribute("UpdateReplacePolicy", before.update_replace_policy,
                    after.update_replace_policy, after.origin, found);
  compare_attribute("UpdatePolicy", before.update_policy, after.update_policy,
                    after.update_policy_origin, found);
  compare_attribute("Metadata", before.metadata, after.metadata, after.origin, found);
  return found;
}

}  // namespace archsynth::analysis
