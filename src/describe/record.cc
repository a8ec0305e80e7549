#include "archsynth/describe/record.h"
#include "archsynth/describe/unknown_keys.h"
#include "archsynth/support/characters.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "archsynth/document/scalar.h"
#include "archsynth/support/text.h"
#include "describe/shown.h"
#include "each_field.h"
#include "outline.h"
#include "prose.h"
#include "synonyms.h"

namespace archsynth::describe {

namespace {

constexpr std::string_view kUnknownKey = "ARC1001";
/// How answers begin that name what is to be added as raw resources.
constexpr std::string_view kLacks = "the format has no ";
constexpr std::size_t kLongestName = 1'024;

}  // namespace

bool has_unknown_key(const Diagnostics& found, const Origin& mapping) {
  const Span* const whole = mapping.span();
  if (whole == nullptr) return false;
  return std::any_of(found.items().begin(), found.items().end(), [&](const Diagnostic& each) {
    const Span* const key = each.origin.span();
    return each.code == kUnknownKey && key != nullptr && key->source == whole->source &&
           key->begin >= whole->begin && key->end <= whole->end;
  });
}

namespace internal {

namespace {

std::string number_text(double value) { return fmt::format("{}", value); }

/// How long a text must be that lacks nothing else of a form; empty: it lacks something else.
std::string length_help(std::string_view text, const Form& form) {
  const auto fits = [&](std::size_t length) { return form.matches(std::string(length, 'a')); };
  if (text.empty() || fits(text.size())) return {};
  constexpr std::size_t kMostMissing = 2;
  for (std::size_t missing = 1; missing <= kMostMissing; ++missing) {
    const std::size_t least = text.size() + missing;
    if (fits(least) && form.matches(std::string(text) + std::string(missing, 'a'))) {
      return fmt::format("use at least {} characters", least);
    }
  }
  std::size_t most = std::min(text.size() - 1, kLongestName);
  while (most > 0 && !fits(most)) --most;
  return most > 0 && form.matches(text.substr(0, most))
             ? fmt::format("use at most {} characters", most)
             : std::string();
}

std::string meant_or_example(std::string_view text, const Form& form) {
  const std::string meant = meant_value(text, form);
  if (!meant.empty()) return fmt::format("did you mean {}?", quoted(meant));
  const std::string length = length_help(text, form);
  return length.empty() ? fmt::format("for example {}", form.example) : length;
}

bool has_key(const document::Node& node, std::string_view name) {
  return std::any_of(node.entries.begin(), node.entries.end(),
                     [&](const document::Entry& entry) { return entry.key.text == name; });
}

/// Reports the unknown keys of one mapping. What suggestions need is made for the first of them:
/// there may be thousands.
class UnknownKeys {
 public:
  UnknownKeys(const RecordView& record, const Path& path, Diagnostics& to)
      : record_(record), path_(path), to_(to) {}

  /// Gives the key that is meant; nothing where that is not clear.
  std::string report(const document::Node& key) {
    if (known_.empty()) prepare();
    std::string fix = fix_for(key.text);
    // Keys of one thing that the format lacks are one mistake.
    if (fix.starts_with(kLacks) && !lacking_.insert(fix).second) return {};
    Diagnostic& diagnostic = to_.malformed(
        kUnknownKey, key.span, fmt::format("unknown key {} in {}", quoted(key.text), owner_));
    diagnostic.fix = std::move(fix);
    return diagnostic.fix == no_idea_ ? std::string() : named_in(diagnostic.fix);
  }

 private:
  std::string fix_for(std::string_view key) const {
    std::string fix = answer_to(key, known_);
    if (fix.empty() && nearest(key, known_)) fix = suggest(key, known_);
    if (fix.empty()) fix = places_of(key, outline_);
    if (fix.empty()) fix = answer_to_other_number(key, known_);
    return fix.empty() ? no_idea_ : fix;
  }

  std::string named_in(const std::string& fix) const {
    const auto is_named = [&](std::string_view each) {
      return fix.find(quoted(each)) != std::string::npos;
    };
    const auto first = std::find_if(known_.begin(), known_.end(), is_named);
    if (first == known_.end() || std::any_of(first + 1, known_.end(), is_named)) return {};
    return std::string(*first);
  }

  void prepare() {
    for_each_field(record_, record_.sample,
                   [&](const Field& field, const void*) { known_.push_back(field.name); });
    const std::string path = path_.to_string();
    owner_ = path.empty() ? std::string(record_.title) : quoted(path);
    if (path_.document() != nullptr) outline_ = outline(*path_.document());
    no_idea_ = fmt::format("one of: {}", fmt::join(known_, ", "));
  }

