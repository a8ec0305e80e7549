#include "updates.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <map>
#include <vector>

#include "archsynth/analysis/diff.h"
#include "archsynth/support/characters.h"
#include "archsynth/support/text.h"
#include "canonical.h"
#include "compare.h"
#include "view/view.h"

namespace archsynth::analysis {
namespace {

std::optional<double> number_of(const cfn::Value* value) {
  return value == nullptr ? std::nullopt : number_in(brief(*value));
}

const cfn::Value* within(const cfn::Value& value, std::string_view path) {
  const cfn::Value* at = &value;
  for (const std::string_view key : split(path, '.')) at = member(at, {key});
  return at;
}

/// The items of a list by the text of one of their properties.
std::map<std::string, const cfn::Value*> by_key(const cfn::Value* list, std::string_view key) {
  std::map<std::string, const cfn::Value*> items;
  if (list == nullptr || list->list() == nullptr) return items;
  for (const cfn::Value& each : *list->list()) {
    const cfn::Value* name = member(&each, {key});
    if (name != nullptr) items.emplace(brief(*name), &each);
  }
  return items;
}

/// Whether items of the same key have another value of the property; `is_any`: or one of them none.
bool is_retyped(const cfn::Value* old, const cfn::Value* now, std::string_view key,
                std::string_view property, bool is_any) {
  const auto before = by_key(old, key);
  for (const auto& [name, item] : by_key(now, key)) {
    const auto found = before.find(name);
    if (found == before.end()) continue;
    const cfn::Value* one = member(found->second, {property});
    const cfn::Value* other = member(item, {property});
    if (one == nullptr || other == nullptr) {
      if (is_any && one != other) return true;
    } else if (!means_the_same(*one, *other)) {
      return true;
    }
  }
  return false;
}

bool are_several(const cfn::Value* old, const cfn::Value* now, std::string_view key) {
  const auto before = by_key(old, key);
  const auto after = by_key(now, key);
  int count = 0;
  for (const auto& each : before) count += after.contains(each.first) ? 0 : 1;
  for (const auto& each : after) count += before.contains(each.first) ? 0 : 1;
  return count > 1;
}

bool is_missing(const cfn::Value* old, const cfn::Value* now, std::string_view key) {
  const auto after = by_key(now, key);
  const auto before = by_key(old, key);
  return std::any_of(before.begin(), before.end(),
                     [&](const auto& each) { return !after.contains(each.first); });
}

/// Whether an item that is new by its key has one of the values.
bool is_gained(const cfn::Value* old, const cfn::Value* now, std::string_view path,
               std::string_view values) {
  const std::size_t dot = path.find('.');
  const std::string_view key = path.substr(0, dot);
  const auto before = by_key(old, key);
  const auto wanted = split(values, ',');
  for (const auto& [name, item] : by_key(now, key)) {
    const cfn::Value* value = member(item, {path.substr(dot + 1)});
    if (before.contains(name) || value == nullptr) continue;
    if (std::find(wanted.begin(), wanted.end(), brief(*value)) != wanted.end()) return true;
  }
  return false;
}

/// The numbers of two versions of the same kind: of `OpenSearch_2.11`, 2 and 11.
struct Versions {
  std::vector<double> old;
  std::vector<double> now;
};

std::optional<Versions> versions_of(const cfn::Value* old, const cfn::Value* now) {
  if (old == nullptr || now == nullptr) return std::nullopt;
  const std::string before = brief(*old);
  const std::string after = brief(*now);
  const std::size_t begin = before.find_first_of("0123456789");
  if (begin == before.npos || after.substr(0, begin) != before.substr(0, begin)) return {};
  Versions versions;
  for (auto [text, numbers] : {std::pair(&before, &versions.old), {&after, &versions.now}}) {
    for (const std::string_view part : split(std::string_view(*text).substr(begin), '.')) {
      const auto number = number_in(part);
      if (!number) return std::nullopt;
      numbers->push_back(*number);
    }
  }
  // `15` takes any 15.x.
  const std::size_t known = std::min(versions.old.size(), versions.now.size());
  versions.old.resize(known);
  versions.now.resize(known);
  return versions;
}

bool is_older(const cfn::Value* old, const cfn::Value* now) {
  const auto versions = versions_of(old, now);
  return versions && versions->now < versions->old;
}

/// Whether a minor version is left out, on the way up or down.
bool skips(const cfn::Value* old, const cfn::Value* now) {
  const auto versions = versions_of(old, now);
  return versions && versions->old.size() > 1 && versions->old[0] == versions->now[0] &&
         std::abs(versions->now[1] - versions->old[1]) > 1;
}

/// Whether an import, or a parameter that is not known, may stand for any value.
bool is_hidden(const cfn::Value& value) {
  bool is_found = false;
  cfn::walk(value, [&](const cfn::Value& each) {
    const auto* call = each.get_if<cfn::Call>();
    is_found |= each.get_if<cfn::Ref>() != nullptr ||
                (call != nullptr && call->function == cfn::Function::kImportValue);
  });
  return is_found;
}

/// Whether two names of DNS differ in letter case and a final dot only, or may.
bool is_same_name(const cfn::Value& old, const cfn::Value& now) {
  const auto folded = [](const cfn::Value& name) {
    const std::string text = lower_case(brief(canonical(name)));
    return text.ends_with('.') ? text.substr(0, text.size() - 1) : text;
  };
  return is_hidden(old) || is_hidden(now) || folded(old) == folded(now);
}

/// What stands before the point of `t3.large`; empty where that is not known.
std::string family_of(const cfn::Value* value) {
  const cfn::Value plain = value == nullptr ? cfn::Value() : canonical(*value);
  const std::string* text = plain.string();
  const std::size_t dot = text == nullptr ? std::string::npos : text->find('.');
  return dot == std::string::npos ? std::string() : text->substr(0, dot);
}

/// A change as a rule's `when` is held against it.
struct PropertyUpdate {
  const cfn::Value* old;
  const cfn::Value* now;
  const cfn::Resource& before;
  const cfn::Resource& after;

