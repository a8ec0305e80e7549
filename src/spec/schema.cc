#include "archsynth/spec/schema.h"

#include <algorithm>
#include <cstring>

#include "schema_format.h"
#include "schema_image.h"

namespace archsynth::spec {

namespace schema_image {
extern const char bytes[];
}

namespace {

using schema_image::kTagBits;
using schema_image::Tag;
using schema_image::Word;

static_assert(static_cast<std::size_t>(Keyword::kOther) == schema_image::kKeywords.size());

template <typename T>
const T* at(const Word* image, Word word) {
  return reinterpret_cast<const T*>(image + word);
}

const schema_image::ImageHead& head_of(const Word* image) {
  return *at<schema_image::ImageHead>(image, 0);
}

std::string_view string_at(const Word* image, Word word) {
  return {at<char>(image, word + 1), image[word]};
}

Tag tag_of(Word word) { return static_cast<Tag>(word & ((1u << kTagBits) - 1)); }

const schema_image::Type* find_type(const Word* image, std::string_view name) {
  const schema_image::ImageHead& head = head_of(image);
  const Word* slots = at<Word>(image, head.slots_at);
  Word mask = head.slots - 1;
  for (Word slot = schema_image::hash(name) & mask; slots[slot] != 0; slot = (slot + 1) & mask) {
    const auto* type = at<schema_image::Type>(image, head.types_at) + slots[slot] - 1;
    if (string_at(image, type->name) == name) return type;
  }
  return nullptr;
}

bool in_region(const schema_image::Type& type, std::size_t region) {
  return (type.regions[region / 32] >> region % 32 & 1) != 0;
}

/// Removes the next part of a pointer and returns it.
std::string_view take_part(std::string_view& pointer) {
  if (pointer.starts_with('/')) pointer.remove_prefix(1);
  std::size_t end = std::min(pointer.find('/'), pointer.size());
  std::string_view part = pointer.substr(0, end);
  pointer.remove_prefix(end);
  return part;
}

}  // namespace

const Word* schema_image::built_in() { return reinterpret_cast<const Word*>(bytes); }

const Word* Datum::payload() const { return image_ + (word_ >> kTagBits); }

Datum::Kind Datum::kind() const {
  switch (tag_of(word_)) {
    case Tag::kLiteral:
      return word_ >> kTagBits == 0 ? Kind::kNull : Kind::kBoolean;
    case Tag::kInteger:
    case Tag::kDouble:
      return Kind::kNumber;
    case Tag::kString:
      return Kind::kString;
    case Tag::kArray:
      return Kind::kArray;
    case Tag::kObject:
      break;
  }
  return Kind::kObject;
}

bool Datum::is_true() const { return word_ == schema_image::tagged(Tag::kLiteral, 2); }
bool Datum::is_false() const { return word_ == schema_image::tagged(Tag::kLiteral, 1); }

bool Datum::is_integer() const {
  if (tag_of(word_) == Tag::kInteger) return true;
  return tag_of(word_) == Tag::kDouble &&
         number() == static_cast<double>(static_cast<std::int64_t>(number()));
}

double Datum::number() const {
  if (tag_of(word_) == Tag::kInteger) return static_cast<std::int32_t>(word_) >> kTagBits;
  if (tag_of(word_) != Tag::kDouble) return 0;
  double value = 0;
  std::memcpy(&value, payload(), sizeof value);
  return value;
}

std::string_view Datum::text() const {
  return tag_of(word_) == Tag::kString ? string_at(image_, word_ >> kTagBits) : std::string_view();
}

std::size_t Datum::size() const {
  Tag tag = tag_of(word_);
  return tag == Tag::kArray || tag == Tag::kObject ? *payload() : 0;
}

Datum Datum::operator[](std::size_t index) const { return {image_, payload()[1 + index]}; }

std::string_view Datum::key(std::size_t index) const {
  return string_at(image_, payload()[1 + 2 * index]);
}

Keyword Datum::keyword(std::size_t index) const {
  Word place = payload()[1 + 2 * index] - schema_image::kKeywordsAt;
  constexpr auto kOther = static_cast<Word>(Keyword::kOther);
  return static_cast<Keyword>(std::min(place / schema_image::kKeywordWords, kOther));
}

Datum Datum::value(std::size_t index) const { return {image_, payload()[2 + 2 * index]}; }

std::optional<Datum> Datum::find(std::string_view name) const {
  if (tag_of(word_) != Tag::kObject) return std::nullopt;
  std::size_t low = 0;
  std::size_t high = size();
  while (low < high) {
    std::size_t middle = (low + high) / 2;
    int order = key(middle).compare(name);
    if (order == 0) return value(middle);
    if (order < 0) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return std::nullopt;
}

std::optional<Datum> Datum::find(Keyword keyword) const {
  if (tag_of(word_) != Tag::kObject) return std::nullopt;
  Word wanted =
      schema_image::kKeywordsAt + static_cast<Word>(keyword) * Word{schema_image::kKeywordWords};
  const Word* words = payload();
  for (Word i = 0; i < words[0]; ++i) {
    if (words[1 + 2 * i] == wanted) return Datum(image_, words[2 + 2 * i]);
  }
  return std::nullopt;
}

bool Datum::holds(std::string_view text) const {
  if (tag_of(word_) != Tag::kArray) return false;
  for (std::size_t i = 0; i < size(); ++i) {
    if ((*this)[i].text() == text) return true;
  }
  return false;
}

Schema Schema::resolved() const {
  Schema schema = *this;
  // A chain of references is short; a cycle of them means nothing and ends here.
  for (int i = 0; i < 16; ++i) {
    auto reference = schema.node().find(Keyword::kRef);
    if (!reference) break;
    std::string_view pointer = reference->text();
    if (!pointer.starts_with("#/")) break;
    pointer.remove_prefix(1);
    std::optional<Datum> node = root();
    while (node && !pointer.empty()) node = node->find(take_part(pointer));
    if (!node) break;
    schema.node_ = node->word_;
  }
  return schema;
}

std::optional<Schema> Schema::child(Keyword keyword) const {
  auto found = find(keyword);
  if (!found) return std::nullopt;
  return Schema(*found, root());
}

std::optional<Schema> Schema::property(std::string_view name) const {
  auto properties = find(Keyword::kProperties);
  if (!properties) return std::nullopt;
  auto found = properties->find(name);
  if (!found) return std::nullopt;
  return Schema(*found, root());
}

bool Schema::has_type(std::string_view type) const {
  auto types = find(Keyword::kType);
  return types && (types->text() == type || types->holds(type));
}

std::optional<Schema> Schema::at(std::string_view pointer) const {
  std::optional<Schema> schema = resolved();
  while (schema && !pointer.empty()) {
    std::string_view part = take_part(pointer);
    if (part == "properties") continue;
    if (part == "*" || part == "items") {
      schema = schema->child(Keyword::kItems);
    } else {
      schema = schema->property(part);
    }
  }
  return schema;
}

std::string_view ResourceSchema::name() const {
  return string_at(image_, at<schema_image::Type>(image_, type_)->name);
}

bool ResourceSchema::read_only(std::string_view pointer) const {
  auto list = root().node().find(Keyword::kReadOnlyProperties);
  return list && list->holds(pointer);
}

std::optional<Schema> ResourceSchema::attribute(std::string_view name) const {
  std::optional<Schema> schema = root().resolved();
  while (schema && !name.empty()) {
    std::size_t end = std::min(name.find('.'), name.size());
    // Older types have properties with a dot in their name.
    auto whole = schema->property(name);
    if (whole) return whole->resolved();
    schema = schema->property(name.substr(0, end));
    name.remove_prefix(std::min(end + 1, name.size()));
  }
  if (schema) return schema->resolved();
  return std::nullopt;
}

Datum ResourceSchema::primary_identifier() const {
  return root().node().find(Keyword::kPrimaryIdentifier).value_or(Datum());
}

std::string_view ResourceSchema::name_property() const {
  constexpr std::string_view kPrefix = "/properties/";
  const Datum parts = primary_identifier();
  if (parts.size() != 1 || read_only(parts[0].text())) return {};
  return parts[0].text().substr(kPrefix.size());
}

std::optional<Schema> ResourceSchema::ref() const {
  Datum parts = primary_identifier();
  if (parts.size() != 1) return std::nullopt;
  auto schema = root().at(parts[0].text());
  if (schema) return schema->resolved();
  return std::nullopt;
}

std::vector<SchemaRule> ResourceSchema::rules() const {
  const auto* type = at<schema_image::Type>(image_, type_);
  std::vector<SchemaRule> list;
  for (Word i = 0; i < type->rules; ++i) {
    const auto& rule = at<schema_image::Rule>(image_, type->rules_at)[i];
    Datum schema(image_, rule.schema);
    list.push_back(
        {string_at(image_, rule.id), string_at(image_, rule.path), Schema(schema, schema)});
  }
  return list;
}

std::optional<ResourceSchema> schema_image::find(const Word* image, std::string_view name,
                                                 std::string_view region) {
  const Type* type = find_type(image, name);
  if (type == nullptr) return std::nullopt;
  auto place = static_cast<Word>(reinterpret_cast<const Word*>(type) - image);
  const ImageHead& head = head_of(image);
  const Word* regions = at<Word>(image, head.regions_at);
  const Word* end = regions + head.regions;
  const Word* found = std::lower_bound(regions, end, region, [&](Word each, std::string_view text) {
    return string_at(image, each) < text;
  });
  const bool is_known = found != end && string_at(image, *found) == region;
  if (is_known && !in_region(*type, found - regions)) return std::nullopt;
  return ResourceSchema(image, place, type->root);
}

std::optional<ResourceSchema> resource_schema(std::string_view name, std::string_view region) {
  return schema_image::find(schema_image::built_in(), name, region);
}

std::vector<std::string_view> regions_of(std::string_view name) {
  std::vector<std::string_view> found;
  const Word* image = schema_image::built_in();
  const schema_image::Type* type = find_type(image, name);
  if (type == nullptr) return found;
  std::vector<std::string_view> regions = schema_regions();
  for (std::size_t region = 0; region < regions.size(); ++region) {
    if (in_region(*type, region)) found.push_back(regions[region]);
  }
  return found;
}

std::vector<std::string_view> schema_regions() {
  std::vector<std::string_view> names;
  const Word* image = schema_image::built_in();
  const schema_image::ImageHead& head = head_of(image);
  const Word* regions = at<Word>(image, head.regions_at);
  for (Word i = 0; i < head.regions; ++i) names.push_back(string_at(image, regions[i]));
  return names;
}

}  // namespace archsynth::spec