  const RecordView& record_;
  const Path& path_;
  Diagnostics& to_;
  std::vector<std::string_view> known_;
  std::string owner_;
  std::vector<OutlinedRecord> outline_;
  std::string no_idea_;
  std::set<std::string> lacking_;
};

}  // namespace

void check_number(double value, const Origin& origin, const Field& field, const Path& path,
                  Diagnostics& to) {
  if ((field.minimum && value < *field.minimum) || (field.maximum && value > *field.maximum)) {
    to.malformed("ARC1004", origin,
                 fmt::format("{} must be {}, not {}", quoted(path.to_string()),
                             bounds_in_words(field), shown_number(number_text(value), origin)));
  }
}

void check_string(const std::string& value, const Origin& origin, const Field& field,
                  const Path& path, Diagnostics& to) {
  if (field.string_form == nullptr || field.string_form->matches(value)) return;
  const Form& form = *field.string_form;
  const std::string name = quoted(path.to_string());
  const bool is_secret = is_put_in(value, origin);
  Diagnostic& found = to.malformed(
      "ARC1005", origin,
      form.fault == nullptr || is_secret
          ? fmt::format("{} must be {}, not {}", name, form.what, shown(value, origin))
          : fmt::format("{} cannot be {}: {}", name, quoted(value), form.fault(value)));
  found.fix = variable_help(value);
  if (found.fix.empty() && form.fix != nullptr && !is_secret) found.fix = form.fix(value);
  if (found.fix.empty()) found.fix = meant_or_example(is_secret ? std::string() : value, form);
}

void check_key(const Sourced<std::string>& name, const Field& field, const Path& path,
               Diagnostics& to) {
  if (field.key_form == nullptr || field.key_form->matches(*name)) return;
  to.malformed("ARC1008", name.origin(),
               fmt::format("a key of {} must be {}, not {}", quoted(path.to_string()),
                           field.key_form->what, quoted(*name)))
      .fix = meant_or_example(*name, *field.key_form);
}

void check_repeated(const Sourced<std::string>& name, const Sourced<std::string>& first,
                    const Path& path, Diagnostics& to) {
  to.malformed("ARC1009", name.origin(),
               fmt::format("{} is set twice in {}", quoted(*name), quoted(path.to_string())))
      .related.push_back({first.origin(), "first set here"});
}

void check_items(std::size_t count, const Origin& origin, const Field& field, const Path& path,
                 Diagnostics& to) {
  if (!field.least_items || count >= *field.least_items) return;
  to.malformed("ARC1007", origin,
               fmt::format("{} needs at least {} {}, but has {}", quoted(path.to_string()),
                           *field.least_items, *field.least_items == 1 ? "item" : "items", count));
}

void decode_record(const RecordView& record, const document::Node& node, const Path& path,
                   void* props, Diagnostics& to) {
  if (!expect_mapping(node, path, {&record}, to)) return set_keys_invalid(record, props, node.span);
  struct Slot {
    const Field* field;
    void* member;
  };
  std::vector<Slot> slots;
  for_each_field(record, props, [&](const Field& field, void* member) {
    slots.push_back({&field, member});
  });
  UnknownKeys unknown(record, path, to);
  for (const document::Entry& entry : node.entries) {
    const auto found = std::find_if(slots.begin(), slots.end(), [&](const Slot& slot) {
      return slot.field->name == entry.key.text;
    });
    if (found != slots.end()) {
      found->field->shape().decode(entry.value, Path(&path, found->field->name), found->member, to);
      continue;
    }
    // As in Compose, a place for anchors.
    const bool is_extension = path.to_string().empty() && entry.key.text.starts_with("x-");
    if (is_extension) continue;
    // The key is there under another name, so that nothing asks for it.
    const std::string meant = unknown.report(entry.key);
    for (const Slot& slot : slots) {
      const Shape& shape = slot.field->shape();
      if (slot.field->name != meant || shape.stated(slot.member) || has_key(node, meant)) continue;
      const bool has_keys =
          shape.kind() == Shape::Kind::kMap || shape.kind() == Shape::Kind::kRecord;
      if (has_keys && entry.value.is_mapping()) {
        shape.decode(entry.value, Path(&path, meant), slot.member, to);
      } else {
        shape.set_invalid(slot.member, entry.key.span);
      }
    }
  }
}

void set_keys_invalid(const RecordView& record, void* props, Origin origin) {
  for_each_field(record, props, [&](const Field& field, void* member) {
    if (field.is_required) field.shape().set_invalid(member, origin);
  });
}

void set_record_invalid(const RecordView& record, void* props, Origin origin) {
  for_each_field(record, props, [&](const Field& field, void* member) {
    if (!any_stated(record, props)) field.shape().set_invalid(member, origin);
  });
}

void settle_record(const RecordView& record, void* props, Profile profile) {
  for_each_field(record, props, [&](const Field& field, void* member) {
    field.shape().settle(member, profile, field.name);
  });
}

void check_record(const RecordView& record, const void* props, const Path& path,
                  const Origin& owner, Diagnostics& to) {
  for_each_field(record, props, [&](const Field& field, const void* member) {
    const Path here(&path, field.name);
    if (field.is_required && field.shape().missing(member)) {
      const std::string name = path.to_string();
      Diagnostic& diagnostic = to.malformed(
          "ARC1003", owner,
          fmt::format("{} needs the key \"{}\"",
                      name.empty() ? std::string(record.title) : quoted(name), field.name));
      diagnostic.fix = fmt::format("{}: {}", field.name, field.doc);
      if (!field.sample.empty()) {
        diagnostic.fix += fmt::format("; for example `{}: {}`", field.name, field.sample);
      }
      return;
    }
    field.shape().check(member, field, here, owner, to);
  });
}

bool any_stated(const RecordView& record, const void* props) {
  bool found = false;
  for_each_field(record, props, [&](const Field& field, const void* member) {
    found = found || field.shape().stated(member);
  });
  return found;
}

std::string text_of(const std::string& value) {
  const auto is_safe = [](char c) {
    return is_letter_or_digit(c) || std::string_view("_./+-").find(c) != std::string_view::npos;
  };
  const bool is_text =
      std::all_of(value.begin(), value.end(), is_safe) &&
      std::holds_alternative<std::string>(document::resolve(value, document::Schema::kYaml11)) &&
      document::yaml11_surprise(value).empty();
  return is_text && !value.empty() && value.front() != '-' ? value : quoted(value);
}
std::string text_of(bool value) { return value ? "true" : "false"; }
std::string text_of(std::int64_t value) { return fmt::format("{}", value); }
std::string text_of(double value) { return number_text(value); }

}  // namespace internal
}  // namespace archsynth::describe