  bool is(std::string_view when) const {
    if (const std::size_t sign = when.find('&'); sign != when.npos) {
      return is(when.substr(0, sign)) && is(when.substr(sign + 1));
    }
    if (when == "any") return true;
    if (when == "added") return old == nullptr && now != nullptr;
    if (when == "removed") return old != nullptr && now == nullptr;
    if (when == "changed") return old != nullptr && now != nullptr;
    if (when == "other")
      return old != nullptr && now != nullptr && !is_hidden(*old) && !is_hidden(*now);
    if (when == "renamed") return old != nullptr && now != nullptr && !is_same_name(*old, *now);
    if (when == "lower") {
      const auto was = number_of(old);
      const auto is_now = number_of(now);
      return was && is_now && *is_now < *was;
    }
    if (when == "older") return is_older(old, now);
    if (when == "resized") return !family_of(old).empty() && family_of(old) == family_of(now);
    if (when == "skips") return skips(old, now);
    if (when == "beyond_double") {
      const auto was = number_of(old);
      const auto is_now = number_of(now);
      return was && is_now && (*is_now > 2 * *was || 2 * *is_now < *was);
    }
    const std::size_t colon = when.find(':');
    return is(when.substr(0, colon), when.substr(colon + 1));
  }

 private:
  bool is(std::string_view kind, std::string_view what) const {
    const std::size_t sign = what.find_first_of(">=");
    const std::string_view left = what.substr(0, sign);
    const std::string_view right = sign == what.npos ? "" : what.substr(sign + 1);
    if (kind == "to") return now != nullptr && brief(*now) == what;
    if (kind == "from") {
      return old != nullptr && now != nullptr && brief(*old) == left && brief(*now) == right;
    }
    if (kind == "with" || kind == "was") {
      const cfn::Value* other = value_at(kind == "was" ? before : after, left);
      return other != nullptr && brief(*other) == right;
    }
    if (kind == "unless") {
      const cfn::Value* other = value_at(before, left);
      const cfn::Value known = other == nullptr ? cfn::Value("") : canonical(*other);
      return known.string() != nullptr && *known.string() != right;
    }
    if (kind == "beyond") {
      const std::string family = family_of(value_at(before, left));
      const auto others = split(right, ',');
      return !family.empty() && std::find(others.begin(), others.end(), family) == others.end();
    }
    if (kind == "policy") {
      const cfn::Value* stated = within(after.update_policy, left);
      return stated != nullptr && brief(*stated) == right;
    }
    if (kind == "missing") return is_missing(old, now, what);
    if (kind == "gains") return is_gained(old, now, left, right);
    if (kind == "beside") return is_any_changed(what);
    if (kind == "has") return value_at(after, what) != nullptr;
    if (kind == "by_less" || kind == "by_fewer") return grows_by_less(kind, what);
    if (kind == "several") return are_several(old, now, what);
    if (kind != "retyped" && kind != "restated") return false;
    const std::size_t dot = what.find('.');
    return is_retyped(old, now, what.substr(0, dot), what.substr(dot + 1), kind == "restated");
  }

  /// Than so many percent, or than so many.
  bool grows_by_less(std::string_view kind, std::string_view than) const {
    const auto was = number_of(old);
    const auto is_now = number_of(now);
    const auto least = number_in(than);
    if (!was || !is_now || !least || *is_now <= *was) return false;
    return *is_now - *was < (kind == "by_less" ? *was * *least / 100 : *least);
  }

