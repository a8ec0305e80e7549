#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

/// The schemas of CloudFormation's resource types: which properties a resource takes and what each
/// may hold. They lie in the binary and are read in place; everything here is a view of a word or
/// two, valid for ever. `resource_schema` is where to start. `spec/resource_types.h` knows facts of
/// a type as a whole, `spec/catalogue.h` the types of a user's own schemas besides.
/// Source: the schemas of the CloudFormation registry as cfn-lint packs and mends them.
namespace archsynth::spec {

/// The keywords of a schema that have a meaning for checkers. Besides those of JSON Schema, from
/// cfn-lint: `dependentExcluded` (key → keys that must not stand beside it), `requiredOr` (one of
/// them at least), `requiredXor` (exactly one), `uniqueKeys` (items differ in these keys),
/// `enumCaseInsensitive`, `format` with the kind of thing that is meant (`AWS::EC2::Subnet.Id`).
enum class Keyword : std::uint8_t {
  kRef,
  kAdditionalProperties,
  kAllOf,
  kAnyOf,
  kConst,
  kContains,
  kDependencies,
  kDependentExcluded,
  kDependentRequired,
  kElse,
  kEnum,
  kEnumCaseInsensitive,
  kExclusiveMaximum,
  kExclusiveMinimum,
  kFormat,
  kIf,
  kItems,
  kMaxItems,
  kMaxLength,
  kMaxProperties,
  kMaxUniqueItems,
  kMaximum,
  kMinItems,
  kMinLength,
  kMinProperties,
  kMinimum,
  kMultipleOf,
  kNot,
  kOneOf,
  kPattern,
  kPatternProperties,
  kPrefixItems,
  kPrimaryIdentifier,
  kProperties,
  kPropertyNames,
  kReadOnlyProperties,
  kRelationshipRef,
  kRequired,
  kRequiredOr,
  kRequiredXor,
  kThen,
  kType,
  kUniqueItems,
  kUniqueKeys,
  kWriteOnlyProperties,
  kOther,  ///< anything else
};

/// A JSON value in an image.
class Datum {
 public:
  using Word = std::uint32_t;
  enum class Kind { kNull, kBoolean, kNumber, kString, kArray, kObject };

  /// Null.
  Datum() = default;
  /// A word of an image, as the image's format says.
  Datum(const Word* image, Word word) : image_(image), word_(word) {}

  Kind kind() const;
  bool is_true() const;
  bool is_false() const;
  bool is_integer() const;        ///< a number written without fraction
  double number() const;          ///< 0 where it is none
  std::string_view text() const;  ///< empty where it is no string

  /// How many items an array or entries an object has; 0 for anything else.
  std::size_t size() const;
  /// An array's item.
  Datum operator[](std::size_t index) const;
  /// An object's entry; entries are sorted by key.
  std::string_view key(std::size_t index) const;
  Keyword keyword(std::size_t index) const;
  Datum value(std::size_t index) const;
  /// The value of an object's key.
  std::optional<Datum> find(std::string_view key) const;
  std::optional<Datum> find(Keyword keyword) const;
  /// Whether an array holds that string.
  bool holds(std::string_view text) const;

  /// The same value of an image is equal, wherever it stands.
  friend bool operator==(const Datum&, const Datum&) = default;

 private:
  friend class Schema;
  const Word* payload() const;

  const Word* image_ = nullptr;
  Word word_ = 0;
};

/// A schema: a boolean (anything, nothing) or an object of keywords, within the schema of a type
/// that its `$ref`s are looked up in.
class Schema {
 public:
  Schema() = default;
  /// Both are of one image.
  Schema(Datum node, Datum root) : image_(root.image_), node_(node.word_), root_(root.word_) {}

  Datum node() const { return {image_, node_}; }
  Datum root() const { return {image_, root_}; }
  /// Follows `$ref`; the schema itself where there is none.
  Schema resolved() const;
  /// Of the resolved schema.
  std::optional<Datum> find(Keyword keyword) const { return resolved().node().find(keyword); }
  std::optional<Schema> child(Keyword keyword) const;
  /// Of `properties`.
  std::optional<Schema> property(std::string_view name) const;
  /// Whether `type` names this type; false where there is no `type`.
  bool has_type(std::string_view type) const;
  /// At a pointer such as `/properties/Endpoint/Address`; `*` steps into a list's items. Nothing
  /// where the schema does not say.
  std::optional<Schema> at(std::string_view pointer) const;

 private:
  // A schema goes through the checker by value: two registers hold it.
  const Datum::Word* image_ = nullptr;
  Datum::Word node_ = 0;
  Datum::Word root_ = 0;
};

/// What else must hold at a place in a type, beside its schema.
struct SchemaRule {
  std::string_view id;    ///< cfn-lint's: `E3682`
  std::string_view path;  ///< below the properties: `/`, `/Listeners/*`
  Schema schema;
};

/// The schema of a resource type.
class ResourceSchema {
 public:
  /// Places in an image, as its format says.
  ResourceSchema(const Datum::Word* image, Datum::Word type, Datum::Word root)
      : image_(image), type_(type), root_(root) {}

  std::string_view name() const;
  Schema root() const { return {Datum(image_, root_), Datum(image_, root_)}; }
  /// Whether a pointer (`/properties/Arn`, `*` for list items) is set by AWS only.
  bool read_only(std::string_view pointer) const;
  /// The schema of what `Fn::GetAtt` returns for a dotted attribute, where it is known.
  std::optional<Schema> attribute(std::string_view name) const;
  /// The properties whose values `Ref` is made of, as pointers, in order.
  Datum primary_identifier() const;
  /// The one property that `Ref` returns and a template sets, without the `/properties/` before it;
  /// empty where there are several, or AWS chooses it.
  std::string_view name_property() const;
  /// The schema of what `Ref` returns, where the identifier is one property.
  std::optional<Schema> ref() const;
  std::vector<SchemaRule> rules() const;

 private:
  const Datum::Word* image_;
  Datum::Word type_;
  Datum::Word root_;
};

/// The schema of that type; nothing where the region is known not to have it.
std::optional<ResourceSchema> resource_schema(std::string_view type, std::string_view region = {});

/// The regions that have the type, sorted.
std::vector<std::string_view> regions_of(std::string_view type);

/// The regions whose schemas are known, sorted.
std::vector<std::string_view> schema_regions();

}  // namespace archsynth::spec
