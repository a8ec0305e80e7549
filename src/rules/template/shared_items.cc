// Items of lists that have to differ, and what an item shares with other resources.

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "archsynth/cfn/writer.h"
#include "archsynth/support/characters.h"
#include "archsynth/support/text.h"
#include "rules/network/network.h"
#include "rules/rule.h"
#include "rules/template/paths.h"
#include "spec/edges.h"
#include "spec/identities.h"

namespace archsynth::analysis {
namespace {

constexpr std::string_view kItemsPage =
    "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/"
    "aws-template-resource-type-ref.html";

/// What a value is for a comparison: the resource that it names, or its text.
std::string key_of_value(const View& view, const cfn::Value& value, bool folds_case) {
  if (const cfn::Resource* resource = view.identity(&value)) return "@" + resource->id.str();
  const auto text = composed_text(view, &value);
  if (!text) return cfn::to_json(value, true);
  if (!folds_case) return *text;
  return lower_case(text->ends_with('.') ? text->substr(0, text->size() - 1) : *text);
}

/// A property of an identity without its mark, and the mark.
std::pair<std::string_view, std::string_view> property_and_mark(std::string_view property) {
  const std::string_view names = property.substr(0, property.find_first_of("?=!~"));
  return {names, property.substr(names.size())};
}

/// One of the texts of `=v|w`, or any of `=*`.
bool takes(const View& view, const cfn::Value& value, std::string_view mark) {
  const auto values = split(mark.substr(1), '|');
  const auto text = view.text(&value);
  return mark == "=*" || (text && std::find(values.begin(), values.end(), *text) != values.end());
}

/// What identifies an item; absent where a part of it is not stated or not known.
struct ItemKey {
  std::string key;
  std::vector<std::string> shown;
  const cfn::Value* first = nullptr;
  const cfn::Value* place = nullptr;  ///< the last of its properties
};

class ItemKeys {
 public:
  ItemKeys(const View& view, const cfn::Resource& resource, bool folds_case)
      : view_(view), resource_(resource), folds_case_(folds_case) {}

  std::optional<ItemKey> of(const cfn::Value* item,
                            const std::vector<std::string_view>& properties) const {
    ItemKey made;
    for (const std::string_view property : properties) {
      if (property == "@") {
        made.key += "\n@" + resource_.id.str();
      } else if (!add(item, property, made)) {
        return std::nullopt;
      }
    }
    return made;
  }

 private:
  const cfn::Value* value_at(const cfn::Value* item, std::string_view names) const {
    if (names == "@item") return item;
    const cfn::Value* found = item == nullptr ? nullptr : value_of(resource_, item, names);
    return found != nullptr ? found : value_of(resource_, nullptr, names);
  }

  bool add(const cfn::Value* item, std::string_view property, ItemKey& made) const {
    const auto [names, mark] = property_and_mark(property);
    const std::size_t step = names.find('>');
    const cfn::Value* value = value_at(item, names.substr(0, step));
    if (value == nullptr) {
      made.key += "\n-";
      return mark == "?";
    }
    if (mark.starts_with('=')) return takes(view_, *value, mark);
    if (cfn::is_choice(*value) || is_no_value(*value)) return false;
    const std::string zone = step == names.npos ? std::string() : zone_of(view_, value);
    if (step != names.npos && zone.empty()) return false;
    made.key += "\n" + (zone.empty() ? key_of_value(view_, *value, folds_case_) : zone);
    const auto text = view_.text(value);
    const std::string shown = text ? quoted(*text) : name_of(view_, value);
    const std::string_view name = names == "@item" ? names : names.substr(0, names.find('|'));
    if (shown != "another") {
      made.shown.push_back(name == "@item" ? shown : fmt::format("{} {}", name, shown));
    }
    if (made.first == nullptr) made.first = value;
    made.place = value;
    return true;
  }

