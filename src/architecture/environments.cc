#include "environments.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "archsynth/architecture/load.h"
#include "archsynth/describe/expression.h"
#include "archsynth/support/text.h"
#include "describe/shown.h"
#include "short_forms.h"

namespace archsynth::architecture {
namespace {

/// Each environment is built to find its mistakes; those past these are found when they are asked
/// for.
constexpr std::size_t kMostChecked = 100;

using document::Entry;
using document::Node;

constexpr const char* kRule = "ARC1524";
constexpr const char* kWrongOption = "ARC1525";

Entry* entry_of(Node& mapping, std::string_view key) {
  const auto found = std::find_if(mapping.entries.begin(), mapping.entries.end(),
                                  [&](const Entry& each) { return each.key.text == key; });
  return found == mapping.entries.end() ? nullptr : &*found;
}

const Entry* entry_of(const Node& mapping, std::string_view key) {
  const auto found = std::find_if(mapping.entries.begin(), mapping.entries.end(),
                                  [&](const Entry& each) { return each.key.text == key; });
  return found == mapping.entries.end() ? nullptr : &*found;
}

bool can_merge(const Node& node) {
  return node.is_mapping() && node.tag.empty() && !describe::internal::is_function(node);
}

void merge(Node& shared, const Node& over, const std::string& path, Diagnostics& to) {
  for (const Entry& each : over.entries) {
    Entry* known = entry_of(shared, each.key.text);
    const std::string name = path + "." + each.key.text;
    if (each.value.is_null() && known == nullptr) {
      to.error(kRule, each.key.span,
               fmt::format("{} removes nothing: the file has no such key", quoted(name)))
          .fix = "remove the key";
    } else if (each.value.is_null()) {
      shared.entries.erase(shared.entries.begin() + (known - shared.entries.data()));
    } else if (known == nullptr) {
      shared.entries.push_back(each);
    } else if (can_merge(known->value) && can_merge(each.value)) {
      merge(known->value, each.value, name, to);
    } else {
      *known = each;
    }
  }
}

/// A key of the file, with a value that stands elsewhere.
void set(Node& root, const char* key, const std::string& text, const Span& span) {
  Node name;
  name.kind = Node::Kind::kScalar;
  name.span = span;
  name.plain = true;
  Entry made{name, name};
  made.key.text = key;
  made.value.text = text;
  if (Entry* known = entry_of(root, key)) {
    *known = std::move(made);
  } else {
    root.entries.push_back(std::move(made));
  }
}

std::string profile_fix(const std::string& stated) {
  std::vector<std::string> known;
  for (const Profile each : kProfiles) known.emplace_back(name_of(each));
  for (const std::string& each : known) {
    if (!stated.empty() && each.starts_with(stated))
      return fmt::format("did you mean {}?", quoted(each));
  }
  return suggest(stated, known);
}

bool is_required(std::string_view key) {
  const auto& fields = describe::record_of<Architecture>().fields;
  return std::any_of(fields.begin(), fields.end(), [&](const describe::Field& each) {
    return each.name == key && each.is_required;
  });
}

/// Takes the keys that only an environment has, or must not have.
void take_own_keys(Node& root, const Node& name, Node& over, Diagnostics& to) {
  std::string profile(profile_of(name.text) ? name.text : "");
  Span place = name.span;
  std::erase_if(over.entries, [&](const Entry& each) {
    const std::string path = fmt::format("environments.{}.{}", name.text, each.key.text);
    if (each.key.text == "environment" || each.key.text == "environments") {
      to.error(kRule, each.key.span, fmt::format("{} cannot be set here", quoted(path))).fix =
          each.key.text == "environment" ? "write \"profile\" for the defaults of an environment"
                                         : "environments cannot be nested; list each on its own";
      return true;
    }
    if (each.value.is_null() && is_required(each.key.text)) {
      to.error(kRule, each.key.span,
               fmt::format("{} cannot be removed: a file needs it", quoted(path)))
          .fix = "set a value, or remove the line";
      return true;
    }
    if (each.key.text != "profile") return false;
    if (each.value.is_scalar() && profile_of(each.value.text)) {
      profile = each.value.text;
      place = each.value.span;
    } else {
      to.error(kRule, each.value.span,
               fmt::format("{} must be production, staging or development{}", quoted(path),
                           each.value.is_scalar() && !each.value.is_null()
                               ? ", not " + describe::shown(each.value.text, each.value.span)
                               : ""))
          .fix = profile_fix(each.value.text);
    }
    return true;
  });
  if (!profile.empty()) set(root, "environment", profile, place);
}

/// `3`, or a smallest and a largest number that are equal.
bool is_fixed(const Node& tasks) {
  const Entry* const least = entry_of(tasks, "min");
  const Entry* const most = entry_of(tasks, "max");
  return tasks.is_scalar() || (least != nullptr && most != nullptr && least->value.is_scalar() &&
                               least->value.text == most->value.text);
}

/// A fixed number of tasks takes the place of the scaling that all environments share.
void drop_scaling(Node& root, const Node& over) {
  const Entry* stated = entry_of(over, "services");
  Entry* shared = entry_of(root, "services");
  if (stated == nullptr || shared == nullptr) return;
  for (const Entry& each : stated->value.entries) {
    const Entry* tasks = entry_of(each.value, "tasks");
    Entry* service = entry_of(shared->value, each.key.text);
    if (tasks == nullptr || service == nullptr) continue;
    const Entry* const merged = entry_of(service->value, "tasks");
    if (merged == nullptr || !is_fixed(merged->value)) continue;
    if (entry_of(each.value, "scaling") != nullptr) continue;
    std::erase_if(service->value.entries,
                  [](const Entry& key) { return key.key.text == "scaling"; });
  }
}

bool is_within(const Origin& origin, const Span& whole) {
  const Span* span = origin.span();
  return span != nullptr && span->source == whole.source && span->begin >= whole.begin &&
         span->end <= whole.end;
}

Span whole_of(const Entry& entry) {
  return {entry.key.span.source, entry.key.span.begin, entry.value.span.end};
}

std::string_view text_of(const Span& span) {
  return std::string_view(span.source->text()).substr(span.begin, span.end - span.begin);
}

/// What is wrong in a file of one environment, or in what all share.
Diagnostics mistakes_in(Node whole, const Entry* environment) {
  Diagnostics found;
  if (environment != nullptr) lay_over(whole, *environment, found);
  expand_short_forms(whole, found);
  auto file = describe::decode<Architecture>(whole, found);
  describe::settle(file, *file.environment);
  // Without the files of variables: these are checked when their environment is asked for.
  return stack_of(file, *whole.span.source, {}, found)->diagnostics();
}

bool has_finding(const Diagnostics& all, const Diagnostic& finding) {
  return std::any_of(all.items().begin(), all.items().end(), [&](const Diagnostic& each) {
    return each.code == finding.code && each.message == finding.message;
  });
}

/// The key of an environment that stands nearest to a place in what all share.
const Entry& nearest_key(const Node& shared, const Entry& environment, const Origin& place) {
  const Node* base = &shared;
  const Entry* key = &environment;
  for (bool is_deeper = true; is_deeper;) {
    is_deeper = false;
    for (const Entry& each : base->entries) {
      const Entry* next = entry_of(key->value, each.key.text);
      if (next == nullptr || !is_within(place, whole_of(each))) continue;
      base = &each.value;
      key = next;
      is_deeper = true;
      break;
    }
  }
  while (key->value.entries.size() == 1) key = &key->value.entries.front();
  return *key;
}

/// Whether a key of the file has names of the user's with a mapping each.
bool is_named_things(std::string_view key) {
  for (const describe::Field& each : describe::record_of<Architecture>().fields) {
    if (each.name != key) continue;
    const describe::Shape& shape = each.shape();
    return shape.kind() == describe::Shape::Kind::kMap && shape.record() != nullptr;
  }
  return false;
}

/// The name of the file that another one is nearest to; nothing where the file has it.
std::optional<std::string> slip_of(const std::string& name, const Node& known) {
  std::vector<std::string> names;
  for (const Entry& each : known.entries) names.push_back(each.key.text);
  const bool is_known = std::find(names.begin(), names.end(), name) != names.end();
  return is_known ? std::nullopt : nearest(name, names);
}

struct Meant {
  std::string_view section;
  const std::string& name;
};

/// Takes the name that is meant where less is wrong with it.
void correct_name(const Node& shared, const Entry& environment, const Meant& meant, Node& key,
                  Diagnostics& to) {
  const std::size_t errors = mistakes_in(shared, &environment).error_count();
  const std::string stated = std::exchange(key.text, meant.name);
  if (errors > 0 && mistakes_in(shared, &environment).error_count() < errors) {
    to.malformed(kRule, key.span,
                 fmt::format("\"environments.{}.{}.{}\" is not in the file's {}",
                             environment.key.text, meant.section, stated, quoted(meant.section)))
        .fix = fmt::format("did you mean {}?", quoted(meant.name));
  } else {
    key.text = stated;
  }
}

}  // namespace

Environments::Environments(Node& root) {
  Entry* found = entry_of(root, "environments");
  if (found == nullptr) return;
  place_ = static_cast<std::size_t>(found - root.entries.data());
  entry_ = std::move(*found);
  root.entries.erase(root.entries.begin() + static_cast<std::ptrdiff_t>(place_));
}

Entry* Environments::find(const std::string& name) {
  return entry_ ? entry_of(entry_->value, name) : nullptr;
}

void Environments::report_unknown(const std::string& name, Diagnostics& to) const {
  std::vector<std::string> known;
  if (entry_) {
    // What is wrong with these is reported.
    if (!entry_->value.is_mapping()) return;
    for (const Entry& each : entry_->value.entries) known.emplace_back(each.key.text);
  }
  for (const Profile each : kProfiles) {
    const std::string profile(name_of(each));
    if (std::find(known.begin(), known.end(), profile) == known.end()) known.push_back(profile);
  }
  auto near = nearest(name, known);
  for (const std::string& each : known) {
    if (!near && !name.empty() && each.starts_with(name)) near = each;
  }
  to.error(kWrongOption, {}, fmt::format("unknown environment {}", quoted(name))).fix =
      near ? fmt::format("did you mean {}?", quoted(*near)) : "one of: " + join(known, ", ");
}

void Environments::correct_names(const Node& shared, Diagnostics& to) {
  if (!entry_) return;
  for (Entry& environment : entry_->value.entries) {
    for (Entry& section : environment.value.entries) {
      const Entry* const known = entry_of(shared, section.key.text);
      if (known == nullptr || !is_named_things(section.key.text)) continue;
      for (Entry& each : section.value.entries) {
        const std::optional<std::string> near = slip_of(each.key.text, known->value);
        if (near) correct_name(shared, environment, {section.key.text, *near}, each.key, to);
      }
    }
  }
}

void Environments::check_others(const Node& shared, const Entry* chosen, Diagnostics& to) const {
  if (!entry_) return;
  const Diagnostics known = mistakes_in(shared, nullptr);
  std::size_t left = kMostChecked;
  for (const Entry& each : entry_->value.entries) {
    if (&each == chosen) continue;
    if (left-- == 0) break;
    const Span whole = whole_of(each);
    const Diagnostics found = mistakes_in(shared, &each);
    bool is_sound = text_of(whole).find("${") == std::string_view::npos;
    for (const Diagnostic& finding : found.items()) {
      if (!is_within(finding.origin, whole)) continue;
      if (finding.severity == Severity::kError) is_sound = false;
      if (text_of(*finding.origin.span()).find("${") == std::string_view::npos) to.add(finding);
    }
    for (const Diagnostic& finding : found.items()) {
      if (!is_sound || is_within(finding.origin, whole) || has_finding(known, finding)) continue;
      if (finding.severity != Severity::kError) continue;
      Diagnostic placed = finding;
      placed.related.push_back({finding.origin, "set here, in the rest of the file"});
      placed.origin = nearest_key(shared, each, finding.origin).key.span;
      to.add(std::move(placed));
    }
  }
}

void Environments::restore(Node& root) && {
  if (!entry_) return;
  const std::size_t place = std::min(place_, root.entries.size());
  root.entries.insert(root.entries.begin() + static_cast<std::ptrdiff_t>(place),
                      *std::move(entry_));
}

void lay_over(Node& root, const Entry& environment, Diagnostics& to) {
  const std::string path = "environments." + environment.key.text;
  Node over = environment.value;
  if (!over.is_null() && !can_merge(over)) {
    to.error(kRule, over.span,
             fmt::format("{} must be a mapping of the keys that differ", quoted(path)));
    over = {};
  }
  take_own_keys(root, environment.key, over, to);
  merge(root, over, path, to);
  drop_scaling(root, over);
}

}  // namespace archsynth::architecture