  bool is_any_changed(std::string_view properties) const {
    const auto all = split(properties, ',');
    return std::any_of(all.begin(), all.end(), [&](std::string_view each) {
      const cfn::Value* one = value_at(before, each);
      const cfn::Value* other = value_at(after, each);
      return one == nullptr || other == nullptr ? one != other : !means_the_same(*one, *other);
    });
  }
};

bool is_default(const cfn::Value* value, std::string_view default_value) {
  return value == nullptr || brief(*value) == default_value;
}

/// What a service does not do about a property, by what a rule's `when` begins with.
std::string refused_change(std::string_view when) {
  const std::size_t colon = std::min(when.find(':'), when.size());
  const std::string_view kind = when.substr(0, colon);
  const std::string_view what = when.substr(std::min(colon + 1, when.size()));
  const std::string_view last = what.substr(std::min(what.find('.') + 1, what.size()));
  const auto is = [&](std::string_view wanted) { return kind == wanted; };
  if (is("older")) return "cannot go back to an older version";
  if (is("lower")) return "cannot shrink";
  if (is("skips")) return "cannot skip a version";
  if (is("beyond_double")) return "can at most double or halve";
  if (is("by_less")) return fmt::format("must grow by at least {} percent", what);
  if (is("by_fewer")) return fmt::format("must grow by at least {}", what);
  if (is("added")) return "cannot be added later";
  if (is("removed")) return "cannot be removed";
  if (is("missing")) return "cannot lose an item";
  if (is("several")) return "can gain or lose only one item at a time";
  if (is("retyped") || is("restated")) return fmt::format("cannot change {} of an item", last);
  if (is("to")) return fmt::format("cannot become {}", what);
  if (is("from")) {
    const std::size_t sign = what.find('>');
    return fmt::format("cannot change from {} to {}", what.substr(0, sign), what.substr(sign + 1));
  }
  if (is("gains")) {
    const std::string_view key = last.substr(0, last.find('='));
    const std::string_view values = last.substr(std::min(key.size() + 1, last.size()));
    const bool is_one = values.find(',') == values.npos;
    return is_one ? fmt::format("cannot gain an item with {} {}", key, values)
                  : fmt::format("cannot gain a standard {}", lower_case(key));
  }
  return "cannot be changed";
}

/// In which case: `while Engine is memcached`.
std::string refused_case(std::string_view when) {
  const std::size_t colon = when.find(':');
  const std::string_view kind = when.substr(0, colon);
  const std::string_view what = colon == when.npos ? "" : when.substr(colon + 1);
  const std::size_t equals = what.find('=');
  if (kind == "has") return fmt::format(" while {} is set", what);
  if (kind == "beside") return " together with other properties";
  if ((kind != "with" && kind != "unless") || equals == what.npos) return {};
  const std::string_view word = kind == "with" ? "while" : "before";
  return fmt::format(" {} {} is {}", word, what.substr(0, equals), what.substr(equals + 1));
}

}  // namespace

std::string refusal_of(const spec::UpdateRule& rule) {
  const auto parts = split(rule.when, '&');
  std::string text = fmt::format("{} {}", rule.property, refused_change(parts.front()));
  for (std::size_t i = 1; i < parts.size(); ++i) text += refused_case(parts[i]);
  return text;
}

bool is_part_of(std::string_view path, std::string_view of) {
  return path.starts_with(of) && (path.size() == of.size() || path[of.size()] == '.');
}

const cfn::Value* value_at(const cfn::Resource& resource, std::string_view path) {
  const std::size_t dot = path.find('.');
  const cfn::Value* value = property(resource, {path.substr(0, dot)});
  return value == nullptr || dot == path.npos ? value : within(*value, path.substr(dot + 1));
}

std::optional<long> whole_number(std::string_view text) {
  long value = 0;
  const auto [rest, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || error != std::errc() || rest != text.data() + text.size()) return {};
  return value;
}

std::vector<cfn::Reference> references_at(const cfn::Resource& resource, std::string_view key) {
  const cfn::Value* value = property(resource, {key});
  return value == nullptr ? std::vector<cfn::Reference>() : cfn::references(*value);
}

std::optional<double> number_in(std::string_view text) {
  double number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (text.empty() || error != std::errc() || end != text.data() + text.size()) return {};
  return number;
}

std::optional<spec::UpdateRule> update_rule(const cfn::Resource& before, const cfn::Resource& after,
                                            std::string_view path) {
  for (const spec::UpdateRule& rule : spec::update_rules(after.type)) {
    const bool is_it = rule.property == "?"
                           ? consequence_of(after.type, path) == Consequence::kMayReplace
                           : is_part_of(path, rule.property) || is_part_of(rule.property, path);
    if (!is_it) continue;
    const PropertyUpdate update{value_at(before, rule.property), value_at(after, rule.property),
                                before, after};
    const std::string_view usual = rule.default_value;
    if (!usual.empty() && is_default(update.old, usual) && is_default(update.now, usual)) {
      return std::nullopt;
    }
    if (update.is(rule.when)) return rule;
  }
  return std::nullopt;
}

}  // namespace archsynth::analysis