  const View& view_;
  const cfn::Resource& resource_;
  bool folds_case_;
};

void check_list(const View& view, const Report& report, const cfn::Resource& resource,
                const cfn::Value& list, const spec::UniqueItem& row, std::set<std::string>& seen) {
  const ItemKeys keys(view, resource, row.folds_case);
  for (const cfn::Value* item : view.items(&list).values) {
    const auto own = keys.of(item, split(row.properties, ' '));
    if (!own || own->place == nullptr || seen.insert(own->key).second) continue;
    const std::string_view name = row.list.substr(row.list.rfind('.') + 1);
    report(resource, own->first,
           fmt::format("{} has two items with {}", quoted(name), join(own->shown, " and ")));
  }
}

void check_unique_items(const View& view, const Report& report) {
  for (const spec::UniqueItem& row : spec::unique_items()) {
    for (const cfn::Resource* resource : view.of(row.type)) {
      std::set<std::string> seen;
      each_place(view, *resource, row.list, [&](const cfn::Value& list) {
        if (!row.is_across) seen.clear();
        check_list(view, report, *resource, list, row, seen);
      });
    }
  }
}

/// An identity that a resource, or an item of it, has.
struct Claim {
  const cfn::Resource* resource = nullptr;
  ItemKey own;
  const spec::Identity* identity = nullptr;
};

bool has_mark(const spec::Identity& identity, char mark) {
  return std::any_of(
      identity.properties.begin(), identity.properties.end(), [&](std::string_view each) {
        return each.find(mark) != each.npos || each == "@one" || each.starts_with("@most=");
      });
}

std::vector<Claim> claims_of(const View& view, const cfn::Resource& resource,
                             const spec::Identity& identity) {
  std::vector<Claim> all;
  const ItemKeys keys(view, resource, identity.folds_case);
  const auto add = [&](const cfn::Value* item) {
    auto own = keys.of(item, identity.properties.to_vector());
    if (own && own->place != nullptr) all.push_back({&resource, std::move(*own), &identity});
  };
  if (identity.each.empty())
    add(nullptr);
  else
    each_place(view, resource, std::string(identity.each) + ".*",
               [&](const cfn::Value& item) { add(&item); });
  return all;
}

/// Whether nothing else compares the two: each of a type, without items and steps, is compared by
/// its identity.
bool is_compared_here(const Claim& a, const Claim& b) {
  const bool is_plain = a.identity->each.empty() && !has_mark(*a.identity, '>');
  return a.resource != b.resource && (!is_plain || a.resource->type != b.resource->type);
}

/// Two references to one thing are compared where the thing is identified itself.
bool is_same_reference(const View& view, const Claim& a, const Claim& b) {
  return has_mark(*a.identity, '>') && view.same(a.own.place, b.own.place);
}

void report_claim(const Claim& later, const Claim& earlier, const Report& report) {
  report(*later.resource, later.own.place,
         fmt::format("{} and {} have the same {}: {}", quoted(earlier.resource->id.str()),
                     quoted(later.resource->id.str()), later.identity->name,
                     join(later.own.shown, " and ")))
      .related.push_back({earlier.own.place->origin(), "the other one"});
}

/// The identities of a type that its resources can share with another type's, or in items.
void add_claims(const View& view, const std::vector<spec::Identity>& identities,
                const View::Resources& resources, std::map<std::string, std::vector<Claim>>& all,
                bool only_taken) {
  for (const spec::Identity& identity : identities) {
    if ((only_taken && !identity.is_taken) || identity.name == "name" || has_mark(identity, '!') ||
        has_mark(identity, '~') || has_mark(identity, '^')) {
      continue;
    }
    for (const cfn::Resource* resource : resources) {
      for (Claim& claim : claims_of(view, *resource, identity)) {
        const std::string_view service =
            std::string_view(resource->type).substr(0, resource->type.rfind(':'));
        all[fmt::format("{} {}{}", service, identity.name, claim.own.key)].push_back(
            std::move(claim));
      }
    }
  }
}

/// `both_taken`: of what both resources can have, though they set the same thing.
void check_all_claims(const View& view, const Report& report, bool both_taken) {
  std::vector<std::vector<spec::Identity>> identities;  // that claims point to
  std::map<std::string, std::vector<Claim>> all;
  for (const auto& [type, resources] : view.types()) {
    identities.push_back(spec::identities(type));
    add_claims(view, identities.back(), view.of(type), all, both_taken);
  }
  std::set<const cfn::Resource*> reported;
  for (const auto& [key, claims] : all) {
    for (std::size_t i = 1; i < claims.size(); ++i) {
      for (std::size_t j = 0; j < i; ++j) {
        const Claim& a = claims[j];
        const Claim& b = claims[i];
        const bool are_taken = a.identity->is_taken && b.identity->is_taken;
        if (are_taken != both_taken || !is_compared_here(a, b)) continue;
        if (!stand_together(*a.resource, *b.resource) || is_same_reference(view, a, b)) continue;
        const bool is_later = both_taken || !b.identity->is_taken;
        if (!reported.insert((is_later ? b : a).resource).second) continue;
        report_claim(is_later ? b : a, is_later ? a : b, report);
      }
    }
  }
}

void check_claims(const View& view, const Report& report) { check_all_claims(view, report, false); }

void check_shared_claims(const View& view, const Report& report) {
  check_all_claims(view, report, true);
}

constexpr Rule kSharedItemsRules[] = {
    {"ARC4928", Severity::kError, "two items of a list are the same",
     "the service refuses the resource", "change or remove one of the items", kItemsPage, "",
     check_unique_items},
    {"ARC4929", Severity::kError, "identity belongs to another resource",
     "the second one cannot be created, because it already exists",
     "change one of them, or remove it", kItemsPage, "", check_claims},
    {"ARC5421", Severity::kWarning, "two resources set the same thing of a third one",
     "one overwrites what the other sets, and deleting one removes it for both",
     "put both into one resource", kItemsPage, "", check_shared_claims},
};

}  // namespace

std::span<const Rule> shared_item_rules() { return kSharedItemsRules; }

}  // namespace archsynth::analysis
