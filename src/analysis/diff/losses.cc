// What changes in place delete, or no longer keep.

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <set>

#include "archsynth/spec/updates.h"
#include "archsynth/support/text.h"
#include "canonical.h"
#include "hazards.h"
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

/// All texts within a value: accounts, regions.
std::multiset<std::string> texts_within(const cfn::Value* value) {
  std::multiset<std::string> texts;
  if (value == nullptr) return texts;
  cfn::walk(*value, [&](const cfn::Value& each) {
    if (each.string() != nullptr) texts.insert(*each.string());
  });
  return texts;
}

bool has_fewer(const cfn::Value* old, const cfn::Value* now) {
  const std::multiset<std::string> before = texts_within(old);
  const std::multiset<std::string> after = texts_within(now);
  return !std::includes(after.begin(), after.end(), before.begin(), before.end());
}

/// When a rule of a bucket expires current objects: days, or 0 for a date; by what it is for.
std::vector<std::pair<std::string, double>> expirations(const cfn::Value* lifecycle) {
  std::vector<std::pair<std::string, double>> result;
  const cfn::Value* rules = member(lifecycle, {"Rules"});
  if (rules == nullptr || rules->list() == nullptr) return result;
  for (const cfn::Value& rule : *rules->list()) {
    const cfn::Value* status = member(&rule, {"Status"});
    if (status == nullptr || brief(*status) != "Enabled") continue;
    std::string scope;
    for (const std::string_view key :
         {"Prefix", "TagFilters", "ObjectSizeGreaterThan", "ObjectSizeLessThan"}) {
      const cfn::Value* value = member(&rule, {key});
      scope += "\n" + (value == nullptr ? std::string() : brief(*value));
    }
    const cfn::Value* days = member(&rule, {"ExpirationInDays"});
    const cfn::Value* date = member(&rule, {"ExpirationDate"});
    if (days != nullptr) result.emplace_back(scope, number_in(brief(*days)).value_or(0));
    if (date != nullptr) result.emplace_back(scope, 0);
  }
  return result;
}

bool expires_more(const cfn::Value* old, const cfn::Value* now) {
  const auto before = expirations(old);
  for (const auto& [scope, days] : expirations(now)) {
    double was = std::numeric_limits<double>::infinity();
    for (const auto& [old_scope, old_days] : before) {
      if (old_scope == scope || old_scope == "\n\n\n\n") was = std::min(was, old_days);
    }
    if (days < was) return true;
  }
  return false;
}

bool is_lost(const cfn::Resource& before, const cfn::Resource& after, const spec::DataLoss& loss) {
  const std::string old = text_at(before, loss);
  const std::string now = text_at(after, loss);
  if (loss.when == "changed") return !old.empty() && !now.empty() && old != now;
  if (loss.when == "set") return !now.empty() && old != now;
  const cfn::Value* was = value_at(before, loss.property);
  const cfn::Value* is_now = value_at(after, loss.property);
  if (loss.when == "fewer") return was != nullptr && has_fewer(was, is_now);
  if (loss.when == "expires") return expires_more(was, is_now);
  const std::string_view wanted = loss.when.substr(loss.when.find(':') + 1);
  if (loss.when.starts_with("off:")) return old == wanted && now != wanted;
  return loss.when.starts_with("on:") && old != wanted && now == wanted;
}

template <typename Check>
void for_each_loss(const Change& change, const Check& check) {
  for (const ResourceChange& each : change.all.resources) {
    if (each.action != ResourceChange::Action::kModify || each.is_refused) continue;
    const auto before = change.sides.before().find(each.id);
    const auto after = change.sides.after().find(each.id);
    if (before == change.sides.before().end() || after == change.sides.after().end()) continue;
    for (const spec::DataLoss& loss : spec::data_losses(each.type)) {
      const PropertyChange* property =
          changed_property(each, loss.property.substr(0, loss.property.find('.')));
      if (property != nullptr && property->chain.empty()) {
        check(*before->second, *after->second, loss, *property);
      }
    }
  }
}

void check_retention(const Change& change, const Report& report) {
  for_each_loss(change, [&](const cfn::Resource& before, const cfn::Resource& after,
                            const spec::DataLoss& loss, const PropertyChange& property) {
    const auto old = number_in(text_at(before, loss));
    const auto now = number_in(text_at(after, loss));
    if (loss.when != "lower" || !old || !now || *now >= *old) return;
    report(after.id.str(), property.origin,
           fmt::format("{} of {} drops to {}; older {} are deleted", loss.property,
                       quoted(after.id.str()), *now, loss.what));
  });
}

void check_losses(const Change& change, const Report& report) {
  for_each_loss(change, [&](const cfn::Resource& before, const cfn::Resource& after,
                            const spec::DataLoss& loss, const PropertyChange& property) {
    if (loss.when == "lower" || !is_lost(before, after, loss)) return;
    report(after.id.str(), property.origin,
           fmt::format("changing {} of {}: {}", loss.property, quoted(after.id.str()), loss.what));
  });
}

constexpr Rule kLossRules[] = {
    {"ARC5104", Severity::kError, "retention is shortened",
     "what is older is deleted at once, and cannot be restored", "keep the longer retention",
     kLossesBackupPage, "", check_retention},
    {"ARC5108", Severity::kError, "change in place deletes data or ends its protection",
     "what is deleted or overwritten cannot be restored", "keep the property, or copy the data",
     kExpirationPage, "", check_losses},
};

}  // namespace

std::span<const Rule> loss_rules() { return kLossRules; }

}  // namespace archsynth::analysis
