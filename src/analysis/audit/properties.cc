// Controls that properties answer: one row of `control_properties` for each property of a type.

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "answers.h"
#include "archsynth/support/text.h"

namespace archsynth::analysis {
namespace {

/// What stands at a row's path, once for each item of its lists.
struct Place {
  std::string name;
  Seen seen;
  const cfn::Map* item = nullptr;  ///< of the innermost list
  Origin origin;                   ///< of the value, or of what would hold it
};

bool is_among(std::string_view text, std::string_view list) {
  const std::vector<std::string_view> all = split(list, ',');
  return std::find(all.begin(), all.end(), text) != all.end();
}

/// Where a value is written, or what holds it where nobody wrote it.
const Origin& stated_of(const Origin& value, const Origin& holder) {
  return value.is_stated() ? value : holder;
}

/// The end of a path's first segment: a dot outside of brackets.
std::size_t end_of_segment(std::string_view path) {
  const std::size_t bracket = path.find_first_of("[.");
  if (bracket == path.npos || path[bracket] == '.') return bracket;
  return path.find('.', path.find(']', bracket));
}

class PlacesAt {
 public:
  PlacesAt(const View& view, std::string_view path) : view_(view) {
    for (std::string_view rest = path; !rest.empty();) {
      const std::size_t end = end_of_segment(rest);
      segments_.push_back(rest.substr(0, end));
      rest = end == rest.npos ? std::string_view() : rest.substr(end + 1);
    }
  }

  std::vector<Place> of(const cfn::Map& properties, const Origin& origin) {
    follow(properties, 0, {{}, {}, nullptr, origin});
    return std::move(found_);
  }

 private:
  std::string name_of(std::string name, std::size_t first) const {
    for (std::size_t i = first; i < segments_.size() && segments_[i] != "*"; ++i)
      name += (name.empty() ? "" : ".") + std::string(segments_[i]);
    return name;
  }

  void add(Place place, std::size_t next, Seen seen) {
    place.name = name_of(std::move(place.name), next);
    place.seen = std::move(seen);
    found_.push_back(std::move(place));
  }

  void follow(const cfn::Map& map, std::size_t next, Place place) {
    const std::string_view segment = segments_[next];
    const Seen found = seen_in(view_, &map, segment.substr(0, segment.find('[')));
    const bool is_each = next + 1 < segments_.size() && segments_[next + 1] == "*";
    if (found.at == nullptr) {
      if (!is_each || !found.is_absent) add(std::move(place), next, found);
      return;
    }
    place.origin = stated_of(found.at->origin(), place.origin);
    if (is_each) return follow_items(*found.at, next, std::move(place));
    if (segment.ends_with(']')) return follow_chosen(*found.at, next, std::move(place));
    place.name = (place.name.empty() ? "" : place.name + ".") + std::string(segment);
    arrive(found, *found.at, next + 1, std::move(place));
  }

  void arrive(const Seen& seen, const cfn::Value& value, std::size_t next, Place place) {
    if (next == segments_.size()) return add(std::move(place), next, seen);
    if (value.map() == nullptr) return add(std::move(place), next, {});
    follow(*value.map(), next, std::move(place));
  }

  void follow_items(const cfn::Value& list, std::size_t next, const Place& place) {
    const Items items = view_.items(&list);
    const std::string name = name_of(place.name, next).append("[");
    for (std::size_t i = 0; i < items.values.size(); ++i) {
      const cfn::Value& each = *items.values[i];
      Place here = place;
      here.name = name + std::to_string(i) + "]";
      here.item = each.map();
      here.origin = stated_of(each.origin(), place.origin);
      arrive({&each, false, view_.text(&each)}, each, next + 2, std::move(here));
    }
    if (!items.complete) add(place, next, {});
  }

