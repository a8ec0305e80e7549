// What changes in place delete, or no longer keep.

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <map>
#include <set>

#include "archsynth/support/characters.h"
#include "archsynth/support/text.h"
#include "canonical.h"
#include "hazards.h"
#include "rules/template/embedded.h"
#include "spec/updates.h"
#include "updates.h"
#include "view/view.h"

namespace archsynth::analysis {
namespace {

constexpr std::string_view kLossesBackupPage =
    "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_WorkingWithAutomatedBackups.html";
constexpr std::string_view kExpirationPage =
    "https://docs.aws.amazon.com/AmazonS3/latest/userguide/"
    "lifecycle-expire-general-considerations.html";

std::string text_at(const cfn::Resource& resource, const spec::DataLoss& loss) {
  const cfn::Value* value = value_at(resource, loss.property);
  return value == nullptr ? std::string(loss.default_value) : brief(*value);
}

/// A length of time in seconds, of `{Unit: Days, Value: 7}`.
std::optional<double> seconds_of(const cfn::Value& time) {
  constexpr std::pair<std::string_view, double> kUnits[] = {
      {"Seconds", 1}, {"Minutes", 60}, {"Hours", 3600}, {"Days", 86400}, {"Weeks", 604800}};
  const cfn::Value* unit = member(&time, {"Unit"});
  const cfn::Value* value = member(&time, {"Value"});
  const auto number = value == nullptr ? std::nullopt : number_in(brief(*value));
  if (unit == nullptr || !number) return std::nullopt;
  const auto found = std::find_if(std::begin(kUnits), std::end(kUnits),
                                  [&](const auto& each) { return each.first == brief(*unit); });
  return found == std::end(kUnits) ? std::nullopt : std::optional(*number * found->second);
}

/// The number behind `KEY=` at the start of a line of a text; the default where there is none.
std::optional<double> setting_of(const cfn::Value* value, std::string_view key,
                                 const spec::DataLoss& loss) {
  const std::string* text = value == nullptr ? nullptr : value->string();
  if (value != nullptr && text == nullptr) return std::nullopt;
  const std::vector<std::string_view> lines =
      text == nullptr ? std::vector<std::string_view>() : split(*text, '\n');
  for (const std::string_view line : lines) {
    const std::size_t equals = line.find('=');
    if (equals == line.npos || without_spaces(line.substr(0, equals)) != key) continue;
    const auto number = number_in(without_spaces(line.substr(equals + 1)));
    return number && *number < 0 ? std::numeric_limits<double>::infinity() : number;
  }
  return number_in(loss.default_value);
}

/// The least number of days at a key of the JSON that a property holds: of `365d` or `24h`.
std::optional<double> least_days(const cfn::Value* value, std::string_view key) {
  const auto document = embedded(value);
  if (!document) return std::nullopt;
  double least = std::numeric_limits<double>::infinity();
  cfn::walk(document->value, [&](const cfn::Value& each) {
    const cfn::Value* days = member(&each, {key});
    const std::string text = days == nullptr ? std::string() : brief(*days);
    const auto number = text.empty() ? std::nullopt : number_in(text.substr(0, text.size() - 1));
    if (number) least = std::min(least, text.back() == 'h' ? *number / 24 : *number);
  });
  return least;
}

/// The values at a path of the items of a list, by another key of them.
std::map<std::string, std::string> texts_by(const cfn::Value* list, std::string_view key,
                                            std::string_view path) {
  std::map<std::string, std::string> texts;
  if (list == nullptr || list->list() == nullptr) return texts;
  for (const cfn::Value& each : *list->list()) {
    const cfn::Value* name = member(&each, {key});
    const cfn::Value* value = &each;
    for (const std::string_view part : split(path, '.')) value = member(value, {part});
    if (name != nullptr) texts[brief(*name)] = value == nullptr ? std::string() : brief(*value);
  }
  return texts;
}

}  // namespace

bool is_off_within(const cfn::Value* old, const cfn::Value* now, std::string_view what) {
  const std::size_t colon = what.find(':');
  const std::size_t equals = what.find('=');
  const std::string_view key = what.substr(0, colon);
  const std::string_view path = what.substr(colon + 1, equals - colon - 1);
  const std::string_view wanted = what.substr(equals + 1);
  const auto after = texts_by(now, key, path);
  const auto before = texts_by(old, key, path);
  return std::any_of(before.begin(), before.end(), [&](const auto& each) {
    const auto found = after.find(each.first);
    return each.second == wanted && found != after.end() && found->second != wanted;
  });
}

namespace {

/// The texts below some keys: accounts, regions.
void add_texts(const cfn::Value& value, const std::vector<std::string_view>& keys, bool is_below,
               std::multiset<std::string>& texts) {
  if (is_below && value.string() != nullptr) texts.insert(*value.string());
  if (const cfn::List* list = value.list()) {
    for (const cfn::Value& each : *list) add_texts(each, keys, is_below, texts);
  } else if (const cfn::Map* map = value.map()) {
    for (const cfn::MapEntry& each : *map) {
      const bool is_key = std::find(keys.begin(), keys.end(), each.key) != keys.end();
      add_texts(each.value, keys, is_below || is_key, texts);
    }
  }
}

bool has_fewer(const cfn::Value* old, const cfn::Value* now, std::string_view names) {
  const std::vector<std::string_view> keys = split(names, ',');
  std::multiset<std::string> before;
  std::multiset<std::string> after;
  if (old != nullptr) add_texts(*old, keys, false, before);
  if (now != nullptr) add_texts(*now, keys, false, after);
  return !std::includes(after.begin(), after.end(), before.begin(), before.end());
}

/// An expiration of a bucket's objects, or of their old versions.
struct Expiration {
  bool is_of_old_versions = false;
  std::string scope;  ///< what it is for; empty: all
  double days = 0;    ///< 0: from a date on
};

std::vector<Expiration> expirations(const cfn::Value* lifecycle) {
  std::vector<Expiration> result;
  const cfn::Value* rules = member(lifecycle, {"Rules"});
  if (rules == nullptr || rules->list() == nullptr) return result;
  for (const cfn::Value& rule : *rules->list()) {
    const cfn::Value* status = member(&rule, {"Status"});
    if (status == nullptr || brief(*status) != "Enabled") continue;
    std::string scope;
    for (const std::string_view key :
         {"Prefix", "TagFilters", "ObjectSizeGreaterThan", "ObjectSizeLessThan"}) {
      const cfn::Value* value = member(&rule, {key});
      if (value != nullptr) scope += fmt::format("{} {}\n", key, brief(*value));
    }
    const auto add = [&](const cfn::Value* days, bool is_of_old_versions) {
      if (days == nullptr) return;
      result.push_back({is_of_old_versions, scope, number_in(brief(*days)).value_or(0)});
    };
    add(member(&rule, {"ExpirationInDays"}), false);
    add(member(&rule, {"ExpirationDate"}), false);
    add(member(&rule, {"NoncurrentVersionExpiration", "NoncurrentDays"}), true);
    add(member(&rule, {"NoncurrentVersionExpirationInDays"}), true);
  }
  return result;
}

bool expires_more(const cfn::Resource& before, const cfn::Value* old, const cfn::Value* now) {
  const auto known = expirations(old);
  const bool has_versions = property(before, {"VersioningConfiguration"}) != nullptr;
  for (const Expiration& each : expirations(now)) {
    if (each.is_of_old_versions && !has_versions) continue;
    double was = std::numeric_limits<double>::infinity();
    for (const Expiration& earlier : known) {
      const bool is_as_wide = earlier.scope.empty() || earlier.scope == each.scope;
      if (is_as_wide && earlier.is_of_old_versions == each.is_of_old_versions) {
        was = std::min(was, earlier.days);
      }
    }
    if (each.days < was) return true;
  }
  return false;
}

/// A rule of a lifecycle policy of ECR.
struct ImageRule {
  double priority = 0;
  double count = 0;       ///< of images or days that are kept
  std::string selection;  ///< of what, the count apart
};

/// The rules by their priority; nothing where they are not known.
std::optional<std::vector<ImageRule>> image_rules(const cfn::Value* policy) {
  std::vector<ImageRule> rules;
  if (policy == nullptr) return rules;
  const auto document = embedded(policy);
  const cfn::Value* list = document ? member(&document->value, {"rules"}) : nullptr;
  if (list == nullptr || list->list() == nullptr) return std::nullopt;
  for (const cfn::Value& each : *list->list()) {
    const cfn::Value* priority = member(&each, {"rulePriority"});
    const cfn::Value* selection = member(&each, {"selection"});
    const cfn::Value* count = member(selection, {"countNumber"});
    if (priority == nullptr || count == nullptr || selection->map() == nullptr) return {};
    cfn::Map what = *selection->map();
    what.erase("countNumber");
    const auto first = number_in(brief(*priority));
    const auto kept = number_in(brief(*count));
    if (!first || !kept) return std::nullopt;
    rules.push_back({*first, *kept, fingerprint(canonical(cfn::Value(std::move(what))))});
  }
  std::sort(rules.begin(), rules.end(),
            [](const ImageRule& a, const ImageRule& b) { return a.priority < b.priority; });
  return rules;
}

/// A rule keeps what it selects from those after it, so that the same ones have to come first.
/// Source: https://docs.aws.amazon.com/AmazonECR/latest/userguide/LifecyclePolicies.html
bool expires_more_images(const cfn::Value* old, const cfn::Value* now) {
  const auto before = image_rules(old);
  const auto after = image_rules(now);
  if (!before || !after || after->size() > before->size()) return true;
  return !std::equal(after->begin(), after->end(), before->begin(),
                     [](const ImageRule& each, const ImageRule& earlier) {
                       return each.selection == earlier.selection && each.count >= earlier.count;
                     });
}

bool is_lost(const cfn::Resource& before, const cfn::Resource& after, const spec::DataLoss& loss) {
  const std::string old = text_at(before, loss);
  const std::string now = text_at(after, loss);
  if (loss.when == "changed") return !old.empty() && !now.empty() && old != now;
  const cfn::Value* was = value_at(before, loss.property);
  const cfn::Value* is_now = value_at(after, loss.property);
  if (loss.when == "removed") return was != nullptr && is_now == nullptr;
  if (loss.when == "shorter") {
    const auto kept = number_in(old);
    const auto left = number_in(now);
    return kept && (is_now == nullptr || (left && *left < *kept));
  }
  if (loss.when == "expires") return expires_more(before, was, is_now);
  if (loss.when == "images") return expires_more_images(was, is_now);
  const std::string_view wanted = loss.when.substr(loss.when.find(':') + 1);
  if (loss.when.starts_with("fewer:")) return was != nullptr && has_fewer(was, is_now, wanted);
  if (loss.when.starts_with("off_within:")) return is_off_within(was, is_now, wanted);
  if (loss.when.starts_with("off:")) return old == wanted && now != wanted;
  return loss.when.starts_with("on:") && old != wanted && now == wanted;
}

/// The number that is kept; 0 may stand for without end.
std::optional<double> kept_of(const cfn::Resource& resource, const spec::DataLoss& loss) {
  const cfn::Value* value = value_at(resource, loss.property);
  const std::string_view key =
      loss.when.substr(std::min(loss.when.find(':') + 1, loss.when.size()));
  if (loss.when.starts_with("lower_setting:")) return setting_of(value, key, loss);
  if (loss.when.starts_with("lower_json:")) return least_days(value, key);
  if (value != nullptr && value->map() != nullptr) return seconds_of(*value);
  const auto number = number_in(text_at(resource, loss));
  const bool is_endless = loss.when == "lower0" && number && *number == 0;
  return is_endless ? std::numeric_limits<double>::infinity() : number;
}

/// What a change of a property deletes; nothing for the most.
std::optional<InPlaceLoss> loss_of(const cfn::Resource& before, const cfn::Resource& after,
                                   const spec::DataLoss& loss, const PropertyChange& property) {
  InPlaceLoss found{after.id.str(), {}, loss.when.starts_with("lower"), property.origin};
  const std::string id = quoted(found.resource);
  if (!found.is_of_retention) {
    if (!is_lost(before, after, loss)) return std::nullopt;
    found.what = fmt::format("changing {} of {}: {}", loss.property, id, loss.what);
    return found;
  }
  const auto old = kept_of(before, loss);
  const auto now = kept_of(after, loss);
  if (!old || !now || *now >= *old) return std::nullopt;
  const std::size_t colon = loss.when.find(':');
  const cfn::Value* time = value_at(after, loss.property);
  const bool is_time = time != nullptr && time->map() != nullptr;
  found.what =
      fmt::format("{} of {} drops to {}; older {} are deleted",
                  colon == loss.when.npos ? loss.property : loss.when.substr(colon + 1), id,
                  is_time ? fmt::format("{} {}", brief(*member(time, {"Value"})),
                                        lower_case(brief(*member(time, {"Unit"}))))
                          : fmt::format("{}", *now),
                  loss.what);
  return found;
}

void tell_losses(const Change& change, bool of_retention, const Report& report) {
  for (const InPlaceLoss& each : change.all.losses) {
    if (each.is_of_retention == of_retention) report(each.resource, each.origin, each.what);
  }
  for (const PossibleLoss& each : change.all.possible_losses) {
    if (each.loss.is_of_retention != of_retention) continue;
    report(each.loss.resource, each.loss.origin,
           fmt::format("when {}, {}", each.when, each.loss.what));
  }
}

void check_retention(const Change& change, const Report& report) {
  tell_losses(change, true, report);
}

void check_losses(const Change& change, const Report& report) {
  tell_losses(change, false, report);
}

constexpr Rule kLossRules[] = {
    {"ARC5104", Severity::kError, "retention is shortened",
     "older data is deleted at once, and cannot be restored", "keep the longer retention",
     kLossesBackupPage, "", check_retention},
    {"ARC5108", Severity::kError, "change in place deletes data or ends its protection",
     "what is deleted or overwritten cannot be restored", "keep the property, or copy the data",
     kExpirationPage, "", check_losses},
};

}  // namespace

std::vector<InPlaceLoss> losses_in_place(const Sides& sides, const Diff& changes) {
  std::vector<InPlaceLoss> losses;
  for (const ResourceChange& each : changes.resources) {
    if (each.action != ResourceChange::Action::kModify || each.is_refused) continue;
    for (const spec::DataLoss& loss : spec::data_losses(each.type)) {
      const PropertyChange* property =
          changed_property(each, loss.property.substr(0, loss.property.find('.')));
      if (property == nullptr || !property->chain.empty()) continue;
      auto found =
          loss_of(*sides.before().at(each.id), *sides.after().at(each.id), loss, *property);
      if (found) losses.push_back(*std::move(found));
    }
  }
  return losses;
}

std::span<const Rule> loss_rules() { return kLossRules; }

}  // namespace archsynth::analysis
