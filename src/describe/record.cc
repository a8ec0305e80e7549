#include "archsynth/describe/record.h"
#include "archsynth/support/characters.h"

#include <fmt/format.h>

#include <algorithm>

#include "archsynth/document/scalar.h"
#include "archsynth/support/text.h"
#include "describe/shown.h"
#include "each_field.h"
#include "prose.h"
#include "unknown_keys.h"

namespace archsynth::describe {

namespace {

constexpr std::size_t kLongestName = 1'024;

}  // namespace

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

void add_meant_or_example(std::string_view text, const Form& form, Diagnostic& to) {
  const std::string meant = meant_value(text, form);
  const std::string length = meant.empty() ? length_help(text, form) : std::string();
  if (!meant.empty()) to.replacement = text_of(meant);
  to.fix = !meant.empty()    ? fmt::format("did you mean {}?", quoted(meant))
           : !length.empty() ? length
                             : fmt::format("for example {}", form.example);
}

bool has_key(const document::Node& node, std::string_view name) {
  return std::any_of(node.entries.begin(), node.entries.end(),
                     [&](const document::Entry& entry) { return entry.key.text == name; });
}

}  // namespace

void check_number(double value, const Origin& origin, const Field& field, const Path& path,
                  Diagnostics& to) {
  const bool is_small = field.minimum && value < *field.minimum;
  if (!is_small && !(field.maximum && value > *field.maximum)) return;
  Diagnostic& found =
      to.malformed("ARC1004", origin,
                   fmt::format("{} must be {}, not {}", quoted(path.to_string()),
                               bounds_in_words(field), shown_number(number_text(value), origin)));
  if (is_put_in(number_text(value), origin)) return;
  found.replacement = number_text(is_small ? *field.minimum : *field.maximum);
  found.fix = "write " + found.replacement;
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
  if (found.fix.empty()) {
    add_meant_or_example(is_secret ? std::string_view() : std::string_view(value), form, found);
  }
}

void check_key(const Sourced<std::string>& name, const Field& field, const Path& path,
               Diagnostics& to) {
  if (field.key_form == nullptr || field.key_form->matches(*name)) return;
  Diagnostic& found =
      to.malformed("ARC1008", name.origin(),
                   fmt::format("a key of {} must be {}, not {}", quoted(path.to_string()),
                               field.key_form->what, quoted(*name)));
  add_meant_or_example(*name, *field.key_form, found);
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
