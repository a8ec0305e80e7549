#include "cli/allowances.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>

#include "archsynth/render/findings.h"
#include "archsynth/support/text.h"
#include "cli/date.h"

namespace archsynth::cli {

namespace {

constexpr std::string_view kMalformed = "ARC0920";
constexpr std::string_view kExpired = "ARC0921";
constexpr std::string_view kUnused = "ARC0922";

constexpr std::array<std::string_view, 3> kKeys = {"id", "reason", "expires"};

const cfn::Value* member(const cfn::Value* value, std::string_view key) {
  return value == nullptr || value->map() == nullptr ? nullptr : value->map()->find(key);
}

const Origin& place_of_entry(const cfn::MapEntry& entry) {
  return entry.value.origin().known() ? entry.value.origin() : entry.key_origin;
}

bool is_within(std::string_view resource, const Diagnostic& finding) {
  return resource.empty() || finding.subject.resource == resource;
}

/// The text of a member; nothing, and a diagnostic, where there is none.
std::optional<std::string> text_of(const cfn::Map& map, std::string_view key, const Origin& owner,
                                   Diagnostics& to) {
  const cfn::MapEntry* entry = map.find_entry(key);
  if (entry == nullptr) {
    to.error(kMalformed, owner, fmt::format("an \"allow\" entry needs {}", quoted(key)));
    return std::nullopt;
  }
  const std::string* text = entry->value.string();
  if (text != nullptr && text->find_first_not_of(" \t\r\n") != text->npos) return *text;
  to.error(kMalformed, place_of_entry(*entry),
           fmt::format("{} of an \"allow\" entry must be a string", quoted(key)));
  return std::nullopt;
}

}  // namespace

bool names(const std::vector<std::string>& ids, const Diagnostic& finding) {
  const std::vector<std::string_view> see = split(picture::see_of(finding), ' ');
  return std::any_of(ids.begin(), ids.end(), [&](const std::string& id) {
    const auto begins = [&](std::string_view other) { return other.starts_with(id); };
    return !id.empty() && (begins(finding.code) || std::any_of(see.begin(), see.end(), begins));
  });
}

Allowances::Allowances(const cfn::Template& checked, std::chrono::year_month_day today,
                       Diagnostics& to)
    : today_(today), to_(to) {
  read(checked.metadata, {});
  for (const cfn::Resource& each : checked.resources) {
    const auto about = to.about(each.id.str());
    read(each.metadata, each.id.str());
  }
}

void Allowances::read(const cfn::Value& metadata, std::string_view within) {
  const cfn::Value* checks =
      member(member(member(&metadata, "cfn-lint"), "config"), "ignore_checks");
  if (checks != nullptr && checks->list() != nullptr) {
    TurnedOff& off = turned_off_.emplace_back();
    off.within = within;
    for (const cfn::Value& id : *checks->list()) {
      if (id.string() != nullptr) off.ids.push_back(*id.string());
    }
  }
  const cfn::Value* own = member(&metadata, "archsynth");
  if (own == nullptr || own->map() == nullptr) return;
  for (const cfn::MapEntry& entry : *own->map()) {
    if (entry.key != "allow") {
      to_.error(kMalformed, entry.key_origin,
                fmt::format("unknown key {} in the archsynth metadata", quoted(entry.key)))
          .fix = suggest(entry.key, std::array<std::string_view, 1>{"allow"});
    } else if (entry.value.list() == nullptr) {
      to_.error(kMalformed, place_of_entry(entry), "\"allow\" must be a list of entries");
    } else {
      for (const cfn::Value& each : *entry.value.list()) {
        read_allowance(each, place_of_entry(entry), within);
      }
    }
  }
}

void Allowances::read_allowance(const cfn::Value& value, const Origin& owner,
                                std::string_view within) {
  const Origin& origin = value.origin().known() ? value.origin() : owner;
  const cfn::Map* map = value.map();
  if (map == nullptr) {
    to_.error(kMalformed, origin, "an \"allow\" entry must be a mapping").fix =
        "for example {id: ARC4101, reason: why the finding is acceptable}";
    return;
  }
  bool is_right = true;
  for (const cfn::MapEntry& entry : *map) {
    if (std::find(kKeys.begin(), kKeys.end(), entry.key) != kKeys.end()) continue;
    is_right = false;
    to_.error(kMalformed, entry.key_origin,
              fmt::format("unknown key {} in an \"allow\" entry", quoted(entry.key)))
        .fix = suggest(entry.key, kKeys);
  }
  const std::optional<std::string> id = text_of(*map, "id", origin, to_);
  is_right = text_of(*map, "reason", origin, to_) && id && is_right;
  const cfn::MapEntry* expires = map->find_entry("expires");
  const std::string* text = expires == nullptr ? nullptr : expires->value.string();
  const auto last_day = text == nullptr ? std::nullopt : date_of(*text);
  if (expires != nullptr && !last_day) {
    is_right = false;
    to_.error(kMalformed, place_of_entry(*expires),
              "\"expires\" of an \"allow\" entry must be a valid date")
        .fix = "use the form YYYY-MM-DD, such as 2027-01-31";
  }
  if (!is_right) return;
  if (last_day && *last_day < today_) {
    to_.warning(kExpired, place_of_entry(*expires),
                fmt::format("the suppression of {} expired on {}", quoted(*id), *text))
        .fix = "fix the finding, or review it and set a later date";
    return;
  }
  allowances_.push_back({*id, place_of_entry(*map->find_entry("id")), within});
}

bool Allowances::allow(const Diagnostic& finding) {
  const auto turns_off = [&](const TurnedOff& off) {
    return is_within(off.within, finding) && names(off.ids, finding);
  };
  bool is_allowed = std::any_of(turned_off_.begin(), turned_off_.end(), turns_off);
  for (Allowance& each : allowances_) {
    if (!is_within(each.within, finding) || !names({each.id}, finding)) continue;
    each.is_used = true;
    is_allowed = true;
  }
  return is_allowed;
}

void Allowances::report_unused(Diagnostics& to) const {
  for (const Allowance& each : allowances_) {
    if (each.is_used) continue;
    const auto about = to.about(each.within);
    to.warning(kUnused, each.origin,
               fmt::format("the suppression of {} matches no finding", quoted(each.id)))
        .fix = "remove the entry";
  }
}

}  // namespace archsynth::cli
