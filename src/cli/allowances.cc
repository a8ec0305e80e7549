#include "cli/allowances.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>

#include "archsynth/render/findings.h"
#include "archsynth/spec/controls.h"
#include "archsynth/support/text.h"
#include "cli/date.h"
#include "cli/rule_ids.h"

namespace archsynth::cli {

namespace {

constexpr std::string_view kMalformed = "ARC0920";
constexpr std::string_view kExpired = "ARC0921";
constexpr std::string_view kUnused = "ARC0922";

constexpr std::array<std::string_view, 3> kKeys = {"id", "reason", "until"};
/// What `until` was called first.
constexpr std::string_view kExpires = "expires";

const cfn::Value* member(const cfn::Value* value, std::string_view key) {
  return value == nullptr || value->map() == nullptr ? nullptr : value->map()->find(key);
}

const Origin& place_of_entry(const cfn::MapEntry& entry) {
  return entry.value.origin().known() ? entry.value.origin() : entry.key_origin;
}

constexpr std::string_view kComment = "# archsynth:";

bool is_within(std::string_view resource, const Diagnostic& finding) {
  if (resource.empty()) return true;
  // An output can have the name of a resource.
  const std::string& pointer = finding.subject.pointer;
  const bool is_of_resource = pointer.empty() || pointer.starts_with("Resources/");
  return is_of_resource && finding.subject.resource == resource;
}

bool is_blank(std::string_view text) { return text.find_first_not_of(" \t\r") == text.npos; }

/// The line that begins at an offset.
Span line_from(const Source& source, std::size_t begin) {
  const std::size_t end = std::min(source.text().find('\n', begin), source.text().size());
  return {&source, static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end)};
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

bool Allowances::Allowance::fits(const Diagnostic& finding) const {
  const std::vector<std::string_view> see = split(picture::see_of(finding), ' ');
  const bool is_meant = finding.code == id || std::find(see.begin(), see.end(), id) != see.end();
  if (!is_within(within, finding) || !is_meant) return false;
  if (!lines) return true;
  const Span* span = finding.origin.span();
  return span != nullptr && span->source == lines->source && lines->begin <= span->begin &&
         span->begin < lines->end;
}

Allowances::Allowances(const input::Input& file, std::chrono::year_month_day today, Diagnostics& to)
    : today_(today), to_(to), has_other_environments_(file.has_other_environments) {
  const cfn::Template& checked = file.stack;
  read_stated(file);
  if (file.source != nullptr) read_comments(*file.source);
  read(checked.metadata, {});
  for (const cfn::Resource& each : checked.resources) {
    const auto about = to.about(each.id.str());
    read(each.metadata, each.id.str());
  }
}

void Allowances::read_stated(const input::Input& file) {
  for (const input::Allowance& each : file.allowances) {
    if (!check_whole_rule_id(each.id, each.id_origin, to_)) continue;
    if (!each.until.empty() && !date_of(each.until)) {
      to_.error(kMalformed, each.until_origin,
                fmt::format("{} is not a valid date", quoted(each.until)))
          .fix = "use the form YYYY-MM-DD, such as 2027-01-31";
    } else if (each.until.empty() || is_in_time(each.id, each.until, each.until_origin)) {
      allowances_.push_back(
          {each.id, each.id_origin, each.resource, {each.reason, each.until}, each.service});
    }
  }
}

void Allowances::read_comments(const Source& source) {
  const std::string& text = source.text();
  for (std::size_t at = text.find(kComment); at != text.npos; at = text.find(kComment, at + 1)) {
    read_comment(source, at);
  }
}

/// `# archsynth: ignore E3012,W3005 reason`
void Allowances::read_comment(const Source& source, std::size_t at) {
  const std::string& text = source.text();
  const Span comment = {&source, static_cast<std::uint32_t>(at), line_from(source, at).end};
  std::string_view words = std::string_view(text).substr(at, comment.end - at);
  words.remove_prefix(kComment.size());
  const auto next_word = [&words] {
    words.remove_prefix(std::min(words.find_first_not_of(" \t\r"), words.size()));
    const std::string_view word = words.substr(0, words.find_first_of(" \t\r"));
    words.remove_prefix(word.size());
    return word;
  };
  const bool is_ignore = next_word() == "ignore";
  const std::vector<std::string> ids = separated({std::string(next_word())});
  if (!is_ignore || ids.empty() || is_blank(words)) {
    to_.error(kMalformed, comment, "the comment must be \"# archsynth: ignore ID reason\"").fix =
        "for example # archsynth: ignore E3012 why the finding is acceptable";
    return;
  }
  words.remove_prefix(words.find_first_not_of(" \t"));
  const std::string reason(words.substr(0, words.find_last_not_of(" \t\r") + 1));
  const std::size_t begin = at == 0 ? 0 : text.rfind('\n', at - 1) + 1;
  const bool is_alone = is_blank(std::string_view(text).substr(begin, at - begin));
  const Span line = is_alone
                        ? line_from(source, std::min<std::size_t>(comment.end + 1, text.size()))
                        : line_from(source, begin);
  for (const std::string& id : ids) {
    if (check_whole_rule_id(id, comment, to_))
      allowances_.push_back({id, comment, {}, {reason}, line});
  }
}

bool Allowances::is_in_time(const std::string& id, const std::string& day, const Origin& origin) {
  if (*date_of(day) >= today_) return true;
  to_.warning(kExpired, origin, fmt::format("the suppression of {} expired on {}", quoted(id), day))
      .fix = "fix the finding, or review it and set a later date";
  return false;
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
    if (entry.key == kExpires) continue;
    is_right = false;
    to_.error(kMalformed, entry.key_origin,
              fmt::format("unknown key {} in an \"allow\" entry", quoted(entry.key)))
        .fix = suggest(entry.key, kKeys);
  }
  const std::optional<std::string> id = text_of(*map, "id", origin, to_);
  const std::optional<std::string> reason = text_of(*map, "reason", origin, to_);
  is_right = reason && id && is_right;
  const cfn::MapEntry* until = map->find_entry("until");
  if (until == nullptr) until = map->find_entry(kExpires);
  const std::string* text = until == nullptr ? nullptr : until->value.string();
  const auto last_day = text == nullptr ? std::nullopt : date_of(*text);
  if (until != nullptr && !last_day) {
    is_right = false;
    to_.error(kMalformed, place_of_entry(*until),
              fmt::format("{} of an \"allow\" entry must be a valid date", quoted(until->key)))
        .fix = "use the form YYYY-MM-DD, such as 2027-01-31";
  }
  if (!is_right) return;
  if (last_day && !is_in_time(*id, *text, place_of_entry(*until))) return;
  allowances_.push_back({*id,
                         place_of_entry(*map->find_entry("id")),
                         within,
                         {*reason, last_day ? *text : std::string()}});
}

std::optional<Diagnostic> Allowances::apply(const Diagnostic& finding) {
  const auto turns_off = [&](const TurnedOff& off) {
    return is_within(off.within, finding) && names(off.ids, finding);
  };
  const bool is_off = std::any_of(turned_off_.begin(), turned_off_.end(), turns_off);
  Diagnostic result = finding;
  for (Allowance& each : allowances_) {
    if (!each.fits(finding)) continue;
    each.is_used = true;
    if (result.suppression) continue;
    result.suppression = each.suppression;
    result.suppression->severity = finding.severity;
    result.severity = Severity::kNote;
  }
  if (is_off && !result.suppression) return std::nullopt;
  return result;
}

void Allowances::report_unused(Diagnostics& to) const {
  // Another environment may need it.
  if (has_other_environments_) return;
  for (const Allowance& each : allowances_) {
    // Those of controls are of `audit`.
    if (each.is_used || spec::control(each.id) != nullptr) continue;
    const auto about = to.about(each.within);
    to.warning(kUnused, each.origin,
               fmt::format("the suppression of {} matches no finding", quoted(each.id)))
        .fix = "remove the entry";
  }
}

std::vector<analysis::AuditWaiver> waivers_in(const input::Input& file) {
  std::vector<analysis::AuditWaiver> found;
  for (const input::Allowance& each : file.allowances) {
    if (spec::control(each.id) == nullptr) continue;
    found.push_back(
        {each.id, each.resource, each.reason, each.until, each.id_origin, each.service});
  }
  return found;
}

}  // namespace archsynth::cli