  /// The first item with the members in the brackets.
  void follow_chosen(const cfn::Value& list, std::size_t next, Place place) {
    const Items items = view_.items(&list);
    const std::string_view segment = segments_[next];
    std::string_view members = segment.substr(segment.find('[') + 1);
    members.remove_suffix(1);
    for (const cfn::Value* each : items.values) {
      const auto wanted = split(members, ';');
      const bool is_it = std::all_of(wanted.begin(), wanted.end(), [&](std::string_view one) {
        const std::size_t equal = one.find('=');
        return seen_in(view_, each->map(), one.substr(0, equal)).is(one.substr(equal + 1));
      });
      if (!is_it) continue;
      place.name = (place.name.empty() ? "" : place.name + ".") + std::string(segment);
      place.item = each->map();
      place.origin = stated_of(each->origin(), place.origin);
      return arrive({each, false, {}}, *each, next + 1, std::move(place));
    }
    add(std::move(place), next, {nullptr, items.complete, {}});
  }

  const View& view_;
  std::vector<std::string_view> segments_;
  std::vector<Place> found_;
};

bool is_empty(const Seen& seen) {
  if (seen.at == nullptr) return false;
  if (const std::string* text = seen.at->string()) return text->empty();
  return seen.at->list() != nullptr && seen.at->list()->empty();
}

/// Whether a condition of a row holds: `A` is set, `!A` is not, `A=X,Y`, `A!=X,Y`, `A?=X`: is not
/// set, or X. A path that starts with a dot is one in the item. Nothing: not known.
std::optional<bool> holds(const View& view, const cfn::Map& properties, const cfn::Map* item,
                          std::string_view condition) {
  const std::size_t equal = condition.find('=');
  std::string_view path = condition.substr(0, equal);
  if (equal == condition.npos && path.starts_with('!'))
    path.remove_prefix(1);
  else if (path.ends_with('!') || path.ends_with('?'))
    path.remove_suffix(1);
  const bool is_of_item = path.starts_with('.');
  const Seen found =
      seen_in(view, is_of_item ? item : &properties, path.substr(is_of_item ? 1 : 0));
  const bool is_set = found.at != nullptr && !is_empty(found);
  if (equal == condition.npos) {
    if (!is_set && !found.is_absent && found.at == nullptr) return std::nullopt;
    return is_set != condition.starts_with('!');
  }
  const char kind = condition[equal - 1];
  if (found.is_absent) return kind == '!' || kind == '?';
  if (!found.text) return std::nullopt;
  return is_among(*found.text, condition.substr(equal + 1)) != (kind == '!');
}

std::optional<bool> all_hold(const View& view, const cfn::Map& properties, const cfn::Map* item,
                             std::string_view conditions) {
  bool is_known = true;
  for (const std::string_view each : split(conditions, ';')) {
    const auto one = each.empty() ? std::optional(true) : holds(view, properties, item, each);
    if (one == false) return false;
    is_known &= one.has_value();
  }
  return is_known ? std::optional(true) : std::nullopt;
}

std::optional<int> number_in(std::string_view text) {
  int value = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), value);
  return read.ec == std::errc() ? std::optional(value) : std::nullopt;
}

/// Whether the value is as wanted; nothing where that is not known.
std::optional<bool> is_as_wanted(const Seen& seen, std::string_view wants) {
  if (wants == "present") return !is_empty(seen);
  if (!seen.text) return wants == "key" ? std::optional(true) : std::nullopt;
  if (wants == "key") return seen.text->find("alias/aws/") == seen.text->npos;
  if (wants.starts_with(">=")) {
    const auto value = number_in(*seen.text);
    return value ? std::optional(*value >= number_in(wants.substr(2))) : std::nullopt;
  }
  if (wants.starts_with("in:")) return is_among(*seen.text, wants.substr(3));
  if (wants.starts_with("not:")) return !is_among(*seen.text, wants.substr(4));
  if (wants.starts_with("has:")) return seen.text->find(wants.substr(4)) != std::string::npos;
  return *seen.text == wants;
}

/// `, not TLS`: what a value should be that is not as wanted.
std::string wish_of(std::string_view wants) {
  if (wants.starts_with(">=")) return fmt::format(", less than {}", wants.substr(2));
  return wants.starts_with("in:") ? fmt::format(", not {}", split(wants.substr(3), ',').front())
                                  : std::string();
}

