#include <fmt/format.h>

#include <algorithm>

#include "archsynth/describe/record.h"
#include "archsynth/support/characters.h"
#include "archsynth/support/text.h"
#include "each_field.h"
#include "outline.h"
#include "prose.h"

namespace archsynth::describe {

namespace internal {

namespace {

/// The anchor that Markdown renderers give a heading.
std::string anchor(std::string_view heading) {
  std::string result;
  for (char c : heading) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    if (c == ' ') c = '-';
    const bool stays = is_lower(c) || is_digit(c) || c == '-' || c == '_';
    if (stays) result += c;
  }
  return result;
}

/// Text of a cell: a bar would end it.
std::string cell(std::string_view text) {
  std::string result;
  for (char c : text) {
    if (c == '|') result += '\\';
    result += c;
  }
  return result;
}

class ReferenceWriter {
 public:
  explicit ReferenceWriter(const RecordView& root) : records_(outline(root)) {}

  std::string write(std::string_view title) {
    out_ = fmt::format(
        "# {}\n\nKeys marked \\* are required. `<name>` is a name that you choose.\n", title);
    for (const OutlinedRecord& each : records_) write_record(each);
    return std::move(out_);
  }

 private:
  void write_record(const OutlinedRecord& each) {
    out_ += fmt::format("\n## {}\n\n", capitalized(each.title));
    std::vector<std::string> places;
    for (const std::string& place : each.places) {
      if (!place.empty()) places.push_back("`" + place + "`");
    }
    if (!places.empty()) out_ += fmt::format("At {}.\n\n", join(places, ", "));
    out_ += "| key | meaning | type | default |\n|---|---|---|---|\n";
    for_each_field(*each.record, each.record->sample,
                   [&](const Field& field, const void* member) { write_field(field, member); });
  }

  void write_field(const Field& field, const void* member) {
    std::string meaning(field.doc);
    if (!field.sample.empty()) {
      meaning += fmt::format("; for example `{}: {}`", field.name, field.sample);
    }
    out_ += fmt::format("| `{}`{} | {} | {} | {} |\n", field.name, field.is_required ? "\\*" : "",
                        cell(meaning), cell(type_of(field.shape(), field)),
                        cell(default_in_words(field, member)));
  }

  std::string type_of(const Shape& shape, const Field& field) const {
    using Kind = Shape::Kind;
    switch (shape.kind()) {
      case Kind::kString:
        return field.string_form == nullptr ? "string" : std::string(field.string_form->what);
      case Kind::kInteger:
        return with("whole number", bounds_in_words(field));
      case Kind::kNumber:
        return with("number", bounds_in_words(field));
      case Kind::kBoolean:
        return "`true` or `false`";
      case Kind::kChoice:
        return choice_of(shape);
      case Kind::kRecord:
        return link_to(*shape.record());
      case Kind::kList:
        return with("list", least(field)) + ": " + type_of(*shape.item(), field);
      case Kind::kMap:
        return map_of(shape, field);
      case Kind::kEither:
        return type_of(*shape.scalar(), field) + "; or " + type_of(*shape.item(), field);
      case Kind::kExpression:
        return (field.string_form == nullptr ? "string" : std::string(field.string_form->what)) +
               ", or a function such as `!Ref`";
      case Kind::kAny:
        return "any value";
    }
    return {};
  }

  static std::string choice_of(const Shape& shape) {
    std::vector<std::string> names;
    for (const char* name : shape.names()) names.push_back(fmt::format("`{}`", name));
    return alternatives(names);
  }

  std::string map_of(const Shape& shape, const Field& field) const {
    const std::string names =
        field.key_form == nullptr ? "name" : std::string(field.key_form->what);
    return fmt::format("{}: {} → {}", with("mapping", least(field)), names,
                       type_of(*shape.item(), field));
  }

  static std::string least(const Field& field) {
    return field.least_items ? fmt::format("at least {}", *field.least_items) : "";
  }

  static std::string with(std::string_view what, const std::string& bounds) {
    if (bounds.empty()) return std::string(what);
    return fmt::format("{}{} {}", what, bounds.starts_with("at ") ? "," : "", bounds);
  }

  std::string link_to(const RecordView& record) const {
    const auto found = std::find_if(records_.begin(), records_.end(),
                                    [&](const auto& each) { return each.record == &record; });
    return fmt::format("[{}](#{})", found->title, anchor(found->title));
  }

  std::vector<OutlinedRecord> records_;
  std::string out_;
};

}  // namespace

}  // namespace internal

std::string reference(const RecordView& record, std::string_view title) {
  return internal::ReferenceWriter(record).write(title);
}

}  // namespace archsynth::describe
