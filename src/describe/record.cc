#include "archsynth/describe/record.h"

#include <fmt/format.h>

#include "archsynth/support/text.h"

namespace archsynth::describe::internal {

namespace {

/// Calls `visit(field, member)` for every key of a record, those of flat records in their place.
template <typename Visit>
void for_each_field(const RecordView& record, void* props, const Visit& visit) {
  for (const Field& field : record.fields) {
    if (field.is_flat) {
      for_each_field(*field.shape().record(), field.at(props), visit);
    } else {
      visit(field, field.at(props));
    }
  }
}

template <typename Visit>
void for_each_field(const RecordView& record, const void* props, const Visit& visit) {
  for_each_field(record, const_cast<void*>(props),
                 [&](const Field& field, void* member) { visit(field, std::as_const(member)); });
}

std::string number_text(double value) { return fmt::format("{}", value); }

std::string bounds_text(const Field& field) {
  if (field.minimum && field.maximum) {
    return fmt::format("from {} to {}", number_text(*field.minimum), number_text(*field.maximum));
  }
  return field.minimum ? "at least " + number_text(*field.minimum)
                       : "at most " + number_text(*field.maximum);
}

}  // namespace

void check_number(double value, const Origin& origin, const Field& field, const Path& path,
                  Diagnostics& to) {
  if ((field.minimum && value < *field.minimum) || (field.maximum && value > *field.maximum)) {
    to.error("ARC1004", origin,
             fmt::format("{} must be {}, not {}", quoted(path.to_string()), bounds_text(field),
                         number_text(value)));
  }
}

void check_string(const std::string& value, const Origin& origin, const Field& field,
                  const Path& path, Diagnostics& to) {
  if (field.string_form == nullptr || field.string_form->matches(value)) return;
  to.error("ARC1005", origin,
           fmt::format("{} must be {}, not {}", quoted(path.to_string()), field.string_form->what,
                       quoted(value)))
      .help = fmt::format("for example {}", field.string_form->example);
}

void check_key(const Sourced<std::string>& name, const Field& field, const Path& path,
               Diagnostics& to) {
  if (field.key_form == nullptr || field.key_form->matches(*name)) return;
  to.error("ARC1008", name.origin(),
           fmt::format("a name in {} must be {}, not {}", quoted(path.to_string()),
                       field.key_form->what, quoted(*name)))
      .help = fmt::format("for example {}", field.key_form->example);
}

void check_repeated(const Sourced<std::string>& name, const Sourced<std::string>& first,
                    const Path& path, Diagnostics& to) {
  to.error("ARC1009", name.origin(),
           fmt::format("{} is stated twice in {}", quoted(*name), quoted(path.to_string())))
      .related.push_back({first.origin(), "first stated here"});
}

void check_items(std::size_t count, const Origin& origin, const Field& field, const Path& path,
                 Diagnostics& to) {
  if (!field.least_items || count >= *field.least_items) return;
  to.error("ARC1007", origin,
           fmt::format("{} needs at least {}, but has {}", quoted(path.to_string()),
                       *field.least_items, count));
}

void decode_record(const RecordView& record, const document::Node& node, const Path& path,
                   void* props, Diagnostics& to) {
  if (!expect_mapping(node, path, to)) return;
  struct Slot {
    const Field* field;
    void* member;
  };
  std::vector<Slot> slots;
  for_each_field(record, props, [&](const Field& field, void* member) {
    slots.push_back({&field, member});
  });
  for (const document::Entry& entry : node.entries) {
    const Slot* found = nullptr;
    for (const Slot& slot : slots) {
      if (slot.field->name == entry.key.text) found = &slot;
    }
    if (found != nullptr) {
      found->field->shape().decode(entry.value, Path(&path, found->field->name), found->member, to);
      continue;
    }
    std::vector<std::string_view> known;
    for (const Slot& slot : slots) known.push_back(slot.field->name);
    const std::string owner = path.to_string();
    to.error("ARC1001", entry.key.span,
             fmt::format("unknown key {} in {}", quoted(entry.key.text),
                         owner.empty() ? std::string(record.title) : quoted(owner)))
        .help = suggest(entry.key.text, known);
  }
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
      Diagnostic& diagnostic =
          to.error("ARC1003", owner,
                   fmt::format("{} needs the key \"{}\"",
                               name.empty() ? std::string(record.title) : quoted(name),
                               field.name));
      diagnostic.help = std::string(field.doc);
      if (!field.sample.empty()) {
        diagnostic.help += fmt::format("; for example `{}: {}`", field.name, field.sample);
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

std::string text_of(const std::string& value) { return value; }
std::string text_of(bool value) { return value ? "true" : "false"; }
std::string text_of(std::int64_t value) { return fmt::format("{}", value); }
std::string text_of(double value) { return number_text(value); }

}  // namespace archsynth::describe::internal