struct PropertyAnswer {
  Verdict verdict = Verdict::kPass;
  std::string evidence{};
};

PropertyAnswer answer_of_absent(const View& view, const cfn::Map& properties,
                                const std::string& name, const spec::ControlProperty& wanted) {
  constexpr std::string_view kUnlessInherited = "fail@";
  std::string evidence = name + " is not set";
  if (wanted.absent.starts_with(kUnlessInherited)) {
    const std::string_view source = wanted.absent.substr(kUnlessInherited.size());
    if (holds(view, properties, nullptr, source) == false) {
      return {Verdict::kFail, std::move(evidence)};
    }
    return {Verdict::kUnknown, fmt::format("{} is inherited through {}", name, source)};
  }
  if (wanted.absent.starts_with('=')) {
    const std::string value(wanted.absent.substr(1));
    const bool is_good = is_as_wanted({nullptr, false, value}, wanted.wants).value_or(false);
    return {is_good ? Verdict::kPass : Verdict::kFail, evidence + ", which means " + value};
  }
  if (wanted.absent == "pass") return {Verdict::kPass, evidence + ", as required"};
  if (wanted.absent == "fail") return {Verdict::kFail, std::move(evidence)};
  return {Verdict::kUnknown, std::move(evidence)};
}

PropertyAnswer answer_of(const View& view, const cfn::Map& properties, const Place& place,
                         const spec::ControlProperty& wanted) {
  if (place.seen.is_absent) return answer_of_absent(view, properties, place.name, wanted);
  const auto is_good =
      place.seen.at == nullptr ? std::nullopt : is_as_wanted(place.seen, wanted.wants);
  if (!is_good) return {Verdict::kUnknown, place.name + " is known at deployment"};
  const bool is_presence = wanted.wants == "present";
  const bool is_shown = place.seen.text && !is_presence && wanted.wants != "key";
  std::string now = place.name + (is_presence && !*is_good ? " is empty" : " is set");
  if (is_shown) now = fmt::format("{} is {}", place.name, *place.seen.text);
  if (*is_good) return {Verdict::kPass, std::move(now)};
  if (wanted.wants == "key") now = place.name + " is a key of AWS";
  return {Verdict::kFail, now + wish_of(wanted.wants)};
}

}  // namespace

void AuditAnswers::property(const View& view, const cfn::Resource& resource,
                            const spec::ControlProperty& wanted) {
  std::vector<AuditAnswer> found;
  const std::vector<std::string_view> paths = split(wanted.property, '|');
  for (const std::string_view path : paths) {
    for (const Place& each : PlacesAt(view, path).of(resource.properties, resource.origin)) {
      const auto applies = all_hold(view, resource.properties, each.item, wanted.when);
      if (applies == false || (each.seen.is_absent && wanted.absent == "none")) continue;
      PropertyAnswer made = answer_of(view, resource.properties, each, wanted);
      if (!applies && made.verdict == Verdict::kFail) made.verdict = Verdict::kUnknown;
      found.push_back({made.verdict, resource.id.str(), each.name, std::move(made.evidence),
                       stated_of(each.origin, resource.origin)});
    }
  }
  if (paths.size() > 1) found = best_of(std::move(found));
  for (AuditAnswer& each : found) to_.push_back(std::move(each));
}

/// Of properties that can each do: what passes, else what is unknown, else all of them in one.
std::vector<AuditAnswer> AuditAnswers::best_of(std::vector<AuditAnswer> all) {
  for (const Verdict verdict : {Verdict::kPass, Verdict::kUnknown}) {
    for (AuditAnswer& each : all) {
      if (each.verdict == verdict) return {std::move(each)};
    }
  }
  for (std::size_t i = 1; i < all.size(); ++i) all[0].evidence += ", " + all[i].evidence;
  if (!all.empty()) all.resize(1);
  return all;
}

}  // namespace archsynth::analysis
