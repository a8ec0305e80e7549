#include "archsynth/describe/keys.h"

#include <fmt/format.h>

#include "archsynth/describe/record.h"
#include "each_field.h"
#include "prose.h"

namespace archsynth::describe {
namespace {

using document::Node;
using Kind = Shape::Kind;

/// A node's text on one line.
std::string line_of(const Node& node) {
  if (node.is_scalar()) return node.text;
  const std::string_view text = node.span.source->text();
  std::string_view whole = text.substr(node.span.begin, node.span.end - node.span.begin);
  const std::size_t end = whole.find('\n');
  if (end == std::string_view::npos) return std::string(whole);
  return std::string(whole.substr(0, end)) + " …";
}

std::string type_of(const Field& field, const Shape& shape) {
  const std::string bounds = internal::bounds_in_words(field);
  const std::string with_bounds = bounds.empty() ? "" : " " + bounds;
  switch (shape.kind()) {
    case Kind::kString:
      return field.string_form == nullptr ? "string" : std::string(field.string_form->what);
    case Kind::kInteger:
      return "whole number" + with_bounds;
    case Kind::kNumber:
      return "number" + with_bounds;
    case Kind::kBoolean:
      return "true or false";
    case Kind::kChoice:
      return internal::alternatives({shape.names().begin(), shape.names().end()});
    case Kind::kRecord:
      return std::string(shape.record()->title);
    case Kind::kList:
      return "list: " + type_of(field, *shape.item());
    case Kind::kMap:
      return "mapping of names: " + type_of(field, *shape.item());
    case Kind::kEither:
      return type_of(field, *shape.scalar()) + "; or " + type_of(field, *shape.item());
    case Kind::kExpression:
      return (field.string_form == nullptr ? "string" : std::string(field.string_form->what)) +
             ", or a function";
    case Kind::kAny:
      return "any value";
  }
  return {};
}

bool suits(const Node& node, const Shape& shape) {
  return shape.kind() == Kind::kList ? node.is_sequence() : node.is_mapping();
}

class Lister {
 public:
  explicit Lister(Profile profile) : profile_(profile) {}

  void add_record(const RecordView& record, const void* props, const Node* node,
                  const std::string& path) {
    internal::for_each_field(record, props, [&](const Field& field, const void* member) {
      const document::Entry* entry = nullptr;
      for (std::size_t i = 0; node != nullptr && i < node->entries.size(); ++i) {
        if (node->entries[i].key.text == field.name) entry = &node->entries[i];
      }
      const std::string name(field.name);
      add_field(field, member, entry, path.empty() ? name : path + "." + name);
    });
  }

  std::vector<KeyInForce> take() { return std::move(keys_); }

 private:
  void add_field(const Field& field, const void* member, const document::Entry* entry,
                 const std::string& path) {
    KeyInForce key{path,  field.name, field.doc, type_of(field, field.shape()), "", "",
                   false, {},         {}};
    if (entry != nullptr) {
      key.name = entry->key.span;
      key.stated = entry->value.span;
      key.value = line_of(entry->value);
    } else {
      key.value = field.shape().default_text(member, profile_);
      key.is_default = !key.value.empty();
      if (key.is_default && field.shape().default_differs(member)) key.profile = name_of(profile_);
    }
    keys_.push_back(std::move(key));
    add_below(field, field.shape(), member, entry == nullptr ? nullptr : &entry->value, path);
  }

  void add_below(const Field& field, const Shape& shape, const void* member, const Node* node,
                 const std::string& path) {
    if (shape.kind() == Kind::kEither) {
      if (node != nullptr && suits(*node, *shape.item())) {
        add_below(field, *shape.item(), nullptr, node, path);
      }
    } else if (shape.kind() == Kind::kRecord) {
      if (node == nullptr && shape.is_optional() && shape.missing(member)) return;
      const bool has_keys = node != nullptr && node->is_mapping();
      add_record(*shape.record(), shape.record()->sample, has_keys ? node : nullptr, path);
    } else if (node != nullptr && (shape.kind() == Kind::kMap || shape.kind() == Kind::kList)) {
      add_items(field, *shape.item(), *node, path);
    }
  }

  void add_items(const Field& field, const Shape& item, const Node& node, const std::string& path) {
    for (const document::Entry& entry : node.entries) {
      add_item(field, item, entry.value, entry.key.span, path + "." + entry.key.text);
    }
    for (std::size_t i = 0; i < node.items.size(); ++i) {
      add_item(field, item, node.items[i], node.items[i].span, fmt::format("{}.{}", path, i));
    }
  }

  void add_item(const Field& field, const Shape& item, const Node& node, Span name,
                const std::string& path) {
    const std::string_view doc = item.record() != nullptr ? item.record()->title : field.doc;
    keys_.push_back(
        {path, field.name, doc, type_of(field, item), line_of(node), "", false, name, node.span});
    add_below(field, item, nullptr, &node, path);
  }

  Profile profile_;
  std::vector<KeyInForce> keys_;
};

}  // namespace

std::vector<KeyInForce> keys_in_force(const RecordView& record, const document::Node& document,
                                      Profile profile) {
  Lister lister(profile);
  lister.add_record(record, record.sample, &document, "");
  return lister.take();
}

}  // namespace archsynth::describe
