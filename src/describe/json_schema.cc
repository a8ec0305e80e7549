#include <fmt/format.h>

#include <algorithm>

#include "archsynth/describe/record.h"
#include "archsynth/document/reader.h"
#include "archsynth/document/scalar.h"
#include "archsynth/support/text.h"
#include "each_field.h"
#include "json_text.h"
#include "outline.h"
#include "prose.h"

namespace archsynth::describe {

namespace internal {

namespace {

/// `a health check` → `health_check`.
std::string definition_name(std::string_view title) {
  for (std::string_view article : {"a ", "an ", "the "}) {
    if (title.starts_with(article)) {
      title.remove_prefix(article.size());
      break;
    }
  }
  std::string name(title);
  std::replace(name.begin(), name.end(), ' ', '_');
  return name;
}

/// The shape whose scalars a node's scalars are: strings stay strings however they look.
const Shape& innermost(const Shape& shape) {
  switch (shape.kind()) {
    case Shape::Kind::kList:
    case Shape::Kind::kMap:
      return innermost(*shape.item());
    case Shape::Kind::kEither:
      return *shape.scalar();
    default:
      return shape;
  }
}

class SchemaWriter {
 public:
  explicit SchemaWriter(const RecordView& root) : records_(outline(root)) {}

  std::string write(std::string_view id, std::string_view title) {
    out_.begin_object();
    out_.member("$schema", "https://json-schema.org/draft/2020-12/schema");
    out_.member("$id", id);
    out_.member("title", title);
    write_record(*records_.front().record);
    // Keys of the reader's own: places for anchors.
    out_.key("patternProperties");
    out_.begin_object();
    out_.key("^x-");
    out_.literal("true");
    out_.end_object();
    if (records_.size() > 1) {
      out_.key("$defs");
      out_.begin_object();
      for (std::size_t i = 1; i < records_.size(); ++i) {
        out_.key(definition_name(records_[i].title));
        out_.begin_object();
        out_.member("title", records_[i].title);
        write_record(*records_[i].record);
        out_.end_object();
      }
      out_.end_object();
    }
    out_.end_object();
    return out_.take();
  }

 private:
  /// The members of a record's schema.
  void write_record(const RecordView& record) {
    out_.member("type", "object");
    out_.key("properties");
    out_.begin_object();
    std::vector<std::string_view> required;
    for_each_field(record, record.sample, [&](const Field& field, const void* member) {
      out_.key(field.name);
      write_field(field, member);
      if (field.is_required) required.push_back(field.name);
    });
    out_.end_object();
    if (!required.empty()) {
      out_.key("required");
      out_.begin_array(true);
      for (std::string_view name : required) out_.string(name);
      out_.end_array();
    }
    out_.key("additionalProperties");
    out_.literal("false");
  }

  void write_field(const Field& field, const void* member) {
    const Shape& shape = field.shape();
    out_.begin_object();
    const std::string defaults = default_in_words(field, member);
    out_.member("description", defaults.empty()
                                   ? std::string(field.doc)
                                   : fmt::format("{} (default: {})", field.doc, defaults));
    write_shape(shape, field);
    if (const std::string text = shape.default_text(member, Profile::kProduction); !text.empty()) {
      out_.key("default");
      write_yaml(text, shape);
    }
    if (!field.sample.empty()) {
      out_.key("examples");
      out_.begin_array();
      write_yaml(std::string(field.sample), shape);
      out_.end_array();
    }
    out_.end_object();
  }

  /// The members that say what a value may be.
  void write_shape(const Shape& shape, const Field& field) {
    using Kind = Shape::Kind;
    switch (shape.kind()) {
      case Kind::kString:
        write_string(field);
        return;
      case Kind::kInteger:
      case Kind::kNumber:
        write_number(shape, field);
        return;
      case Kind::kBoolean:
        out_.member("type", "boolean");
        return;
      case Kind::kChoice:
        write_choice(shape);
        return;
      case Kind::kRecord:
        out_.member("$ref", "#/$defs/" + name_of(*shape.record()));
        return;
      case Kind::kList:
        write_list(shape, field);
        return;
      case Kind::kMap:
        write_map(shape, field);
        return;
      case Kind::kEither:
        write_either(shape, field);
        return;
      case Kind::kExpression:
        write_expression(field);
        return;
      case Kind::kAny:
        return;
    }
  }

  void write_expression(const Field& field) {
    out_.key("anyOf");
    out_.begin_array();
    out_.begin_object();
    write_string(field);
    out_.end_object();
    out_.begin_object();
    out_.member("type", "object");
    out_.key("propertyNames");
    out_.begin_object();
    out_.member("pattern", "^(Ref|Fn::[A-Za-z0-9]+)$");
    out_.end_object();
    out_.key("maxProperties");
    out_.literal("1");
    out_.end_object();
    out_.end_array();
  }

  /// A plain `15.17` or `true` is a string as well where one is wanted, if the form allows it.
  void write_string(const Field& field) {
    const auto allows = [&field](const char* text) {
      return field.string_form == nullptr || field.string_form->matches(text);
    };
    out_.key("type");
    out_.begin_array(true);
    out_.string("string");
    if (allows("1") || allows("1.5") || allows("200")) out_.string("number");
    if (allows("true")) out_.string("boolean");
    out_.end_array();
    if (field.string_form != nullptr) out_.member("pattern", field.string_form->pattern);
  }

  void write_number(const Shape& shape, const Field& field) {
    out_.member("type", shape.kind() == Shape::Kind::kInteger ? "integer" : "number");
    if (field.minimum) write_bound("minimum", *field.minimum);
    if (field.maximum) write_bound("maximum", *field.maximum);
  }

  void write_bound(std::string_view name, double bound) {
    out_.key(name);
    out_.literal(fmt::format("{}", bound));
  }

  void write_choice(const Shape& shape) {
    out_.key("enum");
    out_.begin_array(true);
    for (const char* name : shape.names()) out_.string(name);
    out_.end_array();
  }

  void write_list(const Shape& shape, const Field& field) {
    out_.member("type", "array");
    out_.key("items");
    write_item(*shape.item(), field);
    if (field.least_items) write_bound("minItems", static_cast<double>(*field.least_items));
  }

  void write_map(const Shape& shape, const Field& field) {
    out_.member("type", "object");
    if (field.key_form != nullptr) {
      out_.key("propertyNames");
      out_.begin_object();
      out_.member("description", field.key_form->what);
      out_.member("pattern", field.key_form->pattern);
      out_.end_object();
    }
    out_.key("additionalProperties");
    write_item(*shape.item(), field);
    if (field.least_items) write_bound("minProperties", static_cast<double>(*field.least_items));
  }

  void write_either(const Shape& shape, const Field& field) {
    out_.key("anyOf");
    out_.begin_array();
    write_item(*shape.scalar(), field);
    write_item(*shape.item(), field);
    out_.end_array();
  }

  void write_item(const Shape& shape, const Field& field) {
    out_.begin_object();
    write_shape(shape, field);
    out_.end_object();
  }

  /// A line of YAML from a table, as JSON.
  void write_yaml(const std::string& text, const Shape& shape) {
    const Source source("", text);
    Diagnostics diagnostics;
    const std::optional<document::Node> node = document::read_yaml(source, diagnostics);
    if (!node || diagnostics.has_errors()) {
      throw std::logic_error(fmt::format("no YAML in a table of keys: {}", text));
    }
    const Shape::Kind kind = innermost(shape).kind();
    write_node(*node, kind == Shape::Kind::kString || kind == Shape::Kind::kExpression ||
                          kind == Shape::Kind::kChoice);
  }

  void write_node(const document::Node& node, bool is_text) {
    if (node.is_mapping()) {
      out_.begin_object();
      for (const document::Entry& entry : node.entries) {
        out_.key(entry.key.text);
        write_node(entry.value, is_text);
      }
      out_.end_object();
    } else if (node.is_sequence()) {
      out_.begin_array();
      for (const document::Node& item : node.items) write_node(item, is_text);
      out_.end_array();
    } else if (node.is_null()) {
      out_.literal("null");
    } else if (is_text || std::holds_alternative<std::string>(
                              document::resolve(node, document::Schema::kCore))) {
      out_.string(node.text);
    } else {
      out_.literal(node.text);
    }
  }

  std::string name_of(const RecordView& record) const {
    const auto found = std::find_if(records_.begin(), records_.end(),
                                    [&](const auto& each) { return each.record == &record; });
    return definition_name(found->title);
  }

  std::vector<OutlinedRecord> records_;
  JsonText out_;
};

}  // namespace

}  // namespace internal

std::string json_schema(const RecordView& record, std::string_view id, std::string_view title) {
  return internal::SchemaWriter(record).write(id, title);
}

}  // namespace archsynth::describe
